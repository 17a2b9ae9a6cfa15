"""What may be read."""

import strawberry
from strawberry import UNSET

from schema.comments import AuditEntry, AuditFilter, Comment, Commenter, CommentFilter, QueueCount
from schema.connections import Connection, Node
from schema.content import (
    NEWEST_FIRST,
    Article,
    ArticleFilter,
    ArticleOrder,
    ArticleTranslation,
    Author,
    Category,
    Cursor,
    Given,
    Tag,
)
from schema.fields import planned, said
from schema.scalars import Locale
from schema.site import Site, Viewer
from schema.vocabulary import CommentOrder, QueueName, QueueOrder


@strawberry.type(description="What may be read. A whole operation is one SQL statement.")
class Query:
    viewer: Viewer = said("Who asks.")
    site: Site = said("The newsroom's site.")
    categories: list[Category] = said("All sections, by name in the site's default locale.")

    @planned
    def node(self, id: strawberry.ID) -> Node | None:
        """Anything by its id; null for what does not exist or may not be seen."""

    @planned
    def nodes(self, ids: list[strawberry.ID]) -> list[Node | None]:
        """Up to 100 by their ids, in the order asked; null in the place of what cannot be seen."""

    @planned
    def article(self, id: strawberry.ID | None = UNSET, slug: str | None = UNSET) -> Article | None:
        """Exactly one of id and slug. A slug names one article for good, in every locale, past slugs included."""

    @planned
    def translation(self, slug: str, locale: Locale | None = UNSET) -> ArticleTranslation | None:
        """What a page at a translation's own address asks for: the translation whose slug it is, now or in the
        past; its slug tells whether to redirect."""

    @planned
    def articles(
        self,
        filter: ArticleFilter | None = UNSET,
        order_by: ArticleOrder | None = NEWEST_FIRST,
        first: Given = UNSET,
        after: Cursor = UNSET,
        last: Given = UNSET,
        before: Cursor = UNSET,
    ) -> Connection[Article]:
        """The published articles."""

    @planned
    def author(self, id: strawberry.ID | None = UNSET, slug: str | None = UNSET) -> Author | None:
        """Exactly one of id and slug."""

    @planned
    def authors(
        self, first: Given = UNSET, after: Cursor = UNSET, last: Given = UNSET, before: Cursor = UNSET
    ) -> Connection[Author]:
        """All authors, by name in the site's default locale."""

    @planned
    def category(self, id: strawberry.ID | None = UNSET, slug: str | None = UNSET) -> Category | None:
        """Exactly one of id and slug."""

    @planned
    def tag(self, id: strawberry.ID | None = UNSET, slug: str | None = UNSET) -> Tag | None:
        """Exactly one of id and slug."""

    @planned
    def comment(self, id: strawberry.ID) -> Comment | None:
        """A comment that the viewer may see: everyone's, their own held ones; any to moderators."""

    @planned
    def comments(
        self,
        filter: CommentFilter | None = UNSET,
        order_by: CommentOrder | None = CommentOrder.NEWEST,
        first: Given = UNSET,
        after: Cursor = UNSET,
        last: Given = UNSET,
        before: Cursor = UNSET,
    ) -> Connection[Comment] | None:
        """Requires MODERATOR. Every comment of the site, whatever its status."""

    @planned
    def moderation_queue(
        self,
        queue: QueueName = QueueName.PENDING,
        filter: CommentFilter | None = UNSET,
        order_by: QueueOrder | None = QueueOrder.RISK,
        first: Given = UNSET,
        after: Cursor = UNSET,
        last: Given = UNSET,
        before: Cursor = UNSET,
    ) -> Connection[Comment] | None:
        """Requires MODERATOR. What waits for a moderator."""

    @planned
    def queue_counts(self, filter: CommentFilter | None = UNSET) -> list[QueueCount] | None:
        """Requires MODERATOR. One row for each queue; equal to counting, never drifting."""

    @planned
    def commenter(self, id: strawberry.ID) -> Commenter | None:
        """Requires MODERATOR. The person behind a comment."""

    @planned
    def audit_log(
        self,
        filter: AuditFilter | None = UNSET,
        first: Given = UNSET,
        after: Cursor = UNSET,
        last: Given = UNSET,
        before: Cursor = UNSET,
    ) -> Connection[AuditEntry] | None:
        """Requires MODERATOR. Newest first."""
