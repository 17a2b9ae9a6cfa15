"""What a crowd may write about, set and be answered."""

from __future__ import annotations

from typing import Any

ABOUT = ("lamps", "lamps", "lamps and wax", "the ferry", "http://a.example http://b.example http://c.example")
POLICIES: tuple[dict[str, Any], ...] = (
    {"mode": "POST"},
    {"mode": "POST"},
    {"mode": "PRE"},
    {"mode": "CLOSED"},
    {"flagsToHold": 1},
    {"flagsToHold": 2},
    {"flagsToHold": None},
    {"editWindowSeconds": 60},
    {"editWindowSeconds": 600},
    {"maxDepth": 3},
    {"guests": False},
    {"guests": True},
    {"suspectWords": [{"words": ["wax"]}]},
    {"bannedWords": [{"words": ["ferr*"]}]},
    {"bannedWords": []},
)
REFUSALS = {
    "submit": {
        "PARENT_UNAVAILABLE", "TOO_DEEP", "DUPLICATE", "BANNED", "COMMENTS_CLOSED", "FORBIDDEN",
        "IDEMPOTENCY_MISMATCH",
    },
    "edit": {"NOT_FOUND", "FORBIDDEN", "BANNED", "EDIT_WINDOW_OVER", "CONFLICT", "DUPLICATE"},
    "delete": {"NOT_FOUND", "FORBIDDEN"},
    "flag": {"NOT_FOUND", "FORBIDDEN", "BANNED"},
    "decide": {"NOT_FOUND", "CONFLICT"},
    "bulk": {"NOT_FOUND", "EDITED", "MODERATED", "DELETED", "CLAIMED"},
    "undo": {"NOT_FOUND", "EDITED", "MODERATED", "DELETED", "CLAIMED", "ALREADY_DONE"},
    "claim": {"NOT_FOUND", "CLAIMED"},
    "ban": {"NOT_FOUND", "FORBIDDEN"},
    "policy": {"INVALID"},
}  # fmt: skip
"""What each act may be answered where it is not done: nothing else, whatever happens at the same time."""

WRITES = frozenset({"submit", "edit", "flag"})
"""What a banned person cannot do."""
