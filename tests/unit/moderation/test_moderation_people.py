"""What is known of the writer and of what others wrote: pace, refusals, a banned neighbour, echoes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from server.moderation.checks.bans import check_near_a_ban
from server.moderation.checks.pace import check_pace
from server.moderation.checks.rejections import check_rejections
from server.moderation.checks.repetition import check_echo, check_repetition
from server.moderation.checks.score import check_awaits_score
from server.moderation.findings import Outcome
from server.moderation.likeness import BANDS, are_alike, bands, loose_key
from server.moderation.pipeline import review
from server.moderation.submission import UNKNOWN, History, RecentComment
from tests.unit.moderation.suspects import KNOWN, NOW, SOUND

STAFF = replace(KNOWN, is_staff=True)


def posted(*seconds_ago: float) -> History:
    return History(posted_at=tuple(NOW - timedelta(seconds=each) for each in seconds_ago))


@pytest.mark.parametrize(
    ("history", "is_held"),
    [
        (posted(), False),
        (posted(1, 2), False),
        (posted(1, 2, 3), True),
        (posted(1, 2, 60), False),
        (posted(*range(50, 600, 65)), False),
        (posted(*range(50, 600, 58)), True),
        (posted(*range(100, 3600, 119)), True),
        (posted(*range(100, 3600, 125)), False),
    ],
    ids=range(8),
)
def test_more_than_a_readers_pace_is_held(history: History, is_held: bool) -> None:
    finding = check_pace(replace(SOUND, history=history))
    assert (finding is not None and finding.outcome is Outcome.HOLD) is is_held


@pytest.mark.parametrize(
    ("refused", "decided", "outcome"),
    [
        (0, 9, None),
        (1, 1, "NOTE"),
        (1, 9, "NOTE"),
        (2, 2, "HOLD"),
        (2, 6, "HOLD"),
        (2, 7, "NOTE"),
        (3, 10, "HOLD"),
    ],
)
def test_frequent_refusals_hold_and_few_are_noted(refused: int, decided: int, outcome: str | None) -> None:
    finding = check_rejections(replace(SOUND, history=History(refused_count=refused, decided_count=decided)))
    assert (finding.outcome if finding else None) == outcome
    assert finding is None or finding.score == refused / decided


def test_staff_may_be_fast_refused_and_neighbours() -> None:
    history = replace(posted(1, 2, 3, 4), refused_count=5, decided_count=5)
    staff = replace(SOUND, commenter=STAFF, history=history, is_near_a_ban=True, awaits_score=True)
    assert review(staff) == ()


def test_a_neighbour_of_a_ban_is_held() -> None:
    finding = check_near_a_ban(replace(SOUND, is_near_a_ban=True))
    assert finding is not None
    assert finding.outcome is Outcome.HOLD


def test_what_a_scorer_is_still_to_say_holds() -> None:
    finding = check_awaits_score(replace(SOUND, awaits_score=True))
    assert finding is not None
    assert finding.outcome is Outcome.HOLD


@pytest.mark.parametrize("fact", ["history", "echoes", "is_near_a_ban", "risk_model", "awaits_score"])
def test_an_unknown_fact_holds(fact: str) -> None:
    findings = review(replace(SOUND, **{fact: UNKNOWN}))  # type: ignore[arg-type]
    assert [(finding.check, finding.outcome) for finding in findings] == [("facts", Outcome.HOLD)]
    assert fact.replace("_", " ") in findings[0].message


PLEA = "Dear readers, earn four thousand a week from home, write to my cousin who did it before all of you."
ALIKE = {
    "one word": PLEA.replace("cousin", "brother"),
    "in capitals": PLEA.upper(),
    "more signs": PLEA.replace(",", "!!!") + " :-)",
    "a tail": PLEA + " Now!",
    "look-alikes": PLEA.replace("o", "о"),
    "invisible": "\u200b".join(PLEA),
}
UNLIKE = {
    "half of it": PLEA[:50],
    "another": "When does the last ferry to the island leave, and is there room for bicycles on it at night?",
    "quoted": f"> {PLEA}\n\nThis is what they all write. Does nobody look at these accounts before they may post?",
}


@pytest.mark.parametrize("other", ALIKE.values(), ids=ALIKE)
def test_nearly_the_same_text_shares_a_band_and_is_held(other: str) -> None:
    assert are_alike(loose_key(PLEA), loose_key(other))
    assert set(bands(PLEA)) & set(bands(other))
    echoed = replace(SOUND, body=other, echoes=(RecentComment(PLEA, NOW - timedelta(hours=23)),))
    finding = check_echo(echoed)
    assert finding is not None
    assert finding.outcome is Outcome.HOLD
    assert check_repetition(replace(echoed, recent=(RecentComment(PLEA, NOW),), echoes=())) is not None


@pytest.mark.parametrize("other", UNLIKE.values(), ids=UNLIKE)
def test_other_texts_are_no_echo(other: str) -> None:
    assert check_echo(replace(SOUND, body=other, echoes=(RecentComment(PLEA, NOW),))) is None


def test_an_echo_of_yesterday_is_none() -> None:
    echoed = replace(SOUND, body=PLEA, echoes=(RecentComment(PLEA, NOW - timedelta(hours=24)),))
    assert check_echo(echoed) is None


@pytest.mark.parametrize(
    "body", ["Thank you, a very good article!", "👍👍👍", "খুব ভালো লেখা, ধন্যবাদ", "好文章，谢谢", ""]
)
def test_thanks_in_the_same_words_have_no_bands(body: str) -> None:
    assert bands(body) == ()


@pytest.mark.parametrize("body", ["这家公司的产品非常好，大家快来购买吧", "ข้อความนี้ยาวพอที่จะบอกอะไรได้"])
def test_texts_without_spaces_have_bands_when_they_say_enough(body: str) -> None:
    assert len(bands(body)) == BANDS


def test_bands_are_the_same_in_every_process_and_fit_the_database() -> None:
    assert bands(PLEA) == BANDS_OF_PLEA
    assert all(-(2**63) <= band < 2**63 for band in bands(PLEA))


BANDS_OF_PLEA = (1882321108728538269, 7415263562664621248, 6736609414678348062, -3781537217767534375)
