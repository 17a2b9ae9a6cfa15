"""A span for each operation, sent to a collector by OTLP over HTTP."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Container

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from server.observing.note import NAME_SHOWN, SUBSCRIPTION, Note

SEND_SECONDS = 5.0
"""For the collector to take what it is sent."""

PARENT_CHARS = 128
"""Of a traceparent; one has 55. What is longer would be a line in the library's log for each request."""

Attributes = dict[str, str | int]


class Spans:
    """The library's provider is this one's own, not the process's: nothing else in it makes spans. They are made when
    the operation has ended, as nothing is called meanwhile that would have to know of them."""

    def __init__(self, url: str, names: Container[str | None]) -> None:
        resource = Resource.create({"service.name": "galley", "process.pid": os.getpid()})
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._exporter = OTLPSpanExporter(endpoint=url, timeout=SEND_SECONDS)
        self._provider.add_span_processor(BatchSpanProcessor(self._exporter))
        self._tracer = self._provider.get_tracer("galley")
        self._parents = TraceContextTextMapPropagator()
        self._names = names

    def hear(self, note: Note, status: int, seconds: float) -> None:
        """A subscription has no span: it would be as long as somebody follows it, and be sent at its end."""
        operation = note.operation
        if operation.kind == SUBSCRIPTION:
            return
        ended_at = time.time_ns()
        parent = note.parent
        span = self._tracer.start_span(
            # A name that a stranger chose does not become one of the collector's.
            f"{operation.kind} {operation.name}" if operation.name in self._names else operation.kind,
            context=self._parents.extract({"traceparent": parent}) if _is_usable(parent) else None,
            kind=SpanKind.SERVER,
            attributes=_attributes(note, status),
            start_time=ended_at - int(seconds * 1e9),
        )
        if status >= 500:
            span.set_status(StatusCode.ERROR)
        span.end(ended_at)

    def close(self) -> None:
        """Sends what is left. It takes as long as the collector does, and twice SEND_SECONDS at most, where the
        library would wait for half a minute; not for the event loop's thread."""
        late = threading.Timer(SEND_SECONDS, self._exporter.shutdown)
        late.start()
        self._provider.shutdown()
        late.cancel()


def _is_usable(parent: str | None) -> bool:
    return parent is not None and len(parent) <= PARENT_CHARS


def _attributes(note: Note, status: int) -> Attributes:
    operation = note.operation
    attributes: Attributes = {
        "graphql.operation.type": operation.kind,
        "http.response.status_code": status,
        "galley.request_id": note.id,
    }
    if operation.name is not None:
        attributes["graphql.operation.name"] = operation.name[:NAME_SHOWN]
    if operation.document:
        attributes["galley.document"] = operation.document
    if note.cost is not None:
        attributes["galley.cost"] = note.cost
    if note.codes:
        attributes["error.type"] = note.codes[0]
    return attributes
