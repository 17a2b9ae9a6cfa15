"""Who speaks in these tests, and the tokens they show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from server.auth import make_guest_token, make_token, person_id, staff_subject
from server.models.types import utc_now
from server.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Voice:
    """A person with an identity. `id` is the person row's."""

    name: str
    roles: frozenset[Role]

    @property
    def subject(self) -> str:
        return staff_subject(self.name) if self.is_staff else f"reader:{self.name.lower()}"

    @property
    def is_staff(self) -> bool:
        return bool(self.roles - {Role.READER})

    @property
    def id(self) -> UUID:
        return person_id(self.subject)

    @property
    def viewer(self) -> Viewer:
        """As the server sees them."""
        return Viewer(id=self.id, name=self.name, roles=self.roles, is_identified=True, subject=self.subject)

    def token(self, secrets: Sequence[bytes]) -> str:
        return make_token(
            secrets=secrets,
            subject=self.subject,
            name=self.name,
            roles=self.roles,
            now=utc_now(),
            expires_in=timedelta(hours=1),
        )


@dataclass(frozen=True, slots=True)
class GuestVoice:
    """A guest who has commented before, and so has a token."""

    name: str
    id: UUID
    is_staff: bool = False

    @property
    def viewer(self) -> Viewer:
        return Viewer(id=self.id)

    def token(self, secrets: Sequence[bytes]) -> str:
        return make_guest_token(secrets=secrets, person=self.id, first_seen_at=utc_now())


Speaker = Voice | GuestVoice | str | None
"""A person, a bare token, or a guest without one."""


def token_of(speaker: Speaker, secrets: Sequence[bytes]) -> str | None:
    return speaker if speaker is None or isinstance(speaker, str) else speaker.token(secrets)


def moderator(name: str) -> Voice:
    return Voice(name, frozenset({Role.MODERATOR}))


LENA = Voice("Lena", frozenset({Role.READER}))
OMI = Voice("Omi", frozenset({Role.READER}))
TARIQ = GuestVoice("Tariq", UUID("0190aaaa-0000-7000-8000-00000000c0de"))
ANN = moderator("Ann")
BOB = moderator("Bob")
EVA = Voice("Eva", frozenset({Role.EDITOR}))
ADA = Voice("Ada", frozenset({Role.ADMIN}))

NOT_MODERATORS: tuple[Speaker, ...] = (None, TARIQ, LENA, EVA)
MODERATORS = (ANN, ADA)
