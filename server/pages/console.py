"""The moderator's console: one shell, that its modules fill from the GraphQL contract in the browser."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from server.http.page_headers import page_headers
from server.pages.rendering import Renderer
from server.pages.words import words_for
from server.settings import Settings

LANGUAGE = "en"
HEADERS = {"cache-control": "no-cache", "x-robots-tag": "noindex"}


class Console:
    """Says nothing that needs a right: whoever moderates signs in on it."""

    def __init__(self, renderer: Renderer, settings: Settings) -> None:
        self._renderer = renderer
        self._settings = settings

    async def shell(self, request: Request) -> Response:
        page = self._renderer.page("console.html", words_for(LANGUAGE))
        headers = {**page_headers(request.scope, self._settings), **HEADERS}
        return Response(page, 200, headers, "text/html; charset=utf-8")
