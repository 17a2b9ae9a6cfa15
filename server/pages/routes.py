"""The pages' addresses."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import BaseRoute, Mount, Route

from schema.context import Context
from schema.documents import DocumentStore
from server.pages.asking import Asker
from server.pages.console import CONSOLE_PATH, Console
from server.pages.reader import ReaderPages
from server.pages.rendering import Renderer
from server.pages.static import FOLDER, Static, digest_of
from server.settings import Settings


def page_routes(settings: Settings, store: DocumentStore, guest: Callable[[], Context]) -> list[BaseRoute]:
    """Come after all others: the first part of a page's address may be any language."""
    digest = digest_of(FOLDER)
    renderer = Renderer(digest=digest, zone=settings.pages.timezone)
    reader = ReaderPages(Asker(store, guest), renderer, settings)
    return [
        Mount(f"/static/{digest}", Static()),
        Route("/", reader.root, methods=["GET"]),
        Route(CONSOLE_PATH, Console(renderer).shell, methods=["GET"]),
        Route("/{locale}", reader.home, methods=["GET"]),
        Route("/{locale}/articles.atom", reader.articles_feed, methods=["GET"]),
        Route("/{locale}/{slug}", reader.article, methods=["GET"]),
        Route("/{locale}/{slug}/comments.atom", reader.comments_feed, methods=["GET"]),
    ]
