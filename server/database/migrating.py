"""Bringing a database to the newest migration."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

MIGRATIONS = Path(__file__).resolve().parent.parent.parent / "migrations"


class CannotMigrate(Exception):
    """Alembic's reason: most often that a newer version has migrated the database."""


def alembic_config(url: str) -> Any:
    """Alembic's Config for this checkout's migrations and the given SQLAlchemy URL."""
    config = import_module("alembic.config").Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Brings the database to the newest migration. Not to be called from a running event loop.

    Alembic is loaded here and not before: a server that finds its database migrated does without its 8 MB. Raises
    CannotMigrate, and the driver's errors.
    """
    path = make_url(url).database
    if url.startswith("sqlite") and path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    command, problem = import_module("alembic.command"), import_module("alembic.util").CommandError
    try:
        command.upgrade(alembic_config(url), "head")
    except problem as error:
        raise CannotMigrate(str(error)) from error
