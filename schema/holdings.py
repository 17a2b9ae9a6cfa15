"""Which articles an answer to a query holds, asked of the database by a trace of the query."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from schema.context import Context
from schema.documents import Operation
from schema.prepared import Prepared
from schema.touched import ID, Touched, touched_by
from server.planning.ids import read_id
from server.planning.reading import read_fields


@dataclass(frozen=True, slots=True)
class Read:
    """A query that was answered without errors: how it was read, so that it can be traced. `reads_clock` where the
    same data may be answered otherwise a moment later."""

    operation: Operation
    prepared: Prepared
    variables: dict[str, Any]
    shape: Hashable
    reads_clock: bool

    @property
    def touched(self) -> Touched:
        if self.prepared.touched is None:
            self.prepared.touched = touched_by(self.prepared.planned)
        return self.prepared.touched


@dataclass(frozen=True, slots=True)
class Holding:
    """What would change the answer: something in one of these articles, or in any where it `lists` them. The rest
    (names, the site, its policy) is taken to be in every answer."""

    articles: frozenset[UUID]
    lists_articles: bool
    lists_comments: bool


async def holding_of(read: Read, context: Context) -> Holding:
    """By one more statement, as a rule a small one, of its own moment: what was committed between the answer and this
    is for the caller to know of. What is not found might be written any time, in any article."""
    touched = read.touched
    if not touched.trace:
        return Holding(frozenset(), touched.lists_articles, touched.lists_comments)
    found = await read_fields(
        touched.trace,
        database=context.database,
        request=context.request(read.variables),
        cache=read.operation.traces,
        shape=read.shape,
    )
    articles: set[UUID] = set()
    is_whole = not found.errors and found.texts is not None
    for text in (found.texts or {}).values():
        is_whole &= _gather(orjson.loads(text), articles)
    return Holding(
        frozenset(articles), touched.lists_articles or not is_whole, touched.lists_comments or not is_whole
    )


def _gather(value: Any, articles: set[UUID]) -> bool:
    """Adds the ids of articles; false where something was not found."""
    if value is None:
        return False
    if isinstance(value, list):
        return _gather_all(value, articles)
    if isinstance(value, dict):
        id_ = value.get(ID)
        if id_ is not None:
            kind = read_id(id_)
            assert kind is not None, "the planner makes good ids"
            articles.add(kind[1])
        return _gather_all([each for name, each in value.items() if name != ID], articles)
    return True


def _gather_all(values: list[Any], articles: set[UUID]) -> bool:
    """Of each, also where one was not found."""
    are_whole = [_gather(each, articles) for each in values]
    return all(are_whole)
