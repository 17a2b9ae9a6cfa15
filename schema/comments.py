"""Comments, what moderators see of them, and the people behind them."""

import strawberry
from strawberry import UNSET

from schema.connections import Connection, Node
from schema.content import Article, Cursor, Given
from schema.fields import planned, said
from schema.scalars import DateTime, Locale
from schema.site import Ban
from schema.vocabulary import (
    ActorKind,
    ClaimState,
    CommentOrder,
    CommentStatus,
    FlagReason,
    Outcome,
    QueueName,
    RejectionReason,
    TextDirection,
)


@strawberry.input(description="Which comments to list. All that is given must hold.")
class CommentFilter:
    status: list[CommentStatus] | None = said("Has one of these.", default=UNSET)
    articles: list[strawberry.ID] | None = said("On one of these articles.", default=UNSET)
    categories: list[str] | None = said("On an article of one of these categories, by slug.", default=UNSET)
    commenter: strawberry.ID | None = said("By this commenter.", default=UNSET)
    locales: list[Locale] | None = said("Written in one of these.", default=UNSET)
    checks: list[str] | None = said("Has a finding of one of these checks.", default=UNSET)
    text: str | None = said(
        "Holds this in body or name, whatever the case; 2 characters or more.", default=UNSET
    )
    from_: DateTime | None = strawberry.field(
        name="from", description="Written at this moment or later.", default=UNSET
    )
    to: DateTime | None = said("Written before this moment.", default=UNSET)
    claimed: ClaimState | None = said("Whether a moderator is at work on it.", default=UNSET)


@strawberry.type(description="A person, or POLICY where the checks decided by themselves.")
class Actor:
    kind: ActorKind = said("Person or policy.")
    id: strawberry.ID | None = said("Null for the policy.")
    name: str = said("The person's name.")


@strawberry.type(description="Code points in the body, end exclusive.")
class TextSpan:
    start: int = said("The first code point.")
    end: int = said("The code point after the last.")


@strawberry.type(description="What one check had to say.")
class Finding:
    check: str = said("The check's name.")
    outcome: Outcome = said("What this check alone would have done.")
    score: float | None = said("How sure the check is, 0..1, where it measures.")
    message: str = said("What was found, in words.")
    spans: list[TextSpan] = said("Where in the body.")


@strawberry.type(description="A recorded act of a moderator or of the policy.")
class Decision:
    id: strawberry.ID = said("The decision's id.")
    status: CommentStatus = said("The status it gave.")
    previous_status: CommentStatus | None = said("The status before; null for a new comment.")
    reason: RejectionReason | None = said("Why it was rejected.")
    note: str | None = said("A moderator's own words to other moderators.")
    actor: Actor = said("Who decided.")
    version: int = said("The version that was judged.")
    decided_at: DateTime = said("When.")
    batch_id: strawberry.ID | None = said("Shared by decisions that were taken at once.")
    undoes_id: strawberry.ID | None = said("The decision that this one took back; null for all others.")


@strawberry.type(description="A reader's report.")
class Flag:
    id: strawberry.ID = said("The report's id.")
    reason: FlagReason = said("Why.")
    details: str | None = said("The reporter's own words.")
    created_at: DateTime = said("When.")
    version: int = said("The version that was reported.")
    reporter_name: str | None = said("Null for a guest.")


@strawberry.type(description="A moderator is at work on a comment.")
class Claim:
    by: Actor = said("Who.")
    expires_at: DateTime = said("Until when.")


@strawberry.type(description="An earlier text.")
class CommentRevision:
    version: int = said("The version that brought it.")
    body: str = said("The text.")
    created_at: DateTime = said("When it was written.")


@strawberry.type(
    description=(
        "What the newsroom knows of the person behind a comment. E-mail requires MODERATOR; an address is kept "
        "only as a keyed hash of its prefix."
    )
)
class Commenter(Node):
    name: str = said("The name last used.")
    email: str | None = said("The address last given.")
    is_guest: bool = said("Has no identity.")
    approved_count: int = said("Comments that are approved now.")
    rejected_count: int = said("Comments that are rejected now.")
    ban: Ban | None = said("The ban that stands.")
    first_seen_at: DateTime = said("The first comment or decision.")

    @planned
    def comments(
        self,
        filter: CommentFilter | None = UNSET,
        order_by: CommentOrder | None = CommentOrder.NEWEST,
        first: Given = UNSET,
        after: Cursor = UNSET,
        last: Given = UNSET,
        before: Cursor = UNSET,
    ) -> "Connection[Comment]":
        """All this person's comments, whatever their status."""


@strawberry.type(description="What moderators see of a comment.")
class CommentModeration:
    is_reviewed: bool = said("A person has looked at this version.")
    risk: float = said("0 harmless .. 1 certain; what RISK orders by.")
    findings: list[Finding] = said("Every check that had something to say, not only the first.")
    decisions: list[Decision] = said("Newest first, at most 100.")
    flags: list[Flag] = said("Newest first, at most 100.")
    flag_count: int = said("Reports of the present text.")
    claim: Claim | None = said("Who is at work on it.")
    commenter: Commenter = said("Who wrote it.")
    revisions: list[CommentRevision] = said("Earlier texts, newest first, at most 100.")


@strawberry.type(description="What a reader wrote below an article.")
class Comment(Node):
    article: Article = said("The article.")
    parent: "Comment | None" = said("What it replies to.")
    depth: int = said("0 at the top level.")
    body: str | None = said(
        "As written. Null once it is deleted, or for a deleted parent that stands for its replies."
    )
    body_html: str | None = said("Rendered and sanitised.")
    locale: Locale | None = said("The language the reader wrote in, where it is known.")
    direction: TextDirection = said("Which way the text runs.")
    author_name: str | None = said("Null once it is deleted.")
    status: CommentStatus = said("Where it stands.")
    is_deleted: bool = said("Its author took it back.")
    created_at: DateTime = said("When it was written.")
    edited_at: DateTime | None = said("When its text last changed.")
    version: int = said("Rises with every change; a moderator's decision names the version it judged.")
    is_mine: bool = said("The viewer wrote it.")
    is_staff: bool = said("Written by someone with a role.")
    rejection_reason: RejectionReason | None = said("For its author and for moderators; null for others.")
    viewer_has_flagged: bool = said("The viewer has reported its present text.")
    editable_until: DateTime | None = said(
        "To its author, while it can be edited: until this moment, and while nobody has replied."
    )

    @planned
    def replies(
        self,
        order_by: CommentOrder | None = CommentOrder.OLDEST,
        first: Given = UNSET,
        after: Cursor = UNSET,
        last: Given = UNSET,
        before: Cursor = UNSET,
    ) -> "Connection[Comment]":
        """The direct replies, as readers see them."""

    reply_count: int = said("The direct replies that the viewer sees in the thread.")
    moderation: CommentModeration | None = said("Requires MODERATOR; null for others.")


@strawberry.type(description="How much waits in a queue.")
class QueueCount:
    queue: QueueName = said("The queue.")
    count: int = said("How many comments; equal to counting.")
    oldest: DateTime | None = said("The longest waiting; null for an empty queue.")


@strawberry.type(description="One act, as the audit log keeps it: codes, never names or texts.")
class AuditEntry(Node):
    at: DateTime = said("When.")
    actor: Actor = said("Who.")
    action: str = said("What, as a code: comment.approve, article.publish ...")
    subject: Node | None = said("What it was done to, where that still exists.")
    before: str | None = said("The state before, as a code.")
    after: str | None = said("The state after, as a code.")


@strawberry.input(description="Which entries to list. All that is given must hold.")
class AuditFilter:
    subject: strawberry.ID | None = said("About this.", default=UNSET)
    actor: strawberry.ID | None = said(
        "By this person (an actor's, commenter's or viewer's id).", default=UNSET
    )
    action: str | None = said("With this code.", default=UNSET)
    from_: DateTime | None = strawberry.field(
        name="from", description="At this moment or later.", default=UNSET
    )
    to: DateTime | None = said("Before this moment.", default=UNSET)
