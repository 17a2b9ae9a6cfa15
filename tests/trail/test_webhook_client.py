"""The webhook's client: what it sends, and what it makes of any answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from server.models import DeliveryError
from server.services.webhook_client import Answer, post
from tests.commands.galley import free_port
from tests.trail.receiver import OK, Receiver, receiving


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as opened:
        yield opened


async def test_sends_one_post_to_the_path_and_query(receiver: Receiver) -> None:
    answer = await post(receiver.url, b'{"a":1}', {"webhook-id": "msg_1"})
    assert answer == Answer(204, None)
    (request,) = receiver.requests
    assert request.line == "POST /galley?room=desk HTTP/1.1"
    assert request.body == b'{"a":1}'
    assert request.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["webhook-id"] == "msg_1"


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nall right", Answer(200, None)),
        (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n", Answer(202, None)),
        (b"HTTP/1.1 404 Not Found\r\n\r\n", Answer(404, DeliveryError.REFUSED)),
        (b"HTTP/1.1 500 Oh\r\n\r\n", Answer(500, DeliveryError.SERVER)),
        (b"HTTP/1.1 503 Later\r\nRetry-After: 120\r\n\r\n", Answer(503, DeliveryError.SERVER, 120)),
        (b"HTTP/1.1 429 Slower\r\nretry-after: Wed, 25 Nov\r\n\r\n", Answer(429, DeliveryError.REFUSED)),
        (b"220 smtp.example.org ESMTP\r\n", Answer(None, DeliveryError.NOT_HTTP)),
        (b"HTTP/1.1 999999 Long\r\n\r\n", Answer(999, DeliveryError.SERVER)),
        (b"x" * 100_000, Answer(None, DeliveryError.NOT_HTTP)),
        (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200, Answer(None, DeliveryError.NOT_HTTP)),
        (b"", Answer(None, DeliveryError.CONNECTION)),
    ],
    ids=lambda value: None if isinstance(value, bytes) else f"{value.status_code} {value.error}",
)
async def test_understands_every_answer(receiver: Receiver, sent: bytes, answer: Answer) -> None:
    receiver.answers = [sent]
    assert await post(receiver.url, b"{}", {}) == answer


async def test_follows_no_redirect(receiver: Receiver) -> None:
    there = f"HTTP/1.1 307 There\r\nLocation: {receiver.url}\r\n\r\n".encode()
    receiver.answers = [there, OK]
    assert await post(receiver.url, b"{}", {}) == Answer(307, DeliveryError.REDIRECT)
    assert len(receiver.requests) == 1


async def test_gives_up_when_no_answer_comes(receiver: Receiver) -> None:
    receiver.answers = [None]
    started = asyncio.get_running_loop().time()
    assert await post(receiver.url, b"{}", {}, timeout_seconds=0.2) == Answer(None, DeliveryError.TIMEOUT)
    assert asyncio.get_running_loop().time() - started < 2


async def test_says_that_nobody_listens() -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    assert await post(url, b"{}", {}) == Answer(None, DeliveryError.CONNECTION)


async def test_says_that_there_is_no_tls(receiver: Receiver) -> None:
    """A receiver that does not speak TLS closes, or answers in plain text."""
    url = receiver.url.replace("http://", "https://")
    answer = await post(url, b"{}", {}, timeout_seconds=1)
    assert answer.status_code is None
    assert answer.error in (DeliveryError.TLS, DeliveryError.CONNECTION, DeliveryError.TIMEOUT)
