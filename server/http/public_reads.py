"""Queries of those who do not say who they are: from what is kept, else read, told to caches, and kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import nullcontext

from schema.context import Context
from schema.execution import GraphQLAnswer
from schema.holdings import Holding, Read, holding_of
from server.http.caching import Header, etag_of, is_held, private_headers, public_headers
from server.http.exchange import Exchange, Reply
from server.http.kept import Kept, KeptAnswers, Key, size_of, tags_of, until
from server.http.responses import HEADERS, reply_with
from server.observing.note import Note
from server.settings import Caching

Run = Callable[[], Awaitable[GraphQLAnswer]]


class PublicReads:
    """`kept` None: nothing is kept in this process."""

    def __init__(self, kept: KeptAnswers | None, rules: Caching) -> None:
        self._kept = kept
        self._rules = rules

    def find(self, exchange: Exchange, key: Key, note: Note) -> Reply | None:
        """What is kept. Takes a few microseconds, whatever is in it."""
        kept = None if self._kept is None else self._kept.find(key)
        if kept is None:
            return None
        note.operation = kept.known
        return _reply(exchange, kept)

    async def reply(self, exchange: Exchange, key: Key, run: Run, context: Context) -> Reply:
        """Of those who ask the same at the same time, one reads, and the others get their answer."""
        if self._kept is None or not self._kept.is_wanted(key):
            return await self._read(exchange, key, run, context, is_kept=False)
        made = await self._kept.made(key)
        if made is not None:
            context.note.operation = made.known
            return _reply(exchange, made)
        with self._kept.making(key):
            return await self._read(exchange, key, run, context, is_kept=True)

    async def _read(
        self, exchange: Exchange, key: Key, run: Run, context: Context, *, is_kept: bool
    ) -> Reply:
        changes = self._kept.changes if self._kept is not None else 0
        answered = await run()
        read = answered.read
        if read is None or not (is_kept or key[0] != "POST"):
            return reply_with(exchange, answered)
        with context.gate.entered() if context.gate is not None else nullcontext():
            holding = await holding_of(read, context)
        kept = self._packed(key, answered.body, read, holding)
        if is_kept and self._kept is not None:
            self._kept.keep(key, kept, changes=changes)
        return _reply(exchange, kept)

    def _packed(self, key: Key, body: bytes, read: Read, holding: Holding) -> Kept:
        method, kind, _ = key
        tags = tags_of(holding)
        etag, not_modified = "", None
        headers: tuple[Header, ...] = HEADERS[kind]
        if method != "POST":
            etag = etag_of(body)
            told = public_headers(
                etag, read.touched, holding, reads_clock=read.reads_clock, rules=self._rules
            )
            headers, not_modified = (HEADERS[kind][0], *told), Reply(304, tuple(told), b"")
        return Kept(
            known=read.operation.known,
            reply=Reply(200, headers, body, {}),
            not_modified=not_modified,
            etag=etag,
            tags=tags,
            until=until(reads_clock=read.reads_clock),
            size=size_of(key, body, tags),
        )


def _reply(exchange: Exchange, kept: Kept) -> Reply:
    if kept.not_modified is not None and is_held(kept.etag, exchange.header(b"if-none-match")):
        return kept.not_modified
    return kept.reply


def reply_to_reader(exchange: Exchange, kind: str, answered: GraphQLAnswer) -> Reply:
    """To one who has said who they are: nobody else may keep it, and a GET may ask whether it is still the same."""
    if exchange.method == "POST" or answered.read is None:
        return reply_with(exchange, answered)
    etag = etag_of(answered.body)
    headers = tuple(private_headers(etag))
    if is_held(etag, exchange.header(b"if-none-match")):
        return Reply(304, headers, b"")
    return Reply(200, (HEADERS[kind][0], *headers), answered.body)
