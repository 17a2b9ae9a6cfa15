"""One operation, answered: a query as the database's own text, a mutation by Strawberry's executor."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, OperationType
from graphql import execute as graphql_execute
from graphql.execution.values import VariableValues

from schema.context import Context
from schema.dear import Sought
from schema.documents import Asked, DocumentStore, InvalidDocument, Operation
from schema.errors import format_error, format_request_error
from schema.holdings import Read
from schema.limits import Walk, check_selection
from schema.payload_reads import bad_payload_arguments
from schema.prepared import INTROSPECTION, Payloads, Prepared, prepare
from schema.selection import Document, only_fields, select_operation
from server.database import JsonText
from server.errors import CostLimit
from server.observing.note import Note, codes_of
from server.planning.reading import Answer, read_fields
from server.planning.selection import Selected
from server.planning.shapes import shape_of
from server.settings import Limits


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """What a client sends, its form already checked. `allows_mutations` is false for GET."""

    asked: Asked
    variables: Mapping[str, Any]
    operation_name: str | None = None
    allows_mutations: bool = True

    @property
    def sought(self) -> Sought:
        return Sought(self.operation_name, self.variables)


@dataclass(frozen=True, slots=True)
class GraphQLAnswer:
    """The body, whole. `is_executed` is false where the request never got as far as running."""

    body: bytes
    is_executed: bool
    wrong_method: bool = False
    read: Read | None = None
    """Of a query of the database that was answered without errors."""


async def answer(
    request: GraphQLRequest, *, store: DocumentStore, context: Context, allows_introspection: bool
) -> GraphQLAnswer:
    """Answers an operation; whatever a client can do wrong is in the body, with a code. Raises Overloaded and
    Timeout, and the drivers' errors where a query's statement fails."""
    if context.gate is None:
        return await _answer(request, store=store, context=context, introspects=allows_introspection)
    with context.gate.entered():
        return await _answer(request, store=store, context=context, introspects=allows_introspection)


async def _answer(
    request: GraphQLRequest, *, store: DocumentStore, context: Context, introspects: bool
) -> GraphQLAnswer:
    note = context.note
    try:
        operation = store.find(request.asked, request.sought).operation(request.operation_name)
    except InvalidDocument as invalid:
        return _refused(note, [format_error(error, default_code=invalid.code) for error in invalid.errors])
    except GraphQLError as error:
        return _refused(note, [format_error(error, default_code="BAD_USER_INPUT")])
    note.operation = operation.known
    if operation.kind is OperationType.SUBSCRIPTION:
        return _refused_for(
            note, "Send a subscription by WebSocket, or accept text/event-stream.", code="BAD_USER_INPUT"
        )
    if operation.kind is not OperationType.QUERY and not request.allows_mutations:
        refused = _refused_for(note, "A GET may only read. Send a mutation by POST.", code="BAD_USER_INPUT")
        return GraphQLAnswer(refused.body, is_executed=False, wrong_method=True)
    variables = operation.variables.values(request.variables)
    if variables is None or operation.kind is not OperationType.QUERY:
        checked = operation.variables.checked(request.variables, hides_suggestions=store.hides_suggestions)
        if isinstance(checked, list):
            return _refused(note, [format_error(error, default_code="BAD_USER_INPUT") for error in checked])
        if operation.kind is not OperationType.QUERY:
            return await _execute(operation, request, checked, store=store, context=context)
        variables = checked.coerced
    return await _read(operation, request, variables, store=store, context=context, introspects=introspects)


def _refused(note: Note, errors: list[dict[str, Any]]) -> GraphQLAnswer:
    note.codes = codes_of(errors)
    return GraphQLAnswer(orjson.dumps({"errors": errors}), is_executed=False)


def _refused_for(note: Note, message: str, *, code: str) -> GraphQLAnswer:
    return _refused(note, [{"message": message, "extensions": {"code": code}}])


async def _read(
    operation: Operation,
    request: GraphQLRequest,
    variables: dict[str, Any],
    *,
    store: DocumentStore,
    context: Context,
    introspects: bool,
) -> GraphQLAnswer:
    """A query: its root fields in one statement, what needs no database beside it, the texts joined."""
    shape, note = shape_of(variables), context.note
    try:
        prepared = operation.prepared(shape) or prepare_read(operation, request.variables, shape, store)
        note.cost = prepared.check_cost(variables, store.limits)
        if prepared.introspects and not introspects:
            return _refused_for(note, "Introspection is switched off.", code="GRAPHQL_VALIDATION_FAILED")
        found = await _read_planned(operation, prepared, variables, shape, context)
    except CostLimit as error:
        return _refused(note, [format_request_error(error)])
    except GraphQLError as error:
        return _refused(note, [format_error(error, default_code="BAD_USER_INPUT")])
    errors = [format_request_error(error) for error in found.errors]
    if found.texts is None or len(prepared.planned) == len(prepared.fields):
        read = None if errors else Read(operation, prepared, variables, shape, found.reads_clock)
        return _joined(found.texts, errors, store.limits, note, read)
    texts = {
        **found.texts,
        **{field.key: '"Query"' for field in prepared.fields if field.name == "__typename"},
        **_introspection(operation, prepared, request, store),
    }
    is_whole = not errors and not prepared.introspects
    read = Read(operation, prepared, variables, shape, found.reads_clock) if is_whole else None
    return _joined(
        {field.key: texts[field.key] for field in prepared.fields}, errors, store.limits, note, read
    )


async def _read_planned(
    operation: Operation, prepared: Prepared, variables: dict[str, Any], shape: Hashable, context: Context
) -> Answer:
    if not prepared.planned:
        return Answer({})
    return await read_fields(
        prepared.planned,
        database=context.database,
        request=context.request(variables),
        cache=operation.plans,
        shape=shape,
    )


def prepare_read(
    operation: Operation, given: Mapping[str, Any], shape: Hashable, store: DocumentStore
) -> Prepared:
    """The selection, walked once for each shape of variables; `given` are good ones. Raises CostLimit, and
    GraphQLError for an argument that cannot be coerced."""
    checked = operation.variables.checked(given, hides_suggestions=store.hides_suggestions)
    assert not isinstance(checked, list), "these variables have been read before"
    fields = selected(operation, checked, store)
    check_selection(fields, store.limits)
    prepared = prepare(fields)
    operation.keep(shape, prepared)
    return prepared


def selected(operation: Operation, variables: VariableValues, store: DocumentStore) -> tuple[Selected, ...]:
    """The operation's root fields. Raises as `select_operation`."""
    walk = Walk(store.limits.selection_depth)
    return select_operation(Document(store.schema, operation.fragments, variables, walk=walk), operation.node)


def _joined(
    texts: Mapping[str, JsonText] | None,
    errors: list[dict[str, Any]],
    limits: Limits,
    note: Note,
    read: Read | None,
) -> GraphQLAnswer:
    """Each text is copied once, into the answer."""
    parts: list[bytes] = [b'{"data":']
    if texts is None:
        parts.append(b"null")
    else:
        before = "{"
        for key, text in texts.items():
            parts += (f'{before}"{key}":'.encode(), text if isinstance(text, bytes) else text.encode())
            before = ","
        parts.append(b"}" if texts else b"{}")
    if errors:
        note.codes = codes_of(errors)
        parts += (b',"errors":', orjson.dumps(errors))
    parts.append(b"}")
    body = b"".join(parts)
    if len(body) > limits.response_bytes:
        too_large = CostLimit(f"The answer is larger than {limits.response_kb} kB. Ask for smaller pages.")
        return _refused(note, [format_request_error(too_large)])
    return GraphQLAnswer(body, is_executed=True, read=read)


# ── introspection ───────────────────────────────────────────────────────────────────────────────


def _introspection(
    operation: Operation, prepared: Prepared, request: GraphQLRequest, store: DocumentStore
) -> dict[str, str]:
    """__schema and __type as JSON by response key, by graphql-core over the schema alone."""
    keys = [field.key for field in prepared.fields if field.name in INTROSPECTION]
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


def _prepare_mutation(
    operation: Operation, variables: VariableValues, shape: Hashable, store: DocumentStore
) -> Prepared:
    """As `prepare_read`."""
    fields = selected(operation, variables, store)
    check_selection(fields, store.limits, is_mutation=True)
    prepared = prepare(fields, Payloads(shape, operation.plans))
    operation.keep(shape, prepared)
    return prepared


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
    note = context.note
    note.enter()
    try:
        shape = shape_of(variables.coerced)
        prepared = operation.prepared(shape) or _prepare_mutation(operation, variables, shape, store)
        note.cost = prepared.check_cost(variables.coerced, store.limits)
        if bad := bad_payload_arguments(prepared.fields, context, variables.coerced):
            return _refused(note, [format_request_error(error) for error in bad])
    except CostLimit as error:
        return _refused(note, [format_request_error(error)])
    except GraphQLError as error:
        return _refused(note, [format_error(error, default_code="BAD_USER_INPUT")])
    result = graphql_execute(
        store.schema,
        operation.document,
        context_value=replace(context, payloads=prepared.payloads),
        variable_values=dict(request.variables),
        operation_name=operation.name,
        hide_suggestions=store.hides_suggestions,
    )
    if not isinstance(result, ExecutionResult):
        result = await result
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = [format_error(error, default_code="BAD_USER_INPUT") for error in result.errors]
        note.codes = codes_of(body["errors"])
    return GraphQLAnswer(orjson.dumps(body), is_executed=True)
