"""galley doctor --audit: whatever is done to the log behind Galley's back is found, and named."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from server.database import Database
from server.models import AuditEntry, AuditSeal
from server.services import sealing
from server.services.seal_inspection import Expectation, Inspection, inspect_audit_log
from server.services.seals import SealContent, entry_digest
from tests.trail.log import NOW, act, rows, seal, sealed, tamper

HOUR = timedelta(hours=1)
NEW_SECRET = b"another-secret-of-the-tests-" + b"0123456789" * 2


@pytest.fixture
async def log(database: Database) -> list[UUID]:
    """Six entries in three seals, an hour apart."""
    entries: list[UUID] = []
    for number in range(3):
        entries += await act(database, 2, at=NOW + number * HOUR)
        await seal(database, at=NOW + number * HOUR)
    return entries


async def inspect(database: Database, **options: Expectation) -> Inspection:
    return await inspect_audit_log(database, secrets=database.settings.secrets, **options)


async def problem(database: Database, **options: Expectation) -> str:
    """The only one."""
    problems = (await inspect(database, **options)).problems
    assert len(problems) == 1, problems
    return problems[0]


def insertion(entry: UUID, at: str) -> str:
    return (
        "INSERT INTO audit_entry (id, at, actor_kind, action) "
        f"VALUES ('{entry.hex}', '{at}', 'POLICY', 'comment.approve')"
    )


async def test_finds_nothing_wrong_with_what_was_sealed(database: Database, log: list[UUID]) -> None:
    found = await inspect(database)
    assert (found.problems, found.foreign, found.entries, found.waiting) == ([], [], len(log), 0)
    assert found.head is not None
    assert found.head.position == 3


@pytest.mark.parametrize("change", ["action = 'x'", "after = NULL", "at = '2026-11-25T13:00:00.001Z'"])
async def test_names_an_entry_that_was_changed(database: Database, log: list[UUID], change: str) -> None:
    await tamper(database, f"UPDATE audit_entry SET {change} WHERE id = '{log[1].hex}'")
    assert (await problem(database)).startswith(f"Audit entry audit_{log[1].hex} was changed")


async def test_names_an_entry_that_was_removed(database: Database, log: list[UUID]) -> None:
    await tamper(database, f"DELETE FROM audit_entry WHERE id = '{log[2].hex}'")
    assert (await problem(database)).startswith(f"Audit entry audit_{log[2].hex} was removed")


async def test_finds_an_entry_that_was_removed_with_its_record(database: Database, log: list[UUID]) -> None:
    await tamper(
        database,
        f"DELETE FROM audit_entry WHERE id = '{log[3].hex}'",
        f"DELETE FROM audit_seal_entry WHERE entry_id = '{log[3].hex}'",
    )
    found = (await inspect(database)).problems
    assert found[0].startswith("Audit entry 2 of seal 2 was removed together with its record")


async def test_names_an_entry_that_was_removed_before_it_was_sealed(database: Database) -> None:
    (entry,) = await act(database)
    await tamper(database, f"DELETE FROM audit_entry WHERE id = '{entry.hex}'")
    assert await seal(database) == 0
    assert await problem(database) == f"Audit entry audit_{entry.hex} was removed before it was sealed."


async def test_names_an_entry_that_was_added_past_the_sealer(database: Database, log: list[UUID]) -> None:
    entry = uuid4()
    await tamper(database, insertion(entry, "2026-11-25T15:00:00.000Z"))
    assert (await problem(database)).startswith(f"Audit entry audit_{entry.hex} was added past the sealer")


async def test_names_an_entry_that_was_added_to_an_old_seal(database: Database, log: list[UUID]) -> None:
    entry = uuid4()
    await tamper(database, insertion(entry, "2026-11-25T13:00:00.000Z"))
    (added,) = await rows(database, select(AuditEntry).where(AuditEntry.id == entry))
    await tamper(
        database, f"INSERT INTO audit_seal_entry VALUES ('{entry.hex}', 1, 3, '{entry_digest(added)}')"
    )
    assert await problem(database) == f"Audit entry audit_{entry.hex} was added to seal 1 afterwards."


async def test_names_an_entry_that_was_added_into_the_past_and_sealed(
    database: Database, log: list[UUID]
) -> None:
    """By an ordinary INSERT, which the sealer cannot tell from an act."""
    (entry,) = await act(database, at=NOW)
    await seal(database, at=NOW + 3 * HOUR)
    told = await problem(database)
    assert told.startswith(f"Audit entry audit_{entry.hex} was added into the past: it says 2026-11-25T13:00")


async def test_entries_of_a_backlog_are_not_taken_for_added(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No server ran for an hour, and there was more than a seal takes."""
    monkeypatch.setattr(sealing, "SEALED_AT_ONCE", 2)
    await act(database, 5, at=NOW)
    for _ in range(3):
        await seal(database, at=NOW + HOUR)
    assert (await inspect(database)).problems == []


async def test_finds_a_seal_that_was_changed_with_its_entry(database: Database, log: list[UUID]) -> None:
    """The digest is right again; the hash is not."""
    await tamper(database, f"UPDATE audit_entry SET action = 'x' WHERE id = '{log[0].hex}'")
    (changed,) = await rows(database, select(AuditEntry).where(AuditEntry.id == log[0]))
    await tamper(
        database,
        f"UPDATE audit_seal_entry SET digest = '{entry_digest(changed)}' WHERE entry_id = '{log[0].hex}'",
    )
    told = await problem(database)
    assert told.startswith("Seal 1 does not match its entries")
    assert log[0].hex in told


async def test_finds_a_chain_that_was_made_anew_without_the_secret(
    database: Database, log: list[UUID]
) -> None:
    """Whoever can write everything computes all hashes again, but not what the secret makes of them."""
    await tamper(database, f"UPDATE audit_entry SET action = 'x' WHERE id = '{log[0].hex}'")
    await _make_anew(database)
    told = (await inspect(database)).problems
    assert told == [f"Seal {number} was not made by a holder of GALLEY_SECRET." for number in (1, 2, 3)]


async def _make_anew(database: Database) -> None:
    links = await sealed(database)
    entries = {each.id: each for each in await rows(database, select(AuditEntry))}
    previous = "0" * 64
    for old in await rows(database, select(AuditSeal).order_by(AuditSeal.position)):
        ids = [entry for position, _, entry in links if position == old.position]
        content = SealContent(
            position=old.position,
            previous_hash=previous,
            sealed_at=old.sealed_at,
            is_complete=old.is_complete,
            vouches=old.vouches,
            entries=tuple((each, entry_digest(entries[each])) for each in ids),
        )
        made = content.hash()
        await tamper(
            database,
            f"UPDATE audit_seal SET previous_hash = '{previous}', hash = '{made}' WHERE position = {old.position}",
            *(
                f"UPDATE audit_seal_entry SET digest = '{digest}' WHERE entry_id = '{each.hex}'"
                for each, digest in content.entries
            ),
        )
        previous = made


async def test_a_seal_upon_a_forged_one_does_not_vouch_for_it(database: Database, log: list[UUID]) -> None:
    await _make_anew(database)
    await tamper(database, "UPDATE audit_seal SET key_id = 'unknown'")
    await act(database, at=NOW + 3 * HOUR)
    await seal(database, at=NOW + 3 * HOUR)
    assert (await problem(database)).startswith("Seal 4 was made without the secret of the seal before")


async def test_finds_a_seal_that_was_removed(database: Database, log: list[UUID]) -> None:
    await tamper(
        database,
        "DELETE FROM audit_seal_entry WHERE seal_position = 2",
        "DELETE FROM audit_seal WHERE position = 2",
    )
    told = (await inspect(database)).problems
    assert told[0] == "Seal 2 was removed, with its entries or without."
    assert sum("was added past the sealer" in each for each in told) == 2


async def test_a_noted_seal_shows_that_the_end_was_cut_off(database: Database, log: list[UUID]) -> None:
    head = (await inspect(database)).head
    assert head is not None
    noted = Expectation(head.position, head.hash[:16])
    assert (await inspect(database, expectation=noted)).problems == []
    last = ", ".join(f"'{entry.hex}'" for entry in log[4:])
    await tamper(
        database,
        "DELETE FROM audit_seal_entry WHERE seal_position = 3",
        "DELETE FROM audit_seal WHERE position = 3",
        f"DELETE FROM audit_entry WHERE id IN ({last})",
    )
    assert (await inspect(database)).problems == [], "nothing inside the database can show it"
    assert (await problem(database, expectation=noted)).startswith("Seal 3, which was noted, is gone")


async def test_a_secret_may_be_replaced(database: Database, log: list[UUID]) -> None:
    """The new one in front, an act, then the old one out: the new seal vouches for those before."""
    old = database.settings.secrets
    object.__setattr__(database.settings, "secrets", (NEW_SECRET, *old))
    await act(database, at=NOW + 3 * HOUR)
    await seal(database, at=NOW + 3 * HOUR)
    assert (await inspect(database)).problems == []
    object.__setattr__(database.settings, "secrets", (NEW_SECRET,))
    found = await inspect(database)
    assert (found.problems, found.foreign) == ([], [1, 2, 3])


async def test_tells_that_a_secret_was_replaced_at_once(database: Database, log: list[UUID]) -> None:
    head = (await inspect(database)).head
    assert head is not None
    object.__setattr__(database.settings, "secrets", (NEW_SECRET,))
    assert (await problem(database)).startswith("Seal 3, the last, was made with a secret that is not in")
    await act(database, at=NOW + 3 * HOUR)
    await seal(database, at=NOW + 3 * HOUR)
    assert (await problem(database)).startswith("Seal 4 was made without the secret of the seal before")
    noted = Expectation(head.position, head.hash[:16])
    assert (await inspect(database, expectation=noted)).problems == [], "whoever noted the seal knows better"
