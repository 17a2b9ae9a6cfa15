"""What search engines read of an article: JSON-LD, NewsArticle (schema.org)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def news_article(article: Mapping[str, Any], base: str, site_name: str) -> dict[str, Any]:
    text, image = article["translation"], article["leadImage"]
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": text["title"],
        "inLanguage": text["locale"],
        "datePublished": text["publishedAt"] or article["publishedAt"],
        "dateModified": text["updatedAt"],
        "author": [
            {"@type": "Person", "name": (each["translation"] or each)["name"]} for each in article["authors"]
        ],
        "publisher": {"@type": "Organization", "name": site_name},
        "commentCount": article["commentCount"],
        "isAccessibleForFree": True,
    }
    if text["summary"]:
        found["description"] = text["summary"]
    if image and image["url"]:
        found["image"] = absolute(image["url"], base)
    if text["translators"]:
        found["translator"] = [{"@type": "Person", "name": each["name"]} for each in text["translators"]]
    return found


def absolute(url: str, base: str) -> str:
    return base + url if url.startswith("/") else url
