"""A provider's keys are there before they are asked for, and whatever the provider does, the server goes on."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import replace
from pathlib import Path

import jwt
import pytest

from server.services import http_get, provider_keys
from server.services.http_get import MAX_ANSWER_BYTES, Unavailable
from server.services.provider_keys import AGAIN_SECONDS, FRESH_SECONDS, ProviderKeys, fetch_keys
from server.settings import IdentitySettings, Settings, load_settings
from tests.api.client import Api, open_api
from tests.identity.certificates import made_certificate
from tests.identity.provider import AUDIENCE, CONFIGURATION, KEYS, FakeProvider, pair, provider
from tests.live.server import PATIENCE_SECONDS, until

VIEWER = "{ viewer { name roles isAuthenticated } }"


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


def identity_of(oidc: FakeProvider, **changes: object) -> IdentitySettings:
    return replace(IdentitySettings(issuer=oidc.url, audiences=(AUDIENCE,)), **changes)  # type: ignore[arg-type]


async def status(api: Api, headers: dict[str, str]) -> int:
    return (await api.http.post("/graphql", json={"query": VIEWER}, headers=headers)).status_code


async def believed(api: Api, headers: dict[str, str]) -> None:
    """Returns once such a token is taken."""
    async with asyncio.timeout(15):
        while await status(api, headers) != 200:  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.1)


# ── signing in ──────────────────────────────────────────────────────────────────────────────────


async def test_believes_the_provider_and_asks_it_once(signing: Api, oidc: FakeProvider) -> None:
    for _ in range(5):
        answer = await signing.http.post(
            "/graphql", json={"query": VIEWER}, headers=oidc.headers(roles=["editors"])
        )
        assert answer.json()["data"]["viewer"] == {
            "name": "Ann",
            "roles": ["EDITOR"],
            "isAuthenticated": True,
        }
    assert oidc.asked == [CONFIGURATION, KEYS]


async def test_finds_the_keys_without_a_configuration(with_provider: Settings, oidc: FakeProvider) -> None:
    identity = replace(with_provider.identity, issuer="https://id.example", jwks_url=oidc.url + KEYS)
    async with open_api(replace(with_provider, identity=identity)) as api:
        assert await status(api, oidc.headers(iss="https://id.example")) == 200
        assert await status(api, oidc.headers()) == 401
    assert oidc.asked == [KEYS]


async def test_ends_a_providers_token_with_its_time(signing: Api, oidc: FakeProvider) -> None:
    skew = signing.settings.identity.clock_skew_seconds
    ends_at = int(time.time()) + 4
    ending = oidc.headers(exp=ends_at - skew)
    assert await status(signing, ending) == 200
    await asyncio.sleep(ends_at - time.time())
    assert await status(signing, ending) == 401, "a token that was remembered ends like any other"


@pytest.mark.parametrize(("seconds", "statuses"), [("0", [401, 401, 200]), ("60", [200, 200, 200])])
async def test_allows_for_as_much_as_the_settings_say(
    plain: dict[str, str], oidc: FakeProvider, seconds: str, statuses: list[int]
) -> None:
    settings = load_settings({**plain, **oidc.settings, "GALLEY_CLOCK_SKEW_SECONDS": seconds})
    now = int(time.time())
    claims = {"sub": "reader:1", "exp": now + 60, "nbf": now + 20}
    own = jwt.encode(claims, settings.secrets[0], algorithm="HS256")
    async with open_api(settings) as api:
        shown = [oidc.headers(exp=now - 20), {"Authorization": f"Bearer {own}"}, oidc.headers()]
        assert [await status(api, each) for each in shown] == statuses


# ── rotation ────────────────────────────────────────────────────────────────────────────────────


def make_it_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider_keys, "AGAIN_SECONDS", 0.0)


async def test_reads_the_keys_again_once_for_all_who_bring_a_new_one(
    signing: Api, oidc: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_it_time(monkeypatch)
    oidc.rotate()
    oidc.may_answer.clear()
    oidc.asked.clear()
    tokens = [oidc.headers(sub=str(number)) for number in range(50)]
    waiting = [asyncio.create_task(status(signing, each)) for each in tokens]
    await until(lambda: bool(oidc.asked))
    oidc.may_answer.set()
    assert await asyncio.gather(*waiting) == [200] * 50
    assert oidc.asked == [CONFIGURATION, KEYS]


async def test_holds_up_nobody_else_meanwhile(
    signing: Api, oidc: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_it_time(monkeypatch)
    known = oidc.headers()
    assert await status(signing, known) == 200
    oidc.rotate()
    asked = len(oidc.asked)
    oidc.may_answer.clear()
    waiting = asyncio.create_task(status(signing, oidc.headers()))
    await until(lambda: len(oidc.asked) > asked)
    async with asyncio.timeout(PATIENCE_SECONDS):
        told = [await status(signing, headers) for headers in ({}, known, signing.headers("nonsense"))]
    assert told == [200, 200, 401]
    assert not waiting.done()
    oidc.may_answer.set()
    assert await waiting == 200


async def test_asks_no_more_often_than_every_few_seconds(signing: Api, oidc: FakeProvider) -> None:
    oidc.asked.clear()
    stranger = pair(number=5, kid="unheard of")
    statuses = [
        await status(signing, {"Authorization": f"Bearer {stranger.signs(oidc.claims(jti=str(number)))}"})
        for number in range(20)
    ]
    assert statuses == [401] * 20
    assert oidc.asked == [], "they were read a moment ago"


async def test_counts_the_seconds_from_the_last_time(oidc: FakeProvider) -> None:
    clock = Clock()
    keys = ProviderKeys(identity_of(oidc), clock=clock)
    await keys.step()
    await keys.learn()
    assert len(oidc.asked) == 2
    clock.seconds += AGAIN_SECONDS
    await asyncio.gather(*(keys.learn() for _ in range(50)))
    assert len(oidc.asked) == 4


async def test_reads_them_now_and_then_by_itself_and_forgets_what_was_withdrawn(
    with_provider: Settings, oidc: FakeProvider
) -> None:
    clock = Clock()
    keys = ProviderKeys(with_provider.identity, clock=clock)
    await keys.step()
    before = keys.known
    clock.seconds += FRESH_SECONDS - 1
    await keys.step()
    assert len(oidc.asked) == 2
    clock.seconds += 1
    await keys.step()
    assert len(oidc.asked) == 4
    assert keys.known is before, "who is remembered stays so while nothing has changed"
    oidc.rotate()
    clock.seconds += FRESH_SECONDS
    await keys.step()
    assert not keys.known.fitting("RSA-0", "RS256")
    assert keys.known.fitting("RSA-1", "RS256")


async def test_refuses_remembered_tokens_of_a_key_that_was_withdrawn(
    signing: Api, oidc: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_it_time(monkeypatch)
    old = oidc.headers()
    assert await status(signing, old) == 200
    oidc.rotate()
    assert await status(signing, oidc.headers()) == 200
    assert await status(signing, old) == 401


async def test_a_request_that_is_broken_off_ends_nobody_elses(oidc: FakeProvider) -> None:
    keys = ProviderKeys(identity_of(oidc))
    oidc.may_answer.clear()
    first, second = asyncio.create_task(keys.learn()), asyncio.create_task(keys.learn())
    await until(lambda: bool(oidc.asked))
    first.cancel()
    oidc.may_answer.set()
    await second
    assert keys.known.keys
    assert len(oidc.asked) == 2


# ── a provider that is away, slow, or says something else ───────────────────────────────────────


async def test_starts_without_the_provider_and_believes_it_once_it_is_there(
    with_provider: Settings, oidc: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    token, port = oidc.headers(), oidc.url.rpartition(":")[2]
    oidc.go_away()
    with caplog.at_level(logging.WARNING, "galley.provider"):
        async with open_api(with_provider) as api:
            assert "cannot be reached" in caplog.text
            refused = await api.http.post("/graphql", json={"query": VIEWER}, headers=token)
            assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
            assert refused.json()["errors"][0]["extensions"]["code"] == "OVERLOADED"
            assert await status(api, {}) == 200
            with provider(int(port)):
                await believed(api, token)
    assert "Traceback" not in caplog.text


async def test_goes_on_by_the_keys_it_has_while_the_provider_is_away(
    signing: Api, oidc: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_it_time(monkeypatch)
    token, stranger = oidc.headers(), pair(number=1).signs(oidc.claims())
    oidc.go_away()
    assert await status(signing, {"Authorization": f"Bearer {stranger}"}) == 401
    assert await status(signing, token) == 200


async def test_a_slow_provider_holds_up_a_start_for_a_moment_only(
    with_provider: Settings, oidc: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provider_keys, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(provider_keys, "FETCH_SECONDS", 60.0)
    oidc.may_answer.clear()
    async with asyncio.timeout(PATIENCE_SECONDS), open_api(with_provider) as api:
        oidc.may_answer.set()
        await believed(api, oidc.headers())
    assert oidc.asked == [CONFIGURATION, KEYS], "what had begun was not begun again"


HUGE = b'{"keys": [' + b" " * MAX_ANSWER_BYTES + b"]}"

WRONG: dict[str, tuple[str, int, bytes, str]] = {
    "no configuration": (CONFIGURATION, 404, b"", "answered 404"),
    "a redirect": (KEYS, 302, b"", "answered 302"),
    "an error": (KEYS, 500, b"", "answered 500"),
    "no JSON": (KEYS, 200, b"<html>", "something else than JSON"),
    "nothing": (KEYS, 200, b"", "something else than JSON"),
    "no set": (KEYS, 200, b"[]", "no JSON Web Key Set"),
    "deep": (KEYS, 200, b"[" * 5_000, "something else than JSON"),
    "huge": (KEYS, 200, HUGE, "more than 256 kB"),
    "a huge configuration": (CONFIGURATION, 200, HUGE, "more than 256 kB"),
    "another issuer": (CONFIGURATION, 200, b'{"issuer": "https://x.example"}', "another issuer"),
    "a configuration that is none": (CONFIGURATION, 200, b"7", "another issuer"),
}


@pytest.mark.parametrize("case", WRONG)
async def test_tells_what_is_wrong_with_the_provider(oidc: FakeProvider, case: str) -> None:
    path, code, body, told = WRONG[case]
    oidc.answers[path] = (code, body)
    with pytest.raises(Unavailable, match=told) as problem:
        await fetch_keys(identity_of(oidc))
    assert str(problem.value).startswith(oidc.url + path)


@pytest.mark.parametrize(
    "address", ["http://id.example/keys", "ftp://127.0.0.1/k", "/keys", "", 7, None], ids=repr
)
async def test_takes_keys_by_https_alone(oidc: FakeProvider, address: object) -> None:
    told = json.dumps({"issuer": oidc.url, "jwks_uri": address})
    oidc.answers[CONFIGURATION] = (200, told.encode())
    with pytest.raises(Unavailable, match="no address of https"):
        await fetch_keys(identity_of(oidc))


async def test_waits_no_longer_than_it_may(oidc: FakeProvider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider_keys, "FETCH_SECONDS", 0.2)
    oidc.may_answer.clear()
    with pytest.raises(Unavailable, match=r"longer than 0\.2 seconds"):
        await fetch_keys(identity_of(oidc))


async def test_asks_for_a_certificate_that_can_be_trusted(oidc: FakeProvider) -> None:
    """Plain HTTP where TLS is spoken for is refused in the handshake, before anything is asked."""
    with pytest.raises(Unavailable, match="certificate"):
        await http_get.get_json(oidc.url.replace("http:", "https:") + KEYS, timeout_seconds=5)
    assert oidc.asked == []


@pytest.mark.parametrize(
    ("address", "days", "is_known", "counts"),
    [
        ("127.0.0.1", 1, True, True),
        ("127.0.0.1", 1, False, False),
        ("192.0.2.1", 1, True, False),
        ("127.0.0.1", -1, True, False),
    ],
    ids=["good", "of an unknown authority", "of another address", "over"],
)
async def test_looks_at_the_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, days: int, is_known: bool, counts: bool
) -> None:
    certificate = made_certificate(tmp_path, address=address, days=days)
    if is_known:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with provider(certificate=certificate) as oidc:
        if counts:
            assert (await fetch_keys(identity_of(oidc))).keys
            return
        with pytest.raises(Unavailable, match="certificate"):
            await fetch_keys(identity_of(oidc))
        assert oidc.asked == []


async def test_refuses_all_of_a_provider_without_a_usable_key(
    with_provider: Settings, oidc: FakeProvider, caplog: pytest.LogCaptureFixture
) -> None:
    oidc.pairs = [pair(use="enc")]
    with caplog.at_level(logging.WARNING, "galley.provider"):
        async with open_api(with_provider) as api:
            assert await status(api, oidc.headers()) == 401
    assert "no key that can be used" in caplog.text
