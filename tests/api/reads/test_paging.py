"""Pages: keyset cursors without gap or repeat, and page info that is exact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, EVA, LENA, Speaker

pytestmark = pytest.mark.asyncio(loop_scope="session")

INFO = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
PAGE = f"edges {{ cursor node {{ id }} }} nodes {{ id }} {INFO} totalCount"
ARGUMENTS = "$first: Int, $after: String, $last: Int, $before: String"
PASSED = "first: $first, after: $after, last: $last, before: $before"

LISTS: dict[str, tuple[str, Speaker]] = {
    "articles by publication": (f"articles({PASSED}) {{ {PAGE} }}", None),
    "articles, the oldest first": (
        f"articles({PASSED}, orderBy: {{field: PUBLISHED_AT, direction: ASC}}) {{ {PAGE} }}",
        None,
    ),
    "articles by title": (
        f'articles({PASSED}, orderBy: {{field: TITLE, direction: ASC, locale: "bn"}}) {{ {PAGE} }}',
        None,
    ),
    "articles by title backwards": (
        f'articles({PASSED}, orderBy: {{field: TITLE, direction: DESC, locale: "en"}}) {{ {PAGE} }}',
        None,
    ),
    "articles by comments": (
        f"articles({PASSED}, orderBy: {{field: COMMENT_COUNT, direction: DESC}}) {{ {PAGE} }}",
        None,
    ),
    "articles by their change": (
        f"articles({PASSED}, orderBy: {{field: UPDATED_AT, direction: ASC}}) {{ {PAGE} }}",
        None,
    ),
    "drafts": (f"articles({PASSED}, filter: {{status: DRAFT}}) {{ {PAGE} }}", EVA),
    "authors": (f"authors({PASSED}) {{ {PAGE} }}", None),
    "all comments": (f"comments({PASSED}, orderBy: OLDEST) {{ {PAGE} }}", ANN),
    "comments by replies": (f"comments({PASSED}, orderBy: MOST_REPLIES) {{ {PAGE} }}", ANN),
    "a queue by risk": (f"moderationQueue({PASSED}, orderBy: RISK) {{ {PAGE} }}", ANN),
    "a queue by flags": (
        f"moderationQueue({PASSED}, queue: REPORTED, orderBy: MOST_FLAGGED) {{ {PAGE} }}",
        ANN,
    ),
    "the audit log": (f"auditLog({PASSED}) {{ {PAGE} }}", ANN),
}
THREADS = {
    "a thread": f"comments({PASSED}) {{ {PAGE} }}",
    "a thread by replies": f"comments({PASSED}, orderBy: MOST_REPLIES) {{ {PAGE} }}",
}
ALL = [*LISTS, *THREADS]


class List:
    """One list of the API, page by page."""

    def __init__(self, api: Api, newsroom: Newsroom, name: str) -> None:
        self.api = api
        if name in LISTS:
            selection, self.speaker = LISTS[name]
            self.path: tuple[str, ...] = ()
        else:
            ferry = newsroom.id("article", "ferry")
            selection, self.speaker = f'article(id: "{ferry}") {{ list: {THREADS[name]} }}', LENA
            self.path = ("list",)
        self.query = f"query({ARGUMENTS}) {{ it: {selection} }}"

    async def page(self, **arguments: Any) -> dict[str, Any]:
        found = (await self.api.run(self.query, self.speaker, **arguments))["it"]
        for key in self.path:
            found = found[key]
        page: dict[str, Any] = found
        assert [edge["node"] for edge in page["edges"]] == page["nodes"]
        cursors = [edge["cursor"] for edge in page["edges"]]
        info = page["pageInfo"]
        ends = (cursors[0], cursors[-1]) if cursors else (None, None)
        assert (info["startCursor"], info["endCursor"]) == ends
        return page

    async def ids(self) -> list[str]:
        return ids_of(await self.page(first=100))


def ids_of(page: dict[str, Any]) -> list[str]:
    return [node["id"] for node in page["nodes"]]


def windows(ids: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("size", [1, 3, 100])
async def test_walks_forwards_without_gap_or_repeat(
    api: Api, newsroom: Newsroom, name: str, size: int
) -> None:
    paged = List(api, newsroom, name)
    everything = await paged.ids()
    assert len(everything) == len(set(everything)) > 1
    after = None
    for number, expected in enumerate(windows(everything, size)):
        page = await paged.page(first=size, after=after)
        assert ids_of(page) == expected
        assert page["totalCount"] == len(everything)
        info = page["pageInfo"]
        assert info["hasPreviousPage"] == (number > 0)
        assert info["hasNextPage"] == ((number + 1) * size < len(everything))
        after = info["endCursor"]
    rest = await paged.page(first=size, after=after)
    assert (ids_of(rest), rest["pageInfo"]["hasNextPage"]) == ([], False)
    assert rest["pageInfo"]["hasPreviousPage"]
    assert rest["totalCount"] == len(everything)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("size", [1, 4])
async def test_walks_backwards_over_the_same_pages(
    api: Api, newsroom: Newsroom, name: str, size: int
) -> None:
    paged = List(api, newsroom, name)
    everything = await paged.ids()
    before, left = None, everything
    while left:
        page = await paged.page(last=size, before=before)
        assert ids_of(page) == left[-size:]
        info = page["pageInfo"]
        assert info["hasNextPage"] == (len(left) < len(everything))
        left = left[:-size]
        assert info["hasPreviousPage"] == bool(left)
        before = info["startCursor"]


@pytest.mark.parametrize("name", ["articles by publication", "a thread", "articles by title"])
async def test_pages_from_a_cursor_in_either_direction(api: Api, newsroom: Newsroom, name: str) -> None:
    """first before a cursor is the list's own beginning; last after one is its end."""
    paged = List(api, newsroom, name)
    everything = await paged.ids()
    cursor = (await paged.page(first=6))["edges"][-1]["cursor"]
    start = await paged.page(first=2, before=cursor)
    assert ids_of(start) == everything[:2]
    assert (start["pageInfo"]["hasPreviousPage"], start["pageInfo"]["hasNextPage"]) == (False, True)
    end = await paged.page(last=2, after=cursor)
    assert ids_of(end) == everything[-2:]
    assert (end["pageInfo"]["hasPreviousPage"], end["pageInfo"]["hasNextPage"]) == (True, False)
    all_before = await paged.page(first=100, before=cursor)
    assert ids_of(all_before) == everything[:5]
    assert all_before["pageInfo"]["hasNextPage"]


async def test_gives_twenty_rows_where_no_size_is_asked_for(api: Api, newsroom: Newsroom) -> None:
    paged = List(api, newsroom, "all comments")
    everything = await paged.ids()
    assert ids_of(await paged.page()) == everything[:20]
    cursor = (await paged.page(first=30))["pageInfo"]["endCursor"]
    assert ids_of(await paged.page(before=cursor)) == everything[9:29]
    assert ids_of(await paged.page(after=cursor)) == everything[30:50]


async def test_the_crowd_of_one_minute_is_paged_by_id(api: Api, newsroom: Newsroom) -> None:
    """Rows that share a timestamp have an order all the same."""
    query = """query($id: ID!, $after: String) { article(id: $id) {
        comments(first: 5, after: $after) { nodes { id createdAt } pageInfo { endCursor } }
    } }"""
    seen, times, after = [], [], None
    for _ in range(4):
        data = await api.run(query, id=newsroom.id("article", "ferry"), after=after)
        page = data["article"]["comments"]
        seen += [node["id"] for node in page["nodes"]]
        times += [node["createdAt"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert len(set(times)) == 1
    assert seen == sorted(set(seen), reverse=True)


async def test_counts_all_pages_and_only_what_the_viewer_sees(api: Api, newsroom: Newsroom) -> None:
    query = "query($id: ID!) { article(id: $id) { comments(first: 1) { totalCount } } }"
    counts = {}
    for name, speaker in (("guest", None), ("lena", LENA), ("ann", ANN)):
        data = await api.run(query, speaker, id=newsroom.id("article", "ferry"))
        counts[name] = data["article"]["comments"]["totalCount"]
    assert counts == {"guest": 25, "lena": 26, "ann": 25}
