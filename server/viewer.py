"""Who asks: the person behind a request, and the roles that a bearer token gave them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What a person may do beyond reading. ADMIN implies every other role; no other implies another."""

    READER = "READER"
    MODERATOR = "MODERATOR"
    EDITOR = "EDITOR"
    ADMIN = "ADMIN"


@dataclass(frozen=True, slots=True)
class Viewer:
    """One request's person. A guest with a guest token has an id and no roles; one without has neither.

    `address` is where the request came from, for as long as it is answered: no more is kept of it than a keyed
    hash of its prefix (server.auth.address_hash).
    """

    id: UUID | None = None
    name: str | None = None
    roles: frozenset[Role] = frozenset()
    is_identified: bool = False
    subject: str | None = None
    address: str | None = field(default=None, repr=False)

    def at(self, address: str | None) -> Viewer:
        """The same person there. Every request asks for it, and dataclasses.replace takes twice the time."""
        return Viewer(self.id, self.name, self.roles, self.is_identified, self.subject, address)

    def has_role(self, role: Role) -> bool:
        return role in self.roles or Role.ADMIN in self.roles

    @property
    def is_staff(self) -> bool:
        """Has a role that works for the newsroom (any but READER)."""
        return bool(self.roles - {Role.READER})


GUEST = Viewer()
