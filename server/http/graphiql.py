"""GraphiQL for development: Strawberry's page, which loads its parts from a CDN."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import strawberry


@cache
def graphiql_page() -> str:
    """The page as HTML. Its subscriptions go by WebSocket, with the headers' token in connection_init."""
    return (Path(strawberry.__file__).parent / "static" / "graphiql.html").read_text(encoding="utf-8")
