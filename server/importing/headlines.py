"""Titles and names of categories: what looks like one, and where a line holds one in each language."""

from __future__ import annotations

import regex

from server.importing.document import Paragraph
from server.importing.measures import weight, word_count
from server.importing.sides import Reader

MAX_TITLE_WEIGHT = 300
"""In code points of an alphabet, one language. The title of the first real document has 79 and 85."""

MAX_CATEGORY_WEIGHT = 60
"""Where a title in two languages follows, so that the line can be nothing else."""

MAX_GUESSED_CATEGORY_WEIGHT = 30
MAX_GUESSED_CATEGORY_WORDS = 4
MIN_TITLE_TO_CATEGORY = 1.5
"""Where nothing but length tells a category from a title, which is so many times longer. A title above a line
such as "By Asha Rahman" stays the title."""

MAX_IMBALANCE, MAX_PURE_IMBALANCE = 3.0, 6.0
"""A title's languages differ in length by less: "AC/DC ব্যান্ড ঢাকায়" is one title. Where each side is in one script
alone, as in "UN/জাতিসংঘ", an abbreviation may stand for a long name."""

MAX_SPLIT_CHARS = 1_200
"""Code points of a title line, all languages; looking for its borders takes time with the square."""

_BORDER = regex.compile("[/／]")
_INSIDE_NUMBER = regex.compile(r"(?<=\p{Nd})[/／](?=\p{Nd})")
_LETTER = regex.compile(r"\p{L}")
_CLOSED = r"['\"’”»›」』)\]]*$"
_FULL_STOP = regex.compile(r"[.।॥。．｡۔։።᙮᠃។၊။]" + _CLOSED)
_ELLIPSIS = regex.compile(r"\.\.\." + _CLOSED)
_ABBREVIATED = regex.compile(r"(?:^|[\s(])(?:(?:\p{L}\.){2,}|(?:Inc|Ltd|Co|Corp|Jr|Sr|St|Dr|No|vs|etc)\.)$")


def is_title(text: str) -> bool:
    """Has a letter, is short enough, and does not end like a sentence."""
    return _LETTER.search(text) is not None and weight(text) <= MAX_TITLE_WEIGHT and not ends_sentence(text)


def is_category(text: str, *, max_weight: int) -> bool:
    return is_title(text) and weight(text) <= max_weight


def could_be_category_above(text: str, title: str) -> bool:
    """Short in itself and beside the title: a guess, where no title in several languages shows the way."""
    is_short = word_count(text) <= MAX_GUESSED_CATEGORY_WORDS
    is_shorter = weight(text) * MIN_TITLE_TO_CATEGORY <= weight(title)
    return is_short and is_shorter and is_category(text, max_weight=MAX_GUESSED_CATEGORY_WEIGHT)


def ends_sentence(text: str) -> bool:
    """With a full stop of any script; not with an ellipsis, U.S. or Inc., as titles do."""
    if _ELLIPSIS.search(text) or _ABBREVIATED.search(text):
        return False
    return _FULL_STOP.search(text) is not None


def halves(line: Paragraph, reader: Reader) -> list[Paragraph]:
    """The line's text in each language, split at `/`; the whole line where it has one language only.

    Split where the sides have different scripts and about the same length, so "24/7" and "AC/DC" stay whole.
    """
    if len(line.text) > MAX_SPLIT_CHARS:
        return [line]
    return [Paragraph(text, line.line) for text in _split(line.text, reader)]


def _split(text: str, reader: Reader) -> list[str]:
    fitting = _translations(text, reader)
    if not fitting:
        return [text]
    left, right = max(fitting, key=lambda sides: _fitness(sides[0], sides[1], reader))
    parts = [*_split(left, reader), *_split(right, reader)]
    scripts = {reader.read(part).script for part in parts}
    return parts if len(scripts) == len(parts) else [left, right]


def _translations(text: str, reader: Reader) -> list[tuple[str, str]]:
    """Left and right of each border. A slash between digits (২৪/৭) is one only where no other slash is."""
    inside = {match.start() for match in _INSIDE_NUMBER.finditer(text)}
    slashes = [match.start() for match in _BORDER.finditer(text)]
    for candidates in ([at for at in slashes if at not in inside], slashes):
        sides = [(text[:at].strip(), text[at + 1 :].strip()) for at in candidates]
        fitting = [(left, right) for left, right in sides if _are_translations(left, right, reader)]
        if fitting:
            return fitting
    return []


def _are_translations(left: str, right: str, reader: Reader) -> bool:
    first, second = reader.read(left), reader.read(right)
    if not (first.has_letters and second.has_letters) or first.script == second.script:
        return False
    is_pure = first.share == second.share == 1
    return _imbalance(left, right) <= (MAX_PURE_IMBALANCE if is_pure else MAX_IMBALANCE)


def _fitness(left: str, right: str, reader: Reader) -> tuple[float, float]:
    """The purer each side's script the better, then the more alike their lengths."""
    return reader.read(left).share * reader.read(right).share, -_imbalance(left, right)


def _imbalance(left: str, right: str) -> float:
    smaller, larger = sorted((weight(left), weight(right)))
    return larger / max(smaller, 1)
