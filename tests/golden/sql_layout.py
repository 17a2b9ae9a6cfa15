"""SQL in lines: each clause on its own, subqueries indented, a line for each key of the JSON that is built."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|\s+|[()]|[^\s'"()]+""")
_CLAUSES = frozenset({"SELECT", "FROM", "WHERE", "ORDER", "LIMIT", "GROUP", "HAVING", "JOIN", "LEFT"})
_INDENT = "  "


def laid_out(sql: str) -> str:
    return _Layout([token if token.strip() else " " for token in _TOKEN.findall(sql.strip())]).text()


class _Layout:
    """`depths` holds, for each open parenthesis, whether a subquery stands in it."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.lines: list[str] = [""]
        self.depths: list[bool] = []

    def text(self) -> str:
        for place, token in enumerate(self.tokens):
            following = next((each for each in self.tokens[place + 1 :] if each != " "), "")
            self._add(token, following)
        return "\n".join(line.rstrip() for line in self.lines if line.strip()) + "\n"

    def _add(self, token: str, following: str) -> None:
        if token == "(":
            self._append(token)
            self.depths.append(following == "SELECT")
        elif token == ")":
            if self.depths.pop():
                self._break()
            self._append(token)
        else:
            if self._starts_line(token, following):
                self._break()
            self._append(token)

    def _starts_line(self, token: str, following: str) -> bool:
        if token == "JOIN":
            return not self.lines[-1].rstrip().endswith("OUTER")
        if token == "AND":
            return not self.depths or self.depths[-1]
        return token in _CLAUSES or (token == "||" and '":' in following)

    def _break(self) -> None:
        self.lines.append(_INDENT * sum(self.depths))

    def _append(self, token: str) -> None:
        if token != " " or self.lines[-1].strip():
            self.lines[-1] += token
