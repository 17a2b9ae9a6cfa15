"""What a query has to do with, told by its selection alone: whose change would change its answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from server.planning.selection import Path, Selected

ID = "#"
"""The response key of an article's id in a trace. No alias of a client can be that."""

OWNER = "#article"
"""The response key of what leads from a comment or translation to its article."""

OF_THE_VIEWER = frozenset(
    {"viewer", "isMine", "viewerHasFlagged", "editableUntil", "rejectionReason", "moderation"}
)
"""Fields that answer each viewer something else. The rest answers all those alike who have the same rights."""

OF_COMMENTS = frozenset({"commentCount", "replyCount", "comments", "comment", "replies"})
OWNED = ("Comment", "ArticleTranslation")
"""Types whose every object belongs to one article."""

BY_COMMENTS = "COMMENT_COUNT"
"""The order of articles that comments change."""


@dataclass(frozen=True, slots=True)
class Touched:
    """`trace` selects, of the articles that the answer is about, the ids alone. `lists_articles`: an article that is
    not among them may come to be; `lists_comments`: so may a comment of any article."""

    trace: tuple[Selected, ...]
    lists_articles: bool
    lists_comments: bool
    shows_comments: bool
    names_viewer: bool


def touched_by(fields: Sequence[Selected]) -> Touched:
    """`fields` are root fields; what is ordered by enumerations of variables holds for their shape."""
    found = [(field, is_owned) for root in fields for field, is_owned in _all(root, is_owned=False)]
    traces = (_trace(field, is_owned=False) for field in fields)
    return Touched(
        trace=tuple(trace for trace in traces if trace is not None),
        lists_articles=any("ArticleConnection" in field.children for field, _ in found),
        lists_comments=any(
            _orders_by_comments(field) or ("CommentConnection" in field.children and not is_owned)
            for field, is_owned in found
        ),
        shows_comments=any(field.name in OF_COMMENTS for field, _ in found),
        names_viewer=any(field.name in OF_THE_VIEWER for field, _ in found),
    )


def _all(field: Selected, *, is_owned: bool) -> Iterator[tuple[Selected, bool]]:
    """Every field, and whether it stands in something of an article that is traced."""
    yield field, is_owned
    for type_name, children in field.children.items():
        for child in children:
            yield from _all(child, is_owned=_is_owned(type_name, is_owned))


def _is_owned(type_name: str, is_owned: bool) -> bool:
    if type_name == "Article" or type_name in OWNED:
        return True
    return is_owned and type_name not in ("Author", "Category", "Tag", "Commenter")


def _orders_by_comments(field: Selected) -> bool:
    order: Any = field.argument("orderBy")
    chosen = (order.fields or {}).get("field") if order is not None else None
    value = getattr(chosen, "value", None) or (order.value if order is not None else None)
    return "ArticleConnection" in field.children and BY_COMMENTS in str(value)


def _trace(field: Selected, *, is_owned: bool) -> Selected | None:
    """The field with nothing below it but ids of articles; None where it leads to none."""
    children = {
        type_name: (*_owner(type_name, field.path, is_owned), *_traces(type_name, below, is_owned))
        for type_name, below in field.children.items()
    }
    return replace(field, children=children) if any(children.values()) else None


def _traces(type_name: str, fields: Sequence[Selected], is_owned: bool) -> Iterator[Selected]:
    for field in fields:
        trace = _trace(field, is_owned=_is_owned(type_name, is_owned))
        if trace is not None:
            yield trace


def _owner(type_name: str, path: Path, is_owned: bool) -> tuple[Selected, ...]:
    if type_name == "Article":
        return (_id(path),)
    if type_name in OWNED and not is_owned:
        path = (*path, OWNER)
        article = {"Article": (_id(path),)}
        return (Selected(key=OWNER, name="article", path=path, null_path=path, children=article),)
    return ()


def _id(path: Path) -> Selected:
    return Selected(key=ID, name="id", path=(*path, ID), null_path=None)
