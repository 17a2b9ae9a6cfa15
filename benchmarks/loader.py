"""The process that makes the load (benchmarks.load), from this side of its pipe; and single requests."""

from __future__ import annotations

import http.client
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson

from benchmarks.figures import Figures, figures
from benchmarks.load import Slice, Taken
from benchmarks.places import ROOT
from benchmarks.problem import Problem


class Loader:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def take(self, task: Slice, *, who: str) -> Figures:
        """Raises Problem where an answer was not as it should be."""
        answer = self.taken(task, who=who)
        return figures(
            answer.latencies,
            seconds=answer.seconds,
            client_seconds=answer.client_seconds,
            received=answer.received_bytes,
        )

    def taken(self, task: Slice, *, who: str) -> Taken:
        """The same, as it came."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(task.as_line() + b"\n")
        self._process.stdin.flush()
        answer = orjson.loads(self._process.stdout.readline() or b'{"error": "the load process has ended"}')
        if "error" in answer:
            raise Problem(f"{who} broke under load: {answer['error']}")
        return Taken(**answer)


@contextmanager
def load_process() -> Iterator[Loader]:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.load"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield Loader(process)
    finally:
        process.kill()
        process.wait()


def ask(port: int, request: bytes) -> Any:
    """One answer's JSON. Raises Problem for a status that is not 200, and for errors in the answer."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", first.split(" ")[1], body, headers)
        response = connection.getresponse()
        text = response.read()
    finally:
        connection.close()
    if response.status != 200:
        raise Problem(f"{first}: {response.status} {text[:2000].decode(errors='replace')}")
    answer = orjson.loads(text)
    if answer.get("errors"):
        raise Problem(f"{first}: {orjson.dumps(answer['errors'])[:2000].decode()}")
    return answer["data"]
