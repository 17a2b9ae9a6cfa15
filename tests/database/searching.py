"""What tests of searching have at hand: a desk that answers GraphQL, as any viewer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import orjson

from schema.context import Context
from schema.documents import Asked, DocumentStore
from schema.execution import GraphQLRequest, answer
from schema.root import graphql_schema
from server.settings import Settings
from server.viewer import GUEST, Role, Viewer
from tests.database.newsdesk import NOW, Newsdesk, open_newsdesk

EDITOR = Viewer(id=UUID(int=1), roles=frozenset({Role.EDITOR}), is_identified=True)

FIND = """query Find(
  $search: SearchInput!, $status: TranslationStatus, $order: ArticleOrder, $first: Int, $after: String
) {
  articles(filter: {search: $search, status: $status}, orderBy: $order, first: $first, after: $after) {
    nodes { id } totalCount pageInfo { hasNextPage endCursor }
  }
}"""


class Reader:
    """Asks a newsdesk's database. The document store lives as long as it, so plans are used again."""

    def __init__(self, desk: Newsdesk, settings: Settings) -> None:
        self.desk = desk
        self.settings = settings
        self.store = DocumentStore(graphql_schema, hides_suggestions=False)

    async def ask(self, query: str, *, viewer: Viewer = GUEST, **variables: Any) -> dict[str, Any]:
        context = Context(self.settings, self.desk.database, self.desk.chains, viewer, NOW)
        found = await answer(
            GraphQLRequest(Asked(query), variables),
            store=self.store,
            context=context,
            allows_introspection=True,
        )
        body: dict[str, Any] = orjson.loads(found.body)
        return body

    async def page(
        self,
        text: str,
        locale: str | None = None,
        *,
        viewer: Viewer = GUEST,
        order: str = "PUBLISHED_AT",
        **variables: Any,
    ) -> dict[str, Any]:
        """The connection."""
        search = {"text": text} if locale is None else {"text": text, "locale": locale}
        by = {"field": order, "direction": "DESC"}
        body = await self.ask(FIND, viewer=viewer, search=search, order=by, **variables)
        assert "errors" not in body, body
        page: dict[str, Any] = body["data"]["articles"]
        return page

    async def find(self, text: str, locale: str | None = None, **how: Any) -> list[UUID]:
        page = await self.page(text, locale, **how)
        return ids_of(page)

    async def refusal(self, query: str, **variables: Any) -> tuple[str, str]:
        """The code and the message of the one error."""
        body = await self.ask(query, **variables)
        assert body["data"] is None
        (error,) = body["errors"]
        return error["extensions"]["code"], error["message"]


def ids_of(page: dict[str, Any]) -> list[UUID]:
    return [UUID(hex=node["id"].removeprefix("article_")) for node in page["nodes"]]


@asynccontextmanager
async def open_reader(settings: Settings) -> AsyncIterator[Reader]:
    async with open_newsdesk(settings) as desk:
        await desk.database.connect()
        yield Reader(desk, settings)
