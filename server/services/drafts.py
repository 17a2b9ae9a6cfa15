"""What an article is to say: the text of every language, before it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from server.errors import ErrorCode, UserError
from server.models import BlockKind
from server.text.locales import canonical_tag
from server.text.normal import is_storable, nfc, strip_edges


@dataclass(frozen=True, slots=True)
class TranslationDraft:
    """`slug` None: made from the title. `translators` are authors' ids, in order."""

    title: str
    summary: str | None = None
    slug: str | None = None
    translators: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class BlockDraft:
    """`texts` by locale; a locale without one is a gap there. `outdated` are locales whose text translates an
    earlier one of the original."""

    kind: BlockKind
    texts: Mapping[str, str]
    outdated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDraft:
    """Translations and blocks by locale, in canonical tags; every text's locale has a translation.

    `author_ids` in byline order, `tag_ids` in order. `external_id` is unique; an importer knows the article
    by `import_name` and `content_digest` (64 hex digits).
    """

    original_locale: str
    translations: Mapping[str, TranslationDraft]
    blocks: tuple[BlockDraft, ...] = ()
    category_id: UUID | None = None
    author_ids: tuple[UUID, ...] = ()
    tag_ids: tuple[UUID, ...] = ()
    lead_image_id: UUID | None = None
    external_id: str | None = None
    source_url: str | None = None
    import_name: str | None = None
    content_digest: str | None = None


def checked(draft: ArticleDraft) -> ArticleDraft:
    """The draft as it is stored: texts in NFC, blank ones left out, and blocks that hold none.

    Raises UserError: REQUIRED for a title that is blank or missing, INVALID for what no database stores and
    for a locale that is no canonical tag or has no title.
    """
    if draft.original_locale not in draft.translations:
        raise UserError(
            ErrorCode.REQUIRED, f"The original ({draft.original_locale}) has no title.", ("input", "title")
        )
    translations = {_locale(locale): _translation(each) for locale, each in draft.translations.items()}
    blocks = [_block(each, translations) for each in draft.blocks]
    for value in (draft.external_id, draft.source_url, draft.import_name):
        _storable(value or "", "input")
    return replace(draft, translations=translations, blocks=tuple(block for block in blocks if block.texts))


def _locale(locale: str) -> str:
    try:
        is_canonical = canonical_tag(locale) == locale
    except ValueError:
        is_canonical = False
    if not is_canonical:
        raise UserError(
            ErrorCode.INVALID, f"{locale[:64]!r} is no canonical language tag.", ("input", "locale")
        )
    return locale


def _translation(draft: TranslationDraft) -> TranslationDraft:
    title, summary = _storable(draft.title, "title"), _storable(draft.summary or "", "summary")
    if not strip_edges(title):
        raise UserError(ErrorCode.REQUIRED, "An article needs a title.", ("input", "title"))
    return replace(draft, title=title, summary=summary if strip_edges(summary) else None)


def _block(draft: BlockDraft, translations: Mapping[str, TranslationDraft]) -> BlockDraft:
    texts = {locale: _storable(text, "blocks") for locale, text in draft.texts.items() if strip_edges(text)}
    if strangers := sorted(set(texts) - set(translations)):
        raise UserError(
            ErrorCode.INVALID,
            f"There is text in {', '.join(strangers)} without a title.",
            ("input", "blocks"),
        )
    return replace(draft, texts=texts)


def _storable(text: str, field: str) -> str:
    if not is_storable(text):
        raise UserError(ErrorCode.INVALID, "The text holds a NUL or half a character.", ("input", field))
    return nfc(text)
