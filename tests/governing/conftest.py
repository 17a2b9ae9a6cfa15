"""A newsroom whose policy is changed as moderators change it."""

from __future__ import annotations

from tests.api.conftest import api, not_moderator
from tests.submitting.conftest import article, clock

__all__ = ["api", "article", "clock", "not_moderator"]
