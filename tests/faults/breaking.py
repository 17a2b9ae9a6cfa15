"""A database that fails in the middle of a use case, and a picture of all that is stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from server.database.prepared import fetch_all
from server.models.base import Base
from server.services.background import is_background
from tests.api.client import Api
from tests.statements import told

BESIDE = frozenset({"rate_window", "audit_seal", "audit_seal_entry", "audit_unsealed", "lease", "risk_model"})
"""Tables that count what was tried, and those of the workers beside the requests."""


class Broken(Exception):
    """No error that the server could know."""


@dataclass(slots=True)
class Fault:
    """Comes after so many statements; a commit counts as one, and comes to nothing."""

    after: int
    passed: int = 0

    @property
    def has_come(self) -> bool:
        return self.passed >= self.after

    def step(self) -> None:
        if is_background():
            return
        self.passed += 1
        if self.passed == self.after:
            raise Broken


@contextmanager
def breaking(api: Api, *, after: int) -> Iterator[Fault]:
    fault = Fault(after)
    engine = api.database.engine.sync_engine

    def on_statement(_sql: str) -> None:
        fault.step()

    def on_commit(_connection: Any) -> None:
        fault.step()

    event.listen(engine, "commit", on_commit)
    try:
        with told(engine, after=on_statement):
            yield fault
    finally:
        event.remove(engine, "commit", on_commit)


async def picture(api: Api) -> dict[str, list[str]]:
    """Every row as the database has it, in no special order, by table."""
    async with api.database.transaction() as session:
        return {
            name: sorted(str(tuple(row)) for row in await fetch_all(session, f"SELECT * FROM {name}", ()))
            for name in Base.metadata.tables
            if name not in BESIDE
        }
