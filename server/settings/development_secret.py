"""A secret for development, made once and kept beside the data, so that tokens outlive a restart.

`galley run` and `galley token` work without GALLEY_SECRET by it. Production never asks for it.
"""

from __future__ import annotations

import dataclasses
import os
import secrets
import time
from pathlib import Path

from server.errors import OperatorError
from server.settings.load import MIN_SECRET_BYTES, Settings

FILE_NAME = "development-secret"
WAIT_SECONDS = 2.0
"""For another process that has made the file and not written it yet: microseconds, unless it was killed."""


def with_development_secret(settings: Settings) -> Settings:
    """The same settings where they hold a secret; else with the one in var/, or beside the SQLite file."""
    if settings.secrets:
        return settings
    if settings.is_production:  # load_settings refuses this already; a mistake here would sign real tokens
        raise OperatorError("GALLEY_SECRET is not set, and production needs it.")
    folder = settings.sqlite_path.parent if settings.sqlite_path else Path("var")
    try:
        secret = _read_or_make(folder / FILE_NAME)
    except OSError as problem:
        raise OperatorError(
            f"The development secret {folder / FILE_NAME} cannot be kept ({problem.strerror}). "
            "Make the folder writable, or set GALLEY_SECRET."
        ) from None
    return dataclasses.replace(settings, secrets=(secret,))


def _read_or_make(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Exclusive, so that of two processes starting at once exactly one makes it.
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read(path)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_hex(MIN_SECRET_BYTES).encode() + b"\n")
    return path.read_bytes().strip()


def _read(path: Path) -> bytes:
    deadline = time.monotonic() + WAIT_SECONDS
    while len(secret := path.read_bytes().strip()) < MIN_SECRET_BYTES:
        if time.monotonic() > deadline:
            raise OperatorError(
                f"{path} holds no secret of {MIN_SECRET_BYTES} bytes. Delete it and start again."
            )
        time.sleep(0.01)
    return secret
