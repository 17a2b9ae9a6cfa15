"""Tokens of the demo's staff, for whoever tries Galley on this machine."""

from __future__ import annotations

from datetime import timedelta

from server.auth import make_token, staff_subject
from server.models.types import utc_now
from server.settings import Settings
from server.viewer import Role

DEMO_TOKEN_LIFE = timedelta(days=30)


def demo_token(settings: Settings, role: Role) -> str:
    """The same person each time: "Demo Moderator", "Demo Editor"."""
    name = f"Demo {role.capitalize()}"
    return make_token(
        secrets=settings.secrets,
        subject=staff_subject(name),
        name=name,
        roles=[role],
        now=utc_now(),
        expires_in=DEMO_TOKEN_LIFE,
    )
