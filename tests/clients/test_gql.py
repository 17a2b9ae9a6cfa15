"""gql for Python, connected as docs/clients.md has it."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, aclosing
from typing import Any

import pytest
from gql import Client, GraphQLRequest, gql
from gql.client import AsyncClientSession
from gql.transport.exceptions import TransportQueryError
from graphql import print_schema

from tests.clients.conftest import Site
from tests.clients.documented import program
from tests.clients.operations import (
    BODY,
    FOLLOW,
    READ,
    READ_VARIABLES,
    WRITE,
    WRONG,
    assert_answered,
)

ROUNDS = 40
ROUND_SECONDS = 0.5


@pytest.fixture
def clients(site: Site) -> dict[str, Client]:
    return documented(site, token=site.token)


def documented(site: Site, *, token: str) -> dict[str, Client]:
    """The clients of the document, by name."""
    names: dict[str, Any] = {}
    exec(program("gql_clients.py", port=site.server.port, token=token), names)
    return names


def asking(text: str, **variables: Any) -> GraphQLRequest:
    return GraphQLRequest(gql(text), variable_values=variables)


async def first_event(following: AsyncClientSession, request: GraphQLRequest) -> Any:
    """Ends the subscription after one: gql would wait for the rest when it is closed."""
    async with aclosing(following.subscribe(request)) as events:
        return await anext(events)


def codes_in(refusal: TransportQueryError) -> list[str]:
    return [error["extensions"]["code"] for error in refusal.errors or []]


@pytest.mark.parametrize("by", ["http", "socket"])
async def test_reads_writes_follows_and_tells_what_is_refused(clients: dict[str, Client], by: str) -> None:
    written: list[Any] = []
    async with clients["socket"] as following, AsyncExitStack() as opened:
        asker = following if by == "socket" else await opened.enter_async_context(clients["http"])
        found = await asker.execute(asking(READ, **READ_VARIABLES))
        article_id = found["article"]["id"]
        event = asyncio.create_task(first_event(following, asking(FOLLOW, articleId=article_id)))
        while not event.done() and len(written) < ROUNDS:
            said = {"articleId": article_id, "body": f"{BODY} gql-{by}-{len(written)}"}
            written.append(await asker.execute(asking(WRITE, input=said)))
            await asyncio.wait([event], timeout=ROUND_SECONDS)
        told = [await event]
        with pytest.raises(TransportQueryError) as refused:
            await asker.execute(asking(WRONG))
    assert_answered(found, written, told, codes_in(refused.value))


async def test_reads_the_schema_by_introspection(clients: dict[str, Client]) -> None:
    client = Client(transport=clients["http"].transport, fetch_schema_from_transport=True)
    async with client:
        assert client.schema is not None
        assert "submitComment(input: SubmitCommentInput!)" in print_schema(client.schema)


async def test_tells_a_token_that_is_not_good(site: Site) -> None:
    client = documented(site, token="nonsense")["http"]
    async with client as session:
        with pytest.raises(TransportQueryError) as refused:
            await session.execute(asking(READ, **READ_VARIABLES))
    assert codes_in(refused.value) == ["UNAUTHENTICATED"]
