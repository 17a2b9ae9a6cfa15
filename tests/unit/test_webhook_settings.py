"""The webhook's settings: what is taken, and that no message repeats a secret."""

from __future__ import annotations

import base64

import pytest

from server.errors import OperatorError
from server.settings import Settings, load_settings

KEY = b"k" * 32
SECRET = "whsec_" + base64.b64encode(KEY).decode()
URL = "https://desk.example.org/hooks/hush-hush-token?room=1"


def load(url: str, secret: str = SECRET) -> Settings:
    return load_settings({"GALLEY_WEBHOOK_URL": url, "GALLEY_WEBHOOK_SECRET": secret})


def test_takes_an_address_and_several_secrets() -> None:
    other = "whsec_" + base64.b64encode(b"o" * 24).decode()
    settings = load(URL, f"{SECRET}, {other}")
    assert settings.webhook_url == URL
    assert settings.webhook_secrets == (KEY, b"o" * 24)
    assert "hush" not in repr(settings)


def test_has_none_by_default() -> None:
    settings = load_settings({})
    assert (settings.webhook_url, settings.webhook_secrets) == (None, ())


@pytest.mark.parametrize(
    "url",
    [
        "ftp://desk.example.org/hush", "desk.example.org/hush", "file:///hush", "https:///hush",
        "https://user:hush@desk.example.org/", "https://desk.example.org:99999/hush",
        "https://desk.example.org/hush hush", "https://desk.example.org/hush\r\nX: y", "https://ডেস্ক.example/hush",
    ],
)  # fmt: skip
def test_refuses_what_is_no_address_of_the_web(url: str) -> None:
    with pytest.raises(OperatorError, match="GALLEY_WEBHOOK_URL cannot be used") as refused:
        load(url)
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    "secret", ["hush", "whsec_hush", "whsec_aHVzaA==", "whsec_" + base64.b64encode(b"h" * 65).decode()]
)
def test_refuses_what_is_no_secret(secret: str) -> None:
    with pytest.raises(OperatorError, match="GALLEY_WEBHOOK_SECRET cannot be used") as refused:
        load(URL, secret)
    assert "hush" not in str(refused.value)


def test_asks_for_a_secret_beside_an_address() -> None:
    with pytest.raises(OperatorError, match="GALLEY_WEBHOOK_SECRET is not"):
        load(URL, "")
