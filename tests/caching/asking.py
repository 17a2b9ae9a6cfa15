"""Asking as a guest by GET, until the answer is kept."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx
import orjson

from server.http.kept import KeptAnswers
from tests.api.client import Api
from tests.api.voices import Speaker

PATIENCE_SECONDS = 5.0
STALE_SECONDS = 1.0
"""No answer may be older, whatever was changed, and wherever."""

FEED = """{ articles(first: 20) { nodes { id commentCount translation(locale: "en") { title }
  comments(first: 30) { nodes { id body version } } } } }"""
ARTICLE = """query($id: ID!) { article(id: $id) { commentCount translation(locale: "en") { title }
  comments(first: 50) { nodes { body } } } }"""


def kept_of(api: Api) -> KeptAnswers:
    kept: KeptAnswers = api.app.state.kept
    return kept


async def get(
    api: Api, query: str, speaker: Speaker = None, headers: dict[str, str] | None = None, **variables: Any
) -> httpx.Response:
    parameters = {"query": query}
    if variables:
        parameters["variables"] = orjson.dumps(variables).decode()
    return await api.http.get(
        "/graphql", params=parameters, headers={**api.headers(speaker), **(headers or {})}
    )


async def read_kept(api: Api, query: str, **variables: Any) -> Any:
    """The data, once they come without a statement."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with api.counting() as counted:
            response = await get(api, query, **variables)
        if not counted.count:
            return response.json()["data"]
        await asyncio.sleep(0.02)
    raise AssertionError("the answer is not kept")


async def data(api: Api, query: str, **variables: Any) -> Any:
    return (await get(api, query, **variables)).json()["data"]


async def stale_seconds(api: Api, query: str, before: Any, **variables: Any) -> float:
    """How long the answer stays what it was."""
    began = time.monotonic()
    while await data(api, query, **variables) == before:
        assert time.monotonic() - began < PATIENCE_SECONDS, "the answer never changes"
        await asyncio.sleep(0.01)
    return time.monotonic() - began
