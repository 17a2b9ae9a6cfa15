"""How much work it takes to refuse an operation: `python -m benchmarks.refusals`. Needs no database."""

from __future__ import annotations

import gc
import time

from schema.dear import Sought
from schema.documents import Asked, DocumentStore, InvalidDocument
from schema.root import graphql_schema

TIMES = 9
GOAL_MS = 20
"""For COST_LIMIT. Every other refusal has 50 (docs/security.md)."""


def _each(text: str, times: int) -> str:
    return " ".join(text.replace("#", str(number)) for number in range(times))


DOCUMENTS = {
    "pages within pages": "{ articles(first: 100) { nodes { comments(first: 100) { nodes { id } } } } }",
    "forty fragments in forty fields": "{"
    + _each("a#: articles(first: 100) { nodes { ...F } }", 40)
    + "} fragment F on Article {"
    + _each("c#: comments(first: 100) { totalCount }", 40)
    + "}",
    "four fragments in four, twelve times": "{ articles { nodes { ...F0 } } }"
    + " ".join(
        f"fragment F{level} on Article {{"
        + _each(f"x#: authors {{ articles(first: 100) {{ nodes {{ ...F{level + 1} }} }} }}", 4)
        + "}"
        for level in range(12)
    )
    + "fragment F12 on Article { id }",
    "two dear fragments compared": "{ articles { nodes { ...A ...B } } }"
    + " ".join(
        f"fragment {name} on Article {{" + _each("a#: comments { nodes { id } }", 45) + "}" for name in "AB"
    ),
    "as many root fields as aliases": "{" + _each("a#: __typename", 499) + "}",
    "directives on every field": "{"
    + _each("a#: articles { nodes { ...F } }", 40)
    + "} fragment F on Article {"
    + _each("c#: id @include(if: true) @skip(if: false)", 45)
    + "}",
    "a variable for every page": "query("
    + _each("$f#: Int = 100", 89)
    + ") {"
    + _each("a#: articles(first: $f#) { nodes { ...F } }", 45)
    + "} fragment F on Article {"
    + " ".join(f"c{n}: comments(first: $f{n}) {{ totalCount }}" for n in range(45, 89))
    + "}",
    "fragments of fragments alone": "{"
    + _each("a#: site { ...F0 }", 40)
    + "}"
    + " ".join(
        f"fragment F{n} on Site {{" + " ".join(f"...F{m}" for m in range(n + 1, 30)) + " name }"
        for n in range(30)
    ),
    "names that are not there": "{" + _each("zzz#", 1_900) + "}",
    "values of the wrong kind": "{" + _each("a#: articles(orderBy: Z#) { totalCount }", 150) + "}",
    "more than may be said": "{" + "id " * 20_000 + "}",
}


def measured(text: str, times: int = TIMES) -> tuple[float, str]:
    """Milliseconds of the process' time, the least of so many, and the code."""
    best, code = float("inf"), "taken"
    for _ in range(times):
        store = DocumentStore(graphql_schema, hides_suggestions=True)
        gc.collect()
        began = time.process_time()
        try:
            store.find(Asked(text), Sought(None, {}))
        except InvalidDocument as invalid:
            code = invalid.code
        best = min(best, time.process_time() - began)
    return best * 1000, code


def main() -> None:
    measured("{ site { name } }")
    worst = 0.0
    for name, text in DOCUMENTS.items():
        milliseconds, code = measured(text)
        worst = max(worst, milliseconds if code == "COST_LIMIT" else 0)
        print(f"{milliseconds:7.1f} ms  {code:26} {name}")
    print(f"{worst:7.1f} ms  is the most that a COST_LIMIT took; {GOAL_MS} may be taken.")


if __name__ == "__main__":
    main()
