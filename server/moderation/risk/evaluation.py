"""How well probabilities fit the decisions that were taken: precision, recall, calibration."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from server.moderation.risk.calibration import brier, skill

HELD_OUT_ONE_IN = 8
"""Decisions about one comment in eight are never learned from, only measured with."""

MIN_EACH = 20
"""Held-out decisions of each kind from which measures are told: with fewer, one decision more or less changes recall
by five points."""

BINS = 5


@dataclass(frozen=True, slots=True)
class Bin:
    """Of the probabilities from `start` up to `start` + 1/BINS: how many, their mean, and what share came true."""

    start: float
    count: int
    told: float
    came_true: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`precision` is None where nothing would have been held."""

    refused: int
    approved: int
    precision: float | None
    recall: float
    brier: float
    skill: float
    bins: tuple[Bin, ...]


def is_held_out(comment_id: UUID) -> bool:
    """By the comment, so that a second decision about it is on the same side. The same in every process."""
    return zlib.crc32(comment_id.bytes) % HELD_OUT_ONE_IN == 0


def evaluate(told: Sequence[tuple[float, bool]], *, holds_from: float) -> Evaluation | None:
    """Takes (probability, was refused); None where there are too few of either kind to say anything."""
    refused = sum(label for _, label in told)
    approved = len(told) - refused
    if min(refused, approved) < MIN_EACH:
        return None
    held = [label for probability, label in told if probability >= holds_from]
    return Evaluation(
        refused=refused,
        approved=approved,
        precision=sum(held) / len(held) if held else None,
        recall=sum(held) / refused,
        brier=brier(told),
        skill=skill(told),
        bins=tuple(_bins(told)),
    )


def _bins(told: Sequence[tuple[float, bool]]) -> list[Bin]:
    found = []
    for number in range(BINS):
        inside = [(p, label) for p, label in told if min(int(p * BINS), BINS - 1) == number]
        if inside:
            count = len(inside)
            mean, true = sum(p for p, _ in inside) / count, sum(label for _, label in inside) / count
            found.append(Bin(start=number / BINS, count=count, told=mean, came_true=true))
    return found
