"""WebSocket frames by hand, for what no library sends (RFC 6455, 5.2)."""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
CONTINUED = 0

RECEIVE_BYTES = 4_096
"""Of the system's buffer: little, so that a client that does not read is soon noticed."""


def frame(
    opcode: int, payload: bytes, *, final: bool = True, masked: bool = True, reserved: int = 0
) -> bytes:
    first = (0x80 if final else 0) | reserved << 4 | opcode
    length = len(payload)
    mask_bit = 0x80 if masked else 0
    if length < 126:
        head = struct.pack("!BB", first, mask_bit | length)
    elif length < 65_536:
        head = struct.pack("!BBH", first, mask_bit | 126, length)
    else:
        head = struct.pack("!BBQ", first, mask_bit | 127, length)
    if not masked:
        return head + payload
    key = os.urandom(4)
    return head + key + bytes(byte ^ key[at % 4] for at, byte in enumerate(payload))


class RawSocket:
    """A connection after the handshake. `response` is what the server answered it with."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, response: bytes) -> None:
        self._reader = reader
        self._writer = writer
        self.response = response

    async def send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()

    async def receive(self) -> tuple[int, bytes]:
        """Opcode and payload of the next frame."""
        first, second = await self._reader.readexactly(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", await self._reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self._reader.readexactly(8))
        return first & 0x0F, await self._reader.readexactly(length)

    async def close_code(self) -> int | None:
        """Of the close frame that comes; None where the connection ends without one."""
        try:
            async with asyncio.timeout(10):
                while True:
                    opcode, payload = await self.receive()
                    if opcode == CLOSE:
                        code: int = struct.unpack("!H", payload[:2])[0]
                        return code
        except (asyncio.IncompleteReadError, ConnectionError):
            return None


@asynccontextmanager
async def raw_socket(
    port: int,
    *,
    path: bytes = b"/graphql",
    headers: tuple[bytes, ...] = (),
) -> AsyncIterator[RawSocket]:
    plug = socket.socket()
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES)
    plug.setblocking(False)
    await asyncio.get_running_loop().sock_connect(plug, ("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=plug)
    lines = [
        b"GET " + path + b" HTTP/1.1",
        b"Host: 127.0.0.1:%d" % port,
        b"Upgrade: websocket",
        b"Connection: Upgrade",
        b"Sec-WebSocket-Version: 13",
        b"Sec-WebSocket-Key: " + base64.b64encode(os.urandom(16)),
        b"Sec-WebSocket-Protocol: graphql-transport-ws",
        *headers,
    ]
    writer.write(b"\r\n".join(lines) + b"\r\n\r\n")
    async with asyncio.timeout(10):
        response = await reader.readuntil(b"\r\n\r\n")
    try:
        yield RawSocket(reader, writer, response)
    finally:
        writer.close()
