"""The demo's content, read from the TOML files beside this module. No database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from server.demo.consistency import check_references
from server.demo.records import (
    CommenterKind,
    DemoArticle,
    DemoAuthor,
    DemoBlock,
    DemoComment,
    DemoCommenter,
    DemoContent,
    DemoImage,
    DemoSegment,
    DemoTerm,
    DemoTranslation,
)
from server.demo.tables import Table, closed, toml_file
from server.models import BlockKind, TranslationStatus
from server.moderation.status import CommentStatus, RejectionReason
from server.text.slugs import slugify
from server.viewer import Role

FOLDER = Path(__file__).parent
IMAGES = FOLDER / "images"
"""Served under /demo/images/ in demo mode."""

_LINE_BY_LINE = {BlockKind.LIST, BlockKind.CODE}


def load_content(folder: Path = FOLDER) -> DemoContent:
    """Everything in the folder, checked. Raises ContentError, which names the file and the place."""
    with toml_file(folder / "people.toml") as people:
        authors = tuple(_author(table) for table in people.tables("author"))
        commenters = tuple(_commenter(table) for table in people.tables("commenter"))
    with toml_file(folder / "taxonomy.toml") as taxonomy:
        categories = tuple(_term(table) for table in taxonomy.tables("category"))
        tags = tuple(_term(table) for table in taxonomy.tables("tag"))
    with toml_file(folder / "images.toml") as pictures:
        images = tuple(_image(table) for table in pictures.tables("image"))
    articles = tuple(_article(path) for path in sorted((folder / "articles").glob("*.toml")))
    with toml_file(folder / "comments.toml") as threads:
        comments = tuple(_comment(table) for table in threads.tables("comment"))
    content = DemoContent(
        authors=authors,
        commenters=commenters,
        categories=categories,
        tags=tags,
        images=images,
        articles=articles,
        comments=comments,
    )
    check_references(content, folder / "images")
    return content


# ── people, terms, images ───────────────────────────────────────────────────────────────────────


def _author(table: Table) -> DemoAuthor:
    slug = table.text("slug")
    texts = table.locale_tables(lambda _locale, each: (each.text("name"), each.text("bio")))
    return DemoAuthor(
        slug=slug,
        names={locale: name for locale, (name, _bio) in texts.items()},
        bios={locale: bio for locale, (_name, bio) in texts.items()},
    )


def _commenter(table: Table) -> DemoCommenter:
    return DemoCommenter(
        key=table.text("key"),
        name=table.text("name"),
        kind=table.choice("kind", CommenterKind),
        subject=table.optional_text("subject"),
        email=table.optional_text("email"),
        roles=frozenset(table.choices("roles", Role)),
    )


def _term(table: Table) -> DemoTerm:
    return DemoTerm(slug=table.text("slug"), names=table.locale_texts())


def _image(table: Table) -> DemoImage:
    key, credit = table.text("key"), table.text("credit")
    texts = table.locale_tables(lambda _locale, each: (each.text("alt"), each.text("caption")))
    return DemoImage(
        key=key,
        credit=credit,
        alts={locale: alt for locale, (alt, _caption) in texts.items()},
        captions={locale: caption for locale, (_alt, caption) in texts.items()},
    )


# ── articles ────────────────────────────────────────────────────────────────────────────────────


def _article(path: Path) -> DemoArticle:
    """One file. Its key is the file's name without number and ending."""
    with toml_file(path) as table:
        published_hours_ago = table.optional_hours("published_hours_ago")
        with closed(table.table("translation")) as translations:
            texts = translations.locale_tables(
                lambda locale, each: _translation(locale, each, published_hours_ago)
            )
        return DemoArticle(
            key=path.stem.partition("-")[2],
            original=table.locale("original"),
            category=table.text("category"),
            tags=table.texts("tags"),
            authors=table.texts("authors"),
            image=table.text("image"),
            published_hours_ago=published_hours_ago,
            translations=texts,
            blocks=tuple(_block(block) for block in table.tables("block")),
        )


def _translation(locale: str, table: Table, article_hours_ago: float | None) -> DemoTranslation:
    title = table.text("title")
    status = table.choice("status", TranslationStatus, TranslationStatus.PUBLISHED)
    own_hours_ago = table.optional_hours("published_hours_ago")
    is_published = status is TranslationStatus.PUBLISHED
    if own_hours_ago is not None and not is_published:
        raise table.wrong("it is not published, but says when it was")
    return DemoTranslation(
        locale=locale,
        title=title,
        summary=table.optional_text("summary"),
        slug=table.optional_text("slug") or slugify(title),
        status=status,
        published_hours_ago=(own_hours_ago or article_hours_ago) if is_published else None,
        translators=table.texts("translators"),
    )


def _block(table: Table) -> DemoBlock:
    kind = table.choice("kind", BlockKind)
    return DemoBlock(kind=kind, segments=_segments(table, kind))


def _segments(table: Table, kind: BlockKind) -> Mapping[str, DemoSegment]:
    """Each locale is a text, or a table of a text and whether it is outdated."""
    segments = {}
    for locale, value in table.by_locale().items():
        with closed(_segment_table(value, f"{table.where}, {locale}")) as each:
            text = each.text("text")
            segments[locale] = DemoSegment(
                text if kind in _LINE_BY_LINE else _flowed(text), is_outdated=each.flag("outdated")
            )
    return segments


def _segment_table(value: Any, where: str) -> Table:
    return Table(value if isinstance(value, dict) else {"text": value}, where)


def _flowed(text: str) -> str:
    """The files hold one sentence a line, to compare the languages by; a stored paragraph is one line."""
    return " ".join(line.strip() for line in text.splitlines())


# ── comments ────────────────────────────────────────────────────────────────────────────────────


def _comment(table: Table) -> DemoComment:
    reason = table.choice("reason", RejectionReason) if table.has("reason") else None
    return DemoComment(
        key=table.text("key"),
        article=table.text("article"),
        by=table.text("by"),
        parent=table.optional_text("parent"),
        locale=table.locale("locale"),
        status=table.choice("status", CommentStatus, CommentStatus.APPROVED),
        reason=reason,
        hours_ago=table.hours("hours_ago"),
        body=table.text("body"),
    )
