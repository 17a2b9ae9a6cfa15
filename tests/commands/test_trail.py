"""galley doctor --audit, commenter export, commenter erase, tidy."""

from __future__ import annotations

import asyncio
import json
import re
import stat
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from server.database import Database
from server.models import DeliveryError, DeliveryOutcome, Person, WebhookAttempt, WebhookDelivery
from server.models.types import utc_now, uuid7
from server.settings import load_settings
from tests.commands.galley import SECRET, Outcome, invoke
from tests.trail.log import act, seal, tamper
from tests.trail.receiver import SECRET as WEBHOOK_SECRET

WEBHOOK = {"GALLEY_WEBHOOK_URL": "https://desk.example.org/hook", "GALLEY_WEBHOOK_SECRET": WEBHOOK_SECRET}
GUEST = UUID("0190aaaa-0000-7000-8000-00000000c0de")


def galley(url: str, *arguments: str, **settings: str) -> Outcome:
    return invoke(*arguments, **{"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": SECRET, **settings})


def on(url: str, work: Callable[[Database], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        database = Database(load_settings({"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": SECRET}))
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


async def _three_seals(database: Database) -> UUID:
    entries = []
    for _ in range(3):
        entries += await act(database, at=utc_now())
        await seal(database, at=utc_now())
    return entries[0]


async def _a_guest(database: Database) -> None:
    async with database.transaction() as session:
        session.add(
            Person(
                id=GUEST,
                name="Mitali",
                email="mitali@example.org",
                first_seen_at=utc_now() - timedelta(days=100),
            )
        )


async def _persons(database: Database) -> list[Any]:
    async with database.transaction() as session:
        return [tuple(row) for row in await session.execute(select(Person.name, Person.email))]


# ── doctor ──────────────────────────────────────────────────────────────────────────────────────


def test_doctor_prints_the_seal_to_note_and_finds_it_again(database_url: str) -> None:
    on(database_url, _three_seals)
    outcome = galley(database_url, "doctor", "--audit")
    assert outcome.code == 0, outcome.text
    noted = re.search(
        r"3 entries, 3 seals\. To note elsewhere: (3:[0-9a-f]{64})$", outcome.stdout, re.MULTILINE
    )
    assert noted is not None, outcome.stdout
    assert galley(database_url, "doctor", "--audit", "--expect", noted[1]).code == 0
    other = galley(database_url, "doctor", "--audit", "--expect", "3:" + "0" * 16)
    assert other.code == 1
    assert "problem  Seal 3 is not the one that was noted" in other.stdout


def test_doctor_names_what_was_changed_and_ends_with_1(database_url: str) -> None:
    entry = on(database_url, _three_seals)
    assert galley(database_url, "doctor").code == 0
    on(database_url, lambda database: tamper(database, f"DELETE FROM audit_entry WHERE id = '{entry.hex}'"))
    outcome = galley(database_url, "doctor", "--audit")
    assert outcome.code == 1
    assert f"problem  Audit entry audit_{entry.hex} was removed" in outcome.stdout
    assert "To note elsewhere" not in outcome.stdout
    assert galley(database_url, "doctor").code == 0, "it looks only when asked"


def test_doctor_says_that_a_guard_is_gone(database_url: str) -> None:
    table = "" if database_url.startswith("sqlite") else " ON audit_entry"

    async def drop(database: Database) -> None:
        async with database.transaction() as session:
            await session.execute(text(f"DROP TRIGGER audit_entry_refuses_update{table}"))

    on(database_url, drop)
    outcome = galley(database_url, "doctor", "--audit")
    assert outcome.code == 1
    assert "problem  The trigger audit_entry_refuses_update is missing or off" in outcome.stdout


@pytest.mark.parametrize("arguments", [["--expect", "1:" + "0" * 16], ["--audit", "--expect", "41"]])
def test_doctor_refuses_what_is_no_noted_seal(database_url: str, arguments: list[str]) -> None:
    assert galley(database_url, "doctor", *arguments).code == 2


def test_doctor_says_when_deliveries_fail(database_url: str) -> None:
    assert "The webhook has not been called yet." in galley(database_url, "doctor", **WEBHOOK).stdout

    async def fail(database: Database) -> None:
        async with database.transaction() as session:
            for outcome, attempts in ((DeliveryOutcome.GIVEN_UP, 12), (DeliveryOutcome.OPEN, 2)):
                delivery = uuid7()
                session.add(
                    WebhookDelivery(
                        id=delivery, payload={}, outcome=outcome, attempts=attempts, next_attempt_at=utc_now()
                    )
                )
                await session.flush()
                session.add(
                    WebhookAttempt(
                        delivery_id=delivery,
                        number=attempts,
                        started_at=utc_now(),
                        duration_ms=1,
                        status_code=500,
                        error=DeliveryError.SERVER,
                    )
                )

    on(database_url, fail)
    outcome = galley(database_url, "doctor", **WEBHOOK)
    assert outcome.code == 0
    assert (
        "notice   Calls to the webhook that were given up within 7 days: 1. The last failure: SERVER, status 500"
        in (outcome.stdout)
    )
    assert "notice   The webhook does not answer as it should; attempts: 2" in outcome.stdout
    assert "webhook" not in galley(database_url, "doctor").stdout


# ── commenter ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", [f"commenter_{GUEST.hex}", f"actor_{GUEST.hex}", GUEST.hex, str(GUEST)])
def test_exports_json_and_tells_progress_apart(database_url: str, name: str) -> None:
    on(database_url, _a_guest)
    outcome = galley(database_url, "commenter", "export", name)
    assert outcome.code == 0, outcome.text
    person = json.loads(outcome.stdout)["person"]
    assert (person["name"], person["email"], person["isGuest"]) == ("Mitali", "mitali@example.org", True)


def test_exports_into_a_new_file_that_only_its_owner_reads(database_url: str, folder: Path) -> None:
    on(database_url, _a_guest)
    command = ("commenter", "export", GUEST.hex, "--output", "mitali.json")
    outcome = galley(database_url, *command)
    assert (outcome.code, outcome.stdout) == (0, "")
    assert stat.S_IMODE((folder / "mitali.json").stat().st_mode) == 0o600
    assert json.loads((folder / "mitali.json").read_text())["person"]["name"] == "Mitali"
    again = galley(database_url, *command)
    assert again.code == 1
    assert "Name a new file" in again.stderr


def test_erases_only_after_a_yes(database_url: str) -> None:
    on(database_url, _a_guest)
    outcome = galley(database_url, "commenter", "erase", GUEST.hex)
    assert outcome.code == 1
    assert "Erase 'Mitali' with 0 comments for good?" in outcome.stderr
    assert on(database_url, _persons) == [("Mitali", "mitali@example.org")]
    outcome = galley(database_url, "commenter", "erase", GUEST.hex, "--yes")
    assert (outcome.code, outcome.stdout) == (
        0,
        "Erased. Comments gone: 0; kept as tombstones below replies: 0.\n",
    )
    assert on(database_url, _persons) == []


def test_erasing_twice_says_when_it_was_done(database_url: str) -> None:
    on(database_url, _a_guest)
    galley(database_url, "commenter", "erase", GUEST.hex, "--yes")
    outcome = galley(database_url, "commenter", "erase", GUEST.hex, "--yes")
    assert outcome.code == 0
    assert outcome.stdout.startswith("This person was erased 20")


@pytest.mark.parametrize("command", ["export", "erase"])
def test_says_that_there_is_no_such_person(database_url: str, command: str) -> None:
    outcome = galley(database_url, "commenter", command, GUEST.hex)
    assert outcome.code == 1
    assert f"There is no commenter_{GUEST.hex}" in outcome.stderr
    assert galley(database_url, "commenter", command, "article_1").code == 2


# ── tidy ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("days", "email"), [("90", None), ("101", "mitali@example.org")])
def test_tidy_goes_by_the_retention_and_reports(database_url: str, days: str, email: str | None) -> None:
    on(database_url, _a_guest)
    outcome = galley(database_url, "tidy", GALLEY_RETENTION_DAYS=days)
    assert outcome.code == 0, outcome.text
    assert f"Removed what is older than {days} days" in outcome.stdout
    assert f"guests' e-mail addresses: {int(email is None)}" in outcome.stdout
    assert on(database_url, _persons) == [("Mitali", email)]
