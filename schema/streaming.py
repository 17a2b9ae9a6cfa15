"""One operation over a connection that stays: a query or mutation with its answer, a subscription with its events."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, OperationType
from graphql import subscribe as graphql_subscribe
from graphql.execution.values import get_variable_values

from schema.context import Context
from schema.documents import DocumentStore, InvalidDocument, Operation
from schema.errors import format_error, format_request_error, server_error
from schema.execution import GraphQLRequest, answer, selected
from schema.limits import check_cost, check_selection
from server.errors import CostLimit, Overloaded, RequestError, Timeout, Unauthenticated
from server.events.feed import FellBehind


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the operation does not run, or no longer: GraphQL errors as the client gets them. `is_unauthenticated`
    where who asks is no longer known, `fell_behind` where the client was too slow for what it followed."""

    errors: list[dict[str, Any]]
    is_unauthenticated: bool = False
    fell_behind: bool = False


Response = bytes | Refusal
"""An execution result as JSON. A refusal is always the last response."""


@asynccontextmanager
async def opened(
    request: GraphQLRequest, *, store: DocumentStore, context: Context, allows_introspection: bool
) -> AsyncIterator[AsyncGenerator[Response, None]]:
    """The operation's responses. When the block begins, a subscription misses nothing any more."""
    async with AsyncExitStack() as held:
        operation = _found(request, store)
        if isinstance(operation, Refusal):
            responses = _only(operation)
        elif operation.kind is not OperationType.SUBSCRIPTION:
            responses = _answered(request, store, context, allows_introspection)
        else:
            responses = await _subscribed_in_time(operation, request, store, replace(context, held=held))
        yield await held.enter_async_context(aclosing(responses))


def _found(request: GraphQLRequest, store: DocumentStore) -> Operation | Refusal:
    try:
        return store.find(request.asked, request.sought).operation(request.operation_name)
    except InvalidDocument as invalid:
        return Refusal([format_error(error, default_code=invalid.code) for error in invalid.errors])
    except GraphQLError as error:
        return _of_errors([error])


def is_subscription(request: GraphQLRequest, store: DocumentStore) -> bool:
    """False for what cannot be run, too: `answer` says why."""
    operation = _found(request, store)
    return isinstance(operation, Operation) and operation.kind is OperationType.SUBSCRIPTION


async def _answered(
    request: GraphQLRequest, store: DocumentStore, context: Context, allows_introspection: bool
) -> AsyncGenerator[Response, None]:
    try:
        answered = await answer(
            request, store=store, context=context, allows_introspection=allows_introspection
        )
    except Exception as error:  # noqa: BLE001 - the last place before the socket: logged, told by id alone
        yield Refusal([server_error(error)])
        return
    yield answered.body if answered.is_executed else Refusal(orjson.loads(answered.body)["errors"])


async def _subscribed_in_time(
    operation: Operation, request: GraphQLRequest, store: DocumentStore, context: Context
) -> AsyncGenerator[Response, None]:
    """What a subscription reads before it begins is an operation like others."""
    try:
        if context.gate is None:
            return await _subscribed(operation, request, store, context)
        with context.gate.entered():
            return await _subscribed(operation, request, store, context)
    except (Overloaded, Timeout) as error:
        return _only(Refusal([format_request_error(error)]))


async def _subscribed(
    operation: Operation, request: GraphQLRequest, store: DocumentStore, context: Context
) -> AsyncGenerator[Response, None]:
    context.note.operation = operation.known
    refusal = _refusal(operation, request, store)
    if refusal is not None:
        return _only(refusal)
    result = graphql_subscribe(
        store.schema,
        operation.document,
        context_value=context,
        variable_values=dict(request.variables),
        operation_name=operation.name,
        hide_suggestions=store.hides_suggestions,
    )
    events: Any = (await result) if isinstance(result, Awaitable) else result
    if isinstance(events, ExecutionResult):
        return _only(_of_errors(events.errors or []))
    return _followed(events)


def _refusal(operation: Operation, request: GraphQLRequest, store: DocumentStore) -> Refusal | None:
    """What is wrong with the variables, or asked for beyond the limits, before anything is followed."""
    variables = get_variable_values(
        store.schema,
        operation.node.variable_definitions or (),
        dict(request.variables),
        max_errors=20,
        hide_suggestions=store.hides_suggestions,
    )
    if isinstance(variables, list):
        return _of_errors(variables)
    try:
        fields = selected(operation, variables, store)
        check_selection(fields, store.limits)
        check_cost(fields, variables.coerced, store.limits)
    except CostLimit as error:
        return Refusal([format_request_error(error)])
    except GraphQLError as error:
        return _of_errors([error])
    return None


def _of_errors(errors: list[GraphQLError]) -> Refusal:
    originals = [error.original_error for error in errors]
    return Refusal(
        [format_error(error, default_code="BAD_USER_INPUT") for error in errors],
        is_unauthenticated=any(isinstance(original, Unauthenticated) for original in originals),
    )


async def _only(refusal: Refusal) -> AsyncGenerator[Response, None]:
    yield refusal


async def _followed(events: AsyncGenerator[ExecutionResult, None]) -> AsyncGenerator[Response, None]:
    try:
        async with aclosing(events):
            async for result in events:
                yield _body(result)
    except FellBehind:
        missed = Overloaded("The client was too slow, and events were missed.")
        yield Refusal([format_request_error(missed)], fell_behind=True)
    except RequestError as error:
        yield Refusal([format_request_error(error)], is_unauthenticated=isinstance(error, Unauthenticated))
    except Exception as error:  # noqa: BLE001 - the last place before the socket: logged, told by id alone
        yield Refusal([server_error(error)])


def _body(result: ExecutionResult) -> bytes:
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = [format_error(error, default_code="BAD_USER_INPUT") for error in result.errors]
    return orjson.dumps(body)
