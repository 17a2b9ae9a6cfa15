"""A session: a cookie that no script can read, that no other site can use, and that counts as long as its token."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from server.auth import Verifier, make_guest_token, make_session, make_token, verified_session, viewer_of
from server.errors import Unauthenticated
from server.http.credentials import NOBODY, credentials_of
from server.http.exchange import Exchange
from server.models.types import utc_now
from server.services.revocations import revoke_tokens
from server.settings import Settings, load_settings
from server.viewer import Role
from tests.api.client import Api, open_api
from tests.api.voices import ADA, ANN, EVA, TARIQ, Speaker
from tests.identity.browsing import HOST, ORIGIN, OWN, SESSION, Page, begin, cookie_of, signed_in
from tests.identity.provider import FakeProvider

VIEWER = "{ viewer { id name roles isAuthenticated } }"
CHANGE = 'mutation { approveComment(input: {id: "comment_1", expectedVersion: 1}) { errors { code } } }'


async def who(page: Page) -> Any:
    response = await page.post(VIEWER)
    assert response.status_code == 200, response.text
    return response.json()["data"]["viewer"]


# ── beginning ───────────────────────────────────────────────────────────────────────────────────


async def test_begins_with_a_bearer_token_and_asks_as_its_person(api: Api) -> None:
    page = await signed_in(api, ANN)
    assert await who(page) == {
        "id": f"viewer_{ANN.id.hex}", "name": "Ann", "roles": ["MODERATOR"], "isAuthenticated": True,
    }  # fmt: skip
    assert page.told["viewer"] == {"id": f"viewer_{ANN.id.hex}", "name": "Ann", "roles": ["MODERATOR"]}


async def test_begins_with_a_guests_token_too(api: Api) -> None:
    viewer = await who(await signed_in(api, TARIQ))
    assert (viewer["id"], viewer["roles"], viewer["isAuthenticated"]) == (f"viewer_{TARIQ.id.hex}", [], False)


async def test_begins_with_a_providers_token(signing: Api, oidc: FakeProvider) -> None:
    page = await signed_in(signing, oidc.token(roles=["editors"]))
    oidc.go_away()
    assert (await who(page))["roles"] == ["EDITOR"]


async def test_gives_a_cookie_that_scripts_and_other_sites_cannot_reach(api: Api) -> None:
    response = await begin(api, ANN)
    assert re.fullmatch(
        r"__Host-galley_session=[\w.-]+; Path=/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure",
        response.headers["set-cookie"],
    )
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["csrfToken"] not in response.headers["set-cookie"]


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "localhost"])
async def test_gives_a_plain_cookie_on_this_machine_alone(api: Api, host: str) -> None:
    response = await begin(api, ANN, Origin=f"http://{host}", Host=host)
    assert response.headers["set-cookie"].startswith("galley_session=")
    assert "Secure" not in response.headers["set-cookie"]
    page = Page(api, cookie_of(response), response.json()["csrfToken"], {})
    assert (await page.post(VIEWER, host=host, origin=f"http://{host}")).json()["data"]["viewer"][
        "name"
    ] == "Ann"


@pytest.mark.parametrize("host", [HOST, "localhost.evil.example", "127.0.0.1.evil.example"])
async def test_takes_no_plain_cookie_elsewhere(api: Api, host: str) -> None:
    """A page of a subdomain could have set it."""
    page = await signed_in(api, ANN)
    page.cookie = page.cookie.removeprefix("__Host-")
    response = await page.post(VIEWER, host=host, origin=f"https://{host}")
    assert response.json()["data"]["viewer"]["name"] is None


REFUSED_BEGINNINGS: dict[str, tuple[dict[str, str], int]] = {
    "without a token": ({}, 401),
    "with a wrong token": ({"Authorization": "Bearer nonsense"}, 401),
    "with another scheme": ({"Authorization": "Basic YTpi"}, 401),
    "from another site": ({"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}, 403),
    "from a subdomain": ({"Origin": "https://blog.galley.test", "Sec-Fetch-Site": "same-site"}, 403),
    "from a page of no origin": ({"Origin": "null"}, 403),
}


@pytest.mark.parametrize("case", REFUSED_BEGINNINGS)
async def test_begins_nothing(api: Api, case: str) -> None:
    headers, status = REFUSED_BEGINNINGS[case]
    with_token = api.headers(ANN) if status == 403 else {}
    response = await api.http.post(SESSION, headers={**OWN, **with_token, **headers})
    assert response.status_code == status
    assert response.json()["errors"][0]["extensions"]["code"] in ("UNAUTHENTICATED", "FORBIDDEN")
    assert "set-cookie" not in response.headers, "a session that there is goes on"
    assert "access-control-allow-origin" not in response.headers


async def test_begins_nothing_by_a_session(api: Api) -> None:
    """Or it would never end."""
    page = await signed_in(api, ANN)
    assert (await api.http.post(SESSION, headers=page.headers())).status_code == 401


async def test_knows_no_other_methods(api: Api) -> None:
    for method in ("PUT", "PATCH", "OPTIONS"):
        assert (await api.http.request(method, SESSION, headers=api.headers(ANN))).status_code == 405


def test_refuses_what_no_cookie_can_hold() -> None:
    long = make_token(
        secrets=[b"s" * 32],
        subject="x" * 4_000,
        name="Ann",
        roles=[],
        now=utc_now(),
        expires_in=timedelta(hours=1),
    )
    verified = Verifier([b"s" * 32]).verified(long)
    with pytest.raises(Unauthenticated, match="more than a cookie"):
        make_session(verified, secrets=[b"s" * 32], now=utc_now(), longest=timedelta(hours=1))


# ── another site's page ─────────────────────────────────────────────────────────────────────────

FORGED: dict[str, dict[str, str | None]] = {
    "without the header": {"x_galley_csrf": None},
    "with an empty header": {"x_galley_csrf": ""},
    "with another header": {"x_galley_csrf": "0" * 64},
    "with a header that is no ASCII": {"x_galley_csrf": "\xe9" * 64},
    "of another site": {"origin": "https://evil.example", "sec_fetch_site": "cross-site"},
    "of another site, by an old browser": {"origin": "https://evil.example", "sec_fetch_site": None},
    "of a subdomain": {"origin": "https://blog.galley.test", "sec_fetch_site": "same-site"},
    "of another port": {"origin": "https://galley.test:8443", "sec_fetch_site": "same-site"},
    "of no origin": {"origin": "null", "sec_fetch_site": "cross-site"},
    "of a sandbox": {"origin": "null", "sec_fetch_site": None},
    "that hides its origin": {"origin": None, "sec_fetch_site": "cross-site"},
    "that a form sends": {"origin": ORIGIN, "sec_fetch_site": "none"},
}


@pytest.mark.parametrize("case", FORGED)
@pytest.mark.parametrize("query", [VIEWER, CHANGE], ids=["query", "mutation"])
async def test_takes_no_cookie_of_a_request(api: Api, case: str, query: str) -> None:
    page = await signed_in(api, ADA)
    changes = {name: value for name, value in FORGED[case].items() if value is None or value.isascii()}
    raw = [(name.encode(), value.encode()) for name, value in page.headers(**changes).items()]
    for name, value in FORGED[case].items():
        if value is not None and not value.isascii():
            raw = [pair for pair in raw if pair[0] != b"x-galley-csrf"]
            raw.append((name.replace("_", "-").encode(), value.encode("latin-1")))
    response = await api.http.post("/graphql", json={"query": query}, headers=raw)
    assert response.status_code == 403
    assert response.json()["errors"][0]["extensions"] == {"code": "FORBIDDEN"}
    assert "data" not in response.json()


async def test_takes_the_header_of_the_same_session_alone(api: Api) -> None:
    page, other = await signed_in(api, ADA), await signed_in(api, ADA)
    assert page.proof != other.proof
    assert (await page.post(VIEWER, x_galley_csrf=other.proof)).status_code == 403


async def test_takes_a_program_that_has_cookie_and_header(api: Api) -> None:
    page = await signed_in(api, ADA)
    assert (await page.post(VIEWER, origin=None, sec_fetch_site=None)).status_code == 200


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, 200),
        ({"sec_fetch_site": "none"}, 200),
        ({"sec_fetch_site": None}, 200),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"sec_fetch_site": None, "origin": "https://evil.example"}, 403),
    ],
)
async def test_reads_by_get_without_the_header(api: Api, changes: dict[str, str | None], status: int) -> None:
    page = await signed_in(api, ANN)
    response = await page.get(VIEWER, **changes)
    assert response.status_code == status
    if status == 200:
        assert response.json()["data"]["viewer"]["name"] == "Ann"


async def test_changes_nothing_by_get(api: Api) -> None:
    assert (await (await signed_in(api, ADA)).get(CHANGE)).status_code == 405


# ── tokens and cookies are not the same ─────────────────────────────────────────────────────────


async def test_lets_a_header_win_over_the_cookie(api: Api) -> None:
    page = await signed_in(api, ANN)
    response = await page.post(VIEWER, x_galley_csrf=None, authorization=api.headers(EVA)["Authorization"])
    assert response.json()["data"]["viewer"]["name"] == "Eva"
    assert (await page.post(VIEWER, authorization="Bearer nonsense")).status_code == 401


async def test_takes_no_cookie_for_a_bearer_token_and_no_token_for_a_cookie(api: Api) -> None:
    page = await signed_in(api, ANN)
    value = page.cookie.partition("=")[2]
    for scheme in ("Bearer", "Session"):
        shown = {"Authorization": f"{scheme} {value}"}
        assert (await api.http.post("/graphql", json={"query": VIEWER}, headers=shown)).status_code == 401
    token = api.headers(ANN)["Authorization"].removeprefix("Bearer ")
    page.cookie = f"__Host-galley_session={token}"
    assert (await page.post(VIEWER)).status_code == 401


async def test_signs_a_cookie_by_another_key_than_tokens() -> None:
    secrets = [b"a" * 32, b"b" * 32]
    verified = Verifier(secrets).verified(guest_token(secrets))
    session = make_session(verified, secrets=secrets, now=utc_now(), longest=timedelta(hours=1))
    assert verified_session(session.value, secrets=secrets).viewer == verified.viewer
    with pytest.raises(Unauthenticated):
        viewer_of(f"Bearer {session.value}", secrets=secrets, now=utc_now())
    for value in (guest_token(secrets), session.value[:-4], "", "a.b.c", "é"):
        with pytest.raises(Unauthenticated):
            verified_session(value, secrets=secrets)


def guest_token(secrets: list[bytes]) -> str:
    return make_guest_token(secrets=secrets, person=TARIQ.id, first_seen_at=utc_now())


def test_outlives_a_new_secret_in_front_of_its_own() -> None:
    old, new = [b"a" * 32], [b"b" * 32, b"a" * 32]
    session = make_session(
        Verifier(old).verified(guest_token(old)), secrets=old, now=utc_now(), longest=timedelta(hours=1)
    )
    assert verified_session(session.value, secrets=new).proof == session.proof
    with pytest.raises(Unauthenticated):
        verified_session(session.value, secrets=[b"b" * 32])


@pytest.mark.parametrize("cookie", ["theme=dark", "", "a=1; b=2", "__Host-galley_session=", "galley_session"])
async def test_takes_other_cookies_for_nobody(api: Api, cookie: str) -> None:
    response = await api.http.post("/graphql", json={"query": VIEWER}, headers={"Cookie": cookie})
    assert response.json()["data"]["viewer"]["isAuthenticated"] is False
    assert "vary" not in response.headers


async def test_takes_none_of_two_cookies_of_the_name(api: Api) -> None:
    page, other = await signed_in(api, ANN), await signed_in(api, ADA)
    page.cookie = f"{page.cookie}; {other.cookie}"
    assert (await who(page))["name"] is None


async def test_finds_its_cookie_among_others(api: Api) -> None:
    page = await signed_in(api, ANN)
    page.cookie = f"theme=dark; galley_session=x; {page.cookie}; lang=bn"
    assert (await who(page))["name"] == "Ann"


async def test_keeps_what_a_session_is_answered_for_nobody_else(api: Api) -> None:
    response = await (await signed_in(api, ANN)).post(VIEWER)
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["vary"] == "Cookie"


@pytest.mark.parametrize(
    ("headers", "is_said"),
    [
        ({}, False),
        ({"cookie": "theme=dark"}, False),
        ({"cookie": "galley_session=x"}, False),
        ({"cookie": "__Host-galley_session=x"}, True),
        ({"authorization": ""}, True),
        ({"authorization": "Bearer x"}, True),
    ],
    ids=str,
)
def test_knows_a_request_that_is_somebodys(headers: dict[str, str], is_said: bool) -> None:
    """What it is answered must not be kept for guests, also where the token turns out to be none."""
    lines = [(name.encode(), value.encode()) for name, value in {"host": HOST, **headers}.items()]
    shown = credentials_of(Exchange({"method": "GET", "headers": lines}, unused, unused))
    assert (shown is not NOBODY) == is_said


async def unused(*_: Any) -> Any:
    raise AssertionError("nothing is read or sent")


# ── ending ──────────────────────────────────────────────────────────────────────────────────────


async def test_tells_a_page_that_is_loaded_again(api: Api) -> None:
    page = await signed_in(api, ANN)
    again = await api.http.get(SESSION, headers=page.headers(x_galley_csrf=None, origin=None))
    assert (again.status_code, again.json()) == (200, page.told)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"cookie": None}, 401),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"origin": "https://evil.example"}, 403),
    ],
)
async def test_tells_nobody_else(api: Api, changes: dict[str, str | None], status: int) -> None:
    page = await signed_in(api, ANN)
    response = await api.http.get(SESSION, headers=page.headers(**changes))
    assert response.status_code == status
    assert page.proof not in response.text


async def test_ends_when_its_page_says_so(api: Api) -> None:
    page = await signed_in(api, ANN)
    response = await api.http.delete(SESSION, headers=page.headers())
    assert (response.status_code, response.json()) == (200, {"viewer": None})
    assert response.headers["set-cookie"] == (
        "__Host-galley_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure"
    )


async def test_ends_by_no_other_pages_word(api: Api) -> None:
    page = await signed_in(api, ANN)
    for changes in ({"x_galley_csrf": None}, {"origin": "https://evil.example"}):
        response = await api.http.delete(SESSION, headers=page.headers(**changes))
        assert response.status_code == 403
        assert "set-cookie" not in response.headers


async def test_lasts_no_longer_than_its_token_nor_than_the_settings_allow(plain: dict[str, str]) -> None:
    settings = load_settings({**plain, "GALLEY_SESSION_HOURS": "2"})
    async with open_api(settings) as api:
        for minutes, lasts in ((30, 30 * 60), (600, 120 * 60)):
            response = await begin(api, token_for(settings, minutes))
            (seconds,) = re.findall(r"Max-Age=(\d+)", response.headers["set-cookie"])
            assert lasts - 5 <= int(seconds) <= lasts


def token_for(settings: Settings, minutes: float) -> str:
    return make_token(
        secrets=settings.secrets, subject="reader:1", name="Omi", roles=[Role.EDITOR], now=utc_now(),
        expires_in=timedelta(minutes=minutes),
    )  # fmt: skip


async def test_ends_with_its_token(api: Api) -> None:
    ends_at = int(time.time()) + 4
    page = await signed_in(api, token_for(api.settings, (ends_at - time.time() + 0.001) / 60))
    assert (await who(page))["name"] == "Omi"
    await asyncio.sleep(ends_at - time.time())
    response = await page.post(VIEWER)
    assert (response.status_code, response.json()["errors"][0]["message"]) == (
        401,
        "The session has expired.",
    )
    assert "Max-Age=0" in response.headers["set-cookie"], "the page goes on as a guest's"


async def test_ends_when_the_persons_tokens_are_revoked(api: Api) -> None:
    page = await signed_in(api, ANN)
    assert (await who(page))["name"] == "Ann"
    async with api.database.transaction() as session:
        await revoke_tokens(session, ANN.id, now=utc_now())
    async with asyncio.timeout(5):
        while (response := await page.post(VIEWER)).status_code == 200:  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.05)
    assert (response.status_code, response.json()["errors"][0]["message"]) == (
        401,
        "The session has been revoked.",
    )


@pytest.mark.parametrize("speaker", [ANN, TARIQ], ids=["reader", "guest"])
def test_a_session_that_is_made_late_counts_as_made_when_its_token_was(speaker: Speaker) -> None:
    secrets, now = [b"a" * 32], utc_now()
    assert not isinstance(speaker, str | None)
    verified = replace(Verifier(secrets).verified(speaker.token(secrets)), made_at=int(now.timestamp()) - 100)
    session = make_session(verified, secrets=secrets, now=now, longest=timedelta(hours=1))
    with pytest.raises(Unauthenticated, match="revoked"):
        verified_session(session.value, secrets=secrets).viewer_at(
            now, {speaker.id: now - timedelta(seconds=50)}
        )
