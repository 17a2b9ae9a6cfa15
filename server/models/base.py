"""The declarative base: naming of constraints, and types by annotation."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import CheckConstraint, MetaData
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables. Relations are read by statements, never lazily, so no model declares a relationship."""

    metadata = MetaData(naming_convention=NAMING)


def one_of(column: str, choices: type[StrEnum] | Iterable[str]) -> CheckConstraint:
    """A CHECK that a text column holds one of the names. NULL passes, as CHECK has it."""
    names = ", ".join(f"'{choice!s}'" for choice in choices)
    return CheckConstraint(f"{column} IN ({names})", name=column)
