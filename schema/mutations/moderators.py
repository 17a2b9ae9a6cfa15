"""What moderators do to one comment: decide."""

import strawberry
from strawberry import UNSET

from schema.comments import Comment, QueueCount
from schema.context import Info
from schema.fields import said
from schema.payloads import UserError, errors_of, payload
from schema.vocabulary import CommentStatus, RejectionReason
from server.errors import DomainError
from server.planning.ids import uuid_of
from server.services.decisions.deciding import decide_comment
from server.services.decisions.judgement import Judgement

NOTE = "Own words to other moderators, at most 2,000 characters."
EXPECTED = "The version that was read."


@strawberry.input(description="Lets readers see a comment.")
class ApproveCommentInput:
    id: strawberry.ID = said("The comment.")
    expected_version: int = said(EXPECTED)
    note: str | None = said(NOTE, default=UNSET)


@strawberry.input(description="Refuses a comment.")
class RejectCommentInput:
    id: strawberry.ID = said("The comment.")
    expected_version: int = said(EXPECTED)
    reason: RejectionReason = said("Why. Its author is told.")
    note: str | None = said(NOTE, default=UNSET)


@strawberry.input(description="Puts a comment among the spam.")
class MarkCommentAsSpamInput:
    id: strawberry.ID = said("The comment.")
    expected_version: int = said(EXPECTED)
    note: str | None = said(NOTE, default=UNSET)


@strawberry.type(description="What became of a decision.")
class ModerateCommentPayload:
    comment: Comment | None = said("The comment as it is now; null where there is none.")
    queue_counts: list[QueueCount] = said("What waits now.")
    errors: list[UserError] = said("Why nothing was changed; empty when it was.")


@strawberry.type
class ModeratorMutations:
    @strawberry.mutation(description="Requires MODERATOR. Approves the version that was read.")
    async def approve_comment(self, info: Info, input: ApproveCommentInput) -> ModerateCommentPayload | None:
        return await _decide(info, input, CommentStatus.APPROVED)

    @strawberry.mutation(description="Requires MODERATOR. Rejects the version that was read.")
    async def reject_comment(self, info: Info, input: RejectCommentInput) -> ModerateCommentPayload | None:
        return await _decide(info, input, CommentStatus.REJECTED, reason=input.reason)

    @strawberry.mutation(description="Requires MODERATOR. Puts the version that was read among the spam.")
    async def mark_comment_as_spam(
        self, info: Info, input: MarkCommentAsSpamInput
    ) -> ModerateCommentPayload | None:
        return await _decide(info, input, CommentStatus.SPAM)


async def _decide(
    info: Info,
    input: ApproveCommentInput | RejectCommentInput | MarkCommentAsSpamInput,
    status: CommentStatus,
    *,
    reason: RejectionReason | None = None,
) -> ModerateCommentPayload:
    judgement = Judgement(
        comment_id=uuid_of(input.id, "comment"),
        expected_version=input.expected_version,
        status=status,
        reason=reason,
        note=input.note or None,
    )
    context = info.context
    errors: list[UserError] = []
    try:
        await decide_comment(context.database, judgement, viewer=context.viewer, now=context.now)
    except DomainError as error:
        errors = errors_of(error)
    rows = {"comment": ("comment", {"id": input.id}), "queueCounts": ("queueCounts", {})}
    return await payload(info, rows=rows, errors=errors)  # type: ignore[return-value]
