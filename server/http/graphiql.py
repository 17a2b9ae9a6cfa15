"""GraphiQL for development: Strawberry's page, which loads its parts from a CDN."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import strawberry


@cache
def graphiql_page() -> str:
    """The page as HTML. Subscriptions are not offered: there are none."""
    page = (Path(strawberry.__file__).parent / "static" / "graphiql.html").read_text(encoding="utf-8")
    return page.replace("{{ SUBSCRIPTION_ENABLED }}", "false")
