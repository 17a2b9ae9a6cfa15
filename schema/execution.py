"""One operation, answered: a query as the database's own text, a mutation by Strawberry's executor."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, OperationType
from graphql import execute as graphql_execute
from graphql.execution.values import VariableValues, get_variable_values

from schema.context import Context
from schema.documents import DocumentStore, InvalidDocument, Operation
from schema.errors import format_error, format_request_error
from schema.limits import check_cost, check_selection
from schema.selection import Document, only_fields, select_operation
from server.errors import CostLimit
from server.planning.reading import Answer, read_fields
from server.planning.selection import Selected
from server.planning.shapes import shape_of

INTROSPECTION = ("__schema", "__type")


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """What a client sends, its form already checked. `allows_mutations` is false for GET."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None = None
    allows_mutations: bool = True


@dataclass(frozen=True, slots=True)
class GraphQLAnswer:
    """The body, whole. `is_executed` is false where the request never got as far as running."""

    body: bytes
    is_executed: bool
    wrong_method: bool = False


async def answer(
    request: GraphQLRequest, *, store: DocumentStore, context: Context, allows_introspection: bool
) -> GraphQLAnswer:
    """Answers an operation; whatever a client can do wrong is in the body, with a code."""
    try:
        operation = store.get(request.query).operation(request.operation_name)
    except InvalidDocument as invalid:
        return _refused([format_error(error, default_code=invalid.code) for error in invalid.errors])
    except GraphQLError as error:
        return _refused([format_error(error, default_code="BAD_USER_INPUT")])
    if operation.node.operation is OperationType.SUBSCRIPTION:
        return _refused_for(
            "Send a subscription by WebSocket, or accept text/event-stream.", code="BAD_USER_INPUT"
        )
    if operation.node.operation is not OperationType.QUERY and not request.allows_mutations:
        refused = _refused_for("A GET may only read. Send a mutation by POST.", code="BAD_USER_INPUT")
        return GraphQLAnswer(refused.body, is_executed=False, wrong_method=True)
    definitions = operation.node.variable_definitions or ()
    coerced = get_variable_values(
        store.schema,
        definitions,
        dict(request.variables),
        max_errors=20,
        hide_suggestions=store.hides_suggestions,
    )
    if isinstance(coerced, list):
        return _refused([format_error(error, default_code="BAD_USER_INPUT") for error in coerced])
    if operation.node.operation is not OperationType.QUERY:
        return await _execute(operation, request, coerced, store=store, context=context)
    return await _read(
        operation, request, coerced, store=store, context=context, introspects=allows_introspection
    )


def _refused(errors: list[dict[str, Any]]) -> GraphQLAnswer:
    return GraphQLAnswer(orjson.dumps({"errors": errors}), is_executed=False)


def _refused_for(message: str, *, code: str) -> GraphQLAnswer:
    return _refused([{"message": message, "extensions": {"code": code}}])


async def _read(
    operation: Operation,
    request: GraphQLRequest,
    variables: VariableValues,
    *,
    store: DocumentStore,
    context: Context,
    introspects: bool,
) -> GraphQLAnswer:
    """A query: its root fields in one statement, what needs no database beside it, the texts joined."""
    shape = shape_of(variables.coerced)
    try:
        fields = _selection(operation, variables, shape, store)
        check_cost(fields, variables.coerced)
    except CostLimit as error:
        return _refused([format_request_error(error)])
    except GraphQLError as error:
        return _refused([format_error(error, default_code="BAD_USER_INPUT")])
    if not introspects and any(field.name in INTROSPECTION for field in fields):
        return _refused_for("Introspection is switched off.", code="GRAPHQL_VALIDATION_FAILED")
    try:
        found = await _read_planned(operation, fields, variables, shape, context)
    except CostLimit as error:
        return _refused([format_request_error(error)])
    errors = [format_request_error(error) for error in found.errors]
    if found.texts is None:
        return _joined(None, errors)
    texts = {
        **found.texts,
        **{field.key: '"Query"' for field in fields if field.name == "__typename"},
        **_introspection(operation, fields, request, store),
    }
    return _joined({field.key: texts[field.key] for field in fields}, errors)


async def _read_planned(
    operation: Operation,
    fields: tuple[Selected, ...],
    variables: VariableValues,
    shape: Hashable,
    context: Context,
) -> Answer:
    planned = [field for field in fields if field.name not in (*INTROSPECTION, "__typename")]
    if not planned:
        return Answer({})
    return await read_fields(
        planned,
        database=context.database,
        request=context.request(variables.coerced),
        cache=operation.plans,
        shape=shape,
    )


def _selection(
    operation: Operation, variables: VariableValues, shape: Hashable, store: DocumentStore
) -> tuple[Selected, ...]:
    kept = operation.selections.get(shape)
    if kept is None:
        document = Document(store.schema, operation.fragments, variables)
        kept = select_operation(document, operation.node)
        check_selection(kept)
        operation.keep_selection(shape, kept)
    return kept


def _joined(texts: dict[str, str] | None, errors: list[dict[str, Any]]) -> GraphQLAnswer:
    members = ",".join(f'"{key}":{text}' for key, text in (texts or {}).items())
    data = "null" if texts is None else f"{{{members}}}"
    tail = f',"errors":{orjson.dumps(errors).decode()}' if errors else ""
    return GraphQLAnswer(f'{{"data":{data}{tail}}}'.encode(), is_executed=True)


# ── introspection ───────────────────────────────────────────────────────────────────────────────


def _introspection(
    operation: Operation, fields: tuple[Selected, ...], request: GraphQLRequest, store: DocumentStore
) -> dict[str, str]:
    """__schema and __type as JSON by response key, by graphql-core over the schema alone."""
    keys = [field.key for field in fields if field.name in INTROSPECTION]
    if not keys:
        return {}
    fragments = {name: fragment.selection_set for name, fragment in operation.fragments.items()}
    result = graphql_execute(
        store.schema,
        only_fields(operation.node, INTROSPECTION, fragments, operation.document),
        variable_values=dict(request.variables),
        operation_name=operation.name,
    )
    assert isinstance(result, ExecutionResult), "introspection awaits nothing"
    data = result.data or {}
    return {key: orjson.dumps(data.get(key)).decode() for key in keys}


# ── mutations ───────────────────────────────────────────────────────────────────────────────────


async def _execute(
    operation: Operation,
    request: GraphQLRequest,
    variables: VariableValues,
    *,
    store: DocumentStore,
    context: Context,
) -> GraphQLAnswer:
    """By Strawberry's executor: the fields one after another, each its own transaction. What the payloads may not
    ask for is refused before anything is changed."""
    try:
        fields = select_operation(Document(store.schema, operation.fragments, variables), operation.node)
        check_selection(fields, is_mutation=True)
        check_cost(fields, variables.coerced)
    except CostLimit as error:
        return _refused([format_request_error(error)])
    except GraphQLError as error:
        return _refused([format_error(error, default_code="BAD_USER_INPUT")])
    result = graphql_execute(
        store.schema,
        operation.document,
        context_value=context,
        variable_values=dict(request.variables),
        operation_name=operation.name,
        hide_suggestions=store.hides_suggestions,
    )
    if not isinstance(result, ExecutionResult):
        result = await result
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = [format_error(error, default_code="BAD_USER_INPUT") for error in result.errors]
    return GraphQLAnswer(orjson.dumps(body), is_executed=True)
