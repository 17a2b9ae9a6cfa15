"""Who is believed: bearer tokens, and what their claims make of a viewer."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest

from server.auth import (
    CLOCK_SKEW_SECONDS,
    GUEST_TOKEN_DAYS,
    MAX_TOKEN_CHARS,
    address_hash,
    address_hashes,
    keyed_hash,
    make_guest_token,
    make_token,
    person_id,
    staff_subject,
    viewer_of,
)
from server.errors import Unauthenticated
from server.viewer import GUEST, Role, Viewer

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MOMENT = int(NOW.timestamp())
SECOND = timedelta(seconds=1)
SECRET, OLDER, STRANGER = b"first-" * 6, b"older-" * 6, b"other-" * 6


def read(token: str, *, now: datetime = NOW) -> Viewer:
    return viewer_of(f"Bearer {token}", secrets=[SECRET, OLDER], now=now)


def signed(secret: bytes = SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    known = {"sub": "reader:1", "exp": MOMENT + 60, **claims}
    return jwt.encode(
        {name: value for name, value in known.items() if value is not ...}, secret, algorithm=algorithm
    )


def token(name: str = "Ann", *roles: Role, secret: bytes = SECRET) -> str:
    return make_token(
        secrets=[secret],
        subject=staff_subject(name),
        name=name,
        roles=roles,
        now=NOW,
        expires_in=timedelta(hours=8),
    )


# ── who asks ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("header", [None, "", "   "])
def test_takes_who_shows_nothing_for_a_guest(header: str | None) -> None:
    assert viewer_of(header, secrets=[SECRET], now=NOW) == GUEST


def test_knows_the_person_the_name_and_the_roles_of_a_token() -> None:
    viewer = read(token("Ann", Role.MODERATOR, Role.EDITOR))
    assert (viewer.name, viewer.is_identified) == ("Ann", True)
    assert viewer.roles == {Role.MODERATOR, Role.EDITOR}
    assert viewer.id == person_id(staff_subject("Ann"))


def test_takes_the_same_name_for_the_same_person() -> None:
    assert staff_subject("  ann   LEE ") == staff_subject("Ann Lee")
    assert read(token("Ann Lee")).id == read(token("ANN  LEE")).id != read(token("Ann")).id


def test_gives_a_person_one_id_for_good() -> None:
    """Rows refer to it: a change here would make strangers of everybody."""
    assert person_id("reader:1") == UUID("ac2d88ed-f200-873a-8488-cf116436be7f")
    assert (person_id("reader:1").version, person_id("e\u0301") == person_id("\u00e9")) == (8, True)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_reads_the_scheme_in_any_case(scheme: str) -> None:
    assert viewer_of(f" {scheme}  {token()} ", secrets=[SECRET], now=NOW).name == "Ann"


def test_verifies_with_every_secret_and_signs_with_the_first() -> None:
    assert read(token(secret=OLDER)).name == "Ann"
    made = make_token(secrets=[SECRET, OLDER], subject="x", name="Ann", roles=[], now=NOW, expires_in=SECOND)
    assert viewer_of(f"Bearer {made}", secrets=[SECRET], now=NOW).name == "Ann"


# ── refused ─────────────────────────────────────────────────────────────────────────────────────


def unsigned(header: dict[str, Any]) -> str:
    parts = (header, {"sub": "reader:1", "exp": MOMENT + 60, "roles": ["ADMIN"]})
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return f"{texts[0]}.{texts[1]}."


REFUSED = {
    "of another secret": token(secret=STRANGER),
    "unsigned": unsigned({"alg": "none", "typ": "JWT"}),
    "unsigned, in another case": unsigned({"alg": "nOnE"}),
    "of a signature left out": unsigned({"alg": "HS256", "typ": "JWT"}),
    "of another algorithm": signed(SECRET * 2, "HS512"),
    "cut short": token()[:-4],
    "no token": "abc",
    "two parts": "abc.def",
    "not ASCII": "abc.déf.ghi",
    "too long": signed(name="a" * MAX_TOKEN_CHARS),
    "without a subject": signed(sub=...),
    "without an end": signed(exp=...),
    "of an empty subject": signed(sub=""),
    "of a subject that is no text": signed(sub=7),
    "of a subject that cannot be stored": signed(sub="a\x00b"),
    "of half a character": signed(sub="\ud800"),
    "of an end that is no number": signed(exp="tomorrow"),
    "of a beginning that is no number": signed(nbf="yesterday"),
    "of a guest that is no id": signed(sub="guest:nobody"),
    "of no object": jwt.api_jws.encode(b"[1]", SECRET, algorithm="HS256"),
}


@pytest.mark.parametrize("refused", REFUSED.values(), ids=REFUSED.keys())
def test_refuses_a_token(refused: str) -> None:
    with pytest.raises(Unauthenticated):
        read(refused)


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Basic YTpi", "Token abc", f"{token()}"])
def test_refuses_a_header_that_is_no_bearer_token(header: str) -> None:
    with pytest.raises(Unauthenticated):
        viewer_of(header, secrets=[SECRET], now=NOW)


def test_refuses_a_token_from_the_very_second_of_its_end() -> None:
    short = signed(exp=MOMENT + 1)
    assert read(short, now=NOW + SECOND / 2).is_identified
    with pytest.raises(Unauthenticated, match="expired"):
        read(short, now=NOW + SECOND)


def test_waits_for_the_beginning_but_for_clocks_that_differ() -> None:
    assert read(signed(nbf=MOMENT + CLOCK_SKEW_SECONDS)).is_identified
    with pytest.raises(Unauthenticated, match="not valid yet"):
        read(signed(nbf=MOMENT + CLOCK_SKEW_SECONDS + 1))


def test_tells_nothing_of_the_token_in_the_message() -> None:
    with pytest.raises(Unauthenticated) as refusal:
        read(token(secret=STRANGER))
    assert token(secret=STRANGER).rpartition(".")[0] not in refusal.value.message


# ── roles ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("claimed", "roles"),
    [
        (["MODERATOR"], [Role.MODERATOR]),
        (["moderator", "Editor"], [Role.MODERATOR, Role.EDITOR]),
        (["OWNER", 7, None, ["ADMIN"]], []),
        ("ADMIN", []),
        ({"ADMIN": True}, []),
        (None, []),
        ([], []),
    ],
    ids=repr,
)
def test_gives_the_roles_that_a_list_names_and_no_other(claimed: Any, roles: list[Role]) -> None:
    assert read(signed(roles=claimed)).roles == set(roles)


def test_lets_only_admin_imply_another_role() -> None:
    for role in Role:
        implied = {other for other in Role if Viewer(roles=frozenset({role})).has_role(other)}
        assert implied == (set(Role) if role is Role.ADMIN else {role})


@pytest.mark.parametrize("name", [None, "", "  ", 7, "a\x00b", "\ud800"], ids=repr)
def test_takes_a_name_that_cannot_be_shown_for_none(name: Any) -> None:
    assert read(signed(name=name)).name is None


# ── guests ──────────────────────────────────────────────────────────────────────────────────────


def test_knows_a_guest_again_by_the_token_and_by_nothing_else() -> None:
    guest = uuid4()
    made = make_guest_token(secrets=[SECRET], person=guest, first_seen_at=NOW)
    assert read(made) == Viewer(id=guest)
    assert made == make_guest_token(secrets=[SECRET], person=guest, first_seen_at=NOW)


def test_gives_a_guest_no_role_and_no_name_whatever_the_token_says() -> None:
    claimed = signed(sub=f"guest:{uuid4().hex}", roles=["ADMIN"], name="Ann")
    assert (read(claimed).roles, read(claimed).name, read(claimed).is_identified) == (
        frozenset(),
        None,
        False,
    )


def test_forgets_a_guest_after_a_year() -> None:
    made = make_guest_token(secrets=[SECRET], person=uuid4(), first_seen_at=NOW)
    assert read(made, now=NOW + timedelta(days=GUEST_TOKEN_DAYS) - SECOND).id is not None
    with pytest.raises(Unauthenticated):
        read(made, now=NOW + timedelta(days=GUEST_TOKEN_DAYS))


def test_keeps_a_hash_that_only_the_secret_makes() -> None:
    hashed = keyed_hash([SECRET], "203.0.113.0/24")
    assert hashed == keyed_hash([SECRET, OLDER], "203.0.113.0/24") != keyed_hash([OLDER], "203.0.113.0/24")
    assert keyed_hash([SECRET], "ab", "c") != keyed_hash([SECRET], "a", "bc")


def test_keeps_of_an_address_a_hash_that_is_its_prefixs_and_the_secrets() -> None:
    hashed = address_hash([SECRET, OLDER], "203.0.113.9")
    assert hashed is not None
    assert len(hashed) == 64
    assert hashed == address_hash([SECRET], "203.0.113.250")
    assert hashed not in (address_hash([SECRET], "203.0.114.9"), address_hash([OLDER], "203.0.113.9"))
    assert hashed != keyed_hash([SECRET], "203.0.113.0/24"), "an address and another thing are told apart"


def test_finds_what_was_kept_of_an_address_under_an_older_secret() -> None:
    kept = address_hash([OLDER], "2001:db8:1:2::3")
    assert address_hashes([SECRET, OLDER], "2001:db8:1:ffff::4") == (
        address_hash([SECRET], "2001:db8:1::"),
        kept,
    )


@pytest.mark.parametrize("address", [None, "", "unknown", "testclient"])
def test_keeps_nothing_where_there_is_no_address(address: str | None) -> None:
    assert address_hash([SECRET], address) is None
    assert address_hashes([SECRET, OLDER], address) == ()


def test_shows_no_address_where_a_viewer_is_shown() -> None:
    assert "203.0.113.9" not in repr(Viewer(address="203.0.113.9"))
