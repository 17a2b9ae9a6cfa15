"""Lists of articles: their orders and filters, at the root and below an author, a category, a tag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, String, exists, func, literal_column, select

from server.errors import BadUserInput, RequestError
from server.models import (
    Article,
    ArticleAuthor,
    ArticleTag,
    ArticleTranslation,
    Audience,
    Author,
    Category,
    ServedTranslation,
    Tag,
    TranslationStatus,
)
from server.models.aliases import alias_of
from server.models.types import Instant, Nfc
from server.permissions import Columns, is_public, may_see_article, may_see_translation, require_role
from server.planning.arrays import among
from server.planning.builder import Builder, bad_input, place
from server.planning.connections import Source, connection
from server.planning.cursors import KeyKind, Order, Scope
from server.planning.fields import FieldPart
from server.planning.json_text import Part
from server.planning.request import Chains, Request
from server.planning.rows import Row, columns_of
from server.planning.search import found_articles
from server.planning.selection import Argument, Selected
from server.text.slugs import slug_key
from server.viewer import Role

Of = Callable[[FromClause], Sequence[ColumnElement[bool]]]

LONG_AGO = literal_column("'0001-01-02T00:00:00.000Z'", Instant)
"""Where a draft that was never public stands in PUBLISHED_AT order: before all that was. Not the first day of all:
asyncpg sends that one's first moment as -infinity, and a cursor would no longer equal its row."""


def article_connection(
    of: Callable[[Builder, Row], Of] = lambda _builder, _row: lambda _base: (),
) -> FieldPart:
    """articles(...), of all or of those that `of` keeps for the row it stands in."""

    def part(builder: Builder, row: Row, selected: Selected) -> Part:
        keeps = of(builder, row)
        status = _status(builder, selected)
        found = _found(builder, selected, is_staff_list=status is not None)
        order, join = _order(builder, selected, found, is_staff_list=status is not None)
        source = Source(
            type_name="Article",
            model=Article,
            where=lambda base: [
                *_visible(builder, base, status),
                *keeps(base),
                *_filters(builder, selected, base),
            ],
            order=order,
            join=join if found is None else _among_found(join, found),
        )
        return connection(builder, selected, source)

    return part


def _status(builder: Builder, selected: Selected) -> Argument | None:
    """filter.status, which requires EDITOR."""
    given = selected.argument("filter")
    status = given["status"] if given else None
    if status is not None:
        try:
            require_role(builder.rights, Role.EDITOR)
        except RequestError as error:
            raise place(error, selected) from None
    return status


def _visible(builder: Builder, base: FromClause, status: Argument | None) -> list[ColumnElement[bool]]:
    """Lists hold what is public; drafts only where an editor asks for a status."""
    of = columns_of(base)
    if status is None:
        return [is_public(of)]
    named: ColumnElement[Any] = literal_column(f"'{TranslationStatus(status.value)}'")
    having = select(ArticleTranslation.article_id).where(ArticleTranslation.status == named)
    return [may_see_article(of, builder.rights), of(Article.id).in_(having)]


def _found(builder: Builder, selected: Selected, *, is_staff_list: bool) -> FromClause | None:
    """filter.search: the rows to join; None without one."""
    given = selected.argument("filter")
    search = given["search"] if given else None
    if search is None:
        return None
    is_ranked = _order_field(selected) == "RELEVANCE"
    return found_articles(builder, selected, search, is_staff_list=is_staff_list, is_ranked=is_ranked)


def _among_found(
    join: Callable[[FromClause], FromClause], found: FromClause
) -> Callable[[FromClause], FromClause]:
    return lambda base: join(base).join(found, found.c.article_id == base.c.id)


def _has_translation(
    of: Columns, conditions: Callable[[Any], Sequence[ColumnElement[bool]]]
) -> ColumnElement[bool]:
    translation: Any = alias_of(ArticleTranslation, "having")
    return exists(
        select(literal_column("1"))
        .select_from(translation)
        .where(translation.c.article_id == of(Article.id), *conditions(translation))
    )


# ── orders ──────────────────────────────────────────────────────────────────────────────────────

_COLUMNS = {"UPDATED_AT": Article.updated_at, "COMMENT_COUNT": Article.public_comment_count}


def _order_field(selected: Selected) -> str:
    asked = selected.argument("orderBy")
    return str(asked["field"].value) if asked and asked["field"] else "PUBLISHED_AT"


def _order(
    builder: Builder, selected: Selected, found: FromClause | None, *, is_staff_list: bool
) -> tuple[Order, Callable[[FromClause], FromClause]]:
    field, asked = _order_field(selected), selected.argument("orderBy")
    is_descending = not asked or str(asked["direction"].value) == "DESC"  # type: ignore[union-attr]
    suffix = "d" if is_descending else "a"
    if field == "TITLE":
        return _title_order(builder, selected, is_descending=is_descending, is_staff_list=is_staff_list)
    if field == "RELEVANCE":
        return _relevance(selected, found, is_descending=is_descending), lambda base: base
    if field == "PUBLISHED_AT":
        order = Order(f"p{suffix}", KeyKind.INSTANT, _published_key(is_staff_list), is_descending)
    else:
        kind = KeyKind.INSTANT if field == "UPDATED_AT" else KeyKind.NUMBER
        key = _COLUMNS[field]
        order = Order(f"{field[0].lower()}{suffix}", kind, lambda of: of(key), is_descending)
    return order, lambda base: base


def _published_key(is_staff_list: bool) -> Callable[[Columns], ColumnElement[Any]]:
    """What is public has been published; only an editor's list holds nulls and pays for them."""
    if not is_staff_list:
        return lambda of: of(Article.published_at)
    return lambda of: func.coalesce(of(Article.published_at), LONG_AGO, type_=Instant)


def _relevance(selected: Selected, found: FromClause | None, *, is_descending: bool) -> Order:
    """By how well the search is met, the best first."""
    if found is None:
        raise bad_input("RELEVANCE orders what a search found; there is no search here.", selected)
    if not is_descending:
        raise bad_input("RELEVANCE has the best first: its direction is DESC.", selected)
    rank = found.c.rank
    return Order("rd", KeyKind.NUMBER, lambda _of: rank, True)


def _title_order(
    builder: Builder, selected: Selected, *, is_descending: bool, is_staff_list: bool
) -> tuple[Order, Callable[[FromClause], FromClause]]:
    """By the title that is seen in a locale, after fallback: the stored key of the served translation."""
    asked = selected.argument("orderBy")
    locale = asked["locale"] if asked else None
    if locale is None:
        raise bad_input("TITLE order needs a locale: titles are ordered as its reader sees them.", selected)
    served: Any = alias_of(ServedTranslation, f"{builder.row_name()}s")
    audience = Audience.STAFF if is_staff_list else Audience.READERS

    def asked_locale(request: Request) -> str:
        return _listed(request.chains, locale.read(request.variables))

    wanted = builder.parameter(asked_locale, String(64), at=selected)

    def join(base: FromClause) -> FromClause:
        return base.join(
            served,
            (served.c.article_id == base.c.id)
            & (served.c.locale == wanted)
            & (served.c.audience == literal_column(f"'{audience}'")),
        )

    order = Order(
        tag="td" if is_descending else "ta",
        kind=KeyKind.TEXT,
        key=lambda _of: served.c.title_key,
        is_descending=is_descending,
        scope=Scope(wanted, asked_locale),
        id=served.c.article_id,
    )
    return order, join


def _listed(chains: Chains, locale: str) -> str:
    if not chains.lists(locale):
        raise BadUserInput(f"Titles are ordered only in the site's own locales; {locale} is not one.")
    return locale


# ── filters ─────────────────────────────────────────────────────────────────────────────────────


def _filters(builder: Builder, selected: Selected, base: FromClause) -> list[ColumnElement[bool]]:
    given = selected.argument("filter")
    if given is None:
        return []
    of = columns_of(base)
    found: list[ColumnElement[bool]] = []
    for name, make in _FILTERS.items():
        argument = given[name]
        if argument is not None:
            found.append(make(builder, selected, argument, of))
    return found


FilterPart = Callable[[Builder, Selected, Argument, Columns], ColumnElement[bool]]


def _slug(builder: Builder, argument: Argument, at: Selected) -> ColumnElement[Any]:
    return builder.argument(argument, Nfc, at=at, read=slug_key)


def _in_category(builder: Builder, at: Selected, argument: Argument, of: Columns) -> ColumnElement[bool]:
    slug = _slug(builder, argument, at)
    return of(Article.category_id) == select(Category.id).where(Category.slug == slug).scalar_subquery()


def _with_tag(builder: Builder, at: Selected, argument: Argument, of: Columns) -> ColumnElement[bool]:
    slug = _slug(builder, argument, at)
    tagged = select(ArticleTag.article_id).join(Tag, Tag.id == ArticleTag.tag_id).where(Tag.slug == slug)
    return of(Article.id).in_(tagged)


def _by_author(builder: Builder, at: Selected, argument: Argument, of: Columns) -> ColumnElement[bool]:
    slug = _slug(builder, argument, at)
    written = (
        select(ArticleAuthor.article_id)
        .join(Author, Author.id == ArticleAuthor.author_id)
        .where(Author.slug == slug)
    )
    return of(Article.id).in_(written)


def _in_locales(builder: Builder, at: Selected, argument: Argument, of: Columns) -> ColumnElement[bool]:
    return _has_translation(
        of,
        lambda translation: [
            may_see_translation(columns_of(translation), builder.rights),
            among(builder, translation.c.locale, lambda request: argument.read(request.variables), at=at),
        ],
    )


def _published_after(builder: Builder, at: Selected, argument: Argument, of: Columns) -> ColumnElement[bool]:
    return of(Article.published_at) >= builder.argument(argument, Instant, at=at)


def _published_before(builder: Builder, at: Selected, argument: Argument, of: Columns) -> ColumnElement[bool]:
    return of(Article.published_at) < builder.argument(argument, Instant, at=at)


_FILTERS: dict[str, FilterPart] = {
    "category": _in_category,
    "tag": _with_tag,
    "author": _by_author,
    "locales": _in_locales,
    "publishedAfter": _published_after,
    "publishedBefore": _published_before,
}
