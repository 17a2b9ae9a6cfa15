"""Whether traces are made. Nothing of OpenTelemetry is loaded where they are not, as it may not be installed."""

from __future__ import annotations

from collections.abc import Container
from importlib.util import find_spec
from typing import TYPE_CHECKING

from server.errors import OperatorError
from server.settings import Observing

if TYPE_CHECKING:
    from server.observing.spans import Spans

NEEDED = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
INSTALL = "python -m pip install --require-hashes -r requirements/otel.txt"


def require_tracing(observing: Observing) -> None:
    """Raises OperatorError where traces are wanted and cannot be made."""
    if observing.traces_url is not None and not all(map(_is_installed, NEEDED)):
        raise OperatorError(
            f"GALLEY_TRACES is set, and OpenTelemetry is not installed. Install it: {INSTALL}"
        )


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # of a package above it
        return False


def spans_of(observing: Observing, names: Container[str | None]) -> Spans | None:
    """Sends spans to the collector until it is closed; None where none is set. `names` are those of operations that
    are told apart. Raises as `require_tracing`."""
    if observing.traces_url is None:
        return None
    require_tracing(observing)
    from server.observing.spans import Spans  # noqa: PLC0415 - its packages may not be there

    return Spans(observing.traces_url, names)
