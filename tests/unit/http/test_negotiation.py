"""The media type that a client likes best."""

from __future__ import annotations

import pytest

from server.http.negotiation import GRAPHQL_TYPE, JSON_TYPE, media_type


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, JSON_TYPE),
        ("", JSON_TYPE),
        ("*/*", JSON_TYPE),
        ("application/*", JSON_TYPE),
        (JSON_TYPE, JSON_TYPE),
        (GRAPHQL_TYPE, GRAPHQL_TYPE),
        (GRAPHQL_TYPE.upper(), GRAPHQL_TYPE),
        (f"{GRAPHQL_TYPE}; charset=utf-8", GRAPHQL_TYPE),
        (f"{GRAPHQL_TYPE}, {JSON_TYPE}", GRAPHQL_TYPE),
        (f"{JSON_TYPE}, {GRAPHQL_TYPE}", JSON_TYPE),
        (f"{GRAPHQL_TYPE};q=0.9, {JSON_TYPE}", JSON_TYPE),
        (f"{JSON_TYPE};q=0.1, {GRAPHQL_TYPE};q=0.2", GRAPHQL_TYPE),
        (f"*/*, {GRAPHQL_TYPE}", GRAPHQL_TYPE),
        (f"{GRAPHQL_TYPE};q=0.5, */*", JSON_TYPE),
        (f"{JSON_TYPE};q=0, */*", GRAPHQL_TYPE),
        (f"{JSON_TYPE} ; q = 0.3 ,{GRAPHQL_TYPE} ;q= 0.4", GRAPHQL_TYPE),
        (f"application/*;q=0.2, {JSON_TYPE};q=0.1", GRAPHQL_TYPE),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", JSON_TYPE),
        (f"{GRAPHQL_TYPE};q=nonsense", GRAPHQL_TYPE),
        (f"{GRAPHQL_TYPE};q=7, {JSON_TYPE}", GRAPHQL_TYPE),
        ("text/html", None),
        ("text/html, image/*", None),
        (f"{JSON_TYPE};q=0", None),
        ("*/*;q=0", None),
        (f"{GRAPHQL_TYPE};q=0.0, {JSON_TYPE};q=0", None),
        ("application/graphql+json", None),
        (";;;,,,q=1", None),
    ],
)
def test_what_the_client_likes_best_wins(accept: str | None, kind: str | None) -> None:
    assert media_type(accept) == kind


def test_a_header_without_end_is_read_no_further_than_a_few_ranges() -> None:
    assert media_type("a/b," * 10_000 + JSON_TYPE) is None
