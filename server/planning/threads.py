"""Comments below an article or a comment, and the policy that governs them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Integer,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler

from server.models import SITE_SCOPE, Article, Comment, CommentPolicy
from server.models.aliases import alias_of
from server.models.types import Instant
from server.permissions import EMPTY, Columns, in_thread, leads_to_own
from server.planning.builder import Builder
from server.planning.connections import Source, connection
from server.planning.cursors import KeyKind, Order
from server.planning.fields import object_text
from server.planning.json_text import AsText, Part, boolean, json_value, nested
from server.planning.rows import ONE, Row, RowSet, columns_of, limited
from server.planning.selection import Selected

COMMENT_ORDERS = {
    "NEWEST": Order("cn", KeyKind.INSTANT, lambda of: of(Comment.created_at), True),
    "OLDEST": Order("co", KeyKind.INSTANT, lambda of: of(Comment.created_at), False),
    "MOST_REPLIES": Order("cr", KeyKind.NUMBER, lambda of: of(Comment.public_reply_count), True),
}


def comments_of_article(builder: Builder, row: Row, selected: Selected) -> Part:
    """The top level of the thread as readers see it."""
    return _thread(
        builder,
        selected,
        default="NEWEST",
        where=lambda of: [of(Comment.article_id) == row(Article.id), of(Comment.parent_id).is_(None)],
    )


def replies_of_comment(builder: Builder, row: Row, selected: Selected) -> Part:
    return _thread(
        builder, selected, default="OLDEST", where=lambda of: [of(Comment.parent_id) == row(Comment.id)]
    )


def _thread(builder: Builder, selected: Selected, *, default: str, where: Any) -> Part:
    def conditions(base: FromClause) -> list[ColumnElement[bool]]:
        of = columns_of(base)
        return [in_thread(of, builder.known), *where(of)]

    order = COMMENT_ORDERS[str(selected.value("orderBy", default))]
    return connection(builder, selected, Source("Comment", Comment, conditions, order))


def _own_held(builder: Builder, where: Any) -> ColumnElement[Any]:
    """How many of the viewer's own held comments there are, and of tombstones that show for them alone; no viewer,
    none. Two counts, each by an index."""
    viewer = builder.known
    if viewer is None:
        return literal_column("0")
    held = _counted(builder, where, lambda of: of(Comment.audience) == viewer.id)
    return held + _counted(
        builder, where, lambda of: and_(of(Comment.audience) == EMPTY, leads_to_own(of, viewer))
    )


def _counted(builder: Builder, where: Any, condition: Any) -> ColumnElement[Any]:
    base: Any = alias_of(Comment, f"{builder.row_name()}m")
    of = columns_of(base)
    counted = select(func.count()).select_from(base).where(*where(of), condition(of))
    return counted.scalar_subquery()


def comment_count(builder: Builder, row: Row, _selected: Selected) -> Part:
    """The stored public count and the viewer's own held comments: what paging through the thread reaches."""
    own = _own_held(builder, lambda of: [of(Comment.article_id) == row(Article.id)])
    return AsText(row(Article.public_comment_count) + own)


def reply_count(builder: Builder, row: Row, _selected: Selected) -> Part:
    own = _own_held(builder, lambda of: [of(Comment.parent_id) == row(Comment.id)])
    return AsText(row(Comment.public_reply_count) + own)


# ── the policy ──────────────────────────────────────────────────────────────────────────────────


class Later(ColumnElement[Any]):
    """A moment some seconds later. Operands: the moment, the seconds."""

    inherit_cache = False
    type = Instant()

    def __init__(self, moment: ColumnElement[Any], seconds: ColumnElement[Any]) -> None:
        self.moment, self.seconds = moment, seconds


@compiles(Later, "postgresql")
def _later_postgresql(element: Later, compiler: SQLCompiler, **kw: Any) -> str:
    moment, seconds = compiler.process(element.moment, **kw), compiler.process(element.seconds, **kw)
    return f"({moment} + ({seconds}) * interval '1 second')"


@compiles(Later, "sqlite")
def _later_sqlite(element: Later, compiler: SQLCompiler, **kw: Any) -> str:
    moment, seconds = compiler.process(element.moment, **kw), compiler.process(element.seconds, **kw)
    return f"strftime('%Y-%m-%dT%H:%M:%fZ', {moment}, ({seconds}) || ' seconds')"


CENTURIES_OF_DAYS: ColumnElement[Any] = literal_column("1000000")
"""Some 2,700 years: what closes later does not close. Added to a date, more could leave what a database can tell."""

_NEVER = {"close_after_days": "never_closes", "flags_to_hold": "never_holds_by_flags"}


def _effective(site: FromClause, own: FromClause | None) -> Columns:
    """A policy's value: the article's own where it has one, else the site's."""

    def express(column: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
        theirs = site.c[column.key]
        if own is None:
            return theirs
        mine = own.c[column.key]
        value = func.coalesce(mine, theirs, type_=column.type)
        if column.key not in _NEVER:
            return value
        return case(
            (own.c[_NEVER[column.key]].is_(literal_column("true")), literal_column("NULL")), else_=value
        )

    return express


def policy_rows(article_id: ColumnElement[Any] | None, name: str) -> tuple[RowSet, Any]:
    """The policy in force for an article, or for the site: its row, and its rowset."""
    site: Any = alias_of(CommentPolicy, f"{name}s")
    is_site = site.c.scope == literal_column(f"'{SITE_SCOPE}'")
    if article_id is None:
        return RowSet(name, _effective(site, None)), limited(site, where=[is_site], order_by=[], limit=ONE)
    own: Any = alias_of(CommentPolicy, f"{name}o")
    joined = site.outerjoin(own, own.c.article_id == article_id)
    return RowSet(name, _effective(site, own)), limited(joined, where=[is_site], order_by=[], limit=ONE)


def policy_object(builder: Builder, article_id: ColumnElement[Any] | None, selected: Selected) -> Part:
    row, rowset = policy_rows(article_id, builder.row_name())
    text = object_text(builder, row, "CommentPolicy", selected.children["CommentPolicy"])
    return nested(select(text).select_from(row.from_clause(rowset)), None)


def article_policy(builder: Builder, row: Row, selected: Selected) -> Part:
    return policy_object(builder, row(Article.id), selected)


def accepts_comments(builder: Builder, row: Row, _selected: Selected) -> Part:
    """Public, the policy not CLOSED, and not closed by age."""
    policy, rowset = policy_rows(row(Article.id), builder.row_name())
    days = policy(CommentPolicy.close_after_days)
    closes_at = Later(row(Article.published_at), cast(days, BigInteger) * literal_column("86400", Integer))
    never_closes = or_(days.is_(None), days > CENTURIES_OF_DAYS)
    is_open = and_(
        policy(CommentPolicy.mode) != literal_column("'CLOSED'"),
        case((never_closes, literal_column("true")), else_=closes_at > builder.now),
        row(Article.is_public),
    )
    return nested(select(boolean(is_open)).select_from(policy.from_clause(rowset)), None)


def editable_until(builder: Builder, row: Row, _selected: Selected) -> Part:
    """To its author, until the window is over, while nobody has replied and nobody has rejected it."""
    if builder.me is None:
        return "null"
    policy, rowset = policy_rows(row(Comment.article_id), builder.row_name())
    until = Later(row(Comment.created_at), policy(CommentPolicy.edit_window_seconds))
    reply: Any = alias_of(Comment, f"{builder.row_name()}e")
    has_reply = (
        select(literal_column("1")).select_from(reply).where(reply.c.parent_id == row(Comment.id)).exists()
    )
    where = [
        row(Comment.person_id) == builder.me,
        row(Comment.status) != literal_column("'REJECTED'"),
        row(Comment.deleted_at).is_(None),
        until > builder.now,
        ~has_reply,
    ]
    text = json_value(until, nullable=False)
    return nested(select(text).select_from(policy.from_clause(rowset)).where(*where))
