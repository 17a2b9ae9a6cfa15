"""What stops a run and can be put right by whoever started it."""

from __future__ import annotations


class Problem(Exception):
    """The message says what to do."""
