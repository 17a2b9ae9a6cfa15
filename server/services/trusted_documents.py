"""Documents that the site's own clients name instead of sending them.

Every process keeps all of them in memory: read before it serves, and again within a second of a change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.database import Database
from server.errors import OperatorError
from server.models import TrustedDocument
from server.models.documents import NAME_CHARS

REFRESH_EVERY_SECONDS = 0.5
AT_ONCE = 200
"""Names in one statement."""

WHAT_IS_THERE = "SELECT count(*), max(added_at) FROM trusted_document"
"""Changes with everything that is added or removed, and is read without a lock."""

HASH_PREFIX = "sha256:"


class Trusted(Protocol):
    """What may be named: texts by name, and all the texts."""

    @property
    def by_name(self) -> Mapping[str, str]: ...

    @property
    def texts(self) -> AbstractSet[str]: ...


@dataclass(frozen=True, slots=True)
class Nothing:
    """Where no document is trusted."""

    by_name: Mapping[str, str] = field(default_factory=dict)
    texts: AbstractSet[str] = frozenset()


NOTHING_TRUSTED = Nothing()


def plain_name(name: str) -> str:
    """The name as it is kept: GraphQL over HTTP writes a hash as sha256:…, manifests and Apollo's clients bare."""
    return name.removeprefix(HASH_PREFIX).lower() if name.startswith(HASH_PREFIX) else name


class TrustedDocuments:
    """As they were when last read. The same object all along."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._by_name: dict[str, str] = {}
        self._texts: frozenset[str] = frozenset()
        self._seen: tuple[Any, ...] | None = None
        self.changes = 0
        """How often other documents were found than before."""

    @property
    def by_name(self) -> Mapping[str, str]:
        return self._by_name

    @property
    def texts(self) -> AbstractSet[str]:
        return self._texts

    async def refresh(self) -> frozenset[str]:
        """Reads them again where something has changed, and returns the texts that are new."""
        there = tuple(await self._database.read(WHAT_IS_THERE, ()))
        if there == self._seen:
            return frozenset()
        async with self._database.transaction() as session:
            rows = await session.execute(select(TrustedDocument.name, TrustedDocument.text))
            by_name = {row[0]: row[1] for row in rows}
        before = self._texts
        self._by_name, self._texts, self._seen = by_name, frozenset(by_name.values()), there
        self.changes += 1
        return self._texts - before


@dataclass(frozen=True, slots=True)
class Added:
    """How many names are new, and how many were there with the same text."""

    new: int
    known: int


async def add_documents(database: Database, documents: Mapping[str, str], *, now: datetime) -> Added:
    """All or none. Raises OperatorError for a name that stands for another text already: clients of before, which
    still send it, would be answered something else."""
    names = list(documents)
    for name in names:
        if not name or len(name) > NAME_CHARS:
            raise OperatorError(f"A name has 1 to {NAME_CHARS} characters: {name[:60]!r} has {len(name)}.")
    async with database.transaction() as session:
        known: dict[str, str] = {}
        for start in range(0, len(names), AT_ONCE):
            few = names[start : start + AT_ONCE]
            rows = await session.execute(
                select(TrustedDocument.name, TrustedDocument.text).where(TrustedDocument.name.in_(few))
            )
            known.update((row[0], row[1]) for row in rows)
        changed = sorted(name for name, text in known.items() if documents[name] != text)
        if changed:
            raise OperatorError(
                f"Another document is registered as {changed[0]}. A name stands for one text: "
                "remove it first, if no client sends it any more."
            )
        new = [
            {"name": name, "text": text, "added_at": now}
            for name, text in documents.items()
            if name not in known
        ]
        if new:
            await session.execute(insert(TrustedDocument), new)
    return Added(len(new), len(known))


async def remove_documents(database: Database, names: Sequence[str] | None) -> int:
    """Those of these names, or all; returns how many there were."""
    async with database.transaction() as session:
        return await _remove(session, names)


async def _remove(session: AsyncSession, names: Sequence[str] | None) -> int:
    if names is None:
        return int((await session.execute(delete(TrustedDocument))).rowcount)  # type: ignore[attr-defined]
    gone = 0
    for start in range(0, len(names), AT_ONCE):
        few = names[start : start + AT_ONCE]
        removed: Any = await session.execute(delete(TrustedDocument).where(TrustedDocument.name.in_(few)))
        gone += int(removed.rowcount)
    return gone


@dataclass(frozen=True, slots=True)
class Listed:
    name: str
    text: str
    added_at: datetime


async def list_documents(database: Database) -> list[Listed]:
    """The newest last."""
    async with database.transaction() as session:
        rows = await session.execute(
            select(TrustedDocument.name, TrustedDocument.text, TrustedDocument.added_at).order_by(
                TrustedDocument.added_at, TrustedDocument.name
            )
        )
        return [Listed(*row) for row in rows]
