"""How log lines are written."""

from __future__ import annotations

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from server.observing.formats import Facts, JsonFormatter, log_config
from server.settings import LogFormat, LogLevel, Observing, load_settings

DEFAULTS = load_settings({}).observing


def formatted(message: str, *arguments: object, error: BaseException | None = None) -> Any:
    record = logging.LogRecord("galley.x", logging.WARNING, __file__, 1, message, arguments, None)
    if error is not None:
        record.exc_info = (type(error), error, error.__traceback__)
    text = JsonFormatter().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_json_has_the_facts_as_members() -> None:
    line = formatted("request %s", Facts(request_id="a", rows=3, errors=["X", "Y"], cost=None))
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "warning",
        "logger": "galley.x",
        "message": "request",
        "request_id": "a",
        "rows": 3,
        "errors": ["X", "Y"],
    }


def test_text_has_the_facts_behind_the_message() -> None:
    assert (
        str(Facts(request_id="a", rows=3, errors=["X", "Y"], cost=None)) == "request_id=a rows=3 errors=X,Y"
    )


def test_json_has_the_traceback_in_one_line() -> None:
    try:
        raise ValueError("what\nwas it \ud800")
    except ValueError as problem:
        line = formatted("internal error %s", Facts(request_id="a"), error=problem)
    assert line["exception"].startswith("Traceback")
    assert "what\nwas it \ud800" in line["exception"]


def test_json_takes_what_other_libraries_log() -> None:
    assert formatted("%s of %d", "one", 3)["message"] == "one of 3"
    assert formatted("all")["message"] == "all"


@contextmanager
def configured(observing: Observing) -> Iterator[io.StringIO]:
    """Logging as a server process has it, written to a buffer."""
    root, written = logging.getLogger(), io.StringIO()
    before = root.handlers[:], root.level
    loggers = ["galley", "galley.websocket", "uvicorn", "uvicorn.access"]
    levels = {name: logging.getLogger(name).level for name in loggers}
    try:
        logging.config.dictConfig(log_config(observing))
        for handler in root.handlers:
            assert isinstance(handler, logging.StreamHandler)
            handler.setStream(written)
        yield written
    finally:
        root.handlers[:], root.level = before
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        access = logging.getLogger("uvicorn.access")
        access.handlers, access.propagate = [], True


@pytest.mark.parametrize(
    ("level", "written"),
    [(LogLevel.INFO, ["a", "b", "c", "d"]), (LogLevel.WARNING, ["b", "c", "d"]), (LogLevel.ERROR, [])],
)
def test_writes_what_is_serious_enough(level: LogLevel, written: list[str]) -> None:
    with configured(replace(DEFAULTS, log_level=level)) as log:
        logging.getLogger("galley.requests").info("a")
        logging.getLogger("galley.requests").warning("b")
        logging.getLogger("uvicorn.error").warning("c")
        logging.getLogger("asyncpg").info("of another library")
        logging.getLogger("asyncpg").warning("d")
        logging.getLogger("galley.websocket").info("127.0.0.1:1 - WebSocket")
    assert [line.split()[-1] for line in log.getvalue().splitlines()] == written


def test_writes_an_object_a_line_where_that_is_wanted() -> None:
    with configured(replace(DEFAULTS, log_format=LogFormat.JSON)) as log:
        logging.getLogger("galley").warning("one\ntwo")
        logging.getLogger("uvicorn.error").info("three")
    assert [json.loads(line)["message"] for line in log.getvalue().splitlines()] == ["one\ntwo", "three"]
