"""Whatever is asked of a root field, by a guest or by a moderator: an answer, or an error of who asked."""

from __future__ import annotations

import pytest
from graphql import GraphQLObjectType
from hypothesis import given, note
from hypothesis import strategies as st

from schema.root import graphql_schema
from tests.api.voices import ANN
from tests.fuzzing.asked import documents, root_fields
from tests.fuzzing.houses import Houses
from tests.property.conftest import EXAMPLES, examples

pytestmark = pytest.mark.timeout(120 + 2 * EXAMPLES)

OURS = {"INTERNAL", "TIMEOUT", "OVERLOADED"}
"""Codes of what would be the server's fault, where nobody else asks it."""


@pytest.mark.parametrize("label", root_fields())
def test_has_an_answer_to_everything(houses: Houses, label: str) -> None:
    answered = 0

    @examples(15)
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        nonlocal answered
        document = data.draw(documents(label), label="document")
        for speaker in (None, ANN):
            for name, response in houses.answers(document, speaker).items():
                note(f"{name}: {response.status_code} {response.text}")
                body = response.json()
                codes = {error["extensions"]["code"] for error in body.get("errors", [])}
                assert response.status_code < 500, (name, document, response.text)
                assert not codes & OURS, (name, document, response.text)
                assert codes or body["data"], (name, document, response.text)
                answered += not codes

    ask()
    assert answered


def test_every_root_field_is_asked() -> None:
    roots: list[GraphQLObjectType | None] = [graphql_schema.query_type, graphql_schema.mutation_type]
    assert sorted(root_fields()) == sorted(
        f"{root.name}.{field}" for root in roots if root is not None for field in root.fields
    )
