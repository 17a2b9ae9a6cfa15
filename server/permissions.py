"""Who may see a row: the only place that says so, as conditions that every read adds.

A condition takes the row as a function from a model's column to its expression, so that it serves a table, a
join and a row of a derived table alike. What a viewer may not see is absent everywhere: lists, counts, ids.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    Boolean,
    ColumnElement,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler

from server.errors import Forbidden
from server.models import EMPTY_TOMBSTONE, Article, ArticleTranslation, Comment, TranslationStatus
from server.models.aliases import alias_of
from server.moderation.status import CommentStatus
from server.viewer import Role, Viewer

Columns = Callable[[InstrumentedAttribute[Any]], ColumnElement[Any]]

EMPTY: ColumnElement[Any] = literal_column(f"'{EMPTY_TOMBSTONE.hex}'")
"""As both databases compare it with a UUID."""

HELD = tuple(status for status in CommentStatus if status is not CommentStatus.APPROVED)
"""Of these its author is the audience, at most."""

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


@dataclass(frozen=True, slots=True)
class Known:
    """A viewer who has an id: as a parameter, and with the `tombstones` above the viewer's own held comments."""

    id: BindParameter[Any]
    tombstones: CTE


def known(me: BindParameter[Any]) -> Known:
    """One for a statement: two of the tables would be two of one name.

    The table is made once, from the few comments of the viewer that are held. Its place at the top of the statement
    keeps the parser's stack of SQLite free where lists are nested.
    """
    tombstone, below = alias_of(Comment, "tombstone"), alias_of(Comment, "below")
    path = tombstone.c.path
    is_below = and_(
        tombstone.c.article_id == below.c.article_id,
        below.c.path > path.concat(literal_column("'/'")),
        below.c.path < path.concat(literal_column("'0'")),
    )
    found = (
        select(tombstone.c.id)
        .select_from(below.join(tombstone, is_below))
        .where(
            below.c.person_id == me,
            below.c.status.in_([literal_column(f"'{status}'") for status in HELD]),
            below.c.audience == me,
            tombstone.c.audience == EMPTY,
        )
    )
    return Known(me, found.cte("own_tombstone"))


def in_thread(comment: Columns, viewer: Known | None) -> ColumnElement[bool]:
    """The readers' thread: everyone's comments, and the viewer's own held ones with the tombstones above them."""
    audience = comment(Comment.audience)
    if viewer is None:
        return audience.is_(None)
    # No index serves `coalesce`: both databases walk the thread in its order, and do not gather by audience and sort.
    # The look among the tombstones is the first for the sake of SQLite's parser.
    own = func.coalesce(audience, viewer.id) == viewer.id
    return or_(leads_to_own(comment, viewer), audience.is_(None), own)


class IsAmong(ColumnElement[bool]):
    """A value is in a table of one column. Operands: the value, the table."""

    inherit_cache = False
    type = Boolean()

    def __init__(self, value: ColumnElement[Any], table: CTE) -> None:
        self.value, self.table = value, table


@compiles(IsAmong, "postgresql")
def _is_among_postgresql(element: IsAmong, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{compiler.process(element.value, **kw)} IN (TABLE {_name(element, compiler, kw)})"


@compiles(IsAmong, "sqlite")
def _is_among_sqlite(element: IsAmong, compiler: SQLCompiler, **kw: Any) -> str:
    return f"{compiler.process(element.value, **kw)} IN {_name(element, compiler, kw)}"


def _name(element: IsAmong, compiler: SQLCompiler, kw: dict[str, Any]) -> str:
    return compiler.process(element.table, **{**kw, "asfrom": True, "from_linter": None})


def leads_to_own(tombstone: Columns, viewer: Known) -> ColumnElement[bool]:
    """The viewer's own held comment hangs somewhere below."""
    return IsAmong(tombstone(Comment.id), viewer.tombstones)


def may_see_comment(
    comment: Columns, rights: Rights, viewer: Known | None, *, alias: str = "seen"
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
    return and_(in_thread(comment, viewer), article_visible)
