"""Whatever is sent to the port is answered by its class, in bounded time and memory, and the server goes on."""

from __future__ import annotations

import re

import pytest

from tests.hostile.attack import PATIENCE_SECONDS, Answer, Attack, send
from tests.hostile.conftest import RECEIVE_MS, Target
from tests.hostile.documents import DOCUMENTS
from tests.hostile.wires import SLOW, WIRES

ATTACKS = [*DOCUMENTS, *WIRES]

GROWTH_MB = 80
"""What a process may hold more after a request: the largest is 10 MB, and what is freed stays with the process."""

LONGEST_SECONDS = 3.0
"""For an answer that takes 50 ms of work, on a machine that runs other tests beside it."""

LEAKS = re.compile(
    rb"SELECT|INSERT|sqlalchemy|asyncpg|sqlite|Traceback|\.py\b|Did you mean|0x[0-9a-f]{6}", re.IGNORECASE
)


def test_there_are_enough_of_them() -> None:
    assert len(ATTACKS) >= 80
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)


@pytest.mark.parametrize("attack", DOCUMENTS, ids=lambda attack: attack.name)
def test_an_operation_is_answered_by_class_and_survived(target: Target, attack: Attack) -> None:
    assert_survived(target, attack)


@pytest.mark.parametrize("target", ["sqlite"], indirect=True)
@pytest.mark.parametrize("attack", WIRES, ids=lambda attack: attack.name)
def test_what_is_no_request_is_answered_by_class_and_survived(target: Target, attack: Attack) -> None:
    """Does not get as far as the database."""
    assert_survived(target, attack)


def assert_survived(target: Target, attack: Attack) -> None:
    before = target.memory_mb
    answer = send(target.port, attack.parts, pause_seconds=attack.pause_seconds)
    assert answer.status in attack.statuses, answer
    if answer.status and attack.codes:
        assert _codes(answer) <= set(attack.codes), answer.body[:1_000]
    assert not LEAKS.search(answer.body), answer.body[:1_000]
    allowed = RECEIVE_MS / 1000 + LONGEST_SECONDS if attack in SLOW else LONGEST_SECONDS
    assert answer.seconds < allowed < PATIENCE_SECONDS
    assert target.memory_mb - before < GROWTH_MB
    target.assert_well()


def _codes(answer: Answer) -> set[str | None]:
    return {*answer.codes} or {None}
