"""When two texts are the same, and when they are nearly so."""

from __future__ import annotations

from server.moderation.words.folding import fold_letters
from server.moderation.words.tokens import tokenise
from server.text.normal import nfc, strip_edges


def exact_key(text: str) -> str:
    """Equal for texts that differ only in composition (NFC, NFD) and white space."""
    return " ".join(strip_edges(nfc(text)).split())


def loose_key(text: str) -> str:
    """Equal for texts that differ only in case, punctuation, spacing and what nobody sees.

    A text without letters and digits is only like itself.
    """
    return "".join([token.text for token in tokenise(fold_letters(text))]) or exact_key(text)
