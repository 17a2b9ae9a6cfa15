"""Whatever is asked, by whomever: three ways to answer it, two databases, one answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import event, given, note
from hypothesis import strategies as st

from schema.root import graphql_schema
from tests.property.conftest import examples
from tests.property.newsrooms import Newsrooms
from tests.property.operations import Operation, Refusal, misplaced_nulls, operations, refusals

pytestmark = pytest.mark.timeout(3_600)


def written(data: Any) -> str:
    """As text, so that the order of keys counts."""
    return json.dumps(data, ensure_ascii=False, indent=1)


def code_of(body: dict[str, Any]) -> str | None:
    return body["errors"][0]["extensions"]["code"] if "data" not in body else None


def expected(operation: Operation, refused: list[Refusal], data: Any) -> Any:
    """The oracle's data, with null also where an error below an empty list would have gone unnoticed."""
    for refusal in refused:
        data = None if refusal.null_path is None else nulled(data, refusal.null_path)
    return data


def nulled(data: Any, path: tuple[str, ...]) -> Any:
    if isinstance(data, list):
        return [nulled(each, path) for each in data]
    if not path or data is None:
        return None
    head, *rest = path
    return {key: nulled(value, tuple(rest)) if key == head else value for key, value in data.items()}


def check_errors(body: dict[str, Any], refused: list[Refusal]) -> None:
    """Each error once, with its static path; where data is null, at least the one that made it so."""
    errors = [(each["extensions"]["code"], tuple(each["path"])) for each in body.get("errors", [])]
    wanted = [(each.code, each.path) for each in refused]
    assert len(set(errors)) == len(errors)
    if all(each.null_path is not None for each in refused):
        assert sorted(errors) == sorted(wanted)
    else:
        assert set(errors) <= set(wanted)
        assert {(each.code, each.path) for each in refused if each.null_path is None} & set(errors)


def check(newsrooms: Newsrooms, operation: Operation) -> None:
    note(repr(operation))
    viewer = newsrooms.pools.viewers[operation.viewer]
    request = (operation.text, operation.variables, viewer)
    refused = list(refusals(operation, newsrooms.pools.forbidden_to(operation.viewer)))
    asked: Any = None
    for name, database in newsrooms.databases.items():
        before = database.statements
        passed = newsrooms.passed(name, *request)
        if code_of(passed) == "COST_LIMIT":
            assert database.statements == before, "an operation past the limits costs no SQL"
            event("refused by the limits")
            return
        assert "data" in passed, passed
        assert database.statements <= before + 1
        check_errors(passed, refused)
        if asked is None:
            asked = expected(operation, refused, newsrooms.asked(*request).data)
        assert written(passed["data"]) == written(asked), f"passed through, {name}, against the oracle"
        executed = newsrooms.executed(name, *request)
        assert bool(executed.errors) == bool(refused)
        if not refused:
            assert written(executed.data) == written(asked), f"executed, {name}, against the oracle"


@examples(250)
@given(data=st.data())
def test_answers_as_the_oracle_does(newsrooms: Newsrooms, data: st.DataObject) -> None:
    check(newsrooms, data.draw(operations(graphql_schema, newsrooms.pools)))


@examples(120)
@given(data=st.data())
def test_refuses_bad_arguments_where_they_stand(newsrooms: Newsrooms, data: st.DataObject) -> None:
    check(newsrooms, data.draw(operations(graphql_schema, newsrooms.pools, is_bad=True)))


@examples(100)
@given(data=st.data())
def test_has_no_null_where_the_schema_forbids_it(newsrooms: Newsrooms, data: st.DataObject) -> None:
    operation = data.draw(operations(graphql_schema, newsrooms.pools))
    viewer = newsrooms.pools.viewers[operation.viewer]
    body = newsrooms.passed("sqlite", operation.text, operation.variables, viewer)
    assert not list(misplaced_nulls(operation.roots, body.get("data") or {}))
