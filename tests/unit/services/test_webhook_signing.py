"""Signatures of webhooks, against the example of the Standard Webhooks libraries."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from server.models import DeliveryError
from server.services.webhook_client import Answer
from server.services.webhook_deliveries import MAX_ATTEMPTS, delay_after
from server.services.webhook_signing import signed_headers

SECRET = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
BODY = b'{"test": 2432232314}'
AT = datetime.fromtimestamp(1614265330, UTC)
FAILED = Answer(503, DeliveryError.SERVER)


def test_signs_as_the_standards_example() -> None:
    assert signed_headers(MESSAGE, BODY, secrets=[SECRET], now=AT) == {
        "webhook-id": MESSAGE,
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_signs_with_every_secret() -> None:
    headers = signed_headers(MESSAGE, BODY, secrets=[SECRET, b"k" * 32], now=AT)
    first, second = headers["webhook-signature"].split(" ")
    assert first == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert second.startswith("v1,")
    assert second != first


def test_waits_longer_each_time_and_22_hours_in_all() -> None:
    delays = [delay_after(number, FAILED, chance=0.5) for number in range(1, MAX_ATTEMPTS)]
    assert [each.total_seconds() for each in delays[:6]] == [5, 20, 80, 320, 1280, 5120]
    assert set(delays[6:]) == {timedelta(hours=4)}
    assert timedelta(hours=21) < sum(delays, timedelta()) < timedelta(hours=23)


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 4), (0.5, 5), (1.0, 6)])
def test_spreads_the_attempts_by_a_fifth(chance: float, seconds: int) -> None:
    assert delay_after(1, FAILED, chance=chance) == timedelta(seconds=seconds)


@pytest.mark.parametrize(("asked", "seconds"), [(3, 5), (60, 60), (999_999, 4 * 3600)])
def test_waits_as_long_as_the_receiver_asks_within_reason(asked: int, seconds: int) -> None:
    answer = Answer(429, DeliveryError.REFUSED, retry_after_seconds=asked)
    assert delay_after(1, answer, chance=0.5) == timedelta(seconds=seconds)
