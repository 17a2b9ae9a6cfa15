"""Which tokens of a provider count, and what they say: against its keys, without a network."""

from __future__ import annotations

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from server.auth import (
    ALGORITHMS,
    KeySet,
    Provider,
    Verifier,
    make_token,
    person_id,
    person_of_provider,
    read_keys,
)
from server.errors import Unauthenticated
from server.settings.identity import ROLES
from server.viewer import Role, Viewer
from tests.identity.provider import Pair, made, pair

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
MOMENT = int(NOW.timestamp())
ISSUER = "https://id.example/realms/daily"
SECRET = b"a secret of the site's, of 32 bytes"
SKEW = 30
PROVIDER = Provider(
    issuer=ISSUER,
    audiences=("galley", "console"),
    name_claim="name",
    roles_claim="realm_access.roles",
    roles={"editors": Role.EDITOR, "News desk": Role.MODERATOR, "chief": Role.ADMIN, "ops": Role.ADMIN},
)
RSA = pair()


def published(*pairs: Pair) -> KeySet:
    return read_keys({"keys": [each.published for each in pairs]})


def claims(**changes: Any) -> dict[str, Any]:
    standard = {
        "iss": ISSUER,
        "aud": "galley",
        "sub": "248289",
        "iat": MOMENT,
        "exp": MOMENT + 300,
        "name": "Ann",
    }
    return {name: value for name, value in {**standard, **changes}.items() if value is not ...}


def read(token: str, *pairs: Pair, now: datetime = NOW, provider: Provider = PROVIDER) -> Viewer:
    verifier = Verifier([SECRET], provider, SKEW)
    return verifier.verified(token, published(*pairs or (RSA,))).viewer_at(now)


def refused(token: str, *pairs: Pair, now: datetime = NOW) -> str:
    with pytest.raises(Unauthenticated) as refusal:
        read(token, *pairs, now=now)
    return refusal.value.message


# ── signatures ──────────────────────────────────────────────────────────────────────────────────

ABLE = [("RSA", "RS256"), ("RSA", "PS256"), ("EC", "ES256"), ("OKP", "EdDSA")]


@pytest.mark.parametrize(("kind", "algorithm"), ABLE)
def test_takes_each_algorithm_of_the_list(kind: str, algorithm: str) -> None:
    key = pair(kind, algorithm)
    assert read(key.signs(claims()), key).name == "Ann"
    assert algorithm in ALGORITHMS


@pytest.mark.parametrize(("kind", "algorithm"), ABLE)
def test_refuses_what_another_key_of_that_name_has_signed(kind: str, algorithm: str) -> None:
    stranger = pair(kind, algorithm, number=7, kid=f"{kind}-0")
    assert "not valid here" in refused(stranger.signs(claims()), pair(kind, algorithm))


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS384", "PS512"])
def test_refuses_algorithms_that_are_not_in_the_list(algorithm: str) -> None:
    refused(RSA.signs(claims(), algorithm), pair(alg=None), RSA)


@pytest.mark.parametrize(
    "header", [{"alg": "none"}, {"alg": "nOnE"}, {"alg": ""}, {}, {"alg": None}, {"alg": ["RS256"]}]
)
def test_refuses_a_token_without_a_signature(header: dict[str, Any]) -> None:
    refused(handmade({**header, "kid": RSA.id}, claims(), b""))


def handmade(header: dict[str, Any], said: dict[str, Any], key: bytes) -> str:
    """A token with an HMAC by `key`, or without any."""
    parts = [encoded(json.dumps(part).encode()) for part in (header, said)]
    signed = ".".join(parts)
    return f"{signed}.{encoded(hmac.digest(key, signed.encode(), sha256)) if key else ''}"


def encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


PUBLIC = made("RSA").public_key()
PUBLIC_TEXTS = {
    "PEM": PUBLIC.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    "PEM of PKCS 1": PUBLIC.public_bytes(Encoding.PEM, PublicFormat.PKCS1),
    "DER": PUBLIC.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
    "JWK": json.dumps(RSA.published).encode(),
    "modulus": RSA.published["n"].encode(),
}


@pytest.mark.parametrize("algorithm", ["HS256", "RS256", "PS256"])
@pytest.mark.parametrize("text", PUBLIC_TEXTS)
def test_takes_no_public_key_for_a_secret(text: str, algorithm: str) -> None:
    """The confusion of algorithms: everybody knows the key, so everybody could sign with it."""
    header = {"alg": algorithm, "kid": RSA.id, "typ": "JWT"}
    said = claims(roles=["ADMIN"], realm_access={"roles": ["chief"]})
    refused(handmade(header, said, PUBLIC_TEXTS[text]))


def test_takes_no_secret_that_the_provider_publishes() -> None:
    secret = b"s" * 32
    listed = {"kty": "oct", "k": encoded(secret), "kid": "shared", "use": "sig", "alg": "HS256"}
    keys = read_keys({"keys": [listed, {**listed, "alg": "RS256"}, {**listed, "alg": None}]})
    assert keys.keys == ()
    token = handmade({"alg": "HS256", "kid": "shared"}, claims(), secret)
    with pytest.raises(Unauthenticated):
        Verifier([SECRET], PROVIDER, SKEW).verified(token, keys)


def test_takes_no_key_from_the_token_itself() -> None:
    stranger = pair(number=9, kid="own")
    inside: dict[str, Any] = {
        "jwk": stranger.published,
        "jku": "https://evil.example/keys",
        "x5u": "https://evil.example/c",
    }
    refused(stranger.signs(claims(), **inside))
    refused(stranger.signs(claims(), kid=RSA.id, **inside))


def test_refuses_a_header_that_asks_for_what_is_not_understood() -> None:
    header: dict[str, Any] = {"crit": ["exp-if"], "exp-if": True}
    refused(RSA.signs(claims(), **header))


def test_knows_the_sites_own_tokens_beside_the_providers() -> None:
    own = make_token(
        secrets=[SECRET], subject="reader:1", name="Omi", roles=[], now=NOW, expires_in=timedelta(hours=1)
    )
    assert read(own).id == person_id("reader:1")


def test_reads_no_providers_token_without_a_provider() -> None:
    with pytest.raises(Unauthenticated):
        Verifier([SECRET]).verified(RSA.signs(claims()), published(RSA))


# ── keys ────────────────────────────────────────────────────────────────────────────────────────

UNUSABLE = {
    "for encryption": pair(use="enc"),
    "of an unknown use": pair(use="tls"),
    "to sign alone": pair(key_ops=["sign"]),
    "of operations that are no list": pair(key_ops="verify"),
    "for another algorithm": pair(alg="RS512"),
    "for a secret's algorithm": pair(alg="HS256"),
    "for none": pair(alg="none"),
    "of an algorithm that is no text": pair(alg=["RS256"]),
    "with its private part": pair(d="AQAB"),
    "of a name that is no text": pair(kid=7),
    "of an endless name": pair(kid="k" * 10_000),
    "too short": pair("small RSA"),
    "of another curve": pair("P-384", "ES256"),
    "of a curve that it does not lie on": pair("EC", "ES256", x="AAAA"),
    "without its numbers": pair(n=None),
    "of numbers that are none": pair(n={"a": 1}),
    "of no kind": pair(kty=None),
    "of another kind": pair(kty="EC"),
}


@pytest.mark.parametrize("key", UNUSABLE.values(), ids=UNUSABLE)
def test_passes_over_keys_that_are_not_to_verify_by(key: Pair) -> None:
    assert published(key).keys == ()
    assert len(published(key, pair(number=3)).keys) == 1, "the others count on"


@pytest.mark.parametrize("document", [None, [], "keys", {}, {"keys": {}}, {"keys": None}], ids=repr)
def test_tells_what_is_no_set_of_keys(document: Any) -> None:
    with pytest.raises(ValueError, match="no JSON Web Key Set"):
        read_keys(document)


@pytest.mark.parametrize("listed", [None, 7, "key", [], {}], ids=repr)
def test_passes_over_what_is_no_key(listed: Any) -> None:
    assert read_keys({"keys": [listed]}) == KeySet()


def test_verifies_by_the_key_that_the_token_names() -> None:
    first, second = pair(number=0, kid="a"), pair(number=1, kid="b")
    assert read(second.signs(claims()), first, second).name == "Ann"
    refused(second.signs(claims(), kid="a"), first, second)
    refused(second.signs(claims(), kid="c"), first, second)


def test_tries_every_key_of_one_name() -> None:
    first, second = pair(number=0, kid="a"), pair(number=1, kid="a")
    assert read(second.signs(claims()), first, second).name == "Ann"


def test_needs_no_name_where_one_key_alone_can_be_meant() -> None:
    unnamed = RSA.signs(claims(), kid=None)
    assert read(unnamed, RSA, pair("EC", "ES256")).name == "Ann"
    refused(unnamed, RSA, pair(number=1))


def test_lets_a_key_of_one_algorithm_verify_no_other() -> None:
    token = pair(algorithm="PS256").signs(claims())
    refused(token, pair(algorithm="RS256"))
    assert read(token, pair(algorithm="PS256", alg=None)).name == "Ann"


# ── from whom, for whom, when ───────────────────────────────────────────────────────────────────

WRONG: dict[str, dict[str, Any]] = {
    "of another issuer": {"iss": "https://id.example/realms/weekly"},
    "of nearly that issuer": {"iss": ISSUER + "/"},
    "of no issuer": {"iss": ...},
    "of a list of issuers": {"iss": [ISSUER]},
    "for another audience": {"aud": "shop"},
    "for nearly that audience": {"aud": "galley2"},
    "for nobody": {"aud": ...},
    "for an empty list": {"aud": []},
    "for what is no text": {"aud": 7},
    "without an end": {"exp": ...},
    "of an end that is no number": {"exp": "tomorrow"},
    "of an end that is true": {"exp": True},
    "of an end that never comes": {"exp": float("nan")},
    "of a beginning that is no number": {"nbf": "now"},
    "made at no time": {"iat": "now"},
    "without a subject": {"sub": ...},
    "of an empty subject": {"sub": ""},
    "of a subject that is no text": {"sub": 7},
    "of a subject that cannot be stored": {"sub": "a\x00b"},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_refuses_a_token(changes: dict[str, Any]) -> None:
    refused(RSA.signs(claims(**changes)))


@pytest.mark.parametrize("audience", ["galley", "console", ["shop", "galley"]], ids=repr)
def test_takes_a_token_for_any_of_the_audiences(audience: Any) -> None:
    assert read(RSA.signs(claims(aud=audience))).name == "Ann"


@pytest.mark.parametrize("kind", ["logout+jwt", "dpop+jwt", "secevent+jwt"])
def test_takes_no_token_that_was_made_for_something_else(kind: str) -> None:
    refused(RSA.signs(claims(), typ=kind))


@pytest.mark.parametrize("kind", ["JWT", "at+jwt", "application/at+jwt", "AT+JWT", ""])
def test_takes_id_tokens_and_access_tokens(kind: str) -> None:
    assert read(RSA.signs(claims(), typ=kind)).name == "Ann"


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"exp": MOMENT - SKEW + 1}, True),
        ({"exp": MOMENT - SKEW}, False),
        ({"nbf": MOMENT + SKEW}, True),
        ({"nbf": MOMENT + SKEW + 1}, False),
        ({"iat": MOMENT + SKEW}, True),
        ({"iat": MOMENT + SKEW + 1}, False),
        ({"iat": ..., "nbf": ...}, True),
        ({"exp": 10**400}, True),
        ({"exp": MOMENT + 0.5}, True),
    ],
    ids=repr,
)
def test_allows_for_clocks_that_differ(changes: dict[str, Any], counts: bool) -> None:
    token = RSA.signs(claims(**changes))
    if counts:
        assert read(token).is_identified
    else:
        refused(token)


# ── who ─────────────────────────────────────────────────────────────────────────────────────────


def test_gives_a_person_one_id_for_good() -> None:
    """Rows refer to it: a change here would make strangers of everybody."""
    assert str(read(RSA.signs(claims())).id) == str(person_of_provider(ISSUER, "248289"))
    assert str(person_of_provider("https://id.example", "1")) == KNOWN_ID


KNOWN_ID = "4226fe5c-2fbf-896e-ba2f-f3a5e93596b0"


def test_takes_the_same_subject_of_another_issuer_for_somebody_else() -> None:
    there = person_of_provider("https://id.elsewhere", "1")
    assert len({there, person_of_provider("https://id.example", "1"), person_id("1")}) == 3
    assert person_of_provider("https://a", "b") != person_of_provider("https://ab", "")


@pytest.mark.parametrize("subject", ["galley:ann", "guest:0190aaaa00007000800000000000c0de", "reader:1"])
def test_lets_no_providers_subject_pass_for_one_of_ours(subject: str) -> None:
    viewer = read(RSA.signs(claims(sub=subject)))
    assert viewer.id not in (person_id(subject), None)
    assert viewer.id is not None
    assert viewer.id.hex != subject.removeprefix("guest:")
    assert viewer.is_identified
    assert viewer.subject == f"{ISSUER} {subject}"


@pytest.mark.parametrize(
    ("path", "said", "name"),
    [
        ("name", {"name": "Ann"}, "Ann"),
        ("preferred_username", {"preferred_username": "ann"}, "ann"),
        ("profile.name", {"profile": {"name": "Ann"}}, "Ann"),
        ("https://x.example/name", {"https://x.example/name": "Ann"}, "Ann"),
        ("name", {"name": ["Ann"]}, None),
        ("name.first", {"name": "Ann"}, None),
        ("nick", {"name": "Ann"}, None),
    ],
)
def test_shows_the_name_that_the_settings_name(path: str, said: dict[str, Any], name: str | None) -> None:
    provider = Provider(issuer=ISSUER, audiences=("galley",), name_claim=path, roles_claim="roles", roles={})
    assert read(RSA.signs(claims(**{"name": ..., **said})), provider=provider).name == name


# ── roles ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "said", "roles"),
    [
        ("realm_access.roles", {"realm_access": {"roles": ["editors", "offline_access"]}}, {Role.EDITOR}),
        ("realm_access.roles", {"realm_access.roles": ["editors"]}, {Role.EDITOR}),
        ("groups", {"groups": ["editors", "News desk"]}, {Role.EDITOR, Role.MODERATOR}),
        ("groups", {"groups": "editors"}, {Role.EDITOR}),
        ("groups", {"groups": "former editors"}, set()),
        ("groups", {"groups": ["Editors", "EDITOR", "ADMIN", 7, None, ["chief"]]}, set()),
        ("groups", {"groups": {"chief": True}}, set()),
        ("groups", {"roles": ["chief"]}, set()),
        ("scope", {"scope": "openid editors"}, {Role.EDITOR}),
        ("roles", {"roles": ["ADMIN", "EDITOR"]}, set()),
        ("a.b", {"a": ["editors"]}, set()),
        ("cognito:groups", {"cognito:groups": ["chief", "ops"]}, {Role.ADMIN}),
    ],
)
def test_gives_the_roles_that_the_mapping_gives(path: str, said: dict[str, Any], roles: set[Role]) -> None:
    provider = Provider(
        issuer=ISSUER, audiences=("galley",), name_claim="name", roles_claim=path, roles=PROVIDER.roles
    )
    assert read(RSA.signs(claims(**said)), provider=provider).roles == roles


def test_names_the_roles_that_there_are() -> None:
    assert set(ROLES) == {role.value for role in Role}


def test_takes_a_providers_token_as_one_text() -> None:
    """What libraries make of lines and spaces is no matter: it is refused."""
    head, body, signature = RSA.signs(claims()).split(".")
    for other in (
        f"{head}.{body}",
        f"{head}.{body}.{signature}.x",
        f"{head}..{signature}",
        f"{head}.{body}.",
    ):
        refused(other)
    assert jwt.get_unverified_header(RSA.signs(claims()))["alg"] == "RS256"
