"""The demo's commenters and comments, stored act by act: the checks judge each as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncSession

from server.auth import person_id
from server.demo.records import CommenterKind, DemoComment, DemoCommenter
from server.demo.story import Act
from server.models import ActorKind, Article, Comment, Decision, Person
from server.models.types import uuid7
from server.moderation.body import tidy_body
from server.moderation.pipeline import decide, review
from server.moderation.policy import Policy
from server.moderation.status import CommentStatus, transition
from server.moderation.submission import MAX_RECENT, RECENT_WINDOW, CommenterFacts, RecentComment, Submission
from server.services.audience import audience_of
from server.services.audit import record
from server.services.outbox import announce
from server.services.verdicts import record_verdict
from server.text.markup import render_comment
from server.text.normal import digest, fold
from server.text.scripts import direction

POLICY = Policy()
"""The files are written for the default policy: everything but what staff write waits for the desk."""

_ACTIONS = {
    CommentStatus.APPROVED: "comment.approve",
    CommentStatus.REJECTED: "comment.reject",
    CommentStatus.SPAM: "comment.spam",
}


@dataclass(slots=True)
class Discussion:
    """What has been said so far. `persons` and `articles` are ids by key, `moderator_id` is who decides."""

    session: AsyncSession
    commenters: Mapping[str, DemoCommenter]
    persons: Mapping[str, UUID]
    articles: Mapping[str, UUID]
    moderator_id: UUID
    comments: dict[str, Comment] = field(default_factory=dict)

    async def play(self, acts: Sequence[Act]) -> None:
        """Stores comments, findings, decisions, audit entries and events; then who sees what, and the counts."""
        for act in acts:
            if act.status is None:
                await self._write(act.comment, now=act.at)
            else:
                await self._decide(act.comment, act.status, now=act.at)
        settle_audiences(list(self.comments.values()))
        await self.session.flush()
        await count_public(self.session, self.comments.values())

    async def _write(self, said: DemoComment, *, now: datetime) -> None:
        submission = self._submission(said, now)
        is_staff = submission.commenter.is_staff is True
        verdict = decide(review(submission), POLICY, is_staff=is_staff)
        comment = self._comment(said, submission)
        comment.status, comment.rejection_reason = verdict.status, verdict.reason
        comment.risk = round(verdict.risk * 10_000)
        self.comments[said.key] = comment
        self.session.add(comment)
        await self.session.flush()
        await record_verdict(self.session, comment, verdict, now=now)

    def _submission(self, said: DemoComment, now: datetime) -> Submission:
        commenter = self.commenters[said.by]
        own = [each for each in self.comments.values() if each.person_id == self.persons[said.by]]
        statuses = [each.status for each in own]
        recent = [
            RecentComment(each.body, each.created_at)
            for each in reversed(own)
            if each.article_id == self.articles[said.article] and each.created_at > now - RECENT_WINDOW
        ]
        return Submission(
            body=tidy_body(said.body),
            author_name=commenter.name,
            author_email=commenter.email,
            locale=said.locale,
            policy=POLICY,
            commenter=CommenterFacts(
                approved_count=statuses.count(CommentStatus.APPROVED),
                rejected_count=statuses.count(CommentStatus.REJECTED),
                is_staff=commenter.kind is CommenterKind.STAFF,
                is_banned=False,
            ),
            recent=tuple(recent[:MAX_RECENT]),
            now=now,
        )

    def _comment(self, said: DemoComment, submission: Submission) -> Comment:
        comment_id, parent = uuid7(), self.comments[said.parent] if said.parent else None
        commenter = self.commenters[said.by]
        return Comment(
            id=comment_id,
            article_id=self.articles[said.article],
            parent_id=parent.id if parent else None,
            person_id=self.persons[said.by],
            depth=parent.depth + 1 if parent else 0,
            path=f"{parent.path}/{comment_id.hex}" if parent else comment_id.hex,
            locale=said.locale,
            direction=direction(said.locale),
            author_name=commenter.name,
            is_staff=commenter.kind is CommenterKind.STAFF,
            body=submission.body,
            body_html=render_comment(submission.body),
            body_digest=digest(submission.body),
            search_text=fold(f"{commenter.name}\n{submission.body}"),
            version=1,
            text_version=1,
            public_reply_count=0,
            created_at=submission.now,
        )

    async def _decide(self, said: DemoComment, status: CommentStatus, *, now: datetime) -> None:
        comment = self.comments[said.key]
        previous = CommentStatus(comment.status)
        reason = said.reason if status is CommentStatus.REJECTED else None
        await self.session.execute(
            insert(Decision).values(
                comment_id=comment.id,
                version=comment.version,
                status=transition(previous, status),
                previous_status=previous,
                reason=reason,
                actor_kind=ActorKind.PERSON,
                actor_id=self.moderator_id,
                decided_at=now,
            )
        )
        comment.status, comment.rejection_reason = status, reason
        comment.version += 1
        comment.reviewed_version = comment.version
        await self.session.flush()
        await record(
            self.session,
            action=_ACTIONS[status],
            subject=("comment", comment.id),
            actor_id=self.moderator_id,
            before=previous.value,
            after=status.value,
            at=now,
        )
        await announce(self.session, "comment.decided", {"comment": comment.id}, at=now)


def settle_audiences(comments: Sequence[Comment]) -> None:
    """Who sees each, parents before replies, and how many direct replies everyone sees."""
    by_id: dict[UUID, Comment] = {}
    for comment in comments:
        parent = by_id[comment.parent_id] if comment.parent_id else None
        comment.audience = audience_of(
            CommentStatus(comment.status),
            person_id=comment.person_id,
            parent_audience=parent.audience if parent else None,
        )
        if parent is not None:
            parent.public_reply_count += comment.audience is None
        by_id[comment.id] = comment


async def count_public(session: AsyncSession, comments: Iterable[Comment]) -> None:
    counts: dict[UUID, int] = {}
    for comment in comments:
        counts[comment.article_id] = counts.get(comment.article_id, 0) + (comment.audience is None)
    await session.execute(
        update(Article), [{"id": each, "public_comment_count": count} for each, count in counts.items()]
    )


async def load_persons(
    session: AsyncSession, commenters: Iterable[DemoCommenter], *, first_seen: Mapping[str, datetime]
) -> dict[str, UUID]:
    """Their ids by key. `first_seen` is when each wrote first; staff who never wrote are as old as the oldest."""
    ids: dict[str, UUID] = {}
    for commenter in commenters:
        ids[commenter.key] = person_id(commenter.subject) if commenter.subject else uuid7()
        await session.execute(
            insert(Person).values(
                id=ids[commenter.key],
                subject=commenter.subject,
                name=commenter.name,
                email=commenter.email,
                is_guest=commenter.kind is CommenterKind.GUEST,
                is_staff=commenter.kind is CommenterKind.STAFF,
                first_seen_at=first_seen[commenter.key],
            )
        )
    return ids
