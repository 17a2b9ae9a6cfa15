"""The report: what was reached, and the figures, as Markdown that is read in a terminal too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from benchmarks.contestants import CONTESTANTS
from benchmarks.figures import Figures, middle, ratio, slowdown, spread
from benchmarks.goals import Goal, goals
from benchmarks.measuring import Measured, Pace
from benchmarks.run import Found, OnDatabase

TITLES = {each.name: each.title for each in CONTESTANTS}
DATABASES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
Cells = Sequence[str]


def report(found: Found, *, command: str, facts: Mapping[str, str], pace: Pace) -> str:
    """Ends with a line feed."""
    parts = [
        "# Results\n\nWhat is measured, and how to read it: [benchmarks](../docs/benchmarks.md).",
        f"    {command}",
        f"{pace.slices} slices of {pace.seconds:g} s for each contestant and query, in turns; 8 connections.",
        table(("", ""), facts.items()),
        "## What must be reached\n",
        table(("", "must be", "is", ""), (_goal(each) for each in goals(found))),
    ]
    for name, on in found.by_database.items():
        parts += _on_database(DATABASES[name], on)
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _on_database(title: str, on: OnDatabase) -> Iterator[str]:
    yield f"## {title}"
    head = ("query", "", "requests/s", "±", "p50 ms", "p99 ms", "kB", "client µs", "Galley is")
    yield table(head, _rows(on.measured))
    yield table(
        ("resident memory, once warm", "MB"),
        ((TITLES[name], f"{size:.0f}") for name, size in on.measured.memory_mb.items()),
    )
    if on.paging:
        pairs = {name: (paged.first, paged.far) for name, paged in on.paging.items()}
        yield table(("order", "page 1, p50 ms", "page 500, p50 ms", "ratio"), _pairs(pairs))
    if on.growth:
        yield table(("query", "usual data, p50 ms", "more data, p50 ms", "ratio"), _pairs(on.growth))


def _rows(measured: Measured) -> Iterator[Cells]:
    for query, slices in measured.slices.items():
        for name, taken in slices.items():
            figures = middle(taken)
            against = f"{ratio(slices['galley'], taken):.2f}x" if "galley" in slices else ""
            yield (
                query,
                TITLES[name],
                f"{figures.per_second:,.0f}",
                f"{spread(taken):.0%}",
                f"{figures.p50_ms:.2f}",
                f"{figures.p99_ms:.2f}",
                f"{figures.answer_kb:.1f}",
                f"{figures.client_us:.0f}",
                "" if name == "galley" else against,
            )


def _pairs(pairs: Mapping[str, tuple[Sequence[Figures], Sequence[Figures]]]) -> Iterator[Cells]:
    for name, (usual, other) in pairs.items():
        yield (
            name,
            f"{middle(usual).p50_ms:.2f}",
            f"{middle(other).p50_ms:.2f}",
            f"{slowdown(usual, other):.2f}",
        )


def _goal(goal: Goal) -> Cells:
    sign = ">=" if goal.is_least else "<="
    unit = goal.unit if goal.unit == "x" else f" {goal.unit}"
    return (
        goal.what,
        f"{sign} {goal.bound:g}{unit}",
        f"{goal.value:.2f}{unit}",
        "reached" if goal.is_reached else "**not reached**",
    )


def table(head: Cells, rows: Iterable[Cells]) -> str:
    """In Markdown, its columns padded so that it can be read as it stands; numbers to the right."""
    body = [list(row) for row in rows]
    widths = [max(3, *(len(row[at]) for row in [list(head), *body])) for at in range(len(head))]
    is_number = [bool(body) and all(_is_number(row[at]) for row in body) for at in range(len(head))]

    def line(cells: Cells) -> str:
        padded = (
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(cells, widths, is_number, strict=True)
        )
        return f"| {' | '.join(padded)} |"

    rule = (
        "-" * (width - 1) + ":" if right else "-" * width
        for width, right in zip(widths, is_number, strict=True)
    )
    return "\n".join([line(head), f"| {' | '.join(rule)} |", *map(line, body)])


def _is_number(cell: str) -> bool:
    return not cell or cell.strip("x%").replace(",", "").replace(".", "", 1).isdigit()
