"""run, serve."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import Any

import click
import uvicorn
from uvicorn.config import STARTUP_FAILURE

from server.cli.migrations import require_migrated
from server.cli.session import migrated, settings_now, synced, with_database
from server.database import Database
from server.demo.tokens import DEMO_TOKEN_LIFE, demo_token
from server.errors import OperatorError
from server.http.process import Server, Workers
from server.models.types import utc_now
from server.observing.formats import log_config
from server.observing.tracing import require_tracing
from server.settings import Settings
from server.viewer import Role

START_SECONDS = 30
"""For a worker to be ready, or to say that it is alive. With five, uvicorn's own, a busy machine replaces none."""

NOT_STARTED = "The server could not start; the lines above say why."


@click.command(short_help="Set up and serve for development, with a demo.")
@click.option("--port", type=click.IntRange(0, 65535), help="Instead of PORT or GALLEY_PORT.")
def run(port: int | None) -> None:
    """Set up and serve for development: migrate, load the demo into an empty database, print what to try.

    A second run keeps the data. Not for production: use `galley serve`.
    """
    settings = settings_now(**({"PORT": str(port)} if port is not None else {}))
    if settings.is_production:
        raise OperatorError(
            "GALLEY_ENV is production, and `galley run` is for development. Use `galley serve`."
        )
    require_tracing(settings.observing)
    settings = _with_free_port(settings)
    migrated(settings)
    with_database(settings, lambda database: _prepare(database, settings))
    server = _server(settings)
    _announce(settings)
    _serve_until_stopped(server)


def _server(settings: Settings) -> Server:
    """Who runs the application loads it: the process that watches over several workers does without its 40 MB."""
    from server.app import create_app  # noqa: PLC0415

    return Server(uvicorn.Config(create_app(settings), **_options(settings)))


async def _prepare(database: Database, settings: Settings) -> None:
    from server.demo.load import load_demo  # noqa: PLC0415 - nothing of production

    await synced(database, settings)
    loaded = await load_demo(database, settings, now=utc_now())
    if loaded is not None:
        click.echo(f"Loaded the demo: {loaded.articles} articles, {loaded.comments} comments.")


def _with_free_port(settings: Settings) -> Settings:
    """Says at once that a port is taken, before anything else is done, and finds a free one for 0."""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise OperatorError(
                f"Port {settings.port} on {settings.host} cannot be used ({error.strerror}). "
                "Choose another: PORT=9000 for one command, or GALLEY_PORT and GALLEY_HOST for good."
            ) from None
        return replace(settings, port=probe.getsockname()[1])


def _announce(settings: Settings) -> None:
    """The addresses, tokens of two roles, and a line to paste."""
    from server.app import GRAPHQL_PATH  # noqa: PLC0415 - as in _server
    from server.pages.routes import CONSOLE_PATH  # noqa: PLC0415

    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    site = f"http://{host}:{settings.port}"
    url = f"{site}{GRAPHQL_PATH}"
    pages = f"{site}/" if settings.pages.are_served else "off (GALLEY_PAGES)"
    console = f"{site}{CONSOLE_PATH}" if settings.pages.are_served else "off (GALLEY_PAGES)"
    graphiql = f"{url}  (in a browser)" if settings.has_graphiql else "off (GALLEY_GRAPHIQL)"
    query = '{"query":"{ articles(first: 3) { nodes { translation(locale: \\"bn\\") { title } } } }"}'
    click.echo(
        f"""
  Pages      {pages}
  Console    {console}
  GraphQL    {url}
  GraphiQL   {graphiql}

  A moderator's token, good for {DEMO_TOKEN_LIFE.days} days:
  {demo_token(settings, Role.MODERATOR)}

  An editor's token:
  {demo_token(settings, Role.EDITOR)}

  Try:
  curl -s {url} -H 'content-type: application/json' -d '{query}'

  Ctrl-C stops the server; the data stays.
"""
    )


@click.command(short_help="Serve in production: what is there, nothing else.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Server processes.")
def serve(workers: int) -> None:
    """Serve in production: no demo, no GraphiQL, and not without GALLEY_SECRET of 32 bytes or more.

    The database must be migrated (`galley migrate`). Reads the settings as with GALLEY_ENV=production.
    """
    settings = settings_now(GALLEY_ENV="production")
    with_database(settings, require_migrated)
    require_tracing(settings.observing)
    settings = _with_free_port(settings)
    if workers == 1:
        _serve_until_stopped(_server(settings))
    else:
        _serve_by(workers, settings)


def _serve_by(count: int, settings: Settings) -> None:
    config = uvicorn.Config(
        "server.app:app_from_environment", factory=True, workers=count, **_options(settings)
    )
    stop_seconds = (settings.drain_ms + settings.stop_timeout_ms) / 1000
    workers = Workers(config, [config.bind_socket()], stop_seconds=stop_seconds)
    workers.run()
    if any(worker.exitcode == STARTUP_FAILURE for worker in workers.processes):
        raise OperatorError(NOT_STARTED)


def _options(settings: Settings) -> dict[str, Any]:
    """What uvicorn is told, whoever starts it."""
    return {
        "host": settings.host,
        "port": settings.port,
        "log_level": str(settings.observing.log_level),
        "log_config": log_config(settings.observing),
        "access_log": not settings.is_production,
        "timeout_graceful_shutdown": settings.stop_timeout_ms / 1000,
        "timeout_worker_healthcheck": START_SECONDS,
        "server_header": False,
        # uvicorn would put an address of X-Forwarded-For in the peer's place by rules of its own, from loopback
        # without being asked. server/http/proxies.py knows who is trusted.
        "proxy_headers": False,
        "http": "server.http.wire:HttpProtocol",
        # For PyPy, where uvicorn parses with h11; with httptools server/http/arrival.py sees to it.
        "h11_max_incomplete_event_size": settings.limits.url_bytes + settings.limits.header_bytes,
        "ws": "server.http.wire:SocketProtocol",
        "ws_max_size": settings.body_limit_bytes,
        # Messages are small, and a socket that compresses keeps a window of its own in memory.
        "ws_per_message_deflate": False,
    }


def _serve_until_stopped(server: Server) -> None:
    server.run()
    if not server.started:
        raise OperatorError(NOT_STARTED)
