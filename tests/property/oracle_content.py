"""The oracle's articles and what they refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.models import (
    Article,
    ArticleAuthor,
    ArticleBlock,
    ArticleTag,
    ArticleTranslation,
    Author,
    AuthorTranslation,
    Category,
    CategoryTranslation,
    Comment,
    CommentPolicy,
    Image,
    ImageTranslation,
    Segment,
    Tag,
    TagTranslation,
    TranslationCredit,
)
from server.text.scripts import direction
from tests.property.memory import Asking
from tests.property.oracle import KINDS, global_id, resolves
from tests.property.pages import refuse
from tests.property.rules import chain, first_of, in_thread, sees_translation

LOCALES_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """A text as somebody asked for it: `asked` is the locale of translation(locale:)."""

    text: Any
    asked: str | None = None

    @property
    def is_fallback(self) -> bool:
        return self.asked is not None and self.asked != self.text.locale


KINDS |= {Article: "Article", Seen: "ArticleTranslation"}
for _model in (Author, Category, Tag, Image):
    KINDS[_model] = _model.__name__

TEXTS: dict[type[Any], tuple[type[Any], str]] = {
    Article: (ArticleTranslation, "article_id"),
    Author: (AuthorTranslation, "author_id"),
    Category: (CategoryTranslation, "category_id"),
    Tag: (TagTranslation, "tag_id"),
    Image: (ImageTranslation, "image_id"),
}


def texts_of(asking: Asking, thing: Any) -> list[Any]:
    """All that the viewer may see, the original first, then by tag."""
    model, owner = TEXTS[type(thing)]
    found = asking.memory.by(model, owner, thing.id)
    if model is ArticleTranslation:
        found = [each for each in found if sees_translation(asking, each)]
    return sorted(found, key=lambda each: (each.locale != thing.original_locale, each.locale))


def few(locales: list[str]) -> list[str]:
    if len(locales) > LOCALES_AT_ONCE:
        raise refuse("BAD_USER_INPUT")
    return locales


def translation(asking: Asking, thing: Any, *, locale: str, fallback: list[str] | None = None) -> Seen | None:
    tried = chain(asking, locale, None if fallback is None else few(fallback))
    found = first_of(texts_of(asking, thing), tried, thing.original_locale)
    return None if found is None else Seen(found, locale)


def translations(asking: Asking, thing: Any, *, locales: list[str] | None = None) -> list[Seen]:
    wanted = None if locales is None else few(locales)
    return [Seen(each) for each in texts_of(asking, thing) if wanted is None or each.locale in wanted]


for _model in TEXTS:
    resolves(_model.__name__, "translation")(translation)
    resolves(_model.__name__, "translations")(translations)
    resolves(_model.__name__, "id")(
        lambda _asking, thing: global_id(type(thing).__name__.lower(), thing.id),
    )
for _name in ("AuthorTranslation", "NameTranslation", "ImageTranslation"):
    for _field in ("locale", "name", "bio", "alt", "caption"):
        resolves(_name, _field)(lambda _asking, seen, *, _field=_field: getattr(seen.text, _field))


# ── an article ──────────────────────────────────────────────────────────────────────────────────


def linked(asking: Asking, owner_id: UUID, link: Any, owner: str, target: Any) -> list[Any]:
    key = f"{target.__tablename__}_id"
    links = sorted(asking.memory.by(link, owner, owner_id), key=lambda each: each.position)
    return [asking.memory.one(target, "id", getattr(each, key)) for each in links]


@resolves("Article", "authors")
def authors(asking: Asking, article: Article) -> list[Author]:
    return linked(asking, article.id, ArticleAuthor, "article_id", Author)


@resolves("Article", "tags")
def tags(asking: Asking, article: Article) -> list[Tag]:
    return linked(asking, article.id, ArticleTag, "article_id", Tag)


@resolves("Article", "category")
def category(asking: Asking, article: Article) -> Category | None:
    found: Category | None = asking.memory.one(Category, "id", article.category_id)
    return found


@resolves("Article", "leadImage")
def lead_image(asking: Asking, article: Article) -> Image | None:
    found: Image | None = asking.memory.one(Image, "id", article.lead_image_id)
    return found


@resolves("Article", "parallelText")
def parallel_text(asking: Asking, article: Article, *, locales: list[str]) -> list[dict[str, Any]]:
    seen = {text.locale for text in texts_of(asking, article)}
    wanted = list(dict.fromkeys(few(locales)))
    return [
        {
            "index": block.position,
            "kind": block.kind,
            "segments": [_parallel(asking, article, block, locale, locale in seen) for locale in wanted],
        }
        for block in blocks_of(asking, article.id)
    ]


def _parallel(asking: Asking, article: Article, block: Any, locale: str, is_seen: bool) -> dict[str, Any]:
    segment = segment_of(asking, block, locale) if is_seen else None
    return {
        "locale": locale,
        "direction": direction(locale),
        "text": segment and segment.text,
        "is_outdated": segment is not None and is_outdated(asking, article, segment),
    }


@resolves("Article", "commentCount")
def comment_count(asking: Asking, article: Article) -> int:
    return sum(in_thread(asking, each) for each in asking.memory.by(Comment, "article_id", article.id))


# ── its body ────────────────────────────────────────────────────────────────────────────────────


def blocks_of(asking: Asking, article_id: UUID) -> list[ArticleBlock]:
    blocks: list[ArticleBlock] = asking.memory.by(ArticleBlock, "article_id", article_id)
    return sorted(blocks, key=lambda each: each.position)


def segment_of(asking: Asking, block: ArticleBlock, locale: str) -> Segment | None:
    return next(
        (each for each in asking.memory.by(Segment, "block_id", block.id) if each.locale == locale), None
    )


def is_outdated(asking: Asking, article: Article, segment: Segment) -> bool:
    """The original's text is no longer what this translates; a segment that tells no source is not."""
    block = asking.memory.one(ArticleBlock, "id", segment.block_id)
    original = segment_of(asking, block, article.original_locale)
    return None not in (original, segment.source_digest) and original.digest != segment.source_digest  # type: ignore[union-attr]


def segments_of(asking: Asking, seen: Seen) -> list[tuple[ArticleBlock, Segment]]:
    blocks = blocks_of(asking, seen.text.article_id)
    pairs = ((block, segment_of(asking, block, seen.text.locale)) for block in blocks)
    return [(block, segment) for block, segment in pairs if segment is not None]


def article_of(asking: Asking, seen: Seen) -> Article:
    found: Article = asking.memory.one(Article, "id", seen.text.article_id)
    return found


@resolves("ArticleTranslation", "segments")
def segments(asking: Asking, seen: Seen) -> list[dict[str, Any]]:
    return [
        {
            "index": block.position,
            "kind": block.kind,
            "text": segment.text,
            "is_outdated": is_outdated(asking, article_of(asking, seen), segment),
        }
        for block, segment in segments_of(asking, seen)
    ]


@resolves("ArticleTranslation", "body")
def body(asking: Asking, seen: Seen, **given: str | None) -> str:
    attribute = {"HTML": "html", "TEXT": "plain"}.get(given.get("format") or "MARKDOWN", "text")
    return "\n\n".join(getattr(segment, attribute) for _, segment in segments_of(asking, seen))


@resolves("ArticleTranslation", "isOutdated")
def translation_is_outdated(asking: Asking, seen: Seen) -> bool:
    article = article_of(asking, seen)
    if any(is_outdated(asking, article, segment) for _, segment in segments_of(asking, seen)):
        return True
    original = original_of(asking, article)
    return None not in (original, seen.text.source_digest) and original.digest != seen.text.source_digest


def original_of(asking: Asking, article: Article) -> Any:
    found = asking.memory.by(ArticleTranslation, "article_id", article.id)
    return next((each for each in found if each.locale == article.original_locale), None)


@resolves("ArticleTranslation", "completeness")
def completeness(asking: Asking, seen: Seen) -> dict[str, int]:
    article = article_of(asking, seen)
    original = original_of(asking, article)
    captions = [
        each
        for each in asking.memory.by(ImageTranslation, "image_id", article.lead_image_id)
        if each.caption is not None
    ]
    has_summary = original is not None and original.summary is not None
    blocks = blocks_of(asking, article.id)
    total = 1 + has_summary + bool(captions) + len(blocks)
    translated = 1 + (has_summary and seen.text.summary is not None) + len(segments_of(asking, seen))
    return {
        "total": total,
        "translated": translated + any(each.locale == seen.text.locale for each in captions),
    }


@resolves("ArticleTranslation", "id")
def translation_id(_asking: Asking, seen: Seen) -> str:
    suffix = f"_{seen.asked}" if seen.is_fallback else ""
    return f"translation_{seen.text.id.hex}{suffix}"


@resolves("ArticleTranslation", "requestedLocale")
def requested_locale(_asking: Asking, seen: Seen) -> str | None:
    return seen.asked if seen.is_fallback else None


@resolves("ArticleTranslation", "translators")
def translators(asking: Asking, seen: Seen) -> list[Author]:
    return linked(asking, seen.text.id, TranslationCredit, "translation_id", Author)


@resolves("ArticleTranslation", "isOriginal")
def is_original(asking: Asking, seen: Seen) -> bool:
    return bool(seen.text.locale == article_of(asking, seen).original_locale)


resolves("ArticleTranslation", "article")(article_of)
for _field in (
    "locale",
    "direction",
    "slug",
    "title",
    "summary",
    "status",
    "published_at",
    "updated_at",
    "version",
):
    _head, *_rest = _field.split("_")
    _graphql = _head + "".join(each.title() for each in _rest)
    resolves("ArticleTranslation", _graphql)(
        lambda _asking, seen, *, _field=_field: getattr(seen.text, _field)
    )


# ── the policy ──────────────────────────────────────────────────────────────────────────────────


def policy(asking: Asking, article_id: UUID | None) -> dict[str, Any]:
    """Field by field the article's own, else the site's; an article may say "never"."""
    site = asking.memory.one(CommentPolicy, "scope", "site")
    own = asking.memory.one(CommentPolicy, "article_id", article_id)
    names = [column.key for column in CommentPolicy.__table__.columns]
    found = {name: getattr(site, name) for name in names}
    if own is not None:
        found |= {name: getattr(own, name) for name in names if getattr(own, name) is not None}
        found["close_after_days"] = None if own.never_closes else found["close_after_days"]
        found["flags_to_hold"] = None if own.never_holds_by_flags else found["flags_to_hold"]
    if not asking.moderates:
        found["banned_words"] = found["suspect_words"] = None
    return found


@resolves("Article", "commentPolicy")
def article_policy(asking: Asking, article: Article) -> dict[str, Any]:
    return policy(asking, article.id)
