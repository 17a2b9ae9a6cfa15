"""What holds of all that is stored, whatever has happened: status, decisions, record, events, audiences, counts."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from server.database import Database
from server.models import ActorKind, CommentRevision, Decision, Finding
from server.moderation.findings import Outcome
from server.services.seal_inspection import inspect_audit_log
from server.services.sealing import seal_some
from tests.faults.ledger import NOTHING, Ledger, read

TOLD_AS = {
    "comment.submit": "comment.submitted",
    "comment.edit": "comment.edited",
    "comment.approve": "comment.decided",
    "comment.reject": "comment.decided",
    "comment.spam": "comment.decided",
    "comment.undo": "comment.decided",
    "comment.hold": "comment.held",
    "comment.flag": "comment.flagged",
    "comment.delete": "comment.deleted",
    "comment.remove": "comment.deleted",
    "comment.erase": "comment.deleted",
    "commenter.ban": "commenter.banned",
    "commenter.unban": "commenter.unbanned",
}
"""The event of every act. Guests' reports are events without an entry."""

DECIDING = frozenset(
    act for act, kind in TOLD_AS.items() if kind not in ("comment.flagged", "comment.deleted")
)
MOMENTS, MOMENT_SECONDS = 100, 0.1
ENDING = frozenset({"comment.delete", "comment.remove", "comment.erase"})


async def assert_balanced(database: Database, *, since: UUID = NOTHING) -> Ledger:
    ledger = await read(database, since=since)
    problems = [problem for check in CHECKS for problem in check(ledger)]
    assert not problems, problems
    return ledger


async def assert_audit_log_is_sealed_and_sound(database: Database, *, now: datetime) -> None:
    """`now` is not before the newest entry. On PostgreSQL entries wait for whatever transaction the server has open,
    those of other databases too."""
    for _ in range(MOMENTS):
        while await seal_some(database, now=now):
            pass
        inspection = await inspect_audit_log(database, secrets=database.settings.secrets)
        assert not inspection.problems, inspection.problems
        if inspection.waiting == 0:
            return
        await asyncio.sleep(MOMENT_SECONDS)
    raise AssertionError(f"{inspection.waiting} entries wait for their seal")


# ── decisions ───────────────────────────────────────────────────────────────────────────────────


def _statuses(ledger: Ledger) -> Iterator[str]:
    """The status is the last decision's, which began where the one before ended, and each raised the version."""
    for comment in ledger.comments.values():
        decisions = ledger.decisions[comment.id]
        if not decisions or decisions[-1].status != comment.status:
            yield f"{comment.id} is {comment.status}, and decided {_steps(decisions)}"
        if [each.previous_status for each in decisions] != [None, *(each.status for each in decisions[:-1])]:
            yield f"{comment.id}: the decisions {_steps(decisions)} do not follow upon each other"
        if comment.deleted_at is None and comment.version != len(decisions):
            yield f"{comment.id} has the version {comment.version} after {len(decisions)} decisions"


def _steps(decisions: list[Decision]) -> list[tuple[str | None, str]]:
    return [(each.previous_status, each.status) for each in decisions]


def _record(ledger: Ledger) -> Iterator[str]:
    """One audit entry for each decision, by the same person and with the same statuses, and no other."""
    acts: dict[UUID, list[tuple[str | None, str | None, UUID | None]]] = {}
    for entry in ledger.audit:
        if entry.action in DECIDING and entry.subject_id is not None:
            by = entry.actor_id if entry.action not in ("comment.submit", "comment.edit") else None
            acts.setdefault(entry.subject_id, []).append((entry.before, entry.after, by))
    for comment_id in ledger.comments:
        decided = [
            (each.previous_status, each.status, each.actor_id) for each in ledger.decisions[comment_id]
        ]
        if decided != acts.get(comment_id, []):
            yield f"{comment_id} is decided {decided} and recorded {acts.get(comment_id)}"


def _endings(ledger: Ledger) -> Iterator[str]:
    """Nothing is gone that the record does not say is gone, and nothing is recorded as gone that is there."""
    ended = {entry.subject_id: entry.after for entry in ledger.audit if entry.action in ENDING}
    for entry in ledger.audit:
        comment = ledger.comments.get(entry.subject_id) if entry.subject_id else None
        if entry.action != "comment.submit":
            continue
        if (comment is None) != (ended.get(entry.subject_id, "there") is None):
            yield f"{entry.subject_id} is {'gone' if comment is None else 'there'} against the record"
        if comment is not None and (comment.deleted_at is None) != (entry.subject_id not in ended):
            yield f"{entry.subject_id} was deleted {comment.deleted_at} against the record"


def _told(ledger: Ledger) -> Iterator[str]:
    """One event an act."""
    acts = Counter(
        (TOLD_AS[entry.action], entry.subject_id.hex)
        for entry in ledger.audit
        if entry.id > ledger.since and entry.action in TOLD_AS and entry.subject_id is not None
    )
    events: Counter[tuple[str, str]] = Counter()
    for event in ledger.events:
        named = event.payload.get("comment") or event.payload.get("commenter")
        if event.id > ledger.since and event.kind in TOLD_AS.values():
            events[event.kind, named] += 1
    for act, named in (acts - events).elements():
        yield f"{act} of {named} is recorded and not told"
    for kind, named in (events - acts).elements():
        if kind != "comment.flagged":
            yield f"{kind} of {named} is told and not recorded"


def _claims(ledger: Ledger) -> Iterator[str]:
    """A decision ends the claim under which it was taken, or that it was taken over."""
    for claim in ledger.claims:
        by_people = [
            each for each in ledger.decisions[claim.comment_id] if each.actor_kind is ActorKind.PERSON
        ]
        if by_people and by_people[-1].decided_at > claim.claimed_at:
            yield f"{claim.comment_id} is claimed although it was decided about since"


# ── texts ───────────────────────────────────────────────────────────────────────────────────────


def _texts(ledger: Ledger) -> Iterator[str]:
    """Findings, reports and earlier texts are those of versions that there are, and a deleted text has none."""
    rows: dict[str, Sequence[Finding | CommentRevision]] = {
        "finding": ledger.findings,
        "revision": ledger.revisions,
    }
    for what, row in ((what, row) for what, several in rows.items() for row in several):
        comment = ledger.comments[row.comment_id]
        if row.version > comment.text_version or comment.deleted_at:
            yield f"{what} of version {row.version} of {comment.id}"
    texts = Counter(each.comment_id for each in ledger.revisions)
    edits = Counter(each.subject_id for each in ledger.audit if each.action == "comment.edit")
    for comment in ledger.comments.values():
        if comment.deleted_at is None and texts[comment.id] != edits[comment.id]:
            yield f"{comment.id} has {texts[comment.id]} earlier texts after {edits[comment.id]} edits"


def _risks(ledger: Ledger) -> Iterator[str]:
    """What holds a text has left its finding, and a finding its risk."""
    found_of: dict[tuple[UUID, int], list[Outcome]] = defaultdict(list)
    for each in ledger.findings:
        found_of[each.comment_id, each.version].append(each.outcome)
    strictest = {
        comment.id: found_of[comment.id, comment.text_version]
        for comment in ledger.comments.values()
        if comment.deleted_at is None
    }
    for comment_id, outcomes in strictest.items():
        has_risk = ledger.comments[comment_id].risk > 0
        if has_risk != bool(outcomes):
            yield f"{comment_id} has the findings {outcomes} and the risk {ledger.comments[comment_id].risk}"
    for decisions in ledger.decisions.values():
        last = decisions[-1]
        is_new = (
            last.status != last.previous_status
        )  # what was spam stays it, whatever its new text is found to be
        if last.actor_kind is ActorKind.POLICY and last.status in ("REJECTED", "SPAM") and is_new:
            found = strictest.get(last.comment_id, [Outcome.REJECT])
            if not {Outcome.REJECT, Outcome.SPAM} & set(found):
                yield f"{last.comment_id} is {last.status} by policy with the findings {found}"


def _reports(ledger: Ledger) -> Iterator[str]:
    """A reader's report has its entry, a guest's its event: as many events as reports, of what is there."""
    told = Counter(
        event.payload["comment"]
        for event in ledger.events
        if event.kind == "comment.flagged" and event.id > ledger.since
    )
    made = Counter(each.comment_id.hex for each in ledger.flags if each.id > ledger.since)
    for comment in ledger.comments.values():
        if comment.deleted_at is None and told[comment.id.hex] != made[comment.id.hex]:
            yield f"{comment.id} has {made[comment.id.hex]} reports, and {told[comment.id.hex]} were told"


def _bans(ledger: Ledger) -> Iterator[str]:
    acts_of: dict[UUID | None, list[str | None]] = defaultdict(list)
    for entry in ledger.audit:
        acts_of[entry.subject_id].append(entry.after)
    standing = Counter(each.person_id for each in ledger.bans if each.lifted_at is None)
    for person_id in {ban.person_id for ban in ledger.bans}:
        acts = acts_of[person_id]
        if acts and standing[person_id] > 1:
            yield f"{person_id} is banned twice at once"
        if "BANNED" not in acts:
            yield f"{person_id} was banned without a record"


# ── who sees what ───────────────────────────────────────────────────────────────────────────────


def _audiences(ledger: Ledger) -> Iterator[str]:
    for comment in ledger.comments.values():
        if comment.audience != ledger.audience(comment):
            yield f"{comment.id} is for {comment.audience} and not for {ledger.audience(comment)}"


def _counts(ledger: Ledger) -> Iterator[str]:
    public = [comment for comment in ledger.comments.values() if ledger.is_public(comment)]
    below, under = Counter(each.parent_id for each in public), Counter(each.article_id for each in public)
    for comment in ledger.comments.values():
        if comment.public_reply_count != below[comment.id]:
            yield f"{comment.id} counts {comment.public_reply_count} of {below[comment.id]} replies"
    for article in ledger.articles.values():
        if article.public_comment_count != under[article.id]:
            yield f"article {article.id} counts {article.public_comment_count} of {under[article.id]}"


CHECKS: tuple[Callable[[Ledger], Iterator[str]], ...] = (
    _statuses,
    _record,
    _endings,
    _told,
    _claims,
    _texts,
    _risks,
    _reports,
    _bans,
    _audiences,
    _counts,
)
