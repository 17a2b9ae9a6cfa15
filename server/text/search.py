"""What a search index holds of a text, and what a search looks for in it: the same codes on both databases.

A code is a token's UTF-8 bytes in hex, so that no parser of a database splits or changes it and a word's
beginning is the beginning of its code. A run of a script without spaces is coded as overlapping pairs of
graphemes with a NUL between, its last grapheme alone; no word holds a NUL. `runs` keeps the graphemes in their
order: pairs say which articles are worth a look, the order says whether the run is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from server.text.tokens import Run, Word, tokenise

MAX_QUERY_CHARS = 400
"""Code points: a long headline, in any script."""

MAX_QUERY_WORDS = 20
"""Words and runs."""

MAX_INDEXED_BYTES = 900_000
"""Of one text's distinct codes: 50,000 different words. PostgreSQL takes 1,048,575 with the positions."""

LEXEME_BYTES = 12
"""What PostgreSQL adds to a lexeme for itself, its first positions and their alignment."""

MAX_POSITION = 16_383
"""PostgreSQL's last position in a text. Words beyond it are found all the same; only rank knows positions."""

TITLE_WEIGHT, SUMMARY_WEIGHT = 10, 4
"""Of a word in a title and in a summary, where one in the body is 1: the ratios of PostgreSQL's A, B and D."""

_BETWEEN = "\0"
_AFTER_GRAPHEME = " "


@dataclass(frozen=True, slots=True)
class SearchText:
    """The codes of a title, a summary and a body, in order; the runs of all three."""

    title: tuple[str, ...]
    summary: tuple[str, ...]
    body: tuple[str, ...]
    runs: str

    def as_tsvector(self) -> str:
        """In the input form of PostgreSQL's type: 6162:1A,7 6364:2."""
        places: dict[str, dict[int, str]] = {}
        position = 0
        for codes, weight in ((self.title, "A"), (self.summary, "B"), (self.body, "")):
            for code in codes:
                position = min(position + 1, MAX_POSITION)
                places.setdefault(code, {}).setdefault(position, weight)
        return " ".join(
            f"{code}:{','.join(f'{at}{weight}' for at, weight in found.items())}"
            for code, found in places.items()
        )

    def as_codes(self) -> str:
        """For FTS5, which weighs a word by how often it is there."""
        return " ".join((*self.title * TITLE_WEIGHT, *self.summary * SUMMARY_WEIGHT, *self.body))


def search_text(*, title: str, summary: str | None, body: Iterable[str]) -> SearchText:
    """What is found of a translation. `body` is its paragraphs as a reader sees them."""
    tokens = [
        list(tokenise(title)),
        list(tokenise(summary or "")),
        [t for each in body for t in tokenise(each)],
    ]
    room = _Room()
    runs = [_spelled(each) for each in chain.from_iterable(tokens) if isinstance(each, Run)]
    title_codes, summary_codes, body_codes = (
        room.taken(chain.from_iterable(map(_codes, part))) for part in tokens
    )
    return SearchText(title_codes, summary_codes, body_codes, "\n".join(runs))


class _Room:
    """What PostgreSQL takes of one text's codes; the same limit holds on both databases."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._bytes = MAX_INDEXED_BYTES

    def taken(self, codes: Iterable[str]) -> tuple[str, ...]:
        return tuple(code for code in codes if self._has_room_for(code))

    def _has_room_for(self, code: str) -> bool:
        if code not in self._known:
            self._bytes -= len(code) + LEXEME_BYTES
            if self._bytes < 0:
                return False
            self._known.add(code)
        return True


def _codes(token: Word | Run) -> Iterator[str]:
    if isinstance(token, Word):
        yield _code(token.text)
        return
    following = (*token.graphemes[1:], "")
    for grapheme, after in zip(token.graphemes, following, strict=True):
        yield _code(grapheme + _BETWEEN + after)


def _code(text: str) -> str:
    return text.encode().hex()


def _spelled(run: Run) -> str:
    """Every grapheme between two separators, so that a part of one is never taken for the whole."""
    return _AFTER_GRAPHEME + "".join(grapheme + _AFTER_GRAPHEME for grapheme in run.graphemes)


# ── queries ─────────────────────────────────────────────────────────────────────────────────────


class NothingToFind(ValueError):
    """The text of a search that cannot be one; the message says why."""


@dataclass(frozen=True, slots=True)
class Term:
    code: str
    is_prefix: bool = False


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """All terms must be there, and of each run the graphemes in their order."""

    terms: tuple[Term, ...]
    runs: tuple[str, ...]

    def as_tsquery(self) -> str:
        """In the input form of PostgreSQL's type: 6162 & 63:*."""
        return " & ".join(f"{term.code}:*" if term.is_prefix else term.code for term in self.terms)

    def as_fts5(self) -> str:
        return " AND ".join(f'"{term.code}" *' if term.is_prefix else f'"{term.code}"' for term in self.terms)


def search_query(text: str) -> SearchQuery:
    """What a reader's text asks for. Raises NothingToFind for no words at all, and for too many."""
    if len(text) > MAX_QUERY_CHARS:
        raise NothingToFind(f"A search has at most {MAX_QUERY_CHARS} characters.")
    tokens = list(dict.fromkeys(tokenise(text)))
    if not tokens:
        raise NothingToFind("There is nothing to search for: the text has no letters and no digits.")
    if len(tokens) > MAX_QUERY_WORDS:
        raise NothingToFind(f"A search has at most {MAX_QUERY_WORDS} words.")
    terms = dict.fromkeys(chain.from_iterable(map(_terms, tokens)))
    runs = [_sought(each) for each in tokens if isinstance(each, Run) and len(each.graphemes) > 2]
    return SearchQuery(tuple(terms), tuple(runs))


def _terms(token: Word | Run) -> Iterator[Term]:
    if isinstance(token, Word):
        yield Term(_code(token.text), is_prefix=token.has_star)
        return
    *pairs, last = zip(token.graphemes, (*token.graphemes[1:], None), strict=True)
    for position, (grapheme, after) in enumerate(pairs):
        is_partial = token.has_star and position == len(pairs) - 1
        yield Term(_code(f"{grapheme}{_BETWEEN}{after}"), is_prefix=is_partial)
    if not pairs:  # the beginning of a pair, or the end of a run
        yield Term(_code(last[0] + ("" if token.has_star else _BETWEEN)), is_prefix=True)


def _sought(run: Run) -> str:
    spelled = _spelled(run)
    return spelled.removesuffix(_AFTER_GRAPHEME) if run.has_star else spelled
