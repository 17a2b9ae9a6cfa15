"""The same sending twice: by a key, and by the text alone."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from server.models import AuditEntry, Comment, Decision, Finding, Person, SubmissionKey
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, LENA, OMI, TARIQ, Speaker
from tests.submitting.conftest import Clock
from tests.submitting.policies import change_article, set_site_policy
from tests.submitting.sending import count_comments, decide, problems, row_id, send, stored_comment

KEY = "a-fresh-random-key"
BODY = "When are the lamps lit?"
TIMES = 20
SENDERS = pytest.mark.parametrize(
    "speaker", [LENA, TARIQ, None, ANN], ids=["reader", "guest with token", "guest without", "moderator"]
)


async def _rows(api: Api) -> dict[str, int]:
    """How many rows a submission has left in each table that it writes to."""
    models: tuple[Any, ...] = (Comment, Person, Finding, Decision, AuditEntry, SubmissionKey)
    return {
        model.__tablename__: (await api.rows(select(func.count()).select_from(model)))[0] for model in models
    }


@SENDERS
async def test_a_key_sent_again_brings_the_same_payload_and_writes_nothing(
    api: Api, article: str, speaker: Speaker
) -> None:
    first = await send(api, article, BODY, speaker, idempotencyKey=KEY)
    assert first["errors"] == []
    written = await _rows(api)
    for _ in range(3):
        assert await send(api, article, BODY, speaker, idempotencyKey=KEY) == first
    assert await _rows(api) == written


@SENDERS
async def test_a_key_sent_twenty_times_at_once_brings_one_row_and_equal_payloads(
    api: Api, article: str, speaker: Speaker
) -> None:
    before = await _rows(api)
    payloads = await asyncio.gather(
        *(send(api, article, BODY, speaker, idempotencyKey=KEY) for _ in range(TIMES))
    )
    assert payloads[0]["errors"] == []
    assert all(payload == payloads[0] for payload in payloads)
    after = await _rows(api)
    assert after["comment"] == before["comment"] + 1
    assert after["submission_key"] == before["submission_key"] + 1
    assert after["person"] == before["person"] + (speaker is None)
    assert after["audit_entry"] == before["audit_entry"] + 1
    assert after["decision"] == before["decision"] + 1


async def test_twenty_comments_at_once_are_all_stored_and_counted(
    api: Api, article: str, post_mode: None
) -> None:
    bodies = [f"Lamp number {number} is out" for number in range(TIMES)]
    payloads = await asyncio.gather(*(send(api, article, body) for body in bodies))
    assert all(payload["errors"] == [] for payload in payloads)
    data = await api.run("query($id: ID!) { article(id: $id) { commentCount } }", id=article)
    assert data["article"]["commentCount"] == TIMES


async def test_the_repeat_tells_what_has_become_of_the_comment(api: Api, article: str) -> None:
    first = await send(api, article, BODY, LENA, idempotencyKey=KEY)
    await decide(api, first["comment"]["id"], "APPROVED")
    again = await send(api, article, BODY, LENA, idempotencyKey=KEY)
    assert (again["comment"]["id"], again["comment"]["status"]) == (first["comment"]["id"], "APPROVED")


async def test_a_repeat_is_answered_after_comments_have_closed(api: Api, article: str) -> None:
    first = await send(api, article, BODY, idempotencyKey=KEY)
    await set_site_policy(api, mode="CLOSED")
    assert await send(api, article, BODY, idempotencyKey=KEY) == first


async def test_a_key_sent_with_another_body_is_a_mismatch(api: Api, article: str) -> None:
    await stored_comment(api, article, BODY, LENA, idempotencyKey=KEY)
    other = await send(api, article, "Another text", LENA, idempotencyKey=KEY)
    assert problems(other) == [("IDEMPOTENCY_MISMATCH", "idempotencyKey")]


async def test_a_key_sent_to_another_article_or_parent_is_a_mismatch(
    api: Api, article: str, newsroom: Newsroom
) -> None:
    ferry = newsroom.id("article", "ferry")
    await stored_comment(api, ferry, BODY, LENA, idempotencyKey=KEY)
    elsewhere = await send(api, article, BODY, LENA, idempotencyKey=KEY)
    below = await send(api, ferry, BODY, LENA, idempotencyKey=KEY, parentId=newsroom.id("comment", "a"))
    assert problems(elsewhere) == problems(below) == [("IDEMPOTENCY_MISMATCH", "idempotencyKey")]


async def test_one_key_sent_at_once_with_two_bodies_stores_one(api: Api, article: str) -> None:
    before = await count_comments(api)
    bodies = [f"Text {number % 2}" for number in range(TIMES)]
    payloads = await asyncio.gather(*(send(api, article, body, LENA, idempotencyKey=KEY) for body in bodies))
    taken = {each["comment"]["body"] for each in payloads if not each["errors"]}
    refused = [problems(each) for each in payloads if each["errors"]]
    assert len(taken) == 1
    assert refused == [[("IDEMPOTENCY_MISMATCH", "idempotencyKey")]] * (TIMES // 2)
    assert await count_comments(api) == before + 1


async def test_one_key_sent_at_once_to_two_articles_stores_one(
    api: Api, article: str, newsroom: Newsroom
) -> None:
    """Their locks do not keep the two apart; the key's own row does."""
    before = await count_comments(api)
    articles = [article, newsroom.id("article", "market")] * 5
    payloads = await asyncio.gather(*(send(api, each, BODY, LENA, idempotencyKey=KEY) for each in articles))
    assert sum(not each["errors"] for each in payloads) == 5
    assert {each["comment"]["id"] for each in payloads if each["comment"]} == {
        payloads[0 if payloads[0]["comment"] else 1]["comment"]["id"]
    }
    assert await count_comments(api) == before + 1


async def test_the_same_key_of_two_readers_brings_two_comments(api: Api, article: str) -> None:
    mine = await stored_comment(api, article, BODY, LENA, idempotencyKey=KEY)
    theirs = await stored_comment(api, article, BODY, OMI, idempotencyKey=KEY)
    assert mine["id"] != theirs["id"]


async def test_guests_without_a_token_who_make_up_one_key_share_it_only_with_the_same_text(
    api: Api, article: str
) -> None:
    first = await send(api, article, BODY, idempotencyKey=KEY)
    other = await send(api, article, "Another text", idempotencyKey=KEY)
    assert other["errors"] == []
    assert other["guestToken"] != first["guestToken"]
    assert other["comment"]["id"] != first["comment"]["id"]


@pytest.mark.parametrize("key", ["short", "k" * 15, "k" * 65], ids=len)
async def test_a_key_of_a_wrong_length_is_invalid(api: Api, article: str, key: str) -> None:
    assert problems(await send(api, article, BODY, idempotencyKey=key)) == [("INVALID", "idempotencyKey")]


@pytest.mark.parametrize("key", ["k" * 16, "k" * 64], ids=len)
async def test_a_key_of_a_right_length_is_taken(api: Api, article: str, key: str) -> None:
    assert (await send(api, article, BODY, idempotencyKey=key))["errors"] == []


async def test_a_key_is_forgotten_after_exactly_a_day(api: Api, article: str, clock: Clock) -> None:
    first = await stored_comment(api, article, BODY, idempotencyKey=KEY)
    clock.advance(hours=24, milliseconds=-1)
    assert (await stored_comment(api, article, BODY, idempotencyKey=KEY))["id"] == first["id"]
    clock.advance(milliseconds=1)
    assert (await stored_comment(api, article, BODY, idempotencyKey=KEY))["id"] != first["id"]


async def test_a_repeat_on_an_article_that_was_withdrawn_tells_nothing(api: Api, article: str) -> None:
    await stored_comment(api, article, BODY, LENA, idempotencyKey=KEY)
    await change_article(api, article, is_public=False)
    again = await send(api, article, BODY, LENA, idempotencyKey=KEY)
    assert problems(again) == [("NOT_FOUND", "articleId")]


async def test_the_same_text_again_is_a_duplicate_for_ten_minutes_and_then_held(
    api: Api, article: str, post_mode: None, clock: Clock
) -> None:
    await stored_comment(api, article, BODY, LENA)
    clock.advance(minutes=9)
    assert problems(await send(api, article, f"  {BODY} ", LENA)) == [("DUPLICATE", "body")]
    clock.advance(minutes=2)
    later = await stored_comment(api, article, BODY, LENA)
    assert later["status"] == "PENDING"
    names = await api.rows(select(Finding.check_name).where(Finding.comment_id == row_id(later["id"])))
    assert names == ["repetition"]


async def test_the_same_text_by_another_or_elsewhere_or_by_staff_is_no_duplicate(
    api: Api, article: str, newsroom: Newsroom
) -> None:
    await stored_comment(api, article, BODY, LENA)
    await stored_comment(api, article, BODY, OMI)
    await stored_comment(api, newsroom.id("article", "market"), BODY, LENA)
    for _ in range(2):
        await stored_comment(api, article, BODY, ANN)
