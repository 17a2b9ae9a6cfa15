"""How the demo's comments came to be as they are: each was written, and some were decided about, in this order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.demo.records import DemoComment
from server.models.types import to_milliseconds
from server.moderation.status import CommentStatus

DESK_TIME = timedelta(minutes=20)
"""How long the comments desk usually takes; less where a reply came sooner."""


@dataclass(frozen=True, slots=True)
class Act:
    """A comment is written, or where `status` is set, decided about."""

    at: datetime
    comment: DemoComment
    status: CommentStatus | None = None


def tell(comments: Sequence[DemoComment], *, staff: Collection[str], now: datetime) -> list[Act]:
    """All acts in order of time. `staff` are keys of commenters whose comments need no decision.

    A comment that was answered was approved before the answer was written, whatever became of it afterwards.
    """
    replies: dict[str, list[DemoComment]] = defaultdict(list)
    for comment in comments:
        if comment.parent is not None:
            replies[comment.parent].append(comment)
    acts = [
        act
        for comment in comments
        for act in _acts(comment, replies[comment.key], is_staff=comment.by in staff, now=now)
    ]
    return sorted(acts, key=lambda act: act.at)


def moment(hours_ago: float, now: datetime) -> datetime:
    return to_milliseconds(now - timedelta(hours=hours_ago))


def _acts(
    comment: DemoComment, replies: Sequence[DemoComment], *, is_staff: bool, now: datetime
) -> Iterator[Act]:
    written = moment(comment.hours_ago, now)
    yield Act(written, comment)
    is_decided = comment.status is not CommentStatus.PENDING and not is_staff
    if not is_decided:
        return
    answers = sorted(moment(reply.hours_ago, now) for reply in replies)
    first = _soon_after(written, before=answers[0] if answers else now)
    if comment.status is CommentStatus.APPROVED or not answers:
        yield Act(first, comment, comment.status)
        return
    yield Act(first, comment, CommentStatus.APPROVED)
    last_answer_seen = _soon_after(answers[-1], before=now)
    yield Act(_soon_after(last_answer_seen, before=now), comment, comment.status)


def _soon_after(earlier: datetime, *, before: datetime) -> datetime:
    return to_milliseconds(earlier + min(DESK_TIME, (before - earlier) / 2))
