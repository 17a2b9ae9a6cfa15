"""The pages' addresses. What answers there is loaded with the first page that is asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from schema.context import Context
from schema.documents import DocumentStore
from server.demo.tokens import demo_token
from server.pages.graphiql_files import FOLDER as GRAPHIQL_FOLDER
from server.pages.static import Static, static_digest
from server.settings import Settings
from server.viewer import Role

if TYPE_CHECKING:
    from server.pages.console import Console
    from server.pages.graphiql import GraphiqlPage
    from server.pages.reader import ReaderPages
    from server.pages.rendering import Renderer

CONSOLE_PATH = "/console"


class Pages:
    """A process that shows none does without templates and the languages' own numbers and dates: they take about
    4 MB (Jinja, Babel)."""

    def __init__(self, settings: Settings, store: DocumentStore, guest: Callable[[], Context]) -> None:
        self._settings = settings
        self._store = store
        self._guest = guest

    def routes(self) -> list[BaseRoute]:
        """Come after all others: the first part of a page's address may be any language."""
        routes: list[BaseRoute] = []
        if self._settings.has_graphiql:
            routes.append(Mount("/graphiql", StaticFiles(directory=GRAPHIQL_FOLDER, check_dir=False)))
        if self._settings.has_graphiql or self._settings.pages.are_served:
            routes.append(Mount(f"/static/{static_digest()}", Static()))
        if self._settings.pages.are_served:
            routes += [
                _route(CONSOLE_PATH, lambda: self._console.shell),
                _route("/", lambda: self._reader.root),
                _route("/{locale}", lambda: self._reader.home),
                _route("/{locale}/articles.atom", lambda: self._reader.articles_feed),
                _route("/{locale}/{slug}", lambda: self._reader.article),
                _route("/{locale}/{slug}/comments.atom", lambda: self._reader.comments_feed),
            ]
        return routes

    def graphiql(self, request: Request) -> Response:
        return self._graphiql(request)

    # ruff: disable[PLC0415] - loaded where they are used

    @cached_property
    def _renderer(self) -> Renderer:
        from server.pages.rendering import Renderer

        return Renderer(digest=static_digest(), zone=self._settings.pages.timezone)

    @cached_property
    def _reader(self) -> ReaderPages:
        from server.pages.asking import Asker
        from server.pages.reader import ReaderPages

        return ReaderPages(Asker(self._store, self._guest), self._renderer, self._settings)

    @cached_property
    def _console(self) -> Console:
        from server.pages.console import Console

        return Console(self._renderer, self._settings)

    @cached_property
    def _graphiql(self) -> GraphiqlPage:
        from server.pages.graphiql import GraphiqlPage

        return GraphiqlPage(self._renderer, self._settings, self._demo_tokens)

    # ruff: enable[PLC0415]

    def _demo_tokens(self) -> dict[str, str]:
        """For the roles of the demo, in development alone."""
        if self._settings.is_production:
            return {}
        return {role.lower(): demo_token(self._settings, role) for role in (Role.MODERATOR, Role.EDITOR)}


def _route(path: str, handler: Callable[[], Callable[[Request], Awaitable[Response]]]) -> Route:
    async def answer(request: Request) -> Response:
        return await handler()(request)

    return Route(path, answer, methods=["GET"])
