"""Page 500 by its cursor beside page 1, for every order that pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.contestants import Running
from benchmarks.figures import Figures
from benchmarks.load import Slice
from benchmarks.loader import Loader, ask
from benchmarks.measuring import Pace, Take, in_turns
from benchmarks.problem import Problem
from benchmarks.queries import Query

PAGE = 20
FAR = 500
STEP = 100
"""Rows that are walked at once to find the far page's cursor."""

ARTICLES = """
query Page($first: Int, $after: String) {
  list: articles(first: $first, after: $after, orderBy: {field: FIELD, direction: DESCMORE}) {
    nodes { id publishedAt } pageInfo { hasNextPage endCursor }
  }
}"""
COMMENTS = """
query Page($first: Int, $after: String) {
  list: comments(first: $first, after: $after, orderBy: ORDER) {
    nodes { id createdAt } pageInfo { hasNextPage endCursor }
  }
}"""


@dataclass(frozen=True, slots=True)
class Order:
    name: str
    text: str
    needs_moderator: bool

    def page(self, **variables: Any) -> Query:
        return Query(self.name, self.text, (variables,), needs_moderator=self.needs_moderator)


def _articles(field: str, more: str = "") -> Order:
    return Order(f"articles {field}", ARTICLES.replace("FIELD", field).replace("MORE", more), False)


ORDERS = (
    _articles("PUBLISHED_AT"),
    _articles("UPDATED_AT"),
    _articles("TITLE", ', locale: "bn"'),
    _articles("COMMENT_COUNT"),
    *(
        Order(f"comments {order}", COMMENTS.replace("ORDER", order), True)
        for order in ("NEWEST", "OLDEST", "MOST_REPLIES")
    ),
)


@dataclass(frozen=True, slots=True)
class Paged:
    """Slices of the first page and of the far one, taken in turn."""

    first: list[Figures]
    far: list[Figures]


def measure_paging(
    galley: Running, loader: Loader, *, pace: Pace, say: Callable[[str], None]
) -> Mapping[str, Paged]:
    """By order."""

    def taking(page: Query) -> Take:
        requests = galley.contestant.requests(page)
        return lambda seconds: loader.take(Slice(galley.port, requests, seconds), who=page.name)

    found = {}
    for order in ORDERS:
        say(order.name)
        first = order.page(first=PAGE)
        far = order.page(first=PAGE, after=_cursor_before(galley, order))
        slices = in_turns({"first": taking(first), "far": taking(far)}, pace)
        found[order.name] = Paged(slices["first"], slices["far"])
    return found


def _cursor_before(galley: Running, order: Order) -> str:
    """The end of page 499. Raises Problem where there are fewer."""
    cursor = None
    for _ in range((FAR - 1) * PAGE // STEP):
        cursor = _walk(galley, order, STEP, cursor)
    if rest := (FAR - 1) * PAGE % STEP:
        cursor = _walk(galley, order, rest, cursor)
    assert cursor is not None
    return cursor


def _walk(galley: Running, order: Order, count: int, after: str | None) -> str:
    [request] = galley.contestant.requests(order.page(first=count, after=after))
    info = ask(galley.port, request)["list"]["pageInfo"]
    if not info["hasNextPage"]:
        raise Problem(f"{order.name} has no page {FAR}")
    cursor: str = info["endCursor"]
    return cursor
