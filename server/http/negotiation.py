"""Which media type an answer has, by the request's Accept header (RFC 9110, 12.5.1); how such headers are read."""

from __future__ import annotations

from functools import lru_cache

GRAPHQL_TYPE = "application/graphql-response+json"
JSON_TYPE = "application/json"

OFFERED = (JSON_TYPE, GRAPHQL_TYPE)
"""The first is for clients that have no preference, as those that know neither are the oldest."""

RANGES = 32
"""Of one header; a browser names eight, and the rest of a longer one is not read."""


@lru_cache(maxsize=256)
def media_type(accept: str | None) -> str | None:
    """The offered type that the client likes best; the one it names first where it likes both the same. None where
    it takes neither."""
    if accept is None or not accept.strip():
        return JSON_TYPE
    wanted = weights(accept)
    names = list(wanted)
    liking = {kind: _quality(kind, wanted) for kind in OFFERED}
    best = max(
        OFFERED,
        key=lambda kind: (liking[kind], -names.index(kind) if kind in wanted else -RANGES),
    )
    return best if liking[best] > 0 else None


def weights(header: str) -> dict[str, float]:
    """What it names, in its order and in lower case, each with its weight."""
    found: dict[str, float] = {}
    for part in header.split(",")[:RANGES]:
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        found.setdefault(name, _weight(parameters))
    return found


def _weight(parameters: list[str]) -> float:
    """0..1; what is no weight counts as none given."""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            digits = value.strip().replace(".", "", 1)
            return min(float(value), 1.0) if digits.isascii() and digits.isdigit() else 1.0
    return 1.0


def _quality(kind: str, wanted: dict[str, float]) -> float:
    """By the most specific range that names it."""
    for name in (kind, "application/*", "*/*"):
        if name in wanted:
            return wanted[name]
    return 0.0
