"""What has been learned, ready to score: a weight for each bucket, and how scores become probabilities."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import exp, sqrt

from server.moderation.risk.features import buckets
from server.moderation.words.tokens import Token

LARGEST_SCORE = 30.0
"""Beyond this a probability is 0 or 1 to 13 places, and exp would overflow at 710."""


@dataclass(frozen=True, slots=True, eq=False)
class RiskModel:
    """`weights` has one for each bucket, `bias` stands for a text of which nothing is known. `slope` and `intercept`
    turn a score into a probability that is as often right as it says (Platt 1999). `learned_from` decisions."""

    weights: array[float]
    bias: float
    slope: float
    intercept: float
    learned_from: int

    def probability(self, tokens: Sequence[Token]) -> float:
        """0 to 1: how likely a moderator refuses the text."""
        return logistic(self.slope * self.score(buckets(tokens)) + self.intercept)

    def score(self, found: Collection[int]) -> float:
        """The logarithm of the odds before calibration."""
        weights = self.weights
        return self.bias + share(len(found)) * sum([weights[bucket] for bucket in found])


def share(count: int) -> float:
    """What each of so many buckets of a text counts for, so that long and short texts weigh alike."""
    return 1 / sqrt(count) if count else 0.0


def logistic(score: float) -> float:
    return 1 / (1 + exp(-max(-LARGEST_SCORE, min(LARGEST_SCORE, score))))
