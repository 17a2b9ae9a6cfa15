"""The line below a copied article that counts its comments: told apart from the body, never imported."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from server.importing.document import Paragraph
from server.text.scripts import dominant_script

# At most nine digits: a longer number counts no comments. \d takes the digits of every script, as int does.
_COUNT = r"(?P<count>\d{1,9})"
_FORMS = (
    regex.compile(rf"(?:no|{_COUNT})\s+comments?", regex.IGNORECASE),
    regex.compile(rf"comments?\s*(?:[:：]\s*{_COUNT}|\(\s*{_COUNT}\s*\))", regex.IGNORECASE),
    regex.compile(r"(?:কোনো\s+|কোন\s+)?মন্তব্য\s+নেই"),
    regex.compile(rf"{_COUNT}\s*(?:টি|টা)?\s*মন্তব্য"),
    regex.compile(rf"মন্তব্য\s*(?:[:：]\s*{_COUNT}|\(\s*{_COUNT}\s*\))"),
)


def counted_comments(line: str) -> int | None:
    """`No comments` -> 0, `3 comments` and `৩টি মন্তব্য` -> 3; None for any other line."""
    for form in _FORMS:
        match = form.fullmatch(line)
        if match:
            return int(match.group("count") or 0) if "count" in form.groupindex else 0
    return None


def without_comment_line(found: Sequence[Paragraph]) -> tuple[list[Paragraph], list[tuple[Paragraph, int]]]:
    """The paragraphs above it, and the line with its count: several lines where each language has one."""
    body = list(found)
    counted: list[tuple[Paragraph, int]] = []
    scripts: set[str] = set()
    while body:
        count = _counted(body[-1].text)
        script = dominant_script(body[-1].text)[0]
        if count is None or script in scripts:
            break
        scripts.add(script)
        counted.append((body.pop(), count))
    return body, counted


def _counted(line: str) -> int | None:
    """Also both languages on one line: `No comments/কোনো মন্তব্য নেই`."""
    counts = [counted_comments(part.strip()) for part in line.split("/")]
    known = [count for count in counts if count is not None]
    return max(known) if len(known) == len(counts) else None
