"""What `galley doctor --audit` looks at: the audit log, against its seals."""

from __future__ import annotations

import re

import click

from server.cli.reports import Report, State
from server.database import Database
from server.services.append_only import missing_triggers
from server.services.seal_inspection import Expectation, Inspection, inspect_audit_log
from server.settings import Settings, with_development_secret

TOLD = 50
"""Problems that are told one by one; the rest as a number."""


class NotedSeal(click.ParamType[Expectation]):
    """POSITION:HASH as an earlier `galley doctor --audit` printed it; of the hash 16 digits or more."""

    name = "position:hash"

    def convert(
        self, value: object, param: click.Parameter | None, context: click.Context | None
    ) -> Expectation:
        if isinstance(value, Expectation):
            return value
        found = re.fullmatch(r"([0-9]{1,9}):([0-9a-f]{16,64})", str(value).strip().lower())
        if found is None:
            self.fail("give a seal as doctor printed it, such as 41:9f86d081884c7d65", param, context)
        return Expectation(int(found[1]), found[2])


async def audit_reports(settings: Settings, noted: Expectation | None) -> list[Report]:
    """Opens the database by itself: an inspection may take minutes where the log is long."""
    database = Database(settings)
    secrets = with_development_secret(settings).secrets
    try:
        async with database.transaction() as session:
            missing = await missing_triggers(session)
        inspection = await inspect_audit_log(database, secrets=secrets, expectation=noted)
    finally:
        await database.close()
    gone = [
        f"The trigger {name} is missing or off, so the database no longer guards the audit log."
        for name in missing
    ]
    problems = gone + inspection.problems
    reports = [Report(State.BAD, problem) for problem in problems[:TOLD]]
    if len(problems) > TOLD:
        reports.append(Report(State.BAD, f"And {len(problems) - TOLD} more like these in the audit log."))
    return reports + _summary(inspection, is_fine=not problems)


def _summary(inspection: Inspection, *, is_fine: bool) -> list[Report]:
    reports = []
    if inspection.foreign:
        first, last = inspection.foreign[0], inspection.foreign[-1]
        reports.append(
            Report(
                State.ODD,
                f"Seals {first} to {last} were made with a secret that is no longer in GALLEY_SECRET; "
                "a later seal vouches for them.",
            )
        )
    if inspection.waiting:
        message = (
            f"Audit entries that wait for their seal: {inspection.waiting}. A running server seals them."
        )
        reports.append(Report(State.ODD, message))
    head = inspection.head
    if head is None:
        reports.append(Report(State.FINE, "The audit log has no seals yet."))
    elif is_fine:
        reports.append(
            Report(
                State.FINE,
                f"The audit log is as it was sealed: {inspection.entries} entries, {head.position} seals. "
                f"To note elsewhere: {head.position}:{head.hash}",
            )
        )
    return reports
