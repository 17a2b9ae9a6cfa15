"""What a policy cannot be set to, and how that is told."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN
from tests.governing.changing import CHANGE, DEFAULTS, article_policy, change, refused, site_policy

NOT_NULL = [name for name in DEFAULTS if name not in ("closeAfterDays", "flagsToHold")]
HUGE = 2**31 - 1

FINDS_NOTHING_OR_EVERYTHING = {
    "": "REQUIRED",
    " \u200b": "REQUIRED",
    "*": "INVALID",
    " * ": "INVALID",
    "**": "INVALID",
    "* *": "INVALID",
    "...": "INVALID",
    "-*": "INVALID",
    "e*": "INVALID",
    "*e*": "INVALID",
    "a\x00b": "INVALID",
    "two\nlines": "INVALID",
    "\u0301": "INVALID",
    "w" * 101: "TOO_LONG",
}
"""Words, and how each is refused."""

FINDS_SOMETHING = (
    "ab*", "*ab*", "f*ck", "a$$", "屁", "屁*", "two words", "w" * 100, "কু*", "C++", "\U0001f595",
)  # fmt: skip


async def test_null_where_there_must_be_a_value_is_required(api: Api, article: str) -> None:
    for name in NOT_NULL:
        for where in ({}, {"articleId": article}):
            assert await refused(api, **where, **{name: None}) == [("REQUIRED", [name])]


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        ("closeAfterDays", 0, 36_500),
        ("minChars", 0, 5_000),
        ("maxChars", 2, 10_000),
        ("maxLinks", 0, 100),
        ("maxDepth", 0, 50),
        ("editWindowSeconds", 0, 604_800),
        ("newcomerThreshold", 0, 1_000),
        ("flagsToHold", 1, 1_000),
    ],
)
async def test_a_number_out_of_its_range_is_invalid(api: Api, name: str, lowest: int, highest: int) -> None:
    for value in (-HUGE - 1, -1, lowest - 1, highest + 1, HUGE):
        assert await refused(api, **{name: value}) == [("INVALID", [name])]
    for value in (lowest, highest):
        assert (await change(api, ANN, **{name: value}))[name] == value


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"minChars": 6000}, "minChars"),
        ({"maxChars": 1}, "maxChars"),
        ({"minChars": 9, "maxChars": 8}, "minChars"),
    ],
    ids=str,
)
async def test_the_shortest_may_not_be_longer_than_the_longest(
    api: Api, article: str, values: dict[str, int], told: str
) -> None:
    assert await refused(api, **values) == [("INVALID", [told])]
    assert await refused(api, articleId=article, **values) == [("INVALID", [told])]
    assert await site_policy(api) == await article_policy(api, article) == DEFAULTS


async def test_lengths_of_the_site_may_not_contradict_those_of_an_article(api: Api, article: str) -> None:
    await change(api, articleId=article, minChars=100)
    assert await refused(api, maxChars=99) == [("INVALID", ["maxChars"])]
    await change(api, maxChars=100)
    await change(api, articleId=article, reset=True)
    await change(api, maxChars=99)


async def test_all_that_is_wrong_is_told_at_once(api: Api) -> None:
    wrong = await refused(api, mode=None, maxLinks=-1, bannedWords=[{"words": ["*", "fine", ""]}], reset=True)
    assert wrong == [
        ("REQUIRED", ["mode"]),
        ("INVALID", ["maxLinks"]),
        ("INVALID", ["bannedWords", "0", "words", "0"]),
        ("REQUIRED", ["bannedWords", "0", "words", "2"]),
        ("INVALID", ["reset"]),
    ]
    assert await site_policy(api) == DEFAULTS


async def test_an_article_that_is_not_there_is_not_found(api: Api, newsroom: Newsroom) -> None:
    for absent in (
        f"article_{uuid4().hex}",
        newsroom.id("comment", "a"),
        "x",
        newsroom.id("article", "deleted"),
    ):
        assert await refused(api, articleId=absent, mode="POST") == [("NOT_FOUND", ["articleId"])]


async def test_a_draft_has_a_policy_before_it_has_readers(api: Api, newsroom: Newsroom) -> None:
    assert (await change(api, articleId=newsroom.id("article", "secret"), mode="CLOSED"))["mode"] == "CLOSED"


# ── words ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("field", ["bannedWords", "suspectWords"])
async def test_a_word_that_finds_nothing_or_everything_is_refused(api: Api, field: str) -> None:
    for word, code in FINDS_NOTHING_OR_EVERYTHING.items():
        lists = [{"words": ["fine"]}, {"locale": "en", "words": ["fine", word]}]
        assert await refused(api, **{field: lists}) == [(code, [field, "1", "words", "1"])], ascii(word)


async def test_a_word_that_finds_something_is_taken(api: Api) -> None:
    for word in FINDS_SOMETHING:
        assert (await change(api, bannedWords=[{"words": [word]}]))["bannedWords"] == [
            {"locale": None, "words": [word]}
        ]


async def test_lists_of_a_language_are_merged_and_words_said_twice_kept_once(api: Api) -> None:
    lists = [
        {"locale": "pt-br", "words": ["Chato", "CHATO", " chato "]},
        {"words": ["cafe\u0301", "caf\u00e9"]},
        {"locale": "pt_BR", "words": ["outro", "chato"]},
        {"locale": None, "words": ["x ray"]},
        {"locale": "ar", "words": []},
    ]
    assert (await change(api, suspectWords=lists))["suspectWords"] == [
        {"locale": "pt-BR", "words": ["Chato", "outro"]},
        {"locale": None, "words": ["caf\u00e9", "x ray"]},
    ]


async def test_five_thousand_words_are_taken_and_one_more_is_not(api: Api) -> None:
    many = [f"word{number}" for number in range(5_000)]
    taken = await change(api, bannedWords=[{"words": many[:2_500]}, {"locale": "bn", "words": many[2_500:]}])
    assert sum(len(each["words"]) for each in taken["bannedWords"]) == 5_000
    more = [{"words": many}, {"locale": "bn", "words": ["and one"]}]
    assert await refused(api, bannedWords=more) == [("TOO_LONG", ["bannedWords"])]


async def test_of_very_many_bad_words_the_first_are_told(api: Api) -> None:
    wrong = await refused(api, bannedWords=[{"words": ["*"] * 5_000}])
    assert len(wrong) == 20


@pytest.mark.parametrize(
    "values",
    [
        {"bannedWords": [{"locale": "no language", "words": ["x ray"]}]},
        {"mode": "OPEN"},
        {"minChars": 1.5},
        {"guests": "yes"},
        {"maxChars": 2**40},
        {"scope": "site"},
        {"bannedWords": [{"words": None}]},
    ],
    ids=str,
)
async def test_what_is_not_of_the_type_is_bad_input_and_changes_nothing(
    api: Api, values: dict[str, Any]
) -> None:
    assert [code for code, _ in await api.refusals(CHANGE, ANN, input=values)] == ["BAD_USER_INPUT"]
    assert await site_policy(api) == DEFAULTS
