"""What the benchmarks store is what the services would have stored: their own code finds nothing to change."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.models import (
    Article,
    ArticleBlock,
    ArticleSearch,
    ArticleSlug,
    ArticleTranslation,
    Author,
    Category,
    Comment,
    Decision,
    Finding,
    Segment,
    Tag,
    TranslationSlug,
    TranslationStatus,
)
from server.moderation.status import CommentStatus
from server.services.audience import refresh_audiences
from server.services.drafts import TranslationDraft
from server.services.names import rekey_names
from server.services.search_index import index_articles
from server.services.served import rewrite_all_served
from server.services.site import chains_of
from server.services.slugs import is_made_from
from server.services.translations import title_digest
from server.text.markup import plain_text, render_article, render_comment
from server.text.normal import digest, fold
from server.text.scripts import direction
from server.text.slugs import slug_key
from tests.benchmarks.conftest import SMALL


async def rows(session: AsyncSession, model: Any) -> list[Any]:
    return list(await session.scalars(select(model)))


async def test_stores_as_much_as_it_says(site: Database) -> None:
    async with site.transaction() as session:
        counts = {model: await session.scalar(select(func.count()).select_from(model)) for model in (
            Article, ArticleTranslation, Author, Comment)}  # fmt: skip
        pending = await session.scalar(
            select(func.count()).select_from(Comment).where(Comment.status == CommentStatus.PENDING)
        )
    assert counts == {
        Article: SMALL.articles,
        ArticleTranslation: SMALL.articles * 2,
        Author: SMALL.authors,
        Comment: SMALL.comments,
    }
    assert pending == SMALL.comments // SMALL.PENDING_OF


# ── articles ────────────────────────────────────────────────────────────────────────────────────


async def test_serves_what_the_services_would_serve(site: Database) -> None:
    async with site.transaction() as session:
        assert await rewrite_all_served(session, chains_of(site.settings)) == 0


async def test_indexes_the_words_that_the_services_would_index(site: Database) -> None:
    async with site.transaction() as session:
        query = select(ArticleSearch.translation_id, ArticleSearch.document, ArticleSearch.runs)
        before = {row[0]: row[1:] for row in await session.execute(query)}
        await index_articles(session, await session.scalars(select(Article.id)))
        session.expire_all()
        after = {row[0]: row[1:] for row in await session.execute(query)}
    assert before == after
    assert len(before) == SMALL.articles * 2


async def test_publishes_as_the_services_do(site: Database) -> None:
    async with site.transaction() as session:
        translations = await rows(session, ArticleTranslation)
        for article in await rows(session, Article):
            published = [
                each.published_at
                for each in translations
                if each.article_id == article.id and each.status is TranslationStatus.PUBLISHED
            ]
            assert article.is_public == bool(published)
            assert article.published_at == min(published, default=None)


async def test_writes_translations_with_their_digests_and_directions(site: Database) -> None:
    async with site.transaction() as session:
        originals = {article.id: article.original_locale for article in await rows(session, Article)}
        translations = await rows(session, ArticleTranslation)
    digests = {
        (each.article_id, each.locale): title_digest(TranslationDraft(each.title, each.summary))
        for each in translations
    }
    for each in translations:
        original = originals[each.article_id]
        assert each.digest == digests[each.article_id, each.locale]
        assert each.source_digest == (None if each.locale == original else digests[each.article_id, original])
        assert each.direction == direction(each.locale)


async def test_gives_every_translation_a_slug_of_its_title(site: Database) -> None:
    async with site.transaction() as session:
        owners = {row.slug: row.article_id for row in await rows(session, ArticleSlug)}
        histories = {(row.translation_id, row.slug) for row in await rows(session, TranslationSlug)}
        for each in await rows(session, ArticleTranslation):
            assert is_made_from(each.slug, each.title, each.article_id)
            assert owners[slug_key(each.slug)] == each.article_id
            assert (each.id, slug_key(each.slug)) in histories


async def test_writes_segments_as_they_are_rendered(site: Database) -> None:
    async with site.transaction() as session:
        query = (
            select(Segment, ArticleBlock.kind, Article.original_locale)
            .join(ArticleBlock, ArticleBlock.id == Segment.block_id)
            .join(Article, Article.id == ArticleBlock.article_id)
        )
        found = list(await session.execute(query))
    sources = {
        segment.block_id: digest(segment.text) for segment, _, original in found if segment.locale == original
    }
    for segment, kind, original in found:
        assert segment.html == render_article(segment.text, kind)
        assert segment.plain == plain_text(segment.text, kind)
        assert segment.digest == digest(segment.text)
        assert segment.source_digest == (None if segment.locale == original else sources[segment.block_id])


async def test_keys_names_for_the_default_locale(site: Database) -> None:
    async with site.transaction() as session:
        before = [
            (row.id, row.name_key) for kind in (Author, Category, Tag) for row in await rows(session, kind)
        ]
        await rekey_names(session, site.settings.default_locale)
        session.expire_all()
        after = [
            (row.id, row.name_key) for kind in (Author, Category, Tag) for row in await rows(session, kind)
        ]
    assert before == after


# ── comments ────────────────────────────────────────────────────────────────────────────────────


def kept(comments: list[Comment]) -> dict[Any, tuple[Any, int]]:
    return {comment.id: (comment.audience, comment.public_reply_count) for comment in comments}


async def test_shows_comments_to_whom_the_services_would(site: Database) -> None:
    async with site.transaction() as session:
        comments = await rows(session, Comment)
        before = kept(comments)
        for comment in comments:
            if comment.parent_id is None:
                assert await refresh_audiences(session, comment) == 0
        session.expire_all()
        assert kept(await rows(session, Comment)) == before
    assert len({audience for audience, _ in before.values()}) > 2


async def test_counts_what_is_public(site: Database) -> None:
    async with site.transaction() as session:
        comments = await rows(session, Comment)
        public = [comment for comment in comments if comment.audience is None]
        replies = Counter(comment.parent_id for comment in public)
        articles = Counter(comment.article_id for comment in public)
        assert all(comment.public_reply_count == replies[comment.id] for comment in comments)
        assert all(each.public_comment_count == articles[each.id] for each in await rows(session, Article))
    assert sum(replies.values()) > SMALL.articles


async def test_places_every_comment_below_its_parent(site: Database) -> None:
    async with site.transaction() as session:
        comments = {comment.id: comment for comment in await rows(session, Comment)}
    for comment in comments.values():
        parent = comments.get(comment.parent_id)
        assert comment.path == (f"{parent.path}/" if parent else "") + comment.id.hex
        assert comment.depth == (parent.depth + 1 if parent else 0)
        assert parent is None or (parent.article_id, parent.created_at < comment.created_at) == (
            comment.article_id,
            True,
        )


async def test_writes_comments_as_they_are_rendered(site: Database) -> None:
    async with site.transaction() as session:
        for comment in await rows(session, Comment):
            assert comment.body_html == render_comment(comment.body)
            assert comment.body_digest == digest(comment.body)
            assert comment.search_text == fold(f"{comment.author_name}\n{comment.body}")


async def test_says_of_every_held_comment_why_and_of_every_other_who_decided(site: Database) -> None:
    async with site.transaction() as session:
        comments = await rows(session, Comment)
        held = {row.comment_id for row in await rows(session, Finding)}
        last = {
            row.comment_id: row.status
            for row in await session.scalars(select(Decision).order_by(Decision.decided_at))
        }
    assert held == {comment.id for comment in comments if comment.status is CommentStatus.PENDING}
    assert last == {comment.id: comment.status for comment in comments}
