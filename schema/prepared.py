"""An operation under one shape of its variables: what is asked of the planner, and what it costs."""

from collections.abc import Hashable
from dataclasses import dataclass, field

from schema.cost import OperationCost
from schema.limits import refuse_over_limit
from schema.touched import Touched
from server.planning.reading import PlanCache
from server.planning.selection import Selected, Variables
from server.settings import Limits

INTROSPECTION = ("__schema", "__type")
UNPLANNED = (*INTROSPECTION, "__typename")


@dataclass(frozen=True, slots=True)
class Payloads:
    """What is kept of a mutation's payloads from one request to the next with variables of the same shape: the
    selections by the mutation's response key, the plans in the cache of the whole document."""

    shape: Hashable
    plans: PlanCache
    selections: dict[str, Selected] = field(default_factory=dict)


@dataclass(slots=True)
class Prepared:
    """`fields` are the root fields in the order asked, `planned` those that the database answers. `touched` is what
    they have to do with, once somebody has wanted to know."""

    fields: tuple[Selected, ...]
    planned: tuple[Selected, ...]
    introspects: bool
    cost: OperationCost
    payloads: Payloads | None = None
    touched: Touched | None = None

    def check_cost(self, variables: Variables, limits: Limits) -> int:
        """The cost. Raises CostLimit with it and the limit."""
        cost = self.cost.of(variables)
        refuse_over_limit(cost, limits)
        return cost


def prepare(fields: tuple[Selected, ...], payloads: Payloads | None = None) -> Prepared:
    return Prepared(
        fields=fields,
        planned=tuple(field for field in fields if field.name not in UNPLANNED),
        introspects=any(field.name in INTROSPECTION for field in fields),
        cost=OperationCost(fields),
        payloads=payloads,
    )
