"""Erasing a person: nothing of theirs is left in any table, and nobody else loses anything."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from server.models import AuditEntry, Ban, Comment, Decision, Flag, OutboxEvent, Person
from server.models.types import utc_now
from server.moderation.status import CommentStatus
from server.services import erasure
from server.services.erasure import Erased, erase_person, erased_at
from server.services.seal_inspection import inspect_audit_log
from server.services.sealing import seal_what_waits
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, BOB, LENA, OMI
from tests.submitting.sending import send
from tests.submitting.tables import assert_stored_counts_are_true
from tests.trail.lives import WORDS, live_through_much
from tests.trail.people import SECRETS, everything_stored, found_in, hers, write_much_about_lena

THREAD = """query($article: ID!, $id: ID!) { article(id: $article) { commentCount
  comments(first: 100) { nodes { id isDeleted body authorName replyCount } } }
  comment(id: $id) { id isDeleted body authorName status } }"""


@pytest.fixture
async def lena(api: Api, newsroom: Newsroom) -> UUID:
    await write_much_about_lena(api, newsroom)
    return LENA.id


async def erase(api: Api, person: UUID) -> Erased | None:
    return await erase_person(api.database, person, now=utc_now(), progress=lambda _: None)


async def test_no_table_holds_anything_of_hers_afterwards(api: Api, lena: UUID) -> None:
    before = await everything_stored(api)
    assert {word for _, word in found_in(before, SECRETS)} == set(SECRETS), "the search would find them"
    await erase(api, lena)
    assert found_in(await everything_stored(api), SECRETS) == []


async def test_nothing_is_left_of_what_she_did_by_the_api_whoever_did_what_with_it(
    api: Api, newsroom: Newsroom
) -> None:
    """Edited, reported, claimed, rejected, banned; with findings, likeness, keys, rate windows; with replies or none."""
    await live_through_much(api, newsroom)
    before = await everything_stored(api)
    assert {word for _, word in found_in(before, WORDS)} == set(WORDS), "the search would find them"
    assert LENA.id.hex in before["rate_window"]
    likeness = len(before["comment_likeness"].splitlines())
    await erase(api, LENA.id)
    after = await everything_stored(api)
    assert found_in(after, WORDS) == []
    assert LENA.id.hex not in after["rate_window"]
    assert len(after["comment_likeness"].splitlines()) == likeness - 2
    for word in ("omisreply", "omisnote"):
        assert found_in(after, (word,)) != [], "what others wrote of themselves stays"


async def test_what_is_replied_to_leaves_a_tombstone_and_the_rest_is_gone(
    api: Api, newsroom: Newsroom, lena: UUID
) -> None:
    """a > a1 (Omi) > a11 > a111 (Omi); a12 and a2 have no replies, a31 is the only one below Omi's a3, b > b1."""
    assert await erase(api, lena) == Erased(gone=4, tombstones=3)
    kept = await hers(api)
    assert set(kept) == {newsroom.uuid("comment", name) for name in ("a", "a11", "b")}
    assert all(comment.deleted_at is not None and comment.body == "" for comment in kept.values())
    for name in ("a1", "a111", "a3", "b1"):
        (body,) = await api.rows(select(Comment.body).where(Comment.id == newsroom.uuid("comment", name)))
        assert body.startswith(f"{name} says something")


async def test_a_comment_whose_only_replies_are_hers_goes_with_them(
    api: Api, newsroom: Newsroom, lena: UUID
) -> None:
    parent = newsroom.uuid("comment", "a12")
    (row,) = await api.rows(select(Comment).where(Comment.id == parent))
    async with api.database.transaction() as session:
        reply = uuid4()
        values = {column.key: getattr(row, column.key) for column in Comment.__table__.columns}
        values |= {"id": reply, "parent_id": parent, "depth": row.depth + 1, "external_id": None}
        session.add(Comment(**(values | {"path": f"{row.path}/{reply.hex}"})))
    await erase(api, lena)
    assert parent not in await hers(api)


async def test_counts_stay_true_and_readers_see_a_tombstone(api: Api, newsroom: Newsroom, lena: UUID) -> None:
    await erase(api, lena)
    await assert_stored_counts_are_true(api)
    data = await api.run(THREAD, article=newsroom.id("article", "ferry"), id=newsroom.id("comment", "a"))
    assert data["comment"] == {
        "id": newsroom.id("comment", "a"),
        "isDeleted": True,
        "body": None,
        "authorName": None,
        "status": "APPROVED",
    }


async def test_erasing_a_rejected_comment_publishes_neither_it_nor_its_replies(
    api: Api, newsroom: Newsroom, lena: UUID
) -> None:
    """b is held with an approved reply below; it is rejected first."""
    mutation = """mutation($id: ID!) { rejectComment(input: {id: $id, expectedVersion: 1, reason: SPAM}) {
      errors { message } } }"""
    rejected = await api.run(mutation, ANN, id=newsroom.id("comment", "b"))
    assert rejected["rejectComment"]["errors"] == []
    await erase(api, lena)
    comment = (await hers(api))[newsroom.uuid("comment", "b")]
    assert comment.status is CommentStatus.REJECTED
    assert comment.audience is not None
    for speaker in (None, OMI):
        data = await api.run(
            "query($id: ID!) { comment(id: $id) { id } }", speaker, id=newsroom.id("comment", "b1")
        )
        assert data["comment"] is None


async def test_reports_keep_their_weight_and_lose_their_words(
    api: Api, newsroom: Newsroom, lena: UUID
) -> None:
    """Three that she made, of e, a1 and b1."""
    mine = select(func.count()).select_from(Flag).where(Flag.comment_id == newsroom.uuid("comment", "b1"))
    assert await api.rows(mine) == [1]
    await erase(api, lena)
    assert await api.rows(mine) == [1]
    found = await api.rows(select(Flag.reporter_id, Flag.details).where(Flag.reporter_key.like("erased:%")))
    assert found == [(None, None)] * 3
    assert (
        await api.rows(select(Flag.details).where(Flag.reporter_id == OMI.id, Flag.version == 9))
        == [None] * 3
    )


async def test_a_ban_that_stands_goes_on_without_its_reason(api: Api, newsroom: Newsroom, lena: UUID) -> None:
    await erase(api, lena)
    assert await api.rows(select(Ban.reason, Ban.by_id).where(Ban.person_id == lena)) == [(None, ANN.id)]
    payload = await send(api, newsroom.id("article", "lamps"), "It is me again.", LENA)
    assert [error["code"] for error in payload["errors"]] == ["BANNED"]


async def test_erasing_twice_changes_nothing_more(api: Api, lena: UUID) -> None:
    await erase(api, lena)
    stored = await everything_stored(api)
    assert await erase(api, lena) == Erased()
    assert {name: text for name, text in (await everything_stored(api)).items() if "audit" not in name} == {
        name: text for name, text in stored.items() if "audit" not in name
    }
    assert await _erasures(api, lena) == ["GONE 4 TOMBSTONES 3"]


async def _erasures(api: Api, person: UUID) -> list[str]:
    return await api.rows(
        select(AuditEntry.after).where(AuditEntry.subject_id == person, AuditEntry.action == erasure.ACTION)
    )


async def test_a_person_of_whom_nothing_is_left_is_gone(api: Api, newsroom: Newsroom) -> None:
    person = uuid4()
    async with api.database.transaction() as session:
        session.add(Person(id=person, name="Somebody"))
    assert await erase(api, person) == Erased()
    assert await api.rows(select(Person.id).where(Person.id == person)) == []
    assert await erase(api, person) is None
    assert await erased_at(api.database, person) is not None


async def test_two_erasures_at_once_end_as_one(api: Api, lena: UUID) -> None:
    results = await asyncio.gather(erase(api, lena), erase(api, lena))
    assert sum((each for each in results if each), Erased()) == Erased(gone=4, tombstones=3)
    assert found_in(await everything_stored(api), SECRETS) == []
    await assert_stored_counts_are_true(api)


async def test_goes_on_where_it_was_broken_off(api: Api, lena: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_: object, **__: object) -> bool:
        raise ConnectionError("the network is gone")

    with monkeypatch.context() as broken:
        broken.setattr(erasure, "_erase_row", fail)
        with pytest.raises(ConnectionError):
            await erase(api, lena)
    assert await api.rows(select(Person.name).where(Person.id == lena)) == ["Leonora"]
    assert await erase(api, lena) == Erased()
    assert found_in(await everything_stored(api), SECRETS) == []


async def test_a_member_of_staff_loses_the_name_and_the_decisions_stay(api: Api, newsroom: Newsroom) -> None:
    decided = select(func.count()).select_from(Decision).where(Decision.actor_id == BOB.id)
    before = await api.rows(decided)
    await erase(api, BOB.id)
    assert await api.rows(decided) == before
    assert await api.rows(select(Person.name, Person.is_staff).where(Person.id == BOB.id)) == [("", False)]
    query = "query($id: ID!) { comment(id: $id) { moderation { decisions { actor { kind name } } } } }"
    data = await api.run(query, ANN, id=newsroom.id("comment", "e"))
    names = [each["actor"] for each in data["comment"]["moderation"]["decisions"]]
    assert {"kind": "PERSON", "name": ""} in names


async def test_breaks_no_seal_and_tells_that_comments_are_gone(api: Api, lena: UUID) -> None:
    await erase(api, lena)
    await seal_what_waits(api.database)
    inspection = await inspect_audit_log(api.database, secrets=api.settings.secrets)
    assert inspection.problems == []
    told = await api.rows(select(OutboxEvent.payload).where(OutboxEvent.kind == "comment.deleted"))
    assert len(told) == 7
