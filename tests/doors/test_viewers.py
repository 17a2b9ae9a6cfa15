"""Who asks: bearer tokens at the door, and what production keeps to itself."""

from __future__ import annotations

import logging
import time
from typing import Any

import jwt
import pytest

from server.services import comments
from tests.api.client import Api

NOBODYS_SECRET = "n" * 32
VIEWER = "{ viewer { id isAuthenticated roles } }"


def token(secret: Any, algorithm: str = "HS256", **claims: Any) -> str:
    standard = {"sub": "galley:ann", "name": "Ann", "roles": ["MODERATOR"], "exp": int(time.time()) + 600}
    return jwt.encode({**standard, **claims}, secret, algorithm=algorithm)


def bad_headers(secret: bytes) -> dict[str, str]:
    good = token(secret)
    head, body, signature = good.split(".")
    return {
        "signed with another secret": f"Bearer {token(NOBODYS_SECRET)}",
        "expired": f"Bearer {token(secret, exp=int(time.time()) - 1)}",
        "without an end": f"Bearer {jwt.encode({'sub': 'x'}, secret, algorithm='HS256')}",
        "without a subject": f"Bearer {jwt.encode({'exp': int(time.time()) + 9}, secret, algorithm='HS256')}",
        "not valid yet": f"Bearer {token(secret, nbf=int(time.time()) + 600)}",
        "alg none": f"Bearer {token(None, 'none')}",
        "alg none with a signature": f"Bearer {token(None, 'none')}{signature}",
        "another hash": f"Bearer {token(secret, 'HS512')}",
        "changed": f"Bearer {head}.{body[:-2]}AA.{signature}",
        "cut short": f"Bearer {head}.{body}",
        "no token": "Bearer nothing",
        "no text": "Bearer \x80\xff",
        "empty": "Bearer ",
        "another scheme": f"Basic {good}",
        "no scheme": good,
        "endless": "Bearer " + "a" * 9_000,
        "a guest of no id": f"Bearer {token(secret, sub='guest:x')}",
    }


CASES = list(bad_headers(b"x" * 32))


@pytest.mark.parametrize("case", CASES)
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
async def test_a_token_that_is_not_ours_is_401_with_a_graphql_error(api: Api, case: str) -> None:
    header = bad_headers(api.settings.secrets[0])[case]
    headers = [(b"Authorization", header.encode("latin-1"))]
    response = await api.http.post("/graphql", json={"query": VIEWER}, headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    body = response.json()
    assert [error["extensions"] for error in body["errors"]] == [{"code": "UNAUTHENTICATED"}]
    assert "data" not in body


async def test_no_token_is_a_guest(api: Api) -> None:
    data = await api.run(VIEWER)
    assert data["viewer"] == {"id": None, "isAuthenticated": False, "roles": []}


async def test_roles_are_those_of_the_token_and_no_others(api: Api) -> None:
    mixed = token(api.settings.secrets[0], roles=["moderator", "Wizard", 7])
    headers = {"Authorization": f"bearer {mixed}"}
    response = await api.http.post("/graphql", json={"query": VIEWER}, headers=headers)
    assert response.json()["data"]["viewer"]["roles"] == ["MODERATOR"]


async def test_an_unforeseen_error_is_told_by_an_id_that_the_log_has_too(
    production: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: Any, **__: Any) -> Any:
        raise ZeroDivisionError("SELECT secret FROM somewhere")

    monkeypatch.setattr(comments, "lock_thread", broken)
    mutation = """mutation { submitComment(input: {articleId: "article_00000000000000000000000000000001",
      body: "Hello there", authorName: "Mitali"}) { errors { code } } }"""
    with caplog.at_level(logging.ERROR, "galley.errors"):
        response = await production.send(mutation)
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["path"] == ["submitComment"]
    assert error["extensions"]["id"] in caplog.text
    assert "SELECT" not in response.text
    assert "ZeroDivision" not in response.text


async def test_production_gives_no_suggestions_no_introspection_and_no_query_page(production: Api) -> None:
    guess = await production.answer("{ site { nam } }")
    assert "Did you mean" not in guess["errors"][0]["message"]
    for query in (
        "{ __schema { queryType { name } } }",
        '{ a: __type(name: "Site") { name } site { name } }',
    ):
        answer = await production.answer(query)
        assert "data" not in answer
        assert "name" not in str(answer)
    for accept, status in (("text/html", 406), ("text/html, */*;q=0.8", 400)):
        page = await production.http.get("/graphql", headers={"Accept": accept})
        assert (page.status_code, page.headers["content-type"]) == (status, "application/json; charset=utf-8")


async def test_development_shows_the_query_page_to_browsers_alone(api: Api) -> None:
    page = await api.http.get("/graphql", headers={"Accept": "text/html,application/xhtml+xml"})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "GraphiQL" in page.text
