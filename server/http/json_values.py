"""JSON that a client sends -> values, no deeper and no more of them than the limits."""

from __future__ import annotations

from typing import Any

import orjson

from server.settings import Limits


def read_json(text: bytes | str, limits: Limits) -> Any:
    """Raises ValueError with what is wrong, as it is said of `text`: "is nested more than 50 deep"."""
    data = text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
    try:
        value = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise ValueError("is not JSON in UTF-8") from None
    # Most texts hold fewer brackets and commas, all told, than either limit.
    depth, values = limits.json_depth, limits.json_values
    containers = data.count(b"{") + data.count(b"[")
    if containers > depth and _is_deeper(value, depth):
        raise ValueError(f"is nested more than {depth} deep")
    if containers + data.count(b",") >= values and _has_more(value, values):
        raise ValueError(f"holds more than {values:,} values")
    return value


def _is_deeper(value: Any, depth: int) -> bool:
    """Whether objects and lists stand within each other more than `depth` deep."""
    level = [value]
    for _ in range(depth + 1):
        level = [part for part in level if isinstance(part, dict | list)]
        if not level:
            return False
        level = _inside(level)
    return True


def _has_more(value: Any, limit: int) -> bool:
    """Whether there are more than `limit` values, objects and lists counted like any other."""
    level, count = [value], 1
    while level and count <= limit:
        level = _inside([part for part in level if isinstance(part, dict | list)])
        count += len(level)
    return count > limit


def _inside(containers: list[Any]) -> list[Any]:
    return [inner for outer in containers for inner in (outer.values() if isinstance(outer, dict) else outer)]
