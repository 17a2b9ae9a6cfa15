"""The newsroom's articles: in three languages, public and not, with everything that hangs on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import Article, ArticleTranslation, BlockKind, TranslationStatus
from server.services.articles import create_article, update_article_text
from server.services.drafts import ArticleDraft, BlockDraft, TranslationDraft
from server.services.images import create_image
from server.services.names import ensure_author, ensure_category, ensure_tag
from server.services.publishing import publish, unpublish
from server.text.fallback import Chains

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HUSH_DRAFT = "hushdraft"
"""Stands in every text that only staff may read; one word, so that a slug made of it holds it too."""

BRIEFS = 14
P, HEADING, QUOTE, LIST = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.QUOTE, BlockKind.LIST


@dataclass(slots=True)
class Content:
    """UUIDs by kind and name."""

    ids: dict[str, dict[str, UUID]] = field(default_factory=dict)

    def __getitem__(self, name: tuple[str, str]) -> UUID:
        return self.ids[name[0]][name[1]]

    def __setitem__(self, name: tuple[str, str], value: UUID) -> None:
        self.ids.setdefault(name[0], {})[name[1]] = value


@dataclass(frozen=True, slots=True)
class Story:
    """A draft, and the locales in which it is published, `hours` before NOW."""

    name: str
    draft: ArticleDraft
    published: tuple[str, ...]
    hours: int


def block(kind: BlockKind, texts: Mapping[str, str], *outdated: str) -> BlockDraft:
    return BlockDraft(kind, texts, frozenset(outdated))


async def write_names(session: AsyncSession, made: Content) -> None:
    authors = {
        "ayesha": {"en": "Ayesha Rahman", "bn": "আয়েশা রহমান"},
        "omar": {"en": "Omar Haddad", "ar": "عمر حداد"},
        "rita": {"en": "rita Lopes"},
    }
    for name, names in authors.items():
        made["author", name] = await ensure_author(
            session,
            slug=name,
            names=names,
            original_locale="en",
            default_locale="en",
            bios={"en": f"{name} writes."},
        )
    for name, names in {
        "politics": {"en": "Politics", "bn": "রাজনীতি", "ar": "سياسة"},
        "culture": {"bn": "সংস্কৃতি", "en": "Culture"},
    }.items():
        made["category", name] = await ensure_category(
            session, slug=name, names=names, original_locale="en", default_locale="en"
        )
    for name, names in {"river": {"en": "River", "bn": "নদী"}, "vote": {"en": "Vote"}}.items():
        made["tag", name] = await ensure_tag(
            session, slug=name, names=names, original_locale="en", default_locale="en"
        )
    made["image", "deck"] = await create_image(
        session,
        url="https://img.example/deck.jpg",
        width=1200,
        height=800,
        credit="Rita Lopes",
        texts={"en": ("A deck at night", "The deck, 2 a.m."), "bn": (None, "রাতের ডেক")},
        original_locale="en",
    )


def _ferry(made: Content) -> ArticleDraft:
    return ArticleDraft(
        original_locale="en",
        translations={
            "en": TranslationDraft("Night ferry", "Who crosses after midnight."),
            "bn": TranslationDraft("রাতের ফেরি", translators=(made["author", "rita"],)),
            "ar": TranslationDraft(f"عبارة {HUSH_DRAFT}", f"ملخص {HUSH_DRAFT}"),
        },
        blocks=(
            block(P, {"en": "The **ferry** leaves.", "bn": "ফেরি **ছাড়ে**।", "ar": f"{HUSH_DRAFT} 1"}),
            block(HEADING, {"en": "At sea"}),
            block(QUOTE, {"en": "Nobody sleeps.", "bn": "কেউ ঘুমায় না।", "ar": f"{HUSH_DRAFT} 3"}, "bn"),
            block(LIST, {"en": "- one\n- two", "bn": "- এক\n- দুই"}),
        ),
        category_id=made["category", "politics"],
        author_ids=(made["author", "omar"], made["author", "ayesha"]),
        tag_ids=(made["tag", "vote"], made["tag", "river"]),
        lead_image_id=made["image", "deck"],
    )


def _simple(
    titles: Mapping[str, str], made: Content, *, original: str = "en", author: str = "ayesha"
) -> ArticleDraft:
    """One paragraph in each language; what is hushed in the title is hushed in the text."""
    texts = {tag: f"Text of {title}" for tag, title in titles.items()}
    return ArticleDraft(
        original_locale=original,
        translations={tag: TranslationDraft(title) for tag, title in titles.items()},
        blocks=(block(P, texts),),
        category_id=made["category", "culture"],
        author_ids=(made["author", author],),
        tag_ids=(made["tag", "river"],),
    )


def _stories(made: Content) -> list[Story]:
    hush = HUSH_DRAFT
    return [
        Story("ferry", _ferry(made), ("en", "bn"), 40),
        Story("library", _simple({"en": "A library afloat", "bn": "ভাসমান পাঠাগার"}, made), ("en", "bn"), 30),
        Story("herons", _simple({"bn": "বকের হিসাব"}, made, original="bn"), ("bn",), 50),
        Story(
            "bridge",
            _simple({"ar": "الجسر", "en": f"Bridge {hush}"}, made, original="ar", author="omar"),
            ("ar",),
            60,
        ),
        Story("lamps", _simple({"en": "Zinc lamps", "pt": "Lampiões"}, made), ("en", "pt"), 20),
        Story("market", _simple({"en": "Ice market", "bn": f"বাজার {hush}"}, made), ("en",), 20),
        Story("secret", _simple({"en": f"Secret {hush}", "bn": f"গোপন {hush}"}, made), (), 10),
        Story("withdrawn", _simple({"en": f"Withdrawn {hush}"}, made), ("en",), 70),
        Story("deleted", _simple({"en": f"Deleted {hush}"}, made), ("en",), 80),
        *(
            Story(f"brief{n}", _simple({"en": f"Brief {n % 5}"}, made, author="omar"), ("en",), 100)
            for n in range(BRIEFS)
        ),
    ]


async def write_articles(session: AsyncSession, made: Content, chains: Chains) -> None:
    for story in _stories(made):
        at = NOW - timedelta(hours=story.hours)
        made["article", story.name] = identifier = await create_article(
            session, story.draft, now=at, chains=chains
        )
        for locale in story.published:
            await publish(session, article_id=identifier, locale=locale, at=at, now=at, chains=chains)
    await _retitle_ferry(session, made, chains)
    await unpublish(session, article_id=made["article", "withdrawn"], locale=None, now=NOW, chains=chains)
    await session.execute(
        update(Article)
        .where(Article.id == made["article", "deleted"])
        .values(deleted_at=NOW, is_public=False)
    )
    await session.execute(
        update(ArticleTranslation)
        .where(ArticleTranslation.article_id == made["article", "market"], ArticleTranslation.locale == "bn")
        .values(status=TranslationStatus.IN_REVIEW)
    )


async def _retitle_ferry(session: AsyncSession, made: Content, chains: Chains) -> None:
    """So that it has a past slug: night-ferry. The Bengali title is of the earlier one, so outdated."""
    before = _ferry(made)
    titles = {**before.translations, "en": TranslationDraft("The night ferry", "Who crosses after midnight.")}
    draft = replace(before, translations=titles)
    await update_article_text(session, made["article", "ferry"], draft, now=NOW, chains=chains)
