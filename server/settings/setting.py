"""How a setting is declared: once, with its name, unit, default, what is accepted and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """`default` is written as an operator would write it. `override` names a variable that wins."""

    name: str
    field: str
    unit: str
    default: str
    accepts: str
    help: str
    read: Callable[[str], object]
    override: str | None = None
