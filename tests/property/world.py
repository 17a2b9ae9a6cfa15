"""A newsroom of random rows, the same in every run: drafts, tombstones, ties, gaps, nulls wherever one may be.

What the services keep (audiences, counts, slugs) is written here by the rule in words; titles after fallback are
the services' own, as tests/database holds them to their rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from server.models import (
    Article,
    ArticleAuthor,
    ArticleBlock,
    ArticleSlug,
    ArticleTag,
    ArticleTranslation,
    Author,
    AuthorTranslation,
    BlockKind,
    Category,
    CategoryTranslation,
    CommentPolicy,
    Image,
    ImageTranslation,
    Segment,
    Tag,
    TagTranslation,
    TranslationCredit,
    TranslationSlug,
    TranslationStatus,
)
from server.models.base import Base
from server.moderation.policy import ModerationMode
from server.text.normal import digest, sort_key
from server.text.scripts import direction
from server.text.slugs import slug_key

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SITE_ID = UUID(int=0x51)
LOCALES = "en, bn>en, ar, pt-BR>pt>en, ml>bn>en"
"""Of the site: with chains of their own, and one whose candidate the site does not list."""

WRITTEN = ("en", "bn", "ar", "pt", "pt-BR", "fr", "zh-Hant")
"""Locales of texts; three of them the site does not list."""

WORDS = {
    "en": ("Night", "ferry", "the", "Éclair", "it's", '"quoted"', "back\\slash", "100 %"),
    "bn": ("রাতের", "ফেরি", "নদী", "বকের"),
    "ar": ("عبارة", "الليل", "جسر"),
    "pt": ("ação", "Noite", "rio"),
    "pt-BR": ("ônibus", "trem"),
    "fr": ("été", "œuf", "Noël"),
    "zh-Hant": ("夜渡", "河"),
}
ODD = (
    "tab\there",
    "line\nbreak",
    "nul\\u0000text",
    "\u2028",
    "👩‍👩‍👧",
    "<b>",
    "a\u0301",
    "\x7f",
    "'; --",
    "$1 ? :p %s",
)

Item = TypeVar("Item")
Rows = dict[type[Base], list[dict[str, Any]]]


class Chance:
    """A seeded source of everything that varies."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128))

    def one(self, items: Sequence[Item]) -> Item:
        return self.random.choice(items)

    def some(self, items: Sequence[Item], most: int) -> list[Item]:
        """0..most of them, in a random order."""
        return self.random.sample(items, self.random.randint(0, min(most, len(items))))

    def maybe(self, value: Item, share: float = 0.5) -> Item | None:
        return value if self.random.random() < share else None

    def often(self, share: float) -> bool:
        return self.random.random() < share

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def moment(self) -> datetime:
        """Within some days before NOW; many are equal, some differ by a millisecond."""
        return NOW - timedelta(hours=self.number(1, 40), milliseconds=self.one((0, 0, 0, 1)))

    def text(self, locale: str, most: int = 4) -> str:
        words = [*self.random.choices(WORDS[locale], k=self.number(1, most)), *self.some(ODD, 1)]
        return " ".join(words)


class Newsroom:
    """Rows by model, in an order in which they can be inserted."""

    def __init__(self, seed: int = 20261124) -> None:
        self.chance = Chance(seed)
        self.rows: Rows = {}
        self._write_names()
        for number in range(36):
            self._write_article(number)

    def add(self, model: type[Base], **values: Any) -> dict[str, Any]:
        self.rows.setdefault(model, []).append(values)
        return values

    def ids(self, model: type[Base]) -> list[UUID]:
        return [row["id"] for row in self.rows[model]]

    # ── names ───────────────────────────────────────────────────────────────────────────────────

    def _write_names(self) -> None:
        chance = self.chance
        for number in range(9):
            name = chance.one(("Ada", "Omar", "Élodie", "রিতা")) if number % 2 else f"Author {number}"
            author = self.add(
                Author,
                id=chance.id(),
                slug=f"author-{number}",
                name=name,
                name_key=sort_key(name),
                avatar_url=chance.maybe(f"https://example.org/{number}.png?a=1&b"),
                original_locale=chance.one(WRITTEN),
            )
            for locale in chance.some(WRITTEN, 4):
                bio = chance.maybe(chance.text(locale))
                self.add(
                    AuthorTranslation,
                    author_id=author["id"],
                    locale=locale,
                    name=chance.text(locale, 2),
                    bio=bio,
                )
        for model, texts, count in ((Category, CategoryTranslation, 5), (Tag, TagTranslation, 7)):
            for number in range(count):
                self._write_named(model, texts, f"{model.__tablename__}-{number}")
        for number in range(6):
            self._write_image(number)

    def _write_named(self, model: Any, texts: Any, slug: str) -> None:
        chance = self.chance
        named = self.add(
            model, id=chance.id(), slug=slug, name_key=chance.one("abc"), original_locale=chance.one(WRITTEN)
        )
        for locale in chance.some(WRITTEN, 4):
            owner = {f"{model.__tablename__}_id": named["id"]}
            self.add(texts, **owner, locale=locale, name=chance.text(locale, 2))

    def _write_image(self, number: int) -> None:
        chance = self.chance
        image = self.add(
            Image,
            id=chance.id(),
            url=chance.maybe(f"https://example.org/{number}.jpg"),
            width=chance.maybe(number * 100),
            height=chance.maybe(number * 80),
            credit=chance.maybe(chance.text("en")),
            original_locale=chance.one(WRITTEN),
        )
        for locale in chance.some(WRITTEN, 3):
            self.add(
                ImageTranslation,
                image_id=image["id"],
                locale=locale,
                alt=chance.maybe(chance.one(("", chance.text(locale)))),
                caption=chance.maybe(chance.text(locale)),
            )

    # ── articles ────────────────────────────────────────────────────────────────────────────────

    def _write_article(self, number: int) -> None:
        chance = self.chance
        original = chance.one(WRITTEN)
        others = chance.some([each for each in WRITTEN if each != original], 3)
        share = chance.one((0, 0.5, 0.9, 1))
        statuses = {
            locale: TranslationStatus.PUBLISHED
            if chance.often(share)
            else chance.one((TranslationStatus.DRAFT, TranslationStatus.IN_REVIEW))
            for locale in (original, *others)
        }
        deleted_at = chance.maybe(NOW, 0.1)
        is_published = TranslationStatus.PUBLISHED in statuses.values()
        article = self.add(
            Article,
            id=chance.id(),
            original_locale=original,
            category_id=chance.maybe(chance.one(self.ids(Category)[1:]), 0.8),
            lead_image_id=chance.maybe(chance.one(self.ids(Image)), 0.7),
            is_public=is_published and deleted_at is None,
            published_at=chance.moment() if is_published else chance.maybe(chance.moment(), 0.2),
            updated_at=chance.moment(),
            deleted_at=deleted_at,
            public_comment_count=0,
        )
        for model, link, target in ((ArticleAuthor, "author_id", Author), (ArticleTag, "tag_id", Tag)):
            for position, linked in enumerate(chance.some(self.ids(target), 3)):
                self.add(model, article_id=article["id"], position=position, **{link: linked})
        self._write_translations(number, article, statuses)
        self._write_body(article, list(statuses))
        if chance.often(0.3):
            self._write_policy(article["id"])

    def _write_translations(
        self, number: int, article: dict[str, Any], statuses: dict[str, TranslationStatus]
    ) -> None:
        chance, original = self.chance, article["original_locale"]
        source = digest(f"title {number}")
        shared = f"Story-{number}"
        for locale, status in statuses.items():
            translation = self.add(
                ArticleTranslation,
                id=chance.id(),
                article_id=article["id"],
                locale=locale,
                direction=direction(locale),
                slug=chance.one((shared, f"Story-{number}-{locale}")),
                title=chance.text(locale) if number % 4 else "The same title",
                summary=chance.maybe(chance.text(locale)),
                status=status,
                published_at=chance.moment() if status is TranslationStatus.PUBLISHED else None,
                updated_at=chance.moment(),
                version=chance.number(1, 5),
                digest=source if locale == original else digest(locale),
                source_digest=None if locale == original else chance.one((source, digest("old"), None)),
            )
            self._write_slugs(number, article["id"], translation)
            for position, author in enumerate(chance.some(self.ids(Author), 2)):
                self.add(
                    TranslationCredit, translation_id=translation["id"], position=position, author_id=author
                )

    def _write_slugs(self, number: int, article_id: UUID, translation: dict[str, Any]) -> None:
        """Its present one, and at times a past one; each is the article's for good."""
        past = self.chance.some([f"past-{number}", f"past-{number}-{translation['locale']}".casefold()], 2)
        known = {row["slug"] for row in self.rows.get(ArticleSlug, [])}
        for slug in dict.fromkeys([slug_key(translation["slug"]), *past]):
            if slug not in known:
                self.add(ArticleSlug, slug=slug, article_id=article_id)
            self.add(TranslationSlug, slug=slug, translation_id=translation["id"], since=NOW)

    def _write_body(self, article: dict[str, Any], locales: list[str]) -> None:
        chance, original = self.chance, article["original_locale"]
        for position in range(chance.number(0, 4)):
            block = self.add(
                ArticleBlock,
                id=chance.id(),
                article_id=article["id"],
                position=position,
                kind=chance.one(list(BlockKind)),
            )
            source = chance.text(original)
            for locale in locales:
                text = source if locale == original else chance.text(locale)
                if locale != original and chance.often(0.3):
                    continue
                stale = chance.one((digest(source), digest(source), digest("old"), None))
                self.add(
                    Segment,
                    block_id=block["id"],
                    locale=locale,
                    text=text,
                    html=f"<p>{text}</p>",
                    plain=f"plain {text}",
                    digest=digest(text),
                    source_digest=None if locale == original else stale,
                )

    def _write_policy(self, article_id: UUID) -> None:
        chance = self.chance
        lists = [
            {"locale": chance.maybe("bn"), "words": ['"odd" word', "মন্দ"]},
            {"locale": None, "words": []},
        ]
        self.add(
            CommentPolicy,
            scope=article_id.hex,
            article_id=article_id,
            mode=chance.maybe(chance.one(list(ModerationMode))),
            close_after_days=chance.maybe(chance.number(0, 2)),
            never_closes=chance.one((None, False, True)),
            min_chars=chance.maybe(3),
            max_links=chance.maybe(0),
            max_depth=chance.maybe(2),
            edit_window_seconds=chance.maybe(10_000_000),
            flags_to_hold=chance.maybe(9),
            never_holds_by_flags=chance.one((None, False, True)),
            guests=chance.one((None, False, True)),
            banned_words=chance.maybe(lists),
            suspect_words=chance.maybe([]),
        )
