"""The scorer at GALLEY_SCORER_URL: one signed POST, as Standard Webhooks signs them, and a small JSON answer."""

from __future__ import annotations

from datetime import datetime

import orjson

from server.models.types import format_instant, utc_now
from server.moderation.findings import Finding
from server.services.scoring_client import post
from server.services.scoring_question import Question, read_answer
from server.services.webhook_signing import signed_headers
from server.settings import Settings


class WebhookScorer:
    """Only for settings with a `scorer_url`."""

    def __init__(self, settings: Settings) -> None:
        assert settings.scorer_url is not None, "made only where there is an address"
        self._url = settings.scorer_url
        self._secrets = settings.scorer_secrets
        self._timeout_seconds = settings.scorer_timeout_ms / 1000

    async def score(self, question: Question) -> Finding:
        """Raises Unanswered. The same question again has the same webhook-id."""
        now = utc_now()
        body = _body(question, now)
        message_id = f"score_{question.comment_id.hex}_{question.version}"
        headers = signed_headers(message_id, body, secrets=self._secrets, now=now)
        answer = await post(self._url, body, headers, timeout_seconds=self._timeout_seconds)
        return read_answer(answer, question)


def _body(question: Question, now: datetime) -> bytes:
    """Names nobody: neither the commenter nor an address."""
    return orjson.dumps(
        {
            "type": "comment.score",
            "timestamp": format_instant(now),
            "data": {
                "commentId": f"comment_{question.comment_id.hex}",
                "articleId": f"article_{question.article_id.hex}",
                "version": question.version,
                "locale": question.locale,
                "body": question.body,
            },
        }
    )
