"""An event as the outbox holds it: what happened, and to what. Ids, never text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

COMMENT_IDS = ("comment", "comments")
"""Names under which an event tells the comments that something was done to."""


@dataclass(frozen=True, slots=True)
class Event:
    """`kind` is a thing and what became of it ("comment.decided"); kinds that nobody here knows are events too."""

    kind: str
    ids: Mapping[str, tuple[UUID, ...]] = field(default_factory=dict)

    @classmethod
    def stored(cls, kind: str, payload: Any) -> Event:
        """As a row of the outbox holds it. What is no id in it is left out."""
        named = payload.items() if isinstance(payload, dict) else ()
        return cls(kind, {name: _ids(value) for name, value in named})

    def __getitem__(self, name: str) -> tuple[UUID, ...]:
        return self.ids.get(name, ())

    @property
    def article(self) -> UUID | None:
        return next(iter(self["article"]), None)

    @property
    def comments(self) -> tuple[UUID, ...]:
        """The comments that something was done to, not those that it had effects on."""
        return tuple(each for name in COMMENT_IDS for each in self[name])


def _ids(value: Any) -> tuple[UUID, ...]:
    found = []
    for text in value if isinstance(value, list) else [value]:
        try:
            found.append(UUID(hex=text))
        except (ValueError, TypeError, AttributeError):
            continue
    return tuple(found)
