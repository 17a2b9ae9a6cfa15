"""What authors may do with their own comments: edit, delete."""

import strawberry

from schema.comments import Comment
from schema.context import Info
from schema.fields import said
from schema.payloads import UserError, errors_of, payload
from server.errors import DomainError
from server.planning.ids import uuid_of
from server.services.deleting import delete_comment
from server.services.editing import Edit, edit_comment
from server.services.languages import comment_languages


@strawberry.input(description="A new text for the viewer's own comment.")
class EditCommentInput:
    id: strawberry.ID = said("The comment.")
    body: str = said("The new text, in light Markdown. The text that is there already changes nothing.")
    expected_version: int = said("The version that was read; another version in the store is a CONFLICT.")


@strawberry.input(description="Takes the viewer's own comment back.")
class DeleteCommentInput:
    id: strawberry.ID = said("The comment.")


@strawberry.type(description="What became of an edit.")
class CommentPayload:
    comment: Comment | None = said("The comment as it is now; null where the viewer sees none.")
    errors: list[UserError] = said("Why nothing was changed; empty when it was.")


@strawberry.type(description="What became of a deletion.")
class DeleteCommentPayload:
    comment: Comment | None = said(
        "The tombstone, where replies keep one and the viewer sees one of them; null where it is gone."
    )
    deleted_id: strawberry.ID | None = said(
        "The comment that was deleted; null when errors say why it was not."
    )
    errors: list[UserError] = said("Why nothing was deleted; empty when it was.")


@strawberry.type
class AuthorMutations:
    @strawberry.mutation(
        description=(
            "Changes the text of the viewer's own comment, within editWindowSeconds and while nobody has replied "
            "(EDIT_WINDOW_OVER). It is judged anew, and may be held. What was rejected cannot be edited (FORBIDDEN)."
        )
    )
    async def edit_comment(self, info: Info, input: EditCommentInput) -> CommentPayload | None:
        context = info.context
        edit = Edit(
            comment_id=uuid_of(input.id, "comment"), body=input.body, expected_version=input.expected_version
        )
        errors: list[UserError] = []
        try:
            await edit_comment(
                context.database, edit, viewer=context.viewer, settings=context.settings, now=context.now
            )
        except DomainError as error:
            errors = errors_of(error, await _languages(info, input.id))
        rows = {"comment": ("comment", {"id": input.id})}
        return await payload(info, rows=rows, errors=errors)  # type: ignore[return-value]

    @strawberry.mutation(
        description=(
            "Deletes the viewer's own comment, text, name and earlier texts with it. Its replies stay, below a "
            "tombstone. Who is banned may do so too."
        )
    )
    async def delete_comment(self, info: Info, input: DeleteCommentInput) -> DeleteCommentPayload | None:
        context = info.context
        try:
            stays = await delete_comment(
                context.database,
                uuid_of(input.id, "comment"),
                viewer=context.viewer,
                settings=context.settings,
                now=context.now,
            )
        except DomainError as error:
            told = errors_of(error, await _languages(info, input.id))
            return await payload(info, errors=told)  # type: ignore[return-value]
        rows = {"comment": ("comment", {"id": input.id})} if stays else None
        return await payload(info, rows=rows, deletedId=input.id, errors=[])  # type: ignore[return-value]


async def _languages(info: Info, comment_id: strawberry.ID) -> tuple[str | None, ...]:
    """In which to tell a reader why nothing was done."""
    context = info.context
    return await comment_languages(context.database, uuid_of(comment_id, "comment"), context.viewer)
