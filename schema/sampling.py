"""Variables that an operation could be sent with, made up from their types: enough to plan it ahead."""

from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    Undefined,
    type_from_ast,
)

SCALARS: dict[str, Any] = {
    "Int": 1,
    "Float": 1.0,
    "Boolean": True,
    "Locale": "en",
    "DateTime": "2022-02-24T00:00:00Z",
}
"""By name; any other is a text."""


def sample_variables(operation: OperationDefinitionNode, schema: GraphQLSchema) -> dict[str, Any]:
    """Those that must be given, each with the plainest value of its type."""
    samples = {}
    for definition in operation.variable_definitions or ():
        kind = type_from_ast(schema, definition.type)
        if isinstance(kind, GraphQLNonNull) and definition.default_value is None:
            samples[definition.variable.name.value] = _sample(kind.of_type)
    return samples


def _sample(kind: GraphQLInputType) -> Any:
    if isinstance(kind, GraphQLNonNull):
        return _sample(kind.of_type)
    if isinstance(kind, GraphQLList):
        return [_sample(kind.of_type)]
    if isinstance(kind, GraphQLEnumType):
        return next(iter(kind.values))
    if isinstance(kind, GraphQLInputObjectType):
        return {
            name: _sample(field.type)
            for name, field in kind.fields.items()
            if isinstance(field.type, GraphQLNonNull) and field.default_value is Undefined
        }
    return SCALARS.get(str(kind), "x")
