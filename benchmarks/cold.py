"""What an operation costs that was never seen: CPU of Galley's process, over what the same costs the second time."""

from __future__ import annotations

from dataclasses import replace

import psutil

from benchmarks.contestants import Running
from benchmarks.loader import ask
from benchmarks.queries import Query

TIMES = 100
"""The clock of a process's CPU has steps of ten milliseconds, so that many are taken together."""


def cold_ms(galley: Running, query: Query) -> float:
    """Milliseconds of CPU an operation for reading, checking, planning and compiling. The database's work is not in
    it."""
    never_seen = [
        replace(query, text=query.text.replace("query ", f"query Cold{number}", 1)) for number in range(TIMES)
    ]
    _cpu_ms(galley, [replace(query, text=query.text.replace("query ", "query Warm", 1))] * TIMES)
    first = _cpu_ms(galley, never_seen)
    again = _cpu_ms(galley, never_seen)
    return (first - again) / TIMES


def _cpu_ms(galley: Running, queries: list[Query]) -> float:
    process = psutil.Process(galley.process.pid)
    before = process.cpu_times()
    for query in queries:
        ask(galley.port, galley.contestant.requests(query)[0])
    after = process.cpu_times()
    spent: float = after.user + after.system - before.user - before.system
    return spent * 1000
