"""A POST whose answer is read, within limits of time and size.

The time-out is for the whole call: a scorer that sends a byte now and then gains nothing.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from http.client import HTTPException, parse_headers
from io import BytesIO

from server.services.http_post import posted
from server.services.scoring_question import Unanswered

MAX_ANSWER_BYTES = 65_536


async def post(url: str, body: bytes, headers: Mapping[str, str], *, timeout_seconds: float) -> bytes:
    """The body of a 200. Raises Unanswered for everything else that the network or the scorer may do."""
    try:
        async with asyncio.timeout(timeout_seconds):
            return await _exchange(url, body, headers)
    except TimeoutError:
        raise Unanswered(f"it took longer than {timeout_seconds:g} seconds") from None
    except ssl.SSLError:
        raise Unanswered("its certificate cannot be trusted") from None
    except OSError:
        raise Unanswered("it cannot be reached") from None
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, HTTPException, ValueError):
        raise Unanswered("it did not answer in HTTP") from None


async def _exchange(url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    async with posted(url, body, headers) as reader:
        status, fields = await _answer_head(reader)
        if status != 200:
            raise Unanswered(f"it answered {status}")
        return await _answer_body(reader, fields)


async def _answer_head(reader: asyncio.StreamReader) -> tuple[int, Mapping[str, str]]:
    """The status and the header of the final answer: 1xx come before it."""
    while True:
        head = await reader.readuntil(b"\r\n\r\n")
        line, _, rest = head.partition(b"\r\n")
        version, code = [*line.decode("latin-1").split(" "), "", ""][:2]
        if not version.startswith("HTTP/1.") or not (len(code) == 3 and code.isascii() and code.isdigit()):
            raise ValueError("not a status line")
        if code[0] != "1":
            fields = parse_headers(BytesIO(rest))
            return int(code), {name.lower(): value for name, value in fields.items()}


async def _answer_body(reader: asyncio.StreamReader, fields: Mapping[str, str]) -> bytes:
    if fields.get("transfer-encoding", "").strip().lower() == "chunked":
        return await _chunks(reader)
    length = fields.get("content-length", "").strip()
    if length:
        if not (length.isascii() and length.isdigit()):
            raise ValueError("not a length")
        return await reader.readexactly(_allowed(int(length)))
    body = b""
    while part := await reader.read(MAX_ANSWER_BYTES):
        body += part
        _allowed(len(body))
    return body


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while True:
        size = (await reader.readuntil(b"\r\n")).partition(b";")[0].strip()
        if not size or not all(byte in b"0123456789abcdefABCDEF" for byte in size):
            raise ValueError("not a chunk")
        count = int(size, 16)
        if count == 0:
            return body
        _allowed(len(body) + count)
        body += await reader.readexactly(count)
        if await reader.readexactly(2) != b"\r\n":
            raise ValueError("not the end of a chunk")


def _allowed(length: int) -> int:
    if length > MAX_ANSWER_BYTES:
        raise Unanswered(f"its answer is larger than {MAX_ANSWER_BYTES // 1024} kB")
    return length
