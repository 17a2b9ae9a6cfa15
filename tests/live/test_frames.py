"""Below the messages: frames that no client of good will sends. The socket ends, the server goes on."""

from __future__ import annotations

import json
import struct

import pytest

from tests.live.frames import BINARY, CLOSE, CONTINUED, PING, PONG, TEXT, frame, raw_socket
from tests.live.server import Live

INIT = json.dumps({"type": "connection_init"}).encode()

BROKEN: dict[str, tuple[bytes, int]] = {
    "text that is no UTF-8": (frame(TEXT, b'{"type":"ping","payload":{"x":"\xff"}}'), 1007),
    "half a character": (frame(TEXT, b'"\xe0\xa6'), 1007),
    "a surrogate in UTF-8": (frame(TEXT, b'"\xed\xa0\x80"'), 1007),
    "no mask": (frame(TEXT, INIT, masked=False), 1002),
    "a reserved bit": (frame(TEXT, INIT, reserved=4), 1002),
    "an unknown opcode": (frame(5, b""), 1002),
    "a continuation of nothing": (frame(CONTINUED, b"x"), 1002),
    "text within text": (frame(TEXT, b"{", final=False) + frame(TEXT, b"}"), 1002),
    "a ping in parts": (frame(PING, b"x", final=False), 1002),
    "a long ping": (frame(PING, b"x" * 126), 1002),
    "too large a message": (frame(TEXT, b" " * (256 * 1024 + 1)), 1009),
    "a large message in parts": (
        frame(TEXT, b" " * 200_000, final=False) + frame(CONTINUED, b" " * 100_000),
        1009,
    ),
    "a frame of exabytes": (struct.pack("!BBQ", 0x81, 0xFF, 2**62) + b"mask", 1009),
    "a close code that is none": (frame(CLOSE, struct.pack("!H", 999)), 1002),
    "half a close code": (frame(CLOSE, b"\x03"), 1002),
    "binary": (frame(BINARY, INIT), 4400),
}  # fmt: skip


@pytest.mark.parametrize("name", list(BROKEN))
async def test_ends_a_socket_that_breaks_the_frames(
    wired: Live, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    data, code = BROKEN[name]
    async with raw_socket(wired.port) as socket:
        assert b" 101 " in socket.response
        await socket.send(data)
        assert await socket.close_code() == code
    assert not [record for record in caplog.records if record.exc_info or record.levelname == "ERROR"]
    assert await wired.api.run("{ site { name } }") == {"site": {"name": "Galley"}}


async def test_puts_a_message_together_from_parts_with_pings_between(wired: Live) -> None:
    async with raw_socket(wired.port) as socket:
        parts = frame(TEXT, INIT[:9], final=False) + frame(PING, b"now") + frame(CONTINUED, INIT[9:])
        await socket.send(parts)
        assert await socket.receive() == (PONG, b"now")
        assert await socket.receive() == (TEXT, b'{"type":"connection_ack"}')


async def test_puts_a_character_together_that_is_cut_between_parts(wired: Live) -> None:
    text = json.dumps({"type": "ping", "payload": {"x": "ক"}}, ensure_ascii=False).encode()
    cut = text.index("ক".encode()) + 1
    async with raw_socket(wired.port) as socket:
        await socket.send(frame(TEXT, text[:cut], final=False) + frame(CONTINUED, text[cut:]))
        assert json.loads((await socket.receive())[1]) == {"type": "pong", "payload": {"x": "ক"}}


async def test_answers_a_close_with_its_code(wired: Live) -> None:
    async with raw_socket(wired.port) as socket:
        await socket.send(frame(CLOSE, struct.pack("!H", 1000) + b"bye"))
        assert await socket.close_code() == 1000


@pytest.mark.parametrize(
    "part", [b"", frame(TEXT, INIT)[:5], frame(TEXT, INIT) + b"\x81"], ids=["nothing", "half", "more"]
)
async def test_takes_a_client_that_just_goes(
    wired: Live, part: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with raw_socket(wired.port) as socket:
        await socket.send(part)
    assert await wired.api.run("{ site { name } }") == {"site": {"name": "Galley"}}
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (b"/graphql?query=%FF", ()),
        (b"/graphql?\xe0\xa6\x95", ()),
        (b"/graphql", (b"X-Name: \xff\xfe",)),
        (b"/graphql", (b"Authorization: Bearer \xe0\xa6\x95",)),
        (b"/nowhere", ()),
    ],
    ids=["query", "bytes", "header", "token", "path"],
)
async def test_answers_handshakes_of_any_bytes(
    wired: Live, path: bytes, headers: tuple[bytes, ...], caplog: pytest.LogCaptureFixture
) -> None:
    async with raw_socket(wired.port, path=path, headers=headers) as socket:
        status = int(socket.response.split()[1])
        assert status in (101, 400, 403, 404)
    assert not [record for record in caplog.records if record.exc_info]
