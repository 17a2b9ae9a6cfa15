"""galley doctor and galley token, where there is a provider."""

from __future__ import annotations

import asyncio
import re

import pytest
from sqlalchemy import select

from server.auth import person_of_provider
from server.database import Database
from server.models import TokenRevocation
from server.settings import load_settings
from tests.commands.galley import Outcome, invoke
from tests.identity.provider import CONFIGURATION, FakeProvider, pair


def lines(outcome: Outcome) -> list[str]:
    return [line for line in outcome.stdout.splitlines() if "OIDC" in line or "OpenID" in line]


def test_doctor_says_that_the_keys_can_be_read(plain: dict[str, str], oidc: FakeProvider) -> None:
    oidc.pairs = [pair(), pair("EC", "ES256"), pair(use="enc", kid="other")]
    outcome = invoke("doctor", **plain, **oidc.settings, GALLEY_OIDC_ROLES="a=EDITOR")
    assert lines(outcome) == ["ok       The OpenID provider's keys can be read: 2, for RS256, ES256."]
    assert outcome.code == 0


def test_doctor_says_what_to_do_about_a_provider_that_cannot_be_used(
    plain: dict[str, str], oidc: FakeProvider
) -> None:
    oidc.answers[CONFIGURATION] = (404, b"")
    (line,) = lines(invoke("doctor", **plain, **oidc.settings, GALLEY_OIDC_ROLES="a=EDITOR"))
    assert re.match(rf"notice   .*{re.escape(oidc.url)}.* answered 404\. Check GALLEY_OIDC_ISSUER", line)
    del oidc.answers[CONFIGURATION]
    oidc.pairs = [pair("P-384", "ES384")]
    (line,) = lines(invoke("doctor", **plain, **oidc.settings, GALLEY_OIDC_ROLES="a=EDITOR"))
    assert "Have it sign tokens by RS256, PS256, ES256 or EdDSA." in line


def test_doctor_says_that_nobody_is_staff(plain: dict[str, str], oidc: FakeProvider) -> None:
    assert any(
        line.startswith("notice   GALLEY_OIDC_ROLES")
        for line in lines(invoke("doctor", **plain, **oidc.settings))
    )
    assert lines(invoke("doctor", **plain)) == []


def test_ends_the_tokens_of_a_providers_person(plain: dict[str, str], oidc: FakeProvider) -> None:
    outcome = invoke("token", "--revoke", "248289", "--oidc", **plain, **oidc.settings)
    assert outcome.code == 0

    async def revoked() -> list[object]:
        database = Database(load_settings(plain))
        try:
            async with database.transaction() as session:
                return list(await session.scalars(select(TokenRevocation.person_id)))
        finally:
            await database.close()

    assert asyncio.run(revoked()) == [person_of_provider(oidc.url, "248289")]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--revoke", "1", "--oidc"], "GALLEY_OIDC_ISSUER"),
        (["--oidc", "--role", "editor", "--name", "Ann"], "--oidc goes with --revoke"),
    ],
)
def test_says_what_oidc_needs(plain: dict[str, str], arguments: list[str], told: str) -> None:
    outcome = invoke("token", *arguments, **plain)
    assert outcome.code != 0
    assert told in outcome.text
