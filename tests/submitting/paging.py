"""A thread as a reader walks through it, page by page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.api.client import Api
from tests.api.voices import Speaker

PAGE = 3
"""Small, so that a short thread has pages."""

_PAGE = "nodes { id replyCount } pageInfo { hasNextPage endCursor }"
TOP_LEVEL = f"""query($id: ID!, $size: Int!, $after: String) {{
  of: article(id: $id) {{
    count: commentCount page: comments(orderBy: OLDEST, first: $size, after: $after) {{ {_PAGE} }}
  }}
}}"""
REPLIES = f"""query($id: ID!, $size: Int!, $after: String) {{
  of: comment(id: $id) {{
    count: replyCount page: replies(orderBy: OLDEST, first: $size, after: $after) {{ {_PAGE} }}
  }}
}}"""


@dataclass(slots=True)
class Thread:
    """What paging reaches: `parents` has the parent (None: the top level) of every comment."""

    count: int
    parents: dict[str, str | None] = field(default_factory=dict)
    reply_counts: dict[str, int] = field(default_factory=dict)

    def replies_of(self, comment: str) -> int:
        return sum(parent == comment for parent in self.parents.values())


async def _pages(api: Api, query: str, speaker: Speaker, of: str) -> tuple[int, list[dict[str, Any]]]:
    nodes: list[dict[str, Any]] = []
    after = None
    while True:
        thing = (await api.run(query, speaker, id=of, size=PAGE, after=after))["of"]
        nodes += thing["page"]["nodes"]
        if not thing["page"]["pageInfo"]["hasNextPage"]:
            return thing["count"], nodes
        after = thing["page"]["pageInfo"]["endCursor"]


async def walk(api: Api, article: str, speaker: Speaker = None) -> Thread:
    """All that this viewer reaches by paging through comments and replies, and the counts told on the way."""
    count, nodes = await _pages(api, TOP_LEVEL, speaker, article)
    thread = Thread(count)
    waiting: list[tuple[str | None, dict[str, Any]]] = [(None, node) for node in nodes]
    while waiting:
        parent, node = waiting.pop()
        assert node["id"] not in thread.parents, "a comment stands on two pages"
        thread.parents[node["id"]] = parent
        thread.reply_counts[node["id"]] = node["replyCount"]
        counted, replies = await _pages(api, REPLIES, speaker, node["id"])
        assert counted == node["replyCount"]
        waiting += [(node["id"], reply) for reply in replies]
    return thread


def assert_counts_are_what_paging_reaches(thread: Thread) -> None:
    assert thread.count == len(thread.parents)
    for comment, counted in thread.reply_counts.items():
        assert counted == thread.replies_of(comment), comment
