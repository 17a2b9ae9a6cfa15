"""The language a comment is in, and which way its text runs."""

from __future__ import annotations

from collections.abc import Sequence

from server.settings import Settings
from server.text.scripts import direction, language_of, script_of

CLEARLY = 0.8
"""The share of letters in one script from which a text counts as written in it."""


def language_and_direction(
    body: str, *, told: str | None, article_locale: str, settings: Settings
) -> tuple[str | None, str]:
    """The comment's locale, where it is told or its script tells it, and the direction of its text.

    Latin script is shared by too many languages to tell one.
    """
    guess = _clear_guess(body, _tags(settings))
    if guess is None:
        return told, direction(told or article_locale)
    if told is not None:
        return told, direction(guess)
    return (guess if script_of(guess) != "Latn" else None), direction(guess)


def language_after_edit(body: str, *, before: str | None, settings: Settings) -> str | None:
    """What to take for told of a new text: the old one's locale, unless the new script cannot be that language's."""
    guess = _clear_guess(body, _tags(settings))
    is_other = guess is not None and before is not None and script_of(guess) != script_of(before)
    return None if is_other else before


def _tags(settings: Settings) -> Sequence[str]:
    return [locale.locale for locale in settings.locales]


def _clear_guess(body: str, tags: Sequence[str]) -> str | None:
    guess, share = language_of(body, tags)
    return guess if share >= CLEARLY else None
