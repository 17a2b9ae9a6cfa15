"""Characters as people count them: extended grapheme clusters (UAX #29)."""

from __future__ import annotations

import regex

# A flag is two regional indicators. The library looks back over the whole run of them at each, which makes
# 30,000 flags a matter of seconds: for counting, a letter breaks where a flag does.
_FLAG = regex.compile("[\U0001f1e6-\U0001f1ff]{2}")
_GRAPHEME = regex.compile(r"\X")


def count_graphemes(text: str) -> int:
    """কি, é and a family emoji each count as one, however many code points they take."""
    if text.isascii():  # where nothing joins but a line break of two characters
        return len(text) - text.count("\r\n")
    return sum(1 for _ in _GRAPHEME.finditer(_FLAG.sub("x", text)))


def cut_graphemes(text: str, most: int) -> str:
    """The first graphemes whose code points are at most `most` in all; never splits one."""
    if len(text) <= most:
        return text
    end = 0
    for grapheme in _GRAPHEME.finditer(text):
        if grapheme.end() > most:
            break
        end = grapheme.end()
    return text[:end]
