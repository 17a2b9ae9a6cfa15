"""The root fields of Query: each as one JSON text of the statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, String, case, exists, literal_column, select

from server.errors import RequestError
from server.models import (
    Article,
    ArticleSlug,
    ArticleTranslation,
    Author,
    Category,
    Tag,
    TranslationSlug,
)
from server.models.aliases import alias_of
from server.models.types import Id, Nfc
from server.permissions import require_role
from server.planning import comments as _comments
from server.planning.builder import Builder, bad_input, place
from server.planning.connections import Source, connection
from server.planning.cursors import KeyKind, Order
from server.planning.fields import listing, related
from server.planning.ids import id_getter
from server.planning.json_text import Part
from server.planning.lists import article_connection
from server.planning.live import public_comments, queue_members
from server.planning.nodes import article_seen, by_key, node, nodes, translation_seen
from server.planning.queues import all_comments, moderation_queue, queue_counts
from server.planning.records import audit_log
from server.planning.rows import Row
from server.planning.selection import Selected
from server.planning.site import site, viewer
from server.planning.threads import policy_object
from server.text.slugs import slug_key
from server.viewer import Role

RootPart = Callable[[Builder, Selected], Part]

QUEUE_MEMBERS = "QUEUE_MEMBERS"
PUBLIC_COMMENTS = "PUBLIC_COMMENTS"


def _slug(builder: Builder, selected: Selected) -> ColumnElement[Any] | None:
    argument = selected.argument("slug")
    if argument is None:
        return None
    return builder.argument(argument, Nfc, at=selected, read=slug_key)


def _one_of_id_and_slug(selected: Selected) -> None:
    if (selected.argument("id") is None) == (selected.argument("slug") is None):
        raise bad_input("Give exactly one of id and slug.", selected)


def article(builder: Builder, selected: Selected) -> Part:
    """By id, or by any slug that one of its translations has or has had and the viewer may see."""
    _one_of_id_and_slug(selected)
    identifier = selected.argument("id")
    if identifier is not None:
        return by_key(builder, selected, "article", builder.parameter(id_getter(identifier, "article"), Id))
    slug = _slug(builder, selected)

    def where(row: Row) -> list[ColumnElement[bool]]:
        owner = select(ArticleSlug.article_id).where(ArticleSlug.slug == slug).scalar_subquery()
        return [row(Article.id) == owner, article_seen(builder, row), *_seen_slug(builder, slug)]

    return related(builder, selected, "Article", model=Article, where=where)


def _seen_slug(builder: Builder, slug: Any) -> list[ColumnElement[bool]]:
    """A slug that only a draft has had tells readers nothing."""
    if builder.rights.sees_drafts:
        return []
    held: Any = alias_of(TranslationSlug, f"{builder.row_name()}h")
    name = builder.row_name()
    alias: Any = alias_of(ArticleTranslation, name)
    return [
        exists(
            select(literal_column("1"))
            .select_from(held.join(alias, alias.c.id == held.c.translation_id))
            .where(held.c.slug == slug, translation_seen(builder, Row(name)))
        )
    ]


def translation(builder: Builder, selected: Selected) -> Part:
    """The translation whose slug it is or was; of several, the asked locale's, else the original, else by tag."""
    slug = _slug(builder, selected)
    locale = selected.argument("locale")
    held: Any = alias_of(TranslationSlug, f"{builder.row_name()}h")

    def where(row: Row) -> list[ColumnElement[bool]]:
        conditions = [held.c.slug == slug, translation_seen(builder, row)]
        if locale is not None:
            asked = builder.argument(locale, String(64), at=selected)
            conditions.append(row(ArticleTranslation.locale) == asked)
        return conditions

    def order_by(row: Row) -> list[ColumnElement[Any]]:
        original = select(Article.original_locale).where(Article.id == row(ArticleTranslation.article_id))
        is_original = row(ArticleTranslation.locale) == original.scalar_subquery()
        return [
            case((is_original, literal_column("0")), else_=literal_column("1")),
            row(ArticleTranslation.locale),
        ]

    return related(
        builder,
        selected,
        "ArticleTranslation",
        model=ArticleTranslation,
        source=lambda alias: held.join(alias, alias.c.id == held.c.translation_id),
        where=where,
        order_by=order_by,
    )


def _named(prefix: str, type_name: str, model: Any) -> RootPart:
    """author, category, tag: by id or by slug."""

    def root(builder: Builder, selected: Selected) -> Part:
        _one_of_id_and_slug(selected)
        identifier = selected.argument("id")
        if identifier is not None:
            return by_key(builder, selected, prefix, builder.parameter(id_getter(identifier, prefix), Id))
        slug = _slug(builder, selected)
        return related(builder, selected, type_name, model=model, where=lambda row: [row(model.slug) == slug])

    return root


NAME_ORDER = Order("nn", KeyKind.TEXT, lambda of: of(Author.name_key), False)


def authors(builder: Builder, selected: Selected) -> Part:
    return connection(builder, selected, Source("Author", Author, lambda _base: [], NAME_ORDER))


def categories(builder: Builder, selected: Selected) -> Part:
    base: Any = alias_of(Category, f"{builder.row_name()}t")
    return listing(builder, selected, "Category", base=base, order_by=[base.c.name_key, base.c.id])


def _by_id(prefix: str) -> RootPart:
    def root(builder: Builder, selected: Selected) -> Part:
        key = builder.parameter(id_getter(selected.arguments["id"], prefix), Id)
        return by_key(builder, selected, prefix, key)

    return root


def _requiring(role: Role, root: RootPart) -> RootPart:
    """A field whose absence of rights is an error, not an absence of rows."""

    def guarded(builder: Builder, selected: Selected) -> Part:
        try:
            require_role(builder.rights, role)
        except RequestError as error:
            raise place(error, selected) from None
        return root(builder, selected)

    return guarded


def _policy(builder: Builder, selected: Selected) -> Part:
    """No field of Query: what a payload shows of the policy that was changed."""
    article = selected.argument("articleId")
    key = builder.parameter(id_getter(article, "article"), Id) if article else None
    return policy_object(builder, key, selected)


_articles = article_connection()

ROOTS: dict[str, RootPart] = {
    "node": node,
    "nodes": nodes,
    "viewer": viewer,
    "site": site,
    "article": article,
    "translation": translation,
    "articles": lambda builder, selected: _articles(builder, Row("root"), selected),
    "author": _named("author", "Author", Author),
    "authors": authors,
    "category": _named("category", "Category", Category),
    "categories": categories,
    "tag": _named("tag", "Tag", Tag),
    "comment": _by_id("comment"),
    "comments": _requiring(Role.MODERATOR, all_comments),
    "moderationQueue": _requiring(Role.MODERATOR, moderation_queue),
    "queueCounts": _requiring(Role.MODERATOR, queue_counts),
    "commenter": _requiring(Role.MODERATOR, _by_id("commenter")),
    "auditLog": _requiring(Role.MODERATOR, audit_log),
    "commentPolicy": _policy,
    QUEUE_MEMBERS: _requiring(Role.MODERATOR, queue_members),
    PUBLIC_COMMENTS: public_comments,
}
"""By field name. Those in capitals are no fields of the schema: subscriptions ask them beside what clients select."""

MAPPED = (_comments,)
"""Modules that are imported for the mappings they make."""
