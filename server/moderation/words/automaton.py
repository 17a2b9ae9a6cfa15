"""Many strings sought in one pass over a text, however many they are (Aho and Corasick, 1975)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator


class Automaton:
    """Built once from patterns, each with a value to report. Empty patterns are ignored."""

    def __init__(self, patterns: Iterable[tuple[str, str]]) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._fallback = [0]
        # The longest pattern that ends in a state: its length and value. Shorter ones that end there too lie
        # inside it and add nothing.
        self._longest: list[tuple[int, str] | None] = [None]
        for pattern, value in patterns:
            self._add(pattern, value)
        self._link()

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and value of the longest pattern that ends at each place where one does."""
        following, fallback, longest = self._next, self._fallback, self._longest
        state = 0
        for index, char in enumerate(text):
            target = following[state].get(char)
            while target is None and state:
                state = fallback[state]
                target = following[state].get(char)
            state = target or 0
            if found := longest[state]:
                yield index + 1 - found[0], index + 1, found[1]

    def _add(self, pattern: str, value: str) -> None:
        state = 0
        for char in pattern:
            if char not in self._next[state]:
                self._next[state][char] = len(self._next)
                self._next.append({})
                self._fallback.append(0)
                self._longest.append(None)
            state = self._next[state][char]
        if state and self._longest[state] is None:
            self._longest[state] = len(pattern), value

    def _link(self) -> None:
        """Where to go on when a pattern breaks off: the longest suffix that begins another one."""
        queue = deque(self._next[0].values())
        while queue:
            state = queue.popleft()
            for char, child in self._next[state].items():
                candidate = self._fallback[state]
                while candidate and char not in self._next[candidate]:
                    candidate = self._fallback[candidate]
                self._fallback[child] = self._next[candidate].get(char, 0)
                self._longest[child] = self._longest[child] or self._longest[self._fallback[child]]
                queue.append(child)
