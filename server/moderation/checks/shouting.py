"""Notes comments in capitals."""

from __future__ import annotations

import regex

from server.moderation.findings import Finding, Outcome, TextSpan
from server.moderation.submission import Submission

NAME = "shouting"

MIN_LETTERS = 20
"""Letters with case. Fewer are an abbreviation, a name or one cry."""

SHOUTED_SHARE = 0.7
"""Capitals among the letters with case. English has 2 to 5 in a hundred, a German headline 20."""

CASED_SHARE = 0.5
"""Letters with case among all: NATO and NASA in a Bengali text are not its voice."""

# Cherokee is written in its capitals; everywhere else capitals stand out.
_CAPITAL = regex.compile(r"[\p{Lu}--\p{Cherokee}]", regex.V1)
_SMALL = regex.compile(r"[\p{Ll}--\p{Cherokee}]", regex.V1)
_LETTER = regex.compile(r"\p{L}")
_SHOUTED = regex.compile(r"\p{Lu}{2,}(?:[\s\p{P}]+\p{Lu}{2,})*")


def check_shouting(submission: Submission) -> Finding | None:
    """The share of capitals, where a script has them; the parts that are written so."""
    body = submission.body
    capitals = len(_CAPITAL.findall(body))
    if capitals < SHOUTED_SHARE * MIN_LETTERS:  # whatever the rest is
        return None
    cased = capitals + len(_SMALL.findall(body))
    if cased < MIN_LETTERS or cased < CASED_SHARE * len(_LETTER.findall(body)):
        return None
    share = capitals / cased
    if share < SHOUTED_SHARE:
        return None
    spans = tuple(TextSpan(*match.span()) for match in _SHOUTED.finditer(body))
    return Finding(NAME, Outcome.NOTE, f"{share:.0%} of its letters are capitals.", score=share, spans=spans)
