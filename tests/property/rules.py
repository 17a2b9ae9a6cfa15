"""Who may see what, in words: the oracle's own, which knows nothing of stored audiences, flags and counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from server.models import SITE_SCOPE, Article, ArticleTranslation, Comment, CommentPolicy, Decision, Flag
from server.models.articles import TranslationStatus
from server.models.moderation import ActorKind
from server.moderation.status import CommentStatus
from tests.property.memory import Asking

ORIGINAL = object()


# ── articles ────────────────────────────────────────────────────────────────────────────────────


def is_public(asking: Asking, article: Article) -> bool:
    translations = asking.memory.by(ArticleTranslation, "article_id", article.id)
    return article.deleted_at is None and any(
        each.status is TranslationStatus.PUBLISHED for each in translations
    )


def sees_article(asking: Asking, article: Article | None) -> bool:
    if article is None or article.deleted_at is not None:
        return False
    return asking.moderates or asking.edits or is_public(asking, article)


def sees_translation(asking: Asking, translation: ArticleTranslation) -> bool:
    article = asking.memory.one(Article, "id", translation.article_id)
    if not sees_article(asking, article):
        return False
    return asking.moderates or asking.edits or translation.status is TranslationStatus.PUBLISHED


def chain(asking: Asking, locale: str, fallback: list[str] | None) -> list[Any]:
    """What is tried: the locale, then the explicit fallback; else the site's chain, the original last."""
    if fallback is not None:
        return [locale, *fallback]
    if locale in asking.fallbacks:
        return [locale, *asking.fallbacks[locale], ORIGINAL]
    subtags = locale.split("-")
    parents = ["-".join(subtags[:count]) for count in range(len(subtags) - 1, 0, -1)]
    return [locale, *parents, asking.default_locale, ORIGINAL]


def first_of(candidates: list[Any], tried: list[Any], original: str) -> Any:
    by_locale = {each.locale: each for each in candidates}
    found = (by_locale.get(original if each is ORIGINAL else each) for each in tried)
    return next((each for each in found if each is not None), None)


# ── comments ────────────────────────────────────────────────────────────────────────────────────


def ancestors(asking: Asking, comment: Comment) -> list[Comment]:
    parent = asking.memory.one(Comment, "id", comment.parent_id)
    return [] if parent is None else [parent, *ancestors(asking, parent)]


def is_unhidden(asking: Asking, comment: Comment) -> bool:
    """No ancestor is hidden."""
    return all(each.status is CommentStatus.APPROVED for each in ancestors(asking, comment))


def is_everyones(asking: Asking, comment: Comment) -> bool:
    if comment.deleted_at is not None:
        return any(is_everyones(asking, each) for each in asking.memory.by(Comment, "parent_id", comment.id))
    return comment.status is CommentStatus.APPROVED and is_unhidden(asking, comment)


def in_thread(asking: Asking, comment: Comment) -> bool:
    """As readers see the thread: approved comments and one's own held ones, below nothing that is hidden; and of what
    is deleted, what stands above one of these."""
    if comment.deleted_at is not None:
        replies = asking.memory.by(Comment, "parent_id", comment.id)
        return any(in_thread(asking, each) for each in replies)
    is_mine = asking.me is not None and comment.person_id == asking.me
    return (comment.status is CommentStatus.APPROVED or is_mine) and is_unhidden(asking, comment)


def sees_comment(asking: Asking, comment: Comment | None) -> bool:
    if comment is None or not sees_article(asking, asking.memory.one(Article, "id", comment.article_id)):
        return False
    return asking.moderates or in_thread(asking, comment)


def is_reviewed(comment: Comment) -> bool:
    return comment.reviewed_version == comment.version


def flags_of(asking: Asking, comment: Comment) -> list[Flag]:
    """Of the present text."""
    flags = asking.memory.by(Flag, "comment_id", comment.id)
    return [each for each in flags if each.version == comment.text_version]


def in_queue(asking: Asking, comment: Comment, queue: str) -> bool:
    if not sees_comment(asking, comment) or comment.deleted_at is not None:
        return False
    match queue:
        case "PENDING":
            return comment.status is CommentStatus.PENDING and is_unhidden(asking, comment)
        case "REPORTED":
            return is_everyones(asking, comment) and _is_reported(asking, comment)
        case "UNREVIEWED":
            return is_everyones(asking, comment) and not is_reviewed(comment)
    return comment.status is CommentStatus.SPAM and not is_reviewed(comment) and is_unhidden(asking, comment)


def _is_reported(asking: Asking, comment: Comment) -> bool:
    """Since a person last looked; by as many as hold a comment (three, where none do) if there were reports then."""
    looked = _looked_at(asking, comment)
    flags = flags_of(asking, comment)
    new = [each for each in flags if looked is None or each.created_at > looked]
    was_reported = len(new) < len(flags)
    return len(new) >= (_reports_that_hold(asking, comment.article_id) if was_reported else 1)


def _reports_that_hold(asking: Asking, article_id: UUID) -> int:
    own = asking.memory.one(CommentPolicy, "article_id", article_id)
    if own is not None and own.never_holds_by_flags:
        return 3
    for policy in (own, asking.memory.one(CommentPolicy, "scope", SITE_SCOPE)):
        if policy is not None and policy.flags_to_hold is not None:
            return int(policy.flags_to_hold)
    return 3


def _looked_at(asking: Asking, comment: Comment) -> datetime | None:
    """A decision that was taken back was no look, and taking it back was none."""
    decisions = asking.memory.by(Decision, "comment_id", comment.id)
    undone = {each.undoes_id for each in decisions}
    looked = [
        each.decided_at
        for each in decisions
        if each.actor_kind is ActorKind.PERSON and each.undoes_id is None and each.id not in undone
    ]
    return max(looked, default=None)
