"""Operations that cost too much are refused before their document is validated, and no others are."""

from __future__ import annotations

from typing import Any

import pytest

import schema.documents
from schema.dear import Sought
from schema.documents import Asked, DocumentStore, InvalidDocument
from schema.root import graphql_schema

PAGES = "articles(first: 100) { nodes { comments(first: 100) { nodes { id } } } }"
SIZED = "query A($n: Int = 100) { articles(first: $n) { nodes { comments(first: 100) { nodes { id } } } } }"


class NotDear(Exception):
    """Validation was reached."""


def refused(text: str, name: str | None = None, **variables: Any) -> str:
    """The code and the message of one document."""
    store = DocumentStore(graphql_schema, hides_suggestions=True)
    with pytest.raises(InvalidDocument) as caught:
        store.find(Asked(text), Sought(name, variables))
    return f"{caught.value.code}: {caught.value.errors[0].message}"


@pytest.fixture
def unvalidated(monkeypatch: pytest.MonkeyPatch) -> None:
    def validate(*_arguments: Any, **_options: Any) -> Any:
        raise NotDear

    monkeypatch.setattr(schema.documents, "validate", validate)


@pytest.mark.usefixtures("unvalidated")
@pytest.mark.parametrize(
    ("text", "name", "variables", "told"),
    [
        ("{ " + PAGES + " }", None, {}, "costs 10201"),
        ("query A { site { name } } query B { " + PAGES + " }", "B", {}, "costs 10201"),
        (SIZED, None, {}, "costs 10201"),
        (SIZED, "A", {"n": 50}, "costs 5101"),
        ("{ ...F } fragment F on Query { " + PAGES + " }", None, {}, "costs 10201"),
        ("{ " + " ".join(f"a{n}: site {{ name }}" for n in range(51)) + " }", None, {}, "51 root fields"),
        (
            "{ " + " ".join(f"a{n}: site {{ ...F }}" for n in range(50)) + " } fragment F on Site { "
            + " ".join(f"b{n}: name" for n in range(40)) + " }",
            None, {}, "more than 1000 fields",
        ),
        (
            "{ " + " ".join(f"a{n}: site {{ ...F }}" for n in range(50)) + " } fragment F on Site { "
            + "... on Site { defaultLocale } " * 90 + " }",
            None, {}, "more than 5000 selections",
        ),
    ],
    ids=["plain", "named", "default", "variable", "fragment", "roots", "fields", "selections"],
)  # fmt: skip
def test_dear_operations_are_told_before_validation(
    text: str, name: str | None, variables: dict[str, Any], told: str
) -> None:
    message = refused(text, name, **variables)
    assert message.startswith("COST_LIMIT")
    assert told in message


@pytest.mark.usefixtures("unvalidated")
@pytest.mark.parametrize(
    ("text", "name", "variables"),
    [
        ("{ site { name } }", None, {}),
        ("query A { site { name } } query B { " + PAGES + " }", "A", {}),
        ("query A { site { name } } query B { " + PAGES + " }", None, {}),
        ("query A { " + PAGES + " }", "C", {}),
        (SIZED, None, {"n": 1}),
        (SIZED, None, {"n": "many"}),
        ("subscription { queueChanged { __typename } }", None, {}),
        ("{ ...F } fragment F on Query { site { ...F } }", None, {}),
        ("{ site { ...F } } fragment F on Site { ...F }", None, {}),
        (
            "{ ...Missing nothing { here } articles(first: {}) { nodes { id } } node(id: $x) { id } }",
            None,
            {},
        ),
        ("query($a: Nothing) { site { name } }", None, {}),
        ("fragment F on Query { site { name } }", None, {}),
        ("type A { a: Int }", None, {}),
    ],
)
def test_what_is_not_dear_or_cannot_be_costed_is_left_to_validation(
    text: str, name: str | None, variables: dict[str, Any]
) -> None:
    store = DocumentStore(graphql_schema, hides_suggestions=True)
    with pytest.raises(NotDear):
        store.find(Asked(text), Sought(name, variables))


def test_fragments_in_a_circle_are_called_that() -> None:
    assert "Cannot spread fragment 'F'" in refused("{ ...F } fragment F on Query { site { ...F } }")
