"""What is asked of a root field: the ids and slugs of all there is, the secret as well as the public."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.api.newsroom import Newsroom

PREFIXES = {
    "Article": ("article", "article"),
    "ArticleTranslation": ("article_translation", "translation"),
    "Author": ("author", "author"),
    "Category": ("category", "category"),
    "Tag": ("tag", "tag"),
    "Image": ("image", "image"),
    "Comment": ("comment", "comment"),
    "Commenter": ("person", "commenter"),
    "AuditEntry": ("audit_entry", "audit"),
}
"""By type: its table, and how its ids begin."""

AT_ONCE = 3
"""Ids in one nodes(ids), so that long ways stay below the cost limit."""

BRIEFS_KEPT = 2
"""Of the articles that are all alike."""


@dataclass(frozen=True, slots=True)
class Door:
    """A root field and the value of its one argument, if it takes one: (name, type, value)."""

    root: str
    argument: tuple[str, str, Any] | None = None

    def document(self, selection: str) -> str:
        """The same for every value, so that it is read and planned once."""
        if self.argument is None:
            return f"{{ {self.root} {{ {selection} }} }}"
        name, kind, _ = self.argument
        return f"query(${name}: {kind}) {{ {self.root}({name}: ${name}) {{ {selection} }} }}"

    @property
    def variables(self) -> dict[str, Any]:
        return {} if self.argument is None else {self.argument[0]: self.argument[2]}


def ids_of(newsroom: Newsroom, type_name: str) -> list[str]:
    """Every id of a type but those of rows that are all alike."""
    table, prefix = PREFIXES[type_name]
    alike = {row["id"] for row in _alike(newsroom)}
    rows = [row for row in newsroom.rows[table] if not alike & {row["id"], row.get("article_id")}]
    return [f"{prefix}_{row['id'].hex}" for row in rows]


def _alike(newsroom: Newsroom) -> list[dict[str, object]]:
    kinds = newsroom.content.ids
    briefs = [identifier for name, identifier in kinds["article"].items() if name.startswith("brief")]
    crowd = [identifier for name, identifier in kinds["comment"].items() if name.startswith("crowd")]
    return [{"id": each} for each in (*briefs[BRIEFS_KEPT:], *crowd[BRIEFS_KEPT:])]


def doors(newsroom: Newsroom, root: str, type_name: str) -> Iterator[Door]:
    """All that lead to rows of that type by the root field."""
    match root:
        case "nodes":
            ids = ids_of(newsroom, type_name)
            for start in range(0, len(ids), AT_ONCE):
                yield Door(root, ("ids", "[ID!]!", ids[start : start + AT_ONCE]))
        case "node":
            secret = ids_of(newsroom, type_name)[-1]
            yield _by_id(root, f"{secret}_bn" if type_name == "ArticleTranslation" else secret)
        case "comment" | "commenter":
            yield from (_by_id(root, each) for each in ids_of(newsroom, type_name)[:8])
        case "article" | "translation":
            yield from (Door(root, ("slug", "String!", each)) for each in _slugs(newsroom))
        case "author" | "category" | "tag":
            yield from (_by_id(root, each) for each in ids_of(newsroom, type_name))
        case "articles" | "comments" | "moderationQueue" | "auditLog" | "authors":
            yield Door(f"{root}(first: 4)")
        case _:
            yield Door(root)


def _by_id(root: str, identifier: str) -> Door:
    return Door(root, ("id", "ID!", identifier))


def _slugs(newsroom: Newsroom) -> list[str]:
    return [row["slug"] for row in newsroom.rows["translation_slug"] if "brief" not in row["slug"]]
