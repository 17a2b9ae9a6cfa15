"""How a server process is started."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Start:
    """`environment` is beside the one of the run."""

    command: list[str]
    environment: Mapping[str, str]
