"""How much one sender may send: persons, addresses, and what is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from server.auth import address_hash, address_hashes
from server.errors import RateLimited, Refused
from server.models import Comment, Person, RateWindow
from server.models.types import utc_now
from server.services.pace import (
    ATTEMPTS,
    FLAGGING,
    LIMITS,
    POSTING,
    STAMP_CHARS,
    Limit,
    check_pace,
    count_attempt,
    remove_expired,
)
from server.settings import Settings
from server.viewer import Viewer
from tests.api.client import Api, open_api
from tests.api.newsroom import Newsroom
from tests.api.voices import ADA, ANN, LENA, OMI, Speaker
from tests.submitting.conftest import Clock
from tests.submitting.sending import SUBMIT, comment_input, problems, row_id, send, stored_comment

PROXY = "10.0.0.7"
FAST = [("RATE_LIMITED", "input")]
HOME, NEIGHBOUR, ELSEWHERE = "203.0.113.9", "203.0.113.200", "198.51.100.9"


@pytest.fixture
async def behind_proxy(settings: Settings, newsroom: Newsroom) -> AsyncIterator[Api]:
    """The newsroom's server as a trusted proxy reaches it."""
    trusting = replace(settings, trusted_proxies=(ip_network("10.0.0.0/8"),))
    async with open_api(trusting, peer=PROXY) as opened:
        yield opened


async def send_from(
    api: Api, article: str, body: str, forwarded: str | None, speaker: Speaker = None
) -> dict[str, Any]:
    headers = {**api.headers(speaker), **({"X-Forwarded-For": forwarded} if forwarded else {})}
    sent = {"query": SUBMIT, "variables": {"input": comment_input(article, body, speaker)}}
    answer: httpx.Response = await api.http.post("/graphql", json=sent, headers=headers)
    payload: dict[str, Any] = answer.json()["data"]["submitComment"]
    return payload


async def fill(api: Api, article: str, forwarded: str) -> None:
    """As many comments of new guests as one prefix may have."""
    for number in range(POSTING.per_address or 0):
        assert (await send_from(api, article, f"Lamp {number}", forwarded))["errors"] == []


# ── addresses ───────────────────────────────────────────────────────────────────────────────────


async def test_new_guests_share_the_pace_of_their_prefix_and_of_no_other(
    behind_proxy: Api, newsroom: Newsroom, clock_of_proxy: Clock
) -> None:
    api, article = behind_proxy, newsroom.id("article", "lamps")
    await fill(api, article, HOME)
    for address in (HOME, NEIGHBOUR, f"{ELSEWHERE}, {HOME}"):
        refused = await send_from(api, article, "One too many", address)
        assert problems(refused) == FAST
        assert refused["errors"][0]["retryAfterSeconds"] == 60
    assert (await send_from(api, article, "From elsewhere", ELSEWHERE))["errors"] == []
    assert (await send_from(api, article, "By staff", HOME, ANN))["errors"] == []
    assert problems(await send_from(api, article, "With a token", HOME, LENA)) == FAST
    clock_of_proxy.advance(seconds=60)
    assert (await send_from(api, article, "A minute later", HOME))["errors"] == []


@pytest.fixture
def clock_of_proxy(behind_proxy: Api, monkeypatch: pytest.MonkeyPatch) -> Clock:
    standing = Clock(utc_now())
    monkeypatch.setattr("server.http.graphql.utc_now", standing)
    return standing


async def test_nobody_escapes_by_a_header_where_no_proxy_is_trusted(
    api: Api, article: str, clock: Clock
) -> None:
    limit = POSTING.per_address or 0
    payloads = [await send_from(api, article, f"Lamp {at}", f"198.51.{at}.1") for at in range(limit + 1)]
    assert [each["errors"] == [] for each in payloads] == [True] * limit + [False]
    assert problems(payloads[-1]) == FAST


async def test_only_a_keyed_hash_of_the_prefix_is_kept_of_a_commenter(
    behind_proxy: Api, newsroom: Newsroom
) -> None:
    api, article = behind_proxy, newsroom.id("article", "lamps")
    for forwarded, speaker in ((HOME, None), ("2001:db8:1:2::3", LENA), (HOME, ANN)):
        payload = await send_from(api, article, f"From {forwarded}", forwarded, speaker)
        written = Comment.id == row_id(payload["comment"]["id"])
        kept = await api.rows(select(Person.address_hash).join(Comment).where(written))
        expected = None if speaker is ANN else address_hash(api.settings.secrets, forwarded)
        assert kept == [expected]
    rotated = (b"a-new-secret-" * 4, *api.settings.secrets)
    found = Person.address_hash.in_(address_hashes(rotated, NEIGHBOUR))
    assert await api.rows(select(func.count()).select_from(Person).where(found)) == [1]
    for column in (RateWindow.subject, RateWindow.hits, Person.address_hash):
        assert HOME not in str(await api.rows(select(column)))


# ── refusals and repeats ────────────────────────────────────────────────────────────────────────


async def test_what_is_refused_counts_against_a_flood(api: Api, article: str, clock: Clock) -> None:
    allowed = ATTEMPTS.per_person or 0
    for _ in range(allowed):
        assert problems(await send(api, article, "", LENA)) == [("REQUIRED", "body")]
    refused = await send(api, article, "A real comment", LENA)
    assert problems(refused) == FAST
    await stored_comment(api, article, "Somebody else's", OMI)
    clock.advance(seconds=refused["errors"][0]["retryAfterSeconds"])
    await stored_comment(api, article, "A real comment", LENA)


async def test_a_mistake_or_a_repeat_takes_nothing_from_the_comments_one_may_send(
    api: Api, article: str, clock: Clock
) -> None:
    for number in range(POSTING.per_person or 0):
        assert problems(await send(api, article, "x", LENA)) == [("TOO_SHORT", "body")]
        for _ in range(2):
            await stored_comment(
                api, article, f"Lamp {number}", LENA, idempotencyKey=f"a-key-of-lamp-{number:04}"
            )
    assert problems(await send(api, article, "The sixth", LENA)) == FAST


async def test_a_key_may_be_sent_again_as_often_as_one_likes(api: Api, article: str, clock: Clock) -> None:
    key, allowed = "a-key-of-one-lamp", ATTEMPTS.per_person or 0
    first = await send(api, article, "Lamp", LENA, idempotencyKey=key)
    for _ in range(allowed + 5):
        assert await send(api, article, "Lamp", LENA, idempotencyKey=key) == first
    hits = select(func.length(RateWindow.hits)).where(RateWindow.action == ATTEMPTS.action)
    assert set(await api.rows(hits)) == {STAMP_CHARS}, "it was one attempt"
    await stored_comment(api, article, "Another lamp", LENA)


async def test_a_known_key_with_another_text_is_an_attempt(api: Api, article: str, clock: Clock) -> None:
    key, allowed = "a-key-of-one-lamp", ATTEMPTS.per_person or 0
    await stored_comment(api, article, "Lamp", LENA, idempotencyKey=key)
    for number in range(allowed - 1):
        payload = await send(api, article, f"Not lamp {number}", LENA, idempotencyKey=key)
        assert problems(payload) == [("IDEMPOTENCY_MISMATCH", "idempotencyKey")]
    assert problems(await send(api, article, "Not a lamp", LENA, idempotencyKey=key)) == FAST


async def test_one_reader_on_many_articles_at_once_keeps_the_pace(
    api: Api, newsroom: Newsroom, clock: Clock
) -> None:
    """Their locks do not keep the comments apart; the pace's own row does."""
    articles = [newsroom.id("article", name) for name in ("lamps", "market", "library", "ferry", "brief1")]
    calls = [send(api, articles[at % 5], f"Lamp {at}", LENA) for at in range(20)]
    payloads = await asyncio.gather(*calls)
    assert sum(payload["errors"] == [] for payload in payloads) == POSTING.per_person


# ── the windows themselves ──────────────────────────────────────────────────────────────────────


async def hit(api: Api, limit: Limit, viewer: Viewer, now: Any) -> int:
    """0 where there is room, else the seconds to wait."""
    try:
        async with api.database.transaction() as session:
            await check_pace(session, viewer, settings=api.settings, now=now, limit=limit)
    except Refused as refused:
        (error,) = refused.errors
        assert isinstance(error, RateLimited)
        return error.retry_after_seconds
    return 0


async def test_a_window_slides_and_a_refusal_does_not_move_it(api: Api) -> None:
    limit, start = Limit("test", per_person=3, per_address=None, window=timedelta(seconds=10)), utc_now()
    at = {0.0: 0, 4.0: 0, 8.0: 0, 8.001: 2, 9.999: 1, 10.0: 0, 10.001: 4, 13.5: 1, 14.0: 0, 17.0: 1, 18.0: 0}
    waits = {when: await hit(api, limit, LENA.viewer, start + timedelta(seconds=when)) for when in at}
    assert waits == at


async def test_a_limit_that_was_lowered_counts_the_last_of_what_is_stored(api: Api) -> None:
    start, seconds = utc_now(), timedelta(seconds=1)
    many = Limit("test", per_person=5, per_address=None)
    for number in range(5):
        assert await hit(api, many, LENA.viewer, start + number * seconds) == 0
    few = replace(many, per_person=2)
    assert await hit(api, few, LENA.viewer, start + 10 * seconds) == 53
    assert await hit(api, few, LENA.viewer, start + 63 * seconds) == 0
    assert await hit(api, few, LENA.viewer, start + 63.5 * seconds) == 1


async def test_the_longer_of_two_waits_is_told_and_neither_side_is_charged(api: Api) -> None:
    limit, now = Limit("test", per_person=1, per_address=2), utc_now()
    lena, omi = (replace(who.viewer, address=HOME) for who in (LENA, OMI))
    assert await hit(api, limit, lena, now) == 0
    assert await hit(api, limit, omi, now + timedelta(seconds=10)) == 0
    assert await hit(api, limit, lena, now + timedelta(seconds=20)) == 40
    assert await hit(api, limit, omi, now + timedelta(seconds=20)) == 50
    assert await hit(api, limit, replace(omi, address=ELSEWHERE), now + timedelta(seconds=20)) == 50
    assert await hit(api, limit, Viewer(address=NEIGHBOUR), now + timedelta(seconds=60)) == 0
    assert await hit(api, limit, replace(lena, address=ELSEWHERE), now + timedelta(seconds=60)) == 0


async def test_actions_are_counted_apart_and_staff_not_at_all(api: Api) -> None:
    limits, now = [replace(limit, per_person=1, per_address=1) for limit in LIMITS], utc_now()
    reader, staff = (replace(who.viewer, address=HOME) for who in (LENA, ADA))
    assert [await hit(api, limit, reader, now) for limit in limits] == [0] * len(LIMITS)
    assert [await hit(api, limit, staff, now) for limit in limits for _ in range(3)] == [0] * 3 * len(LIMITS)
    assert await hit(api, limits[LIMITS.index(FLAGGING)], reader, now) == 60


async def test_fifty_at_once_on_one_address_count_exactly(api: Api) -> None:
    limit, now = Limit("test", per_person=None, per_address=20), utc_now()
    waits = await asyncio.gather(*(hit(api, limit, Viewer(address=HOME), now) for _ in range(50)))
    assert sorted(waits) == [0] * 20 + [60] * 30


async def test_where_limits_are_off_or_nothing_is_known_nothing_is_counted(unhurried: Api) -> None:
    for _ in range(100):
        await count_attempt(unhurried.database, LENA.viewer, settings=unhurried.settings, now=utc_now())
    limited = replace(unhurried.settings, has_rate_limits=True)
    await count_attempt(unhurried.database, Viewer(), settings=limited, now=utc_now())
    assert await unhurried.rows(select(func.count()).select_from(RateWindow)) == [0]


async def test_windows_that_are_over_are_removed_a_few_at_a_time(api: Api) -> None:
    limit, now = Limit("test", per_person=1, per_address=None), utc_now()
    for number in range(7):
        await hit(api, limit, Viewer(id=row_id(f"comment_{number:032x}")), now + timedelta(seconds=number))
    later = now + timedelta(seconds=60 + 4)
    removed = []
    for _ in range(3):
        async with api.database.transaction() as session:
            removed.append(await remove_expired(session, now=later, at_most=3))
    assert removed == [3, 2, 0]
    assert await api.rows(select(func.count()).select_from(RateWindow)) == [2]
