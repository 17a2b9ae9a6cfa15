"""What a browser is told with a page: nothing that stands in it runs unless it is known, and nobody frames it."""

from __future__ import annotations

from typing import Any

import pytest

from server.http.page_headers import OWN_SOURCES, page_headers
from server.settings import load_settings
from tests.api.client import Api

BROWSER = {"Accept": "text/html"}


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split("; ")]
    return {name: sources for name, *sources in parts}


def scope(scheme: str = "http", peer: str = "203.0.113.9", *forwarded: bytes) -> dict[str, Any]:
    headers = [(b"x-forwarded-proto", value) for value in forwarded]
    return {"type": "http", "scheme": scheme, "client": (peer, 1), "headers": headers}


async def test_gives_the_query_page_its_headers(api: Api) -> None:
    page = await api.http.get("/graphql", headers=BROWSER)
    headers = page.headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "camera=()" in headers["permissions-policy"]
    assert "strict-transport-security" not in headers
    policy = directives(headers["content-security-policy"])
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["default-src"] == ["'none'"]
    assert policy["connect-src"] == ["'self'"]


async def test_allows_the_query_page_its_own_files_and_its_editors_styles(api: Api) -> None:
    policy = directives((await api.http.get("/graphql", headers=BROWSER)).headers["content-security-policy"])
    assert policy["script-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'", "'unsafe-inline'"]


def test_allows_a_page_of_the_sites_own_files_nothing_else() -> None:
    policy = directives(OWN_SOURCES.policy)
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == ["'self'"]
    assert "http" not in OWN_SOURCES.policy
    assert "unsafe" not in OWN_SOURCES.policy


@pytest.mark.parametrize(
    ("asked", "trusted", "is_told"),
    [
        (scope(), "", False),
        (scope("https"), "", True),
        (scope("http", "10.0.0.2", b"https"), "10.0.0.0/8", True),
        (scope("http", "10.0.0.2", b"http"), "10.0.0.0/8", False),
        (scope("http", "10.0.0.2", b"https", b"http"), "10.0.0.0/8", False),
        (scope("http", "10.0.0.2", b"https"), "", False),
        (scope("http", "203.0.113.9", b"https"), "10.0.0.0/8", False),
        ({**scope("http", "10.0.0.2", b"https"), "client": None}, "10.0.0.0/8", False),
    ],
)
def test_asks_for_https_where_the_browser_came_by_it(
    asked: dict[str, Any], trusted: str, is_told: bool
) -> None:
    settings = load_settings({"GALLEY_TRUSTED_PROXIES": trusted})
    assert ("Strict-Transport-Security" in page_headers(asked, settings)) == is_told
