"""The body: what is refused, what is kept as written, and what is rendered of it."""

from __future__ import annotations

import unicodedata

import orjson
import pytest

from tests.api.client import Api
from tests.api.voices import LENA
from tests.submitting.policies import set_site_policy
from tests.submitting.sending import SUBMIT, count_comments, problems, send, stored_comment

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
"""One grapheme of seven code points."""


@pytest.mark.parametrize(
    "body",
    ["", " \t\n ", "&nbsp;&nbsp;", "<p><br></p>", "\u200b\u2060\ufeff", "\u0301\u0302\u0303"],
    ids=["nothing", "spaces", "nbsp", "tags", "zero-width", "marks"],
)
async def test_a_body_that_shows_nothing_is_required_and_stores_nothing(
    api: Api, article: str, body: str
) -> None:
    before = await count_comments(api)
    assert problems(await send(api, article, body)) == [("REQUIRED", "body")]
    assert await count_comments(api) == before


@pytest.mark.parametrize(
    ("graphemes", "code"), [(1, "TOO_SHORT"), (2, None), (5, None), (6, "TOO_LONG")], ids=str
)
async def test_lengths_are_counted_in_graphemes(
    api: Api, article: str, graphemes: int, code: str | None
) -> None:
    await set_site_policy(api, min_chars=2, max_chars=5)
    payload = await send(api, article, FAMILY * graphemes)
    if code is None:
        assert payload["comment"]["body"] == FAMILY * graphemes
    else:
        assert problems(payload) == [(code, "body")]


@pytest.mark.parametrize("letter", ["a", "\u0995"], ids=["one byte", "three bytes"])
async def test_the_limit_of_bytes_stands_whatever_the_policy_allows(
    api: Api, article: str, letter: str
) -> None:
    await set_site_policy(api, max_chars=1_000_000)
    fitting = letter * (65_536 // len(letter.encode()))
    assert problems(await send(api, article, fitting + letter)) == [("TOO_LONG", "body")]
    assert (await send(api, article, fitting))["errors"] == []


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x85"], ids=ascii)
@pytest.mark.parametrize("field", ["body", "authorName"])
async def test_control_characters_are_invalid(api: Api, article: str, field: str, sign: str) -> None:
    values = {"body": "A lamp.", "authorName": "Mitali"}
    values[field] = f"To{sign}day"
    assert problems(await send(api, article, **values)) == [("INVALID", field)]


async def test_a_nul_in_the_key_is_invalid(api: Api, article: str) -> None:
    payload = await send(api, article, "A lamp.", idempotencyKey="\x00" * 20)
    assert problems(payload) == [("INVALID", "idempotencyKey")]


@pytest.mark.parametrize("field", ["body", "authorName", "idempotencyKey"])
async def test_a_lone_surrogate_in_json_is_a_bad_request(api: Api, article: str, field: str) -> None:
    values = {"articleId": article, "body": "A lamp.", "authorName": "Mitali", field: "SURROGATE"}
    text = orjson.dumps({"query": SUBMIT, "variables": {"input": values}})
    before = await count_comments(api)
    response = await api.http.post(
        "/graphql",
        content=text.replace(b"SURROGATE", rb"\ud800 is half of a character"),
        headers={"Content-Type": "application/json"},
    )
    assert response.status_code == 400
    assert [each["extensions"]["code"] for each in response.json()["errors"]] == ["BAD_USER_INPUT"]
    assert await count_comments(api) == before


async def test_a_lone_surrogate_in_the_document_is_refused_by_the_parser(api: Api, article: str) -> None:
    document = (
        f'mutation {{ submitComment(input: {{articleId: "{article}", authorName: "Mitali", body: '
        r'"\ud800 is half"}) { errors { code } } }'
    )
    before = await count_comments(api)
    (error,) = (await api.answer(document))["errors"]
    assert error["extensions"]["code"] == "GRAPHQL_PARSE_FAILED"
    assert await count_comments(api) == before


@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=ascii)
async def test_byte_order_marks_and_foreign_line_ends_are_not_stored(
    api: Api, article: str, end: str
) -> None:
    comment = await stored_comment(api, article, f"\ufeffOne{end}two\ufeff")
    assert comment["body"] == "One\ntwo"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("Nguyễn Thị Ngữ", "Phở ở đây ngon tuyệt, cả những đêm lễ hội."),
        ("ที่ปรึกษา", "เรือเที่ยวสุดท้ายออกกี่โมง ผู้ใหญ่ที่นี่ไม่รู้"),
        ("مُحَمَّدٌ", "السَّلَامُ عَلَيْكُمْ وَرَحْمَةُ اللَّهِ"),
    ],
    ids=["Vietnamese", "Thai", "Arabic"],
)
async def test_languages_that_pile_up_marks_are_kept_as_written(
    api: Api, article: str, name: str, body: str
) -> None:
    comment = await stored_comment(api, article, body, authorName=name)
    kept = (unicodedata.normalize("NFC", name), unicodedata.normalize("NFC", body))
    assert (comment["authorName"], comment["body"]) == kept


@pytest.mark.parametrize(
    "name", ["M" + "\u0336\u0301\u0302\u0316\u0317" * 2 + "itali", "\u202eilatiM"], ids=["zalgo", "override"]
)
async def test_a_name_that_spills_over_what_is_around_it_is_invalid(
    api: Api, article: str, name: str
) -> None:
    assert problems(await send(api, article, "A lamp.", authorName=name)) == [("INVALID", "authorName")]


async def test_an_override_of_direction_is_kept_in_the_source_and_never_rendered(
    api: Api, article: str
) -> None:
    comment = await stored_comment(api, article, "Send it to \u202emoc.elpmaxe today")
    assert "\u202e" in comment["body"]
    assert comment["bodyHtml"] == "<p>Send it to moc.elpmaxe today</p>"


async def test_the_same_text_in_another_composition_is_a_duplicate(api: Api, article: str) -> None:
    text = "Où est le café à côté du marché ?"
    await stored_comment(api, article, unicodedata.normalize("NFC", text), LENA)
    again = await send(api, article, unicodedata.normalize("NFD", text), LENA)
    assert problems(again) == [("DUPLICATE", "body")]


async def test_every_problem_is_told_at_once(api: Api, article: str) -> None:
    payload = await send(api, article, "a", authorName=" ", authorEmail="nowhere")
    assert problems(payload) == [
        ("TOO_SHORT", "body"),
        ("REQUIRED", "authorName"),
        ("INVALID", "authorEmail"),
    ]
