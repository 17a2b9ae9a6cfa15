"""Asking the planner for what an event means: root fields whose arguments are given anew each time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from server.database import Database
from server.errors import RequestError
from server.planning.reading import PlanCache, read_fields
from server.planning.request import Chains, Request
from server.planning.selection import Argument, Selected
from server.viewer import Viewer

TRIES = 30
RETRY_SECONDS = 1.0
"""Half a minute together: as long as a database takes to restart."""

logger = logging.getLogger("galley.events")


def given(name: str) -> Argument:
    """An argument that every asking gives a value of its own."""
    return Argument(value=name, source=lambda variables: variables[name])


def constant(value: Any) -> Argument:
    """An argument, down to the fields of an input object, that never changes."""
    fields = {name: constant(item) for name, item in value.items()} if isinstance(value, dict) else None
    return Argument(value=value, fields=fields)


class Question:
    """A root field, planned once for each kind of viewer and asked as often as needed."""

    def __init__(self, field: Selected, *, database: Database, chains: Chains) -> None:
        self._field = field
        self._database = database
        self._chains = chains
        self._plans = PlanCache()

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
        request = Request(viewer=viewer, now=now, chains=self._chains, variables=values)
        answer = await read_fields([self._field], database=self._database, request=request, cache=self._plans)
        for error in answer.errors:
            raise error
        assert answer.texts is not None, "without an error there is an answer"
        return orjson.loads(answer.texts[self._field.key])


def question(name: str, arguments: Mapping[str, Argument], *, database: Database, chains: Chains) -> Question:
    """A root that tells plain JSON, without a selection."""
    field = Selected(key=name, name=name, path=(name,), null_path=(name,), arguments=arguments)
    return Question(field, database=database, chains=chains)
