"""What readers may do about the comments of others: report them."""

import strawberry
from strawberry import UNSET

from schema.comments import Comment
from schema.context import Info
from schema.fields import said
from schema.payloads import UserError, errors_of, payload
from schema.vocabulary import FlagReason
from server.errors import DomainError
from server.planning.ids import uuid_of
from server.services.flagging import Report
from server.services.flagging import flag_comment as flag
from server.services.languages import comment_languages


@strawberry.input(description="A report of a comment that everybody sees.")
class FlagCommentInput:
    id: strawberry.ID = said("The comment.")
    reason: FlagReason = said("Why.")
    details: str | None = said("Own words for moderators, at most 1,000 characters.", default=UNSET)


@strawberry.type(description="What became of a report.")
class FlagCommentPayload:
    comment: Comment | None = said("The comment as it is now; null where the viewer sees none.")
    errors: list[UserError] = said("Why the report was not taken; empty when it was.")


@strawberry.type
class FlagMutations:
    @strawberry.mutation(
        description=(
            "Reports a comment to the moderators, once for each text it has had: the second time is the same "
            "success. Guests may, too."
        )
    )
    async def flag_comment(self, info: Info, input: FlagCommentInput) -> FlagCommentPayload | None:
        context = info.context
        report = Report(
            comment_id=uuid_of(input.id, "comment"), reason=input.reason, details=input.details or None
        )
        errors: list[UserError] = []
        try:
            await flag(
                context.database, report, viewer=context.viewer, settings=context.settings, now=context.now
            )
        except DomainError as error:
            languages = await comment_languages(context.database, report.comment_id, context.viewer)
            errors = errors_of(error, languages)
        rows = {"comment": ("comment", {"id": input.id})}
        return await payload(info, rows=rows, errors=errors)  # type: ignore[return-value]
