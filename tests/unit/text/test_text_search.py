from __future__ import annotations

import pytest

from server.text.search import (
    MAX_INDEXED_BYTES,
    MAX_POSITION,
    NothingToFind,
    Term,
    search_query,
    search_text,
)


def code(text: str) -> str:
    return text.encode().hex()


def of_body(text: str) -> tuple[str, ...]:
    return search_text(title="", summary=None, body=[text]).body


def test_a_beginning_of_a_word_is_the_beginning_of_its_code() -> None:
    (word,) = of_body("আক্রমণ")
    assert word.startswith(code("আক"))
    assert word.isalnum()


def test_a_run_is_coded_as_pairs_and_its_last_grapheme() -> None:
    assert of_body("東京都") == (code("東\0京"), code("京\0都"), code("都\0"))
    assert of_body("都") == (code("都\0"),)


def test_runs_are_kept_in_their_order() -> None:
    assert (
        search_text(title="東京", summary="word", body=["都に a 京", "รัก"]).runs
        == " 東 京 \n 都 に \n 京 \n รั ก "
    )


def test_postgresql_is_told_places_and_weights() -> None:
    text = search_text(title="a b", summary="b", body=["a c", "a"])
    assert text.as_tsvector() == "61:1A,4,6 62:2A,3B 63:5"


def test_places_end_where_postgresql_ends_them() -> None:
    text = search_text(title="", summary=None, body=["a " * (MAX_POSITION + 5), "b"])
    places = dict(part.split(":") for part in text.as_tsvector().split())
    assert places[code("b")] == str(MAX_POSITION)
    assert len(places[code("a")].split(",")) == MAX_POSITION


def test_sqlite_is_told_a_title_as_often_as_it_weighs() -> None:
    codes = search_text(title="a", summary="b", body=["c"]).as_codes().split()
    assert [codes.count(code(each)) for each in "abc"] == [10, 4, 1]


def test_a_text_without_end_is_cut_and_known_words_go_on() -> None:
    text = search_text(title="first", summary=None, body=[" ".join(f"w{n}" for n in range(200_000)), "first"])
    assert sum(map(len, set(text.body))) < MAX_INDEXED_BYTES
    assert text.body[-1] == code("first")


@pytest.mark.parametrize(
    ("text", "terms", "runs"),
    [
        ("Café আক* café", [Term(code("cafe")), Term(code("আক"), is_prefix=True)], []),
        ("東", [Term(code("東\0"), is_prefix=True)], []),
        ("น*", [Term(code("น"), is_prefix=True)], []),
        ("東京", [Term(code("東\0京"))], []),
        ("東京*", [Term(code("東\0京"), is_prefix=True)], []),
        ("東京都", [Term(code("東\0京")), Term(code("京\0都"))], [" 東 京 都 "]),
        ("東京都*", [Term(code("東\0京")), Term(code("京\0都"), is_prefix=True)], [" 東 京 都"]),
    ],
)
def test_queries(text: str, terms: list[Term], runs: list[str]) -> None:
    query = search_query(text)
    assert (list(query.terms), list(query.runs)) == (terms, runs)


def test_queries_in_the_databases_languages_hold_codes_alone() -> None:
    query = search_query("a OR b*")
    assert query.as_tsquery() == "61 & 6f72 & 62:*"
    assert query.as_fts5() == '"61" AND "6f72" AND "62" *'


@pytest.mark.parametrize("text", ["", "*", "?!", "x" * 401, " ".join(f"w{n}" for n in range(21))])
def test_what_cannot_be_searched_for_says_why(text: str) -> None:
    with pytest.raises(NothingToFind, match=r"\.$"):
        search_query(text)
