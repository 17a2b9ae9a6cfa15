"""Whether the audit log is what was sealed: every seal is computed again, from the first on.

Read in short pieces, as the chain only grows, so that a server may go on writing. The seals up to the one that was
the last at the start are held against each other; what came later is the next inspection's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.models import AuditEntry, AuditSeal, SealedEntry, UnsealedEntry
from server.models.types import format_instant
from server.services.seals import FIRST, SealContent, entry_digest, is_signed

SEALS_AT_ONCE = 100
ENTRIES_AT_ONCE = 5_000

LATE = timedelta(minutes=10)
"""How much later than its own time an entry may be committed, clocks that disagree included. A transaction that is
idle for longer than a minute and a half is ended (server.database)."""

Links = list[tuple[SealedEntry, AuditEntry | None]]


@dataclass(frozen=True, slots=True)
class Expectation:
    """A seal that somebody has noted: its position, and the beginning of its hash."""

    position: int
    hash_start: str


@dataclass(slots=True)
class Inspection:
    """`problems` say which entry or seal is not what was sealed; `foreign` are positions of seals by a secret that
    is no longer there, which the next one vouches for."""

    head: AuditSeal | None = None
    entries: int = 0
    waiting: int = 0
    problems: list[str] = field(default_factory=list)
    foreign: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Chain:
    """Where the inspection stands: the seal before, and until when the log was known to be complete."""

    secrets: Sequence[bytes]
    expectation: Expectation | None
    previous: AuditSeal | None = None
    was_foreign: bool = False
    closed_until: datetime | None = None


async def inspect_audit_log(
    database: Database, *, secrets: Sequence[bytes], expectation: Expectation | None = None
) -> Inspection:
    """Everything that is wrong with the audit log."""
    found, chain = Inspection(), _Chain(secrets, expectation)
    async with database.transaction() as session:
        found.head = await session.scalar(select(AuditSeal).order_by(AuditSeal.position.desc()).limit(1))
        found.waiting = await session.scalar(select(func.count()).select_from(UnsealedEntry)) or 0
    last = found.head.position if found.head else 0
    for start in range(1, last + 1, SEALS_AT_ONCE):
        async with database.transaction() as session:
            seals, links = await _piece(session, start, min(start + SEALS_AT_ONCE - 1, last))
        for seal in seals:
            found.entries += len(links[seal.position])
            found.problems += _problems(seal, links[seal.position], chain)
            if chain.was_foreign:
                found.foreign.append(seal.position)
    found.problems += _at_the_end(chain)
    found.problems += await _outside(database)
    return found


async def _piece(session: AsyncSession, first: int, last: int) -> tuple[list[AuditSeal], dict[int, Links]]:
    seals = await session.scalars(
        select(AuditSeal).where(AuditSeal.position.between(first, last)).order_by(AuditSeal.position)
    )
    rows = await session.execute(
        select(SealedEntry, AuditEntry)
        .outerjoin(AuditEntry, AuditEntry.id == SealedEntry.entry_id)
        .where(SealedEntry.seal_position.between(first, last))
        .order_by(SealedEntry.seal_position, SealedEntry.number)
    )
    links: dict[int, Links] = defaultdict(list)
    for link, entry in rows:
        links[link.seal_position].append((link, entry))
    return list(seals), links


def _problems(seal: AuditSeal, links: Links, chain: _Chain) -> Iterator[str]:
    yield from _broken_chain(seal, chain)
    yield from _changed_entries(seal, links)
    yield from _wrong_hash(seal, links)
    yield from _wrong_signature(seal, chain)
    yield from _past_entries(links, chain.closed_until)
    chain.previous = seal
    if seal.is_complete:
        chain.closed_until = max(seal.sealed_at, chain.closed_until or seal.sealed_at)


# ── a seal ──────────────────────────────────────────────────────────────────────────────────────


def _broken_chain(seal: AuditSeal, chain: _Chain) -> Iterator[str]:
    before = chain.previous.position if chain.previous else 0
    for missing in range(before + 1, min(seal.position, before + 11)):
        yield f"Seal {missing} was removed, with its entries or without."
    if seal.position == before + 1 and seal.previous_hash != (
        chain.previous.hash if chain.previous else FIRST
    ):
        yield f"Seal {seal.position} does not follow upon the seal before it: one of the two was made anew."
    noted = chain.expectation
    if noted and noted.position == seal.position and not seal.hash.startswith(noted.hash_start):
        yield f"Seal {seal.position} is not the one that was noted: the log was made anew from there or before."


def _changed_entries(seal: AuditSeal, links: Links) -> Iterator[str]:
    sealed = f"sealed {format_instant(seal.sealed_at)} with number {seal.position}"
    for link, entry in links:
        if entry is None:
            yield f"Audit entry {_name(link.entry_id)} was removed ({sealed})."
        elif entry_digest(entry) != link.digest:
            yield f"Audit entry {_name(entry.id)} was changed ({sealed})."
    for number in sorted(set(range(1, seal.entry_count + 1)) - {link.number for link, _ in links}):
        yield f"Audit entry {number} of seal {seal.position} was removed together with its record ({sealed})."


def _wrong_hash(seal: AuditSeal, links: Links) -> Iterator[str]:
    """One entry too many can be named: without it the hash is right."""
    content = SealContent(
        position=seal.position,
        previous_hash=seal.previous_hash,
        sealed_at=seal.sealed_at,
        is_complete=seal.is_complete,
        vouches=seal.vouches,
        entries=tuple((link.entry_id, link.digest) for link, _ in links),
    )
    if content.hash() == seal.hash:
        return
    for number, (entry_id, _) in enumerate(content.entries):
        others = content.entries[:number] + content.entries[number + 1 :]
        if replace(content, entries=others).hash() == seal.hash:
            yield f"Audit entry {_name(entry_id)} was added to seal {seal.position} afterwards."
            return
    named = ", ".join(_name(entry_id) for entry_id, _ in content.entries[:10])
    yield f"Seal {seal.position} does not match its entries ({named}): it, or one of their records, was changed."


def _wrong_signature(seal: AuditSeal, chain: _Chain) -> Iterator[str]:
    signed = is_signed(seal.hash, key=seal.key_id, mac=seal.mac, secrets=chain.secrets)
    if signed is False:
        yield f"Seal {seal.position} was not made by a holder of GALLEY_SECRET."
    if not seal.vouches and not _is_noted(chain):
        yield (
            f"Seal {seal.position} was made without the secret of the seal before, so nothing proves what "
            "came before. Was GALLEY_SECRET replaced at once? docs/security.md says how to do that."
        )
    chain.was_foreign = signed is None


def _is_noted(chain: _Chain) -> bool:
    """The seal before is the one that somebody has noted, so it needs nobody to vouch for it."""
    return (
        chain.expectation is not None
        and chain.previous is not None
        and chain.expectation.position == chain.previous.position
    )


def _past_entries(links: Links, closed_until: datetime | None) -> Iterator[str]:
    for _, entry in links:
        if entry is not None and closed_until is not None and entry.at < closed_until - LATE:
            yield (
                f"Audit entry {_name(entry.id)} was added into the past: it says {format_instant(entry.at)}, "
                f"and everything until then was sealed {format_instant(closed_until)}."
            )


def _at_the_end(chain: _Chain) -> Iterator[str]:
    last = chain.previous.position if chain.previous else 0
    if chain.expectation is not None and chain.expectation.position > last:
        yield (
            f"Seal {chain.expectation.position}, which was noted, is gone: the log was cut off after {last}."
        )
    if chain.was_foreign and not _is_noted(chain):
        yield (
            f"Seal {last}, the last, was made with a secret that is not in GALLEY_SECRET, so it cannot be "
            "checked. Put that secret behind the new one until the next act is sealed."
        )


# ── what is in no seal ──────────────────────────────────────────────────────────────────────────


async def _outside(database: Database) -> list[str]:
    """Entries that neither are sealed nor wait, and entries that waited and are gone."""
    problems: list[str] = []
    last = UUID(int=0)
    while True:
        async with database.transaction() as session:
            has_seal = exists().where(SealedEntry.entry_id == AuditEntry.id)
            waits = exists().where(UnsealedEntry.entry_id == AuditEntry.id)
            rows = await session.execute(
                select(AuditEntry.id, or_(has_seal, waits))
                .where(AuditEntry.id > last)
                .order_by(AuditEntry.id)
                .limit(ENTRIES_AT_ONCE)
            )
            found = rows.all()
        if not found:
            break
        last = found[-1][0]
        problems += [
            f"Audit entry {_name(entry_id)} was added past the sealer: it has no seal and waits for none."
            for entry_id, is_known in found
            if not is_known
        ]
    async with database.transaction() as session:
        gone = await session.scalars(
            select(UnsealedEntry.entry_id)
            .outerjoin(AuditEntry, AuditEntry.id == UnsealedEntry.entry_id)
            .where(AuditEntry.id.is_(None))
            .limit(ENTRIES_AT_ONCE)
        )
        problems += [f"Audit entry {_name(entry_id)} was removed before it was sealed." for entry_id in gone]
    return problems


def _name(entry_id: UUID) -> str:
    return f"audit_{entry_id.hex}"
