"""Tokens and sessions -> viewers, and the keyed hashes that stand for what is not to be kept.

Nothing about tokens is stored but whose were revoked.
"""

from server.auth.hashes import address_hash, address_hashes, keyed_hash, keyed_hashes
from server.auth.keys import ALGORITHMS, NO_KEYS, KeySet, read_keys
from server.auth.persons import (
    GUEST_PREFIX,
    STAFF_PREFIX,
    person_id,
    person_of_provider,
    staff_subject,
)
from server.auth.provider import Provider, provider_of
from server.auth.sessions import Session, make_session, verified_session
from server.auth.tokens import (
    ALGORITHM,
    GUEST_TOKEN_DAYS,
    MAX_TOKEN_CHARS,
    make_guest_token,
    make_token,
)
from server.auth.verified import LAST_MOMENT, NOTHING_REVOKED, Verified
from server.auth.viewers import CLOCK_SKEW_SECONDS, Verifier, bearer_of, viewer_of

__all__ = [
    "ALGORITHM",
    "ALGORITHMS",
    "CLOCK_SKEW_SECONDS",
    "GUEST_PREFIX",
    "GUEST_TOKEN_DAYS",
    "LAST_MOMENT",
    "MAX_TOKEN_CHARS",
    "NOTHING_REVOKED",
    "NO_KEYS",
    "STAFF_PREFIX",
    "KeySet",
    "Provider",
    "Session",
    "Verified",
    "Verifier",
    "address_hash",
    "address_hashes",
    "bearer_of",
    "keyed_hash",
    "keyed_hashes",
    "make_guest_token",
    "make_session",
    "make_token",
    "person_id",
    "person_of_provider",
    "provider_of",
    "read_keys",
    "staff_subject",
    "verified_session",
    "viewer_of",
]
