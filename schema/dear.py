"""Operations that cost too much, refused before their document is validated: that takes twice as long as all else."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
)
from graphql.execution.values import get_variable_values

from schema.cost import cost_of
from schema.limits import TooDeep, Walk, check_selection, refuse_over_limit
from schema.selection import Document, select_operation
from server.errors import CostLimit
from server.settings import Limits


@dataclass(frozen=True, slots=True)
class Sought:
    """What a request means to run of a document that has not been seen before; nothing of it has been checked."""

    operation_name: str | None
    variables: Mapping[str, Any]


def refuse_dear(document: DocumentNode, sought: Sought, schema: GraphQLSchema, limits: Limits) -> None:
    """Raises CostLimit for a query or mutation beyond the limits. What cannot be costed is passed over in silence, as
    it is not valid: who validates it tells why, which nobody could from here."""
    try:
        cost = _cost(document, sought, schema, limits)
    except TooDeep:
        return  # perhaps fragments that spread each other in a circle, which is another mistake
    except CostLimit:
        raise
    except Exception:  # noqa: BLE001 - the walk is written for valid documents, and trips over any other
        return
    refuse_over_limit(cost, limits)


def _cost(document: DocumentNode, sought: Sought, schema: GraphQLSchema, limits: Limits) -> int:
    node = _operation(document, sought.operation_name)
    if node is None or node.operation is OperationType.SUBSCRIPTION:
        return 0
    variables = get_variable_values(schema, node.variable_definitions or (), dict(sought.variables))
    if isinstance(variables, list):
        return 0
    fragments = {
        each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
    }
    walk = Walk(limits.selection_depth)
    fields = select_operation(Document(schema, fragments, variables, walk=walk), node)
    check_selection(fields, limits, is_mutation=node.operation is OperationType.MUTATION)
    return cost_of(fields, variables.coerced)


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode | None:
    found = [
        node
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
        and (name is None or (node.name and node.name.value == name))
    ]
    return found[0] if len(found) == 1 else None
