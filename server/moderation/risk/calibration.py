"""Scores into probabilities that come true as often as they say, and how good they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from server.moderation.risk.model import logistic

STEPS = 25
"""Newton's method: 6 are usually enough."""

TRUST = 2.0
"""How hard the plain reading (slope 1, intercept 0) pulls, as so many guesses would."""

SLOPES = (0.05, 5.0)
"""A slope of nothing or less would turn the order round; a steep one is sure of everything."""


@dataclass(frozen=True, slots=True)
class Calibration:
    slope: float
    intercept: float

    def probability(self, score: float) -> float:
        return logistic(self.slope * score + self.intercept)


PLAIN = Calibration(slope=1.0, intercept=0.0)


def fitted(guesses: Sequence[tuple[float, bool]]) -> Calibration:
    """The slope and intercept under which these scores would have been right most (Platt 1999)."""
    slope, intercept = PLAIN.slope, PLAIN.intercept
    for _ in range(STEPS):
        errors = [(score, logistic(slope * score + intercept), label) for score, label in guesses]
        down = TRUST * (slope - 1) + fsum((p - label) * score for score, p, label in errors)
        across = TRUST * intercept + fsum(p - label for _, p, label in errors)
        a = TRUST + fsum(p * (1 - p) * score * score for score, p, _ in errors)
        b = fsum(p * (1 - p) * score for score, p, _ in errors)
        c = TRUST + fsum(p * (1 - p) for _, p, _ in errors)
        determinant = a * c - b * b
        step = (down * c - across * b) / determinant, (across * a - down * b) / determinant
        slope, intercept = slope - _bounded(step[0]), intercept - _bounded(step[1])
    return Calibration(slope=max(SLOPES[0], min(SLOPES[1], slope)), intercept=intercept)


def _bounded(step: float) -> float:
    """Newton's method may leap over the goal where the curve is flat."""
    return max(-1.0, min(1.0, step))


def brier(told: Sequence[tuple[float, bool]]) -> float:
    """The mean squared error of (probability, came true): 0 is perfect, 0.25 is a coin's."""
    return fsum((p - label) ** 2 for p, label in told) / len(told)


def skill(told: Sequence[tuple[float, bool]]) -> float:
    """How much smaller the error is than that of always telling the mean: 1 perfect, 0 no better. 0 where all came
    out alike, as nothing can be better than that."""
    if not told:
        return 0.0
    mean = fsum(label for _, label in told) / len(told)
    plain = mean * (1 - mean)
    return 1 - brier(told) / plain if plain else 0.0
