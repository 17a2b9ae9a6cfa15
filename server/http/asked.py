"""Which document a request asks for: by its text, by a trusted document's name, by a hash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schema.documents import Asked

PERSISTED_VERSION = 1


def read_asked(parameters: Mapping[str, Any], extensions: Mapping[str, Any]) -> Asked:
    """`parameters` are those of GraphQL over HTTP or the payload of a subscribe message. Raises ValueError with what
    is wrong with their form; whether the document is there is for the store to say."""
    text, name = parameters.get("query"), parameters.get("documentId")
    for told, value in (("query", text), ("documentId", name)):
        if value is not None and not isinstance(value, str):
            raise ValueError(f"{told} must be a string or null.")
    digest = _digest(extensions.get("persistedQuery"))
    if text is None and name is None and digest is None:
        raise ValueError("query must be a string with a GraphQL document, or documentId the name of one.")
    return Asked(text, name, digest)


def _digest(persisted: Any) -> str | None:
    """Of extensions.persistedQuery, as Apollo's clients send it. What is registered under another id than a hash has
    that for its "hash" there."""
    if persisted is None:
        return None
    if not isinstance(persisted, dict) or persisted.get("version") != PERSISTED_VERSION:
        raise ValueError(f"persistedQuery must be an object with version {PERSISTED_VERSION} and sha256Hash.")
    digest = persisted.get("sha256Hash")
    if not isinstance(digest, str) or not digest:
        raise ValueError("persistedQuery.sha256Hash must be a string.")
    return digest
