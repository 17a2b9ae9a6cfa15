"""What a document may hold, found out before it is validated."""

from __future__ import annotations

import time

import pytest

from schema.documents import DocumentStore, InvalidDocument
from schema.root import graphql_schema
from server.settings import Limits

SMALL = Limits(
    document_kb=1, document_tokens=500, selection_depth=16, aliases=2, directives=2, root_fields=2, cost=100
)


def code_of(text: str, limits: Limits = SMALL) -> str | None:
    try:
        DocumentStore(graphql_schema, hides_suggestions=True, limits=limits).get(text)
    except InvalidDocument as invalid:
        return invalid.code
    return None


@pytest.mark.parametrize(
    ("taken", "refused"),
    [
        ("{ site { a: name b: name } }", "{ site { a: name b: name c: name } }"),
        ("{ site { name @skip(if: true) } ...F } fragment F on Query @live { __typename }", None),
        (
            "{ site @skip(if: true) { name @skip(if: true) } }",
            "{ site @skip(if: true) { name @skip(if: true) id: name @skip(if: true) } }",
        ),
        ("{" + "...{" * 15 + "__typename" + "}" * 16, "{" + "...{" * 16 + "__typename" + "}" * 17),
        ("{ __typename } #" + "a" * 1_000, "{ __typename } #" + "a" * 1_024),
        ("{ __typename } #" + "খ" * 330, "{ __typename } #" + "খ" * 342),
    ],
    ids=["aliases", "fragment-directives", "directives", "depth", "bytes", "bytes-of-bengali"],
)
def test_takes_what_is_at_the_limit_and_nothing_beyond(taken: str, refused: str | None) -> None:
    assert code_of(taken) != "COST_LIMIT"
    if refused is not None:
        assert code_of(refused) == "COST_LIMIT"


def test_refuses_numbers_that_take_long_to_read() -> None:
    limits = Limits()
    assert (
        code_of("{ articles(first: " + "1" * 400 + ") { totalCount } }", limits)
        == "GRAPHQL_VALIDATION_FAILED"
    )
    assert code_of("{ articles(first: " + "1" * 401 + ") { totalCount } }", limits) == "GRAPHQL_PARSE_FAILED"
    assert code_of('{ node(id: "' + "1" * 5_000 + '") { id } }', limits) is None, "a text is no number"


def repeated(text: str, times: int) -> str:
    return " ".join(text.replace("#", str(number)) for number in range(times))


@pytest.mark.parametrize(
    "text",
    [
        "{ site {" + "name " * 1_500 + "} }",
        "{ site {" + "...{name} " * 450 + "} }",
        "{ site {" + repeated("...F#", 200) + "} }" + repeated("fragment F# on Site { name }", 200),
        "{" + ("site {" + "name " * 60 + "} ") * 30 + "}",
    ],
    ids=["fields", "inline-fragments", "fragments", "objects"],
)
def test_refuses_repetitions_before_they_are_compared(text: str) -> None:
    took = []
    for _ in range(3):
        began = time.process_time()
        assert code_of(text, Limits()) == "COST_LIMIT"
        took.append(time.process_time() - began)
    assert min(took) < 0.3, "validation would take a second"


def test_takes_what_clients_write_by_themselves() -> None:
    """__typename in every selection, a fragment for each component, and many operations in a document."""
    fragments = repeated("fragment F# on Article { __typename id slug: id }", 40)
    page = "{ articles { __typename nodes { __typename " + repeated("...F#", 40) + "} } }"
    assert code_of(f"query Page {page} {fragments}", Limits()) is None
    assert code_of(repeated("query Q# { __typename site { __typename name } }", 60), Limits()) is None
