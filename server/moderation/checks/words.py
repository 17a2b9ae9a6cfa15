"""Rejects banned words and holds suspect ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from server.moderation.findings import Finding, Outcome, TextSpan
from server.moderation.policy import WordList
from server.moderation.submission import Submission
from server.moderation.words.wordlist import Match, compiled
from server.text.locales import language
from server.text.scripts import CERTAIN_SHARE, dominant_script, script_of

BANNED = "banned_words"
SUSPECT = "suspect_words"

MAX_NAMED = 5
"""Entries of a list that one message names; the spans show every place."""


def check_banned_words(submission: Submission) -> Finding | None:
    found = _matches(submission, submission.policy.banned_words)
    return _finding(BANNED, Outcome.REJECT, "Banned", found)


def check_suspect_words(submission: Submission) -> Finding | None:
    found = _matches(submission, submission.policy.suspect_words)
    return _finding(SUSPECT, Outcome.HOLD, "Suspect", found)


def _matches(submission: Submission, lists: Sequence[WordList]) -> list[tuple[Match, bool]]:
    """Matches, each with whether it is in the body as written (else only in what the body shows)."""
    applicable = [compiled(each.words) for each in _applicable(submission, lists)]
    if not applicable:
        return []
    written, *shown = submission.readings
    found = [(match, True) for words in applicable for match in words.find(written)]
    named = {match.entry for match, _ in found}
    hidden = [(match, False) for text in shown for words in applicable for match in words.find(text)]
    return found + [(match, False) for match, _ in hidden if match.entry not in named]


def _applicable(submission: Submission, lists: Sequence[WordList]) -> Iterator[WordList]:
    """Lists for every language, and those for the comment's; all where its language is not known for sure."""
    spoken = _language(submission)
    for words in lists:
        if words.locale is None or spoken is None or language(words.locale) == spoken:
            yield words


def _language(submission: Submission) -> str | None:
    """The language the commenter named, unless the text is plainly in another script: then nobody knows."""
    if submission.locale is None:
        return None
    script, share = dominant_script(submission.body)
    is_plain = share >= CERTAIN_SHARE
    return language(submission.locale) if is_plain and script == script_of(submission.locale) else None


def _finding(name: str, outcome: Outcome, kind: str, found: list[tuple[Match, bool]]) -> Finding | None:
    if not found:
        return None
    entries = list(dict.fromkeys(match.entry for match, _ in found))
    more = f" and {len(entries) - MAX_NAMED} more" if len(entries) > MAX_NAMED else ""
    places = sorted({(match.span.start, match.span.end) for match, is_written in found if is_written})
    return Finding(
        check=name,
        outcome=outcome,
        message=f"{kind} words: {', '.join(entries[:MAX_NAMED])}{more}.",
        spans=tuple(TextSpan(start, end) for start, end in places),
    )
