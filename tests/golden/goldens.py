"""Golden operations: a document, who asks it with which variables, and the SQL that answers it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from graphql import FragmentDefinitionNode, OperationDefinitionNode, parse, validate
from graphql.execution.values import VariableValues, get_variable_values
from sqlalchemy import Dialect
from sqlalchemy.engine import make_url

from schema.root import graphql_schema
from schema.selection import Document, select_operation
from server.permissions import rights_of
from server.planning.plan import Plan, build_plan
from server.planning.request import Chains, Request
from server.planning.selection import Selected
from server.viewer import GUEST, Role, Viewer

FOLDER = Path(__file__).parent
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ME = UUID(int=1)
CHAINS = Chains("en", {"en": (), "bn": ("en",), "ar": ("en",), "pt": ("en",)})
DIALECTS: dict[str, Dialect] = {
    "sqlite": make_url("sqlite+aiosqlite://").get_dialect()(),
    "postgresql": make_url("postgresql+asyncpg://").get_dialect()(),
}


@dataclass(frozen=True)
class Golden:
    """`variables` as a client sends them."""

    name: str
    text: str
    role: str = "guest"
    variables: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def read(cls, path: Path) -> Golden:
        """A document whose first lines say "# role: ..." and "# variables: {...}"."""
        text = path.read_text(encoding="utf-8")
        head = dict(line[2:].split(": ", 1) for line in text.splitlines() if line.startswith("# "))
        return cls(path.stem, text, head["role"], tuple(json.loads(head["variables"]).items()))

    @property
    def viewer(self) -> Viewer:
        if self.role == "guest":
            return GUEST
        return Viewer(
            id=ME, name="Me", roles=frozenset({Role(self.role.upper())}), is_identified=True, subject="me"
        )

    @cached_property
    def coerced(self) -> VariableValues:
        coerced = get_variable_values(
            graphql_schema, self.operation.variable_definitions or (), dict(self.variables)
        )
        assert isinstance(coerced, VariableValues), coerced
        return coerced

    @cached_property
    def operation(self) -> OperationDefinitionNode:
        document = parse(self.text)
        assert not validate(graphql_schema, document), self.name
        [operation] = (node for node in document.definitions if isinstance(node, OperationDefinitionNode))
        assert not any(isinstance(node, FragmentDefinitionNode) for node in document.definitions)
        return operation

    @property
    def fields(self) -> tuple[Selected, ...]:
        return select_operation(Document(graphql_schema, {}, self.coerced), self.operation)

    def plan(self, dialect: str) -> Plan:
        return build_plan(self.fields, rights=rights_of(self.viewer), dialect=DIALECTS[dialect])

    def arguments(self, plan: Plan) -> list[Any]:
        """What the driver is given."""
        return plan.bind(Request(viewer=self.viewer, now=NOW, chains=CHAINS, variables=self.coerced.coerced))


def every_golden() -> Iterator[Golden]:
    yield from (Golden.read(path) for path in sorted(FOLDER.glob("*.graphql")))
