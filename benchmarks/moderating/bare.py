"""The same rows without Galley: prepared statements and COMMIT by the driver, in one Python process.

Nothing is read, checked or locked first: this is what a program cannot pass that stores what Galley stores.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter, process_time
from typing import Any, Protocol

import asyncpg
from sqlalchemy.engine import make_url

from benchmarks.moderating.patterns import Statement
from server.database import connection_arguments

CONNECTIONS = 8
Act = Sequence[Statement]
Run = tuple[list[float], float, float]
"""Latencies, how long it took, and its CPU; in seconds."""


class Bare(Protocol):
    """Writes acts, each in a transaction of its own, for so many seconds or until there are no more."""

    def run(self, acts: Iterator[Act], seconds: float) -> Run: ...

    def query(self, sql: str) -> list[dict[str, Any]]: ...

    def close(self) -> None: ...


class PostgresBare:
    """Eight connections of asyncpg on an event loop of uvloop, as Galley's process has one."""

    def __init__(self, url: str, runner: asyncio.Runner) -> None:
        self._runner = runner
        arguments = connection_arguments(make_url(url))
        self._connections: list[Any] = [
            runner.run(asyncpg.connect(**arguments, statement_cache_size=0)) for _ in range(CONNECTIONS)
        ]
        self._prepared: list[dict[str, Any]] = [{} for _ in self._connections]

    def run(self, acts: Iterator[Act], seconds: float) -> Run:
        return self._runner.run(self._run(acts, seconds))

    async def _run(self, acts: Iterator[Act], seconds: float) -> Run:
        latencies: list[float] = []
        cpu, start = process_time(), perf_counter()
        await asyncio.gather(
            *(self._work(each, acts, start + seconds, latencies) for each in range(CONNECTIONS))
        )
        return latencies, perf_counter() - start, process_time() - cpu

    async def _work(self, number: int, acts: Iterator[Act], until: float, latencies: list[float]) -> None:
        connection, prepared = self._connections[number], self._prepared[number]
        while (now := perf_counter()) < until:
            act = next(acts, None)
            if act is None:
                return
            await connection.execute("BEGIN")
            for sql, arguments in act:
                statement = prepared.get(sql)
                if statement is None:
                    statement = prepared[sql] = await connection.prepare(sql)
                await statement.fetchval(*arguments)
            await connection.execute("COMMIT")
            latencies.append(perf_counter() - now)

    def query(self, sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self._runner.run(self._connections[0].fetch(sql))]

    def close(self) -> None:
        for connection in self._connections:
            self._runner.run(connection.close())


class SqliteBare:
    """One connection, as there is one writer, with the pragmas of Galley's."""

    def __init__(self, url: str) -> None:
        self._connection = sqlite3.connect(str(make_url(url).database), isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            self._connection.execute(f"PRAGMA {pragma}")

    def run(self, acts: Iterator[Act], seconds: float) -> Run:
        latencies: list[float] = []
        cpu, start = process_time(), perf_counter()
        execute: Callable[..., object] = self._connection.execute
        while (now := perf_counter()) < start + seconds:
            act = next(acts, None)
            if act is None:
                break
            execute("BEGIN IMMEDIATE")
            for statement in act:
                execute(*statement)
            execute("COMMIT")
            latencies.append(perf_counter() - now)
        return latencies, perf_counter() - start, process_time() - cpu

    def query(self, sql: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self._connection.execute(sql)]

    def close(self) -> None:
        self._connection.close()
