"""The words of a text, as written and as they may be meant."""

from __future__ import annotations

from server.moderation.words.folding import fold_letters
from server.moderation.words.tokens import other_readings, tokens_of


class Readings:
    """Made once for a text, sought in for any number of lists.

    `tokens` are the words as written. `stream` holds every word between spaces, then, parted by line feeds, the
    other readings of disguised words; `stream_origins` the code point in the text that each of its characters came
    from, -1 for none.
    """

    def __init__(self, text: str) -> None:
        self.folded = fold_letters(text)
        self.tokens = tokens_of(text)
        parts, origins = [" "], [-1]
        for token in self.tokens:
            parts += [token.text, " "]
            origins += [*token.origins, -1]
        for token in other_readings(self.folded, self.tokens):
            parts += ["\n ", token.text, " "]
            origins += [-1, -1, *token.origins, -1]
        self.stream = "".join(parts)
        self.stream_origins = origins
