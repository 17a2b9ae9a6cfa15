"""What moderators may do about commenters: ban them, and lift bans."""

from collections.abc import Awaitable

import strawberry
from strawberry import UNSET

from schema.comments import Commenter
from schema.context import Info
from schema.fields import said
from schema.payloads import UserError, errors_of, payload
from schema.scalars import DateTime
from server.errors import DomainError
from server.planning.ids import uuid_of
from server.services.banning import Sentence, ban_commenter, unban_commenter


@strawberry.input(
    description="Keeps a commenter from writing. A second ban replaces the first's reason and end."
)
class BanCommenterInput:
    id: strawberry.ID = said("The commenter.")
    reason: str | None = said("Shown to the person, at most 500 characters.", default=UNSET)
    until: DateTime | None = said("When it ends, to the moment; null: not by itself.", default=UNSET)
    reject_pending: bool | None = said(
        "Also rejects all their comments that wait, but for those another moderator has claimed.",
        default=False,
    )


@strawberry.input(description="Lets a commenter write again. What was rejected stays so.")
class UnbanCommenterInput:
    id: strawberry.ID = said("The commenter.")


@strawberry.type(description="What became of a ban.")
class CommenterPayload:
    commenter: Commenter | None = said("The commenter as they are now; null where there is none.")
    errors: list[UserError] = said("Why nothing was changed; empty when it was.")


@strawberry.type
class CommenterMutations:
    @strawberry.mutation(
        description=(
            "Requires MODERATOR. Members of the newsroom are banned by ADMIN alone. A banned commenter cannot post, "
            "edit or report, but may delete the own comments; what is published stays."
        )
    )
    async def ban_commenter(self, info: Info, input: BanCommenterInput) -> CommenterPayload | None:
        sentence = Sentence(
            commenter_id=uuid_of(input.id, "commenter"),
            reason=input.reason or None,
            until=input.until or None,
            rejects_pending=bool(input.reject_pending),
        )
        context = info.context
        doing = ban_commenter(context.database, sentence, viewer=context.viewer, now=context.now)
        return await _answer(info, input.id, doing)

    @strawberry.mutation(
        description="Requires MODERATOR. Lifts the ban that stands; nothing is published by it."
    )
    async def unban_commenter(self, info: Info, input: UnbanCommenterInput) -> CommenterPayload | None:
        context = info.context
        commenter_id = uuid_of(input.id, "commenter")
        doing = unban_commenter(context.database, commenter_id, viewer=context.viewer, now=context.now)
        return await _answer(info, input.id, doing)


async def _answer(info: Info, commenter_id: strawberry.ID, doing: Awaitable[None]) -> CommenterPayload:
    errors: list[UserError] = []
    try:
        await doing
    except DomainError as error:
        errors = errors_of(error)
    rows = {"commenter": ("commenter", {"id": commenter_id})}
    return await payload(info, rows=rows, errors=errors)  # type: ignore[return-value]
