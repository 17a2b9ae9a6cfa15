"""What was proved by a token or a session: who, and when it counts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from server.errors import Unauthenticated
from server.text.normal import is_storable, nfc
from server.viewer import Viewer

NOTHING_REVOKED: Mapping[UUID, datetime] = MappingProxyType({})

LAST_MOMENT = 253_402_300_799
"""The last second that a datetime has. A token may claim to end later."""


@dataclass(frozen=True, slots=True)
class Verified:
    """Its signature was good. `starts` and `ends` are seconds since 1970, differences of clocks allowed for;
    `made_at` is the second that it tells to have been made in. `kind` is its name in messages. `proof` is what a page
    has to show beside a session."""

    viewer: Viewer
    made_at: int | None
    starts: float
    ends: float
    kind: str = "bearer token"
    proof: str | None = field(default=None, repr=False)

    @property
    def ends_at(self) -> datetime:
        return datetime.fromtimestamp(self.ends, UTC)

    def viewer_at(self, now: datetime, revoked: Mapping[UUID, datetime] = NOTHING_REVOKED) -> Viewer:
        """The viewer, while it counts. `revoked` tells by person until when tokens were made that no longer do
        (server.services.revocations). Raises Unauthenticated."""
        moment = now.timestamp()
        if self.ends <= moment:
            raise Unauthenticated(f"The {self.kind} has expired.")
        if self.starts > moment:
            raise Unauthenticated(f"The {self.kind} is not valid yet.")
        person = self.viewer.id
        if person is not None and person in revoked and not self._is_made_after(revoked[person]):
            raise Unauthenticated(f"The {self.kind} has been revoked.")
        return self.viewer

    def _is_made_after(self, revoked_at: datetime) -> bool:
        """In a later second, as tokens tell no more. One that does not tell when it was made may be of before."""
        return self.made_at is not None and self.made_at > int(revoked_at.timestamp())


def malformed() -> Unauthenticated:
    return Unauthenticated("The bearer token is malformed.")


def moment_of(claimed: Any) -> float:
    """A claim of a time in seconds, no later than LAST_MOMENT. Raises Unauthenticated."""
    if isinstance(claimed, bool) or not isinstance(claimed, int | float):
        raise malformed()
    if isinstance(claimed, float) and not math.isfinite(claimed):
        raise malformed()
    return max(-LAST_MOMENT, min(claimed, LAST_MOMENT))


def made_at_of(claims: Mapping[str, Any]) -> int | None:
    """A token that tells nothing usable has not told when it was made."""
    try:
        return int(moment_of(claims.get("iat")))
    except Unauthenticated:
        return None


def subject_of(claims: Mapping[str, Any]) -> str:
    """Raises Unauthenticated."""
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject or not is_storable(subject):
        raise malformed()
    return subject


def name_of(claimed: Any) -> str | None:
    """A name that shows nothing, or that no database stores, is none."""
    is_name = isinstance(claimed, str) and claimed.strip() and is_storable(claimed)
    return nfc(claimed) if is_name else None
