"""GALLEY_LOCALES: the site's languages in order, each with what is tried when a translation is missing.

    en bn ar pt                     each falls back to the tag's parents, then to the default locale
    en, bn>en, pt-BR>pt>en, ar      a chain that is written out counts as it stands

The article's original comes last in every chain by itself and is not written here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from server.settings.values import shown
from server.text.locales import canonical_tag, parents


@dataclass(frozen=True, slots=True)
class SiteLocale:
    locale: str
    fallback: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenLocale:
    """An entry as the operator wrote it; `chain` None asks for the usual one."""

    locale: str
    chain: tuple[str, ...] | None


def locale_tag(text: str) -> str:
    try:
        return canonical_tag(text)
    except ValueError:
        raise ValueError(f"{shown(text)} is not a language tag") from None


def written_locales(text: str) -> tuple[WrittenLocale, ...]:
    """Entries separated by commas or white space, in order."""
    joined = re.sub(r"\s*>\s*", ">", text)
    entries = tuple(_entry(part) for part in re.split(r"[\s,]+", joined) if part)
    if not entries:
        raise ValueError("it names no language")
    seen: set[str] = set()
    for entry in entries:
        if entry.locale in seen:
            raise ValueError(f"{entry.locale} stands in it twice")
        seen.add(entry.locale)
    return entries


def _entry(text: str) -> WrittenLocale:
    tags = tuple(locale_tag(part) for part in text.split(">"))
    if len(set(tags)) < len(tags):
        raise ValueError(f"the chain {shown(text)} comes back to a language that it has tried")
    return WrittenLocale(tags[0], tags[1:] or None)


def with_chains(entries: tuple[WrittenLocale, ...], default_locale: str) -> tuple[SiteLocale, ...]:
    return tuple(SiteLocale(entry.locale, _chain(entry, default_locale)) for entry in entries)


def _chain(entry: WrittenLocale, default_locale: str) -> tuple[str, ...]:
    if entry.chain is not None:
        return entry.chain
    if entry.locale == default_locale:
        return ()
    return tuple(dict.fromkeys([*parents(entry.locale), default_locale]))
