"""A newsroom that runs, an article without comments, and the policy under which only checks hold."""

from __future__ import annotations

from tests.submitting.conftest import api, article, clock, post_mode, unhurried

__all__ = ["api", "article", "clock", "post_mode", "unhurried"]
