"""GraphQL's AST -> the planner's Selection.

Response keys are merged over fragments, @skip and @include applied, arguments coerced with their defaults. A
variable stays a parameter: the Selection knows how to read it from any later request's variables.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    TypeNameMetaFieldDef,
    VariableNode,
    get_argument_values,
    get_directive_values,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.values import VariableValues
from graphql.type import GraphQLIncludeDirective, GraphQLNonNull, GraphQLSkipDirective

from schema.limits import Walk
from server.planning.selection import Argument, Path, Selected, Variables

Source = Callable[[Variables], Any]


KIND = "__kind"


@dataclass(frozen=True, slots=True)
class Document:
    """What of a document and a request the walk needs."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues
    names_types: bool = False
    """Adds the concrete type of an abstract field under KIND, for an executor that has to know it."""

    walk: Walk = field(default_factory=Walk)
    arguments: dict[tuple[int, int], dict[str, Argument]] = field(default_factory=dict)
    """Coerced before, by field of the schema and node: a fragment is met once for each place it is spread at."""


def select_operation(document: Document, operation: OperationDefinitionNode) -> tuple[Selected, ...]:
    """The operation's root fields. Raises GraphQLError for an argument that cannot be coerced, CostLimit for
    fields without end."""
    root = document.schema.get_root_type(operation.operation)
    assert root is not None, "validation has made sure of the root type"
    return select_fields(document, root, [operation.selection_set], (), None)


def select_fields(
    document: Document,
    parent: GraphQLObjectType,
    selection_sets: Sequence[SelectionSetNode],
    path: Path,
    null_path: Path | None,
) -> tuple[Selected, ...]:
    """The fields of one object type, merged by response key, in the order of their first appearance."""
    grouped: dict[str, list[FieldNode]] = {}
    visited: set[str] = set()
    for selection_set in selection_sets:
        _collect(document, parent, selection_set.selections, grouped, visited)
    return tuple(select_field(document, parent, nodes, path, null_path) for nodes in grouped.values())


def _collect(
    document: Document,
    parent: GraphQLObjectType,
    selections: Sequence[SelectionNode],
    grouped: dict[str, list[FieldNode]],
    visited: set[str],
) -> None:
    document.walk.look_at(len(selections))
    for selection in selections:
        if selection.directives and not _is_included(document, selection):
            continue
        if isinstance(selection, FieldNode):
            key = selection.alias.value if selection.alias else selection.name.value
            grouped.setdefault(key, []).append(selection)
        elif isinstance(selection, InlineFragmentNode):
            condition = selection.type_condition
            if condition is None or _applies(document, condition.name.value, parent):
                _collect(document, parent, selection.selection_set.selections, grouped, visited)
        elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in visited:
            visited.add(selection.name.value)
            fragment = document.fragments[selection.name.value]
            if _applies(document, fragment.type_condition.name.value, parent):
                _collect(document, parent, fragment.selection_set.selections, grouped, visited)


def _is_included(document: Document, node: SelectionNode) -> bool:
    skip = get_directive_values(GraphQLSkipDirective, node, document.variables)
    if skip and skip["if"]:
        return False
    include = get_directive_values(GraphQLIncludeDirective, node, document.variables)
    return not include or bool(include["if"])


def _applies(document: Document, condition: str, parent: GraphQLObjectType) -> bool:
    wanted = document.schema.type_map[condition]
    return wanted is parent or (is_abstract_type(wanted) and document.schema.is_sub_type(wanted, parent))


def select_field(
    document: Document,
    parent: GraphQLObjectType,
    nodes: Sequence[FieldNode],
    above: Path,
    null_above: Path | None,
) -> Selected:
    node = nodes[0]
    name = node.name.value
    key = node.alias.value if node.alias else name
    path = (*above, key)
    document.walk.enter(path)
    definition = TypeNameMetaFieldDef if name == "__typename" else parent.fields.get(name)
    if definition is None:  # __schema and __type, which are answered apart
        return Selected(key=key, name=name, path=path, null_path=path)
    null_path = null_above if is_non_null_type(definition.type) else path
    return Selected(
        key=key,
        name=name,
        path=path,
        null_path=null_path,
        arguments=_arguments(document, definition, node),
        children=_children(document, definition, nodes, path, null_path),
        is_list=is_list_type(get_nullable_type(definition.type)),
    )


def _children(
    document: Document,
    definition: GraphQLField,
    nodes: Sequence[FieldNode],
    path: Path,
    null_path: Path | None,
) -> dict[str, tuple[Selected, ...]]:
    named = get_named_type(definition.type)
    if not is_composite_type(named):
        return {}
    sets = [node.selection_set for node in nodes if node.selection_set]
    if not is_abstract_type(named):
        assert isinstance(named, GraphQLObjectType), "the only composite type that is not abstract"
        return {named.name: select_fields(document, named, sets, path, null_path)}
    kind = (Selected(key=KIND, name="__typename", path=(*path, KIND), null_path=None),)
    return {
        concrete.name: select_fields(document, concrete, sets, path, null_path)
        + (kind if document.names_types else ())
        for concrete in document.schema.get_possible_types(named)
    }


def only_fields(
    operation: OperationDefinitionNode,
    names: Sequence[str],
    fragments: Mapping[str, SelectionSetNode],
    document: DocumentNode,
) -> DocumentNode:
    """The document with nothing but those root fields left in the operation."""

    def keep(selections: Sequence[SelectionNode]) -> list[SelectionNode]:
        kept: list[SelectionNode] = []
        for selection in selections:
            if isinstance(selection, FieldNode):
                kept += [selection] if selection.name.value in names else []
                continue
            if isinstance(selection, FragmentSpreadNode):
                inner = fragments[selection.name.value]
            else:
                assert isinstance(selection, InlineFragmentNode), "there is no fourth kind of selection"
                inner = selection.selection_set
            left = SelectionSetNode(selections=tuple(keep(inner.selections)))
            kept.append(InlineFragmentNode(directives=selection.directives, selection_set=left))
        return kept

    kept = SelectionSetNode(selections=tuple(keep(operation.selection_set.selections)))
    others = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
    return DocumentNode(definitions=(replace(operation, selection_set=kept), *others))


# ── arguments ───────────────────────────────────────────────────────────────────────────────────


def _arguments(document: Document, definition: GraphQLField, node: FieldNode) -> dict[str, Argument]:
    if not definition.args:
        return {}
    met = id(definition), id(node)
    if met not in document.arguments:
        document.arguments[met] = _coerced(document, definition, node)
    return document.arguments[met]


def _coerced(document: Document, definition: GraphQLField, node: FieldNode) -> dict[str, Argument]:
    coerced = get_argument_values(definition, node, document.variables)
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    known = document.variables.coerced
    return {
        name: _argument(value, given.get(name), _input_object(definition.args[name].type), known)
        for name, value in coerced.items()
    }


def _input_object(graphql_type: Any) -> GraphQLInputObjectType | None:
    inner = graphql_type.of_type if isinstance(graphql_type, GraphQLNonNull) else graphql_type
    return inner if isinstance(inner, GraphQLInputObjectType) else None


def _argument(value: Any, node: Any, kind: GraphQLInputObjectType | None, known: Variables) -> Argument:
    """A coerced value beside the AST it came from, so that variables in it stay readable."""
    source = _source(node, value, known)
    if not isinstance(value, dict) or kind is None:
        return Argument(value=value, source=source)
    if not isinstance(node, ObjectValueNode):
        return _part(source, value, kind)
    nodes = {field.name.value: field.value for field in node.fields}
    fields = {
        name: _argument(item, nodes.get(name), _input_object(kind.fields[name].type), known)
        for name, item in value.items()
    }
    return Argument(value=value, source=source, fields=fields)


def _part(source: Source | None, value: Any, kind: GraphQLInputObjectType | None) -> Argument:
    """A value that is a variable as a whole, or a constant, down to its fields."""
    if not isinstance(value, dict) or kind is None:
        return Argument(value=value, source=source)
    fields = {
        name: _part(_field_source(source, name), item, _input_object(kind.fields[name].type))
        for name, item in value.items()
    }
    return Argument(value=value, source=source, fields=fields)


def _field_source(whole: Source | None, name: str) -> Source | None:
    return None if whole is None else lambda variables: whole(variables)[name]


def _source(node: Any, value: Any, known: Variables) -> Source | None:
    """Reads the value from a request's coerced variables; None where the document says it all.

    A variable that is not given leaves the argument its default. That it is not given is part of the shape
    key, so the default may count as a constant.
    """
    if isinstance(node, VariableNode):
        name = node.name.value
        return (lambda variables: variables[name]) if name in known else None
    if isinstance(node, ListValueNode) and isinstance(value, list):
        return _list_source(node, value, known)
    return None


def _list_source(node: ListValueNode, values: Sequence[Any], known: Variables) -> Source | None:
    sources = [_source(item, value, known) for item, value in zip(node.values, values, strict=True)]
    if not any(sources):
        return None

    def read(variables: Variables) -> list[Any]:
        return [
            value if source is None else source(variables)
            for source, value in zip(sources, values, strict=True)
        ]

    return read
