"""How fast one may write: limits a person and an address prefix, shared by all processes through the database."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from math import ceil
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, case, delete, func, or_, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from server.auth import address_hash
from server.database import Database
from server.database.prepared import Prepared, dialect_of
from server.errors import Refused
from server.models import RateWindow
from server.moderation.notices import too_fast
from server.services.inserting import insert_of
from server.settings import Settings
from server.viewer import Viewer

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in any `window`, wherever it begins. None: this side is not limited."""

    action: str
    per_person: int | None
    per_address: int | None
    window: timedelta = MINUTE


ATTEMPTS = Limit("attempt", per_person=60, per_address=300)
"""What reaches a use case at all, whatever becomes of it: a program in a loop, not a person who tries again."""

POSTING = Limit("post", per_person=5, per_address=60)
"""What is stored. A person who writes faster does not read. Behind one prefix there may be a whole school."""

EDITING = Limit("edit", per_person=10, per_address=60)
FLAGGING = Limit("flag", per_person=10, per_address=30)

LIMITS = (ATTEMPTS, POSTING, EDITING, FLAGGING)
LONGEST_WINDOW = max(limit.window for limit in LIMITS)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STAMP_CHARS = 13
"""Of milliseconds since 1970, until the year 2286: fixed, so that they compare as text."""

REMOVED_AT_ONCE = 10_000


async def count_attempt(database: Database, viewer: Viewer, *, settings: Settings, now: datetime) -> None:
    """To be called before a use case of readers begins: what is refused afterwards stays counted.

    A transaction of its own, over before the article is locked. Raises Refused (RATE_LIMITED).
    """
    if not _allowances(ATTEMPTS, viewer, settings):
        return
    async with database.transaction() as session:
        if not database.is_sqlite:
            # A count that a power cut loses is no loss; waiting for the disk before each comment would be.
            await session.execute(text("SET LOCAL synchronous_commit TO off"))
        await check_pace(session, viewer, settings=settings, now=now, limit=ATTEMPTS)


async def check_pace(
    session: AsyncSession, viewer: Viewer, *, settings: Settings, now: datetime, limit: Limit = POSTING
) -> None:
    """Counts one in the caller's transaction: it is as if it had not been when that is rolled back.

    The article's lock comes first, the writer's own row next, these rows last. Raises Refused with RATE_LIMITED and
    the seconds until the oldest that counts is far enough away. Staff are not counted.
    """
    allowances = _allowances(limit, viewer, settings)
    if not allowances:
        return
    counted = await _count(session, limit, allowances, now=now)
    if full := sorted(allowances.keys() - counted):
        free_at = await _free_at(session, limit, allowances, full)
        # A request that began before the ones that count, and waited for them, must not wait longer than a window.
        wait = min(free_at - now, limit.window)
        # Rounded up: who comes back when told to must not be too early by half a second.
        raise Refused([too_fast(max(1, ceil(wait.total_seconds())))])


def _allowances(limit: Limit, viewer: Viewer, settings: Settings) -> Mapping[str, int]:
    """How many each subject may have in a window; in one order for all, so that two never wait for each other."""
    if not settings.has_rate_limits or viewer.is_staff:
        return {}
    subjects = (
        (address_hash(settings.secrets, viewer.address), limit.per_address),
        (viewer.id.hex if viewer.id else None, limit.per_person),
    )
    return dict(sorted((who, count) for who, count in subjects if who is not None and count is not None))


async def _count(
    session: AsyncSession, limit: Limit, allowances: Mapping[str, int], *, now: datetime
) -> Collection[str]:
    """The subjects for whom there was room."""
    counting = _counting(dialect_of(session).name, len(allowances))
    values: dict[str, Any] = {}
    for number, (subject, count) in enumerate(allowances.items()):
        values |= {f"subject{number}": subject, f"full{number}": count * STAMP_CHARS}
    counted = await counting.rows(
        session,
        action=limit.action,
        stamp=_stamp(now),
        over=_stamp(now - limit.window),
        expires_at=now + limit.window,
        **values,
    )
    return {subject for (subject,) in counted}


@cache
def _counting(database: str, subjects: int) -> Prepared:
    """One statement for so many subjects: the row's own lock decides between two at once. `full` is the length of
    `hits` when the row's subject has had all it may; what is not after `over` counts no more."""
    numbers = range(subjects)
    full = _full_chars([(bindparam(f"subject{n}"), bindparam(f"full{n}", type_=Integer())) for n in numbers])
    length = func.length(RateWindow.hits)
    kept = case(
        (length < full, RateWindow.hits), else_=func.substr(RateWindow.hits, length - full + 1 + STAMP_CHARS)
    )
    row = {
        "action": bindparam("action"),
        "hits": bindparam("stamp"),
        "expires_at": bindparam("expires_at", type_=RateWindow.expires_at.type),
    }
    statement = insert_of(database, RateWindow).values(
        [{**row, "subject": bindparam(f"subject{n}")} for n in numbers]
    )
    statement = statement.on_conflict_do_update(
        index_elements=["action", "subject"],
        set_={"hits": kept.concat(bindparam("stamp")), "expires_at": statement.excluded.expires_at},
        where=or_(length < full, _oldest(full) <= bindparam("over")),
    )
    return Prepared(statement.returning(RateWindow.subject))


async def _free_at(
    session: AsyncSession, limit: Limit, allowances: Mapping[str, int], full: Collection[str]
) -> datetime:
    """When the last of these subjects has room again."""
    chars = [(subject, count * STAMP_CHARS) for subject, count in allowances.items()]
    query = select(func.max(_oldest(_full_chars(chars)))).where(
        RateWindow.action == limit.action, RateWindow.subject.in_(full)
    )
    oldest = await session.scalar(query)
    assert oldest is not None, "a full window has an oldest"
    return EPOCH + timedelta(milliseconds=int(oldest)) + limit.window


def _stamp(moment: datetime) -> str:
    return f"{(moment - EPOCH) // timedelta(milliseconds=1):0{STAMP_CHARS}d}"


def _full_chars(of: Sequence[tuple[Any, Any]]) -> ColumnElement[int]:
    """The length of `hits` when the row's subject has had all it may: of each subject."""
    return case(*((RateWindow.subject == subject, chars) for subject, chars in of))


def _oldest(full: ColumnElement[int]) -> ColumnElement[str]:
    """Of as many as are allowed: where a limit has become lower, more may be stored."""
    return func.substr(RateWindow.hits, func.length(RateWindow.hits) - full + 1, STAMP_CHARS)


async def remove_expired(session: AsyncSession, *, now: datetime, at_most: int = REMOVED_AT_ONCE) -> int:
    """Removes windows in which nothing counts any more, and says how many. Waits for nobody who is writing."""
    keys = tuple_(RateWindow.action, RateWindow.subject)
    old = (
        select(RateWindow.action, RateWindow.subject)
        .where(RateWindow.expires_at <= now)
        .order_by(RateWindow.expires_at)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    result: Any = await session.execute(
        delete(RateWindow)
        .where(keys.in_(old), RateWindow.expires_at <= now)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)
