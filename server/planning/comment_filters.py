"""Filters of the moderators' lists of comments (CommentFilter), in any combination."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, exists, func, literal_column, not_, or_, select

from server.errors import BadUserInput
from server.models import Article, Category, Claim, Comment, Finding
from server.models.aliases import alias_of
from server.models.types import Id, Instant, Nfc
from server.permissions import Columns
from server.planning.arrays import among
from server.planning.builder import Builder
from server.planning.ids import id_getter, uuid_of
from server.planning.selection import Argument, Selected
from server.text.normal import fold
from server.text.slugs import slug_key

MIN_SEARCH_CHARS = 2
_ONE: ColumnElement[Any] = literal_column("1")

FilterPart = Callable[[Builder, Selected, Argument, Columns], ColumnElement[bool]]


def comment_filters(builder: Builder, selected: Selected, of: Columns) -> list[ColumnElement[bool]]:
    given = selected.argument("filter")
    if given is None:
        return []
    return [make(builder, selected, found, of) for name, make in _FILTERS.items() if (found := given[name])]


def _with_status(_builder: Builder, _at: Selected, argument: Argument, of: Columns) -> ColumnElement[bool]:
    if not argument.value:
        return literal_column("false")
    return or_(*(of(Comment.status) == literal_column(f"'{status}'") for status in argument.value))


def _of_articles(builder: Builder, at: Selected, argument: Argument, of: Columns) -> ColumnElement[bool]:
    def read(request: Any) -> list[str]:
        ids = (uuid_of(text, "article") for text in argument.read(request.variables))
        return [str(found) if builder.is_postgresql else found.hex for found in ids if found]

    article_id = of(Comment.article_id)
    return among(builder, cast(article_id, Text) if builder.is_postgresql else article_id, read, at=at)


def _of_categories(builder: Builder, at: Selected, argument: Argument, of: Columns) -> ColumnElement[bool]:
    article: Any = alias_of(Article, f"{builder.row_name()}a")
    category: Any = alias_of(Category, f"{builder.row_name()}c")

    def read(request: Any) -> list[str]:
        return [slug_key(slug) for slug in argument.read(request.variables)]

    is_named = among(builder, category.c.slug, read, at=at)
    return exists(
        select(_ONE)
        .select_from(article.join(category, category.c.id == article.c.category_id))
        .where(article.c.id == of(Comment.article_id), is_named)
    )


def _by_commenter(builder: Builder, at: Selected, argument: Argument, of: Columns) -> ColumnElement[bool]:
    return of(Comment.person_id) == builder.parameter(id_getter(argument, "commenter"), Id, at=at)


def _in_locales(builder: Builder, at: Selected, argument: Argument, of: Columns) -> ColumnElement[bool]:
    return among(builder, of(Comment.locale), lambda request: argument.read(request.variables), at=at)


def _with_checks(builder: Builder, at: Selected, argument: Argument, of: Columns) -> ColumnElement[bool]:
    finding: Any = alias_of(Finding, f"{builder.row_name()}f")
    is_one = among(builder, finding.c.check_name, lambda request: argument.read(request.variables), at=at)
    return exists(
        select(_ONE)
        .select_from(finding)
        .where(finding.c.comment_id == of(Comment.id), finding.c.version == of(Comment.text_version), is_one)
    )


def _with_text(builder: Builder, at: Selected, argument: Argument, of: Columns) -> ColumnElement[bool]:
    def read(text: str) -> str:
        folded = fold(text)
        if len(folded) < MIN_SEARCH_CHARS:
            raise BadUserInput(f"filter.text needs at least {MIN_SEARCH_CHARS} characters.")
        return folded

    wanted = builder.argument(argument, Nfc, at=at, read=read)
    position = func.strpos if builder.is_postgresql else func.instr
    return position(of(Comment.search_text), wanted) > literal_column("0")


def _from(builder: Builder, at: Selected, argument: Argument, of: Columns) -> ColumnElement[bool]:
    return of(Comment.created_at) >= builder.argument(argument, Instant, at=at)


def _to(builder: Builder, at: Selected, argument: Argument, of: Columns) -> ColumnElement[bool]:
    return of(Comment.created_at) < builder.argument(argument, Instant, at=at)


def _claimed(builder: Builder, _at: Selected, argument: Argument, of: Columns) -> ColumnElement[bool]:
    claim: Any = alias_of(Claim, f"{builder.row_name()}l")
    standing = [claim.c.comment_id == of(Comment.id), claim.c.expires_at > builder.now]
    match str(argument.value):
        case "MINE":
            standing.append(claim.c.by_id == builder.me)
        case "OTHERS":
            standing.append(claim.c.by_id != builder.me)
        case _:
            return not_(exists(select(_ONE).select_from(claim).where(*standing)))
    return exists(select(_ONE).select_from(claim).where(*standing))


_FILTERS: dict[str, FilterPart] = {
    "status": _with_status,
    "articles": _of_articles,
    "categories": _of_categories,
    "commenter": _by_commenter,
    "locales": _in_locales,
    "checks": _with_checks,
    "text": _with_text,
    "from": _from,
    "to": _to,
    "claimed": _claimed,
}
