"""Running plans: the answer to an operation's root fields, with null and an error where an argument is bad."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Dialect

from server.database import Database, JsonText
from server.errors import BadUserInput
from server.permissions import rights_of
from server.planning.builder import Placed
from server.planning.plan import Plan, build_plan
from server.planning.request import Request
from server.planning.selection import Path, Selected

PLANS_KEPT = 16
"""Plans of one document: roles, directions of paging and presence of filters multiply them."""


@dataclass(slots=True)
class PlanCache:
    """The plans of one document, the least recently used dropped."""

    plans: OrderedDict[Hashable, Plan] = field(default_factory=OrderedDict)

    def get(self, key: Hashable) -> Plan | None:
        plan = self.plans.get(key)
        if plan is not None:
            self.plans.move_to_end(key)
        return plan

    def keep(self, key: Hashable, plan: Plan) -> None:
        self.plans[key] = plan
        while len(self.plans) > PLANS_KEPT:
            self.plans.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """`texts` holds each root field's JSON by response key; None where an error made data itself null. `reads_clock`:
    they depend on the time at which they were read, and not only on the data."""

    texts: dict[str, JsonText] | None
    errors: tuple[Placed, ...] = ()
    reads_clock: bool = False


async def read_fields(
    fields: Sequence[Selected],
    *,
    database: Database,
    request: Request,
    cache: PlanCache | None = None,
    shape: Hashable = None,
) -> Answer:
    """Answers root fields in one statement.

    `shape` tells apart what of the variables changes the SQL. A bad argument nulls its nearest nullable field
    and is reported once, with its static path; the statement is planned again without that field.
    """
    plan, arguments, errors = _planned(fields, request, dialect=database.dialect, cache=cache, shape=shape)
    if plan is None:
        return Answer(None, errors)
    if not plan.columns:
        return Answer({}, errors)
    row = await database.read_json(plan.sql, arguments)
    return Answer(dict(zip(plan.columns, row, strict=True)), errors, plan.reads_clock)


def plan_ahead(
    fields: Sequence[Selected], *, dialect: Dialect, request: Request, cache: PlanCache, shape: Hashable
) -> None:
    """Keeps the plan that `read_fields` will want. A bad argument is left for it to tell."""
    _planned(fields, request, dialect=dialect, cache=cache, shape=shape)


def bad_arguments(fields: Sequence[Selected], *, dialect: Dialect, request: Request) -> tuple[Placed, ...]:
    """What of the root fields can be told to be wrong without asking the database, but for missing rights."""
    _, _, errors = _planned(fields, request, dialect=dialect)
    return tuple(error for error in errors if error.code == BadUserInput.code)


def _planned(
    fields: Sequence[Selected],
    request: Request,
    *,
    dialect: Dialect,
    cache: PlanCache | None = None,
    shape: Hashable = None,
) -> tuple[Plan | None, list[Any], tuple[Placed, ...]]:
    """The plan without what is bad, its arguments, and an error for each that is; no plan where data is null."""
    excluded: frozenset[Path] = frozenset()
    errors: list[Placed] = []
    rights = rights_of(request.viewer)
    while True:
        key = (shape, rights, excluded)
        try:
            plan = cache.get(key) if cache else None
            if plan is None:
                plan = build_plan(fields, rights=rights, dialect=dialect, excluded=excluded)
                if cache is not None:
                    cache.keep(key, plan)
            return plan, plan.bind(request), tuple(errors)
        except Placed as error:
            errors.append(error)
            if error.null_path is None or error.null_path in excluded:
                # Null cannot go where it belongs: a payload's field that must not be null, planned as a root.
                return None, [], tuple(errors)
            excluded |= {error.null_path}
