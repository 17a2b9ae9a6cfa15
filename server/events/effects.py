"""What an event changes of what readers see: the articles it is about, and lists that they stand in."""

from __future__ import annotations

from uuid import UUID

from server.events.event import Event

Tag = UUID | str

ARTICLES = "articles"
"""Of what lists articles: any of them may change it."""

COMMENTS = "comments"
"""Of what lists comments of any article, or articles by their comments."""

OF_CONTENT = frozenset({"article.changed", "article.published", "article.unpublished"})
OF_THREADS = frozenset({"thread.changed", "comment.decided", "comment.deleted", "comment.edited"})
OF_ARTICLES_POLICY = "policy.changed"

SILENT = frozenset(
    {
        "comment.claimed",
        "comment.flagged",
        "comment.held",
        "comment.released",
        "comment.scored",
        "comment.submitted",
        "commenter.banned",
        "commenter.unbanned",
    }
)
"""Kinds of which readers see nothing; where they do see something, thread.changed is told besides."""


def effects_of(event: Event) -> tuple[Tag, ...] | None:
    """None for everything: names, the site, its policy, and every kind that is not known here."""
    article = event.article
    if event.kind in OF_CONTENT and article is not None:
        return (article, ARTICLES, COMMENTS)
    if event.kind in OF_THREADS:
        # A decision that names no article has changed no comment that readers saw.
        return () if article is None else (article, COMMENTS)
    if event.kind == OF_ARTICLES_POLICY and article is not None:
        return (article,)
    return () if event.kind in SILENT else None
