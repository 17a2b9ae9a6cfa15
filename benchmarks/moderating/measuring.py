"""Slices of submissions and of decisions, Galley and the bare driver in turns, each on a copy of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from random import Random
from typing import Any
from uuid import UUID

import orjson
import psutil

from benchmarks.contestants import Running
from benchmarks.figures import Figures, figures
from benchmarks.load import Slice
from benchmarks.loader import Loader, ask
from benchmarks.measuring import Pace, in_turns
from benchmarks.moderating.bare import Act, Bare
from benchmarks.moderating.patterns import BY_COMMENT, OF_A_DECISION, Pattern, Row, Statement
from benchmarks.moderating.sending import (
    OPEN_ARTICLES,
    READERS,
    WAITING,
    Waiting,
    decisions,
    is_approved,
    submissions,
    take,
)
from benchmarks.problem import Problem
from server.models.types import uuid7

MOST_A_SECOND = 2_000
"""Requests that are made ready for a second: more than one process of Python answers."""

PATTERNS = 100
SAMPLE = 80
"""Decisions that are taken before anything is measured, to see what rows they make."""

ACTIONS = {
    "submit": "action = 'comment.submit'",
    "decide": "action IN ('comment.approve', 'comment.reject')",
}


CHANGED = """
UPDATE comment SET status = {}, rejection_reason = {}, audience = {}, version = 2, reviewed_version = 2
WHERE id = {} AND version = 1"""


@dataclass(slots=True)
class Side:
    """One side's slices of one kind of act; `cpu_us` is its process's CPU an act, by slice."""

    slices: list[Figures] = field(default_factory=list)
    cpu_us: list[float] = field(default_factory=list)


class Measuring:
    """`galley_copy` looks into Galley's database, `bare` writes into the other."""

    def __init__(
        self, galley: Running, loader: Loader, *, galley_copy: Bare, bare: Bare, is_sqlite: bool
    ) -> None:
        self._galley, self._loader = galley, loader
        self._copy, self._bare, self._is_sqlite = galley_copy, bare, is_sqlite
        self._process = psutil.Process(galley.process.pid)
        random = Random(7)
        self._submissions = submissions(_ids(bare.query(OPEN_ARTICLES)), random)
        self._waiting = [Waiting(*map(_uuid, row.values())) for row in bare.query(WAITING)]
        random.shuffle(self._waiting)
        self._sent = {"submit": 0, "decide": 0}

    def measure(self, pace: Pace, say: Callable[[str], None]) -> Mapping[str, Mapping[str, Side]]:
        """By kind of act and side. Raises Problem where Galley did not do all that it was sent."""
        self._introduce()
        found = {}
        for kind, acts in (("submit", self._submitting()), ("decide", self._deciding())):
            say(kind)
            found[kind] = self._in_turns(kind, acts, pace)
            self._check(kind)
        return found

    # ── before ──────────────────────────────────────────────────────────────────────────────────

    def _introduce(self) -> None:
        """Every reader has written and both moderators have decided, so that all are known on both sides."""
        self._check_answer("submitComment", take(self._submissions, 1)[0])
        self._sent["submit"] += 1
        while self._sent["submit"] < READERS:
            self._send("submit", 1.0)
        [first] = decisions(self._waiting[:1], start=0)
        self._check_answer("approveComment", first)
        self._sent["decide"] += 1
        while self._sent["decide"] < SAMPLE:
            self._send("decide", 0.5)
        for row in self._copy.query("SELECT * FROM person ORDER BY first_seen_at DESC LIMIT 1000"):
            pattern = Pattern([("person", row)], (), self._is_sqlite)
            [(sql, values)] = pattern.statements((), lambda row=row: _uuid(row["id"]))
            self._bare.run(iter([[(f"{sql} ON CONFLICT DO NOTHING", values)]]), 1.0)

    def _check_answer(self, name: str, request: bytes) -> None:
        answer = ask(self._galley.port, request)[name]
        if answer["errors"] or answer["comment"] is None:
            raise Problem(f"{name}: {orjson.dumps(answer).decode()}")

    def _check(self, kind: str) -> None:
        """Every answer was 200; every one of them has left its entry in the audit log too."""
        [row] = self._copy.query(f"SELECT count(*) AS done FROM audit_entry WHERE {ACTIONS[kind]}")
        if row["done"] != self._sent[kind]:
            raise Problem(f"{kind}: of {self._sent[kind]} that were sent, {row['done']} were done")

    # ── Galley ──────────────────────────────────────────────────────────────────────────────────

    def _send(self, kind: str, seconds: float) -> tuple[Figures, float]:
        most = int(MOST_A_SECOND * seconds) + 8
        if kind == "submit":
            requests = take(self._submissions, most)
        else:
            done = self._sent["decide"]
            requests = tuple(decisions(self._waiting[done : done + most], start=done))
        before = sum(self._process.cpu_times()[:2])
        taken = self._loader.taken(Slice(self._galley.port, requests, seconds), who=f"galley ({kind})")
        cpu = sum(self._process.cpu_times()[:2]) - before
        number = len(taken.latencies)
        if number > len(requests):
            raise Problem(f"{kind}: {len(requests)} requests were too few for {seconds:g} s")
        self._sent[kind] += number
        told = figures(
            taken.latencies,
            seconds=taken.seconds,
            client_seconds=taken.client_seconds,
            received=taken.received_bytes,
        )
        return told, cpu / number * 1_000_000

    # ── the bare driver ─────────────────────────────────────────────────────────────────────────

    def _submitting(self) -> Iterator[Act]:
        """The rows of Galley's last comments, again and again under new ids."""
        newest = self._copy.query(f"SELECT id FROM comment ORDER BY created_at DESC LIMIT {PATTERNS}")
        patterns = [self._pattern(each, BY_COMMENT) for each in _ids(newest)]
        return (pattern.statements([uuid7()], uuid7) for pattern in cycle(patterns))

    def _deciding(self) -> Iterator[Act]:
        """The same decisions about the same comments in the same order."""
        patterns: dict[tuple[bool, bool], Pattern] = {}
        for number, comment in enumerate(self._waiting[: self._sent["decide"]]):
            key = (is_approved(number), comment.parent_id is not None)
            if key not in patterns:
                patterns[key] = self._pattern(comment.id, OF_A_DECISION, comment.article_id)
        return (self._decision(each, number, patterns) for number, each in enumerate(self._waiting))

    def _decision(self, comment: Waiting, number: int, patterns: Mapping[tuple[bool, bool], Pattern]) -> Act:
        pattern = patterns[is_approved(number), comment.parent_id is not None]
        inserts = pattern.statements([comment.id, comment.article_id], uuid7)
        return [*self._changes(comment, is_approved(number)), *inserts]

    def _pattern(self, comment: UUID, queries: Mapping[str, str], *others: UUID) -> Pattern:
        shown = f"'{comment.hex}'"
        rows: list[tuple[str, Row]] = []
        for table, query in queries.items():
            found = self._copy.query(query.format(id=shown, hex=comment.hex))
            if not found and table != "finding":
                raise Problem(f"Galley has left no row in {table}")
            rows += [(table, row) for row in found]
        return Pattern(rows, [comment, *others], self._is_sqlite)

    def _changes(self, comment: Waiting, is_approved: bool) -> Act:
        """Of the comment, and of the counts where it has become public."""
        one, *others = ("?",) * 4 if self._is_sqlite else ("$1", "$2", "$3", "$4")
        told = ("APPROVED", None, None) if is_approved else _rejected(self._stored(comment.person_id))
        sql = CHANGED.format(one, *others)
        changes: list[Statement] = [(sql, (*told, self._stored(comment.id)))]
        counted = {"article": ("public_comment_count", comment.article_id)}
        if comment.parent_id is not None:
            counted["comment"] = ("public_reply_count", comment.parent_id)
        if is_approved:
            changes += [
                (f"UPDATE {table} SET {name} = {name} + 1 WHERE id = {one}", (self._stored(row),))
                for table, (name, row) in counted.items()
            ]
        return changes

    def _stored(self, value: UUID) -> Any:
        return value.hex if self._is_sqlite else value

    # ── both ────────────────────────────────────────────────────────────────────────────────────

    def _in_turns(self, kind: str, acts: Iterator[Act], pace: Pace) -> Mapping[str, Side]:
        sides = {"galley": Side(), "bare": Side()}
        share = len(self._waiting) // (pace.slices + 3)

        def by_galley(seconds: float) -> Figures:
            told, cpu_us = self._send(kind, seconds)
            sides["galley"].cpu_us.append(cpu_us)
            return told

        def by_the_driver(seconds: float) -> Figures:
            latencies, took, cpu = self._bare.run(islice(acts, share), seconds)
            sides["bare"].cpu_us.append(cpu / len(latencies) * 1_000_000)
            return figures(latencies, seconds=took, client_seconds=cpu, received=0)

        taken = in_turns({"galley": by_galley, "bare": by_the_driver}, pace)
        for name, side in sides.items():
            side.slices = taken[name]
        return sides


def _rejected(audience: Any) -> tuple[str, str, Any]:
    return "REJECTED", "OFF_TOPIC", audience


def _ids(rows: Sequence[Mapping[str, Any]]) -> list[UUID]:
    return [_uuid(row["id"]) for row in rows]


def _uuid(value: Any) -> Any:
    return value if value is None or isinstance(value, UUID) else UUID(str(value))
