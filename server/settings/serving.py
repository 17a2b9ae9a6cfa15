"""How answers are sent, and how a process stops."""

from __future__ import annotations

from server.settings import values
from server.settings.setting import Setting

SERVING_SETTINGS: tuple[Setting, ...] = (
    Setting(
        name="GALLEY_COMPRESSION",
        field="has_compression",
        unit="switch",
        default="on",
        accepts="on or off",
        help="Whether answers to queries of 1 kB and more are compressed for clients that ask for it.",
        read=values.switch,
    ),
    Setting(
        name="GALLEY_DRAIN_MS",
        field="drain_ms",
        unit="milliseconds",
        default="0",
        accepts="0 to 600000",
        help="How long a process goes on taking requests after a stop is asked for, and /readyz has said so.",
        read=values.whole_number(0, 600_000),
    ),
    Setting(
        name="GALLEY_STOP_TIMEOUT_MS",
        field="stop_timeout_ms",
        unit="milliseconds",
        default="30000",
        accepts="100 to 600000",
        help="How long requests that are running then may take to end. What is left is broken off.",
        read=values.whole_number(100, 600_000),
    ),
)
