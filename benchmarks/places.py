"""Where the benchmarks keep what they make: below var/bench, which is not under version control."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
KEPT = ROOT / "var" / "bench"
RESULTS = HERE / "RESULTS.md"
