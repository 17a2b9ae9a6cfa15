"""Which pages of other origins may ask and read: those that the settings name, and never by cookie."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from server.http.cors import with_vary
from server.settings import load_settings
from tests.api.client import Api, open_api
from tests.api.voices import ANN
from tests.identity.browsing import HOST, signed_in

VIEWER = {"query": "{ viewer { name } }"}
FRIEND, OTHER = "https://friend.example", "https://other.example"
QUESTION = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}


@asynccontextmanager
async def opened(plain: dict[str, str], origins: str) -> AsyncIterator[Api]:
    async with open_api(load_settings({**plain, "GALLEY_CORS_ORIGINS": origins})) as api:
        yield api


def told(response: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize(
    ("origins", "origin", "status", "allowed", "vary"),
    [
        ("", FRIEND, 405, None, None),
        (FRIEND, FRIEND, 204, FRIEND, "Origin"),
        (FRIEND, OTHER, 403, None, "Origin"),
        (FRIEND, "null", 403, None, "Origin"),
        (FRIEND, FRIEND + ".evil.example", 403, None, "Origin"),
        (FRIEND, FRIEND.replace("https", "http"), 403, None, "Origin"),
        (FRIEND, FRIEND + ":8443", 403, None, "Origin"),
        (f"{FRIEND}, {OTHER}", OTHER, 204, OTHER, "Origin"),
        ("*", OTHER, 204, "*", None),
        ("*", "null", 204, "*", None),
    ],
)
async def test_answers_a_preflight(
    plain: dict[str, str], origins: str, origin: str, status: int, allowed: str | None, vary: str | None
) -> None:
    async with opened(plain, origins) as api:
        response = await api.http.options("/graphql", headers={"Origin": origin, **QUESTION})
    assert (response.status_code, response.headers.get("vary")) == (status, vary)
    assert response.headers.get("access-control-allow-origin") == allowed
    assert "access-control-allow-credentials" not in response.headers
    if status == 204:
        assert response.headers["access-control-allow-methods"] == "GET, HEAD, POST"
        names = response.headers["access-control-allow-headers"].lower().split(", ")
        assert {"authorization", "content-type", "apollo-require-preflight"} <= set(names)
        assert response.headers["access-control-max-age"] == "7200"
        assert response.content == b""


@pytest.mark.parametrize(
    ("origins", "origin", "allowed", "vary"),
    [
        ("", FRIEND, None, None),
        ("", None, None, None),
        (FRIEND, FRIEND, FRIEND, "Origin"),
        (FRIEND, OTHER, None, "Origin"),
        (FRIEND, None, None, "Origin"),
        ("*", OTHER, "*", None),
        ("*", None, None, None),
    ],
)
async def test_lets_pages_read_answers(
    plain: dict[str, str], origins: str, origin: str | None, allowed: str | None, vary: str | None
) -> None:
    async with opened(plain, origins) as api:
        headers = {**api.headers(ANN), **({"Origin": origin} if origin else {})}
        response = await api.http.post("/graphql", json=VIEWER, headers=headers)
    assert response.json()["data"]["viewer"]["name"] == "Ann", (
        "it is answered all the same: browsers keep it back"
    )
    assert (response.headers.get("access-control-allow-origin"), response.headers.get("vary")) == (
        allowed,
        vary,
    )
    assert "access-control-allow-credentials" not in response.headers
    assert ("retry-after" in told(response).get("access-control-expose-headers", "").lower()) == (
        allowed is not None
    )


async def test_lets_them_read_refusals_and_event_streams_too(plain: dict[str, str]) -> None:
    async with opened(plain, FRIEND) as api:
        refused = await api.http.post(
            "/graphql", json=VIEWER, headers={"Origin": FRIEND, "Authorization": "Bearer nonsense"}
        )
        assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, FRIEND)
        events = await api.http.post(
            "/graphql", json=VIEWER, headers={"Origin": FRIEND, "Accept": "text/event-stream"}
        )
        assert events.headers["content-type"].startswith("text/event-stream")
        assert events.headers["access-control-allow-origin"] == FRIEND


async def test_opens_nothing_but_the_endpoint(plain: dict[str, str]) -> None:
    async with opened(plain, "*") as api:
        for path in ("/session", "/healthz", "/readyz"):
            asked = await api.http.get(path, headers={"Origin": FRIEND})
            question = await api.http.options(path, headers={"Origin": FRIEND, **QUESTION})
            assert told(asked) == told(question) == {}


async def test_lends_nobody_a_session(plain: dict[str, str]) -> None:
    """A browser would send the cookie for a page of a subdomain that asks with credentials."""
    async with opened(plain, "https://blog.galley.test, *") as api:
        page = await signed_in(api, ANN)
        changed = page.headers(origin="https://blog.galley.test", sec_fetch_site="same-site")
        response = await api.http.post("/graphql", json=VIEWER, headers=changed)
        assert response.status_code == 403
        own = await api.http.post("/graphql", json=VIEWER, headers=page.headers(host=HOST))
        assert own.json()["data"]["viewer"]["name"] == "Ann"


async def test_says_in_one_line_what_an_answer_varies_by(plain: dict[str, str]) -> None:
    async with opened(plain, FRIEND) as api:
        page = await signed_in(api, ANN)
        assert (await page.post(VIEWER["query"])).headers.get_list("vary") == ["Cookie, Origin"]
    assert with_vary([(b"vary", b"A"), (b"x", b"y"), (b"vary", b"B")]) == [(b"x", b"y"), (b"vary", b"A, B")]
