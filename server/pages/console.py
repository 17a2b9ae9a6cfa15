"""The moderator's console: one shell, that its modules fill from the GraphQL contract in the browser."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.pages.headers import PAGE_HEADERS
from server.pages.rendering import Renderer
from server.pages.words import words_for

CONSOLE_PATH = "/console"
LANGUAGE = "en"
HEADERS = {**PAGE_HEADERS, "cache-control": "no-cache", "x-robots-tag": "noindex"}


class Console:
    """Says nothing that needs a right: whoever moderates signs in on it."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    async def shell(self, _request: Request) -> Response:
        page = self._renderer.page("console.html", words_for(LANGUAGE))
        return Response(page, 200, HEADERS, "text/html; charset=utf-8")
