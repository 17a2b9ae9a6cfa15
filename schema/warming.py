"""Trusted documents made ready before anybody asks: parsed, validated, costed, and planned as a guest would ask."""

import asyncio
from collections.abc import Callable

from graphql import GraphQLError, OperationType

from schema.context import Context
from schema.documents import DocumentStore, InvalidDocument, Operation
from schema.execution import prepare_read
from schema.sampling import sample_variables
from server.errors import RequestError
from server.planning.reading import plan_ahead
from server.planning.shapes import shape_of
from server.services.trusted_documents import TrustedDocuments


def _nobody(_name: str) -> None:
    """Where nobody tells operations apart."""


class Warming:
    """`guest` makes the context of somebody who is not known; `meet` is told the name of every operation."""

    def __init__(
        self,
        trusted: TrustedDocuments,
        store: DocumentStore,
        guest: Callable[[], Context],
        meet: Callable[[str], None] = _nobody,
    ) -> None:
        self._trusted = trusted
        self._store = store
        self._guest = guest
        self._meet = meet

    async def step(self) -> None:
        """Reads the trusted documents again where they have changed, and makes the new ones ready, with room for
        requests between any two. One that this version of the schema refuses is refused when it is asked for."""
        for text in await self._trusted.refresh():
            try:
                for operation in self._store.get(text).operations:
                    if operation.name is not None:
                        self._meet(operation.name)
                    self._prepare(operation)
            except (InvalidDocument, RequestError, GraphQLError):
                pass
            await asyncio.sleep(0)

    def _prepare(self, operation: Operation) -> None:
        if operation.kind is not OperationType.QUERY:
            return
        given = sample_variables(operation.node, self._store.schema)
        variables = operation.variables.values(given)
        if variables is None:
            return
        context, shape = self._guest(), shape_of(variables)
        prepared = operation.prepared(shape) or prepare_read(operation, given, shape, self._store)
        if prepared.planned:
            plan_ahead(
                prepared.planned,
                dialect=context.database.dialect,
                request=context.request(variables),
                cache=operation.plans,
                shape=shape,
            )
