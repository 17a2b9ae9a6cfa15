"""galley token: a bearer token and nothing else."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import jwt
import pytest

from server.auth import viewer_of
from server.models.types import utc_now
from server.viewer import Role, Viewer
from tests.commands.galley import SECRET, assert_told, invoke, start


def token(*arguments: str) -> str:
    outcome = invoke("token", *arguments, GALLEY_SECRET=SECRET)
    assert (outcome.code, outcome.stderr) == (0, "")
    return outcome.stdout.removesuffix("\n")


def bearer(text: str) -> Viewer:
    return viewer_of(f"Bearer {text}", secrets=[SECRET.encode()], now=utc_now())


def life(text: str) -> timedelta:
    claims = jwt.decode(text, options={"verify_signature": False})
    return timedelta(seconds=claims["exp"] - claims["iat"])


def test_prints_the_token_alone_and_nothing_on_standard_error(folder: Path) -> None:
    outcome = start(
        "token", "--role", "moderator", "--name", "Rahela Akter", folder=folder, GALLEY_SECRET=SECRET
    )
    assert (outcome.code, outcome.stderr) == (0, "")
    assert outcome.stdout.count("\n") == 1
    assert bearer(outcome.stdout.strip()).has_role(Role.MODERATOR)


def test_a_short_secret_in_development_brings_no_warning_beside_the_token(folder: Path) -> None:
    outcome = start("token", "--role", "editor", "--name", "Anika", folder=folder, GALLEY_SECRET="short")
    assert (outcome.code, outcome.stderr, outcome.stdout.count("\n")) == (0, "", 1)


def test_says_who_the_person_is_and_what_they_may_do() -> None:
    viewer = bearer(token("--role", "moderator", "--role", "EDITOR", "--name", "  রাহেলা   আক্তার "))
    assert viewer.name == "রাহেলা আক্তার"
    assert viewer.roles == {Role.MODERATOR, Role.EDITOR}
    assert viewer.is_identified


def test_the_same_name_is_the_same_person_with_any_role_and_in_any_case() -> None:
    first = bearer(token("--role", "moderator", "--name", "Rahela Akter"))
    again = bearer(token("--role", "admin", "--name", "rahela  AKTER", "--expires", "5m"))
    other = bearer(token("--role", "moderator", "--name", "Rahela Akhter"))
    assert first.id == again.id != other.id


@pytest.mark.parametrize(
    ("expires", "seconds"), [("30m", 1_800), ("8h", 28_800), ("7d", 604_800), ("365D", 31_536_000)]
)
def test_is_good_for_as_long_as_it_says(expires: str, seconds: int) -> None:
    made = token("--role", "editor", "--name", "Anika", "--expires", expires)
    assert life(made) == timedelta(seconds=seconds)


def test_is_good_for_a_working_day_by_default() -> None:
    assert life(token("--role", "editor", "--name", "Anika")) == timedelta(hours=8)


@pytest.mark.parametrize("expires", ["8", "0h", "-1h", "1w", "366d", "999999d", "८h", "", "1.5h"])
def test_refuses_a_life_that_is_none(expires: str) -> None:
    outcome = invoke("token", "--role", "editor", "--name", "A", f"--expires={expires}", GALLEY_SECRET=SECRET)
    assert_told(outcome, "give minutes, hours or days, such as 30m, 8h or 7d, at most 365d", code=2)


def test_refuses_a_role_that_is_none_and_lists_those_that_are() -> None:
    outcome = invoke("token", "--role", "boss", "--name", "Anika", GALLEY_SECRET=SECRET)
    assert_told(outcome, "'boss' is not one of 'reader', 'moderator', 'editor', 'admin'", code=2)


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "x" * 81, "a\nb", "\u202ename"])
def test_refuses_a_name_that_could_not_stand_beside_a_comment(name: str) -> None:
    outcome = invoke("token", "--role", "reader", f"--name={name}", GALLEY_SECRET=SECRET)
    assert_told(outcome, "Invalid value for --name", code=2)


def test_in_development_makes_a_secret_that_is_kept_and_is_its_owners_alone(folder: Path) -> None:
    first = invoke("token", "--role", "reader", "--name", "Anika").stdout.strip()
    kept = folder / "var" / "development-secret"
    secret = kept.read_bytes().strip()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert viewer_of(f"Bearer {first}", secrets=[secret], now=utc_now()).name == "Anika"
    again = invoke("token", "--role", "reader", "--name", "Anika").stdout.strip()
    assert viewer_of(f"Bearer {again}", secrets=[secret], now=utc_now()).name == "Anika"


def test_in_production_needs_the_secret(folder: Path) -> None:
    outcome = invoke("token", "--role", "reader", "--name", "Anika", GALLEY_ENV="production")
    assert_told(outcome, "GALLEY_SECRET is not set, and production needs it")
    assert list(folder.iterdir()) == []


def test_says_when_the_secret_cannot_be_kept(folder: Path) -> None:
    (folder / "var").write_text("a file where the folder would be")
    outcome = invoke("token", "--role", "reader", "--name", "Anika")
    assert_told(outcome, "Make the folder writable, or set GALLEY_SECRET.")


def test_revokes_the_tokens_of_a_person(database_url: str) -> None:
    settings = {"GALLEY_DATABASE_URL": database_url, "GALLEY_SECRET": SECRET}
    outcome = invoke("token", "--revoke", "galley:Rahela Akter", **settings)
    assert (outcome.code, outcome.stderr) == (0, "")
    assert outcome.stdout.startswith("The tokens of galley:Rahela Akter that were made until 20")


@pytest.mark.parametrize(
    "arguments", [["--name", "A"], ["--role", "editor"], ["--revoke", "x", "--name", "A"], ["--revoke", " "]]
)
def test_refuses_half_a_command_line(arguments: list[str]) -> None:
    assert invoke("token", *arguments, GALLEY_SECRET=SECRET).code == 2
