"""What an operator may set about who signs in, and what they are told where it cannot be so."""

from __future__ import annotations

import pytest

from server.errors import OperatorError
from server.settings import IdentitySettings, load_settings

ISSUER = {"GALLEY_OIDC_ISSUER": "https://id.example/realms/daily", "GALLEY_OIDC_AUDIENCE": "galley"}


def identity(**environ: str) -> IdentitySettings:
    return load_settings({**ISSUER, **environ}).identity


def refusal(**environ: str) -> str:
    with pytest.raises(OperatorError) as caught:
        load_settings(environ)
    return str(caught.value)


def test_has_no_provider_and_no_open_door_by_default() -> None:
    assert load_settings({}).identity == IdentitySettings()
    assert IdentitySettings().issuer is None
    assert IdentitySettings().cors_origins == ()


def test_keeps_the_issuer_to_the_letter() -> None:
    assert identity(GALLEY_OIDC_ISSUER="https://id.example/").issuer == "https://id.example/"
    assert identity(GALLEY_OIDC_AUDIENCE="galley, console galley").audiences == ("galley", "console")


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("editors=EDITOR", (("editors", "EDITOR"),)),
        ("editors=editor, chief = Admin ,", (("editors", "EDITOR"), ("chief", "ADMIN"))),
        ("/news/desk=MODERATOR", (("/news/desk", "MODERATOR"),)),
        ("News desk=MODERATOR,cn=x=READER", (("News desk", "MODERATOR"), ("cn=x", "READER"))),
        ("urn:x:ed=EDITOR", (("urn:x:ed", "EDITOR"),)),
        ("", ()),
    ],
)
def test_reads_which_values_give_which_role(text: str, pairs: tuple[tuple[str, str], ...]) -> None:
    assert identity(GALLEY_OIDC_ROLES=text).roles == pairs


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("editors", "not a value"),
        ("=EDITOR", "not a value"),
        ("editors=", "not a role"),
        ("editors=OWNER", "not a role"),
        ("a=EDITOR, a=ADMIN", "twice"),
    ],
)
def test_says_what_is_wrong_with_a_mapping(text: str, told: str) -> None:
    message = refusal(**ISSUER, GALLEY_OIDC_ROLES=text)
    assert message.startswith("GALLEY_OIDC_ROLES cannot be used")
    assert told in message


@pytest.mark.parametrize(
    "url",
    ["http://id.example", "ftp://id.example", "id.example", "https://", "https://a@b.example", "https://x y"],
)
@pytest.mark.parametrize("name", ["GALLEY_OIDC_ISSUER", "GALLEY_OIDC_JWKS_URL"])
def test_believes_nobody_without_tls(name: str, url: str) -> None:
    assert refusal(**{**ISSUER, name: url}).startswith(f"{name} cannot be used")


@pytest.mark.parametrize("url", ["http://localhost:8080/realms/x", "http://127.0.0.1", "http://[::1]:9"])
def test_asks_this_machine_without(url: str) -> None:
    assert identity(GALLEY_OIDC_ISSUER=url).issuer == url


def test_wants_an_audience_for_an_issuer_and_an_issuer_for_the_rest() -> None:
    assert "GALLEY_OIDC_AUDIENCE is not" in refusal(GALLEY_OIDC_ISSUER="https://id.example")
    for name, value in (
        ("GALLEY_OIDC_AUDIENCE", "galley"),
        ("GALLEY_OIDC_ROLES", "a=EDITOR"),
        ("GALLEY_OIDC_JWKS_URL", "https://id.example/keys"),
    ):
        assert "GALLEY_OIDC_ISSUER is not" in refusal(**{name: value})
    assert "has a query" in refusal(
        GALLEY_OIDC_ISSUER="https://id.example/?a=b", GALLEY_OIDC_AUDIENCE="galley"
    )


@pytest.mark.parametrize(
    "text", ["https://a.example/", "a.example", "https://a.example/path", "null", "https://A.example"]
)
def test_names_origins_as_browsers_do(text: str) -> None:
    assert refusal(GALLEY_CORS_ORIGINS=text).startswith("GALLEY_CORS_ORIGINS cannot be used")
