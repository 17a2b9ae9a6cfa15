from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from server.moderation.checks.facts import check_facts
from server.moderation.checks.links import check_links
from server.moderation.checks.newcomer import check_newcomer
from server.moderation.checks.repetition import check_repetition
from server.moderation.checks.words import check_banned_words, check_suspect_words
from server.moderation.findings import Finding, Outcome, TextSpan
from server.moderation.pipeline import CHECK_NAMES, review
from server.moderation.policy import Policy, WordList
from server.moderation.submission import UNKNOWN, CommenterFacts, RecentComment, Submission
from tests.unit.moderation.suspects import suspicious

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
KNOWN = CommenterFacts(approved_count=5, rejected_count=0, is_staff=False, is_banned=False)
SOUND = Submission(body="A sound comment.", author_name="Rahima", commenter=KNOWN, recent=(), now=NOW)


def parts(submission: Submission, finding: Finding | None) -> list[str]:
    assert finding is not None
    return [submission.body[span.start : span.end] for span in finding.spans]


def with_words(body: str, *lists: WordList, locale: str | None = None) -> Submission:
    return replace(SOUND, body=body, locale=locale, policy=Policy(banned_words=lists, suspect_words=lists))


def test_a_known_readers_sound_comment_has_no_finding() -> None:
    assert review(SOUND) == ()


@pytest.mark.parametrize("fact", [fact.name for fact in fields(CommenterFacts)])
def test_an_unknown_fact_about_the_commenter_holds(fact: str) -> None:
    findings = review(replace(SOUND, commenter=replace(KNOWN, **{fact: UNKNOWN})))
    assert [(finding.check, finding.outcome) for finding in findings] == [("facts", Outcome.HOLD)]
    assert fact.replace("_", " ") in findings[0].message


@pytest.mark.parametrize("fact", ["recent", "bears_staff_name"])
def test_an_unknown_fact_about_the_submission_holds(fact: str) -> None:
    findings = review(replace(SOUND, **{fact: UNKNOWN}))  # type: ignore[arg-type]
    assert [(finding.check, finding.outcome) for finding in findings] == [("facts", Outcome.HOLD)]


def test_one_finding_names_all_that_is_unknown() -> None:
    finding = check_facts(replace(SOUND, recent=UNKNOWN, commenter=replace(KNOWN, approved_count=UNKNOWN)))
    assert finding is not None
    assert finding.message == "Could not be looked up: recent, approved count."


@pytest.mark.parametrize(
    ("approved", "threshold", "is_held"), [(0, 1, True), (1, 1, False), (2, 3, True), (0, 0, False)]
)
def test_a_newcomer_is_held_until_enough_was_approved(approved: int, threshold: int, is_held: bool) -> None:
    commenter = replace(KNOWN, approved_count=approved)
    finding = check_newcomer(replace(SOUND, commenter=commenter, policy=Policy(newcomer_threshold=threshold)))
    assert (finding is not None and finding.outcome is Outcome.HOLD) is is_held


def test_staff_are_no_newcomers() -> None:
    assert check_newcomer(replace(SOUND, commenter=replace(KNOWN, approved_count=0, is_staff=True))) is None


THREE = "https://a.example and [b](http://b.example/x) and www.c.example"


def test_more_links_than_allowed_hold_and_say_where() -> None:
    submission = replace(SOUND, body=THREE)
    finding = check_links(submission)
    assert finding is not None
    assert finding.outcome is Outcome.HOLD
    assert parts(submission, finding) == ["https://a.example", "http://b.example/x", "www.c.example"]


@pytest.mark.parametrize(
    "body",
    [
        "no link",
        "https://a.example https://b.example",
        "[https://a.example](https://a.example) [https://b.example](https://b.example)",
        "<https://a.example> <https://b.example>",
        "and/or, //, a//b, http, data: 1, data: 2, data: 3",
    ],
)
def test_as_many_links_as_allowed_pass(body: str) -> None:
    assert check_links(replace(SOUND, body=body)) is None


@pytest.mark.parametrize(
    "body",
    [
        "[a](//a.example) [b](//b.example) [c](//c.example)",
        "[a](javascript:x) [b](data:text/html,x) [c](vbscript:x)",
        "![](https://a.example/x.png)" * 3,
        "<a@a.example> <b@b.example> <c@c.example>",
        "[a](&#104;ttps://a.example) [b](http&colon;//b.example) [c](https:&sol;/c.example)",
        "https://a.example " * 3,
        "见https://a.example，https://b.example，https://c.example。",
        "hxxp://a.example hxxps://b.example ftp://c.example",
    ],
)
def test_every_kind_of_address_counts_as_a_link(body: str) -> None:
    finding = check_links(replace(SOUND, body=body))
    assert finding is not None
    assert "3 links" in finding.message


def test_a_policy_may_allow_no_link() -> None:
    body = "https://a.example"
    assert check_links(replace(SOUND, body=body, policy=Policy(max_links=0))) is not None
    assert check_links(replace(SOUND, policy=Policy(max_links=0))) is None


@pytest.mark.parametrize(
    "earlier", ["A SOUND comment!!!", "a-sound-comment", "A s\u200bound  comment", "Ａ sound comment"]
)
def test_nearly_the_same_text_is_held(earlier: str) -> None:
    finding = check_repetition(replace(SOUND, recent=(RecentComment(earlier, NOW - timedelta(hours=23)),)))
    assert finding is not None
    assert finding.outcome is Outcome.HOLD


def test_the_same_text_is_held_after_the_time_in_which_it_is_an_error() -> None:
    assert check_repetition(replace(SOUND, recent=(RecentComment(SOUND.body, NOW - timedelta(minutes=10)),)))


@pytest.mark.parametrize(
    ("earlier", "ago"),
    [("A sound comment.", timedelta(hours=24)), ("Another comment.", timedelta(0)), ("👍", timedelta(0))],
)
def test_older_and_other_texts_are_no_repetition(earlier: str, ago: timedelta) -> None:
    assert check_repetition(replace(SOUND, recent=(RecentComment(earlier, NOW - ago),))) is None


def test_texts_of_signs_alone_are_compared_as_they_are() -> None:
    recent = (RecentComment("👍", NOW),)
    assert check_repetition(replace(SOUND, body="👎", recent=recent)) is None
    assert check_repetition(replace(SOUND, body="👍", recent=recent)) is not None


def test_a_banned_word_rejects_and_a_suspect_word_holds() -> None:
    submission = with_words("so bad, so BAD", WordList(None, ("bad",)))
    banned, suspect = check_banned_words(submission), check_suspect_words(submission)
    spans = (TextSpan(3, 6), TextSpan(11, 14))
    assert banned == Finding("banned_words", Outcome.REJECT, "Banned words: bad.", spans=spans)
    assert suspect == Finding("suspect_words", Outcome.HOLD, "Suspect words: bad.", spans=spans)


def test_a_message_names_five_entries_and_counts_the_rest() -> None:
    words = ("one", "two", "three", "four", "five", "six", "seven")
    finding = check_banned_words(with_words(" ".join(words), WordList(None, words)))
    assert finding is not None
    assert finding.message == "Banned words: one, two, three, four, five and 2 more."
    assert len(finding.spans) == 7


@pytest.mark.parametrize(
    "body", ["bad**w**ord", "bad&#119;ord", "bad&shy;word", "[bad](https://a.example)word"]
)
def test_a_word_that_only_shows_when_rendered_is_found_without_a_place(body: str) -> None:
    finding = check_banned_words(with_words(body, WordList(None, ("badword",))))
    assert finding is not None
    assert finding.spans == ()


def test_a_word_found_as_written_is_not_found_again_as_shown() -> None:
    submission = with_words("**badword** and more", WordList(None, ("badword",)))
    assert parts(submission, check_banned_words(submission)) == ["badword"]


def test_lists_for_every_language_and_for_the_comments_apply() -> None:
    lists = (WordList(None, ("one",)), WordList("en", ("two",)), WordList("pt", ("three",)))
    submission = with_words("one two three", *lists, locale="en")
    assert parts(submission, check_banned_words(submission)) == ["one", "two"]


@pytest.mark.parametrize(("listed", "written"), [("pt", "pt-BR"), ("pt-BR", "pt"), ("pt-PT", "pt-BR")])
def test_a_list_holds_for_its_language_in_every_country(listed: str, written: str) -> None:
    assert check_banned_words(with_words("que mau", WordList(listed, ("mau",)), locale=written)) is not None


def test_a_comment_in_an_unknown_language_meets_every_list() -> None:
    lists = (WordList("en", ("two",)), WordList("pt", ("three",)))
    submission = with_words("one two three", *lists)
    assert parts(submission, check_banned_words(submission)) == ["two", "three"]


def test_a_false_claim_of_language_does_not_dodge_a_list() -> None:
    assert check_banned_words(with_words("so bad", WordList("en", ("bad",)), locale="bn")) is not None
    assert check_banned_words(with_words("তুই গাধা", WordList("bn", ("গাধা",)), locale="en")) is not None


def test_a_mixed_text_meets_every_list_whatever_it_claims() -> None:
    body = "this is so dumm, বাংলা খবর খুব ভাল"
    assert check_banned_words(with_words(body, WordList("de", ("dumm",)), locale="en")) is not None


def test_a_true_claim_of_language_spares_other_lists() -> None:
    assert check_banned_words(with_words("dick und fett", WordList("en", ("dick",)), locale="de")) is None


def test_all_checks_together_bear_the_names_that_clients_filter_by() -> None:
    assert tuple(finding.check for finding in review(suspicious())) == CHECK_NAMES


def test_every_check_that_objects_is_heard() -> None:
    submission = replace(
        with_words(f"so bad {THREE}", WordList(None, ("bad",))),
        commenter=replace(KNOWN, approved_count=0),
        recent=UNKNOWN,
    )
    assert [finding.check for finding in review(submission)] == [
        "facts",
        "newcomer",
        "banned_words",
        "suspect_words",
        "links",
    ]
