"""What moderators do to several comments at once: decide, and take decisions back."""

import strawberry
from strawberry import UNSET

from schema.comments import QueueCount
from schema.context import Info
from schema.fields import said
from schema.mutations.results import ModerationResult, Result, results_of, results_payload
from schema.payloads import UserError, errors_of
from schema.vocabulary import CommentStatus, ModerationAction, RejectionReason
from server.errors import DomainError
from server.planning.ids import uuid_of
from server.services.decisions.deciding import ITEMS_PATH, decide_comments
from server.services.decisions.judgement import Judgement
from server.services.decisions.undoing import TakeBack, undo_decisions

STATUS_OF = {
    ModerationAction.APPROVE: CommentStatus.APPROVED,
    ModerationAction.REJECT: CommentStatus.REJECTED,
    ModerationAction.SPAM: CommentStatus.SPAM,
}


@strawberry.input(description="One of the comments.")
class ModerationItem:
    id: strawberry.ID = said("The comment.")
    expected_version: int = said("The version that was read.")


@strawberry.input(description="The same decision about 1 to 100 comments.")
class ModerateCommentsInput:
    items: list[ModerationItem] = said("Which comments, at most 100.")
    action: ModerationAction = said("What becomes of them.")
    reason: RejectionReason | None = said(
        "Required with REJECT, and only there. Their authors are told.", default=UNSET
    )
    note: str | None = said("Own words to other moderators, at most 2,000 characters.", default=UNSET)


@strawberry.input(description="Exactly one of the two.")
class UndoDecisionInput:
    decision_id: strawberry.ID | None = said("The decision to take back.", default=UNSET)
    batch_id: strawberry.ID | None = said("The batch whose decisions to take back.", default=UNSET)


@strawberry.type(description="What became of each comment.")
class ModerateCommentsPayload:
    batch_id: strawberry.ID | None = said(
        "What these decisions share, to take them back by; null where nothing was changed, or one decision undone."
    )
    results: list[ModerationResult] = said(
        "One for each comment, in the order asked; of a batch, in the order decided."
    )
    queue_counts: list[QueueCount] = said("What waits now.")
    errors: list[UserError] = said("What is wrong with the input; then nothing was changed.")


@strawberry.type
class BatchMutations:
    @strawberry.mutation(
        description=(
            "Requires MODERATOR. Decides about up to 100 comments at once; each item succeeds or fails by itself."
        )
    )
    async def moderate_comments(
        self, info: Info, input: ModerateCommentsInput
    ) -> ModerateCommentsPayload | None:
        context = info.context
        try:
            batch = await decide_comments(
                context.database, _judgements(input), viewer=context.viewer, now=context.now
            )
        except DomainError as error:
            return await results_payload(info, [], errors=errors_of(error))  # type: ignore[return-value]
        results = results_of([item.id for item in input.items], batch.outcomes)
        return await results_payload(  # type: ignore[return-value]
            info, results, batchId=f"batch_{batch.id.hex}" if batch.id else None, errors=[]
        )

    @strawberry.mutation(
        description=(
            "Requires MODERATOR. Takes back one decision, or those of one batch, where nothing has happened since; "
            "anybody's, each once."
        )
    )
    async def undo_decision(self, info: Info, input: UndoDecisionInput) -> ModerateCommentsPayload | None:
        context = info.context
        try:
            batch = await undo_decisions(
                context.database, _take_back(input), viewer=context.viewer, now=context.now
            )
        except DomainError as error:
            return await results_payload(info, [], errors=errors_of(error))  # type: ignore[return-value]
        results = [
            Result(f"comment_{each.comment_id.hex}", each) for each in batch.outcomes if each.comment_id
        ]
        return await results_payload(  # type: ignore[return-value]
            info, results, batchId=f"batch_{batch.id.hex}" if batch.id else None, errors=[]
        )


def _judgements(input: ModerateCommentsInput) -> list[Judgement]:
    return [
        Judgement(
            comment_id=uuid_of(item.id, "comment"),
            expected_version=item.expected_version,
            status=STATUS_OF[input.action],
            reason=input.reason or None,
            note=input.note or None,
            path=(*ITEMS_PATH, str(position), "id"),
        )
        for position, item in enumerate(input.items)
    ]


def _take_back(input: UndoDecisionInput) -> TakeBack:
    decision, batch = input.decision_id, input.batch_id
    return TakeBack(
        decision_id=uuid_of(decision or "", "decision"),
        batch_id=uuid_of(batch or "", "batch"),
        names_decision=decision is not None and decision is not UNSET,
        names_batch=batch is not None and batch is not UNSET,
    )
