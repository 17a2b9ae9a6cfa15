"""Which language a visitor is shown, by their browser's wishes (RFC 9110, 12.5.4) or by the address."""

from __future__ import annotations

from collections.abc import Sequence

from server.text.locales import canonical_tag, parents

WISHES = 20
"""Of one header; a browser names three."""


def chosen_locale(accept_language: str | None, locales: Sequence[str], default: str) -> str:
    """The site's locale that the visitor likes best, also where it is of another region; else the default."""
    by_language: dict[str, str] = {}
    for locale in locales:
        by_language.setdefault(locale, locale)
    for locale in locales:
        for each in parents(locale):
            by_language.setdefault(each, locale)
    for wish in _wishes(accept_language or ""):
        for each in (wish, *parents(wish)):
            if each in by_language:
                return by_language[each]
    return default


def _wishes(header: str) -> list[str]:
    """Tags by weight, the first of equals first."""
    weighted: list[tuple[float, str]] = []
    for part in header.split(",")[:WISHES]:
        tag, _, parameter = part.partition(";")
        name, _, value = parameter.strip().partition("=")
        try:
            weight = float(value) if name.strip() == "q" else 1.0
            weighted.append((weight, canonical_tag(tag.strip())))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighted, key=lambda each: -each[0]) if weight > 0]
