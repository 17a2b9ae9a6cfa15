"""Learns from one decision after another: logistic regression, each weight at a rate of its own.

FTRL-Proximal (McMahan and others, "Ad Click Prediction", 2013): what a run of letters has taught slows down what it
teaches next, and weights of runs that taught little are pulled towards nothing.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from math import sqrt

from server.moderation.risk.calibration import PLAIN, Calibration, fitted, skill
from server.moderation.risk.features import BUCKETS
from server.moderation.risk.model import RiskModel, logistic, share

RATE = 1.5
SLOWNESS = 0.1
LASSO = 0.002
RIDGE = 0.1
"""Set by hand, by trying some on samples of the public tweets that docs/decisions/0021 tells of. Nothing has shown
that they are the best for a newsroom's own readers; `galley doctor --risk` says how well they do there."""

MIN_EACH = 100
"""Decisions of each kind before a model says anything: with fewer refusals than that the share of them that it finds,
measured on what is held out, is uncertain by more than a quarter."""

MIN_SKILL = 0.05
"""How much smaller its mean squared error on decisions it had not seen yet must be than that of always telling the
share of refusals. A model that is no better than that would only colour the queue."""

KEPT_GUESSES = 500
"""Guesses about the last decisions, each made before the decision was learned: what calibration is fitted to."""


@dataclass(slots=True, eq=False)
class Learner:
    """`z` and `n` are FTRL's sums for each bucket, the bias's at the end. `guesses` are (score, was refused)."""

    z: array[float] = field(default_factory=lambda: array("f", bytes(4 * (BUCKETS + 1))))
    n: array[float] = field(default_factory=lambda: array("f", bytes(4 * (BUCKETS + 1))))
    refused: int = 0
    approved: int = 0
    guesses: deque[tuple[float, bool]] = field(default_factory=lambda: deque(maxlen=KEPT_GUESSES))

    def learn(self, found: Collection[int], *, is_refused: bool) -> None:
        """One decision about a text with these buckets."""
        value = share(len(found))
        score = self._weight(BUCKETS) + value * sum([self._weight(bucket) for bucket in found])
        self.guesses.append((score, is_refused))
        error = logistic(score) - is_refused
        self._teach(BUCKETS, error)
        for bucket in found:
            self._teach(bucket, error * value)
        if is_refused:
            self.refused += 1
        else:
            self.approved += 1

    @property
    def has_enough(self) -> bool:
        return min(self.refused, self.approved) >= MIN_EACH

    @property
    def skill(self) -> float:
        """0 for always telling the share of refusals, 1 for never erring, on the guesses that are kept."""
        calibration = self.calibration
        return skill([(calibration.probability(score), label) for score, label in self.guesses])

    @property
    def calibration(self) -> Calibration:
        return fitted(list(self.guesses)) if self.has_enough else PLAIN

    def model(self) -> RiskModel:
        """What is known now, whether or not it is enough."""
        calibration = self.calibration
        return RiskModel(
            weights=array("f", map(self._weight, range(BUCKETS))),
            bias=self._weight(BUCKETS),
            slope=calibration.slope,
            intercept=calibration.intercept,
            learned_from=self.refused + self.approved,
        )

    def _weight(self, bucket: int) -> float:
        z = self.z[bucket]
        lasso = 0.0 if bucket == BUCKETS else LASSO
        if -lasso <= z <= lasso:
            return 0.0
        pull = lasso if z > 0 else -lasso
        return (pull - z) / ((SLOWNESS + sqrt(self.n[bucket])) / RATE + RIDGE)

    def _teach(self, bucket: int, gradient: float) -> None:
        before = self.n[bucket]
        after = before + gradient * gradient
        sigma = (sqrt(after) - sqrt(before)) / RATE
        self.z[bucket] += gradient - sigma * self._weight(bucket)
        self.n[bucket] = after
