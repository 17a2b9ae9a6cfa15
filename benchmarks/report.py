"""The tables."""

from __future__ import annotations

from benchmarks.figures import middle, ratio
from benchmarks.measuring import Measured


def table(found: Measured) -> str:
    lines = []
    for query, slices in found.slices.items():
        for name, taken in slices.items():
            m = middle(taken)
            r = ratio(slices["galley"], taken)
            lines.append(
                f"{query:9} {name:12} {m.per_second:9.0f}/s p50 {m.p50_ms:7.2f} p99 {m.p99_ms:7.2f} "
                f"{m.answer_kb:6.1f} kB client {m.client_us:5.1f} us  galley/this {r:.2f}  "
                f"{found.memory_mb[name]:.0f} MB"
            )
    return "\n".join(lines)
