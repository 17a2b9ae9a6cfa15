"""People with a browser each: their windows, what the console said in them, and what they loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.commands.galley import Server

DESKTOP = {"width": 1200, "height": 900}
PHONE = {"width": 360, "height": 740}
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE_MS = 10_000
"""For what comes in milliseconds, on a machine that runs other tests beside it."""

PROBE = "/healthz?intercepted"
"""Answers 200 where nobody answers in its place, so that the page's console says nothing."""
UNTIL_INTERCEPTED = """async (probe) => {
  while ((await (await fetch(probe)).text()) !== probe) await new Promise((resolve) => setTimeout(resolve, 10));
}"""


@dataclass(frozen=True, slots=True)
class Site:
    """A server with the demo, whose moderator has this token."""

    server: Server
    token: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    def ask(self, query: str, **variables: Any) -> Any:
        """The data of a moderator's operation."""
        answer = self.server.ask(query, token=self.token, **variables)
        assert "errors" not in answer, answer
        return answer["data"]

    def slug(self, number: int, locale: str = "en") -> str:
        """Of the demo's articles that have a translation in the locale and take comments, one by its number."""
        query = """query($locale: Locale!) { articles(first: 20, filter: {locales: [$locale]}) { nodes {
          acceptsComments translation(locale: $locale) { slug } } } }"""
        nodes = self.ask(query, locale=locale)["articles"]["nodes"]
        open_ones = [each["translation"]["slug"] for each in nodes if each["acceptsComments"]]
        return str(open_ones[number % len(open_ones)])


class Visitors:
    """`expected` are words of console messages that a test is about: a refused request is told there too."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.site = site
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self._said: list[str] = []
        self._strangers: list[str] = []
        self.expected: list[str] = []

    def open(self, path: str, **options: Any) -> Page:
        """A window of somebody who has not been here before."""
        context = self._browser.new_context(**{"viewport": DESKTOP, **options})
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self._note(f"{message.type}: {message.text}", message.type))
        page.on("pageerror", lambda error: self._said.append(f"error: {error}"))
        page.on("request", lambda request: self._look_at(request.url))
        page.goto(self.site.url + path)
        return page

    def _note(self, text: str, kind: str) -> None:
        if kind in ("error", "warning"):
            self._said.append(text)

    def _look_at(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc != urlsplit(self.site.url).netloc:
            self._strangers.append(url)

    def leave(self) -> None:
        for context in self._contexts:
            context.close()
        said = [each for each in self._said if not any(word in each for word in self.expected)]
        assert said == []
        assert self._strangers == []


def intercept(page: Page, handler: Callable[[Route], None]) -> None:
    """Lets the handler answer the page's operations, from now on: Chromium tells a page that its requests are
    looked at beside what the page is asked to do next, which may come first."""
    page.route(f"**{PROBE}", lambda route: route.fulfill(body=PROBE))
    page.route("**/graphql", handler)
    page.evaluate(UNTIL_INTERCEPTED, PROBE)


def violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA, by day and then by night: rule and place."""
    page.evaluate(_axe())
    found = [*_found(page)]
    page.emulate_media(color_scheme="dark")
    found += [f"by night, {each}" for each in _found(page)]
    page.emulate_media(color_scheme="light")
    return found


def _found(page: Page) -> Iterator[str]:
    options = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}
    for rule in page.evaluate("options => axe.run(document, options)", options)["violations"]:
        for node in rule["nodes"]:
            yield f"{rule['id']}: {node['target']} {node['failureSummary']}"


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
