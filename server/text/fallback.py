"""Fallback chains: which language is shown where a translation is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.text.locales import parents

ORIGINAL = "*"
"""In a chain: the locale in which the thing itself was first written."""


@dataclass(frozen=True, slots=True)
class Chains:
    """The site's locales, each with what is tried when a translation into it is missing."""

    default_locale: str
    fallbacks: Mapping[str, tuple[str, ...]]

    def lists(self, locale: str) -> bool:
        return locale in self.fallbacks

    def chain(self, locale: str) -> list[str]:
        """The locale, then its fallbacks, the original last. For one the site does not list: its parents
        (BCP 47 truncation), then the site's default."""
        listed = self.fallbacks.get(locale)
        tail = (*parents(locale), self.default_locale) if listed is None else listed
        return list(dict.fromkeys((locale, *tail, ORIGINAL)))
