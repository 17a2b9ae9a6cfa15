"""The pages' addresses."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from schema.context import Context
from schema.documents import DocumentStore
from server.demo.tokens import demo_token
from server.pages.asking import Asker
from server.pages.console import CONSOLE_PATH, Console
from server.pages.graphiql import GraphiqlPage
from server.pages.graphiql_files import FOLDER as GRAPHIQL_FOLDER
from server.pages.reader import ReaderPages
from server.pages.rendering import Renderer
from server.pages.static import FOLDER, Static, digest_of
from server.settings import Settings
from server.viewer import Role


def graphiql_page(settings: Settings) -> GraphiqlPage:
    """With tokens for the roles of the demo, in development alone."""

    def tokens() -> dict[str, str]:
        if settings.is_production:
            return {}
        return {role.lower(): demo_token(settings, role) for role in (Role.MODERATOR, Role.EDITOR)}

    return GraphiqlPage(_renderer(settings), settings, tokens)


def _renderer(settings: Settings) -> Renderer:
    return Renderer(digest=digest_of(FOLDER), zone=settings.pages.timezone)


def page_routes(settings: Settings, store: DocumentStore, guest: Callable[[], Context]) -> list[BaseRoute]:
    """Come after all others: the first part of a page's address may be any language."""
    routes: list[BaseRoute] = []
    if settings.has_graphiql:
        routes.append(Mount("/graphiql", StaticFiles(directory=GRAPHIQL_FOLDER, check_dir=False)))
    if settings.has_graphiql or settings.pages.are_served:
        routes.append(Mount(f"/static/{digest_of(FOLDER)}", Static()))
    if settings.pages.are_served:
        renderer = _renderer(settings)
        routes.append(Route(CONSOLE_PATH, Console(renderer, settings).shell, methods=["GET"]))
        routes += _reader_routes(ReaderPages(Asker(store, guest), renderer, settings))
    return routes


def _reader_routes(reader: ReaderPages) -> list[BaseRoute]:
    return [
        Route("/", reader.root, methods=["GET"]),
        Route("/{locale}", reader.home, methods=["GET"]),
        Route("/{locale}/articles.atom", reader.articles_feed, methods=["GET"]),
        Route("/{locale}/{slug}", reader.article, methods=["GET"]),
        Route("/{locale}/{slug}/comments.atom", reader.comments_feed, methods=["GET"]),
    ]
