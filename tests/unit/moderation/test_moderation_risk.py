"""The model of risk: what it learns, tells and forgets nothing of when it is stored."""

from __future__ import annotations

import random
import zlib
from dataclasses import replace
from uuid import UUID

import pytest

from server.moderation.checks.learned import check_learned_risk
from server.moderation.findings import Outcome
from server.moderation.pipeline import decide, review
from server.moderation.policy import ModerationMode, Policy
from server.moderation.risk.calibration import brier, fitted, skill
from server.moderation.risk.evaluation import HELD_OUT_ONE_IN, evaluate, is_held_out
from server.moderation.risk.features import BUCKETS, buckets
from server.moderation.risk.learner import MIN_EACH, Learner
from server.moderation.risk.model import logistic
from server.moderation.risk.storing import (
    Unreadable,
    pack_learner,
    pack_model,
    unpack_learner,
    unpack_model,
)
from server.moderation.words.readings import Readings
from tests.unit.moderation.suspects import KNOWN, SOUND, model_against

HONEST = {
    "en": "the ferry library river council school budget bridge market station reader photo evening report",
    "bn": "ফেরি গ্রন্থাগার নদী পরিষদ বিদ্যালয় বাজেট সেতু বাজার পাঠক ছবি সন্ধ্যা প্রতিবেদন খবর শহর",
    "ar": "العبارة المكتبة النهر المجلس المدرسة الميزانية الجسر السوق القارئ الصورة المساء التقرير",
    "zh": "渡轮 图书馆 河流 议会 学校 预算 桥梁 市场 车站 读者 照片 晚上 报告 城市",
}
REFUSED = {"en": "numskulls", "bn": "গাধাগুলো", "ar": "الحمقى", "zh": "蠢货们"}


def example(chooser: random.Random) -> tuple[str, bool]:
    """Ten words of one of four languages, one of them a slur where it is refused."""
    language = chooser.choice(list(HONEST))
    words = chooser.choices(HONEST[language].split(), k=10)
    is_refused = chooser.random() < 0.3
    if is_refused:
        words[chooser.randrange(10)] = REFUSED[language]
    return ("" if language == "zh" else " ").join(words), is_refused


def found(text: str) -> set[int]:
    return buckets(Readings(text).tokens)


@pytest.fixture(scope="module")
def learner() -> Learner:
    """Has seen a thousand decisions."""
    made, chooser = Learner(), random.Random(3)
    for _ in range(1_000):
        text, is_refused = example(chooser)
        made.learn(found(text), is_refused=is_refused)
    return made


def test_learns_what_is_refused_in_four_scripts(learner: Learner) -> None:
    model, chooser = learner.model(), random.Random(4)
    told = [
        (model.probability(Readings(text).tokens), label) for text, label in map(example, [chooser] * 300)
    ]
    assert skill(told) > 0.8
    for language, slur in REFUSED.items():
        honest = HONEST[language].split()[:5]
        glue = "" if language == "zh" else " "
        assert model.probability(Readings(glue.join([*honest, slur])).tokens) > 0.6, language
        assert model.probability(Readings(glue.join(honest)).tokens) < 0.5, language


def test_sees_through_disguises_as_word_lists_do(learner: Learner) -> None:
    model = learner.model()
    plain = model.probability(Readings("the numskulls").tokens)
    for disguised in (
        "the NUMSKULLS",
        "the num\u200bskulls",
        "the numskuIls".replace("I", "l"),
        "the numѕkullѕ",
    ):
        assert model.probability(Readings(disguised).tokens) == plain


def test_is_off_until_it_has_seen_enough_of_both_kinds() -> None:
    learner = Learner()
    for number in range(MIN_EACH):
        assert not learner.has_enough
        learner.learn({number}, is_refused=True)
    for number in range(MIN_EACH):
        assert not learner.has_enough
        learner.learn({number}, is_refused=False)
    assert learner.has_enough


def test_has_no_skill_where_decisions_have_no_reason() -> None:
    learner, chooser = Learner(), random.Random(5)
    for _ in range(600):
        learner.learn(found(example(chooser)[0]), is_refused=chooser.random() < 0.3)
    assert learner.skill < 0.05


def test_probabilities_come_true_as_often_as_they_say() -> None:
    chooser = random.Random(6)
    guesses = [
        (score, chooser.random() < logistic(0.5 * score - 1))
        for score in (chooser.gauss(0, 3) for _ in range(4_000))
    ]
    calibration = fitted(guesses)
    assert calibration.slope == pytest.approx(0.5, abs=0.05)
    assert calibration.intercept == pytest.approx(-1, abs=0.12)


@pytest.mark.parametrize("label", [True, False])
def test_calibration_stays_finite_where_all_came_out_alike(label: bool) -> None:
    calibration = fitted([(5.0, label)] * 500)
    assert 0.05 <= calibration.slope <= 5
    assert abs(calibration.intercept) < 30


def test_stores_and_reads_back_what_it_knows(learner: Learner) -> None:
    again = unpack_learner(pack_learner(learner))
    assert (again.z, again.n, again.refused, again.approved) == (
        learner.z, learner.n, learner.refused, learner.approved,
    )  # fmt: skip
    assert [label for _, label in again.guesses] == [label for _, label in learner.guesses]
    model = learner.model()
    stored = unpack_model(pack_model(model))
    tokens = Readings("the numskulls of the council").tokens
    assert stored.probability(tokens) == pytest.approx(model.probability(tokens), abs=0.002)
    assert stored.learned_from == 1_000


def test_a_stored_model_is_small(learner: Learner) -> None:
    assert len(pack_model(learner.model())) < 0.5e6
    assert len(pack_learner(learner)) < 2.2e6


@pytest.mark.parametrize("damaged", [b"", b"x", zlib.compress(b"short")])
def test_damaged_bytes_are_unreadable(damaged: bytes) -> None:
    for unpack in (unpack_model, unpack_learner):
        with pytest.raises(Unreadable):
            unpack(damaged)


def test_hashing_is_the_same_in_every_process_and_release() -> None:
    """Another way needs another FORMAT, or what was learned means nothing."""
    assert sorted(found("কি a")) == BUCKETS_OF_A_TEXT
    assert all(0 <= bucket < BUCKETS for bucket in found("x" * 500))


BUCKETS_OF_A_TEXT = [26515, 56358, 58844, 77129, 92369, 123666, 173139, 177134, 184751]


def test_the_finding_names_the_parts_that_weighed_most() -> None:
    submission = replace(
        SOUND, body="What utter wholesale nonsense", risk_model=model_against("wholesale", weight=9)
    )
    finding = check_learned_risk(submission)
    assert finding is not None
    assert finding.outcome is Outcome.HOLD
    assert finding.score is not None
    assert finding.score > 0.5
    shown = [submission.body[span.start : span.end] for span in finding.spans]
    assert shown
    assert all(part in "wholesale" for part in shown)
    assert "as learned from 1000 decisions; most by: “" in finding.message


def test_below_the_threshold_it_only_notes() -> None:
    finding = check_learned_risk(replace(SOUND, risk_model=model_against("wholesale")))
    assert finding is not None
    assert finding.outcome is Outcome.NOTE
    assert finding.score == pytest.approx(logistic(-2))
    assert finding.spans == ()


def test_staff_are_not_scored_and_nobody_is_without_a_model() -> None:
    staff = replace(KNOWN, is_staff=True)
    assert check_learned_risk(replace(SOUND, commenter=staff, risk_model=model_against("x"))) is None
    assert check_learned_risk(SOUND) is None


def test_the_risk_is_the_learned_one_whatever_else_objects() -> None:
    submission = replace(SOUND, body="www.a.example " * 5, risk_model=model_against("wholesale"))
    verdict = decide(review(submission), Policy(mode=ModerationMode.POST))
    assert verdict.status == "PENDING"
    assert verdict.risk == pytest.approx(logistic(-2), abs=0.001)


def test_one_comment_in_eight_is_held_out_whoever_asks() -> None:
    chooser = random.Random(8)
    held = [is_held_out(UUID(int=chooser.getrandbits(128))) for _ in range(8_000)]
    assert sum(held) == pytest.approx(8_000 / HELD_OUT_ONE_IN, rel=0.1)


def test_measures_precision_recall_and_calibration() -> None:
    told = [(0.9, True)] * 30 + [(0.9, False)] * 10 + [(0.1, True)] * 10 + [(0.1, False)] * 50
    evaluation = evaluate(told, holds_from=0.5)
    assert evaluation is not None
    assert (evaluation.refused, evaluation.approved) == (40, 60)
    assert (evaluation.precision, evaluation.recall) == (0.75, 0.75)
    assert [(each.start, each.count, round(each.came_true, 3)) for each in evaluation.bins] == [
        (0.0, 60, 0.167),
        (0.8, 40, 0.75),
    ]
    assert evaluation.brier == pytest.approx(brier(told))


def test_says_nothing_of_too_few() -> None:
    assert evaluate([(0.9, True)] * 19 + [(0.1, False)] * 500, holds_from=0.5) is None
    assert evaluate([], holds_from=0.5) is None


def test_nothing_held_has_no_precision() -> None:
    evaluation = evaluate([(0.1, True), (0.1, False)] * 20, holds_from=0.5)
    assert evaluation is not None
    assert (evaluation.precision, evaluation.recall) == (None, 0.0)
