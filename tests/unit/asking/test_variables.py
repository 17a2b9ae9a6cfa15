"""Variables are read as graphql-core reads them, and what is wrong with them is said by graphql-core."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import OperationDefinitionNode, parse
from graphql.execution.values import VariableValues
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.root import graphql_schema
from schema.variables import VariableReader

OPERATION = """
query($slug: String!, $id: ID, $size: Int = 7, $yes: Boolean! = true, $locale: Locale, $locales: [Locale!] = ["en"],
      $queue: QueueName = SPAM, $order: ArticleOrder, $filter: CommentFilter = {status: [PENDING]}, $at: DateTime) {
  site { name }
}
"""

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**40), 2**40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["en", "pt-br", "no tag", "SPAM", "TITLE", "ASC", "2026-01-01T00:00:00Z", "2026", ""]),
    st.text(st.characters(codec="utf-8"), max_size=5),
)
NAMES = ["field", "direction", "locale", "status", "from", "categories", "text", "foreign"]
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=5,
)
VARIABLES = ["slug", "id", "size", "yes", "locale", "locales", "queue", "order", "filter", "at", "unknown"]


@pytest.fixture(scope="module")
def reader() -> VariableReader:
    (node,) = parse(OPERATION).definitions
    assert isinstance(node, OperationDefinitionNode)
    return VariableReader(graphql_schema, node.variable_definitions or ())


def same_as_the_library(reader: VariableReader, variables: dict[str, Any]) -> bool:
    """Whether both find the same values, or both that something is wrong."""
    checked = reader.checked(variables, hides_suggestions=False)
    expected = checked.coerced if isinstance(checked, VariableValues) else None
    return reader.values(variables) == expected


@settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(variables=st.dictionaries(st.sampled_from(VARIABLES), VALUES))
def test_any_variables_are_read_as_the_library_reads_them(
    reader: VariableReader, variables: dict[str, Any]
) -> None:
    assert same_as_the_library(reader, variables)
    assert same_as_the_library(reader, {"slug": "a", **variables})


def test_a_default_stands_in_for_what_is_not_given_and_not_for_null(reader: VariableReader) -> None:
    assert reader.values({"slug": "a"}) == {
        "slug": "a",
        "size": 7,
        "yes": True,
        "locales": ["en"],
        "queue": "SPAM",
        "filter": {"status": ["PENDING"]},
    }
    given_nulls = reader.values({"slug": "a", "size": None, "locales": None})
    assert given_nulls is not None
    assert (given_nulls["size"], given_nulls["locales"]) == (None, None)


@pytest.mark.parametrize(
    "variables",
    [{}, {"slug": None}, {"slug": 1}, {"slug": "a", "yes": None}, {"slug": "a", "locale": "??"}],
    ids=repr,
)
def test_what_cannot_be_read_is_none_and_has_an_error(
    reader: VariableReader, variables: dict[str, Any]
) -> None:
    assert reader.values(variables) is None
    assert isinstance(reader.checked(variables, hides_suggestions=False), list)
