"""The body of an article: blocks and segments, brought from what is stored to what a draft says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import ArticleBlock, BlockKind, Segment
from server.models.types import uuid7
from server.services.blocks import kept_blocks
from server.services.drafts import ArticleDraft, BlockDraft
from server.services.stored import StoredBlock
from server.text.markup import plain_text, render_article
from server.text.normal import digest

NO_SOURCE = digest("")
"""The source of a text that translates nothing the original holds: a paragraph of the translation's own, or
one of an earlier original. Blank texts are not stored, so no original ever has this digest."""


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    digest: str
    source_digest: str | None


@dataclass(frozen=True, slots=True)
class _Block:
    """A block as it is to be: `old` is what it continues, None for a new one."""

    id: UUID
    old: StoredBlock | None
    kind: BlockKind
    texts: dict[str, _Text]


async def write_body(
    session: AsyncSession, article_id: UUID, stored: Sequence[StoredBlock], draft: ArticleDraft
) -> set[str]:
    """Stores the draft's blocks in place of the stored ones, and returns the locales whose body has changed.

    In the draft's locales texts are replaced, gaps too; those in other locales stay as long as their block.
    """
    blocks = _planned(stored, draft)
    kept = {block.id for block in blocks}
    dropped = [block for block in stored if block.id not in kept]
    if dropped:
        gone = [block.id for block in dropped]
        await session.execute(delete(ArticleBlock).where(ArticleBlock.id.in_(gone)))
    await _write_blocks(session, article_id, blocks)
    changed = {locale for block in dropped for locale in block.segments}
    return changed | await _write_segments(session, blocks)


# ── planning ────────────────────────────────────────────────────────────────────────────────────


def _planned(stored: Sequence[StoredBlock], draft: ArticleDraft) -> list[_Block]:
    original = draft.original_locale
    old_texts = [_identity({tag: each.text for tag, each in b.segments.items()}, original) for b in stored]
    new_texts = [_identity(block.texts, original) for block in draft.blocks]
    kept = kept_blocks(old_texts, new_texts)
    olds = [None if index is None else stored[index] for index in kept]
    return [_plan(old, block, draft) for old, block in zip(olds, draft.blocks, strict=True)]


def _identity(texts: Mapping[str, str], original: str) -> str:
    """What a block is known by: the original's text, else its first translation's by tag."""
    if original in texts:
        return digest(texts[original])
    locale = min(texts, default="")
    return f"{locale} {digest(texts.get(locale, ''))}"


def _plan(old: StoredBlock | None, block: BlockDraft, draft: ArticleDraft) -> _Block:
    source = block.texts.get(draft.original_locale)
    source_digest = NO_SOURCE if source is None else digest(source)
    texts = {}
    if old is not None:
        texts = {
            locale: _Text(each.text, each.digest, each.source_digest)
            for locale, each in old.segments.items()
            if locale not in draft.translations
        }
    for locale, text in block.texts.items():
        before = old.segments.get(locale) if old else None
        own = digest(text)
        if locale == draft.original_locale:
            texts[locale] = _Text(text, own, None)
        elif before is not None and before.digest == own:
            texts[locale] = _Text(text, own, before.source_digest)
        else:
            texts[locale] = _Text(text, own, NO_SOURCE if locale in block.outdated else source_digest)
    return _Block(old.id if old else uuid7(), old, block.kind, texts)


# ── writing ─────────────────────────────────────────────────────────────────────────────────────


async def _write_blocks(session: AsyncSession, article_id: UUID, blocks: Sequence[_Block]) -> None:
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for position, block in enumerate(blocks):
        row = {"id": block.id, "position": position, "kind": block.kind}
        if block.old is None:
            new.append({**row, "article_id": article_id})
        elif (block.old.position, block.old.kind) != (position, block.kind):
            changed.append(row)
    if new:
        await session.execute(insert(ArticleBlock), new)
    if changed:
        await session.execute(update(ArticleBlock), changed)


async def _write_segments(session: AsyncSession, blocks: Sequence[_Block]) -> set[str]:
    """Returns the locales in which a text came, went or looks different."""
    locales: set[str] = set()
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for block in blocks:
        before = block.old.segments if block.old else {}
        for locale, row in _changes(block):
            (changed if locale in before else new).append(row)
            locales.add(locale)
        for locale in before.keys() - block.texts.keys():
            key = (Segment.block_id == block.id) & (Segment.locale == locale)
            await session.execute(delete(Segment).where(key))
            locales.add(locale)
    if new:
        await session.execute(insert(Segment), new)
    if changed:
        await session.execute(update(Segment), changed)
    return locales


def _changes(block: _Block) -> Iterator[tuple[str, dict[str, Any]]]:
    """The segments to write. Another kind of block makes other HTML of the same text."""
    for locale, text in block.texts.items():
        before = block.old.segments.get(locale) if block.old else None
        is_same_kind = block.old is not None and block.old.kind == block.kind
        if before is None or before.digest != text.digest or not is_same_kind:
            yield (
                locale,
                {
                    "block_id": block.id,
                    "locale": locale,
                    "text": text.text,
                    "html": render_article(text.text, block.kind),
                    "plain": plain_text(text.text, block.kind),
                    "digest": text.digest,
                    "source_digest": text.source_digest,
                },
            )
