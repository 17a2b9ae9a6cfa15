"""The site, its comment policy, and the viewer."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from schema.fields import said
from schema.scalars import DateTime, Locale
from schema.vocabulary import ModerationMode, Role, TextDirection

if TYPE_CHECKING:  # it imports this module; Strawberry finds it by name
    from schema.comments import Actor


@strawberry.type(description="Words that a check looks for.")
class WordList:
    locale: Locale | None = said("The language they are looked for in; null: in every language.")
    words: list[str] = said("Whole words, or parts of them with * at either end.")


@strawberry.type(
    description=(
        "Defaults: PRE, never closes, 2..5000 characters, 2 links, depth 6, 300 s to edit, newcomers until 1, "
        "3 flags, guests allowed. Over maxLinks holds; under or over the length is an error."
    )
)
class CommentPolicy:
    mode: ModerationMode = said("What happens to a new comment.")
    close_after_days: int | None = said("Comments close this many days after publication; null: never.")
    min_chars: int = said("The shortest comment, in characters as a reader counts them.")
    max_chars: int = said("The longest comment, in characters as a reader counts them.")
    max_links: int = said("More links than this hold a comment.")
    max_depth: int = said("How deep replies may nest; a top-level comment has depth 0.")
    edit_window_seconds: int = said("How long its author may edit a comment.")
    newcomer_threshold: int = said("A newcomer's comments are held until this many were approved.")
    flags_to_hold: int | None = said(
        "This many reports by distinct, trusted readers hide a comment until a person looks; null: never."
    )
    guests: bool = said("Readers without an identity may comment.")
    banned_words: list[WordList] | None = said("Requires MODERATOR; null for others.")
    suspect_words: list[WordList] | None = said("Requires MODERATOR; null for others.")


@strawberry.type(description="A locale that the site lists.")
class SiteLocale:
    locale: Locale = said("The locale's tag.")
    direction: TextDirection = said("Which way its script runs.")
    fallback: list[Locale] = said("Tried in this order when a translation is missing.")


@strawberry.type(description="The newsroom's site.")
class Site:
    id: strawberry.ID = said("The site's id.")
    name: str = said("The site's name.")
    default_locale: Locale = said("The locale that stands in where nothing else is known.")
    locales: list[SiteLocale] = said("The locales the site lists, in its own order.")
    comment_policy: CommentPolicy = said("The site's policy; an article may have its own.")


@strawberry.type(description="A person may not write. The reason is shown to the person.")
class Ban:
    reason: str | None = said("Why.")
    until: DateTime | None = said("When it ends; null: not by itself.")
    by: Annotated["Actor", strawberry.lazy("schema.comments")] | None = said("Null for all but moderators.")


@strawberry.type(description="Who asks.")
class Viewer:
    id: strawberry.ID | None = said("Null for a guest without a token.")
    is_authenticated: bool = said("Known by an identity; a guest token is none.")
    name: str | None = said("The name that the identity tells.")
    roles: list[Role] = said("What the viewer may do beyond reading.")
    ban: Ban | None = said("The viewer may not write.")
