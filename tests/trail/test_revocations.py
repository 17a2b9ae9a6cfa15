"""Tokens that were revoked count no longer, in a running server too; new ones do."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from server.auth import make_guest_token, make_token, person_id, viewer_of
from server.cli.token import _person
from server.errors import Unauthenticated
from server.models import AuditEntry
from server.models.types import utc_now
from server.services.revocations import revoke_tokens
from server.viewer import Role
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, BOB, LENA, OMI, Voice
from tests.trail.log import NOW, eventually

SECRETS = [b"only-for-tests-" * 3]
GUEST = UUID("0190aaaa-0000-7000-8000-00000000c0de")
VIEWER = "{ viewer { name } }"


def token(seconds: int = 0) -> str:
    """Made so long after NOW."""
    return "Bearer " + make_token(
        secrets=SECRETS,
        subject="reader:1",
        name="Ann",
        roles=[Role.MODERATOR],
        now=NOW + timedelta(seconds=seconds),
        expires_in=timedelta(days=1),
    )


@pytest.mark.parametrize(("seconds", "counts"), [(-1, False), (0, False), (1, True)])
def test_ends_tokens_of_that_second_and_earlier(seconds: int, counts: bool) -> None:
    revoked = {person_id("reader:1"): NOW + timedelta(milliseconds=900)}
    if counts:
        assert viewer_of(token(seconds), secrets=SECRETS, now=NOW, revoked=revoked).name == "Ann"
        return
    with pytest.raises(Unauthenticated, match="has been revoked"):
        viewer_of(token(seconds), secrets=SECRETS, now=NOW, revoked=revoked)


def test_ends_a_guests_token_for_good_and_nobody_elses() -> None:
    made = "Bearer " + make_guest_token(secrets=SECRETS, person=GUEST, first_seen_at=NOW - timedelta(days=9))
    assert viewer_of(made, secrets=SECRETS, now=NOW, revoked={person_id("reader:1"): NOW}).id == GUEST
    with pytest.raises(Unauthenticated):
        viewer_of(made, secrets=SECRETS, now=NOW, revoked={GUEST: NOW})


@pytest.mark.parametrize(
    ("subject", "person"),
    [
        ("reader:1", person_id("reader:1")),
        ("galley:Rahela  AKTER", person_id("galley:rahela akter")),
        (f"guest:{GUEST.hex}", GUEST),
        (f"commenter_{GUEST.hex}", GUEST),
        ("guest:somebody", person_id("guest:somebody")),
    ],
)
def test_finds_the_person_by_subject_or_id(subject: str, person: UUID) -> None:
    assert _person(subject) == person


async def test_a_running_server_refuses_within_a_second(api: Api, newsroom: Newsroom) -> None:
    """The least of three times: whatever else the machine does only adds."""
    assert min([await seconds_until_refused(api, each) for each in (ANN, LENA, OMI)]) < 1
    assert (await api.run(VIEWER, BOB))["viewer"]["name"] == "Bob"


async def seconds_until_refused(api: Api, voice: Voice) -> float:
    assert (await api.run(VIEWER, voice))["viewer"]["name"] == voice.viewer.name
    async with api.database.transaction() as session:
        await revoke_tokens(session, voice.id, now=utc_now() + timedelta(minutes=1))
    revoked_at = time.monotonic()

    async def is_refused() -> bool:
        return (await api.send(VIEWER, voice)).status_code == 401

    await eventually(is_refused, within_seconds=10)
    return time.monotonic() - revoked_at


async def test_may_be_revoked_again_and_each_is_in_the_audit_log(api: Api) -> None:
    for minutes in (0, 1):
        async with api.database.transaction() as session:
            await revoke_tokens(session, ANN.id, now=NOW + timedelta(minutes=minutes))
    actions = await api.rows(select(AuditEntry.action).where(AuditEntry.subject_id == ANN.id))
    assert actions == ["token.revoke"] * 2
