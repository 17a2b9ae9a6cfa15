"""Operations from the real schema: trees of fields, written with fragments, directives and variables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
)
from hypothesis import strategies as st

from tests.property.arguments import Arguments, Pools

Path = tuple[str, ...]
WIDE = ("Connection", "Edge", "PageInfo")
NESTED_MOST = 5
"""Objects within objects, but for connections and edges. Operations past the limits are refused, and prove little."""

FIELDS = 40
"""Of an operation, roughly: when they are used up, nothing is nested any more."""

ROWS_MOST = 60
"""Rows that a list below may multiply to, so that the static cost stays within its limit."""


@dataclass(slots=True)
class Node:
    """One response key. `children` by concrete type, in order; `bad` says what is wrong with its arguments."""

    key: str
    name: str
    definition: GraphQLField | None
    arguments: str = ""
    children: dict[str, list[Node]] = field(default_factory=dict)
    bad: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Operation:
    text: str
    variables: dict[str, Any]
    roots: list[Node]
    viewer: str

    def __repr__(self) -> str:
        return f"as {self.viewer}, with {json.dumps(self.variables)}:\n{self.text}"


class Writer:
    """Draws one operation."""

    def __init__(
        self, random: Random, schema: GraphQLSchema, pools: Pools, *, viewer: str, is_bad: bool
    ) -> None:
        self.random = random
        self.schema = schema
        self.pools = pools
        self.viewer = viewer
        self.arguments = Arguments(random, pools, viewer)
        self.is_bad = is_bad
        self.is_planned = True
        self.variables: dict[str, Any] = {}
        self.declarations: dict[str, tuple[str, str]] = {}
        self.fragments: list[str] = []
        self.keys = 0
        self.left = FIELDS
        self.moderates = not pools.forbidden_to(viewer)

    def chance(self, one_in: int) -> bool:
        return self.random.randrange(one_in) == 0

    def operation(self) -> Operation:
        query = self.schema.query_type
        assert query is not None
        names = [name for name in query.fields if not name.startswith("__")]
        chosen = self.random.choices(names, k=self.random.randint(1, 3))
        roots = [self.node(query, name, depth=0, rows=1) for name in chosen]
        body = self.selection("Query", roots)
        declared = ", ".join(
            f"${name}: {kind}{default}" for name, (kind, default) in self.declarations.items()
        )
        head = f"query Q({declared}) " if declared else self.random.choice(("query Q ", "query ", ""))
        text = "\n".join([head + body, *self.fragments])
        return Operation(text, self.variables, roots, self.viewer)

    # ── the tree ────────────────────────────────────────────────────────────────────────────────

    def node(self, parent: GraphQLObjectType, name: str, *, depth: int, rows: int) -> Node:
        if name == "__typename":
            return Node(self.key(name), name, None)
        definition = parent.fields[name]
        node = Node(self.key(name), name, definition)
        size = 1
        if definition.args:
            drawn = self.arguments.of(parent.name, name, most=max(1, ROWS_MOST // rows))
            if self.is_bad and self.is_planned and self.chance(2):
                drawn = self.arguments.spoilt(parent.name, name, drawn)
                self.is_bad = drawn.bad is None
            node.bad, size = drawn.bad, drawn.size
            written = ", ".join(
                f"{each}: {self.value(definition.args[each].type, value)}"
                for each, value in drawn.values.items()
            )
            node.arguments = f"({written})" if written else ""
        self._fill(node, depth=depth, rows=rows * size)
        return node

    def key(self, name: str) -> str:
        """Unique in the operation where it is an alias, so that no two fields ever conflict."""
        self.keys += 1
        return f"{name.strip('_')}{self.keys}"

    def _fill(self, node: Node, *, depth: int, rows: int) -> None:
        assert node.definition is not None
        named = get_named_type(node.definition.type)
        if not is_composite_type(named):
            return
        many = is_list_type(get_nullable_type(node.definition.type)) and node.name not in ("edges", "nodes")
        rows *= 5 if many else 1
        if is_abstract_type(named):
            kinds = list(self.schema.get_possible_types(named))
            chosen = self.random.sample(kinds, self.random.randint(2, 6))
        else:
            assert isinstance(named, GraphQLObjectType), "the only composite type that is not abstract"
            chosen = [named]
        was_planned = self.is_planned
        forbidden = depth == 0 and node.name in self.pools.forbidden_to(self.viewer)
        # What is never planned is never refused: other types than an id's, what only moderators see.
        self.is_planned &= not (is_abstract_type(named) or node.name == "moderation" or forbidden)
        for kind in chosen:
            deeper = depth + (not kind.name.endswith(WIDE))
            node.children[kind.name] = [
                self.node(kind, name, depth=deeper, rows=rows) for name in self._fields(kind, deeper, rows)
            ]
        self.is_planned = was_planned

    def _fields(self, kind: GraphQLObjectType, depth: int, rows: int) -> list[str]:
        """Names, some twice with other arguments. Objects only while there is room below."""
        objects = [name for name, each in kind.fields.items() if is_composite_type(get_named_type(each.type))]
        scalars = [name for name in kind.fields if name not in objects] + ["__typename"]
        is_wide = kind.name.endswith(WIDE)
        is_full = (depth >= NESTED_MOST or rows > ROWS_MOST or self.left <= 0) and not is_wide
        chosen: list[str] = []
        if kind.name == "Comment" and self.moderates and not is_full and self.chance(3):
            chosen.append("moderation")
        elif objects and not is_full:
            chosen += self.random.choices(objects, k=1 if self.left <= 0 else self.random.randint(1, 2))
        chosen += self.random.choices(scalars, k=self.random.randint(0 if chosen else 1, 4))
        self.left -= len(chosen)
        self.random.shuffle(chosen)
        return chosen

    # ── the document ────────────────────────────────────────────────────────────────────────────

    def selection(self, type_name: str, nodes: list[Node]) -> str:
        parts: list[str] = []
        rest = nodes
        while rest:
            if self.chance(6):
                count = self.random.randint(1, len(rest))
                parts.append(self._fragment(type_name, rest[:count]))
            else:
                count = 1
                parts.append(self._field(type_name, rest[0]))
            rest = rest[count:]
        if self.chance(12):
            parts.append(self._phantom())
        return "{ " + " ".join(parts) + " }"

    def _fragment(self, type_name: str, nodes: list[Node]) -> str:
        inner = self.selection(type_name, nodes)
        match self.random.randint(0, 2):
            case 0:
                return f"...{self._kept()} {inner}"
            case 1:
                return f"... on {type_name}{self._kept()} {inner}"
        name = f"F{len(self.fragments)}"
        self.fragments.append(f"fragment {name} on {type_name} {inner}")
        return f"...{name}{self._kept()}"

    def _field(self, type_name: str, node: Node) -> str:
        head = f"{node.key}: {node.name}{node.arguments}"
        if not node.children:
            twice = f" {head}" if self.chance(12) else ""
            return f"{head}{self._kept()}{twice}"
        [(kind, children), *others] = node.children.items()
        if others or self._is_abstract(node):
            parts = (f"... on {each} {self.selection(each, below)}" for each, below in node.children.items())
            return f"{head}{self._kept()} {{ {' '.join(parts)} }}"
        if len(children) > 1 and self.chance(8):  # one field, selected in two places
            count = self.random.randint(1, len(children) - 1)
            halves = (self.selection(kind, half) for half in (children[:count], children[count:]))
            return " ".join(f"{head} {half}" for half in halves)
        return f"{head}{self._kept()} {self.selection(kind, children)}"

    @staticmethod
    def _is_abstract(node: Node) -> bool:
        assert node.definition is not None
        return is_abstract_type(get_named_type(node.definition.type))

    def _kept(self) -> str:
        """Directives that change nothing."""
        if not self.chance(12):
            return ""
        name, truth = self.random.choice((("skip", False), ("include", True)))
        return f" @{name}(if: {self._boolean(value=truth)})"

    def _phantom(self) -> str:
        """A field that is left out."""
        name, truth = self.random.choice((("skip", True), ("include", False)))
        return f"{self.key('gone')}: __typename @{name}(if: {self._boolean(value=truth)})"

    def _boolean(self, *, value: bool) -> str:
        return self._variable("Boolean!", value) if self.chance(2) else json.dumps(value)

    # ── values ──────────────────────────────────────────────────────────────────────────────────

    def value(self, kind: Any, value: Any) -> str:
        """A literal, a variable, or a literal with variables in it."""
        if self.chance(3):
            return self._variable(str(kind), value)
        inner: Any = get_nullable_type(kind)
        if value is None:
            return "null"
        if is_list_type(inner):
            return "[" + ", ".join(self.value(inner.of_type, each) for each in value) + "]"
        if isinstance(inner, GraphQLInputObjectType):
            parts = (f"{name}: {self.value(inner.fields[name].type, each)}" for name, each in value.items())
            return "{" + ", ".join(parts) + "}"
        return value if is_enum_type(inner) else json.dumps(value)

    def _variable(self, kind: str, value: Any) -> str:
        """One that has this value already, or a new one, whose value may be its default."""
        for name, (declared, default) in self.declarations.items():
            if declared == kind and not default and self.variables[name] == value and self.chance(2):
                return f"${name}"
        name = f"v{len(self.declarations)}"
        if value is not None and not isinstance(value, (dict, list)) and "Boolean" in kind and self.chance(3):
            self.declarations[name] = (kind, f" = {json.dumps(value)}")
        else:
            self.declarations[name] = (kind, "")
            self.variables[name] = value
        return f"${name}"


def operations(schema: GraphQLSchema, pools: Pools, *, is_bad: bool = False) -> st.SearchStrategy[Operation]:
    """By a number each, and no choice by choice: hypothesis would prefer small and similar ones, of which few go
    where comments are moderated."""

    def written(seed: int) -> Operation:
        random = Random(seed)
        viewer = random.choice(sorted(pools.viewers))
        return Writer(random, schema, pools, viewer=viewer, is_bad=is_bad).operation()

    return st.integers(0, 2**64 - 1).map(written)


# ── what is expected of it ──────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error that the answer must hold once, and where null goes (None: data)."""

    code: str
    path: Path
    null_path: Path | None


def refusals(operation: Operation, forbidden: frozenset[str]) -> Iterator[Refusal]:
    """`forbidden` are the root fields for which the viewer lacks the role."""
    for root in operation.roots:
        if root.name in forbidden:
            yield Refusal("FORBIDDEN", (root.key,), (root.key,))
        else:
            yield from _refusals(root, (), None)


def _refusals(node: Node, above: Path, null_above: Path | None) -> Iterator[Refusal]:
    if node.definition is None:
        return
    path = (*above, node.key)
    null_path = null_above if is_non_null_type(node.definition.type) else path
    if node.bad:
        yield Refusal(node.bad, path, null_path)
        return
    for children in node.children.values():
        for child in children:
            yield from _refusals(child, path, null_path)


def misplaced_nulls(nodes: list[Node], value: dict[str, Any]) -> Iterator[str]:
    """The response keys where null stands and the schema forbids it."""
    for node in nodes:
        if node.definition is not None and node.key in value:
            yield from _nulls(node, node.definition.type, value[node.key])


def _nulls(node: Node, kind: Any, value: Any) -> Iterator[str]:
    if value is None:
        if is_non_null_type(kind):
            yield node.key
        return
    inner = get_nullable_type(kind)
    if is_list_type(inner):
        for each in value:
            yield from _nulls(node, inner.of_type, each)
    elif isinstance(value, dict):
        for children in node.children.values():
            yield from misplaced_nulls(children, value)
