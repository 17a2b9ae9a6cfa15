"""Models and learners as bytes for one database column each, the same on every machine."""

from __future__ import annotations

import struct
import sys
import zlib
from array import array
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import chain

from server.moderation.risk.features import BUCKETS
from server.moderation.risk.learner import KEPT_GUESSES, Learner
from server.moderation.risk.model import RiskModel

# 16 bits hold a weight to three digits, more than it is known to. Zeros cost nothing once they are compressed.
_WEIGHT_BYTES = 2
_PIECE = 4_096
"""Weights that are made objects of Python at a time: all at once they take 8 MB, and a process often keeps that."""
_HEAD = struct.Struct("<dddI")
_COUNTS = struct.Struct("<IIH")
_GUESS = struct.Struct("<f?")
_SUMS_BYTES = 4 * (BUCKETS + 1)
_LARGEST_HALF = 65_000.0


class Unreadable(ValueError):
    """The bytes are not of this format, or damaged."""


def pack_model(model: RiskModel) -> bytes:
    """0.1 to 0.5 MB."""
    head = _HEAD.pack(model.bias, model.slope, model.intercept, model.learned_from)
    pieces = (model.weights[start : start + _PIECE] for start in range(0, BUCKETS, _PIECE))
    return _packed(6, [head], map(_halves, pieces))


def unpack_model(packed: bytes) -> RiskModel:
    """Raises Unreadable."""
    raw = _unpacked(packed, _HEAD.size + _WEIGHT_BYTES * BUCKETS)
    bias, slope, intercept, learned_from = _HEAD.unpack_from(raw)
    halves = raw[_HEAD.size : _HEAD.size + _WEIGHT_BYTES * BUCKETS]
    weights = array("f", (weight for (weight,) in struct.iter_unpack("<e", halves)))
    return RiskModel(weights=weights, bias=bias, slope=slope, intercept=intercept, learned_from=learned_from)


def pack_learner(learner: Learner) -> bytes:
    """0.2 to 2 MB."""
    guesses = b"".join(_GUESS.pack(score, label) for score, label in learner.guesses)
    counts = _COUNTS.pack(learner.refused, learner.approved, len(learner.guesses))
    return _packed(1, map(_little, (learner.z, learner.n)), [counts, guesses])


def unpack_learner(packed: bytes) -> Learner:
    """Raises Unreadable."""
    raw = _unpacked(packed, 2 * _SUMS_BYTES + _COUNTS.size)
    z, n = (_from_little(raw[start : start + _SUMS_BYTES]) for start in (0, _SUMS_BYTES))
    refused, approved, count = _COUNTS.unpack_from(raw, 2 * _SUMS_BYTES)
    tail = raw[2 * _SUMS_BYTES + _COUNTS.size :]
    if len(tail) != count * _GUESS.size:
        raise Unreadable("the guesses are cut off")
    guesses = deque(((score, label) for score, label in _GUESS.iter_unpack(tail)), maxlen=KEPT_GUESSES)
    return Learner(z=z, n=n, refused=refused, approved=approved, guesses=guesses)


def _packed(level: int, *parts: Iterable[bytes]) -> bytes:
    compressor = zlib.compressobj(level)
    return b"".join([*map(compressor.compress, chain(*parts)), compressor.flush()])


def _halves(weights: Sequence[float]) -> bytes:
    bounded = [max(-_LARGEST_HALF, min(_LARGEST_HALF, weight)) for weight in weights]
    return struct.pack(f"<{len(bounded)}e", *bounded)


def _unpacked(packed: bytes, least: int) -> bytes:
    try:
        raw = zlib.decompress(packed)
    except zlib.error as error:
        raise Unreadable(str(error)) from None
    if len(raw) < least:
        raise Unreadable("cut off")
    return raw


def _little(sums: array[float]) -> bytes:
    copy = array("f", sums)
    if sys.byteorder == "big":
        copy.byteswap()
    return copy.tobytes()


def _from_little(raw: bytes) -> array[float]:
    sums = array("f")
    sums.frombytes(raw)
    if sys.byteorder == "big":
        sums.byteswap()
    return sums
