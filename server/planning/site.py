"""How the site, its policy and the viewer are read."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Boolean, literal_column

from server.models import CommentPolicy, LocaleFallback, Site, SiteLocale
from server.models.aliases import alias_of
from server.models.types import Nfc
from server.planning.builder import Builder
from server.planning.fields import FieldPart, identity, listing, mapping, related, rows_text
from server.planning.json_text import Concat, Part, Quoted, boolean, global_id, json_value, or_null
from server.planning.moderation import ban_part
from server.planning.rows import Row
from server.planning.selection import Selected
from server.planning.stored_json import WORD_LIST_FIELDS, stored_list
from server.planning.threads import policy_object
from server.viewer import Role


def _locales(builder: Builder, _row: Row, selected: Selected) -> Part:
    base: Any = alias_of(SiteLocale, f"{builder.row_name()}t")
    return listing(builder, selected, "SiteLocale", base=base, order_by=[base.c.position])


def _fallback(builder: Builder, row: Row, _selected: Selected) -> Part:
    name = builder.row_name()
    base: Any = alias_of(LocaleFallback, f"{name}t")
    return rows_text(
        builder,
        base=base,
        name=name,
        text=lambda fallback: Quoted(fallback(LocaleFallback.candidate)),
        where=[base.c.locale == row(SiteLocale.locale)],
        order_by=[base.c.position],
    )


mapping(
    "Site",
    Site,
    id=identity("site", Site.id),
    locales=_locales,
    commentPolicy=lambda builder, _row, selected: policy_object(builder, None, selected),
)
mapping("SiteLocale", SiteLocale, fallback=_fallback)


def site(builder: Builder, selected: Selected) -> Part:
    return related(
        builder, selected, "Site", model=Site, where=lambda row: [row(Site.anchor) == literal_column("1")]
    )


# ── the policy ──────────────────────────────────────────────────────────────────────────────────


def _value(name: str) -> FieldPart:
    """A value of the policy in force: never null, though an article's own may be."""
    attribute = getattr(CommentPolicy, name)

    def part(_builder: Builder, row: Row, _selected: Selected) -> Part:
        return json_value(row(attribute), nullable=False)

    return part


def _word_lists(name: str) -> FieldPart:
    attribute = getattr(CommentPolicy, name)

    def part(builder: Builder, row: Row, selected: Selected) -> Part:
        if not builder.rights.has_role(Role.MODERATOR):
            return "null"
        return stored_list(builder, row(attribute), selected, "WordList", WORD_LIST_FIELDS)

    return part


mapping(
    "CommentPolicy",
    CommentPolicy,
    mode=_value("mode"),
    minChars=_value("min_chars"),
    maxChars=_value("max_chars"),
    maxLinks=_value("max_links"),
    maxDepth=_value("max_depth"),
    editWindowSeconds=_value("edit_window_seconds"),
    newcomerThreshold=_value("newcomer_threshold"),
    guests=_value("guests"),
    bannedWords=_word_lists("banned_words"),
    suspectWords=_word_lists("suspect_words"),
)


# ── the viewer ──────────────────────────────────────────────────────────────────────────────────


def viewer(builder: Builder, selected: Selected) -> Part:
    """Known from the token but for the ban; a part of the statement all the same."""
    parts: list[Part] = []
    for child in selected.children["Viewer"]:
        parts += [("," if parts else "") + f'"{child.key}":', _viewer_field(builder, child)]
    return Concat("{", *parts, "}")


def _viewer_field(builder: Builder, selected: Selected) -> Part:
    match selected.name:
        case "id":
            return "null" if builder.me is None else global_id("viewer", builder.me)
        case "isAuthenticated":
            known = builder.parameter(lambda request: request.viewer.is_identified, Boolean())
            return boolean(known)
        case "name":
            name = builder.parameter(lambda request: request.viewer.name, Nfc)
            return or_null(Quoted(name))
        case "roles":
            return orjson.dumps(sorted(builder.rights.roles)).decode()
        case "ban":
            return "null" if builder.me is None else ban_part(builder, selected, builder.me)
    return '"Viewer"'
