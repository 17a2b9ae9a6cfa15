"""The public keys of an OpenID provider: a JSON Web Key Set -> keys that may verify, each by its own algorithms.

What a key may do is decided by the key, never by the token that is to be verified: a key of RSA verifies no HMAC, and
a secret in the set is no key (RFC 8725, 2.1 and 3.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWTError
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
"""All that a provider's token may be signed by."""

MAX_KEYS = 64
RSA_BITS = range(2_048, 8_193)
"""RFC 7518, 3.3 asks for 2048 or more; what is longer than 8192 takes milliseconds to verify by."""

MAX_ID_CHARS = 512


@dataclass(frozen=True, slots=True)
class PublicKey:
    """`id` is the key's `kid`, None where it has none."""

    id: str | None
    algorithms: tuple[str, ...]
    key: Any


@dataclass(frozen=True, slots=True)
class KeySet:
    """What a provider has published."""

    keys: tuple[PublicKey, ...] = ()

    def fitting(self, key_id: str | None, algorithm: str) -> tuple[PublicKey, ...]:
        """The keys by which such a token may be verified. A token that names no key is taken where there is one
        alone (OpenID Connect Core, 10.1)."""
        able = tuple(key for key in self.keys if algorithm in key.algorithms)
        if key_id is None:
            return able if len(able) == 1 else ()
        return tuple(key for key in able if key.id == key_id)


NO_KEYS = KeySet()
"""Before any were read."""


def read_keys(document: Any) -> KeySet:
    """The usable keys of a JSON Web Key Set; others are passed over, as RFC 7517, 5 asks. Raises ValueError for what
    is no such set."""
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        raise ValueError("it is no JSON Web Key Set")  # noqa: TRY004 - of what was sent, not of what was passed
    found = (_public_key(each) for each in listed[:MAX_KEYS] if isinstance(each, dict))
    return KeySet(tuple(key for key in found if key is not None))


def _public_key(given: Mapping[str, Any]) -> PublicKey | None:
    able, algorithm = _able(given), given.get("alg")
    if algorithm is not None:
        able = tuple(each for each in able if each == algorithm)
    key_id = given.get("kid")
    is_named = key_id is None or (isinstance(key_id, str) and len(key_id) <= MAX_ID_CHARS)
    if not able or not is_named or not _is_for_signatures(given) or "d" in given:
        return None
    key = _read(given)
    return None if key is None else PublicKey(key_id, able, key)


def _able(given: Mapping[str, Any]) -> tuple[str, ...]:
    """By the kind of key, and by nothing else."""
    kind, curve = given.get("kty"), given.get("crv")
    if kind == "RSA":
        return ("RS256", "PS256")
    if kind == "EC" and curve == "P-256":
        return ("ES256",)
    if kind == "OKP" and curve == "Ed25519":
        return ("EdDSA",)
    return ()


def _is_for_signatures(given: Mapping[str, Any]) -> bool:
    operations = given.get("key_ops")
    may_verify = operations is None or (isinstance(operations, list) and "verify" in operations)
    return given.get("use") in (None, "sig") and may_verify


def _read(given: Mapping[str, Any]) -> Any:
    """None for what is no such key."""
    try:
        if given["kty"] == "RSA":
            key = RSAAlgorithm.from_jwk({"kty": "RSA", "n": given["n"], "e": given["e"]})
            return key if isinstance(key, RSAPublicKey) and key.key_size in RSA_BITS else None
        if given["kty"] == "EC":
            return ECAlgorithm.from_jwk({"kty": "EC", "crv": given["crv"], "x": given["x"], "y": given["y"]})
        return OKPAlgorithm.from_jwk({"kty": "OKP", "crv": given["crv"], "x": given["x"]})
    except (PyJWTError, ValueError, TypeError, KeyError, AttributeError):
        return None
