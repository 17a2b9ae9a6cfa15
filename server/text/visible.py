"""Whether a text shows anything at all."""

from __future__ import annotations

import regex

# Combining marks alone, white space, controls and format characters show nothing; nor do the blank letters
# among the default ignorables (Hangul fillers), the empty Braille pattern, the object replacement character.
_SHOWN = regex.compile(r"[[\p{L}\p{N}\p{P}\p{S}]--[\p{Default_Ignorable_Code_Point}\u2800\uFFFC]]", regex.V1)


def is_visible(text: str) -> bool:
    """Has a letter, a digit, a punctuation mark or a symbol."""
    return _SHOWN.search(text) is not None
