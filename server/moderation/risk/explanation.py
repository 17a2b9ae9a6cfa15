"""Which parts of a text raised its risk most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from server.moderation.findings import TextSpan
from server.moderation.risk.features import pieces, runs
from server.moderation.risk.model import RiskModel
from server.moderation.words.tokens import Token

MAX_RUNS = 10
"""Runs of letters that are shown, the weightiest first; those that overlap become one span."""


def weighty_spans(model: RiskModel, tokens: Sequence[Token]) -> tuple[TextSpan, ...]:
    """Every place of the runs of letters with the greatest weights, in the order of the text; none that lower it."""
    weights = model.weights
    places: dict[int, list[TextSpan]] = defaultdict(list)
    for piece, origins in pieces(tokens):
        for start, end, bucket in runs(piece):
            if weights[bucket] > 0 and end > start:
                places[bucket].append(TextSpan(origins[start], origins[end - 1] + 1))
    heaviest = sorted(places, key=lambda bucket: (-weights[bucket], bucket))[:MAX_RUNS]
    return _merged(span for bucket in heaviest for span in places[bucket])


def _merged(spans: Iterable[TextSpan]) -> tuple[TextSpan, ...]:
    merged: list[TextSpan] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if merged and span.start <= merged[-1].end:
            merged[-1] = TextSpan(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
