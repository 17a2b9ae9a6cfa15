"""What is public, since when, and what is told of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from server.errors import ErrorCode, UserError
from server.models import ActorKind, Article, AuditEntry, OutboxEvent, TranslationStatus
from server.services.publishing import publish_due, unpublish
from server.settings import Settings
from tests.database.newsdesk import NOW, SECOND, Newsdesk, draft, open_newsdesk

HOUR = timedelta(hours=1)
RIVER = draft({"en": "The river", "bn": "নদী"})
DRAFT, PUBLISHED = TranslationStatus.DRAFT, TranslationStatus.PUBLISHED


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Newsdesk]:
    async with open_newsdesk(settings) as opened:
        yield opened


async def public_since(desk: Newsdesk, article_id: UUID) -> tuple[bool, datetime | None]:
    query = select(Article.is_public, Article.published_at).where(Article.id == article_id)
    [row] = await desk.rows(query)
    return row  # type: ignore[no-any-return]


async def states(desk: Newsdesk, article_id: UUID) -> dict[str, tuple[TranslationStatus, datetime | None]]:
    rows = await desk.translations(article_id)
    return {locale: (row.status, row.published_at) for locale, row in rows.items()}


async def log(desk: Newsdesk) -> list[tuple[str, str | None, str | None]]:
    query = select(AuditEntry.action, AuditEntry.before, AuditEntry.after).order_by(AuditEntry.id)
    return await desk.rows(query)


async def events(desk: Newsdesk) -> list[tuple[str, dict[str, object]]]:
    """Of articles: names tell of themselves."""
    query = select(OutboxEvent.kind, OutboxEvent.payload).where(OutboxEvent.kind.startswith("article."))
    return await desk.rows(query.order_by(OutboxEvent.id))


async def withdraw(desk: Newsdesk, article_id: UUID, locale: str | None = None) -> bool:
    async with desk.database.transaction() as session:
        return await unpublish(
            session, article_id=article_id, locale=locale, now=NOW + HOUR, chains=desk.chains
        )


async def publish_what_is_due(desk: Newsdesk, now: datetime) -> int:
    async with desk.database.transaction() as session:
        return await publish_due(session, now, desk.chains)


# ── now ─────────────────────────────────────────────────────────────────────────────────────────


async def test_without_a_locale_every_translation_becomes_public(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    assert await desk.publish(article_id)
    assert await states(desk, article_id) == {"en": (PUBLISHED, NOW), "bn": (PUBLISHED, NOW)}
    assert await public_since(desk, article_id) == (True, NOW)


async def test_with_a_locale_only_that_one_does(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    assert await desk.publish(article_id, "bn")
    assert await states(desk, article_id) == {"en": (DRAFT, None), "bn": (PUBLISHED, NOW)}


async def test_a_translation_that_follows_does_not_move_the_article(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    await desk.publish(article_id, "en", at=NOW - HOUR)
    await desk.publish(article_id, "bn")
    assert await public_since(desk, article_id) == (True, NOW - HOUR)


async def test_publishing_says_nothing_about_the_text(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER, now=NOW - HOUR)
    await desk.publish(article_id)
    rows = await desk.translations(article_id)
    assert {(row.version, row.updated_at) for row in rows.values()} == {(1, NOW - HOUR)}


async def test_what_is_public_already_stays_as_it_is(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    await desk.publish(article_id)
    before = await desk.everything()
    assert not await desk.publish(article_id, at=NOW - HOUR)
    assert not await desk.publish(article_id, at=NOW + HOUR)
    assert not await desk.publish(article_id, "bn", at=NOW, now=NOW + HOUR)
    assert await desk.everything() == before


# ── back ────────────────────────────────────────────────────────────────────────────────────────


async def test_what_was_public_keeps_its_first_moment(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    await desk.publish(article_id)
    assert await withdraw(desk, article_id)
    assert await public_since(desk, article_id) == (False, NOW)
    assert {status for status, _ in (await states(desk, article_id)).values()} == {DRAFT}
    await desk.publish(article_id, at=NOW + HOUR, now=NOW + HOUR)
    assert await public_since(desk, article_id) == (True, NOW)
    assert await states(desk, article_id) == {"en": (PUBLISHED, NOW), "bn": (PUBLISHED, NOW)}


async def test_an_article_is_public_while_one_translation_is(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    await desk.publish(article_id)
    await withdraw(desk, article_id, "en")
    assert await public_since(desk, article_id) == (True, NOW)
    await withdraw(desk, article_id, "bn")
    assert await public_since(desk, article_id) == (False, NOW)


async def test_a_draft_cannot_be_withdrawn(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    before = await desk.everything()
    assert not await withdraw(desk, article_id)
    assert await desk.everything() == before


# ── later ───────────────────────────────────────────────────────────────────────────────────────


async def test_what_is_scheduled_is_not_public_until_it_is_due(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    assert await desk.publish(article_id, "bn", at=NOW + HOUR)
    assert await public_since(desk, article_id) == (False, None)
    assert await publish_what_is_due(desk, NOW + HOUR - SECOND) == 0
    assert await publish_what_is_due(desk, NOW + HOUR) == 1
    assert await states(desk, article_id) == {"en": (DRAFT, None), "bn": (PUBLISHED, NOW + HOUR)}
    assert await public_since(desk, article_id) == (True, NOW + HOUR)
    assert await desk.served() == {(article_id, "bn"): "bn"}
    assert await publish_what_is_due(desk, NOW + 2 * HOUR) == 0


async def test_what_is_scheduled_counts_from_its_time_even_when_nobody_looked_for_a_while(
    desk: Newsdesk,
) -> None:
    article_id = await desk.create(RIVER)
    await desk.publish(article_id, at=NOW + HOUR)
    assert await publish_what_is_due(desk, NOW + 5 * HOUR) == 2
    assert await public_since(desk, article_id) == (True, NOW + HOUR)


async def test_the_same_time_again_writes_nothing_and_another_replaces_it(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    await desk.publish(article_id, at=NOW + HOUR)
    before = await desk.everything()
    assert not await desk.publish(article_id, at=NOW + HOUR)
    assert await desk.everything() == before
    assert await desk.publish(article_id, at=NOW + 2 * HOUR)
    assert await publish_what_is_due(desk, NOW + HOUR) == 0
    assert await publish_what_is_due(desk, NOW + 2 * HOUR) == 2


async def test_publishing_now_takes_the_place_of_the_schedule(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    await desk.publish(article_id, at=NOW + HOUR)
    await desk.publish(article_id)
    assert await publish_what_is_due(desk, NOW + HOUR) == 0
    assert await public_since(desk, article_id) == (True, NOW)


async def test_a_schedule_can_be_taken_back(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    await desk.publish(article_id, at=NOW + HOUR)
    assert await withdraw(desk, article_id)
    assert await publish_what_is_due(desk, NOW + HOUR) == 0
    assert await public_since(desk, article_id) == (False, None)


async def test_a_deleted_article_is_not_published_by_the_clock(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    await desk.publish(article_id, at=NOW + HOUR)
    async with desk.database.transaction() as session:
        (await session.get_one(Article, article_id)).deleted_at = NOW
    assert await publish_what_is_due(desk, NOW + HOUR) == 0
    assert await public_since(desk, article_id) == (False, None)


async def test_many_processes_publish_each_scheduled_translation_once(desk: Newsdesk) -> None:
    ids = [await desk.create(draft({"en": f"Number {number}", "bn": "নদী"})) for number in range(10)]
    for article_id in ids:
        await desk.publish(article_id, at=NOW + HOUR)
    counts = await asyncio.gather(*(publish_what_is_due(desk, NOW + HOUR) for _ in range(6)))
    assert sum(counts) == 20
    published = [entry for entry in await log(desk) if (entry[2] or "").endswith("PUBLISHED")]
    assert len(published) == 20
    assert [kind for kind, _ in await events(desk)] == ["article.published"] * 10


# ── told ────────────────────────────────────────────────────────────────────────────────────────


async def test_every_act_is_in_the_audit_log_with_who_did_it(desk: Newsdesk) -> None:
    article_id, editor = await desk.create(RIVER), uuid4()
    await desk.publish(article_id, "bn", at=NOW + HOUR, actor_id=editor)
    await publish_what_is_due(desk, NOW + HOUR)
    await withdraw(desk, article_id)
    scheduled = "bn SCHEDULED 2026-11-24T13:00:00.000Z"
    assert await log(desk) == [
        ("article.publish", "bn DRAFT", scheduled),
        ("article.publish", "bn SCHEDULED", "bn PUBLISHED"),
        ("article.unpublish", "bn PUBLISHED", "bn DRAFT"),
    ]
    who = select(AuditEntry.actor_kind, AuditEntry.actor_id, AuditEntry.subject_type, AuditEntry.subject_id)
    assert await desk.rows(who.order_by(AuditEntry.id)) == [
        (ActorKind.PERSON, editor, "article", article_id),
        (ActorKind.POLICY, None, "article", article_id),
        (ActorKind.POLICY, None, "article", article_id),
    ]


async def test_events_tell_what_became_visible_by_ids_alone(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    await desk.publish(article_id, at=NOW + HOUR)
    assert await events(desk) == []
    await desk.publish(article_id, "en")
    await withdraw(desk, article_id)
    english = (await desk.translations(article_id))["en"].id.hex
    payload = {"article": article_id.hex, "translations": [english]}
    assert await events(desk) == [("article.published", payload), ("article.unpublished", payload)]


# ── refused ─────────────────────────────────────────────────────────────────────────────────────


async def test_an_unknown_article_or_translation_is_told(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    with pytest.raises(UserError) as caught:
        await desk.publish(uuid4())
    assert caught.value.code is ErrorCode.NOT_FOUND
    with pytest.raises(UserError, match="no translation in pt; it has bn, en") as caught:
        await desk.publish(article_id, "pt")
    assert caught.value.code is ErrorCode.UNKNOWN_LOCALE
    with pytest.raises(UserError) as caught:
        await withdraw(desk, article_id, "pt")
    assert caught.value.code is ErrorCode.UNKNOWN_LOCALE


# ── races ───────────────────────────────────────────────────────────────────────────────────────


async def test_translations_published_at_once_see_each_other(desk: Newsdesk) -> None:
    for number in range(5):
        article_id = await desk.create(draft({"en": f"River {number}", "bn": "নদী", "pt": "O rio"}))
        await asyncio.gather(*(desk.publish(article_id, locale) for locale in ("pt", "bn", "en")))
        served = {asked: seen for (each, asked), seen in (await desk.served()).items() if each == article_id}
        assert served == {"en": "en", "bn": "bn", "ar": "en", "pt": "pt"}


async def test_of_many_who_publish_one_translation_one_does(desk: Newsdesk) -> None:
    article_id = await desk.create(draft({"en": "The river"}))
    assert sum(await asyncio.gather(*(desk.publish(article_id) for _ in range(6)))) == 1
    assert len(await log(desk)) == len(await events(desk)) == 1
