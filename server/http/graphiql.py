"""GraphiQL for development: Strawberry's page, which loads its parts from a CDN."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import strawberry
from starlette.responses import HTMLResponse
from starlette.types import Scope

from server.http.page_headers import PageSources, inline_hashes, page_headers
from server.settings import Settings

CDN = "https://unpkg.com"


def graphiql_response(scope: Scope, settings: Settings) -> HTMLResponse:
    """Not kept by anybody: after a change of version the page would not fit what it is allowed."""
    headers = {**page_headers(scope, settings, graphiql_sources()), "Cache-Control": "no-store"}
    return HTMLResponse(graphiql_page(), headers=headers)


@cache
def graphiql_page() -> str:
    """The page as HTML. Its subscriptions go by WebSocket, with the headers' token in connection_init."""
    return (Path(strawberry.__file__).parent / "static" / "graphiql.html").read_text(encoding="utf-8")


@cache
def graphiql_sources() -> PageSources:
    """What the page names, file by file, as its CDN has every package that anybody publishes; and its own script and
    style by their hashes. A style that GraphiQL adds while a dialog is open stays without effect."""
    page = graphiql_page()
    return PageSources(
        scripts=[*re.findall(rf'src="({CDN}/[^"]+)"', page), *inline_hashes(page, "script")],
        styles=[*re.findall(rf'href="({CDN}/[^"]+)"', page), *inline_hashes(page, "style")],
        fonts=["data:"],
    )
