"""What the endpoint takes as a request, and what it answers to what is none."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from sqlalchemy import text

from tests.api.client import Api

JSON = {"Content-Type": "application/json"}
GRAPHQL = "application/graphql-response+json"


def message_of(body: dict[str, Any]) -> str:
    """The one error of a refusal that is well-formed."""
    assert set(body) == {"errors"}
    (error,) = body["errors"]
    assert error["extensions"]["code"] in {
        "BAD_USER_INPUT",
        "GRAPHQL_PARSE_FAILED",
        "GRAPHQL_VALIDATION_FAILED",
    }
    return str(error["message"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"1",
        b'"{ site { name } }"',
        b"[]",
        b'[{"query":"{ site { name } }"}]',
        b"{",
        b"{}",
        b'{"query":null}',
        b'{"query":1}',
        b'{"query":"{ site { name } }","variables":[]}',
        b'{"query":"{ site { name } }","variables":"{}"}',
        b'{"query":"{ site { name } }","operationName":1}',
        b'{"query":"{ site { name } }","extensions":1}',
        b'{"query":"\xff"}',
        b'{"query":"{ site { name } }","variables":{"a":"\\ud800"}}',
        b"[" * 20_000,
        b'{"query":' * 3_000,
    ],
    ids=range(18),
)
@pytest.mark.parametrize("accept", ["application/json", GRAPHQL])
async def test_a_body_that_is_no_request_is_400_with_a_graphql_error(
    api: Api, body: bytes, accept: str
) -> None:
    response = await api.http.post("/graphql", content=body, headers={**JSON, "Accept": accept})
    assert response.status_code == 400
    assert response.headers["content-type"] == f"{accept}; charset=utf-8"
    assert message_of(response.json())


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ site { name }", "GRAPHQL_PARSE_FAILED"),
        ("{ site { } }", "GRAPHQL_VALIDATION_FAILED"),
        ("", "GRAPHQL_PARSE_FAILED"),
        ("{" * 3_000, "GRAPHQL_PARSE_FAILED"),
        ("{ " + "a " * 10_000 + "}", "GRAPHQL_PARSE_FAILED"),
        ("{ site { nothing } }", "GRAPHQL_VALIDATION_FAILED"),
        ("fragment A on Site { name }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ site { ...A } } fragment A on Site { ...A }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { site { name } } query B { site { name } }", "BAD_USER_INPUT"),
        ("query($x: Int!) { authors(first: $x) { totalCount } }", "BAD_USER_INPUT"),
        ('{ article(slug: "a") { translation(locale: "en_US!!") { id } } }', "BAD_USER_INPUT"),
    ],
)
async def test_an_operation_that_cannot_run_says_why_by_the_status_of_its_media_type(
    api: Api, query: str, code: str
) -> None:
    for accept, status in (("application/json", 200), (GRAPHQL, 400)):
        response = await api.http.post("/graphql", json={"query": query}, headers={"Accept": accept})
        assert response.status_code == status
        assert {error["extensions"]["code"] for error in response.json()["errors"]} == {code}


@pytest.mark.parametrize(
    "kind", ["text/plain", "", "application/x-www-form-urlencoded", "multipart/form-data"]
)
async def test_only_json_is_taken(api: Api, kind: str) -> None:
    body = orjson.dumps({"query": "{ site { name } }"})
    response = await api.http.post("/graphql", content=body, headers={"Content-Type": kind})
    assert response.status_code == 415
    assert message_of(response.json())


async def test_a_client_that_takes_neither_media_type_is_told_in_json(api: Api) -> None:
    headers = {"Accept": "text/html, application/json;q=0"}
    response = await api.http.post("/graphql", json={"query": "{ site { name } }"}, headers=headers)
    assert (response.status_code, response.headers["content-type"]) == (
        406,
        "application/json; charset=utf-8",
    )
    assert GRAPHQL in message_of(response.json())


async def test_a_body_over_the_limit_is_refused(api: Api) -> None:
    query = "{ site { name } } #" + "x" * api.settings.body_limit_bytes
    response = await api.http.post("/graphql", json={"query": query})
    assert response.status_code == 413
    assert "larger than 256 kB" in message_of(response.json())


async def test_a_body_of_unknown_length_is_read_no_further_than_the_limit(api: Api) -> None:
    sent = 0

    async def endless() -> Any:
        nonlocal sent
        while sent < 100 * api.settings.body_limit_bytes:
            sent += 65_536
            yield b" " * 65_536

    response = await api.http.post("/graphql", content=endless(), headers=JSON)
    assert response.status_code == 413


async def test_a_get_may_read_and_not_write(api: Api) -> None:
    read = await api.http.get("/graphql", params={"query": "{ site { defaultLocale } }"})
    assert (read.status_code, read.json()) == (200, {"data": {"site": {"defaultLocale": "en"}}})
    mutation = """mutation { approveComment(input: {id: "x", expectedVersion: 1}) { errors { code } } }"""
    written = await api.http.get("/graphql", params={"query": mutation})
    assert (written.status_code, written.headers["allow"]) == (405, "POST")
    assert message_of(written.json())


async def test_a_get_takes_variables_as_json(api: Api) -> None:
    parameters = {
        "query": "query($yes: Boolean!) { site { name @skip(if: $yes) id @include(if: false) defaultLocale } }",
        "variables": '{"yes": true}',
    }
    response = await api.http.get("/graphql", params=parameters)
    assert response.json() == {"data": {"site": {"defaultLocale": "en"}}}
    refused = await api.http.get("/graphql", params={**parameters, "variables": "{yes: true}"})
    assert refused.status_code == 400


async def test_is_ready_while_the_database_answers_and_is_migrated(api: Api) -> None:
    async def told() -> tuple[int, str]:
        response = await api.http.get("/readyz")
        return response.status_code, response.json()["status"]

    async def set_revision(revision: str) -> None:
        async with api.database.transaction() as session:
            await session.execute(text("UPDATE alembic_version SET version_num = :it"), {"it": revision})

    assert await told() == (200, "ready")
    await set_revision("0001")
    assert await told() == (503, "not migrated")
    await set_revision("9999")
    assert await told() == (200, "ready"), "a newer version's migrations"
    reads, api.database._reads = api.database._reads, None
    try:
        assert await told() == (503, "no database")
    finally:
        api.database._reads = reads


async def test_is_not_ready_from_when_a_stop_is_asked_for(api: Api) -> None:
    api.app.state.stop.is_asked = True
    response = await api.http.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"status": "stopping"})
    assert (await api.http.get("/healthz")).status_code == 200


async def test_the_health_check_answers_from_the_database(api: Api) -> None:
    well = await api.http.get("/healthz")
    assert (well.status_code, well.json()) == (200, {"status": "ok"})
    reads, api.database._reads = api.database._reads, None
    try:
        ill = await api.http.get("/healthz")
    finally:
        api.database._reads = reads
    assert (ill.status_code, ill.json()) == (503, {"status": "unavailable"})
