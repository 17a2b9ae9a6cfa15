"""The load client: it knows where an answer ends, whatever pieces it comes in, and what is no answer."""

from __future__ import annotations

import pytest

from benchmarks.load import AnswerEnd, BadAnswer, Slice

WITH_LENGTH = (
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nContent-Length: 11\r\n\r\nhello\r\n\r\nxy"
)
IN_CHUNKS = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"


@pytest.mark.parametrize("answer", [WITH_LENGTH, IN_CHUNKS], ids=["length", "chunks"])
@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_finds_the_end_of_one_answer_after_another(answer: bytes, size: int) -> None:
    end = AnswerEnd()
    for _ in range(3):
        pieces = [answer[at : at + size] for at in range(0, len(answer), size)]
        assert [end.takes(piece) for piece in pieces] == [False] * (len(pieces) - 1) + [True]


def test_takes_an_answer_without_a_body() -> None:
    assert AnswerEnd().takes(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 2\r\n\r\nno",
        b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhello",
    ],
    ids=["failed", "not found", "no length"],
)
def test_refuses_what_is_no_answer(answer: bytes) -> None:
    with pytest.raises(BadAnswer):
        AnswerEnd().takes(answer)


def test_is_told_a_slice_in_one_line() -> None:
    task = Slice(8000, (b"POST / HTTP/1.1\r\n\r\n\xff", b"\n"), 0.5)
    line = task.as_line()
    assert b"\n" not in line
    assert Slice.from_line(line) == task
