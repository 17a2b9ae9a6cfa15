"""GraphiQL at the endpoint, for development: its own files, operations to begin with, and tokens of the demo."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from server.http.page_headers import PageSources, page_headers
from server.pages.graphiql_files import are_there
from server.pages.rendering import Renderer
from server.pages.words import words_for
from server.settings import Settings

Tokens = Callable[[], dict[str, str]]
"""By role, made when they are asked for."""


class GraphiqlPage:
    """`tokens` are for whoever sits at this machine, and nobody else is given them."""

    def __init__(self, renderer: Renderer, settings: Settings, tokens: Tokens) -> None:
        self._renderer = renderer
        self._settings = settings
        self._tokens = tokens

    def __call__(self, request: Request) -> Response:
        data: dict[str, Any] = {"tokens": self._tokens() if _is_from_this_machine(request) else {}}
        page = self._renderer.page("graphiql.html", words_for("en"), is_there=are_there(), data=data)
        return HTMLResponse(
            page,
            headers={**page_headers(request.scope, self._settings, SOURCES), "cache-control": "no-store"},
        )


SOURCES = PageSources(styles=["'unsafe-inline'"], fonts=["data:"])
"""Its editor writes style elements of its own, and its style sheet holds its fonts."""


def _is_from_this_machine(request: Request) -> bool:
    """Without a proxy between: what it forwards may come from anywhere."""
    if request.client is None or "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
