"""The demo is loaded whole, once, and says of itself what really happened."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Select, func, select

from server.auth import person_id
from server.database import Database
from server.demo.content import load_content
from server.demo.discussion import Discussion
from server.demo.load import DemoSummary, load_demo
from server.demo.records import DemoComment
from server.models import (
    STAFF_ONLY,
    ActorKind,
    Article,
    ArticleTranslation,
    AuditEntry,
    Comment,
    Decision,
    Finding,
    Image,
    Person,
    ServedTranslation,
)
from server.moderation.status import CommentStatus, RejectionReason
from server.moderation.submission import CommenterFacts, Submission
from server.moderation.validation import validate
from server.services.audience import refresh_audiences
from server.services.served import rewrite_all_served
from server.services.site import chains_of, sync_site
from server.settings import Settings
from server.text.slugs import slug_key
from tests.database.newsdesk import NOW, Newsdesk, settings_for
from tests.databases import MIGRATED, Contents
from tests.demo import demo_of

CONTENT = load_content()
BY_KEY = {comment.key: comment for comment in CONTENT.comments}


DEMO = demo_of(NOW, "demo")


@pytest.fixture
def contents(request: pytest.FixtureRequest) -> Contents:
    """What only looks at the demo finds it loaded."""
    return DEMO if "desk" in request.fixturenames else MIGRATED


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Newsdesk]:
    database = Database(settings)
    try:
        yield Newsdesk(database, chains_of(settings))
    finally:
        await database.close()


async def count(desk: Newsdesk, query: Select[*tuple[Any, ...]]) -> int:
    [(found,)] = await desk.rows(select(func.count()).select_from(query.subquery()))
    return int(found)


async def comments(desk: Newsdesk) -> dict[str, Comment]:
    """By key; each is known by what it says."""
    keys = {comment.body.strip(): comment.key for comment in CONTENT.comments}
    return {keys[row.body]: row for (row,) in await desk.rows(select(Comment).order_by(Comment.id))}


async def article_id(desk: Newsdesk, key: str) -> UUID:
    article = next(each for each in CONTENT.articles if each.key == key)
    slug = article.translations[article.original].slug
    query = select(ArticleTranslation.article_id).where(ArticleTranslation.slug == slug)
    [(found,)] = await desk.rows(query)
    return found  # type: ignore[no-any-return]


# ── all or nothing ──────────────────────────────────────────────────────────────────────────────


async def test_the_whole_demo_is_there(settings: Settings) -> None:
    database = Database(settings)
    summary = await load_demo(database, settings, now=NOW)
    assert summary == DemoSummary(
        articles=len(CONTENT.articles),
        translations=sum(len(article.translations) for article in CONTENT.articles),
        comments=len(CONTENT.comments),
    )
    desk = Newsdesk(database, chains_of(settings))
    assert await count(desk, select(Article.id)) == summary.articles
    assert await count(desk, select(ArticleTranslation.id)) == summary.translations
    assert await count(desk, select(Comment.id)) == summary.comments
    assert await count(desk, select(Person.id)) == len(CONTENT.commenters)
    assert await count(desk, select(Image.id)) == len(CONTENT.images)
    await database.close()


async def test_a_database_with_an_article_is_left_alone(desk: Newsdesk, settings: Settings) -> None:
    before = await desk.everything()
    assert await load_demo(desk.database, settings, now=NOW) is None
    assert await desk.everything() == before


@pytest.mark.parametrize("is_served", [False, True], ids=["new", "served"])
async def test_processes_that_load_it_at_once_load_it_once(database_url: str, is_served: bool) -> None:
    """However short others wait for a row."""
    settings = settings_for(database_url, GALLEY_LOCK_TIMEOUT_MS="10")
    databases = [Database(settings) for _ in range(3)]
    if is_served:
        async with databases[0].transaction() as session:
            await sync_site(session, settings)
    loading = (load_demo(database, settings, now=NOW) for database in databases)
    summaries = await asyncio.gather(*loading)
    assert sum(summary is not None for summary in summaries) == 1
    assert await count(Newsdesk(databases[0], chains_of(settings)), select(Article.id)) == len(
        CONTENT.articles
    )
    await asyncio.gather(*(database.close() for database in databases))


async def test_a_demo_that_fails_leaves_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("the disk is full")

    database = Database(settings)
    desk = Newsdesk(database, chains_of(settings))
    before = await desk.everything()
    monkeypatch.setattr(Discussion, "_decide", fail)
    with pytest.raises(RuntimeError, match="the disk is full"):
        await load_demo(database, settings, now=NOW)
    assert await desk.everything() == before
    await database.close()


# ── articles ────────────────────────────────────────────────────────────────────────────────────


async def test_translations_are_as_the_files_have_them(desk: Newsdesk) -> None:
    wanted = {
        (slug_key(each.slug), each.locale, each.title, each.status, article.original == each.locale)
        for article in CONTENT.articles
        for each in article.translations.values()
    }
    query = select(
        ArticleTranslation.slug,
        ArticleTranslation.locale,
        ArticleTranslation.title,
        ArticleTranslation.status,
        ArticleTranslation.locale == Article.original_locale,
    ).join(Article, Article.id == ArticleTranslation.article_id)
    assert {(slug_key(slug), *rest) for slug, *rest in await desk.rows(query)} == wanted


async def test_outdated_paragraphs_and_gaps_are_where_the_files_have_them(desk: Newsdesk) -> None:
    found = 0
    for article in CONTENT.articles:
        stored = await article_id(desk, article.key)
        for locale in article.translations:
            segments = [block.segments.get(locale) for block in article.blocks]
            texts = [segment and segment.text for segment in segments]
            assert await desk.texts(stored, locale) == texts
            if locale != article.original:
                outdated = [segment.is_outdated for segment in segments if segment is not None]
                assert await desk.outdated(stored, locale, original=article.original) == outdated
                found += sum(outdated) + texts.count(None)
    assert found >= 2


async def test_what_is_public_was_published_in_the_past(desk: Newsdesk) -> None:
    query = select(Article.is_public, Article.published_at, Article.updated_at)
    for is_public, published_at, updated_at in await desk.rows(query):
        assert is_public == (published_at is not None)
        assert (published_at or updated_at) <= updated_at < NOW
    hours = [each.published_hours_ago for each in CONTENT.articles if each.published_hours_ago is not None]
    times = sorted((NOW - row).total_seconds() / 3600 for _, row, _ in await desk.rows(query) if row)
    assert times == pytest.approx(sorted(hours))


async def test_titles_are_served_as_if_each_had_been_published_by_hand(desk: Newsdesk) -> None:
    assert await count(desk, select(ServedTranslation.article_id)) > 0
    async with desk.database.transaction() as session:
        assert await rewrite_all_served(session, desk.chains) == 0


async def test_an_editor_has_published_everything(desk: Newsdesk) -> None:
    query = select(AuditEntry.actor_id).where(AuditEntry.action == "article.publish").distinct()
    assert await desk.rows(query) == [(person_id("demo-staff-salma"),)]


# ── comments ────────────────────────────────────────────────────────────────────────────────────


async def test_comments_end_up_as_the_files_have_them(desk: Newsdesk) -> None:
    stored = await comments(desk)
    assert set(stored) == set(BY_KEY)
    for key, wanted in BY_KEY.items():
        row = stored[key]
        assert (row.status, row.rejection_reason) == (wanted.status, wanted.reason)
        assert (NOW - row.created_at).total_seconds() == pytest.approx(wanted.hours_ago * 3600, abs=0.01)
        assert row.parent_id == (stored[wanted.parent].id if wanted.parent else None)


async def test_ids_rise_with_the_time_of_writing(desk: Newsdesk) -> None:
    rows = [row for (row,) in await desk.rows(select(Comment.created_at).order_by(Comment.id))]
    assert rows == sorted(rows)


async def test_paths_and_depths_tell_the_thread(desk: Newsdesk) -> None:
    stored = await comments(desk)
    for key, row in stored.items():
        above = BY_KEY[key].parent
        path = [row.id.hex]
        while above is not None:
            path.insert(0, stored[above].id.hex)
            above = BY_KEY[above].parent
        assert row.path == "/".join(path)
        assert row.depth == len(path) - 1
    assert max(row.depth for row in stored.values()) >= 3


async def test_who_sees_a_comment_is_what_the_service_would_say(desk: Newsdesk) -> None:
    before = await desk.everything()
    async with desk.database.transaction() as session:
        for comment in (await session.scalars(select(Comment).where(Comment.parent_id.is_(None)))).all():
            assert await refresh_audiences(session, comment) == 0
    assert await desk.everything() == before


async def test_a_reply_below_a_rejected_comment_is_for_staff_alone(desk: Newsdesk) -> None:
    stored = await comments(desk)
    assert stored["heron-rude"].audience == stored["heron-rude"].person_id
    assert stored["heron-rude-answer"].status is CommentStatus.APPROVED
    assert stored["heron-rude-answer"].audience == STAFF_ONLY


async def test_public_counts_equal_counting(desk: Newsdesk) -> None:
    rows = list((await comments(desk)).values())
    everyones = [row for row in rows if row.audience is None]
    by_article = Counter(row.article_id for row in everyones)
    by_parent = Counter(row.parent_id for row in everyones)
    for found, number in await desk.rows(select(Article.id, Article.public_comment_count)):
        assert number == by_article[found]
    assert {row.id: row.public_reply_count for row in rows} == {row.id: by_parent[row.id] for row in rows}


async def test_persons_are_guests_readers_and_staff(desk: Newsdesk) -> None:
    query = select(Person.id, Person.subject, Person.is_guest, Person.is_staff)
    for found, subject, is_guest, is_staff in await desk.rows(query):
        assert is_guest == (subject is None)
        assert subject is None or found == person_id(subject)
        assert is_staff == (subject or "").startswith("demo-staff-")
    own = select(Comment.id).join(Person, Person.id == Comment.person_id)
    assert await count(desk, own.where(Person.first_seen_at > Comment.created_at)) == 0
    assert await count(desk, own.where(Comment.is_staff != Person.is_staff)) == 0


# ── decisions ───────────────────────────────────────────────────────────────────────────────────


async def test_every_comment_was_judged_by_the_policy_and_most_by_the_moderator(desk: Newsdesk) -> None:
    moderator = person_id("demo-staff-moyna")
    rows = await desk.rows(select(Decision).order_by(Decision.decided_at, Decision.version))
    history: dict[UUID, list[Decision]] = {}
    for (row,) in rows:
        history.setdefault(row.comment_id, []).append(row)
    for key, comment in (await comments(desk)).items():
        first, *later = history[comment.id]
        assert (first.actor_kind, first.previous_status, first.decided_at) == (
            ActorKind.POLICY,
            None,
            comment.created_at,
        )
        assert {(each.actor_kind, each.actor_id) for each in later} <= {(ActorKind.PERSON, moderator)}
        statuses = [each.status for each in history[comment.id]]
        assert [each.previous_status for each in later] == statuses[:-1]
        assert statuses[-1] is comment.status
        assert [each.version for each in later] == list(range(1, len(later) + 1))
        assert comment.version == len(later) + 1
        assert comment.reviewed_version == (comment.version if later else None)
        assert all(comment.created_at <= each.decided_at <= NOW for each in later), key


async def test_nobody_answered_what_was_not_to_be_seen(desk: Newsdesk) -> None:
    """At the time of each reply, the last decision about its parent was an approval."""
    stored = await comments(desk)
    by_id = {row.id: row for row in stored.values()}
    decisions = [row for (row,) in await desk.rows(select(Decision))]
    for reply in stored.values():
        if reply.parent_id is None:
            continue
        parent = by_id[reply.parent_id]
        before = [
            each for each in decisions if each.comment_id == parent.id and each.decided_at < reply.created_at
        ]
        last = max(before, key=lambda each: (each.decided_at, each.version))
        assert last.status is CommentStatus.APPROVED


async def test_what_was_rejected_after_an_answer_was_approved_first(desk: Newsdesk) -> None:
    stored = await comments(desk)
    query = select(Decision.status, Decision.reason).where(Decision.comment_id == stored["heron-rude"].id)
    assert await desk.rows(query.order_by(Decision.decided_at)) == [
        (CommentStatus.PENDING, None),
        (CommentStatus.APPROVED, None),
        (CommentStatus.REJECTED, RejectionReason.OFFENSIVE),
    ]


async def test_the_checks_have_said_what_they_say(desk: Newsdesk) -> None:
    stored = await comments(desk)
    rows = await desk.rows(select(Finding.comment_id, Finding.check_name))
    newcomers = {found for found, check in rows if check == "newcomer"}
    first_by_person: dict[UUID, Comment] = {}
    for row in sorted(stored.values(), key=lambda each: each.created_at):
        first_by_person.setdefault(row.person_id, row)
    firsts = {row.id for row in first_by_person.values() if not row.is_staff}
    assert firsts <= newcomers
    assert (stored["ferry-links"].id, "links") in rows
    assert stored["ferry-links"].risk == 5_000


async def test_the_audit_log_has_one_entry_for_each_act(desk: Newsdesk) -> None:
    decided = select(Decision.id).where(Decision.actor_kind == ActorKind.PERSON)
    acts = select(AuditEntry.id).where(AuditEntry.subject_type == "comment")
    assert await count(desk, acts) == len(CONTENT.comments) + await count(desk, decided)


@pytest.mark.parametrize("comment", CONTENT.comments, ids=lambda comment: comment.key)
def test_the_demo_holds_no_comment_that_would_be_refused(comment: DemoComment) -> None:
    commenter = next(each for each in CONTENT.commenters if each.key == comment.by)
    facts = CommenterFacts(
        approved_count=0, rejected_count=0, is_staff=bool(commenter.roles), is_banned=False
    )
    submission = Submission(
        body=comment.body.strip(),
        author_name=commenter.name,
        author_email=commenter.email,
        commenter=facts,
        recent=(),
        now=NOW,
        locale=comment.locale,
    )
    assert validate(submission) == []
