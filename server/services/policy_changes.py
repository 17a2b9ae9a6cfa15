"""Changing the comment policy, of the site or of one article: what is given, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.errors import ErrorCode, Refused, UserError
from server.models import SITE_SCOPE, CommentPolicy, Site
from server.moderation.policy_values import FIELDS, INPUT, WORD_FIELDS, lengths_problem, merged, problems_of
from server.permissions import require_role
from server.services.audience import lock_article
from server.services.audit import record
from server.services.inserting import insert_new
from server.services.outbox import announce
from server.services.people import ensure_person
from server.services.policies import NEVER, effective
from server.text.normal import digest
from server.viewer import Role, Viewer

ACTION = "policy.update"
POLICY_CHANGED = "policy.changed"
"""The event: of one article's, or of the site's."""

ARTICLE_PATH = (INPUT, "articleId")
LENGTHS = ("min_chars", "max_chars")


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """`values` has the fields of a Policy that are given, None for "never". `is_of_article` with `article_id` None:
    the id was not an article's. `reset` drops the article's own values first."""

    values: Mapping[str, Any]
    article_id: UUID | None = None
    is_of_article: bool = False
    reset: bool = False


async def change_policy(database: Database, change: PolicyChange, *, viewer: Viewer, now: datetime) -> None:
    """Stores the change with its audit entries; it holds for whatever is submitted from then on, in every process.

    Raises Forbidden without the role MODERATOR, and Refused with all that is wrong.
    """
    require_role(viewer, Role.MODERATOR)
    if problems := [*problems_of(change.values), *_bad_reset(change)]:
        raise Refused(problems)
    async with database.transaction() as session:
        site, own = await _locked(session, change)
        before = {name: _code(name, own or site) for name in FIELDS}
        _apply(change, own or site)
        after = {name: _code(name, own or site) for name in FIELDS}
        await _check_lengths(session, change, site, own)
        changed = {name: (before[name], after[name]) for name in FIELDS if before[name] != after[name]}
        if changed:
            (own or site).updated_at = now
            await _record(session, change, changed, viewer=viewer, now=now)
            about = {"article": change.article_id} if change.article_id else {}
            await announce(session, POLICY_CHANGED, about, at=now)


def _bad_reset(change: PolicyChange) -> list[UserError]:
    if change.reset and not change.is_of_article:
        message = "Only an article's own values can be reset, to the site's: give an articleId."
        return [UserError(ErrorCode.INVALID, message, (INPUT, "reset"))]
    return []


async def _locked(session: AsyncSession, change: PolicyChange) -> tuple[CommentPolicy, CommentPolicy | None]:
    """The site's values, and the article's own, made where there are none yet.

    Whoever changes the site's locks them, whoever changes an article's keeps them from changing meanwhile: what fits
    together when it is looked at still does when it is stored. An article's lock comes before.
    """
    if not change.is_of_article:
        return await _row(session, SITE_SCOPE, is_shared=False), None
    article = await lock_article(session, change.article_id) if change.article_id else None
    if article is None or article.deleted_at is not None:
        raise Refused([UserError(ErrorCode.NOT_FOUND, "There is no such article.", ARTICLE_PATH)])
    site = await _row(session, SITE_SCOPE, is_shared=True)
    await insert_new(session, CommentPolicy, scope=article.id.hex, article_id=article.id)
    return site, await _row(session, article.id.hex, is_shared=False)


async def _row(session: AsyncSession, scope: str, *, is_shared: bool) -> CommentPolicy:
    query = select(CommentPolicy).where(CommentPolicy.scope == scope).with_for_update(read=is_shared)
    rows = await session.scalars(query.execution_options(populate_existing=True))
    return rows.one()


def _apply(change: PolicyChange, row: CommentPolicy) -> None:
    if change.reset:
        for name in (*FIELDS, *NEVER.values()):
            setattr(row, name, None)
    for name, value in change.values.items():
        stored = [asdict(each) for each in merged(value)] if name in WORD_FIELDS else value
        setattr(row, name, stored)
        if name in NEVER:
            # The site's null says "never" by itself.
            setattr(row, NEVER[name], True if value is None and change.is_of_article else None)


async def _check_lengths(
    session: AsyncSession, change: PolicyChange, site: CommentPolicy, own: CommentPolicy | None
) -> None:
    if not change.reset and not any(name in change.values for name in LENGTHS):
        return
    policy = effective(site, own)
    problem = lengths_problem(change.values, min_chars=policy.min_chars, max_chars=policy.max_chars)
    if problem is None and own is None:
        problem = await _misfit(session, change, site)
    if problem is not None:
        raise Refused([problem])


async def _misfit(session: AsyncSession, change: PolicyChange, site: CommentPolicy) -> UserError | None:
    """Articles with a length of their own that the site's new ones would contradict."""
    shortest = func.coalesce(CommentPolicy.min_chars, site.min_chars)
    longest = func.coalesce(CommentPolicy.max_chars, site.max_chars)
    count = await session.scalar(
        select(func.count()).where(CommentPolicy.scope != SITE_SCOPE, shortest > longest)
    )
    if not count:
        return None
    name = next(name for name in LENGTHS if name in change.values)
    message = f"Articles with lengths of their own that this would contradict: {count}. Change those first."
    return UserError(ErrorCode.INVALID, message, (INPUT, FIELDS[name]))


# ── the record ──────────────────────────────────────────────────────────────────────────────────


def _code(name: str, row: CommentPolicy) -> str:
    """A value for the audit log: of words a digest alone."""
    value = getattr(row, name)
    if value is None:
        is_never = name in NEVER and (row.scope == SITE_SCOPE or getattr(row, NEVER[name]))
        return "never" if is_never else "inherited"
    if name in WORD_FIELDS:
        return f"sha256:{digest(orjson.dumps(value).decode())}" if value else "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


async def _record(
    session: AsyncSession,
    change: PolicyChange,
    changed: Mapping[str, tuple[str, str]],
    *,
    viewer: Viewer,
    now: datetime,
) -> None:
    """An entry for each value."""
    moderator = await ensure_person(session, viewer, name=viewer.name or "Moderator", now=now)
    subject = ("article", change.article_id) if change.article_id else ("site", await _site_id(session))
    for name, (before, after) in changed.items():
        await record(
            session,
            action=ACTION,
            subject=subject,
            actor_id=moderator,
            before=f"{FIELDS[name]}={before}",
            after=f"{FIELDS[name]}={after}",
            at=now,
        )


async def _site_id(session: AsyncSession) -> UUID:
    return (await session.scalars(select(Site.id))).one()
