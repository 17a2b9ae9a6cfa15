"""Facts that need the database: what others wrote, how fast, with what luck; in a fixed number of statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from server.models import Ban, Comment, CommentLikeness, Person
from server.models.types import utc_now
from server.moderation.policy import Policy
from server.services.facts import Written, gather
from server.services.likeness import MAX_ECHOES, remember_likeness
from server.viewer import GUEST, Role, Viewer
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, LENA, TARIQ, Voice
from tests.judging.verdicts import NEARLY_PLEA, PLEA, outcomes
from tests.submitting.conftest import Clock
from tests.submitting.policies import set_site_policy
from tests.submitting.sending import decide, problems, row_id, send, stored_comment

OMAR = Voice("Omar", frozenset({Role.READER}))
"""Nobody has decided about anything of his yet."""


async def statements(api: Api, written: Written, viewer: Viewer) -> list[str]:
    """What `gather` asks the database."""
    async with api.database.transaction() as session:
        await session.execute(select(1))  # the transaction's own beginning is not counted
        with api.counting() as counted:
            await gather(session, written, viewer=viewer, policy=Policy(), now=utc_now())
    return counted.others


async def test_gathers_in_a_fixed_number_of_statements(unhurried: Api, newsroom: Newsroom) -> None:
    article = newsroom.id("article", "lamps")
    written = Written(article_id=row_id(article, "article"), body=PLEA, author_name="Omar")
    few = await statements(unhurried, written, OMAR.viewer)
    for number in range(12):
        await stored_comment(unhurried, article, f"{PLEA} {number}", OMAR)
        await stored_comment(unhurried, article, f"{number} {PLEA}", LENA)
    many = await statements(unhurried, written, OMAR.viewer)
    assert len(many) == len(few) == 2
    guest = replace(written, author_email="omar@mail.example")
    assert len(await statements(unhurried, guest, GUEST)) == 2


async def test_a_text_like_anothers_is_held(api: Api, article: str, post_mode: None) -> None:
    first = await stored_comment(api, article, PLEA, LENA)
    second = await stored_comment(api, article, NEARLY_PLEA, OMAR)
    other = await stored_comment(
        api, article, "When does the last ferry leave for the island this evening?", OMAR
    )
    assert [first["status"], second["status"], other["status"]] == ["APPROVED", "PENDING", "APPROVED"]
    assert await outcomes(api, second["id"]) == {"echo": "HOLD"}


async def test_the_same_text_under_another_article_is_held(
    api: Api, article: str, newsroom: Newsroom, post_mode: None
) -> None:
    await stored_comment(api, article, PLEA, LENA)
    elsewhere = await stored_comment(api, newsroom.id("article", "ferry"), PLEA, LENA)
    assert await outcomes(api, elsewhere["id"]) == {"echo": "HOLD"}
    assert problems(await send(api, article, PLEA, LENA)) == [("DUPLICATE", "body")]


async def test_a_guest_without_a_token_is_compared_too(api: Api, article: str, post_mode: None) -> None:
    await stored_comment(api, article, PLEA)
    assert await outcomes(api, (await stored_comment(api, article, NEARLY_PLEA))["id"]) == {"echo": "HOLD"}


async def test_a_deleted_text_and_the_comments_own_are_no_echo(
    api: Api, article: str, post_mode: None
) -> None:
    comment = row_id((await stored_comment(api, article, PLEA, LENA))["id"])
    written = Written(article_id=row_id(article, "article"), body=PLEA, author_name="Lena", edited=comment)
    other = replace(written, edited=None)
    async with api.database.transaction() as session:
        now = utc_now()
        edit = await gather(session, written, viewer=LENA.viewer, policy=Policy(), now=now)
        assert (edit.echoes, edit.recent) == ((), ())
        seen = await gather(session, other, viewer=OMAR.viewer, policy=Policy(), now=now)
        assert [echo.body for echo in seen.echoes] == [PLEA]  # type: ignore[union-attr]
        await session.execute(update(Comment).where(Comment.id == comment).values(deleted_at=now))
        gone = await gather(session, other, viewer=OMAR.viewer, policy=Policy(), now=now)
        assert gone.echoes == ()


async def test_a_flood_of_one_text_is_not_read_in_full(unhurried: Api, newsroom: Newsroom) -> None:
    article = newsroom.id("article", "lamps")
    for number in range(MAX_ECHOES + 7):
        await stored_comment(unhurried, article, f"{PLEA} {number}")
    written = Written(article_id=row_id(article, "article"), body=PLEA, author_name="Omar")
    async with unhurried.database.transaction() as session:
        seen = await gather(session, written, viewer=OMAR.viewer, policy=Policy(), now=utc_now())
    assert MAX_ECHOES <= len(seen.echoes) <= 4 * MAX_ECHOES  # type: ignore[arg-type]


async def test_likeness_follows_the_text(api: Api, article: str) -> None:
    comment_id = row_id((await stored_comment(api, article, PLEA, LENA))["id"])

    async def keys() -> list[tuple[int, ...]]:
        return await api.rows(
            select(CommentLikeness.band_0, CommentLikeness.band_3).where(
                CommentLikeness.comment_id == comment_id
            )
        )

    before = await keys()
    for body, count in (("Quite another text, about the last ferry and its bicycles.", 1), ("Short.", 0)):
        async with api.database.transaction() as session:
            comment = await session.get_one(Comment, comment_id)
            comment.body = body
            await remember_likeness(session, comment)
        after = await keys()
        assert len(after) == count
        assert after != before


async def test_the_fourth_comment_within_a_minute_is_held(
    api: Api, article: str, post_mode: None, clock: Clock
) -> None:
    statuses = []
    for number in range(4):
        comment = await stored_comment(api, article, f"Comment {number}", LENA)
        statuses.append(comment["status"])
        clock.advance(seconds=1)
    assert statuses == ["APPROVED"] * 3 + ["PENDING"]
    assert await outcomes(api, comment["id"]) == {"pace": "HOLD"}
    clock.advance(minutes=1)
    assert (await stored_comment(api, article, "A minute later", LENA))["status"] == "APPROVED"


async def test_nobody_is_held_for_pace_where_rates_are_not_limited(
    unhurried: Api, newsroom: Newsroom
) -> None:
    article = newsroom.id("article", "lamps")
    await set_site_policy(unhurried, mode="POST", newcomer_threshold=0)
    statuses = [(await stored_comment(unhurried, article, f"Comment {n}", LENA))["status"] for n in range(6)]
    assert set(statuses) == {"APPROVED"}


async def test_refused_comments_hold_the_next(api: Api, article: str, post_mode: None, clock: Clock) -> None:
    said = ("The first", "The second", "The third")
    found = []
    for body in said:
        comment = await stored_comment(api, article, body, OMAR)
        found.append(await outcomes(api, comment["id"]))
        await decide(api, comment["id"], "REJECTED")
        clock.advance(minutes=5)
    assert found == [{}, {"rejections": "NOTE"}, {"rejections": "HOLD"}]
    async with api.database.transaction() as session:
        long_ago = clock.now - timedelta(days=30)
        await session.execute(update(Comment).where(Comment.person_id == OMAR.id).values(created_at=long_ago))
    later = await stored_comment(api, article, "A month later", OMAR)
    assert "rejections" not in await outcomes(api, later["id"])


@pytest.mark.parametrize("by", ["email", "address_hash"])
async def test_a_neighbour_of_somebody_who_is_banned_is_held(
    api: Api, article: str, post_mode: None, by: str
) -> None:
    async with api.database.transaction() as session:
        for person in (TARIQ.id, LENA.id):
            await session.execute(
                update(Person).where(Person.id == person).values({by: "shared@mail.example"})
            )
        await session.execute(update(Ban).where(Ban.person_id == TARIQ.id).values(until=None))
    held = await stored_comment(api, article, "It was not me", LENA)
    assert (held["status"], await outcomes(api, held["id"])) == ("PENDING", {"near_a_ban": "HOLD"})
    async with api.database.transaction() as session:
        past = utc_now() - timedelta(seconds=1)
        await session.execute(update(Ban).where(Ban.person_id == TARIQ.id).values(until=past))
    assert (await stored_comment(api, article, "And now it is over", LENA))["status"] == "APPROVED"


async def test_a_guests_address_is_compared_before_they_have_a_token(
    api: Api, article: str, post_mode: None
) -> None:
    async with api.database.transaction() as session:
        await session.execute(update(Person).where(Person.id == TARIQ.id).values(email="t@mail.example"))
        await session.execute(update(Ban).where(Ban.person_id == TARIQ.id).values(until=None))
    held = await stored_comment(api, article, "It was not me", None, authorEmail="t@mail.example")
    assert await outcomes(api, held["id"]) == {"near_a_ban": "HOLD"}


async def test_staff_are_spared_what_holds_a_stranger(api: Api, article: str, clock: Clock) -> None:
    await set_site_policy(api, mode="POST")
    for number in range(5):
        assert (await stored_comment(api, article, f"{PLEA} {number}", ANN))["status"] == "APPROVED"
