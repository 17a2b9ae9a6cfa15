"""How articles and what they refer to are read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case, select
from sqlalchemy.orm import InstrumentedAttribute

from server.models import (
    Article,
    ArticleAuthor,
    ArticleTag,
    ArticleTranslation,
    Author,
    AuthorTranslation,
    Category,
    CategoryTranslation,
    Image,
    ImageTranslation,
    Tag,
    TagTranslation,
    TranslationCredit,
)
from server.models.aliases import alias_of
from server.planning.bodies import body, original_of, segments, translation_is_outdated
from server.planning.builder import Builder
from server.planning.completeness import completeness
from server.planning.fallback import translation
from server.planning.fields import FieldPart, condition, identity, listing, mapping, related
from server.planning.json_text import Concat, Hex, Part, Quoted, global_id
from server.planning.lists import article_connection
from server.planning.locales import Translated, asked_locale, is_fallback, translations
from server.planning.parallel import parallel_text
from server.planning.rows import Row
from server.planning.selection import Selected
from server.planning.threads import accepts_comments, article_policy, comment_count, comments_of_article

ARTICLE = Translated(
    "ArticleTranslation",
    ArticleTranslation,
    ArticleTranslation.article_id,
    Article.id,
    Article.original_locale,
)
AUTHOR = Translated(
    "AuthorTranslation", AuthorTranslation, AuthorTranslation.author_id, Author.id, Author.original_locale
)
CATEGORY = Translated(
    "NameTranslation",
    CategoryTranslation,
    CategoryTranslation.category_id,
    Category.id,
    Category.original_locale,
)
TAG = Translated("NameTranslation", TagTranslation, TagTranslation.tag_id, Tag.id, Tag.original_locale)
IMAGE = Translated(
    "ImageTranslation", ImageTranslation, ImageTranslation.image_id, Image.id, Image.original_locale
)


def linked(
    type_name: str,
    model: Any,
    target: InstrumentedAttribute[Any],
    owner: InstrumentedAttribute[Any],
    owner_id: InstrumentedAttribute[Any],
) -> FieldPart:
    """A list kept in order by a table of links (`target` and `owner` are its columns): byline, tags, credits."""

    def part(builder: Builder, row: Row, selected: Selected) -> Part:
        name = builder.row_name()
        base: Any = alias_of(model, f"{name}t")
        links: Any = alias_of(target.class_, f"{name}l")
        return listing(
            builder,
            selected,
            type_name,
            base=base,
            source=links.join(base, base.c.id == links.c[target.key]),
            where=[links.c[owner.key] == row(owner_id)],
            order_by=[links.c.position],
        )

    return part


def one(type_name: str, model: Any, key: InstrumentedAttribute[Any]) -> FieldPart:
    """The row of `model` that a foreign key names."""

    def part(builder: Builder, row: Row, selected: Selected) -> Part:
        return related(
            builder, selected, type_name, model=model, where=lambda found: [found(model.id) == row(key)]
        )

    return part


def _translation_id(_builder: Builder, row: Row, _selected: Selected) -> Part:
    """Ends in the asked locale where fallback served another one, so that a client's cache keeps both."""
    identifier, asked = row(ArticleTranslation.id), asked_locale(row)
    if asked is None:
        return global_id("translation", identifier)
    suffix = case((row(ArticleTranslation.locale) == asked, Concat("")), else_=Concat("_", asked))
    return Concat('"translation_', Hex(identifier), suffix, '"')


def _requested_locale(_builder: Builder, row: Row, _selected: Selected) -> Part:
    asked = asked_locale(row)
    if asked is None:
        return "null"
    return case((row(ArticleTranslation.locale) == asked, Concat("null")), else_=Quoted(asked))


mapping(
    "Article",
    Article,
    id=identity("article", Article.id),
    authors=linked("Author", Author, ArticleAuthor.author_id, ArticleAuthor.article_id, Article.id),
    category=one("Category", Category, Article.category_id),
    tags=linked("Tag", Tag, ArticleTag.tag_id, ArticleTag.article_id, Article.id),
    leadImage=one("Image", Image, Article.lead_image_id),
    translation=translation(ARTICLE),
    translations=translations(ARTICLE),
    parallelText=parallel_text,
    comments=comments_of_article,
    commentCount=comment_count,
    acceptsComments=accepts_comments,
    commentPolicy=article_policy,
)
mapping(
    "ArticleTranslation",
    ArticleTranslation,
    id=_translation_id,
    article=one("Article", Article, ArticleTranslation.article_id),
    body=body,
    segments=segments,
    translators=linked(
        "Author",
        Author,
        TranslationCredit.author_id,
        TranslationCredit.translation_id,
        ArticleTranslation.id,
    ),
    isOriginal=condition(
        lambda _builder, row: row(ArticleTranslation.locale) == original_of(row, Article.original_locale)
    ),
    isOutdated=translation_is_outdated,
    completeness=completeness,
    requestedLocale=_requested_locale,
    isFallback=is_fallback,
)


def _named(type_name: str, model: Any, kind: Translated, articles: FieldPart) -> None:
    mapping(
        type_name,
        model,
        id=identity(type_name.lower(), model.id),
        translation=translation(kind),
        translations=translations(kind),
        articles=articles,
    )


def _linked_articles(
    target: InstrumentedAttribute[Any],
    article_id: InstrumentedAttribute[Any],
    owner_id: InstrumentedAttribute[Any],
) -> FieldPart:
    """The articles that a table of links joins to this author or tag."""

    def of(builder: Builder, row: Row) -> Any:
        links: Any = alias_of(target.class_, f"{builder.row_name()}l")
        written = select(links.c[article_id.key]).where(links.c[target.key] == row(owner_id))
        return lambda base: [base.c.id.in_(written)]

    return article_connection(of)


_named(
    "Author", Author, AUTHOR, _linked_articles(ArticleAuthor.author_id, ArticleAuthor.article_id, Author.id)
)
_named(
    "Category",
    Category,
    CATEGORY,
    article_connection(lambda _builder, row: lambda base: [base.c.category_id == row(Category.id)]),
)
_named("Tag", Tag, TAG, _linked_articles(ArticleTag.tag_id, ArticleTag.article_id, Tag.id))
mapping(
    "Image",
    Image,
    id=identity("image", Image.id),
    translation=translation(IMAGE),
    translations=translations(IMAGE),
)
mapping("AuthorTranslation", AuthorTranslation, isFallback=is_fallback)
mapping("NameTranslation", CategoryTranslation, isFallback=is_fallback)
mapping("ImageTranslation", ImageTranslation, isFallback=is_fallback)
