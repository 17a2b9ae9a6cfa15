"""A database that fails in the middle of a use case, and a picture of all that is stored."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from server.services.background import is_background
from tests.api.client import Api
from tests.statements import told
from tests.trail.people import everything_stored

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


async def picture(api: Api) -> dict[str, str]:
    stored = await everything_stored(api)
    return {table: rows for table, rows in stored.items() if table not in BESIDE}
