"""The comment policy in force: the site's, with an article's own values over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.models import SITE_SCOPE, CommentPolicy
from server.models.types import Id
from server.moderation.policy import Policy, WordList

NEVER: Mapping[str, str] = {"close_after_days": "never_closes", "flags_to_hold": "never_holds_by_flags"}
"""Which column tells an article's own "never" from "as the site has it"."""

_WORDS = ("banned_words", "suspect_words")


_POLICIES = select(CommentPolicy).where(
    or_(CommentPolicy.scope == SITE_SCOPE, CommentPolicy.article_id == bindparam("article", type_=Id))
)


async def load_policy(session: AsyncSession, article_id: UUID) -> Policy:
    """Field by field: the article's value where it has one, else the site's. One statement."""
    rows = await session.scalars(_POLICIES, {"article": article_id})
    by_scope = {row.scope == SITE_SCOPE: row for row in rows}
    return effective(by_scope[True], by_scope.get(False))


def effective(site: CommentPolicy, own: CommentPolicy | None) -> Policy:
    return Policy(**{field.name: _value(field.name, site, own) for field in fields(Policy)})


def _value(name: str, site: CommentPolicy, own: CommentPolicy | None) -> Any:
    if own is not None and name in NEVER and getattr(own, NEVER[name]):
        return None
    mine = getattr(own, name) if own is not None else None
    value = getattr(site, name) if mine is None else mine
    return _word_lists(value) if name in _WORDS else value


def _word_lists(stored: list[dict[str, Any]] | None) -> tuple[WordList, ...]:
    return tuple(WordList(locale=item["locale"], words=tuple(item["words"])) for item in stored or [])
