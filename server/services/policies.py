"""The comment policy in force: the site's, with an article's own values over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database.prepared import Prepared
from server.models import SITE_SCOPE, CommentPolicy
from server.models.types import Id
from server.moderation.policy import Policy, WordList

NEVER: Mapping[str, str] = {"close_after_days": "never_closes", "flags_to_hold": "never_holds_by_flags"}
"""Which column tells an article's own "never" from "as the site has it"."""

_WORDS = ("banned_words", "suspect_words")

_Stored = CommentPolicy | SimpleNamespace
"""A row, with the columns' names."""


_COLUMNS = CommentPolicy.__table__.columns.keys()
_POLICIES = Prepared(
    select(*CommentPolicy.__table__.columns).where(
        or_(CommentPolicy.scope == SITE_SCOPE, CommentPolicy.article_id == bindparam("article", type_=Id))
    )
)


async def load_policy(session: AsyncSession, article_id: UUID) -> Policy:
    """Field by field: the article's value where it has one, else the site's. One statement."""
    rows = await _POLICIES.rows(session, article=article_id)
    stored = [SimpleNamespace(**dict(zip(_COLUMNS, row, strict=True))) for row in rows]
    by_scope = {each.scope == SITE_SCOPE: each for each in stored}
    return effective(by_scope[True], by_scope.get(False))


def effective(site: _Stored, own: _Stored | None) -> Policy:
    return Policy(**{field.name: _value(field.name, site, own) for field in fields(Policy)})


def _value(name: str, site: _Stored, own: _Stored | None) -> Any:
    if own is not None and name in NEVER and getattr(own, NEVER[name]):
        return None
    mine = getattr(own, name) if own is not None else None
    value = getattr(site, name) if mine is None else mine
    return _word_lists(value) if name in _WORDS else value


def _word_lists(stored: list[dict[str, Any]] | None) -> tuple[WordList, ...]:
    return tuple(WordList(locale=item["locale"], words=tuple(item["words"])) for item in stored or [])
