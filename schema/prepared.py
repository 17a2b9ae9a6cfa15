"""An operation under one shape of its variables: what is asked of the planner, and what it costs."""

from dataclasses import dataclass

from schema.cost import OperationCost
from schema.limits import refuse_over_limit
from server.planning.selection import Selected, Variables
from server.settings import Limits

INTROSPECTION = ("__schema", "__type")
UNPLANNED = (*INTROSPECTION, "__typename")


@dataclass(frozen=True, slots=True)
class Prepared:
    """`fields` are the root fields in the order asked, `planned` those that the database answers."""

    fields: tuple[Selected, ...]
    planned: tuple[Selected, ...]
    introspects: bool
    cost: OperationCost

    def check_cost(self, variables: Variables, limits: Limits) -> None:
        """Raises CostLimit with the cost and the limit."""
        refuse_over_limit(self.cost.of(variables), limits)


def prepare(fields: tuple[Selected, ...]) -> Prepared:
    return Prepared(
        fields=fields,
        planned=tuple(field for field in fields if field.name not in UNPLANNED),
        introspects=any(field.name in INTROSPECTION for field in fields),
        cost=OperationCost(fields),
    )
