"""A TOML table, read strictly: whatever is missing, misplaced or not in NFC is told by file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from server.text.locales import canonical_tag
from server.text.normal import nfc

C = TypeVar("C", bound=StrEnum)


class ContentError(ValueError):
    """A mistake in the demo's own files."""


class Table:
    """Every key is taken once; `closed` refuses the ones that nobody took."""

    def __init__(self, values: Mapping[str, Any], where: str) -> None:
        self._values = dict(values)
        self.where = where

    def wrong(self, message: str) -> ContentError:
        return ContentError(f"{self.where}: {message}")

    def has(self, key: str) -> bool:
        return key in self._values

    def text(self, key: str) -> str:
        """Without the line feed that ends a multi-line string."""
        return self._checked(key, self._values.pop(key, None))

    def optional_text(self, key: str) -> str | None:
        return self.text(key) if self.has(key) else None

    def texts(self, key: str) -> tuple[str, ...]:
        """A list, empty where the key is absent."""
        found = self._values.pop(key, [])
        if not isinstance(found, list):
            raise self.wrong(f"{key} is not a list")
        return tuple(self._checked(key, each) for each in found)

    def optional_hours(self, key: str) -> float | None:
        found = self._values.pop(key, None)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int | float) or found < 0:
            raise self.wrong(f"{key} is not a number of hours")
        return float(found)

    def hours(self, key: str) -> float:
        found = self.optional_hours(key)
        if found is None:
            raise self.wrong(f"{key} is missing")
        return found

    def flag(self, key: str) -> bool:
        found = self._values.pop(key, False)
        if not isinstance(found, bool):
            raise self.wrong(f"{key} is neither true nor false")
        return found

    def choice(self, key: str, choices: type[C], default: C | None = None) -> C:
        if default is not None and not self.has(key):
            return default
        return self._choice(key, self.text(key), choices)

    def choices(self, key: str, choices: type[C]) -> tuple[C, ...]:
        return tuple(self._choice(key, found, choices) for found in self.texts(key))

    def locale(self, key: str) -> str:
        return self._locale(self.text(key))

    def tables(self, key: str) -> Iterator[Table]:
        """The tables of [[key]], each closed when the next is asked for."""
        for number, values in enumerate(self._list_of_tables(key), 1):
            name = next((values[each] for each in ("key", "slug") if each in values), number)
            with closed(Table(values, f"{self.where}: {key} {name}")) as table:
                yield table

    def by_locale(self) -> dict[str, Any]:
        """All keys that are left, which must be locales."""
        left, self._values = self._values, {}
        return {self._locale(key): value for key, value in left.items()}

    def locale_texts(self) -> dict[str, str]:
        return {locale: self._checked(locale, value) for locale, value in self.by_locale().items()}

    def locale_tables(self, read: Callable[[str, Table], Any]) -> dict[str, Any]:
        """What `read(locale, table)` makes of each table that is left."""
        made = {}
        for locale, value in self.by_locale().items():
            if not isinstance(value, dict):
                raise self.wrong(f"{locale} is not a table")
            with closed(Table(value, f"{self.where}, {locale}")) as table:
                made[locale] = read(locale, table)
        return made

    def table(self, key: str) -> Table:
        found = self._values.pop(key, None)
        if not isinstance(found, dict):
            raise self.wrong(f"[{key}] is missing")
        return Table(found, self.where)

    def left_over(self) -> list[str]:
        return sorted(self._values)

    def _list_of_tables(self, key: str) -> list[dict[str, Any]]:
        found = self._values.pop(key, None)
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise self.wrong(f"[[{key}]] is missing")
        return found

    def _choice(self, key: str, found: str, choices: type[C]) -> C:
        if found not in choices.__members__:
            raise self.wrong(f"{key} is {found!r}, not one of {', '.join(choices)}")
        return choices[found]

    def _checked(self, key: str, value: Any) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(f"{key} is missing, empty or not a text")
        if nfc(value) != value:
            raise self.wrong(f"{key} is not in NFC")
        return value.removesuffix("\n")

    def _locale(self, tag: str) -> str:
        try:
            is_canonical = canonical_tag(tag) == tag
        except ValueError:
            is_canonical = False
        if not is_canonical:
            raise self.wrong(f"{tag!r} is not a locale in canonical form")
        return tag


@contextmanager
def closed(table: Table) -> Iterator[Table]:
    """The table; at the end every key must have been taken."""
    yield table
    if unknown := table.left_over():
        raise table.wrong(f"nobody reads {', '.join(unknown)}")


@contextmanager
def toml_file(path: Path) -> Iterator[Table]:
    """A whole file as one table."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"{path.name}: {error}") from error
    with closed(Table(values, path.name)) as table:
        yield table
