"""Articles, their translations, and what they refer to."""

from typing import TYPE_CHECKING, Annotated

import strawberry
from strawberry import UNSET

from schema.connections import Connection, Node
from schema.fields import planned, said
from schema.scalars import DateTime, Locale
from schema.vocabulary import (
    ArticleOrderField,
    BlockKind,
    CommentOrder,
    OrderDirection,
    TextDirection,
    TextFormat,
    TranslationStatus,
)

if TYPE_CHECKING:  # they import this module; Strawberry finds them by name
    from schema.comments import Comment
    from schema.site import CommentPolicy

Comments = Connection[Annotated["Comment", strawberry.lazy("schema.comments")]]
Policy = Annotated["CommentPolicy", strawberry.lazy("schema.site")]
Given = Annotated[int | None, strawberry.argument(description="1..100.")]
Cursor = Annotated[str | None, strawberry.argument(description="A cursor of this list in this order.")]


@strawberry.input(
    description=(
        "Words to find. All must be there, whole; a word that ends in * stands for every word that begins so. "
        "Case, the accents of Latin letters and composition make no difference. Scripts without spaces are found "
        "as they stand in the text. At most 20 words and 400 characters; one letter or digit at least."
    )
)
class SearchInput:
    text: str = said("The words.")
    locale: Locale | None = said(
        "Looks through what this locale's reader sees, after fallback. Without it, through every translation "
        "that the viewer may see.",
        default=UNSET,
    )


@strawberry.input(description="Which articles to list. All that is given must hold.")
class ArticleFilter:
    category: str | None = said("A category's slug.", default=UNSET)
    tag: str | None = said("A tag's slug.", default=UNSET)
    author: str | None = said("An author's slug.", default=UNSET)
    locales: list[Locale] | None = said(
        "Has a translation the viewer may see in one of these.", default=UNSET
    )
    published_after: DateTime | None = said("Published at this moment or later.", default=UNSET)
    published_before: DateTime | None = said("Published before this moment.", default=UNSET)
    search: SearchInput | None = said(
        "Words to find in titles, summaries and bodies, in the given locale or in any.", default=UNSET
    )
    status: TranslationStatus | None = said(
        "Has a translation with this status; lists drafts too. Requires EDITOR.", default=UNSET
    )


@strawberry.input(
    description="locale is required with TITLE: titles are ordered as the reader sees them, after fallback."
)
class ArticleOrder:
    field: ArticleOrderField = said("What to order by.")
    direction: OrderDirection = said("Which end comes first.")
    locale: Locale | None = said("Whose reader's titles; one of the site's locales.", default=UNSET)


NEWEST_FIRST = ArticleOrder(field=ArticleOrderField.PUBLISHED_AT, direction=OrderDirection.DESC)


@strawberry.type(description="A name in one locale.")
class NameTranslation:
    locale: Locale = said("The name's locale.")
    name: str = said("The name.")
    is_fallback: bool = said("Another locale was asked for.")


@strawberry.type(description="An author's name and biography in one locale.")
class AuthorTranslation:
    locale: Locale = said("The text's locale.")
    name: str = said("The name as this locale writes it.")
    bio: str | None = said("A few words about the author.")
    is_fallback: bool = said("Another locale was asked for.")


@strawberry.type(description="An image's texts in one locale.")
class ImageTranslation:
    locale: Locale = said("The texts' locale.")
    alt: str | None = said(
        "For those who do not see the image; null where nobody wrote one, empty for a decoration."
    )
    caption: str | None = said("The line below the image.")
    is_fallback: bool = said("Another locale was asked for.")


@strawberry.type(description="Somebody who writes or translates.")
class Author(Node):
    slug: str = said("The author's part of an address.")
    name: str = said("The name in the locale the author was entered in.")
    avatar_url: str | None = said("A portrait.")

    @planned
    def translation(self, locale: Locale, fallback: list[Locale] | None = UNSET) -> AuthorTranslation | None:
        """The texts in the asked locale, else the first of the fallback that exists, else null."""

    translations: list[AuthorTranslation] = said("All texts, the original first, then by tag.")

    @planned
    def articles(
        self,
        filter: ArticleFilter | None = UNSET,
        order_by: ArticleOrder | None = NEWEST_FIRST,
        first: Given = UNSET,
        after: Cursor = UNSET,
        last: Given = UNSET,
        before: Cursor = UNSET,
    ) -> "Connection[Article]":
        """The published articles with this author in the byline."""


@strawberry.type(description="A section of the site.")
class Category(Node):
    slug: str = said("The category's part of an address.")

    @planned
    def translation(self, locale: Locale, fallback: list[Locale] | None = UNSET) -> NameTranslation | None:
        """The name in the asked locale, else the first of the fallback that exists, else null."""

    translations: list[NameTranslation] = said("All names, the original first, then by tag.")

    @planned
    def articles(
        self,
        filter: ArticleFilter | None = UNSET,
        order_by: ArticleOrder | None = NEWEST_FIRST,
        first: Given = UNSET,
        after: Cursor = UNSET,
        last: Given = UNSET,
        before: Cursor = UNSET,
    ) -> "Connection[Article]":
        """The published articles of this category."""


@strawberry.type(description="A subject that articles share.")
class Tag(Node):
    slug: str = said("The tag's part of an address.")

    @planned
    def translation(self, locale: Locale, fallback: list[Locale] | None = UNSET) -> NameTranslation | None:
        """The name in the asked locale, else the first of the fallback that exists, else null."""

    translations: list[NameTranslation] = said("All names, the original first, then by tag.")

    @planned
    def articles(
        self,
        filter: ArticleFilter | None = UNSET,
        order_by: ArticleOrder | None = NEWEST_FIRST,
        first: Given = UNSET,
        after: Cursor = UNSET,
        last: Given = UNSET,
        before: Cursor = UNSET,
    ) -> "Connection[Article]":
        """The published articles with this tag."""


@strawberry.type(description="An image with its texts. The file itself is stored elsewhere.")
class Image(Node):
    url: str | None = said("Where the image is; null where only its caption is known.")
    width: int | None = said("In pixels.")
    height: int | None = said("In pixels.")
    credit: str | None = said("Who made it.")

    @planned
    def translation(self, locale: Locale, fallback: list[Locale] | None = UNSET) -> ImageTranslation | None:
        """The texts in the asked locale, else the first of the fallback that exists, else null."""

    translations: list[ImageTranslation] = said("All texts, the original first, then by tag.")


@strawberry.type(description="A block's text in one locale.")
class Segment:
    index: int = said("The block's place in the body, from 0.")
    kind: BlockKind = said("What the block is.")
    text: str = said("The Markdown source; an import stores its text as it came.")
    is_outdated: bool = said("The source has changed since this was translated.")


@strawberry.type(description="A block's text in one of several locales.")
class ParallelSegment:
    locale: Locale = said("The asked locale.")
    direction: TextDirection = said("Which way the locale's script runs.")
    text: str | None = said("The Markdown source; null where the block is untranslated.")
    is_outdated: bool = said("The source has changed since this was translated.")


@strawberry.type(description="One block in several locales.")
class ParallelBlock:
    index: int = said("The block's place in the body, from 0.")
    kind: BlockKind = said("What the block is.")
    segments: list[ParallelSegment] = said("One for each asked locale, in the order asked.")


@strawberry.type(
    description=(
        "Counts title, summary where the original has one, lead caption where there is one, and blocks. "
        "Untranslated blocks are absent from body and segments."
    )
)
class Completeness:
    translated: int = said("The parts that this translation has.")
    total: int = said("The parts that there are.")


@strawberry.type(description="An article in one locale.")
class ArticleTranslation(Node):
    article: "Article" = said("The article.")
    locale: Locale = said("The text's locale.")
    direction: TextDirection = said("Which way the text runs.")
    slug: str = said("This translation's present part of an address.")
    title: str = said("The headline.")
    summary: str | None = said("A standfirst or teaser.")

    @planned
    def body(self, format: TextFormat | None = TextFormat.MARKDOWN) -> str:
        """The whole text; blocks are joined by an empty line, gaps are left out."""

    segments: list[Segment] = said("The body in blocks; gaps are left out.")
    status: TranslationStatus = said("How far the translation is.")
    published_at: DateTime | None = said("When this translation was first public.")
    updated_at: DateTime = said("The last change.")
    version: int = said("Rises with every save; saveTranslation names the version it replaces.")
    translators: list[Author] = said("Who translated, in order.")
    is_original: bool = said("The article was first written in this locale.")
    is_outdated: bool = said("The source has changed since this was translated; see the segments for where.")
    completeness: Completeness = said("How much of the article is there.")
    requested_locale: Locale | None = said(
        "The locale that was asked for, where fallback served another one. The id then differs too (it ends in "
        "the asked locale), so that a client's cache keeps both views; node() takes either."
    )
    is_fallback: bool = said("Another locale was asked for.")


@strawberry.type(description="A story, in every language it is told in.")
class Article(Node):
    published_at: DateTime | None = said(
        "The first moment any of its translations was public. Adding one does not move it; closeAfterDays counts "
        "from it; one scheduled for later is not public yet."
    )
    updated_at: DateTime = said("The last change of any of its texts.")
    original_locale: Locale = said("The locale it was first written in.")
    authors: list[Author] = said("In byline order.")
    category: Category | None = said("Its section.")
    tags: list[Tag] = said("Its subjects, in the order given.")
    lead_image: Image | None = said("The image at its head.")

    @planned
    def translation(self, locale: Locale, fallback: list[Locale] | None = UNSET) -> ArticleTranslation | None:
        """The asked locale, else the first of the fallback that exists (default: the site's chain for that
        locale; where the site lists none, the tag's parents, then the site's default; in every default chain the
        original last; [] means none), else null."""

    @planned
    def translations(self, locales: list[Locale] | None = UNSET) -> list[ArticleTranslation]:
        """All translations, or those in the given locales; the original first, then by tag."""

    @planned
    def parallel_text(self, locales: list[Locale]) -> list[ParallelBlock]:
        """The body side by side: one row a block, one segment a locale, null where a block is untranslated."""

    @planned
    def comments(
        self,
        order_by: CommentOrder | None = CommentOrder.NEWEST,
        first: Given = UNSET,
        after: Cursor = UNSET,
        last: Given = UNSET,
        before: Cursor = UNSET,
    ) -> Comments:
        """The thread as readers see it, for moderators too: approved comments, and the viewer's own held ones. A
        tombstone stays, and counts, while a visible reply hangs below it."""

    comment_count: int = said(
        "What a reader of this viewer's rights can reach by paging through comments and replies, no more and no "
        "fewer."
    )
    accepts_comments: bool = said("A new comment would be taken now.")
    comment_policy: Policy = said("The policy in force for this article.")
