"""PostGraphile's answers -> Galley's. Its schema is the database's, so a client does some of this work itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson

Data = Any


def as_galley_answers(query: str, data: Data) -> Data:
    return _SHAPES[query](data)


def _feed(data: Data) -> Data:
    return {"articles": {"nodes": [_feed_article(each) for each in data["articles"]["nodes"]]}}


def _feed_article(article: Data) -> Data:
    category = article["category"]
    return {
        "id": _id("article", article["id"]),
        "publishedAt": article["publishedAt"],
        "authors": _authors(article),
        "category": category and {**category, "translation": _first(category["translation"])},
        "en": _served(article["en"]),
        "bn": _served(article["bn"]),
        "comments": _comments(article["comments"]),
    }


def _title(data: Data) -> Data:
    article = _by_slug(data)
    return {
        "article": article
        and {"id": _id("article", article["id"]), "translation": _served(article["translation"])}
    }


def _article(data: Data) -> Data:
    article = _by_slug(data)
    if article is None:
        return {"article": None}
    paragraphs = [
        segment["html"] for block in article["body"]["nodes"] for segment in block["segments"]["nodes"]
    ]
    return {
        "article": {
            "id": _id("article", article["id"]),
            "publishedAt": article["publishedAt"],
            "translation": {**_served(article["translation"]), "body": "\n\n".join(paragraphs)},
            "authors": _authors(article),
            "comments": _comments(article["comments"]),
        }
    }


def _thread(data: Data) -> Data:
    article = data["article"]
    is_public = article is not None and article["isPublic"]
    return {"article": {"comments": _comments(article["comments"])} if is_public else None}


def _queue(data: Data) -> Data:
    return {"moderationQueue": {"nodes": [_pending(each) for each in data["moderationQueue"]["nodes"]]}}


def _pending(comment: Data) -> Data:
    article = comment["article"]
    findings = [
        {
            "check": each["check"],
            "outcome": each["outcome"],
            "score": None if each["score"] is None else each["score"] / 10_000,
            "message": each["message"],
            "spans": orjson.loads(each["spans"]),
        }
        for each in comment["findings"]["nodes"]
        if each["version"] == comment["textVersion"]
    ]
    return {
        **{name: comment[name] for name in ("authorName", "body", "createdAt", "version")},
        "id": _id("comment", comment["id"]),
        "article": {"id": _id("article", article["id"]), "translation": _served(article["translation"])},
        "moderation": {"risk": comment["risk"] / 10_000, "findings": findings},
    }


def _parallel(data: Data) -> Data:
    article = _by_slug(data)
    if article is None:
        return {"article": None}
    directions = {each["locale"]: each["direction"] for each in article["translations"]["nodes"]}
    return {
        "article": {
            "id": _id("article", article["id"]),
            "parallelText": [
                _block(block, article["originalLocale"], directions)
                for block in article["parallelText"]["nodes"]
            ],
        }
    }


def _block(block: Data, original: str, directions: dict[str, str]) -> Data:
    texts = {each["locale"]: each for each in block["segments"]["nodes"] if each["locale"] in directions}
    source = texts[original]["digest"]
    return {
        "index": block["index"],
        "kind": block["kind"],
        "segments": [
            {
                "locale": locale,
                "direction": directions[locale],
                "text": texts[locale]["text"],
                "isOutdated": texts[locale]["sourceDigest"] not in (None, source),
            }
            for locale in ("en", "bn")
        ],
    }


_SHAPES: dict[str, Callable[[Data], Data]] = {
    "feed": _feed,
    "article": _article,
    "title": _title,
    "thread": _thread,
    "queue": _queue,
    "parallel": _parallel,
}


# ── parts ───────────────────────────────────────────────────────────────────────────────────────


def _id(kind: str, uuid: str) -> str:
    return f"{kind}_{UUID(uuid).hex}"


def _first(connection: Data) -> Data:
    return next(iter(connection["nodes"]), None)


def _served(connection: Data) -> Data:
    found = _first(connection)
    return found and found["served"]


def _by_slug(data: Data) -> Data:
    """What is not public, PostGraphile shows all the same: row level security is not set up here."""
    found = data["bySlug"]
    return found["article"] if found is not None and found["article"]["isPublic"] else None


def _authors(article: Data) -> list[Data]:
    authors = [each["author"] for each in article["authors"]["nodes"]]
    return [{"id": _id("author", each["id"]), "name": each["name"]} for each in authors]


def _comments(connection: Data) -> Data:
    return {"nodes": [_comment(each) for each in connection["nodes"]]}


def _comment(comment: Data) -> Data:
    found = {**comment, "id": _id("comment", comment["id"])}
    if "replies" in comment:
        found["replies"] = _comments(comment["replies"])
    return found
