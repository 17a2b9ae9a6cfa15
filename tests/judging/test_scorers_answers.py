"""What counts as a scorer's answer, and what does not: over a real socket."""

from __future__ import annotations

import pytest

from server.moderation.findings import Outcome
from server.services.scoring_question import Question, Scorer, Unanswered
from server.services.scoring_webhook import WebhookScorer
from tests.judging.scorers import FINE, SECRET, answering, scorer
from tests.submitting.sending import row_id

BAD_ANSWERS: dict[str, bytes | None] = {
    "500": answering({"outcome": "NOTE"}, "500 Internal Server Error"),
    "204": answering(b"", "204 No Content"),
    "a redirect": answering({"outcome": "NOTE"}, "302 Found", "Location: http://127.0.0.1:9/\r\n"),
    "no JSON": answering(b"NOTE"),
    "a list": answering([{"outcome": "NOTE"}]),
    "no outcome": answering({"score": 0.1}),
    "a wrong outcome": answering({"outcome": "ALLOW"}),
    "a number as outcome": answering({"outcome": 1}),
    "a list as outcome": answering({"outcome": []}),
    "a wrong score": answering({"outcome": "NOTE", "score": 1.5}),
    "a boolean score": answering({"outcome": "NOTE", "score": True}),
    "a message that is none": answering({"outcome": "NOTE", "message": {}}),
    "a message with a NUL": answering(b'{"outcome": "NOTE", "message": "a\\u0000"}'),
    "a span outside": answering({"outcome": "NOTE", "spans": [{"start": 0, "end": 999}]}),
    "a span of booleans": answering({"outcome": "NOTE", "spans": [{"start": False, "end": True}]}),
    "too many spans": answering({"outcome": "NOTE", "spans": [{"start": 0, "end": 1}] * 101}),
    "too much": answering({"outcome": "NOTE", "message": "x" * 70_000}),
    "cut off": FINE[:-3],
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "nothing": b"",
    "a chunk that is none": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    "a length that is none": b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}",
    "a long head": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000,
    "no answer": None,
}


@pytest.mark.parametrize("answer", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
async def test_an_answer_that_cannot_be_used_is_none(answer: bytes | None) -> None:
    question = Question(
        comment_id=row_id("comment_" + "1" * 32), article_id=row_id("article_" + "2" * 32, "article"),
        version=1, body="Eleven char", locale=None,
    )  # fmt: skip
    async with scorer(lambda _: answer) as fake:
        with pytest.raises(Unanswered):
            await _webhook(fake.url).score(question)


def _webhook(url: str) -> Scorer:
    made = WebhookScorer.__new__(WebhookScorer)
    made._url, made._secrets, made._timeout_seconds = url, (SECRET,), 0.4
    return made


IN_CHUNKS = b'8;x=y\r\n{"outcom\r\n9\r\ne":"HOLD"\r\n1\r\n}\r\n0\r\n\r\n'


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + IN_CHUNKS,
        b'HTTP/1.0 200 OK\r\n\r\n{"outcome":"HOLD"}',
        b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + answering({"outcome": "HOLD"}),
    ],
    ids=["chunks", "until the end", "after a hint"],
)
async def test_every_way_to_send_an_answer_is_read(answer: bytes) -> None:
    question = Question(
        comment_id=row_id("comment_" + "1" * 32), article_id=row_id("article_" + "2" * 32, "article"),
        version=1, body="Eleven char", locale=None,
    )  # fmt: skip
    async with scorer(lambda _: answer) as fake:
        assert (await _webhook(fake.url).score(question)).outcome is Outcome.HOLD
