"""The pages' words in English, Bengali, Arabic and Portuguese; numbers and dates as each language writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal

from server.text.locales import parents
from server.text.scripts import direction

FOLDER = Path(__file__).parent / "words"
LANGUAGES = ("en", "bn", "ar", "pt")
FALLBACK = "en"


class Words:
    """Of one locale of the site: in its own language where the pages know it, else in English."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.language = next((tag for tag in (locale, *parents(locale)) if tag in LANGUAGES), FALLBACK)
        self.direction = direction(self.language).lower()
        self._texts = _texts(self.language)
        self._babel = _babel(self.language)

    def __call__(self, key: str, **values: Any) -> str:
        """The text under the key, a number `n` in its plural's form. Raises KeyError for a key that is not there."""
        text = self._texts[key]
        if isinstance(text, dict):
            form = self._babel.plural_form(values["n"])
            text = text.get(form, text["other"])
        shown = {
            name: self.number(value) if isinstance(value, int) else value for name, value in values.items()
        }
        return str(text).format(**shown)

    def all(self) -> Mapping[str, Any]:
        """For the pages' modules."""
        return self._texts

    def number(self, value: int) -> str:
        return format_decimal(value, locale=self._babel)

    def date(self, moment: datetime, zone: tzinfo) -> str:
        return format_date(moment.astimezone(zone), format="long", locale=self._babel)

    def time(self, moment: datetime, zone: tzinfo) -> str:
        return format_datetime(moment.astimezone(zone), format="medium", locale=self._babel)

    def list(self, names: Sequence[str]) -> str:
        return format_list(names, locale=self._babel)

    def name_of(self, locale: str) -> str:
        """A language, in itself: a reader finds their own."""
        return _own_name(locale)


@cache
def words_for(locale: str) -> Words:
    return Words(locale)


@cache
def _texts(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


@cache
def _babel(tag: str) -> Locale:
    for each in (tag, *parents(tag), FALLBACK):
        try:
            return Locale.parse(each, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    raise AssertionError("English is known")


@cache
def _own_name(locale: str) -> str:
    try:
        name = Locale.parse(locale, sep="-").get_display_name()
    except (UnknownLocaleError, ValueError):
        name = None
    return name or locale
