"""What a plan hands to the driver: values of this request, and of no other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, parse
from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.sqlite import aiosqlite

from schema.root import graphql_schema
from schema.selection import Document, select_operation
from schema.variables import VariableReader
from server.errors import RequestError
from server.permissions import rights_of
from server.planning.plan import Plan, build_plan
from server.planning.request import Chains, Request
from server.viewer import Viewer

QUERY = """
query($slug: String!, $locale: Locale!, $first: Int) {
  article(slug: $slug) {
    fixed: translation(locale: "bn") { title }
    asked: translation(locale: $locale) { title }
    comments(first: $first) { nodes { id } }
  }
}
"""
CHAINS = Chains("en", {"en": (), "bn": ("en",)})
DIALECTS: dict[str, Dialect] = {
    "postgresql": asyncpg.dialect(),  # type: ignore[no-untyped-call]
    "sqlite": aiosqlite.dialect(),
}
FIRST = {"slug": "one", "locale": "en", "first": 3}
ME = Viewer(id=UUID(int=1))


def plan_of(query: str, variables: dict[str, Any], dialect: Dialect) -> Plan:
    document = parse(query)
    operation = next(node for node in document.definitions if isinstance(node, OperationDefinitionNode))
    fragments = {
        node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
    }
    reader = VariableReader(graphql_schema, operation.variable_definitions or ())
    checked = reader.checked(variables, hides_suggestions=False)
    assert not isinstance(checked, list), checked
    fields = select_operation(Document(graphql_schema, fragments, checked), operation)
    return build_plan(fields, rights=rights_of(ME), dialect=dialect)


def request(variables: dict[str, Any], viewer: Viewer = ME) -> Request:
    return Request(viewer=viewer, now=datetime(2026, 1, 1, tzinfo=UTC), chains=CHAINS, variables=variables)


@pytest.mark.parametrize("name", DIALECTS)
def test_a_repeat_is_bound_as_a_first_time_would_be(name: str) -> None:
    used = plan_of(QUERY, FIRST, DIALECTS[name])
    used.bind(request(FIRST))
    for variables, viewer in (
        ({"slug": "two", "locale": "bn", "first": 9}, ME),
        (FIRST, Viewer(id=UUID(int=2))),
        (FIRST, ME),
    ):
        new = plan_of(QUERY, FIRST, DIALECTS[name])
        assert used.bind(request(variables, viewer)) == new.bind(request(variables, viewer))


@pytest.mark.parametrize("name", DIALECTS)
def test_values_handed_over_are_the_drivers_to_keep(name: str) -> None:
    plan = plan_of(QUERY, FIRST, DIALECTS[name])
    expected = list(plan.bind(request(FIRST)))
    plan.bind(request(FIRST)).clear()
    assert plan.bind(request(FIRST)) == expected


@pytest.mark.parametrize("name", DIALECTS)
def test_only_what_the_document_says_is_kept(name: str) -> None:
    plan = plan_of(QUERY, FIRST, DIALECTS[name])
    assert 0 < sum(parameter.is_fixed for parameter in plan.parameters) < len(plan.parameters)
    fixed = [plan.bind(request(FIRST))[i] for i, each in enumerate(plan.parameters) if each.is_fixed]
    assert "one" not in fixed
    assert UUID(int=1) not in fixed


@pytest.mark.parametrize("name", DIALECTS)
def test_a_bad_constant_is_refused_every_time(name: str) -> None:
    query = '{ articles(first: 2, after: "no cursor") { nodes { id } } }'
    plan = plan_of(query, {}, DIALECTS[name])
    for _ in range(3):
        with pytest.raises(RequestError):
            plan.bind(request({}))
