"""Values for arguments: what the newsroom has, what it has not, and what nobody may ask."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random
from typing import Any

from server.viewer import Role, Viewer
from tests.property.discussion import CHECKS

Make = Callable[[], Any]
Values = dict[str, Any]
TAGS = ("en", "bn", "ar", "pt-BR", "ml", "pt", "fr", "zh-Hant", "pt-br", "EN", "de", "zh-Hant-TW")
SITE_TAGS = ("en", "bn", "ar", "pt-BR", "ml", "pt-br")
MOMENTS = (
    "2026-11-19T09:00:00Z",
    "2026-11-19T14:00:00+05:00",
    "2026-11-20T08:00:00.000Z",
    "2026-11-18T23:59:59.999-03:30",
    "2001-01-01T00:00:00Z",
)
CONNECTIONS = ("articles", "authors", "comments", "replies", "moderationQueue", "auditLog")
ROLE_NEEDED = frozenset({"comments", "moderationQueue", "queueCounts", "commenter", "auditLog"})
"""Root fields that require MODERATOR."""

TEXTS = ("yes", "NO ", "été", "হ্যাঁ", "lena", "%_", "\\u0000", "--")


@dataclass(frozen=True, slots=True)
class Drawn:
    """`size` is how many rows the field may bring; `bad` the code with which its arguments are refused."""

    values: Values
    size: int = 1
    bad: str | None = None


@dataclass(frozen=True, slots=True)
class Pools:
    """What is there: ids and slugs by type, cursors by the tag of their order."""

    viewers: dict[str, Viewer]
    ids: dict[str, list[str]]
    slugs: dict[str, list[str]]
    cursors: dict[str, list[str]]

    def forbidden_to(self, viewer: str) -> frozenset[str]:
        roles = self.viewers[viewer].roles
        return frozenset() if {Role.MODERATOR, Role.ADMIN} & roles else ROLE_NEEDED

    def edits(self, viewer: str) -> bool:
        return bool({Role.EDITOR, Role.ADMIN} & self.viewers[viewer].roles)


class Arguments:
    """Draws the arguments of one field."""

    def __init__(self, random: Random, pools: Pools, viewer: str) -> None:
        self.random = random
        self.pools = pools
        self.viewer = viewer

    def of(self, parent: str, name: str, *, most: int) -> Drawn:
        """Good ones. `most` bounds the size of a page."""
        if name in CONNECTIONS:
            return self._connection(parent, name, most)
        if name in ("article", "author", "category", "tag"):
            return Drawn(self.one({"id": self.id(name)}, {"slug": self.slug(name)}))
        if name == "translation" and parent == "Query":
            tag = self.one({}, {}, {"locale": self.one(*TAGS)})
            return Drawn({"slug": self.slug("article"), **tag})
        makers: dict[str, Callable[[], Drawn]] = {
            "translation": lambda: Drawn(
                {"locale": self.one(*TAGS), **self.optional(fallback=lambda: self.some(TAGS))}
            ),
            "node": lambda: Drawn({"id": self.id(*self.pools.ids)}),
            "nodes": self._nodes,
            "comment": lambda: Drawn({"id": self.id("comment")}),
            "commenter": lambda: Drawn({"id": self.id("commenter")}),
            "queueCounts": lambda: Drawn(self.optional(filter=self._comment_filter)),
            "translations": lambda: Drawn(self.optional(locales=lambda: self.some(TAGS))),
            "parallelText": lambda: Drawn({"locales": self.some(TAGS)}),
            "body": lambda: Drawn(self.optional(format=lambda: self.one("MARKDOWN", "HTML", "TEXT"))),
        }
        return makers[name]()

    def one(self, *items: Any) -> Any:
        return self.random.choice(items)

    def id(self, *kinds: str) -> str:
        """Of one of the kinds; now and then of another, or of none."""
        known = [text for kind in kinds for text in self.pools.ids[kind]]
        odd = ("", "article", "comment_" + "0" * 32, "article_" + "F" * 32, self.pools.ids["tag"][0])
        return str(self.one(*odd) if self.one(*range(8)) == 7 else self.one(*known))

    def slug(self, kind: str) -> str:
        slug = str(self.one(*self.pools.slugs[kind]))
        return str(self.one(slug, slug, slug.upper(), "no-such-slug"))

    def some(self, values: Sequence[Any]) -> list[Any]:
        return self.random.choices(values, k=self.random.randint(0, 3))

    def optional(self, **makers: Make) -> Values:
        """Each of them, null, or left out."""
        values: Values = {}
        for name, make in makers.items():
            choice = self.one("", "null", "given", "given")
            if choice:
                values[name] = make() if choice == "given" else None
        return values

    def _nodes(self) -> Drawn:
        count = self.one(*range(5))
        return Drawn({"ids": [self.id(*self.pools.ids) for _ in range(count)]})

    # ── lists ───────────────────────────────────────────────────────────────────────────────────

    def _connection(self, parent: str, name: str, most: int) -> Drawn:
        values: Values = {}
        if name == "articles":
            values = self.optional(filter=self._article_filter, orderBy=self._article_order)
        elif name == "auditLog":
            values = self.optional(filter=self._audit_filter)
        elif name == "moderationQueue":
            values = {"queue": self.one("PENDING", "REPORTED", "UNREVIEWED", "SPAM")}
            values |= self.optional(
                filter=self._comment_filter,
                orderBy=lambda: self.one("RISK", "OLDEST", "NEWEST", "MOST_FLAGGED"),
            )
        elif name in ("comments", "replies"):
            values = self.optional(orderBy=lambda: self.one("NEWEST", "OLDEST", "MOST_REPLIES"))
            if parent in ("Query", "Commenter"):
                values |= self.optional(filter=self._comment_filter)
        return self._page(name, values, most)

    def _page(self, name: str, values: Values, most: int) -> Drawn:
        size = self.random.randint(1, min(6, most))
        values[self.one("first", "first", "last")] = size
        known = self.pools.cursors.get(tag_of(name, values), ())
        match self.one("", "", "null", "cursor", "cursor"):
            case "null":
                values[self.one("after", "before")] = None
            case "cursor" if known:
                values[self.one("after", "before")] = self.one(*known)
        return Drawn(values, size)

    def _comment_filter(self) -> Values:
        categories = self.pools.slugs["category"]
        return self._object(
            {
                "status": lambda: self.some(("PENDING", "APPROVED", "REJECTED", "SPAM")),
                "articles": lambda: self.some([*self.pools.ids["article"], "nonsense"]),
                "categories": lambda: self.some([*categories, categories[1].upper()]),
                "commenter": lambda: self.one(*self.pools.ids["commenter"], "nonsense"),
                "locales": lambda: self.some(TAGS),
                "checks": lambda: self.some((*CHECKS, "unknown")),
                "text": lambda: self.one(*TEXTS),
                "from": lambda: self.one(*MOMENTS),
                "to": lambda: self.one(*MOMENTS),
                "claimed": lambda: self.one("UNCLAIMED", "MINE", "OTHERS"),
            }
        )

    def _article_filter(self) -> Values:
        slugs = self.pools.slugs
        fields: dict[str, Make] = {
            name: partial(self.one, *slugs[name], slugs[name][1].upper())
            for name in ("category", "tag", "author")
        }
        fields |= {
            "locales": lambda: self.some(TAGS),
            "publishedAfter": lambda: self.one(*MOMENTS),
            "publishedBefore": lambda: self.one(*MOMENTS),
        }
        if self.pools.edits(self.viewer):
            fields["status"] = lambda: self.one("DRAFT", "IN_REVIEW", "PUBLISHED")
        return self._object(fields)

    def _article_order(self) -> Values:
        field = self.one("PUBLISHED_AT", "UPDATED_AT", "COMMENT_COUNT", "TITLE", "TITLE")
        locale = {"locale": self.one(*SITE_TAGS)} if field == "TITLE" else {}
        return {"field": field, "direction": self.one("ASC", "DESC"), **locale}

    def _audit_filter(self) -> Values:
        ids = self.pools.ids
        people = [
            text.replace("commenter", kind) for text in ids["commenter"][:5] for kind in ("actor", "viewer")
        ]
        return self._object(
            {
                "subject": lambda: self.one(*ids["comment"], *ids["article"], *ids["tag"], "nonsense"),
                "actor": lambda: self.one(*people, *ids["commenter"], "nonsense"),
                "action": lambda: self.one("comment.approve", "article.publish", "none"),
                "from": lambda: self.one(*MOMENTS),
                "to": lambda: self.one(*MOMENTS),
            }
        )

    def _object(self, makers: dict[str, Make]) -> Values:
        """An input object with up to three of these fields, of which some may be null."""
        names = self.random.sample(sorted(makers), self.random.randint(0, 3))
        return {name: None if self.one(*range(8)) == 7 else makers[name]() for name in names}

    # ── what nobody may ask ─────────────────────────────────────────────────────────────────────

    def spoilt(self, parent: str, name: str, drawn: Drawn) -> Drawn:
        """The same with something wrong; itself where nothing can be."""
        ways = self._ways(parent, name, drawn.values)
        if not ways:
            return drawn
        code, changes = self.one(*ways)
        values = {each: value for each, value in (drawn.values | changes).items() if value is not ...}
        return Drawn(values, drawn.size, bad=code)

    def _ways(self, parent: str, name: str, values: Values) -> Sequence[tuple[str, Values]]:
        bad = "BAD_USER_INPUT"
        if name in CONNECTIONS:
            ways = [(bad, changes) for changes in _PAGING]
            if name == "articles":
                ways += [(bad, {"orderBy": order, "after": ..., "before": ...}) for order in _ORDERS]
                if not self.pools.edits(self.viewer):
                    ways += [("FORBIDDEN", {"filter": {"status": "DRAFT"}})] * 3
            if "filter" in values and name in ("comments", "moderationQueue"):
                ways += [(bad, {"filter": {"text": "a"}}), (bad, {"filter": {"text": "a\x00b"}})]
            return ways
        if name == "queueCounts":
            return [(bad, {"filter": {"text": "É"}})]
        if parent == "Query" and name in ("article", "author", "category", "tag"):
            both = {"id": self.pools.ids[name][0], "slug": "x"}
            return [(bad, both), (bad, {"id": ..., "slug": ...}), (bad, {"id": None, "slug": "a\x00b"})]
        crowd = [f"{letter}{other}" for letter in "abc" for other in "abcdefgh"]
        ways_by_name: dict[str, list[tuple[str, Values]]] = {
            "translation": [(bad, {"slug": "\x00"}) if parent == "Query" else (bad, {"fallback": crowd})],
            "translations": [(bad, {"locales": crowd})],
            "parallelText": [(bad, {"locales": crowd})],
        }
        return ways_by_name.get(name, [])


_PAGING: tuple[Values, ...] = (
    {"first": 0, "last": ...},
    {"first": 101, "last": ...},
    {"last": -1, "first": ...},
    {"first": 1, "last": 1},
    {"after": "zz.0000000001." + "0" * 32, "before": ...},
    {"before": "no cursor", "after": ...},
)
_ORDERS: tuple[Values, ...] = (
    {"field": "TITLE", "direction": "ASC"},
    {"field": "TITLE", "direction": "DESC", "locale": "fr"},
    {"field": "RELEVANCE", "direction": "DESC"},
)


def tag_of(name: str, values: Values) -> str:
    """Of the cursors that the list takes in this order."""
    order = values.get("orderBy")
    if name == "articles":
        order = order or {"field": "PUBLISHED_AT", "direction": "DESC"}
        letters = f"{order['field'][0]}{order['direction'][0]}".lower()
        locale = str(order.get("locale", "")).replace("pt-br", "pt-BR")
        return f"{letters}-{locale}" if locale else letters
    if name == "moderationQueue":
        return {"OLDEST": "qo", "NEWEST": "qn", "MOST_FLAGGED": "qf"}.get(str(order), "qr")
    if name in ("authors", "auditLog"):
        return "nn" if name == "authors" else "an"
    default = "OLDEST" if name == "replies" else "NEWEST"
    return {"NEWEST": "cn", "OLDEST": "co", "MOST_REPLIES": "cr"}[order or default]
