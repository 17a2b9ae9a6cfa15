"""Connections that stay: by a session's cookie where the page is the site's own, by a provider's token anywhere."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from server.models.types import utc_now
from server.services import provider_keys
from server.services.revocations import revoke_tokens
from server.settings import Settings
from tests.api.voices import ANN, EVA
from tests.identity.browsing import cookie_of
from tests.identity.provider import FakeProvider
from tests.live.server import PATIENCE_SECONDS, Live, Socket, open_live

VIEWER = "{ viewer { name } }"
QUEUE = "subscription { queueChanged { counts { pending } } }"


async def session(live: Live) -> dict[str, str]:
    """A cookie and its proof, got from the site's own page."""
    origin = f"http://127.0.0.1:{live.port}"
    response = await live.api.http.post("/session", headers={**live.api.headers(ANN), "Origin": origin})
    assert response.status_code == 200, response.text
    return {"Cookie": cookie_of(response), "X-Galley-CSRF": response.json()["csrfToken"]}


async def name_of(socket: Socket) -> Any:
    await socket.ask("who", VIEWER)
    heard = await socket.hear()
    return heard["payload"]["data"]["viewer"]["name"]


@pytest.mark.parametrize(
    ("origin", "name"), [("http://127.0.0.1:{port}", "Ann"), (None, None)], ids=["the site's", "none"]
)
async def test_a_socket_is_its_sessions_where_the_page_is_the_sites(
    wired: Live, origin: str | None, name: str | None
) -> None:
    cookie = (await session(wired))["Cookie"]
    headers = {"Cookie": cookie, **({"Origin": origin.format(port=wired.port)} if origin else {})}
    async with wired.raw(additional_headers=headers) as socket:
        await socket.init()
        assert await name_of(socket) == name


async def test_a_socket_of_an_allowed_page_elsewhere_is_no_sessions(wired: Live) -> None:
    """GALLEY_ALLOWED_ORIGINS lets a page ask; it does not lend it the reader's name."""
    settings = wired.api.settings
    object.__setattr__(settings, "allowed_origins", ("https://friend.example",))
    headers = {"Cookie": (await session(wired))["Cookie"], "Origin": "https://friend.example"}
    async with wired.raw(additional_headers=headers) as socket:
        await socket.init()
        assert await name_of(socket) is None


async def test_the_token_of_connection_init_wins_over_the_cookie(wired: Live) -> None:
    headers = {"Cookie": (await session(wired))["Cookie"], "Origin": f"http://127.0.0.1:{wired.port}"}
    async with wired.raw(additional_headers=headers) as socket:
        await socket.init(EVA.token(wired.api.settings.secrets))
        assert await name_of(socket) == "Eva"


async def test_a_socket_ends_when_its_session_is_revoked(wired: Live) -> None:
    headers = {"Cookie": (await session(wired))["Cookie"], "Origin": f"http://127.0.0.1:{wired.port}"}
    async with wired.raw(additional_headers=headers) as socket:
        await socket.init()
        assert await name_of(socket) == "Ann"
        assert (await socket.hear())["type"] == "complete"
        async with wired.api.database.transaction() as work:
            await revoke_tokens(work, ANN.id, now=utc_now())
        with pytest.raises(ConnectionClosed):
            await ask_again_and_again(socket)
        assert (await socket.closing())[0] == 4403


async def ask_again_and_again(socket: Socket) -> None:
    """The server hears of a revocation within a second."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await name_of(socket) == "Ann":
            assert (await socket.hear())["type"] == "complete"
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
    ],
    ids=["own page", "another site", "another origin"],
)
async def test_an_event_stream_is_its_sessions_on_the_sites_own_page(
    wired: Live, changes: dict[str, str], status: int
) -> None:
    """By GET, as EventSource opens one: it sends no header of a page's making."""
    cookie = (await session(wired))["Cookie"]
    headers = {"Accept": "text/event-stream", "Cookie": cookie, "Sec-Fetch-Site": "same-origin", **changes}
    stream = wired.api.http.stream("GET", "/graphql", params={"query": QUEUE}, headers=headers)
    async with stream as response:
        assert response.status_code == status
        if status == 200:
            assert response.headers["content-type"].startswith("text/event-stream")
            first = await anext(response.aiter_lines())
            assert first == ":"


# ── a provider's tokens ─────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def trusting(with_provider: Settings) -> AsyncIterator[Live]:
    async with open_live(with_provider) as opened:
        yield opened


async def test_a_socket_takes_a_providers_token_of_a_new_key(
    trusting: Live, oidc: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_keys, "AGAIN_SECONDS", 0.0)
    oidc.rotate()
    async with trusting.raw() as socket:
        await socket.init(oidc.token())
        assert await name_of(socket) == "Ann"


async def test_a_socket_ends_with_a_providers_token(trusting: Live, oidc: FakeProvider) -> None:
    skew = trusting.api.settings.identity.clock_skew_seconds
    async with trusting.raw() as socket:
        await socket.init(oidc.token(exp=int(time.time()) - skew + 4))
        assert await socket.closing() == (4403, "The bearer token has expired.")


async def test_a_socket_is_told_to_come_again_while_there_are_no_keys(
    with_provider: Settings, oidc: FakeProvider
) -> None:
    token = oidc.token()
    oidc.go_away()
    async with open_live(with_provider) as opened, opened.raw() as socket:
        await socket.say({"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}})
        assert (await socket.closing())[0] == 1013
