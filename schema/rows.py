"""Strawberry's executor over planned rows: for mutations' payloads and for callers of `schema.execute`.

A root field of Query reads its own selection in one statement; below the roots a field finds its value in the
row by response key. Sources that are not rows (an error in a payload) keep the resolver they had.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson
from graphql import GraphQLError, GraphQLInterfaceType, GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema
from graphql.execution.values import VariableValues

from schema.errors import format_request_error
from schema.limits import check_cost, check_selection
from schema.prepared import Payloads
from schema.selection import KIND, Document, select_field
from server.planning.builder import Placed
from server.planning.reading import read_fields
from server.planning.selection import Argument, Selected, Variables
from server.planning.shapes import shape_of
from server.viewer import Viewer

ROOTS = ("Query", "Mutation", "Subscription")


def answer_from_rows(schema: GraphQLSchema) -> None:
    """Wires the schema's resolvers to planned rows."""
    for graphql_type in schema.type_map.values():
        if isinstance(graphql_type, GraphQLInterfaceType):
            graphql_type.resolve_type = _kind_of
        elif isinstance(graphql_type, GraphQLObjectType) and not graphql_type.name.startswith("__"):
            graphql_type.is_type_of = None
            _wire(graphql_type)


def _wire(graphql_type: GraphQLObjectType) -> None:
    for field in graphql_type.fields.values():
        if graphql_type.name == "Query":
            field.resolve = _read_root
        elif graphql_type.name not in ROOTS:
            field.resolve = _reading(field.resolve)


def _kind_of(value: Any, _info: GraphQLResolveInfo[Any], _type: object) -> str:
    return str(value[KIND] if isinstance(value, dict) else value.__strawberry_definition__.name)


def _reading(own: Callable[..., Any] | None) -> Callable[..., Any]:
    def resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        if isinstance(source, dict):
            return source[info.path.key]
        return own(source, info, **arguments) if own else getattr(source, info.field_name)

    return resolve


def selected_by(info: GraphQLResolveInfo[Any]) -> Selected:
    """The selection of the field that is being resolved, as a root."""
    payloads: Payloads | None = getattr(info.context, "payloads", None)
    key = str(info.path.key)
    if payloads is not None and key in payloads.selections:
        return payloads.selections[key]
    selected = _selected_anew(info)
    if payloads is not None:
        payloads.selections[key] = selected
    return selected


def _selected_anew(info: GraphQLResolveInfo[Any]) -> Selected:
    document = Document(info.schema, info.fragments, variables_of(info), names_types=True)
    return select_field(document, info.parent_type, info.field_nodes, (), None)


def variables_of(info: GraphQLResolveInfo[Any]) -> VariableValues:
    """The coerced variables. `schema.execute`, unlike graphql-core, hands resolvers no more than their dict."""
    given: Any = info.variable_values
    return VariableValues(sources={}, coerced=given) if isinstance(given, dict) else given


async def _read_root(_source: Any, info: GraphQLResolveInfo[Any], **_arguments: Any) -> Any:
    return (await read_rows([selected_by(info)], info))[str(info.path.key)]


async def read_rows(
    fields: list[Selected], info: GraphQLResolveInfo[Any], *, viewer: Viewer | None = None
) -> dict[str, Any]:
    """The rows of root fields, in one statement. Raises GraphQLError with the first error's code, if any."""
    if not fields:
        return {}
    context: Any = info.context
    variables = variables_of(info).coerced
    kept: Any = {}
    if (payloads := context.payloads) is None:
        check_selection(fields, context.settings.limits)
        check_cost(tuple(fields), variables, context.settings.limits)
    else:  # checked as part of the operation
        fields, given = _with_arguments_as_variables(fields)
        variables = {**variables, **given}
        asked = tuple((field.name, field.key, field.path) for field in fields)
        shape = (payloads.shape, str(info.path.key), asked, shape_of(given))
        kept = {"cache": payloads.plans, "shape": shape}
    request = context.request(variables)
    if viewer is not None:
        request = replace(request, viewer=viewer)
    answer = await read_fields(fields, database=context.database, request=request, **kept)
    for error in answer.errors:
        raise _as_graphql_error(error, info)
    return {key: orjson.loads(text) for key, text in (answer.texts or {}).items()}


def _with_arguments_as_variables(fields: list[Selected]) -> tuple[list[Selected], dict[str, Any]]:
    """What the payload asks for with values of this request, as a plan that later ones can use: each value goes
    among the variables, under a name that no variable has."""
    given: dict[str, Any] = {}
    moved = []
    for field in fields:
        arguments = {}
        for name, argument in field.arguments.items():
            key = f"{field.key}.{name}"
            given[key] = argument.value
            arguments[name] = Argument(argument.value, source=_reading_variable(key))
        moved.append(replace(field, arguments=arguments))
    return moved, given


def _reading_variable(key: str) -> Callable[[Variables], Any]:
    return lambda variables: variables[key]


def _as_graphql_error(error: Placed, info: GraphQLResolveInfo[Any]) -> GraphQLError:
    formatted = format_request_error(error)
    return GraphQLError(error.message, nodes=info.field_nodes, extensions=formatted["extensions"])


def as_root(child: Selected, name: str, **arguments: Any) -> Selected:
    """A payload's field as the root field `name`, with arguments that are constants."""
    return replace(
        child,
        name=name,
        path=(child.key,),
        null_path=(child.key,),
        arguments={key: Argument(value) for key, value in arguments.items()},
    )
