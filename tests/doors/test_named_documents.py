"""Documents that a request names: registered ones by documentId, Apollo's persisted queries by hash."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from hashlib import sha256
from typing import Any

import httpx
import orjson
import pytest

import schema.documents
import server.planning.reading
from server.database import Database
from server.models.types import utc_now
from server.services.trusted_documents import add_documents, remove_documents
from server.settings import Documents, Settings
from tests.api.client import Api, open_api
from tests.api.newsroom import Newsroom

SITE = "query Site { site { name } }"
ARTICLE = "query Lamp($slug: String!) { translation(slug: $slug) { title } }"
APPROVE = (
    "mutation Approve($id: ID!) { approveComment(input: {id: $id, expectedVersion: 1}) { errors { code } } }"
)
GRAPHQL = "application/graphql-response+json"


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def persisted(digest: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": digest}}


async def post(api: Api, accept: str = "application/json", **body: Any) -> httpx.Response:
    headers = {"Content-Type": "application/json", "Accept": accept}
    return await api.http.post("/graphql", content=orjson.dumps(body), headers=headers)


async def code_of(api: Api, **body: Any) -> str:
    [error] = (await post(api, **body)).json()["errors"]
    return str(error["extensions"]["code"])


async def registered(database: Database, **documents: str) -> None:
    await add_documents(database, documents, now=utc_now())


async def until(api: Api, name: str, *, is_known: bool) -> None:
    """A process looks every half second."""
    for _ in range(200):
        if is_known == ("errors" not in (await post(api, documentId=name)).json()):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{name} is still {'not ' if is_known else ''}known")


@pytest.fixture
async def known(settings: Settings, newsroom: Newsroom) -> AsyncIterator[Api]:
    """Two documents are registered before the application starts."""
    database = Database(settings)
    await database.connect()
    await registered(database, site=SITE, lamp=ARTICLE)
    await database.close()
    async with open_api(settings) as opened:
        yield opened


@pytest.fixture
async def strict(known: Api, settings: Settings) -> AsyncIterator[Api]:
    async with open_api(replace(settings, documents=Documents.REGISTERED)) as opened:
        yield opened


# ── documentId ──────────────────────────────────────────────────────────────────────────────────


async def test_answers_a_registered_document_by_its_name(known: Api) -> None:
    answer = (await post(known, documentId="lamp", variables={"slug": "lamps-in-the-fog"})).json()
    assert answer == (await post(known, query=ARTICLE, variables={"slug": "lamps-in-the-fog"})).json()
    assert "errors" not in answer
    by_get = await known.http.get("/graphql", params={"documentId": "site"})
    assert by_get.json() == (await post(known, query=SITE)).json()


async def test_knows_the_operation_of_a_registered_document(known: Api) -> None:
    assert "data" in (await post(known, documentId="site", operationName="Site")).json()
    assert await code_of(known, documentId="site", operationName="Other") == "BAD_USER_INPUT"


@pytest.mark.parametrize("accept", [GRAPHQL, "application/json"])
async def test_says_that_a_name_stands_for_nothing(known: Api, accept: str) -> None:
    response = await post(known, accept, documentId="nothing")
    assert response.status_code == (400 if accept == GRAPHQL else 200)
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "PERSISTED_QUERY_NOT_FOUND"
    assert error["message"] == "PersistedQueryNotFound"


@pytest.mark.parametrize(
    "body",
    [
        {"documentId": "site", "query": SITE},
        {"documentId": "site", "extensions": persisted(hash_of(SITE))},
        {"extensions": persisted(hash_of(ARTICLE)), "query": SITE},
        {"extensions": persisted("é" * 64), "query": SITE},
    ],
    ids=["name and text", "name and hash", "another's hash", "no hash"],
)
async def test_refuses_a_document_that_is_told_in_two_ways(known: Api, body: dict[str, Any]) -> None:
    assert await code_of(known, **body) == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "body",
    [
        {"documentId": 7},
        {"query": 7},
        {},
        {"extensions": {"persistedQuery": 7}},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "a" * 64}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": 7}}},
    ],
    ids=repr,
)
async def test_refuses_what_is_no_name_and_no_hash(known: Api, body: dict[str, Any]) -> None:
    response = await post(known, **body)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_hash_may_be_written_with_its_kind(known: Api) -> None:
    digest = hash_of("{ viewer { id } }")
    await registered(known.database, **{digest: "{ viewer { id } }"})
    await until(known, digest, is_known=True)
    assert "errors" not in (await post(known, documentId=f"sha256:{digest}")).json()


async def test_knows_within_a_second_what_has_been_registered_and_removed_elsewhere(known: Api) -> None:
    assert await code_of(known, documentId="later") == "PERSISTED_QUERY_NOT_FOUND"
    await registered(known.database, later="{ viewer { id } }")
    await until(known, "later", is_known=True)
    await remove_documents(known.database, ["later"])
    await until(known, "later", is_known=False)


async def test_has_parsed_and_planned_a_registered_document_before_it_is_asked_for(
    known: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*_arguments: object, **_more: object) -> None:
        raise AssertionError("not made ready")

    monkeypatch.setattr(schema.documents, "parse", too_late)
    monkeypatch.setattr(server.planning.reading, "build_plan", too_late)
    for name, variables in (("site", {}), ("lamp", {"slug": "some-slug"})):
        assert "errors" not in (await post(known, documentId=name, variables=variables)).json()


async def test_a_document_of_which_the_schema_knows_nothing_any_more_keeps_nobody_from_starting(
    settings: Settings, known: Api
) -> None:
    await registered(known.database, old="{ gone }", broken="{", site2=SITE)
    async with open_api(settings) as again:
        assert await code_of(again, documentId="old") == "GRAPHQL_VALIDATION_FAILED"
        assert "errors" not in (await post(again, documentId="site2")).json()


# ── Apollo's persisted queries ──────────────────────────────────────────────────────────────────


async def test_finds_by_its_hash_what_was_sent_with_it(known: Api) -> None:
    extensions = persisted(hash_of(SITE))
    assert await code_of(known, extensions=extensions) == "PERSISTED_QUERY_NOT_FOUND"
    first = (await post(known, extensions=extensions, query=SITE)).json()
    assert first == (await post(known, extensions=extensions)).json()
    params = {"extensions": orjson.dumps(extensions).decode()}
    assert (await known.http.get("/graphql", params=params)).json() == first


async def test_finds_a_registered_document_by_the_name_that_a_manifest_gives_it(known: Api) -> None:
    """Apollo's clients send the id of their manifest in the place of a hash, whatever it is."""
    await registered(known.database, SiteId=SITE)
    await until(known, "SiteId", is_known=True)
    answer = await post(known, extensions=persisted("SiteId"))
    assert "errors" not in answer.json()


async def test_keeps_no_text_that_cannot_be_run(known: Api) -> None:
    extensions = persisted(hash_of("{ nothing }"))
    assert await code_of(known, extensions=extensions, query="{ nothing }") == "GRAPHQL_VALIDATION_FAILED"
    assert await code_of(known, extensions=extensions) == "PERSISTED_QUERY_NOT_FOUND"


async def test_forgets_the_hash_with_the_document(known: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema.documents, "DOCUMENTS_KEPT", 3)
    extensions = persisted(hash_of(SITE))
    await post(known, extensions=extensions, query=SITE)
    for number in range(4):
        await post(known, query=f"{{ a{number}: site {{ name }} }}")
    assert await code_of(known, extensions=extensions) == "PERSISTED_QUERY_NOT_FOUND"


# ── registered only ─────────────────────────────────────────────────────────────────────────────


async def test_runs_registered_documents_alone_where_it_is_told_to(strict: Api) -> None:
    assert "errors" not in (await post(strict, documentId="site")).json()
    assert "errors" not in (await post(strict, query=SITE)).json()
    assert "errors" not in (await post(strict, query=SITE, extensions=persisted(hash_of(SITE)))).json()
    other = "{ site { defaultLocale } }"
    assert await code_of(strict, query=other) == "FORBIDDEN"
    assert await code_of(strict, query=f"{SITE} ") == "FORBIDDEN"
    assert await code_of(strict, query=APPROVE) == "FORBIDDEN"
    assert await code_of(strict, query=other, extensions=persisted(hash_of(other))) == "FORBIDDEN"
    assert await code_of(strict, extensions=persisted(hash_of(other))) == "PERSISTED_QUERY_NOT_FOUND"
    assert (await strict.http.get("/graphql", params={"query": other})).json()["errors"]


async def test_does_not_read_a_document_that_it_will_not_run(
    strict: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema.documents, "parse", None)
    assert await code_of(strict, query="{ " * 100) == "FORBIDDEN"
