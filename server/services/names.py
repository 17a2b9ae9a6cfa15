"""Authors, categories and tags: found by slug or by name, or made.

Who makes several in one transaction does so in the order of their slugs, so that of two who make the same ones
only one waits for the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.errors import ErrorCode, UserError
from server.models import Author, AuthorTranslation, Category, CategoryTranslation, Tag, TagTranslation
from server.models.types import utc_now, uuid7
from server.services.inserting import insert_new
from server.services.order_keys import order_key
from server.services.outbox import announce
from server.services.slugs import chosen_slug
from server.text.normal import fold, is_storable, nfc, strip_edges
from server.text.slugs import slug_key, slugify

NAMES_CHANGED = "names.changed"
"""The event of a new author, category or tag, or of a name in one more language."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A named thing's tables; `owner` is the foreign key of its names."""

    name: str
    model: Any
    translation: Any
    owner: str


_CATEGORY = _Kind("category", Category, CategoryTranslation, "category_id")
_TAG = _Kind("tag", Tag, TagTranslation, "tag_id")
_AUTHOR = _Kind("author", Author, AuthorTranslation, "author_id")


@dataclass(frozen=True, slots=True)
class _Name:
    """What a thing is called, by locale: NFC, none of them blank, one in the original locale."""

    texts: Mapping[str, str]
    original_locale: str
    default_locale: str

    @property
    def original(self) -> str:
        return self.texts[self.original_locale]

    @property
    def key(self) -> str:
        return order_key(self.texts.get(self.default_locale, self.original))


async def ensure_category(
    session: AsyncSession,
    *,
    slug: str | None,
    names: Mapping[str, str],
    original_locale: str,
    default_locale: str,
) -> UUID:
    """The category with that slug, or without one the category of that name in the original locale; made
    where there is none. Names in locales that it has none in are added; those it has stay as they are.

    Raises UserError: REQUIRED without a name in the original locale, INVALID for what cannot be a slug.
    """
    name = _checked(_CATEGORY, names, original_locale, default_locale)
    return await _ensure(session, _CATEGORY, slug, name)


async def ensure_tag(
    session: AsyncSession,
    *,
    slug: str | None,
    names: Mapping[str, str],
    original_locale: str,
    default_locale: str,
) -> UUID:
    """As `ensure_category`."""
    name = _checked(_TAG, names, original_locale, default_locale)
    return await _ensure(session, _TAG, slug, name)


async def ensure_author(
    session: AsyncSession,
    *,
    slug: str | None,
    names: Mapping[str, str],
    original_locale: str,
    default_locale: str,
    bios: Mapping[str, str] | None = None,
) -> UUID:
    """As `ensure_category`. A biography is stored with the name in its locale."""
    name = _checked(_AUTHOR, names, original_locale, default_locale)
    texts = {locale: {"bio": bio} for locale, bio in (bios or {}).items()}
    return await _ensure(session, _AUTHOR, slug, name, row={"name": name.original}, texts=texts)


async def rekey_names(session: AsyncSession, default_locale: str) -> None:
    """Orders all authors, categories and tags by their names in another default locale."""
    for kind in (_CATEGORY, _TAG, _AUTHOR):
        await _rekey(session, kind, default_locale)


def _checked(kind: _Kind, names: Mapping[str, str], original_locale: str, default_locale: str) -> _Name:
    for name in names.values():
        if not is_storable(name):
            raise UserError(ErrorCode.INVALID, f"A name of the {kind.name} holds a NUL or half a character.")
    texts = {locale: nfc(strip_edges(name)) for locale, name in names.items() if strip_edges(name)}
    if original_locale not in texts:
        raise UserError(ErrorCode.REQUIRED, f"The {kind.name} has no name in {original_locale}.")
    return _Name(texts, original_locale, default_locale)


async def _ensure(
    session: AsyncSession,
    kind: _Kind,
    slug: str | None,
    name: _Name,
    *,
    row: Mapping[str, Any] | None = None,
    texts: Mapping[str, Mapping[str, Any]] | None = None,
) -> UUID:
    new_row = {"name_key": name.key, "original_locale": name.original_locale, **(row or {})}
    if slug is not None:
        found = await _by_slug(session, kind, slug, new_row)
    else:
        found = await _by_name(session, kind, name) or await _make(session, kind, name, new_row)
    added = [
        await insert_new(
            session,
            kind.translation,
            **{kind.owner: found, "locale": locale, "name": text, **(texts or {}).get(locale, {})},
        )
        for locale, text in sorted(name.texts.items())
    ]
    if any(added):
        await _rekey(session, kind, name.default_locale, only=found)
        await announce(session, NAMES_CHANGED, {kind.name: found}, at=utc_now())
    return found


async def _by_name(session: AsyncSession, kind: _Kind, name: _Name) -> UUID | None:
    owner = getattr(kind.translation, kind.owner)
    bearers = select(owner).where(
        kind.translation.locale == name.original_locale, kind.translation.name == name.original
    )
    found: UUID | None = await session.scalar(bearers.order_by(owner).limit(1))
    return found


async def _make(session: AsyncSession, kind: _Kind, name: _Name, row: Mapping[str, Any]) -> UUID:
    """A new thing under the first free slug made from the name: "C++" and "C#" are two things. Of two
    transactions that make one of the same name at once, the second gets the first one's."""
    new_id = uuid7()
    made = slug_key(slugify(name.original)) or f"{kind.name}-{new_id.hex[-8:]}"
    for number in count(1):
        slug = made if number == 1 else f"{made}-{number}"
        if await insert_new(session, kind.model, id=new_id, slug=slug, **row):
            break
        found = await _namesake(session, kind, name, slug)
        if found is not None:
            return found
    return new_id


async def _namesake(session: AsyncSession, kind: _Kind, name: _Name, slug: str) -> UUID | None:
    """The thing with that slug, if it bears the name but for upper and lower case."""
    query = (
        select(kind.model.id, kind.translation.name)
        .join(kind.translation, getattr(kind.translation, kind.owner) == kind.model.id)
        .where(kind.model.slug == slug, kind.translation.locale == name.original_locale)
    )
    row = (await session.execute(query)).one_or_none()
    return row.id if row is not None and fold(row.name) == fold(name.original) else None


async def _by_slug(session: AsyncSession, kind: _Kind, slug: str, row: Mapping[str, Any]) -> UUID:
    """The thing with the chosen slug, made where there is none."""
    key = slug_key(chosen_slug(slug))
    await insert_new(session, kind.model, id=uuid7(), slug=key, **row)
    found: UUID = (await session.scalars(select(kind.model.id).where(kind.model.slug == key))).one()
    return found


async def _rekey(session: AsyncSession, kind: _Kind, default_locale: str, only: UUID | None = None) -> None:
    """The key is of the name in the default locale, else in the original one."""
    model, translation = kind.model, kind.translation
    query = (
        select(model.id, model.name_key, translation.locale, translation.name)
        .join(translation, getattr(translation, kind.owner) == model.id)
        .where(or_(translation.locale == default_locale, translation.locale == model.original_locale))
    )
    rows = await session.execute(query if only is None else query.where(model.id == only))
    keys: dict[UUID, str] = {}
    present: dict[UUID, str] = {}
    for thing_id, key, locale, name in rows:
        present[thing_id] = key
        if locale == default_locale or thing_id not in keys:
            keys[thing_id] = order_key(name)
    changes = [{"id": each, "name_key": key} for each, key in keys.items() if key != present[each]]
    if changes:
        await session.execute(update(model), changes)
