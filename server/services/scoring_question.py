"""What a scorer is asked about a comment, and what it may answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

import orjson

from server.moderation.checks.score import ANSWERED
from server.moderation.findings import Finding, Outcome, TextSpan
from server.text.normal import is_storable

MAX_MESSAGE_CHARS = 500
MAX_SPANS = 100


@dataclass(frozen=True, slots=True)
class Question:
    """`version` is the one that brought this body. `locale` None: the language is not known."""

    comment_id: UUID
    article_id: UUID
    version: int
    body: str
    locale: str | None


class Unanswered(Exception):
    """There is no answer that can be used. The message says why, in a few words without anything of the answer."""


class Scorer(Protocol):
    """Anything that can be asked about a comment. Called outside any transaction, and may take its time."""

    async def score(self, question: Question) -> Finding:
        """A finding of the check ANSWERED. Raises Unanswered."""
        ...


def read_answer(body: bytes, question: Question) -> Finding:
    """{"outcome": "HOLD", "score": 0.8, "message": "…", "spans": [{"start": 0, "end": 4}]}; all but the outcome may
    be left out. Raises Unanswered for anything else: half an answer is none."""
    try:
        answer = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Unanswered("its answer is no JSON") from None
    if not isinstance(answer, dict):
        raise Unanswered("its answer is no JSON object")
    return Finding(
        check=ANSWERED,
        outcome=_outcome(answer.get("outcome")),
        message=_message(answer.get("message")),
        score=_score(answer.get("score")),
        spans=tuple(_span(each, len(question.body)) for each in _list(answer.get("spans"))),
    )


def _outcome(value: Any) -> Outcome:
    try:
        return Outcome(value)
    except ValueError:
        raise Unanswered(f"its outcome is none of {', '.join(Outcome)}") from None


def _score(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise Unanswered("its score is no number from 0 to 1")
    return float(value)


def _message(value: Any) -> str:
    if value is None:
        return "The scorer has answered."
    if not isinstance(value, str) or not is_storable(value):
        raise Unanswered("its message is no text")
    return " ".join(value.split())[:MAX_MESSAGE_CHARS] or "The scorer has answered."


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > MAX_SPANS:
        raise Unanswered(f"its spans are no list of at most {MAX_SPANS}")
    return value


def _span(value: Any, length: int) -> TextSpan:
    """Booleans are integers to Python, and no place in a text."""
    start, end = (value.get(name) if isinstance(value, dict) else None for name in ("start", "end"))
    if type(start) is int and type(end) is int and 0 <= start < end <= length:
        return TextSpan(start, end)
    raise Unanswered("a span is not within the body")
