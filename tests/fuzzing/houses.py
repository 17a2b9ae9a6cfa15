"""The application on a database of each kind, in an event loop that hypothesis' plain functions can ask."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import replace
from typing import Any, TypeVar

import httpx

from server.settings import load_settings
from tests.api.client import Api, open_api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, Speaker
from tests.conftest import TEST_SECRET

Result = TypeVar("Result")

ANSWER_SECONDS = 60.0
"""For one operation, which its own limits end long before."""

KINDS = {name: name for name in ("article", "author", "category", "tag", "comment", "decision", "site")} | {
    "person": "commenter",
    "article_translation": "translation",
}
"""How ids begin, by table."""

IDS_OF_A_KIND = 12
"""So that a comment is not drawn ten times as often as an article."""

HARVEST = """{
  articles(first: 20) { edges { cursor } nodes { translations { slug } } }
  comments(first: 20) { edges { cursor } nodes { body } }
  authors(first: 20) { edges { cursor } nodes { slug } }
  categories { slug }
}"""


class Houses:
    """`apis` by the kind of their database. Their rows are the newsroom's, and what was written since."""

    def __init__(self, apis: dict[str, Api], newsroom: Newsroom, loop: asyncio.AbstractEventLoop) -> None:
        self._apis = apis
        self._newsroom = newsroom
        self._loop = loop

    def run(self, work: Coroutine[Any, Any, Result], seconds: float = ANSWER_SECONDS) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def answers(self, document: str, speaker: Speaker) -> dict[str, httpx.Response]:
        """Of each house."""
        return {name: self.run(api.send(document, speaker)) for name, api in self._apis.items()}

    def ids(self) -> set[str]:
        """As the contract writes them."""
        rows = self._newsroom.rows
        return {
            f"{kind}_{row['id'].hex}" for table, kind in KINDS.items() for row in rows[table][:IDS_OF_A_KIND]
        }

    def texts(self) -> set[str]:
        """Slugs, cursors and comments."""
        found: set[str] = set()
        for api in self._apis.values():
            found |= set(_texts_in(self.run(api.run(HARVEST, ANN))))
        return found


def _texts_in(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif data is not None:
        for each in data.values() if isinstance(data, dict) else data:
            yield from _texts_in(each)


@contextmanager
def open_houses(urls: dict[str, str], newsroom: Newsroom) -> Iterator[Houses]:
    """Without limits of rate, which would leave nothing to be written after the first minute."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="galley-houses")
    thread.start()
    opened, closing = asyncio.Event(), asyncio.Event()
    apis: dict[str, Api] = {}

    async def keep_open() -> None:
        async with AsyncExitStack() as stack:
            for name, url in urls.items():
                settings = load_settings({"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": TEST_SECRET})
                settings = replace(settings, has_rate_limits=False)
                apis[name] = await stack.enter_async_context(open_api(settings))
            opened.set()
            await closing.wait()

    kept = asyncio.run_coroutine_threadsafe(keep_open(), loop)
    houses = Houses(apis, newsroom, loop)
    try:
        houses.run(opened.wait())
        yield houses
    finally:
        loop.call_soon_threadsafe(closing.set)
        kept.result(ANSWER_SECONDS)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(ANSWER_SECONDS)
        loop.close()
