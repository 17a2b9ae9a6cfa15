"""Whether the demo's files agree with each other: every name they use exists, and times and states fit."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from server.demo.records import CommenterKind, DemoArticle, DemoComment, DemoCommenter, DemoContent
from server.demo.tables import ContentError
from server.moderation.status import CommentStatus

# A reply can only have been written to what its author could see at that time.
_ANSWERABLE = {CommentStatus.APPROVED, CommentStatus.REJECTED}


def check_references(content: DemoContent, images: Path) -> None:
    """Raises ContentError for the first thing that does not fit. `images` holds the SVG files."""
    categories = _unique("category", (each.slug for each in content.categories))
    tags = _unique("tag", (each.slug for each in content.tags))
    authors = _unique("author", (each.slug for each in content.authors))
    pictures = _unique("image", (each.key for each in content.images))
    _unique("article", (each.key for each in content.articles))
    _unique("slug", (slug for article in content.articles for slug in _slugs(article)))
    for image in content.images:
        _demand((images / f"{image.key}.svg").is_file(), f"image {image.key} has no file")
    for article in content.articles:
        _known(article.key, "category", {article.category}, categories)
        _known(article.key, "tag", article.tags, tags)
        _known(article.key, "author", article.authors, authors)
        _known(article.key, "image", {article.image}, pictures)
        for translation in article.translations.values():
            _known(f"{article.key}, {translation.locale}", "author", translation.translators, authors)
        _check_article(article)
    _check_comments(content)


# ── articles ────────────────────────────────────────────────────────────────────────────────────


def _slugs(article: DemoArticle) -> set[str]:
    """Translations of one article may share a slug."""
    return {translation.slug for translation in article.translations.values()}


def _check_article(article: DemoArticle) -> None:
    _demand(article.original in article.translations, f"{article.key} has no text in its original locale")
    _demand(bool(article.authors), f"{article.key} has no author")
    _check_publication(article)
    for number, block in enumerate(article.blocks, 1):
        where = f"{article.key}, block {number}"
        _known(where, "translation", block.segments, article.translations)
        original = block.segments.get(article.original)
        _demand(original is not None and not original.is_outdated, f"{where} lacks a present original")


def _check_publication(article: DemoArticle) -> None:
    times = {each.published_hours_ago for each in article.translations.values() if each.status == "PUBLISHED"}
    if not times:
        _demand(article.published_hours_ago is None, f"{article.key} is a draft with a time of publication")
        return
    first = max((hours for hours in times if hours is not None), default=None)
    _demand(
        None not in times and article.published_hours_ago == first,
        f"{article.key} must be published when the first of its translations is",
    )


# ── comments ────────────────────────────────────────────────────────────────────────────────────


def _check_comments(content: DemoContent) -> None:
    articles = {article.key: article for article in content.articles}
    commenters = {commenter.key for commenter in content.commenters}
    _unique("commenter", (each.key for each in content.commenters))
    _unique("comment", (each.key for each in content.comments))
    for commenter in content.commenters:
        _check_commenter(commenter)
    earlier: dict[str, DemoComment] = {}
    for comment in content.comments:
        _known(comment.key, "commenter", {comment.by}, commenters)
        _known(comment.key, "article", {comment.article}, articles)
        _check_comment(comment, articles[comment.article])
        if comment.parent is not None:
            _known(comment.key, "earlier comment", {comment.parent}, earlier)
            _check_reply(comment, earlier[comment.parent])
        earlier[comment.key] = comment


def _check_commenter(commenter: DemoCommenter) -> None:
    is_guest = commenter.kind is CommenterKind.GUEST
    is_staff = commenter.kind is CommenterKind.STAFF
    _demand(is_guest == (commenter.subject is None), f"{commenter.key}: a subject is for all but guests")
    _demand(is_staff == bool(commenter.roles), f"{commenter.key}: roles are for staff")


def _check_comment(comment: DemoComment, article: DemoArticle) -> None:
    published = article.published_hours_ago
    _demand(published is not None and comment.hours_ago < published, f"{comment.key} precedes its article")
    is_rejected = comment.status is CommentStatus.REJECTED
    _demand(is_rejected == (comment.reason is not None), f"{comment.key}: a reason is for what is rejected")


def _check_reply(reply: DemoComment, parent: DemoComment) -> None:
    _demand(reply.article == parent.article, f"{reply.key} answers a comment on another article")
    _demand(reply.hours_ago < parent.hours_ago, f"{reply.key} is older than its parent")
    _demand(parent.status in _ANSWERABLE, f"{reply.key} answers a comment that was never visible")


# ── the words of every check ────────────────────────────────────────────────────────────────────


def _demand(is_so: bool, message: str) -> None:
    if not is_so:
        raise ContentError(message)


def _known(where: str, kind: str, used: Iterable[str], known: Iterable[str]) -> None:
    if unknown := sorted(set(used) - set(known)):
        raise ContentError(f"{where}: no {kind} {', '.join(unknown)}")


def _unique(kind: str, names: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ContentError(f"the {kind} {name} stands there twice")
        seen.add(name)
    return seen
