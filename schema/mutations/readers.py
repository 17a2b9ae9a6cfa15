"""What readers may do: comment."""

import strawberry
from strawberry import UNSET

from schema.comments import Comment
from schema.context import Info
from schema.fields import said
from schema.payloads import UserError, errors_of, payload
from schema.scalars import Locale
from server.errors import DomainError
from server.planning.ids import uuid_of
from server.services.comments import NewComment
from server.services.comments import submit_comment as submit
from server.services.languages import article_language, language_written


@strawberry.input(description="A new comment, or a reply.")
class SubmitCommentInput:
    article_id: strawberry.ID = said("The article.")
    parent_id: strawberry.ID | None = said("The comment that is replied to.", default=UNSET)
    body: str = said("The text, in light Markdown: emphasis, links, quotes, lists, code.")
    author_name: str | None = said(
        "Required from guests, where the policy lets guests comment.", default=UNSET
    )
    author_email: str | None = said("For moderators only; never shown.", default=UNSET)
    locale: Locale | None = said("The language the text is in.", default=UNSET)
    idempotency_key: str | None = said(
        "A fresh random key of 16..64 characters. The same key from the same commenter gives the same comment, "
        "however often it is sent; for a guest without a token, the same key for the same article and body, within "
        "24 hours.",
        default=UNSET,
    )


@strawberry.type(description="What became of a comment.")
class SubmitCommentPayload:
    comment: Comment | None = said(
        "The stored comment, also when it is held; null only when errors say why nothing was stored."
    )
    guest_token: str | None = said(
        "For a guest who sent none: a bearer token to edit, delete and see the own comments. Good for 365 days, "
        "derived, never stored."
    )
    notice: str | None = said("What to tell the reader, in the comment's or the article's language.")
    errors: list[UserError] = said("Why nothing was stored; empty when it was.")


@strawberry.type
class ReaderMutations:
    @strawberry.mutation(description="Sends a comment. It may be held until a moderator approves it.")
    async def submit_comment(self, info: Info, input: SubmitCommentInput) -> SubmitCommentPayload | None:
        context = info.context
        try:
            stored = await submit(
                context.database,
                _new(input),
                viewer=context.viewer,
                settings=context.settings,
                now=context.now,
            )
        except DomainError as error:
            languages = await _languages(info, input)
            return await payload(info, errors=errors_of(error, languages))  # type: ignore[return-value]
        return await payload(  # type: ignore[return-value]
            info,
            rows={"comment": ("comment", {"id": f"comment_{stored.comment_id.hex}"})},
            viewer=stored.commenter,
            guestToken=stored.guest_token,
            notice=stored.notice,
            errors=[],
        )


async def _languages(info: Info, input: SubmitCommentInput) -> list[str | None]:
    """In which to tell a reader why nothing was stored: the comment's, then the article's."""
    context = info.context
    article = await article_language(context.database, uuid_of(input.article_id, "article"))
    own, _ = language_written(
        input.body, told=input.locale or None, around=article, settings=context.settings
    )
    return [own, article]


def _new(input: SubmitCommentInput) -> NewComment:
    parent = input.parent_id or None
    return NewComment(
        article_id=uuid_of(input.article_id, "article"),
        parent_id=uuid_of(parent, "comment") if parent else None,
        is_reply=parent is not None,
        body=input.body,
        author_name=input.author_name or None,
        author_email=input.author_email or None,
        locale=input.locale or None,
        idempotency_key=input.idempotency_key or None,
    )
