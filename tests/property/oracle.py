"""The plain, slow answer: graphql-core's executor over ORM objects, one resolver a field.

It shares the printed schema with Galley and nothing of its planner, its permissions or its executor. A field
without a resolver here is the attribute of the same name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from graphql import (
    ExecutionResult,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    build_schema,
    execute_sync,
    parse,
    print_schema,
)

from server.models.types import format_instant, to_milliseconds
from server.text.locales import canonical_tag
from tests.property.memory import Asking

Resolver = Callable[..., Any]
RESOLVERS: dict[tuple[str, str], Resolver] = {}
"""By type and field. Called with (asking, source, **arguments)."""

KINDS: dict[type[Any], str] = {}
"""The GraphQL type of what a Node is in memory."""


def resolves(type_name: str, *fields: str) -> Callable[[Resolver], Resolver]:
    def register(resolver: Resolver) -> Resolver:
        for name in fields:
            RESOLVERS[type_name, name] = resolver
        return resolver

    return register


def oracle_schema(real: GraphQLSchema) -> GraphQLSchema:
    schema = build_schema(print_schema(real))
    for graphql_type in schema.type_map.values():
        if isinstance(graphql_type, GraphQLInterfaceType):
            graphql_type.resolve_type = lambda value, _info, _type: KINDS[type(value)]
        elif isinstance(graphql_type, GraphQLObjectType) and not graphql_type.name.startswith("__"):
            for name, field in graphql_type.fields.items():
                field.resolve = _resolver(graphql_type.name, name)
    _teach_scalars(schema)
    return schema


def _resolver(type_name: str, name: str) -> Callable[..., Any]:
    own = RESOLVERS.get((type_name, name))
    attribute = re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()

    def resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        if own is not None:
            return own(info.context, source, **arguments)
        return source[attribute] if isinstance(source, dict) else getattr(source, attribute)

    return resolve


def _teach_scalars(schema: GraphQLSchema) -> None:
    moment: Any = schema.type_map["DateTime"]
    moment.coerce_input_value = moment.parse_value = lambda text: to_milliseconds(
        datetime.fromisoformat(text)
    )
    moment.coerce_output_value = moment.serialize = format_instant
    locale: Any = schema.type_map["Locale"]
    locale.coerce_input_value = locale.parse_value = canonical_tag


def ask(schema: GraphQLSchema, text: str, variables: dict[str, Any], asking: Asking) -> ExecutionResult:
    result = execute_sync(schema, parse(text), context_value=asking, variable_values=variables)
    for error in result.errors or ():
        if error.original_error is not None and not (error.extensions or {}).get("code"):
            raise error.original_error
    return result


def global_id(prefix: str, identifier: Any) -> str | None:
    return None if identifier is None else f"{prefix}_{identifier.hex}"
