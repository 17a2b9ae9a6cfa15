"""An answer of HTTP/1.1, read from a connection within a limit of size."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from http.client import HTTPException, parse_headers
from io import BytesIO

PART_BYTES = 65_536


class NoAnswer(Exception):
    """The message says why, as what the one who was asked has done: "took longer than 3 seconds"."""


class TooLarge(Exception):
    """The body is longer than the limit."""


NOT_HTTP = (asyncio.IncompleteReadError, asyncio.LimitOverrunError, HTTPException, ValueError)
"""What reading raises where something else than an answer came, or not all of it."""


async def answer_of(
    connection: AbstractAsyncContextManager[asyncio.StreamReader], *, timeout_seconds: float, limit_bytes: int
) -> bytes:
    """The body of a 200. Raises NoAnswer for everything else that the network or who was asked may do."""
    try:
        async with asyncio.timeout(timeout_seconds), connection as reader:
            status, fields = await answer_head(reader)
            if status != 200:
                raise NoAnswer(f"answered {status}")
            return await answer_body(reader, fields, limit_bytes=limit_bytes)
    except TimeoutError:
        raise NoAnswer(f"took longer than {timeout_seconds:g} seconds") from None
    except ssl.SSLError:
        raise NoAnswer("has no certificate that can be trusted") from None
    except OSError:
        raise NoAnswer("cannot be reached") from None
    except TooLarge:
        raise NoAnswer(f"answered with more than {limit_bytes // 1024} kB") from None
    except NOT_HTTP:
        raise NoAnswer("did not answer in HTTP") from None


async def answer_head(reader: asyncio.StreamReader) -> tuple[int, Mapping[str, str]]:
    """The status and the header of the final answer: 1xx come before it. Names are in lower case. Raises NOT_HTTP."""
    while True:
        head = await reader.readuntil(b"\r\n\r\n")
        line, _, rest = head.partition(b"\r\n")
        version, code = [*line.decode("latin-1").split(" "), "", ""][:2]
        if not version.startswith("HTTP/1.") or not (len(code) == 3 and code.isascii() and code.isdigit()):
            raise ValueError("not a status line")
        if code[0] != "1":
            fields = parse_headers(BytesIO(rest))
            return int(code), {name.lower(): value for name, value in fields.items()}


async def answer_body(reader: asyncio.StreamReader, fields: Mapping[str, str], *, limit_bytes: int) -> bytes:
    """Raises TooLarge, no more than the limit having been kept, and NOT_HTTP."""
    if fields.get("transfer-encoding", "").strip().lower() == "chunked":
        return await _chunks(reader, limit_bytes)
    length = fields.get("content-length", "").strip()
    if length:
        if not (length.isascii() and length.isdigit()):
            raise ValueError("not a length")
        return await reader.readexactly(_allowed(int(length), limit_bytes))
    body = b""
    while part := await reader.read(PART_BYTES):
        body += part
        _allowed(len(body), limit_bytes)
    return body


async def _chunks(reader: asyncio.StreamReader, limit_bytes: int) -> bytes:
    body = b""
    while True:
        size = (await reader.readuntil(b"\r\n")).partition(b";")[0].strip()
        if not size or not all(byte in b"0123456789abcdefABCDEF" for byte in size):
            raise ValueError("not a chunk")
        count = int(size, 16)
        if count == 0:
            return body
        _allowed(len(body) + count, limit_bytes)
        body += await reader.readexactly(count)
        if await reader.readexactly(2) != b"\r\n":
            raise ValueError("not the end of a chunk")


def _allowed(length: int, limit_bytes: int) -> int:
    if length > limit_bytes:
        raise TooLarge
    return length
