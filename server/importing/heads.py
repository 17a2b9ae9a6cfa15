"""The lines above the body: a category or none, then the title, on one line or on one for each language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from server.importing.document import Paragraph
from server.importing.headlines import (
    MAX_CATEGORY_WEIGHT,
    MAX_TITLE_WEIGHT,
    could_be_category_above,
    ends_sentence,
    halves,
    is_category,
    is_title,
)
from server.importing.measures import weight
from server.importing.refusal import ImportRefused
from server.importing.sides import Reader
from server.text.graphemes import cut_graphemes

HEAD_LINES = 3
"""A title in several languages on one line is looked for here: below a category in one language or two."""

SHOWN_CHARS = 60

Parts = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """`is_guessed`: only its length tells the category from a title. `lines`: how many it takes."""

    category: Parts
    titles: Parts
    lines: int
    is_guessed: bool = False


def heads(found: Sequence[Paragraph], reader: Reader) -> list[Head]:
    """What the first lines can be, the likeliest first, each with text below. Raises ImportRefused."""
    split = [tuple(halves(line, reader)) for line in found[:HEAD_LINES]]
    options = list(_title_on_one_line(split, reader))
    if not options:
        _refuse_buried_title(split)
        options = [*_titles_on_two_lines(found, reader), *_one_title(found)]
    options = [head for head in options if head.lines < len(found)]
    if not options:
        raise _no_title(found)
    return options


def _title_on_one_line(split: Sequence[Parts], reader: Reader) -> Iterator[Head]:
    """The first line with several languages, unless it is itself the category above such a line."""
    for at, parts in enumerate(split):
        above = tuple(part for line in split[:at] for part in line)
        below = split[at + 1] if at + 1 < len(split) else ()
        if not _is_split_title(parts) or not _is_category(above, reader):
            continue
        if not above and _is_category(parts, reader) and _is_headline(below):
            continue
        yield Head(above, parts, at + 1)
        return


def _titles_on_two_lines(found: Sequence[Paragraph], reader: Reader) -> Iterator[Head]:
    """One a language, each of which the body has too."""
    for above in (0, 1):
        category, titles = tuple(found[:above]), tuple(found[above : above + 2])
        if len(titles) < 2 or not all(is_title(title.text) for title in titles):
            continue
        readings = [reader.read(title.text) for title in titles]
        scripts = {reading.script for reading in readings if reading.is_certain}
        below = {reader.read(paragraph.text).script for paragraph in found[above + 2 :]}
        fits = all(could_be_category_above(name.text, titles[0].text) for name in category)
        if fits and len(scripts) == 2 and scripts <= below:
            yield Head(category, titles, above + 2, is_guessed=above > 0)


def _one_title(found: Sequence[Paragraph]) -> Iterator[Head]:
    first, second = found[0], found[1] if len(found) > 2 else None
    if second and is_title(second.text) and could_be_category_above(first.text, second.text):
        yield Head((first,), (second,), 2, is_guessed=True)
    if is_title(first.text):
        yield Head((), (first,), 1)


def _is_split_title(parts: Parts) -> bool:
    """Two languages on one line are a title even where they end with a full stop."""
    return len(parts) > 1 and all(weight(part.text) <= MAX_TITLE_WEIGHT for part in parts)


def _is_headline(parts: Parts) -> bool:
    return len(parts) > 1 and all(is_title(part.text) for part in parts)


def _is_category(parts: Parts, reader: Reader) -> bool:
    """Nothing, or one short name in each of at most two languages."""
    scripts = {reader.read(part.text).script for part in parts}
    fits = all(is_category(part.text, max_weight=MAX_CATEGORY_WEIGHT) for part in parts)
    return fits and len(parts) <= 2 and len(scripts) == len(parts)


def _refuse_buried_title(split: Sequence[Parts]) -> None:
    for parts in split:
        if _is_headline(parts):
            raise ImportRefused(
                f"Line {parts[0].line} looks like the title in {len(parts)} languages, but what stands above "
                f"is no category (a name of at most {MAX_CATEGORY_WEIGHT} characters). Take it out."
            )


def _no_title(found: Sequence[Paragraph]) -> ImportRefused:
    first = found[0]
    shown = repr(cut_graphemes(first.text, SHOWN_CHARS))
    if ends_sentence(first.text):
        reason = "ends like a sentence"
    elif weight(first.text) > MAX_TITLE_WEIGHT:
        reason = f"is longer than {MAX_TITLE_WEIGHT} characters"
    elif is_title(first.text):
        return ImportRefused(f"There is no text below the title on line {found[-1].line}.")
    else:
        reason = "has no letters"
    return ImportRefused(
        f"It has no title that can be recognised: line {first.line} reads {shown} and {reason}. "
        "Put the title on the first line, or on the second below a category of a few words."
    )
