"""What must be reached, and how it is told."""

from __future__ import annotations

import pytest

from benchmarks.figures import Figures
from benchmarks.goals import Goal, goals
from benchmarks.measuring import Measured, Pace
from benchmarks.paging import Paged
from benchmarks.report import report, table
from benchmarks.run import Found, OnDatabase


def taken(per_second: float, p50_ms: float = 1.0) -> list[Figures]:
    return [Figures(per_second=per_second, p50_ms=p50_ms, p99_ms=2.0, answer_kb=1.0, client_us=5.0)] * 3


@pytest.fixture
def found() -> Found:
    slices = {
        "feed": {"galley": taken(2_300), "stock": taken(100), "limit": taken(3_000)},
        "queue": {"galley": taken(10)},
    }
    on = OnDatabase(
        Measured(slices, {"galley": 121.0, "stock": 90.0}),
        paging={"NEWEST": Paged(taken(1), taken(1, 1.2)), "OLDEST": Paged(taken(1), taken(1, 1.4))},
        growth={"feed": (taken(1), taken(1, 1.25))},
        cold_ms=9.5,
    )
    return Found("18.1", {"postgresql": on})


def test_judges_what_was_measured_and_nothing_else(found: Found) -> None:
    assert [(goal.what, goal.is_reached) for goal in goals(found)] == [
        ("feed against stock, postgresql", True),
        ("feed against limit, postgresql", False),
        ("memory of a warm process, postgresql", False),
        ("page 500 beside page 1, postgresql (worst: OLDEST)", False),
        ("p50 with more data, postgresql (worst: feed)", True),
        ("feed, never seen, postgresql", True),
    ]


@pytest.mark.parametrize(("value", "is_reached"), [(0.84, False), (0.85, True), (0.86, True)])
def test_reaches_a_bound_that_it_meets(value: float, is_reached: bool) -> None:
    assert Goal("limit", 0.85, value).is_reached is is_reached


def test_reports_every_figure(found: Found) -> None:
    text = report(found, command="make bench", facts={"Python": "3.11"}, pace=Pace())
    assert "    make bench\n" in text
    assert "| feed against stock, postgresql" in text
    assert "**not reached**" in text
    assert "23.00x" in text
    assert "2,300" in text
    assert text.endswith("|\n")


def test_puts_numbers_to_the_right() -> None:
    assert table(("name", "n"), [("a", "1,000"), ("long name", "2")]) == (
        "| name      |     n |\n| --------- | ----: |\n| a         | 1,000 |\n| long name |     2 |"
    )
