"""Who may see a row: the only place that says so, as conditions that every read adds.

A condition takes the row as a function from a model's column to its expression, so that it serves a table, a
join and a row of a derived table alike. What a viewer may not see is absent everywhere: lists, counts, ids.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, case, exists, literal_column, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from server.errors import Forbidden
from server.models import EMPTY_TOMBSTONE, Article, ArticleTranslation, Comment, TranslationStatus
from server.models.aliases import alias_of
from server.viewer import Role, Viewer

Columns = Callable[[InstrumentedAttribute[Any]], ColumnElement[Any]]

EMPTY: ColumnElement[Any] = literal_column(f"'{EMPTY_TOMBSTONE.hex}'")
"""As both databases compare it with a UUID."""

PUBLISHED: ColumnElement[Any] = literal_column(f"'{TranslationStatus.PUBLISHED}'")


@dataclass(frozen=True, slots=True)
class Rights:
    """What of a viewer changes a statement: the roles, and whether there is an id. Never the id itself."""

    roles: frozenset[Role]
    has_id: bool

    def has_role(self, role: Role) -> bool:
        return role in self.roles or Role.ADMIN in self.roles

    @property
    def sees_drafts(self) -> bool:
        return self.has_role(Role.MODERATOR) or self.has_role(Role.EDITOR)


def rights_of(viewer: Viewer) -> Rights:
    return Rights(roles=viewer.roles, has_id=viewer.id is not None)


def require_role(rights: Rights | Viewer, role: Role) -> None:
    """Raises Forbidden for a viewer without the role."""
    if not rights.has_role(role):
        raise Forbidden(f"This requires the role {role}.")


def may_see_article(article: Columns, rights: Rights) -> ColumnElement[bool]:
    """By id, slug or relation: public, or a draft to moderators and editors. Deleted ones are gone for all."""
    if rights.sees_drafts:
        return article(Article.deleted_at).is_(None)
    return is_public(article)


def is_public(article: Columns) -> ColumnElement[bool]:
    """In lists: a translation is published, and the article is not deleted."""
    return article(Article.is_public)


def may_see_translation(translation: Columns, rights: Rights) -> ColumnElement[bool]:
    """Of an article that may be seen."""
    if rights.sees_drafts:
        return true()
    return translation(ArticleTranslation.status) == PUBLISHED


def in_thread(comment: Columns, me: BindParameter[Any] | None) -> ColumnElement[bool]:
    """The readers' thread: everyone's comments, and the viewer's own held ones with the tombstones above them."""
    audience = comment(Comment.audience)
    if me is None:
        return audience.is_(None)
    # A CASE and no OR: PostgreSQL would gather by the three audiences, and sort, what it finds in order.
    own = case((audience == EMPTY, leads_to_own(comment, me)), else_=audience == me)
    return or_(audience.is_(None), own)


def leads_to_own(tombstone: Columns, me: BindParameter[Any]) -> ColumnElement[bool]:
    """The viewer's own held comment hangs somewhere below."""
    below, path = alias_of(Comment, "below"), tombstone(Comment.path)
    return exists(
        select(literal_column("1"))
        .select_from(below)
        .where(
            below.c.article_id == tombstone(Comment.article_id),
            below.c.audience == me,
            below.c.path > path.concat(literal_column("'/'")),
            below.c.path < path.concat(literal_column("'0'")),
        )
    )


def may_see_comment(
    comment: Columns, rights: Rights, me: BindParameter[Any] | None, *, alias: str = "seen"
) -> ColumnElement[bool]:
    """By id or parent, and in the moderators' lists: any comment to moderators, else as in the thread; and the
    article must be visible too."""
    article = alias_of(Article, alias)
    article_visible = exists().where(
        article.c.id == comment(Comment.article_id),
        may_see_article(lambda column: article.c[column.key], rights),
    )
    if rights.has_role(Role.MODERATOR):
        return article_visible
    return and_(in_thread(comment, me), article_visible)
