"""What a plan is run with: the variables, the viewer, the time, the site's fallback chains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from server.text.locales import parents
from server.viewer import Viewer

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
        """The locale, then its fallbacks, the original last. For one the site does not list: its parents (BCP 47
        truncation), then the site's default."""
        listed = self.fallbacks.get(locale)
        tail = (*parents(locale), self.default_locale) if listed is None else listed
        return list(dict.fromkeys((locale, *tail, ORIGINAL)))


@dataclass(frozen=True, slots=True)
class Request:
    """`now` is in UTC to the millisecond."""

    viewer: Viewer
    now: datetime
    chains: Chains
    variables: Mapping[str, Any] = field(default_factory=dict)
