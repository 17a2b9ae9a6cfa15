"""The files in which build tools write the documents of a client, by name."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson

from server.errors import OperatorError
from server.services.trusted_documents import HASH_PREFIX, plain_name

APOLLO = "apollo-persisted-query-manifest"
SHAPES = (
    "An object of names and documents, as GraphQL Code Generator and the Relay compiler write it, or Apollo's "
    "persisted query manifest."
)


def read_manifest(content: bytes, *, file: str) -> dict[str, str]:
    """Texts by name. Raises OperatorError that says what is wrong with the file."""
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise OperatorError(f"{file} is not JSON: {error}.") from None
    documents = _apollo(value, file) if _is_apollo(value) else _by_name(value, file)
    if not documents:
        raise OperatorError(f"{file} holds no documents.")
    return documents


def _is_apollo(value: Any) -> bool:
    return isinstance(value, dict) and value.get("format") == APOLLO


def _by_name(value: Any, file: str) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise OperatorError(f"{file} is no manifest. {SHAPES}")
    return _named(value.items(), file)


def _apollo(manifest: Mapping[str, Any], file: str) -> dict[str, str]:
    operations = manifest.get("operations")
    if manifest.get("version") != 1 or not isinstance(operations, list):
        raise OperatorError(f"{file} is no manifest of version 1 with operations.")
    pairs = []
    for each in operations:
        name, text = (each.get("id"), each.get("body")) if isinstance(each, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(text, str):
            raise OperatorError(f"{file}: each operation needs id and body.")
        pairs.append((name, text))
    return _named(pairs, file)


def _named(pairs: Any, file: str) -> dict[str, str]:
    documents: dict[str, str] = {}
    for name, text in pairs:
        if name.startswith(HASH_PREFIX) and sha256(text.encode()).hexdigest() != plain_name(name):
            raise OperatorError(f"{file}: {name} is not the hash of its document.")
        if documents.setdefault(plain_name(name), text) != text:
            raise OperatorError(f"{file} names two documents {name}.")
    return documents
