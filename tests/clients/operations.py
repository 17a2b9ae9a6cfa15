"""What every client asks: one query, one mutation, one subscription, and a query that no schema takes."""

from __future__ import annotations

import json
from typing import Any

READ = """query Kitchen($slug: String!, $locale: Locale!) {
  article(slug: $slug) { id originalLocale translation(locale: $locale) { title direction isFallback } }
}"""
READ_VARIABLES = {"slug": "seven-neighbourhoods-one-school-pot", "locale": "bn"}
FOUND = {
    "originalLocale": "bn",
    "translation": {"title": "এক হাঁড়িতে সাত পাড়ার রান্না", "direction": "LTR", "isFallback": False},
}
"""Of the article, beside its id."""

WRITE = """mutation Say($input: SubmitCommentInput!) {
  submitComment(input: $input) { comment { id status body } notice errors { code message } }
}"""
BODY = "হাঁড়িটা কত বড়?"

FOLLOW = """subscription Follow($articleId: ID!) {
  commentPublished(articleId: $articleId) { id body }
}"""

WRONG = "query Wrong { site { nothing } }"

AS_JSON = json.dumps(
    {
        "read": {"text": READ, "variables": READ_VARIABLES},
        "write": {"text": WRITE, "body": BODY},
        "follow": {"text": FOLLOW},
        "wrong": {"text": WRONG},
    }
)


def assert_answered(found: Any, written: list[Any], told: list[Any], refused: list[str]) -> None:
    """What a client has read, written and heard of is what the server has; what it was refused, it could tell."""
    article = dict(found["article"])
    assert article.pop("id").startswith("article_")
    assert article == FOUND
    comments = {}
    for payload in (answer["submitComment"] for answer in written):
        assert payload["errors"] == []
        assert payload["notice"]
        assert payload["comment"]["status"] == "APPROVED"
        comments[payload["comment"]["id"]] = payload["comment"]["body"]
    assert told
    for comment in (event["commentPublished"] for event in told):
        assert comment["body"] == comments[comment["id"]]
        assert comment["body"].startswith(BODY)
    assert refused == ["GRAPHQL_VALIDATION_FAILED"]
