"""What a process has counted, and how it is just now, as the text that Prometheus reads."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate

from prometheus_client import CollectorRegistry, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)
from prometheus_client.registry import Collector

from server.observing.counts import BOUNDS, OTHER, Counts, Histogram

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
WORKER = "worker"
"""The label that every sample has: the process that answers, as the next request may reach another."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """`values` by the values of `label`; a gauge without a label has one, under the empty text."""

    name: str
    help: str
    values: Mapping[str, float]
    label: str | None = None


def exposition(counts: Counts, gauges: Iterable[Gauge]) -> bytes:
    return generate_latest(_Collected([*_counted(counts), *map(_gauge, gauges), *_of_the_process()]))


class _Collected(Collector):
    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        worker = str(os.getpid())
        for metric in self._metrics:
            metric.samples = [
                sample._replace(labels={**sample.labels, WORKER: worker}) for sample in metric.samples
            ]
            yield metric


def _counted(counts: Counts) -> Iterator[Metric]:
    durations = HistogramMetricFamily(
        "galley_operation_duration_seconds",
        "Queries and mutations, by the name of the operation where it is one that is told apart.",
        labels=["operation"],
    )
    for name, histogram in [*counts.durations.items(), (OTHER, counts.other)]:
        if any(histogram.buckets):
            durations.add_metric([name or OTHER], _buckets(histogram), histogram.sum)
    yield durations
    ended = CounterMetricFamily(
        "galley_operations",
        "Operations that have ended, by kind and HTTP status; one over a socket has the status it would have had.",
        labels=["kind", "status"],
    )
    for (kind, status), number in counts.ended.items():
        ended.add_metric([kind, str(status)], number)
    yield ended
    errors = CounterMetricFamily(
        "galley_errors", "Operations that were answered with an error of this code.", labels=["code"]
    )
    for code, number in counts.errors.items():
        errors.add_metric([code], number)
    yield errors


def _buckets(histogram: Histogram) -> list[tuple[str, float]]:
    bounds = [*map(str, BOUNDS), "+Inf"]
    return list(zip(bounds, map(float, accumulate(histogram.buckets)), strict=True))


def _gauge(gauge: Gauge) -> Metric:
    labels = [] if gauge.label is None else [gauge.label]
    metric = GaugeMetricFamily(gauge.name, gauge.help, labels=labels)
    for label, value in gauge.values.items():
        metric.add_metric([label] if labels else [], value)
    return metric


def _of_the_process() -> Iterable[Metric]:
    """Memory, processor time and open files, under the names that every client of Prometheus gives them; nothing
    where there is no /proc."""
    return ProcessCollector(registry=CollectorRegistry()).collect()
