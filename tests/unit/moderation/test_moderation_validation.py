from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from server.errors import ErrorCode
from server.moderation.author import name_skeleton, tidy_email, tidy_name
from server.moderation.body import MAX_BODY_BYTES, tidy_body
from server.moderation.policy import Policy
from server.moderation.submission import (
    NEW_COMMENTER,
    UNKNOWN,
    CommenterFacts,
    RecentComment,
    Submission,
)
from server.moderation.validation import validate

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
STAFF = CommenterFacts(approved_count=0, rejected_count=0, is_staff=True, is_banned=False)
SOUND = Submission(body="A sound comment.", author_name="Rahima", commenter=NEW_COMMENTER, recent=(), now=NOW)


def problems(submission: Submission) -> list[tuple[ErrorCode, tuple[str, ...] | None]]:
    return [(problem.code, problem.path) for problem in validate(submission)]


def body_codes(raw: str, policy: Policy | None = None) -> list[ErrorCode]:
    submission = replace(SOUND, body=tidy_body(raw), policy=policy or Policy())
    found = validate(submission)
    assert all(problem.path == ("input", "body") for problem in found)
    assert all(problem.message for problem in found)
    return [problem.code for problem in found]


def test_a_sound_submission_has_no_problem() -> None:
    assert validate(SOUND) == []


@pytest.mark.parametrize(
    "raw",
    [
        "", "   ", "\n\t\n", "&nbsp;", "&nbsp; &#160;", "<p><br></p>", "<p>&nbsp;</p>", "\u200b",
        "\ufeff\u2060",
        "\u200d\u200c", "\u0301\u0302\u0303", "\u09be", "\u3164", "> ", "- ", "[](https://a.example)",
        "\u00ad\u00ad",
    ],
)  # fmt: skip
def test_a_body_that_says_nothing_is_required(raw: str) -> None:
    assert body_codes(raw) == [ErrorCode.REQUIRED]


@pytest.mark.parametrize(
    "raw",
    ["a\x00b", "\ud800 lone", "a\udfffb", "bell \x07", "\x1b[31mred", "a\x7fb", "next\x85line", "a\x0bb"],
)
def test_what_cannot_be_stored_is_invalid(raw: str) -> None:
    assert body_codes(raw) == [ErrorCode.INVALID]


@pytest.mark.parametrize(
    "raw",
    ["a\tb\nc", "a\r\nb", "a\rb", "\ufeffBOM first", "নমস্কার 👋🏽", "rtl \u202e override", "tiếng Việt", "ที่นี่"],
)
def test_what_people_write_is_sound(raw: str) -> None:
    assert body_codes(raw) == []


def test_line_ends_become_line_feeds_and_edges_are_stripped() -> None:
    assert tidy_body("\ufeff\u200b a\r\nb\rc \u00a0\n") == "a\nb\nc"
    assert tidy_body("e\u0301") == "é"


@pytest.mark.parametrize(
    ("raw", "codes"),
    [
        ("a", [ErrorCode.TOO_SHORT]),
        ("কি", [ErrorCode.TOO_SHORT]),
        ("👨\u200d👩\u200d👧", [ErrorCode.TOO_SHORT]),
        ("**a**", [ErrorCode.TOO_SHORT]),
        ("<b>a</b>", [ErrorCode.TOO_SHORT]),
        ("a" + "\u200b" * 9 + "\u00ad", [ErrorCode.TOO_SHORT]),
        ("a" + "\u0301" * 9, [ErrorCode.TOO_SHORT]),
        ("ab", []),
        ("কিন", []),
        ("কি" * 10, []),
        ("a" * 10, []),
        ("a" * 11, [ErrorCode.TOO_LONG]),
        ("কি" * 11, [ErrorCode.TOO_LONG]),
        ("[a long word](https://a.example)", [ErrorCode.TOO_LONG]),
        ("[a](https://a.example/long)", [ErrorCode.TOO_SHORT]),
        ("ab" + " " * 30 + "cd", []),
        ("ab" + "\u00a0" * 30 + "cd", []),
        ("abcd\n\n\nefghi", []),
    ],
)
def test_length_counts_the_graphemes_that_are_seen(raw: str, codes: list[ErrorCode]) -> None:
    assert body_codes(raw, Policy(min_chars=2, max_chars=10)) == codes


def test_the_byte_limit_stands_before_anything_else() -> None:
    zalgo = "a" + "\u0301" * MAX_BODY_BYTES
    started = time.process_time()
    assert body_codes(zalgo) == [ErrorCode.TOO_LONG]
    assert body_codes("\x00" * (MAX_BODY_BYTES + 1)) == [ErrorCode.TOO_LONG]
    assert body_codes("[" * 10_000_000) == [ErrorCode.TOO_LONG]
    assert time.process_time() - started < 2


def test_the_byte_limit_counts_bytes() -> None:
    fits = "ক" * (MAX_BODY_BYTES // 3)
    assert body_codes(fits, Policy(max_chars=MAX_BODY_BYTES)) == []
    assert body_codes(fits + "কক", Policy(max_chars=MAX_BODY_BYTES)) == [ErrorCode.TOO_LONG]


@pytest.mark.parametrize("earlier", ["A sound comment.", " A  sound\ncomment. ", "A sound comment.\u200b"])
def test_the_same_text_within_ten_minutes_is_a_duplicate(earlier: str) -> None:
    recent = (RecentComment(earlier, NOW - timedelta(minutes=9, seconds=59)),)
    assert problems(replace(SOUND, recent=recent)) == [(ErrorCode.DUPLICATE, ("input", "body"))]


def test_composition_does_not_hide_a_duplicate() -> None:
    recent = (RecentComment("Cafe\u0301 ব\u09a1\u09bc", NOW),)
    body = tidy_body("Café ব\u09dc")
    assert problems(replace(SOUND, body=body, recent=recent)) == [(ErrorCode.DUPLICATE, ("input", "body"))]


@pytest.mark.parametrize(
    ("earlier", "ago"),
    [
        ("A sound comment.", timedelta(minutes=10)),
        ("Another comment.", timedelta(0)),
        ("a SOUND comment", timedelta(0)),
    ],
)
def test_what_is_later_or_differs_is_no_duplicate(earlier: str, ago: timedelta) -> None:
    assert validate(replace(SOUND, recent=(RecentComment(earlier, NOW - ago),))) == []


def test_staff_may_repeat_themselves() -> None:
    recent = (RecentComment(SOUND.body, NOW),)
    assert validate(replace(SOUND, recent=recent, commenter=STAFF)) == []


def test_facts_that_are_unknown_are_no_error() -> None:
    commenter = CommenterFacts(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)
    assert validate(replace(SOUND, commenter=commenter, recent=UNKNOWN, bears_staff_name=UNKNOWN)) == []


def test_a_banned_commenter_is_told_only_that() -> None:
    banned = replace(NEW_COMMENTER, is_banned=True)
    assert problems(replace(SOUND, body="", author_name=None, commenter=banned)) == [(ErrorCode.BANNED, None)]


@pytest.mark.parametrize("raw", [None, "", "  ", "\u200b", "\u00a0", "\u0301"])
def test_a_name_is_required(raw: str | None) -> None:
    assert problems(replace(SOUND, author_name=tidy_name(raw))) == [
        (ErrorCode.REQUIRED, ("input", "authorName"))
    ]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("x" * 81, ErrorCode.TOO_LONG),
        ("কি" * 81, ErrorCode.TOO_LONG),
        ("x" * 1_000_000, ErrorCode.TOO_LONG),
        ("a\u202eb", ErrorCode.INVALID),
        ("a\u2066b", ErrorCode.INVALID),
        ("a\nb", ErrorCode.INVALID),
        ("a\x00b", ErrorCode.INVALID),
        ("a\ud800b", ErrorCode.INVALID),
        ("a\u2028b", ErrorCode.INVALID),
        ("a\x1b[1mb", ErrorCode.INVALID),
        ("Z" + "\u0301" * 20 + "algo", ErrorCode.INVALID),
    ],
)
def test_a_name_that_cannot_stand_beside_a_comment(raw: str, code: ErrorCode) -> None:
    assert problems(replace(SOUND, author_name=tidy_name(raw))) == [(code, ("input", "authorName"))]


@pytest.mark.parametrize(
    "raw",
    [
        "x" * 80,
        "রহিমা",
        "Nguyễn Thị Thu",
        "عبد الله",
        "O’Neil",
        "র\u200d্যাব",
        "👩🏽\u200d🚀 Ada",
        "Ja\u0308a\u0308",
    ],
)
def test_names_of_people_are_sound(raw: str) -> None:
    assert problems(replace(SOUND, author_name=tidy_name(raw))) == []


def test_a_name_is_tidied() -> None:
    assert tidy_name("  Rahima \u00a0 Khatun\u200b ") == "Rahima Khatun"


def test_a_guest_may_not_bear_a_staff_name_and_staff_may() -> None:
    assert problems(replace(SOUND, bears_staff_name=True)) == [(ErrorCode.INVALID, ("input", "authorName"))]
    assert problems(replace(SOUND, bears_staff_name=True, commenter=STAFF)) == []


@pytest.mark.parametrize(
    "other", ["ADMIN", "Аdmin", "A d m i n", "Ádmin", "ａｄｍｉｎ", "Ad\u200bmin", "admin."]
)
def test_names_that_look_alike_have_one_skeleton(other: str) -> None:
    assert name_skeleton(other) == name_skeleton("Admin")


@pytest.mark.parametrize(("one", "other"), [("রহিমা", "রহিমী"), ("কলি", "কালি"), ("Ana", "Anna"), ("🐱", "🐶")])
def test_different_names_have_different_skeletons(one: str, other: str) -> None:
    assert name_skeleton(one) != name_skeleton(other)


@pytest.mark.parametrize(
    "raw", [None, "", "  ", "name@example.org", " a.b+c@mail.example.co.uk ", "имя@почта.рф"]
)
def test_an_address_may_be_left_out_or_be_one(raw: str | None) -> None:
    assert problems(replace(SOUND, author_email=tidy_email(raw))) == []


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("name", ErrorCode.INVALID),
        ("name@", ErrorCode.INVALID),
        ("@example.org", ErrorCode.INVALID),
        ("name@example", ErrorCode.INVALID),
        ("name@.org", ErrorCode.INVALID),
        ("a@b@c.org", ErrorCode.INVALID),
        ("a b@c.org", ErrorCode.INVALID),
        ("a\nBcc: x@c.org", ErrorCode.INVALID),
        ("a\x00@c.org", ErrorCode.INVALID),
        ("a\ud800@c.org", ErrorCode.INVALID),
        ("a" * 65 + "@c.org", ErrorCode.INVALID),
        ("a@" + "b" * 252 + ".org", ErrorCode.TOO_LONG),
    ],
)
def test_what_is_no_address_is_refused(raw: str, code: ErrorCode) -> None:
    assert problems(replace(SOUND, author_email=tidy_email(raw))) == [(code, ("input", "authorEmail"))]


def test_every_problem_is_told_at_once() -> None:
    submission = replace(SOUND, body="a", author_name=None, author_email="x")
    assert [code for code, _ in problems(submission)] == [
        ErrorCode.TOO_SHORT,
        ErrorCode.REQUIRED,
        ErrorCode.INVALID,
    ]
