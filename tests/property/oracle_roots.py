"""The oracle's root fields, and its lists with their filters and orders."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from server.models import (
    Article,
    ArticleAuthor,
    ArticleSlug,
    ArticleTag,
    ArticleTranslation,
    AuditEntry,
    Author,
    Category,
    Claim,
    Comment,
    Finding,
    Image,
    LocaleFallback,
    Person,
    Site,
    SiteLocale,
    Tag,
    TranslationSlug,
)
from server.models.articles import TranslationStatus
from server.services.order_keys import order_key
from server.text.normal import fold
from tests.property.memory import Asking
from tests.property.oracle import global_id, resolves
from tests.property.oracle_comments import ban_of
from tests.property.oracle_content import Seen, linked, policy
from tests.property.pages import Order, connection, refuse
from tests.property.rules import (
    chain,
    first_of,
    flags_of,
    in_queue,
    in_thread,
    is_everyones,
    is_public,
    sees_article,
    sees_comment,
    sees_translation,
)

MODELS: dict[str, Any] = {
    "article": Article,
    "translation": ArticleTranslation,
    "author": Author,
    "category": Category,
    "tag": Tag,
    "image": Image,
    "comment": Comment,
    "commenter": Person,
    "audit": AuditEntry,
}
LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)
IDS_AT_ONCE = 100


# ── by id and slug ──────────────────────────────────────────────────────────────────────────────


def parts_of(identifier: str) -> tuple[str, UUID, str | None] | None:
    kind, _, rest = identifier.partition("_")
    digits, _, locale = rest.partition("_")
    if kind not in MODELS or not re.fullmatch("[0-9a-f]{32}", digits) or (locale and kind != "translation"):
        return None
    return kind, UUID(digits), locale or None


def by_id(asking: Asking, identifier: str, wanted: str | None = None) -> Any:
    parts = parts_of(identifier)
    if parts is None or (wanted is not None and parts[0] != wanted):
        return None
    return seen_row(asking, *parts)


def seen_row(asking: Asking, kind: str, identifier: UUID | None, locale: str | None = None) -> Any:
    row = asking.memory.one(MODELS[kind], "id", identifier)
    checks: dict[str, Callable[[Asking, Any], bool]] = {"article": sees_article, "comment": sees_comment}
    if row is None or (kind in checks and not checks[kind](asking, row)):
        return None
    if kind == "translation":
        return Seen(row, locale) if sees_translation(asking, row) else None
    return None if kind in ("commenter", "audit") and not asking.moderates else row


resolves("Query", "node")(lambda asking, _root, **given: by_id(asking, given["id"]))
resolves("Query", "comment")(lambda asking, _root, **given: by_id(asking, given["id"], "comment"))


@resolves("Query", "nodes")
def nodes(asking: Asking, _root: None, *, ids: list[str]) -> list[Any]:
    if len(ids) > IDS_AT_ONCE:
        raise refuse("BAD_USER_INPUT")
    return [by_id(asking, each) for each in ids]


@resolves("AuditEntry", "subject")
def subject(asking: Asking, entry: AuditEntry) -> Any:
    return seen_row(asking, entry.subject_type, entry.subject_id) if entry.subject_type in MODELS else None


def storable(text: str) -> str:
    if "\x00" in text:
        raise refuse("BAD_USER_INPUT")
    return text


def one_of(given: dict[str, Any]) -> dict[str, str]:
    present = {name: value for name, value in given.items() if value is not None}
    if len(present) != 1:
        raise refuse("BAD_USER_INPUT")
    return present


@resolves("Query", "article")
def article(asking: Asking, _root: None, **given: Any) -> Article | None:
    present = one_of(given)
    if "id" in present:
        found: Article | None = by_id(asking, present["id"], "article")
        return found
    slug = fold(storable(present["slug"]))
    owner = asking.memory.one(ArticleSlug, "slug", slug)
    row: Article | None = owner and asking.memory.one(Article, "id", owner.article_id)
    if row is None or not sees_article(asking, row):
        return None
    return row if asking.moderates or asking.edits or holders(asking, slug) else None


def holders(asking: Asking, slug: str) -> list[ArticleTranslation]:
    """The translations that have or have had it, as far as the viewer may see them."""
    rows = asking.memory.by(TranslationSlug, "slug", slug)
    found = [asking.memory.one(ArticleTranslation, "id", each.translation_id) for each in rows]
    return [each for each in found if sees_translation(asking, each)]


@resolves("Query", "translation")
def translation(asking: Asking, _root: None, *, slug: str, locale: str | None = None) -> Seen | None:
    found = [each for each in holders(asking, fold(storable(slug))) if locale in (None, each.locale)]
    originals = {each.id: asking.memory.one(Article, "id", each.article_id).original_locale for each in found}
    first = min(found, key=lambda each: (each.locale != originals[each.id], each.locale), default=None)
    return None if first is None else Seen(first)


def _named(kind: str) -> Callable[..., Any]:
    def root(asking: Asking, _root: None, **given: Any) -> Any:
        present = one_of(given)
        if "id" in present:
            return by_id(asking, present["id"], kind)
        return asking.memory.one(MODELS[kind], "slug", fold(storable(present["slug"])))

    return root


for _kind in ("author", "category", "tag"):
    resolves("Query", _kind)(_named(_kind))


# ── articles ────────────────────────────────────────────────────────────────────────────────────


def articles(asking: Asking, found: list[Article], **arguments: Any) -> dict[str, Any]:
    given = {name: value for name, value in (arguments.get("filter") or {}).items() if value is not None}
    status = given.get("status")
    if status is not None and not asking.edits:
        raise refuse("FORBIDDEN")
    if status is None:
        kept = [each for each in found if is_public(asking, each)]
    else:
        kept = [each for each in found if sees_article(asking, each) and status in _statuses(asking, each)]
    for name in ("category", "tag", "author"):
        storable(given.get(name, ""))
    kept = [each for each in kept if _passes(asking, each, given)]
    order = _article_order(asking, arguments.get("orderBy"), is_staff=status is not None)
    if order.tag.startswith("t"):
        kept = [each for each in kept if _title(asking, each, order.tag[3:], is_staff=status is not None)]
    return connection(kept, order, arguments)


def _statuses(asking: Asking, article: Article) -> set[TranslationStatus]:
    return {each.status for each in asking.memory.by(ArticleTranslation, "article_id", article.id)}


def _passes(asking: Asking, article: Article, given: dict[str, Any]) -> bool:
    category = asking.memory.one(Category, "id", article.category_id)
    tags = linked(asking, article.id, ArticleTag, "article_id", Tag)
    authors = linked(asking, article.id, ArticleAuthor, "article_id", Author)
    texts = asking.memory.by(ArticleTranslation, "article_id", article.id)
    locales = {each.locale for each in texts if sees_translation(asking, each)}
    at = article.published_at
    tests: dict[str, Callable[[Any], bool]] = {
        "category": lambda slug: category is not None and category.slug == fold(slug),
        "tag": lambda slug: fold(slug) in {each.slug for each in tags},
        "author": lambda slug: fold(slug) in {each.slug for each in authors},
        "locales": lambda wanted: bool(locales & set(wanted)),
        "publishedAfter": lambda moment: at is not None and at >= moment,
        "publishedBefore": lambda moment: at is not None and at < moment,
        "status": lambda _status: True,
    }
    return all(tests[name](value) for name, value in given.items())


def _article_order(asking: Asking, given: dict[str, Any] | None, *, is_staff: bool) -> Order:
    given = given or {"field": "PUBLISHED_AT", "direction": "DESC"}
    is_descending = given["direction"] == "DESC"
    letter = "d" if is_descending else "a"
    match given["field"]:
        case "TITLE":
            locale = given.get("locale")
            if locale not in asking.fallbacks:
                raise refuse("BAD_USER_INPUT")
            key = lambda each: order_key(_title(asking, each, locale, is_staff=is_staff))  # noqa: E731
            return Order(f"t{letter}-{locale}", key, is_descending)
        case "RELEVANCE":
            raise refuse("BAD_USER_INPUT")
        case "UPDATED_AT":
            return Order(f"u{letter}", lambda each: each.updated_at, is_descending)
        case "COMMENT_COUNT":
            return Order(f"c{letter}", lambda each: _public_comments(asking, each), is_descending)
    return Order(f"p{letter}", lambda each: each.published_at or LONG_AGO, is_descending)


def _title(asking: Asking, article: Article, locale: str, *, is_staff: bool) -> str:
    """As its reader sees it, after fallback; in a list that holds drafts, as staff do. Empty where there is none."""
    texts = asking.memory.by(ArticleTranslation, "article_id", article.id)
    if not is_staff:
        texts = [each for each in texts if each.status is TranslationStatus.PUBLISHED]
    found = first_of(texts, chain(asking, locale, None), article.original_locale)
    return "" if found is None else found.title


def _public_comments(asking: Asking, article: Article) -> int:
    return sum(is_everyones(asking, each) for each in asking.memory.by(Comment, "article_id", article.id))


resolves("Query", "articles")(
    lambda asking, _root, **given: articles(asking, asking.memory.every(Article), **given)
)
resolves("Category", "articles")(
    lambda asking, of, **given: articles(asking, asking.memory.by(Article, "category_id", of.id), **given)
)
for _name, _link in (("author", ArticleAuthor), ("tag", ArticleTag)):

    def _linked(asking: Asking, of: Any, *, _name: str = _name, _link: Any = _link, **given: Any) -> Any:
        links = asking.memory.by(_link, f"{_name}_id", of.id)
        return articles(
            asking, [asking.memory.one(Article, "id", each.article_id) for each in links], **given
        )

    resolves(_name.title(), "articles")(_linked)


# ── comments ────────────────────────────────────────────────────────────────────────────────────


def thread(asking: Asking, found: list[Comment], default: str, **arguments: Any) -> dict[str, Any]:
    order = comment_order(asking, arguments.get("orderBy") or default)
    return connection([each for each in found if in_thread(asking, each)], order, arguments)


def comment_order(asking: Asking, name: str) -> Order:
    if name == "MOST_REPLIES":
        return Order("cr", lambda each: _public_replies(asking, each), is_descending=True)
    is_newest = name == "NEWEST"
    return Order("cn" if is_newest else "co", lambda each: each.created_at, is_newest)


def _public_replies(asking: Asking, comment: Comment) -> int:
    return sum(is_everyones(asking, each) for each in asking.memory.by(Comment, "parent_id", comment.id))


@resolves("Article", "comments")
def comments_of_article(asking: Asking, of: Article, **given: Any) -> dict[str, Any]:
    found = [each for each in asking.memory.by(Comment, "article_id", of.id) if each.parent_id is None]
    return thread(asking, found, "NEWEST", **given)


@resolves("Comment", "replies")
def replies(asking: Asking, of: Comment, **given: Any) -> dict[str, Any]:
    return thread(asking, asking.memory.by(Comment, "parent_id", of.id), "OLDEST", **given)


def listed(asking: Asking, found: list[Comment], **given: Any) -> dict[str, Any]:
    kept = [each for each in found if sees_comment(asking, each)]
    order = comment_order(asking, given.get("orderBy") or "NEWEST")
    return connection(filtered(asking, kept, given.get("filter")), order, given)


@resolves("Query", "comments")
def all_comments(asking: Asking, _root: None, **given: Any) -> dict[str, Any]:
    require_moderator(asking)
    return listed(asking, asking.memory.every(Comment), **given)


@resolves("Commenter", "comments")
def comments_of_commenter(asking: Asking, of: Person, **given: Any) -> dict[str, Any]:
    return listed(asking, asking.memory.by(Comment, "person_id", of.id), **given)


def require_moderator(asking: Asking) -> None:
    if not asking.moderates:
        raise refuse("FORBIDDEN")


@resolves("Query", "moderationQueue")
def moderation_queue(asking: Asking, _root: None, *, queue: str, **given: Any) -> dict[str, Any]:
    require_moderator(asking)
    kept = [each for each in asking.memory.every(Comment) if in_queue(asking, each, queue)]
    orders = {
        "RISK": Order("qr", lambda each: each.risk, is_descending=True),
        "OLDEST": Order("qo", lambda each: each.created_at, is_descending=False),
        "NEWEST": Order("qn", lambda each: each.created_at, is_descending=True),
        "MOST_FLAGGED": Order("qf", lambda each: len(flags_of(asking, each)), is_descending=True),
    }
    return connection(
        filtered(asking, kept, given.get("filter")), orders[given.get("orderBy") or "RISK"], given
    )


@resolves("Query", "queueCounts")
def queue_counts(asking: Asking, _root: None, **given: Any) -> list[dict[str, Any]]:
    require_moderator(asking)
    counts = []
    for queue in ("PENDING", "REPORTED", "UNREVIEWED", "SPAM"):
        kept = [each for each in asking.memory.every(Comment) if in_queue(asking, each, queue)]
        kept = filtered(asking, kept, given.get("filter"))
        oldest = min((each.created_at for each in kept), default=None)
        counts.append({"queue": queue, "count": len(kept), "oldest": oldest})
    return counts


def filtered(asking: Asking, found: list[Comment], filter_: dict[str, Any] | None) -> list[Comment]:
    given = {name: value for name, value in (filter_ or {}).items() if value is not None}
    if "text" in given and len(fold(storable(given["text"]))) < 2:
        raise refuse("BAD_USER_INPUT")
    return [each for each in found if _keeps(asking, each, given)]


def _keeps(asking: Asking, comment: Comment, given: dict[str, Any]) -> bool:
    article = asking.memory.one(Article, "id", comment.article_id)
    category = asking.memory.one(Category, "id", article.category_id)
    findings = asking.memory.by(Finding, "comment_id", comment.id)
    checks = {each.check_name for each in findings if each.version == comment.text_version}
    claim = asking.memory.one(Claim, "comment_id", comment.id)
    claimed_by = claim.by_id if claim is not None and claim.expires_at > asking.now else None
    claimed = "UNCLAIMED" if claimed_by is None else "MINE" if claimed_by == asking.me else "OTHERS"
    tests: dict[str, Callable[[Any], bool]] = {
        "status": lambda wanted: comment.status in wanted,
        "articles": lambda wanted: global_id("article", article.id) in wanted,
        "categories": lambda wanted: category is not None and category.slug in map(fold, wanted),
        "commenter": lambda wanted: global_id("commenter", comment.person_id) == wanted,
        "locales": lambda wanted: comment.locale in wanted,
        "checks": lambda wanted: bool(checks & set(wanted)),
        "text": lambda wanted: fold(wanted) in fold(f"{comment.author_name}\n{comment.body}"),
        "from": lambda moment: comment.created_at >= moment,
        "to": lambda moment: comment.created_at < moment,
        "claimed": lambda wanted: claimed == wanted,
    }
    return all(tests[name](value) for name, value in given.items())


# ── the rest ────────────────────────────────────────────────────────────────────────────────────


@resolves("Query", "commenter")
def commenter(asking: Asking, _root: None, **given: str) -> Person | None:
    require_moderator(asking)
    found: Person | None = by_id(asking, given["id"], "commenter")
    return found


@resolves("Query", "authors")
def authors(asking: Asking, _root: None, **given: Any) -> dict[str, Any]:
    return connection(
        asking.memory.every(Author), Order("nn", lambda each: each.name_key, is_descending=False), given
    )


@resolves("Query", "categories")
def categories(asking: Asking, _root: None) -> list[Category]:
    return sorted(asking.memory.every(Category), key=lambda each: (each.name_key, each.id.hex))


resolves("AuditEntry", "id")(lambda _asking, entry: global_id("audit", entry.id))


@resolves("Query", "auditLog")
def audit_log(asking: Asking, _root: None, **given: Any) -> dict[str, Any]:
    require_moderator(asking)
    wanted = {name: value for name, value in (given.get("filter") or {}).items() if value is not None}
    order = Order("an", lambda each: each.at, is_descending=True)
    return connection(
        [each for each in asking.memory.every(AuditEntry) if _audited(each, wanted)], order, given
    )


def _audited(entry: AuditEntry, wanted: dict[str, Any]) -> bool:
    """An actor is named by an actor's, a commenter's or a viewer's id."""
    people = (
        {f"{kind}_{entry.actor_id.hex}" for kind in ("actor", "commenter", "viewer")}
        if entry.actor_id
        else set()
    )
    tests: dict[str, Callable[[Any], bool]] = {
        "subject": lambda id_: (
            entry.subject_id is not None and id_ == global_id(str(entry.subject_type), entry.subject_id)
        ),
        "actor": lambda id_: id_ in people,
        "action": lambda action: entry.action == action,
        "from": lambda moment: entry.at >= moment,
        "to": lambda moment: entry.at < moment,
    }
    return all(tests[name](value) for name, value in wanted.items())


@resolves("Query", "site")
def site(asking: Asking, _root: None) -> Site:
    found: Site = asking.memory.one(Site, "anchor", 1)
    return found


resolves("Site", "id")(lambda _asking, row: global_id("site", row.id))
resolves("Site", "commentPolicy")(lambda asking, _site: policy(asking, None))


@resolves("Site", "locales")
def locales(asking: Asking, _site: Site) -> list[SiteLocale]:
    return sorted(asking.memory.every(SiteLocale), key=lambda each: each.position)


@resolves("SiteLocale", "fallback")
def fallback(asking: Asking, of: SiteLocale) -> list[str]:
    rows = sorted(asking.memory.by(LocaleFallback, "locale", of.locale), key=lambda each: each.position)
    return [each.candidate for each in rows]


@resolves("Query", "viewer")
def viewer(asking: Asking, _root: None) -> dict[str, Any]:
    return {
        "id": global_id("viewer", asking.me),
        "is_authenticated": asking.viewer.is_identified,
        "name": asking.viewer.name,
        "roles": sorted(asking.viewer.roles),
        "ban": ban_of(asking, asking.me),
    }
