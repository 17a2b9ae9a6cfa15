"""The reader's pages: the front page of each language, an article alone or side by side, and their feeds."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from schema.errors import server_error
from schema.holdings import holding_of
from server.http.caching import etag_of, is_held, public_headers
from server.http.page_headers import PageSources, page_headers
from server.pages.asking import Answered, Asker
from server.pages.choosing import chosen_locale
from server.pages.rendering import Renderer
from server.pages.structured import news_article
from server.pages.words import Words, words_for
from server.settings import Settings

HTML = "text/html; charset=utf-8"
ATOM = "application/atom+xml; charset=utf-8"
MAX_QUERY_CHARS = 200
NEWEST = {"field": "PUBLISHED_AT", "direction": "DESC"}
BEST = {"field": "RELEVANCE", "direction": "DESC"}
VARY = "accept-language"
UNAVAILABLE = ("TIMEOUT", "OVERLOADED")

SOURCES = PageSources(images=["https:"])
"""Articles name their images by address; nothing else comes from another host."""

Handler = Callable[[Request, Words], Awaitable[Response]]

logger = logging.getLogger("galley.pages")


class ReaderPages:
    """Every page is made for a guest; what is a reader's own is added by the page's module, in the browser."""

    def __init__(self, asker: Asker, renderer: Renderer, settings: Settings) -> None:
        self._asker = asker
        self._renderer = renderer
        self._settings = settings
        self._locales = [each.locale for each in settings.locales]

    # ── handlers ────────────────────────────────────────────────────────────────────────────────

    async def root(self, request: Request) -> Response:
        wish = request.headers.get("accept-language")
        locale = chosen_locale(wish, self._locales, self._settings.default_locale)
        return RedirectResponse(f"/{locale}", 302, {"vary": VARY, "cache-control": "public, max-age=60"})

    async def home(self, request: Request) -> Response:
        return await self._guarded(request, self._home)

    async def article(self, request: Request) -> Response:
        return await self._guarded(request, self._article)

    async def articles_feed(self, request: Request) -> Response:
        return await self._guarded(request, self._articles_feed)

    async def comments_feed(self, request: Request) -> Response:
        return await self._guarded(request, self._comments_feed)

    async def _guarded(self, request: Request, handler: Handler) -> Response:
        locale = request.path_params["locale"]
        if locale not in self._locales:
            return self._missing(request, words_for(self._settings.default_locale))
        words = words_for(locale)
        try:
            return await handler(request, words)
        except Exception as error:  # noqa: BLE001 - the last place before the socket: logged, told by its code alone
            is_passing = server_error(error)["extensions"]["code"] in UNAVAILABLE
            page = self._renderer.page("trouble.html", words, home=f"/{words.locale}")
            headers = {"cache-control": "no-store", "retry-after": "5", **self._headers(request)}
            return Response(page, 503 if is_passing else 500, headers, HTML)

    def _missing(self, request: Request, words: Words) -> Response:
        page = self._renderer.page("missing.html", words, home=f"/{words.locale}")
        return Response(page, 404, {"cache-control": "public, max-age=10", **self._headers(request)}, HTML)

    def _headers(self, request: Request) -> dict[str, str]:
        return dict(page_headers(request.scope, self._settings, SOURCES))

    # ── pages ───────────────────────────────────────────────────────────────────────────────────

    async def _home(self, request: Request, words: Words) -> Response:
        searched = request.query_params.get("q", "").strip()[:MAX_QUERY_CHARS]
        category = request.query_params.get("category") or None
        found = await self._asker.ask(
            "home",
            {
                "locale": words.locale,
                "filter": _filter(words.locale, category, searched),
                "orderBy": BEST if searched else NEWEST,
                "after": request.query_params.get("after"),
            },
        )
        articles = found.data.get("articles")
        if articles is None:
            return self._missing(request, words)
        page = self._renderer.page(
            "home.html",
            words,
            **self._common(request, words, found.data["site"]),
            links={locale: _home_path(locale, category) for locale in self._locales},
            articles=articles,
            categories=found.data.get("categories") or [],
            category=category,
            searched=searched,
            next_page=_next_page(request, articles["pageInfo"]),
        )
        return await self._public(request, page, found)

    async def _article(self, request: Request, words: Words) -> Response:
        slug, beside = request.path_params["slug"], request.query_params.get("with")
        if beside not in self._locales or beside == words.locale:
            beside = None
        columns = [words.locale, beside] if beside else [words.locale]
        found = await self._asker.ask(
            "article",
            {"slug": slug, "locale": words.locale, "locales": columns, "isParallel": beside is not None},
        )
        article = found.data.get("article")
        if article is None or article["translation"] is None:
            return self._missing(request, words)
        if (present := article["translation"]["slug"]) != slug:
            return RedirectResponse(self._path(words.locale, present, beside), 301)
        common = self._common(request, words, found.data["site"])
        page = self._renderer.page(
            "article.html",
            words,
            **common,
            links=self._links(article),
            article=article,
            text=article["translation"],
            beside=beside,
            columns=[self._column(article, locale) for locale in columns],
            path=self._path,
            structured=news_article(article, common["base"], common["site"]["name"]),
            canonical=self._canonical(article, common["base"]),
            data=self._for_module(article, words),
        )
        return await self._public(request, page, found)

    def _column(self, article: Mapping[str, Any], locale: str) -> Mapping[str, Any]:
        """The heading of one language; where it has no translation, what the page falls back to or nothing."""
        own = next((each for each in article["translations"] if each["locale"] == locale), None)
        return {"locale": locale, "text": own, "words": words_for(locale)}

    def _links(self, article: Mapping[str, Any]) -> dict[str, str]:
        """The article in each of the site's languages; where it has none, what stands in for it."""
        slugs = {each["locale"]: each["slug"] for each in article["translations"]}
        shown = article["translation"]["slug"]
        return {locale: self._path(locale, slugs.get(locale, shown), None) for locale in self._locales}

    def _canonical(self, article: Mapping[str, Any], base: str) -> str:
        """Of the language that is shown: a fallback is the other language's page."""
        shown = article["translation"]
        return base + self._path(shown["locale"], shown["slug"], None)

    @staticmethod
    def _for_module(article: Mapping[str, Any], words: Words) -> dict[str, Any]:
        return {
            "articleId": article["id"],
            "locale": words.locale,
            "language": words.language,
            "policy": article["commentPolicy"],
            "acceptsComments": article["acceptsComments"],
            "words": dict(words.all()),
        }

    async def _articles_feed(self, request: Request, words: Words) -> Response:
        found = await self._asker.ask("feed", {"locale": words.locale})
        common = self._common(request, words, found.data["site"])
        articles = [each for each in found.data["articles"]["nodes"] if each["translation"]]
        page = self._renderer.page(
            "articles.xml",
            words,
            **common,
            articles=articles,
            path=self._path,
            updated=max((each["translation"]["updatedAt"] for each in articles), default=_EPOCH),
        )
        return await self._public(request, page, found, kind=ATOM)

    async def _comments_feed(self, request: Request, words: Words) -> Response:
        slug = request.path_params["slug"]
        found = await self._asker.ask("comments_feed", {"slug": slug, "locale": words.locale})
        article = found.data.get("article")
        if article is None or article["translation"] is None:
            return self._missing(request, words)
        comments = [each for each in article["comments"]["nodes"] if not each["isDeleted"]]
        page = self._renderer.page(
            "comments.xml",
            words,
            **self._common(request, words, found.data["site"]),
            article=article,
            comments=comments,
            path=self._path,
            updated=max(
                (each["editedAt"] or each["createdAt"] for each in comments), default=article["updatedAt"]
            ),
        )
        return await self._public(request, page, found, kind=ATOM)

    # ── what they share ─────────────────────────────────────────────────────────────────────────

    def _common(self, request: Request, words: Words, site: Mapping[str, Any]) -> dict[str, Any]:
        base = self._settings.pages.site_url or f"{request.url.scheme}://{request.url.netloc}"
        return {"site": site, "base": base, "home": f"/{words.locale}", "words_of": words_for}

    @staticmethod
    def _path(locale: str, slug: str, beside: str | None) -> str:
        return f"/{locale}/{quote(slug)}" + (f"?with={beside}" if beside else "")

    async def _public(self, request: Request, page: str, found: Answered, *, kind: str = HTML) -> Response:
        """With the same headers as the answer to a GET of the operation: a page holds what its operation holds."""
        body = page.encode()
        headers = self._headers(request)
        if found.read is None:
            return Response(body, 200, {**headers, "cache-control": "no-store"}, kind)
        etag = etag_of(body)
        told = public_headers(
            etag,
            found.read.touched,
            await holding_of(found.read, found.context),
            reads_clock=found.read.reads_clock,
            rules=self._settings.caching,
        )
        headers |= {name.decode(): value.decode() for name, value in told if name != b"vary"}
        if is_held(etag, request.headers.get("if-none-match")):
            return Response(None, 304, headers)
        return Response(body, 200, headers, kind)


_EPOCH = "1970-01-01T00:00:00.000Z"


def _filter(locale: str, category: str | None, searched: str) -> dict[str, Any] | None:
    chosen: dict[str, Any] = {}
    if category:
        chosen["category"] = category
    if searched:
        chosen["search"] = {"text": searched, "locale": locale}
    return chosen or None


def _home_path(locale: str, category: str | None) -> str:
    return f"/{locale}" + (f"?{urlencode({'category': category})}" if category else "")


def _next_page(request: Request, info: Mapping[str, Any]) -> str | None:
    if not info["hasNextPage"]:
        return None
    kept = {name: value for name, value in request.query_params.items() if name in ("q", "category")}
    return "?" + urlencode({**kept, "after": info["endCursor"]})
