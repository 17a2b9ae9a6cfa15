"""What a plan is run with: the variables, the viewer, the time, the site's fallback chains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from server.text.fallback import ORIGINAL, Chains
from server.viewer import Viewer

__all__ = ["ORIGINAL", "Chains", "Request"]


@dataclass(frozen=True, slots=True)
class Request:
    """`now` is in UTC to the millisecond."""

    viewer: Viewer
    now: datetime
    chains: Chains
    variables: Mapping[str, Any] = field(default_factory=dict)
