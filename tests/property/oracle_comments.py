"""The oracle's comments, and what moderators see of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.models import (
    Article,
    AuditEntry,
    Ban,
    Claim,
    Comment,
    CommentRevision,
    Decision,
    Finding,
    Flag,
    Person,
)
from server.moderation.status import CommentStatus
from tests.property.memory import Asking
from tests.property.oracle import KINDS, global_id, resolves
from tests.property.oracle_content import policy
from tests.property.rules import flags_of, in_thread, is_public, is_reviewed, sees_comment

KINDS |= {Comment: "Comment", Person: "Commenter", AuditEntry: "AuditEntry"}
SHOWN = 100

resolves("Comment", "id")(lambda _asking, comment: global_id("comment", comment.id))
resolves("Comment", "article")(lambda asking, comment: asking.memory.one(Article, "id", comment.article_id))
resolves("Comment", "isDeleted")(lambda _asking, comment: comment.deleted_at is not None)
for _field in ("body", "body_html", "author_name"):
    _graphql = {"body": "body", "body_html": "bodyHtml", "author_name": "authorName"}[_field]
    resolves("Comment", _graphql)(
        lambda _asking, comment, *, _field=_field: (
            getattr(comment, _field) if comment.deleted_at is None else None
        )
    )


@resolves("Article", "acceptsComments")
def accepts_comments(asking: Asking, article: Article) -> bool:
    in_force = policy(asking, article.id)
    if not is_public(asking, article) or in_force["mode"] == "CLOSED":
        return False
    days = in_force["close_after_days"]
    return days is None or article.published_at + timedelta(days=days) > asking.now  # type: ignore[operator]


@resolves("Comment", "parent")
def parent(asking: Asking, comment: Comment) -> Comment | None:
    found: Comment | None = asking.memory.one(Comment, "id", comment.parent_id)
    return found if sees_comment(asking, found) else None


def is_mine(asking: Asking, comment: Comment) -> bool:
    return asking.me is not None and comment.person_id == asking.me


resolves("Comment", "isMine")(is_mine)


@resolves("Comment", "rejectionReason")
def rejection_reason(asking: Asking, comment: Comment) -> Any:
    return comment.rejection_reason if asking.moderates or is_mine(asking, comment) else None


@resolves("Comment", "viewerHasFlagged")
def viewer_has_flagged(asking: Asking, comment: Comment) -> bool:
    flags = flags_of(asking, comment)
    return asking.me is not None and any(each.reporter_id == asking.me for each in flags)


@resolves("Comment", "editableUntil")
def editable_until(asking: Asking, comment: Comment) -> datetime | None:
    until = comment.created_at + timedelta(seconds=policy(asking, comment.article_id)["edit_window_seconds"])
    is_over = until <= asking.now or bool(asking.memory.by(Comment, "parent_id", comment.id))
    is_closed = comment.status is CommentStatus.REJECTED or comment.deleted_at is not None
    return None if is_over or is_closed or not is_mine(asking, comment) else until


@resolves("Comment", "replyCount")
def reply_count(asking: Asking, comment: Comment) -> int:
    return sum(in_thread(asking, each) for each in asking.memory.by(Comment, "parent_id", comment.id))


@resolves("Comment", "moderation")
def moderation(asking: Asking, comment: Comment) -> Comment | None:
    return comment if asking.moderates else None


# ── moderation ──────────────────────────────────────────────────────────────────────────────────


def newest(asking: Asking, model: Any, comment: Comment, *by: str) -> list[Any]:
    found = asking.memory.by(model, "comment_id", comment.id)
    return sorted(found, key=lambda each: tuple(_plain(getattr(each, name)) for name in by), reverse=True)[
        :SHOWN
    ]


def _plain(value: Any) -> Any:
    return value.hex if isinstance(value, UUID) else value


resolves("CommentModeration", "isReviewed")(lambda _asking, comment: is_reviewed(comment))
resolves("CommentModeration", "risk")(lambda _asking, comment: comment.risk / 10_000)
resolves("CommentModeration", "decisions")(
    lambda asking, comment: newest(asking, Decision, comment, "decided_at", "id")
)
resolves("CommentModeration", "flags")(
    lambda asking, comment: newest(asking, Flag, comment, "created_at", "id")
)
resolves("CommentModeration", "revisions")(
    lambda asking, comment: newest(asking, CommentRevision, comment, "version")
)
resolves("CommentModeration", "flagCount")(lambda asking, comment: len(flags_of(asking, comment)))
resolves("CommentModeration", "commenter")(
    lambda asking, comment: asking.memory.one(Person, "id", comment.person_id)
)


@resolves("CommentModeration", "findings")
def findings(asking: Asking, comment: Comment) -> list[Finding]:
    return [each for each in newest(asking, Finding, comment, "id") if each.version == comment.text_version]


@resolves("CommentModeration", "claim")
def claim(asking: Asking, comment: Comment) -> Claim | None:
    found: Claim | None = asking.memory.one(Claim, "comment_id", comment.id)
    return found if found is not None and found.expires_at > asking.now else None


resolves("Finding", "check")(lambda _asking, finding: finding.check_name)
resolves("Finding", "score")(
    lambda _asking, finding: None if finding.score is None else finding.score / 10_000,
)
resolves("Decision", "id")(lambda _asking, decision: global_id("decision", decision.id))
resolves("Decision", "batchId")(lambda _asking, decision: global_id("batch", decision.batch_id))
resolves("Decision", "undoesId")(lambda _asking, decision: global_id("decision", decision.undoes_id))
resolves("Flag", "id")(lambda _asking, flag: global_id("flag", flag.id))


@resolves("Flag", "reporterName")
def reporter_name(asking: Asking, flag: Flag) -> str | None:
    person = asking.memory.one(Person, "id", flag.reporter_id)
    return None if person is None else person.name


# ── people ──────────────────────────────────────────────────────────────────────────────────────


def actor(asking: Asking, kind: str, person_id: UUID | None) -> dict[str, Any]:
    """The policy, or a person; one who was erased has no name."""
    person = asking.memory.one(Person, "id", person_id)
    name = "Policy" if kind == "POLICY" else person.name if person else ""
    return {"kind": kind, "id": global_id("actor", person_id), "name": name}


resolves("Decision", "actor")(lambda asking, decision: actor(asking, decision.actor_kind, decision.actor_id))
resolves("AuditEntry", "actor")(lambda asking, entry: actor(asking, entry.actor_kind, entry.actor_id))
resolves("Claim", "by")(lambda asking, claim: actor(asking, "PERSON", claim.by_id))


def ban_of(asking: Asking, person_id: UUID | None) -> Ban | None:
    for ban in asking.memory.by(Ban, "person_id", person_id):
        if ban.lifted_at is None and (ban.until is None or ban.until > asking.now):
            standing: Ban = ban
            return standing
    return None


@resolves("Ban", "by")
def ban_by(asking: Asking, ban: Ban) -> dict[str, Any] | None:
    return actor(asking, "PERSON", ban.by_id) if asking.moderates and ban.by_id else None


resolves("Commenter", "id")(lambda _asking, person: global_id("commenter", person.id))
resolves("Commenter", "ban")(lambda asking, person: ban_of(asking, person.id))
for _status in ("APPROVED", "REJECTED"):
    resolves("Commenter", f"{_status.lower()}Count")(
        lambda asking, person, *, _status=_status: sum(
            each.status == _status for each in asking.memory.by(Comment, "person_id", person.id)
        )
    )
