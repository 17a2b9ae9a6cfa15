"""From the times of answers to the figures that are told. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one slice, or the medians of several. Times in milliseconds; `client_us` is the client's CPU a request."""

    per_second: float
    p50_ms: float
    p99_ms: float
    answer_kb: float
    client_us: float


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of all is not above (nearest rank). Raises ValueError for none."""
    if not ordered:
        raise ValueError("no values")
    rank = -(-len(ordered) * round(share * 10_000) // 10_000)
    return ordered[max(0, rank - 1)]


def figures(latencies: Sequence[float], *, seconds: float, client_seconds: float, received: int) -> Figures:
    """Of one slice. Latencies in seconds."""
    ordered = sorted(latencies)
    count = len(ordered)
    return Figures(
        per_second=count / seconds,
        p50_ms=percentile(ordered, 0.5) * 1000,
        p99_ms=percentile(ordered, 0.99) * 1000,
        answer_kb=received / count / 1000,
        client_us=client_seconds / count * 1_000_000,
    )


def middle(slices: Sequence[Figures]) -> Figures:
    """Each figure's median: one slice in which the machine was busy with something else does not count."""
    return Figures(
        **{name: median(getattr(each, name) for each in slices) for name in Figures.__dataclass_fields__}
    )


def ratio(own: Sequence[Figures], others: Sequence[Figures]) -> float:
    """How many times as many requests: the median over pairs of neighbouring slices, as noise hits both alike."""
    return median(a.per_second / b.per_second for a, b in zip(own, others, strict=True))


def slowdown(usual: Sequence[Figures], other: Sequence[Figures]) -> float:
    """How many times as long the middle answer takes, as the median over pairs of neighbouring slices."""
    return median(b.p50_ms / a.p50_ms for a, b in zip(usual, other, strict=True))


def spread(slices: Sequence[Figures]) -> float:
    """How far slices lie apart: half the distance of the quartiles, as a share of the median."""
    rates = sorted(each.per_second for each in slices)
    return (percentile(rates, 0.75) - percentile(rates, 0.25)) / 2 / median(rates)
