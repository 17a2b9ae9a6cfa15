from __future__ import annotations

from itertools import product

import pytest

from server.errors import ErrorCode, UserError
from server.moderation.status import (
    RESTORATIONS,
    TRANSITIONS,
    CommentStatus,
    RejectionReason,
    restoration,
    transition,
)

DECIDED = [CommentStatus.APPROVED, CommentStatus.REJECTED, CommentStatus.SPAM]


@pytest.mark.parametrize(("current", "to"), list(product(CommentStatus, DECIDED)))
def test_a_decision_leads_from_every_status_to_every_decided_one(
    current: CommentStatus, to: CommentStatus
) -> None:
    assert transition(current, to) is to


@pytest.mark.parametrize("current", CommentStatus)
def test_no_decision_puts_a_comment_back_into_the_queue(current: CommentStatus) -> None:
    with pytest.raises(UserError, match="APPROVED, REJECTED, SPAM") as raised:
        transition(current, CommentStatus.PENDING)
    assert raised.value.code is ErrorCode.INVALID


def test_every_status_has_its_row_in_the_table() -> None:
    assert set(TRANSITIONS) == set(CommentStatus)
    assert set(RESTORATIONS) == set(DECIDED)


@pytest.mark.parametrize(("current", "earlier"), list(product(DECIDED, CommentStatus)))
def test_taking_a_decision_back_leads_to_whatever_was_before(
    current: CommentStatus, earlier: CommentStatus
) -> None:
    assert restoration(current, earlier) is earlier


@pytest.mark.parametrize("earlier", CommentStatus)
def test_no_decision_that_left_a_comment_waiting_can_be_taken_back(earlier: CommentStatus) -> None:
    with pytest.raises(UserError) as raised:
        restoration(CommentStatus.PENDING, earlier)
    assert raised.value.code is ErrorCode.INVALID


def test_names_are_the_contracts() -> None:
    assert [status.value for status in CommentStatus] == ["PENDING", "APPROVED", "REJECTED", "SPAM"]
    assert " ".join(RejectionReason) == (
        "OFFENSIVE ABUSIVE HARASSMENT HATE_SPEECH SPAM ADVERTISING OFF_TOPIC MISINFORMATION ILLEGAL PRIVACY "
        "BANNED_WORD OTHER"
    )
