"""What operators are told of a process: its log, its metrics, its traces."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from server.settings import values, webhook
from server.settings.setting import Setting

MAX_NAMES = 200
"""Each is a dozen series of a histogram, for each process."""

NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,99}")
TOKEN = re.compile(r"[!-~]{16,}")


class LogLevel(StrEnum):
    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


class LogRequests(StrEnum):
    """Which operations have a line of their own in the log."""

    OFF = "off"
    SLOW = "slow"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observing:
    """Neither the token nor the collector's address is in its repr."""

    log_level: LogLevel
    log_format: LogFormat
    log_requests: LogRequests
    slow_ms: int
    metrics_token: bytes | None = field(repr=False)
    """None where there are no metrics."""
    metrics_operations: tuple[str, ...]
    traces_url: str | None = field(repr=False)
    """None where there are no traces."""


def operation_names(text: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(part for part in re.split(r"[\s,]+", text) if part))
    for name in names:
        if not NAME.fullmatch(name):
            raise ValueError(f"{values.shown(name)} is not a name of GraphQL of at most 100 letters")
    if len(names) > MAX_NAMES:
        raise ValueError(f"there are {len(names)} names")
    return names


def metrics_token(text: str) -> bytes | None:
    if not text:
        return None
    if not TOKEN.fullmatch(text):
        raise ValueError("it is too short, or holds what is no visible ASCII")
    return text.encode()


OBSERVING_SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="GALLEY_LOG_LEVEL",
        field="log_level",
        unit="name",
        default="info",
        accepts="debug, info, warning or error",
        help="The least serious message that is logged.",
        read=values.choice(LogLevel),
    ),
    Setting(
        name="GALLEY_LOG_FORMAT",
        field="log_format",
        unit="name",
        default="text",
        accepts="text or json",
        help="json writes an object a line, for programs that gather logs.",
        read=values.choice(LogFormat),
    ),
    Setting(
        name="GALLEY_LOG_REQUESTS",
        field="log_requests",
        unit="name",
        default="slow",
        accepts="off, slow or all",
        help="Which operations have a line in the log. slow: those of GALLEY_SLOW_MS and more, and failed ones.",
        read=values.choice(LogRequests),
    ),
    Setting(
        name="GALLEY_SLOW_MS",
        field="slow_ms",
        unit="milliseconds",
        default="1000",
        accepts="1 to 600000",
        help="From how long on an operation is slow.",
        read=values.whole_number(1, 600_000),
    ),
    Setting(
        name="GALLEY_METRICS_TOKEN",
        field="metrics_token",
        unit="text of 16 characters or more",
        default="",
        accepts="visible ASCII without spaces",
        help="Whoever sends it as bearer token may read /metrics, which is not there without it.",
        read=metrics_token,
    ),
    Setting(
        name="GALLEY_METRICS_OPERATIONS",
        field="metrics_operations",
        unit="names",
        default="",
        accepts=f"at most {MAX_NAMES} names of operations, separated by commas or white space",
        help="Operations that metrics tell apart, beside those of trusted documents. The rest is other.",
        read=operation_names,
    ),
    Setting(
        name="GALLEY_TRACES",
        field="traces_url",
        unit="URL",
        default="",
        accepts="http://… or https://… without a user name",
        help="A collector that takes OpenTelemetry traces by OTLP over HTTP. Needs requirements/otel.txt.",
        read=webhook.webhook_url,
    ),
)
