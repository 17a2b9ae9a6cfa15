"""The sides of a document -> the locales they are stored under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from server.importing.refusal import ImportRefused
from server.importing.sides import Reader
from server.text.locales import canonical_tag
from server.text.scripts import language_of, likely_locale, script_of

UNDETERMINED = "und"


def locales_of(
    texts: Mapping[str, str], *, site_locales: Sequence[str], original: str | None, reader: Reader
) -> dict[str, str]:
    """By side, the original's first: `original` itself, the site's locale of the script, or CLDR's likeliest.

    `texts`: all that the document says on each side, the side of its first title first. Raises ImportRefused
    where nothing is in the original's script, or where no language is known.
    """
    found = {side: likely(side, text, site_locales) for side, text in texts.items()}
    if original is not None:
        tag = _canonical(original)
        first = reader.side_of(script_of(tag))
        if first not in found:
            has = ", ".join(found.values())
            raise ImportRefused(f"Nothing in it can be in its original language {tag}: it has {has}.")
        found = {first: tag, **{side: locale for side, locale in found.items() if side != first}}
    for side, locale in found.items():
        if locale == UNDETERMINED:
            raise ImportRefused(f"Its language cannot be told: no language is known for the script {side}.")
    return found


def likely(side: str, text: str, site_locales: Sequence[str]) -> str:
    """Bengali script may be Assamese: only its letters tell."""
    return language_of(text, site_locales)[0] if side == "Beng" else likely_locale(side, site_locales)


def _canonical(tag: str) -> str:
    try:
        return canonical_tag(tag)
    except ValueError as problem:
        raise ImportRefused(f"Its original language cannot be used: {problem}.") from None
