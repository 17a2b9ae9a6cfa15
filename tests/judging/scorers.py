"""A scorer of a newsroom's own: a small HTTP server that answers what a test tells it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson


def answering(answer: Any, status: str = "200 OK", head: str = "") -> bytes:
    body = answer if isinstance(answer, bytes) else orjson.dumps(answer)
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{head}\r\n".encode() + body


@dataclass(slots=True)
class FakeScorer:
    """`reply` makes the bytes of an answer from the question's `data`; None: never answers. `asked` are headers and
    raw bodies."""

    reply: Callable[[dict[str, Any]], bytes | None]
    asked: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    url: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = [line.partition(": ") for line in head.split("\r\n")[1:] if line]
        headers = {name.lower(): value for name, _, value in lines}
        body = await reader.readexactly(int(headers["content-length"]))
        self.asked.append((headers, body))
        answer = self.reply(orjson.loads(body)["data"])
        if answer is None:
            await reader.read()  # until the client has had enough
        else:
            writer.write(answer)
        writer.close()


@asynccontextmanager
async def scorer(reply: Callable[[dict[str, Any]], bytes | None]) -> AsyncIterator[FakeScorer]:
    fake = FakeScorer(reply)
    server = await asyncio.start_server(fake.serve, "127.0.0.1", 0)
    fake.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/score?site=1"
    async with server:
        yield fake
