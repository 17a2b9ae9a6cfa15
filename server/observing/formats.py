"""How log lines are written: as text for people, or as an object of JSON a line for programs."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from server.settings import LogFormat, Observing

PLACE_OF_FACTS = " %s"


class Facts:
    """What a line tells, by name: the last argument of its message, `logger.info("request %s", Facts(…))`. Written as
    name=value in text, as members of the object in JSON. None is left out."""

    __slots__ = ("values",)

    def __init__(self, **values: object) -> None:
        self.values = {name: value for name, value in values.items() if value is not None}

    def __str__(self) -> str:
        return " ".join(f"{name}={_text(value)}" for name, value in self.values.items())


def _text(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


class JsonFormatter(logging.Formatter):
    """time (UTC), level, logger, message, the facts, and the traceback of an exception as one text."""

    def format(self, record: logging.LogRecord) -> str:
        facts = _facts(record)
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if facts is None else record.msg.removesuffix(PLACE_OF_FACTS),
            **(facts or {}),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        # In ASCII, so that a lone surrogate in an exception's text cannot keep the line from being written.
        return json.dumps(told, default=str)


def _facts(record: logging.LogRecord) -> Mapping[str, object] | None:
    args = record.args
    return args[0].values if isinstance(args, tuple) and args and isinstance(args[0], Facts) else None


def log_config(observing: Observing) -> dict[str, Any]:
    """For logging.config.dictConfig, in every server process."""
    level = observing.log_level.name
    is_json = observing.log_format is LogFormat.JSON
    formatters = JSON_FORMATTERS if is_json else TEXT_FORMATTERS
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": formatters,
        "handlers": {
            "default": {
                "class": "logging.StreamHandler",
                "formatter": "default",
                "stream": "ext://sys.stderr",
            },
            "access": {"class": "logging.StreamHandler", "formatter": "access", "stream": "ext://sys.stdout"},
        },
        "root": {"handlers": ["default"], "level": max(level, "WARNING", key=logging.getLevelName)},
        "loggers": {
            "galley": {"level": level},
            # uvicorn tells it of every socket, with the client's address.
            "galley.websocket": {"level": "WARNING"},
            "uvicorn": {"level": level},
            "uvicorn.access": {"handlers": ["access"], "level": level, "propagate": False},
        },
    }


TEXT_FORMATTERS: dict[str, dict[str, Any]] = {
    "default": {"()": "uvicorn.logging.DefaultFormatter", "fmt": "%(levelprefix)s %(message)s"},
    "access": {
        "()": "uvicorn.logging.AccessFormatter",
        "fmt": '%(levelprefix)s %(client_addr)s - "%(request_line)s" %(status_code)s',
    },
}
JSON_FORMATTERS: dict[str, dict[str, Any]] = {
    name: {"()": "server.observing.formats.JsonFormatter"} for name in ("default", "access")
}
