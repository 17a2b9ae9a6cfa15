"""From times to figures."""

from __future__ import annotations

import pytest

from benchmarks.figures import Figures, figures, middle, percentile, ratio, slowdown, spread


def at(per_second: float, p50_ms: float = 1.0) -> Figures:
    return Figures(per_second=per_second, p50_ms=p50_ms, p99_ms=2.0, answer_kb=1.0, client_us=5.0)


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1), (0.5, 50), (0.501, 51), (0.99, 99), (0.991, 100), (1.0, 100)]
)
def test_takes_the_value_that_the_share_is_not_above(share: float, expected: int) -> None:
    assert percentile(list(range(1, 101)), share) == expected


def test_takes_the_only_value_there_is() -> None:
    assert [percentile([7.0], share) for share in (0.0, 0.5, 0.99, 1.0)] == [7.0] * 4


def test_has_no_percentile_of_nothing() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_tells_rates_in_seconds_and_times_in_milliseconds() -> None:
    latencies = [0.004, 0.001, 0.002, 0.003]
    found = figures(latencies, seconds=2.0, client_seconds=0.0002, received=8_000)
    assert (found.per_second, found.p50_ms, found.p99_ms) == (2.0, 2.0, 4.0)
    assert found.answer_kb == 2.0
    assert found.client_us == pytest.approx(50.0)


def test_forgets_the_slice_in_which_the_machine_was_busy() -> None:
    assert middle([at(100), at(7), at(102)]).per_second == 100


def test_compares_neighbouring_slices_as_noise_hits_both() -> None:
    """Medians of each alone would say 1.5 here."""
    own, other = [at(300), at(30), at(200)], [at(150), at(15), at(200)]
    assert ratio(own, other) == 2.0


def test_compares_as_many_slices_of_one_as_of_the_other() -> None:
    with pytest.raises(ValueError, match="zip"):
        ratio([at(1)], [at(1), at(2)])


def test_tells_how_many_times_as_long_an_answer_takes() -> None:
    assert slowdown([at(1, 2.0), at(1, 4.0), at(1, 1.0)], [at(1, 3.0), at(1, 6.0), at(1, 9.0)]) == 1.5


def test_tells_how_far_slices_lie_apart() -> None:
    assert spread([at(100)] * 4) == 0
    assert spread([at(80), at(100), at(100), at(120)]) == pytest.approx(0.1)
