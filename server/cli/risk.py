"""What `galley doctor --risk` tells: what the learned risk is worth, or why there is nothing to tell yet."""

from __future__ import annotations

from collections.abc import Iterator

from server.cli.reports import Report, State
from server.database import Database
from server.models.types import utc_now
from server.moderation.checks.learned import HOLDS_FROM
from server.moderation.risk import evaluation, learner
from server.moderation.risk.evaluation import Evaluation
from server.services.risk_measuring import Measured, measure
from server.settings import Settings


async def risk_reports(settings: Settings) -> list[Report]:
    """Never a problem: a newsroom runs without a model, too."""
    database = Database(settings)
    try:
        return list(told(await measure(database, now=utc_now())))
    finally:
        await database.close()


def told(measured: Measured) -> Iterator[Report]:
    """In plain sentences."""
    counts = f"learned from {measured.refused} refusals and {measured.approved} approvals"
    if measured.is_on:
        yield Report(State.FINE, f"Learned risk is on: {counts}.")
    elif not measured.has_enough:
        needed = f"{learner.MIN_EACH} of each are needed"
        yield Report(State.FINE, f"Learned risk is off: {counts} by moderators; {needed}.")
    else:
        why = "its guesses are hardly better than always telling the share of refusals"
        yield Report(State.ODD, f"Learned risk is off: {counts}, and {why} (skill {measured.skill:.2f}).")
    if measured.evaluation is None:
        yield Report(
            State.FINE,
            f"Too little to measure it with: {measured.held_out} decisions are held out, "
            f"and {evaluation.MIN_EACH} of each kind are needed.",
        )
    else:
        yield from _measures(measured.evaluation)


def _measures(found: Evaluation) -> Iterator[Report]:
    yield Report(
        State.FINE,
        f"Measured on {found.refused} refusals and {found.approved} approvals that it never learned from:",
    )
    if found.precision is None:
        yield Report(State.FINE, f"It would have held none of them (from {HOLDS_FROM:.0%} on).")
    else:
        yield Report(
            State.FINE,
            f"Precision {found.precision:.2f}, recall {found.recall:.2f}: of what it would have held (from "
            f"{HOLDS_FROM:.0%} on) {found.precision:.0%} was refused, and of what was refused it would have held "
            f"{found.recall:.0%}.",
        )
    yield Report(
        State.FINE,
        f"Brier score {found.brier:.3f}; skill {found.skill:.2f}, where 0 is no better than always telling the share "
        "of refusals, and 1 is perfect.",
    )
    bins = "; ".join(f"told {each.told:.0%}, was {each.came_true:.0%} ({each.count})" for each in found.bins)
    yield Report(State.FINE, f"Calibration: {bins}.")
