"""Who may open a socket, for how long, and how many."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from server.auth import make_token
from server.models.types import utc_now
from server.settings import load_settings
from server.viewer import Role
from tests.api.voices import ANN, LENA, TARIQ
from tests.conftest import TEST_SECRET
from tests.databases import MIGRATED, SqliteFiles
from tests.live.server import PATIENCE_SECONDS, Live, open_live
from tests.live.writing import CHANGES, HIDDEN, submit

VIEWER = "{ viewer { name roles } }"


@asynccontextmanager
async def opened(sqlite_files: SqliteFiles, **settings: str) -> AsyncIterator[Live]:
    with sqlite_files.database(MIGRATED) as url:
        environ = {"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": TEST_SECRET, **settings}
        async with open_live(load_settings(environ)) as live:
            yield live


async def name_of_viewer(socket: Any) -> Any:
    await socket.ask("who", VIEWER)
    data = await socket.event()
    assert (await socket.hear())["type"] == "complete"
    return data["viewer"]["name"]


# ── who ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "wrap",
    [
        lambda token: {"Authorization": f"Bearer {token}"},
        lambda token: {"authorization": f"bearer {token}"},
        lambda token: {"headers": {"Authorization": f"Bearer {token}"}},
    ],
    ids=["plain", "lower", "headers"],
)
async def test_believes_the_token_of_connection_init(wired: Live, wrap: Any) -> None:
    async with wired.raw() as socket:
        token = LENA.token(wired.api.settings.secrets)
        await socket.say({"type": "connection_init", "payload": wrap(token)})
        assert await socket.hear() == {"type": "connection_ack"}
        assert await name_of_viewer(socket) == "Lena"


async def test_believes_the_header_of_a_client_that_can_send_one(wired: Live) -> None:
    header = {"Authorization": f"Bearer {LENA.token(wired.api.settings.secrets)}"}
    async with wired.socket(additional_headers=header) as socket:
        assert await name_of_viewer(socket) == "Lena"
    async with wired.socket(ANN, additional_headers=header) as socket:
        assert await name_of_viewer(socket) == "Ann"


async def test_takes_who_brings_no_token_for_a_guest(wired: Live) -> None:
    async with wired.socket() as socket:
        assert await name_of_viewer(socket) is None
    async with wired.socket(TARIQ) as socket:
        assert await name_of_viewer(socket) is None


BAD = ["Bearer x", "Bearer", "Basic eHg6eA==", "Bearer " + "x" * 9_000, "token"]


@pytest.mark.parametrize("said", BAD, ids=range(len(BAD)))
async def test_closes_with_4403_for_a_token_that_is_not_good(wired: Live, said: str) -> None:
    async with wired.raw() as socket:
        await socket.say({"type": "connection_init", "payload": {"Authorization": said}})
        assert (await socket.closing())[0] == 4403


@pytest.mark.parametrize("said", [1, ["Bearer x"], {}], ids=["number", "list", "object"])
async def test_closes_with_4400_for_a_token_that_is_no_text(wired: Live, said: Any) -> None:
    async with wired.raw() as socket:
        await socket.say({"type": "connection_init", "payload": {"Authorization": said}})
        assert (await socket.closing())[0] == 4400


def token_for(live: Live, seconds: float, role: Role = Role.MODERATOR) -> str:
    return make_token(
        secrets=live.api.settings.secrets,
        subject="reader:brief",
        name="Brief",
        roles=[role],
        now=utc_now(),
        expires_in=timedelta(seconds=seconds),
    )


async def test_closes_with_4403_when_the_token_expires(live: Live, article_id: str) -> None:
    async with live.socket(token_for(live, 4)) as socket:
        await socket.subscribe("q", CHANGES)
        await submit(live.api, article_id, "In time")
        assert (await socket.event())["queueChanged"]["change"] == "ENTERED"
        assert await socket.closing(7) == (4403, "The bearer token has expired.")


async def test_tells_nothing_by_a_token_that_is_no_longer_good(
    live: Live, article_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it ends in another way than by its time: every event asks anew who it is for."""
    async with live.socket(ANN) as socket:
        await socket.subscribe("q", CHANGES)
        settings = live.api.settings
        monkeypatch.setattr(type(settings), "secrets", (b"n" * 32,), raising=False)
        await submit(live.api, article_id, "After the secret was replaced")
        assert (await socket.closing())[0] == 4403


# ── from where ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:{port}", 101),
        ("https://127.0.0.1:{port}", 101),
        ("http://127.0.0.1", 403),
        ("http://localhost:{port}", 403),
        ("https://elsewhere.example", 403),
        ("null", 403),
        ("nonsense", 403),
        ("http://[", 403),
        ("", 403),
    ],
)
async def test_is_closed_to_pages_from_elsewhere(wired: Live, origin: str, status: int) -> None:
    headers = {"Origin": origin.format(port=wired.port)}
    if status == 101:
        async with wired.socket(additional_headers=headers) as socket:
            await socket.silent(0.05)
        return
    with pytest.raises(InvalidStatus) as refused:
        async with wired.raw(additional_headers=headers):
            pass
    assert refused.value.response.status_code == status
    assert b"FORBIDDEN" in (refused.value.response.body or b"")


async def test_is_open_to_the_pages_that_are_named(sqlite_files: SqliteFiles) -> None:
    origins = "https://daily.example, http://localhost:3000"
    async with opened(sqlite_files, GALLEY_ALLOWED_ORIGINS=origins) as live:
        for origin in ("https://daily.example", "http://localhost:3000"):
            async with live.socket(additional_headers={"Origin": origin}) as socket:
                await socket.silent(0.05)
        with pytest.raises(InvalidStatus):
            async with live.raw(additional_headers={"Origin": "https://daily.example:444"}):
                pass


# ── how many ────────────────────────────────────────────────────────────────────────────────────


async def test_limits_the_connections_of_an_address(sqlite_files: SqliteFiles) -> None:
    async with opened(sqlite_files, GALLEY_LIVE_CONNECTIONS_PER_ADDRESS="3") as live:
        async with AsyncExitStack() as stack:
            for _ in range(3):
                await stack.enter_async_context(live.socket())
            with pytest.raises(InvalidStatus) as refused:
                await stack.enter_async_context(live.raw())
            assert refused.value.response.status_code == 429
            assert refused.value.response.headers["Retry-After"]
            stream = await live.api.http.get(
                "/graphql", params={"query": VIEWER}, headers={"Accept": "text/event-stream"}
            )
            assert stream.status_code == 429
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await is_let_in(live):  # noqa: ASYNC110 - the server has to hear that they have gone
                await asyncio.sleep(0.02)


async def is_let_in(live: Live) -> bool:
    try:
        async with live.socket() as socket:
            return await socket.silent(0.05)
    except InvalidStatus:
        return False


async def test_limits_the_connections_of_the_process(sqlite_files: SqliteFiles) -> None:
    async with opened(sqlite_files, GALLEY_LIVE_CONNECTIONS="1") as live, live.socket():
        with pytest.raises(InvalidStatus) as refused:
            async with live.raw():
                pass
        assert refused.value.response.status_code == 503


async def test_limits_the_operations_of_a_socket(live: Live, article_id: str) -> None:
    limit = live.api.settings.socket_operations
    async with live.socket() as socket:
        for number in range(limit):
            await socket.subscribe(str(number), HIDDEN, article=article_id)
        await socket.ask("more", HIDDEN, article=article_id)
        heard = await socket.hear()
        assert (heard["type"], heard["id"]) == ("error", "more")
        assert heard["payload"][0]["extensions"]["code"] == "OVERLOADED"
        await socket.say({"id": "0", "type": "complete"})
        await socket.subscribe("more", HIDDEN, article=article_id)
