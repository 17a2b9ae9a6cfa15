"""The pages' own operations, answered as any client's: planned, one statement each, with a guest's rights."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from schema.context import Context
from schema.documents import Asked, DocumentStore
from schema.execution import GraphQLRequest, answer
from schema.holdings import Read

QUERIES = Path(__file__).parent / "queries"


@dataclass(frozen=True, slots=True)
class Answered:
    """`read` tells what the data hold (schema.holdings); None where something was wrong with the variables, and
    `data` may then be incomplete."""

    data: dict[str, Any]
    read: Read | None
    context: Context


class Asker:
    """`guest` makes the context of somebody who is not known, as of now."""

    def __init__(self, store: DocumentStore, guest: Callable[[], Context]) -> None:
        self._store = store
        self._guest = guest

    async def ask(self, name: str, variables: Mapping[str, Any]) -> Answered:
        """Of the operation in queries/NAME.graphql. Raises Overloaded, Timeout and the drivers' errors."""
        context = self._guest()
        request = GraphQLRequest(Asked(query_text(name)), variables)
        answered = await answer(request, store=self._store, context=context, allows_introspection=False)
        found = orjson.loads(answered.body)
        return Answered(found.get("data") or {}, answered.read, context)


@cache
def query_text(name: str) -> str:
    return (QUERIES / f"{name}.graphql").read_text(encoding="utf-8")
