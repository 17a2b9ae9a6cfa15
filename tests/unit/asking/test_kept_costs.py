"""A cost that is kept is the cost that would be worked out."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse

from schema.cost import COSTS_KEPT, OperationCost, cost_of
from schema.root import graphql_schema
from schema.selection import Document, select_operation
from schema.variables import VariableReader
from server.planning.selection import Selected

QUERY = """
query($first: Int, $last: Int, $ids: [ID!]!, $locales: [Locale!]!) {
  articles(first: $first) {
    totalCount
    nodes { comments(last: $last) { nodes { id } } parallelText(locales: $locales) { segments { text } } }
  }
  nodes(ids: $ids) { id }
}
"""


def selected(variables: dict[str, Any]) -> tuple[Selected, ...]:
    document = parse(QUERY)
    (node,) = document.definitions
    assert isinstance(node, OperationDefinitionNode)
    checked = VariableReader(graphql_schema, node.variable_definitions or ()).checked(
        variables, hides_suggestions=False
    )
    assert not isinstance(checked, list), checked
    return select_operation(Document(graphql_schema, {}, checked), node)


@pytest.mark.parametrize("first", [1, 20, 100, 101, 10**6, 0, -1])
@pytest.mark.parametrize("last", [1, 7])
@pytest.mark.parametrize("ids", [0, 1, 100])
def test_every_size_that_a_variable_gives_counts(first: int, last: int, ids: int) -> None:
    kept = OperationCost(selected({"first": 3, "last": 2, "ids": ["x"], "locales": ["en"]}))
    for locales in (["en"], ["en", "bn", "ar"]):
        variables = {"first": first, "last": last, "ids": ["x"] * ids, "locales": locales}
        worked_out = cost_of(selected(variables), variables)
        assert kept.of(variables) == worked_out
        assert kept.of(dict(variables)) == worked_out


def test_no_more_costs_are_kept_than_are_worth_it() -> None:
    variables = {"first": 3, "last": 2, "ids": ["x"], "locales": ["en"]}
    kept = OperationCost(selected(variables))
    for first in range(3 * COSTS_KEPT):
        kept.of({**variables, "first": first})
    assert len(kept._known) <= COSTS_KEPT
