"""Every way from a root field of the schema to an article, a translation, their text, or a comment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    is_composite_type,
)

from schema.root import graphql_schema

TARGETS = frozenset({"Article", "ArticleTranslation", "Comment", "Segment", "ParallelSegment"})
RELATIONS = 3
"""Below the root field, where a connection and its nodes are two: each relation is walked from each other."""

ARGUMENTS = {
    "locale": '"bn"',
    "locales": '["en", "bn", "ar", "pt"]',
    "first": "30",
    "queue": "PENDING",
}
"""What is given wherever a field takes it. Pages are wide at the top and narrow below."""

Way = tuple[str, ...]


def ways() -> Iterator[tuple[str, Way]]:
    """(root field, selection texts from the outside in). The last selects a target's own fields."""
    query = graphql_schema.query_type
    assert query is not None
    for name, field in query.fields.items():
        for kind in _objects(field):
            yield from _from(name, kind, (), frozenset())


def _from(root: str, kind: GraphQLObjectType, way: Way, seen: frozenset[str]) -> Iterator[tuple[str, Way]]:
    if kind.name in TARGETS:
        yield root, (*way, f"... on {kind.name} {{ {leaves(kind)} }}")
    if len(way) >= RELATIONS:
        return
    for name, field in kind.fields.items():
        edge = f"{kind.name}.{name}"
        if edge in seen or kind.name == "PageInfo" or name == "edges":
            continue
        for inner in _objects(field):
            step = f"... on {kind.name} {{ {name}{arguments(field, 2)} {{%s}} }}"
            yield from _from(root, inner, (*way, step), seen | {edge})


def _objects(field: GraphQLField) -> list[GraphQLObjectType]:
    """The object types a field may give, a connection's nodes in the connection's place."""
    named = get_named_type(field.type)
    if isinstance(named, GraphQLInterfaceType):
        return list(graphql_schema.get_possible_types(named))
    return [named] if isinstance(named, GraphQLObjectType) else []


def text_of(way: Way) -> str:
    """The ways' steps, each in the place that the one before leaves."""
    text = way[-1]
    for step in reversed(way[:-1]):
        text = step % text
    return text


def leaves(kind: GraphQLObjectType) -> str:
    """All fields of a type that need no selection, and the bodies in every form."""
    plain = [
        name
        for name, field in kind.fields.items()
        if not is_composite_type(get_named_type(field.type)) and not _requires(field)
    ]
    if kind.name == "ArticleTranslation":
        plain += ["html: body(format: HTML)", "plain: body(format: TEXT)"]
    return " ".join(plain)


def _requires(field: GraphQLField) -> bool:
    return any(str(argument.type).endswith("!") for argument in field.args.values())


def arguments(field: GraphQLField, page: int) -> str:
    given: dict[str, Any] = {
        name: value for name, value in ARGUMENTS.items() if name in field.args and name != "first"
    }
    if "first" in field.args:
        given["first"] = page
    return f"({', '.join(f'{name}: {value}' for name, value in given.items())})" if given else ""
