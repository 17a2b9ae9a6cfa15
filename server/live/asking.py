"""Asking the planner for what an event means: root fields whose arguments are given anew each time."""

from __future__ import annotations

import asyncio
import logging
import weakref
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from datetime import datetime
from typing import Any

import orjson

from server.database import Database
from server.errors import RequestError
from server.planning.reading import PlanCache, read_fields
from server.planning.request import Chains, Request
from server.planning.selection import Argument, Selected, Variables
from server.viewer import Viewer

TRIES = 30
RETRY_SECONDS = 1.0
"""Half a minute together: as long as a database takes to restart."""

logger = logging.getLogger("galley.events")


def given(name: str) -> Argument:
    """An argument that every asking gives a value of its own."""
    key = _key(name)
    return Argument(value=name, source=lambda variables: variables[key])


def _key(name: str) -> str:
    """Beside a client's variables, in whose names this cannot stand."""
    return f"\0{name}"


def constant(value: Any) -> Argument:
    """An argument, down to the fields of an input object, that never changes."""
    fields = {name: constant(item) for name, item in value.items()} if isinstance(value, dict) else None
    return Argument(value=value, fields=fields)


class Question:
    """A root field, planned once for each kind of viewer and asked as often as needed. `variables` are those of the
    operation that the field is from, `plans` where all who send the same operation find its plans."""

    def __init__(
        self,
        field: Selected,
        *,
        database: Database,
        chains: Chains,
        variables: Variables | None = None,
        plans: PlanCache | None = None,
    ) -> None:
        self._field = field
        self._database = database
        self._chains = chains
        self._variables = variables or {}
        self._plans = plans or PlanCache()

    async def ask_patiently(self, viewer: Viewer, now: datetime, **values: Any) -> Any:
        """As `ask`, while the database may be away for a moment: what follows events does not end by that."""
        for _ in range(TRIES):
            try:
                return await self.ask(viewer, now, **values)
            except RequestError:
                raise
            except Exception as error:  # noqa: BLE001 - whatever the driver says
                logger.warning("an event could not be looked at: %s; trying again", type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
        return await self.ask(viewer, now, **values)

    async def ask(self, viewer: Viewer, now: datetime, **values: Any) -> Any:
        """The field's value. Raises the RequestError that keeps it from being answered."""
        variables = {**self._variables, **{_key(name): value for name, value in values.items()}}
        request = Request(viewer=viewer, now=now, chains=self._chains, variables=variables)
        answer = await read_fields([self._field], database=self._database, request=request, cache=self._plans)
        for error in answer.errors:
            raise error
        assert answer.texts is not None, "without an error there is an answer"
        return orjson.loads(answer.texts[self._field.key])


def question(name: str, arguments: Mapping[str, Argument], *, database: Database, chains: Chains) -> Question:
    """A root that tells plain JSON, without a selection."""
    field = Selected(key=name, name=name, path=(name,), null_path=(name,), arguments=arguments)
    return Question(field, database=database, chains=chains)


SHAPES_KEPT = 16


class PlansOfOperations:
    """Plans by operation, for as long as its document is kept: a thousand readers of an article send the same."""

    def __init__(self) -> None:
        self._kept: dict[int, OrderedDict[Hashable, PlanCache]] = {}

    def plans(self, operation: object, key: Hashable) -> PlanCache:
        """`operation` is told apart by its identity; `key` is what of it is planned, with the variables' shape."""
        if id(operation) not in self._kept:
            self._kept[id(operation)] = OrderedDict()
            weakref.finalize(operation, self._kept.pop, id(operation), None)
        by_key = self._kept[id(operation)]
        by_key[key] = plans = by_key.pop(key, None) or PlanCache()
        while len(by_key) > SHAPES_KEPT:
            by_key.popitem(last=False)
        return plans
