"""What is compressed, how it is chosen, and what never is."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import brotli
import httpx
import pytest
import zstandard

from server.http import compression
from server.http.compression import best_coding
from server.settings import Settings
from tests.api.client import Api, open_api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, Speaker
from tests.live.frames import raw_socket
from tests.live.server import open_live
from tests.live.writing import HIDDEN

LONG = """{ articles(first: 20) { nodes { id en: translation(locale: "en") { title body summary }
  comments(first: 20) { nodes { id body authorName } } } } }"""
SHORT = "{ site { name } }"
MUTATION = (
    """mutation { approveComment(input: {id: "x", expectedVersion: 1}) { errors { code message } %s } }"""
)

READ: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
    "br": brotli.decompress,
    "gzip": lambda body: zlib.decompress(body, 31),
}


async def ask(
    api: Api, query: str, accept_encoding: str | None, speaker: Speaker = None
) -> tuple[httpx.Response, bytes]:
    """The answer, and its body as it was sent."""
    headers = {**api.headers(speaker), "Accept-Encoding": accept_encoding or "identity"}
    async with api.http.stream("POST", "/graphql", json={"query": query}, headers=headers) as response:
        sent = b"".join([part async for part in response.aiter_raw()])
    return response, sent


@pytest.mark.parametrize("coding", READ)
async def test_a_long_answer_is_the_same_when_it_is_read(api: Api, newsroom: Newsroom, coding: str) -> None:
    plain, body = await ask(api, LONG, None)
    response, sent = await ask(api, LONG, coding)
    assert response.headers["content-encoding"] == coding
    assert len(sent) < len(body)
    assert READ[coding](sent) == body
    assert int(response.headers["content-length"]) == len(sent)
    assert "content-encoding" not in plain.headers
    assert plain.headers["vary"] == response.headers["vary"] == "accept-encoding"


@pytest.mark.parametrize("coding", READ)
async def test_a_very_long_one_is_compressed_in_a_thread(
    api: Api, newsroom: Newsroom, coding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compression, "INLINE_BYTES", 2_000)
    hops: list[Any] = []
    to_thread = asyncio.to_thread

    async def noted(function: Callable[..., bytes], *arguments: Any) -> bytes:
        hops.append(function)
        return await to_thread(function, *arguments)

    monkeypatch.setattr(asyncio, "to_thread", noted)
    _, body = await ask(api, LONG, None)
    _, sent = await ask(api, LONG, coding)
    assert READ[coding](sent) == body
    assert len(hops) == 1


async def test_a_short_answer_stays_as_it_is(api: Api) -> None:
    response, sent = await ask(api, SHORT, "zstd, br, gzip")
    assert "content-encoding" not in response.headers
    assert sent == b'{"data":{"site":{"name":"Galley"}}}'


async def test_a_mutations_answer_is_never_compressed(api: Api) -> None:
    """However long: a guest's token would be in it, beside text that somebody else chose."""
    many = MUTATION % " ".join(f"a{number}: errors {{ code message path }}" for number in range(40))
    response, sent = await ask(api, many, "gzip", ANN)
    assert len(sent) > compression.MIN_BYTES
    assert "content-encoding" not in response.headers


async def test_a_refusal_is_not_compressed(api: Api) -> None:
    response, sent = await ask(api, "{ " + " ".join(f"no{number}" for number in range(30)) + " }", "gzip")
    assert len(sent) > compression.MIN_BYTES
    assert "content-encoding" not in response.headers


async def test_can_be_switched_off(settings: Settings, newsroom: Newsroom) -> None:
    async with open_api(replace(settings, has_compression=False)) as api:
        response, sent = await ask(api, LONG, "gzip")
        assert sent.startswith(b'{"data":{')
        assert not {"content-encoding", "vary"} & response.headers.keys()


async def test_event_streams_and_sockets_are_not_compressed(settings: Settings, newsroom: Newsroom) -> None:
    async with open_live(settings) as live:
        article = (await live.api.run("{ articles(first: 1) { nodes { id } } }"))["articles"]["nodes"][0][
            "id"
        ]
        for query, variables in ((HIDDEN, f'{{"article":"{article}"}}'), (LONG, "{}")):
            parameters = {"query": query, "variables": variables}
            headers = {"Accept": "text/event-stream", "Accept-Encoding": "zstd, br, gzip"}
            async with live.api.http.stream("GET", "/graphql", params=parameters, headers=headers) as stream:
                assert "content-encoding" not in stream.headers
                assert await anext(stream.aiter_raw()) == b":\n\n"
        async with raw_socket(
            live.port, headers=(b"Sec-WebSocket-Extensions: permessage-deflate",)
        ) as socket:
            assert b"permessage-deflate" not in socket.response


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        (None, None),
        ("", None),
        ("gzip", "gzip"),
        ("GZip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "br"),
        ("gzip;q=1, br;q=0.9, zstd;q=0.8", "gzip"),
        ("zstd;q=0, br;q=0, gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.5", "br"),
        ("*", "zstd"),
        ("*;q=0.1, br;q=0.5", "br"),
        ("*, zstd;q=0", "br"),
        ("*;q=0", None),
        ("deflate, compress", None),
        ("identity", None),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip", "gzip"),
        ("gzip;q=0", None),
        ("gzip;q=no", "gzip"),
        (", ,;;", None),
        ("gzip" + "," * 300, None),
    ],
)
def test_chooses_what_the_client_likes_best(accept_encoding: str | None, coding: str | None) -> None:
    assert best_coding(accept_encoding) == coding
