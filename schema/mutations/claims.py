"""How moderators share the work: claiming comments, and letting go of them."""

from uuid import UUID

import strawberry
from strawberry import UNSET

from schema.context import Info
from schema.fields import said
from schema.mutations.results import ModerationResult, results_of, results_payload
from schema.payloads import UserError, errors_of
from server.errors import DomainError
from server.planning.ids import uuid_of
from server.services.claims import DEFAULT_SECONDS, claim_comments, release_comments


@strawberry.input(
    description=(
        "At most 100 ids, 30..900 seconds. Another's claim is a Conflict (CLAIMED); ADMIN decides in spite of it."
    )
)
class ClaimCommentsInput:
    ids: list[strawberry.ID] = said("The comments.")
    seconds: int | None = said("How long, from now; 30..900.", default=DEFAULT_SECONDS)


@strawberry.input(description="At most 100 ids.")
class ReleaseCommentsInput:
    ids: list[strawberry.ID] = said("The comments.")


@strawberry.type(description="What became of each claim.")
class ClaimCommentsPayload:
    results: list[ModerationResult] = said("One for each comment, in the order asked.")
    errors: list[UserError] = said("What is wrong with the input; then nothing was changed.")


@strawberry.type
class ClaimMutations:
    @strawberry.mutation(
        description=(
            "Requires MODERATOR. Tells others that one is at work on these comments, until the time is over, one "
            "decides, or lets go. Claiming one's own again begins the time anew."
        )
    )
    async def claim_comments(self, info: Info, input: ClaimCommentsInput) -> ClaimCommentsPayload | None:
        context = info.context
        seconds = DEFAULT_SECONDS if input.seconds is None or input.seconds is UNSET else input.seconds
        try:
            outcomes = await claim_comments(
                context.database, _uuids(input.ids), seconds=seconds, viewer=context.viewer, now=context.now
            )
        except DomainError as error:
            return await results_payload(info, [], errors=errors_of(error))  # type: ignore[return-value]
        return await results_payload(info, results_of(input.ids, outcomes), errors=[])  # type: ignore[return-value]

    @strawberry.mutation(
        description=(
            "Requires MODERATOR. Lets go of one's own claims. What nobody claims is let go of already; another's "
            "claim is a Conflict."
        )
    )
    async def release_comments(self, info: Info, input: ReleaseCommentsInput) -> ClaimCommentsPayload | None:
        context = info.context
        try:
            outcomes = await release_comments(
                context.database, _uuids(input.ids), viewer=context.viewer, now=context.now
            )
        except DomainError as error:
            return await results_payload(info, [], errors=errors_of(error))  # type: ignore[return-value]
        return await results_payload(info, results_of(input.ids, outcomes), errors=[])  # type: ignore[return-value]


def _uuids(ids: list[strawberry.ID]) -> list[UUID | None]:
    return [uuid_of(each, "comment") for each in ids]
