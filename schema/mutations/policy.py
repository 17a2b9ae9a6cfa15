"""What moderators may set: how comments are treated, on the site or on one article."""

from typing import Any

import strawberry
from strawberry import UNSET

from schema.context import Info
from schema.fields import said
from schema.payloads import UserError, errors_of, payload
from schema.scalars import Locale
from schema.site import CommentPolicy
from schema.vocabulary import ModerationMode
from server.errors import DomainError
from server.moderation.policy import WordList
from server.moderation.policy_values import FIELDS, WORD_FIELDS
from server.planning.ids import uuid_of
from server.services.policy_changes import PolicyChange, change_policy


@strawberry.input(description="Words that a check looks for, in comments of one language or of all.")
class WordListInput:
    locale: Locale | None = said(
        "The language they are looked for in; null: in every language.", default=UNSET
    )
    words: list[str] = said(
        "Whole words or phrases of at most 100 characters; * at either end lets the word go on there."
    )


@strawberry.input(description="Only what is given changes; articleId null means the whole site.")
class UpdateCommentPolicyInput:
    article_id: strawberry.ID | None = said("The article; null: the whole site.", default=UNSET)
    mode: ModerationMode | None = said("What happens to a new comment.", default=UNSET)
    close_after_days: int | None = said("0..36500 days after publication; null: never.", default=UNSET)
    min_chars: int | None = said("0..10000 characters as a reader counts them.", default=UNSET)
    max_chars: int | None = said("1..10000, and no fewer than minChars.", default=UNSET)
    max_links: int | None = said("0..100. More hold a comment.", default=UNSET)
    max_depth: int | None = said("0..50; a top-level comment has depth 0.", default=UNSET)
    edit_window_seconds: int | None = said("0..604800: a week.", default=UNSET)
    newcomer_threshold: int | None = said("0..1000 approved comments.", default=UNSET)
    flags_to_hold: int | None = said("1..1000 reports; null: never.", default=UNSET)
    guests: bool | None = said("Whether readers without an identity may comment.", default=UNSET)
    banned_words: list[WordListInput] | None = said(
        "In place of the present ones, at most 5,000 words; [] for none.", default=UNSET
    )
    suspect_words: list[WordListInput] | None = said(
        "In place of the present ones, at most 5,000 words; [] for none.", default=UNSET
    )
    reset: bool | None = said(
        "With articleId: the article's own values are dropped first, so that the site's apply again.",
        default=False,
    )


@strawberry.type(description="What became of a change of policy.")
class CommentPolicyPayload:
    policy: CommentPolicy | None = said("The policy now in force; null where nothing was changed.")
    errors: list[UserError] = said("Why nothing was changed; empty when it was.")


@strawberry.type
class PolicyMutations:
    @strawberry.mutation(
        description=(
            "Requires MODERATOR, for the site too. Holds at once for what is submitted or edited from then on; "
            "comments that are there stay as they are."
        )
    )
    async def update_comment_policy(
        self, info: Info, input: UpdateCommentPolicyInput
    ) -> CommentPolicyPayload | None:
        context = info.context
        try:
            await change_policy(context.database, _change(input), viewer=context.viewer, now=context.now)
        except DomainError as error:
            return await payload(info, errors=errors_of(error))  # type: ignore[return-value]
        rows = {"policy": ("commentPolicy", {"articleId": input.article_id or None})}
        return await payload(info, rows=rows, errors=[])  # type: ignore[return-value]


def _change(input: UpdateCommentPolicyInput) -> PolicyChange:
    given = {name: value for name in FIELDS if (value := getattr(input, name)) is not UNSET}
    article = input.article_id or None
    return PolicyChange(
        values={name: _lists(value) if name in WORD_FIELDS else value for name, value in given.items()},
        article_id=uuid_of(article, "article") if article else None,
        is_of_article=article is not None,
        reset=bool(input.reset),
    )


def _lists(given: list[WordListInput] | None) -> Any:
    if given is None:
        return None
    return tuple(WordList(each.locale or None, tuple(each.words)) for each in given)
