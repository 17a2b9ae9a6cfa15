"""What SQLAlchemy has compiled is kept by all engines of a run, as it is by all sessions of a server, and documents
that were read and planned by all its servers.

A server compiles a statement once, and reads and plans a document once. Tests open thousands of servers, one after
the other, which would spend a third of their time on the same statements and documents.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import lru_cache
from types import ModuleType
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema
from sqlalchemy.ext.asyncio import AsyncEngine

from server.planning.plan import Plan
from server.planning.reading import PlanCache

Create = Callable[..., AsyncEngine]


def compiling_once(create: Create) -> Create:
    """The same, but that engines of one kind share the dialect and the statements of the first that has connected."""
    known: dict[str, Any] = {}

    def create_engine(*arguments: Any, **options: Any) -> AsyncEngine:
        engine = create(*arguments, **options)
        sync: Any = engine.sync_engine
        first = known.get(sync.name)
        if first is None or not _has_connected(first):
            known[sync.name] = sync
        else:
            sync.dialect, sync._compiled_cache = first.dialect, first._compiled_cache
        return engine

    return create_engine


def _has_connected(engine: Any) -> bool:
    """A dialect looks at its database by the first connection, and knows then which version it speaks with."""
    return getattr(engine.dialect, "server_version_info", None) is not None


def reading_once(documents: ModuleType) -> None:
    """Its `parse` and `validate` keep what they did with a text that is good. The rules are always the same."""
    validate = documents.validate
    valid: dict[tuple[int, int], DocumentNode] = {}

    def validate_once(
        schema: GraphQLSchema, document: DocumentNode, *rules: Any, **options: Any
    ) -> list[GraphQLError]:
        key = id(schema), id(document)
        if key in valid:
            return []
        errors: list[GraphQLError] = validate(schema, document, *rules, **options)
        if not errors:
            valid[key] = document
        return errors

    documents.validate = validate_once  # type: ignore[attr-defined]
    documents.parse = lru_cache(maxsize=None)(documents.parse)  # type: ignore[attr-defined]


def planning_once(documents: ModuleType, reading: ModuleType) -> None:
    """The operations of its documents find the plans that others of the same document have kept. For documents that
    are read once: they are told apart by what was read."""
    begin, plan = documents.Operation.__init__, reading._planned
    known: dict[Hashable, Plan] = {}

    def begin_operation(self: Any, *arguments: Any, **parts: Any) -> None:
        begin(self, *arguments, **parts)
        self.plans = KnownPlans(known=known, of=id(self.node))

    def plan_once(*arguments: Any, dialect: Any, cache: PlanCache | None = None, **options: Any) -> Any:
        if isinstance(cache, KnownPlans):
            cache.kind = dialect.name
        return plan(*arguments, dialect=dialect, cache=cache, **options)

    documents.Operation.__init__ = begin_operation
    reading._planned = plan_once  # type: ignore[attr-defined]


@dataclass(slots=True, kw_only=True)
class KnownPlans(PlanCache):
    """Of one operation, for a database of one `kind`: its server's own plans, and those that others have made."""

    known: dict[Hashable, Plan]
    of: int
    kind: str = ""

    def get(self, key: Hashable) -> Plan | None:
        plan = PlanCache.get(self, key)
        if plan is None and (other := self.known.get((self.of, self.kind, key))):
            plan = Plan(other.sql, other.columns, other.parameters, other.unused, other.reads_clock)
            PlanCache.keep(self, key, plan)
        return plan

    def keep(self, key: Hashable, plan: Plan) -> None:
        PlanCache.keep(self, key, plan)
        self.known[self.of, self.kind, key] = plan
