"""The name and the e-mail address that a commenter gives."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from server.errors import UserError
from server.moderation.notices import Notice, refusal
from server.moderation.submission import Submission
from server.moderation.words.folding import fold_letters
from server.text.graphemes import count_graphemes
from server.text.normal import has_control_characters, is_storable, nfc, strip_edges
from server.text.visible import is_visible

NAME_PATH = ("input", "authorName")
EMAIL_PATH = ("input", "authorEmail")

MAX_NAME_GRAPHEMES = 80
MAX_NAME_CHARS = 400
"""Code points: five for each grapheme, more than any language writes on average."""

MAX_EMAIL_CHARS = 254
"""The longest address that can be delivered to (RFC 5321, erratum 1690)."""

# Bidi embeddings, overrides and isolates, line and paragraph separators: they disturb the text around a name.
_DISTURBING = regex.compile(r"[\u202A-\u202E\u2066-\u2069\u2028\u2029\n\t]")
# Languages put at most four marks on one letter.
_ZALGO = regex.compile(r"\p{M}{5}")
_EMAIL = regex.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
_LETTERS = regex.compile(r"[\p{L}\p{M}\p{N}]")
_ACCENTS = regex.compile(r"(?<=\p{Latin})\p{Mn}+")


def tidy_name(raw: str | None) -> str | None:
    """NFC, spaces single, nothing invisible at the edges; None for what is then empty."""
    if raw is None or len(raw) > MAX_NAME_CHARS:
        return raw
    return strip_edges(nfc(regex.sub(r"[ \u00A0]+", " ", raw))) or None


def tidy_email(raw: str | None) -> str | None:
    """Without blanks around it; None for what is then empty."""
    return (strip_edges(raw) or None) if raw is not None else None


def name_skeleton(name: str) -> str:
    """Equal for names that look alike: but for case, spacing, accents, and letters that pass for Latin ones.

    For comparing only, never to be shown as a name.
    """
    return _ACCENTS.sub("", "".join(_LETTERS.findall(fold_letters(name).latin))) or nfc(name)


def author_problems(submission: Submission) -> Iterator[UserError]:
    """What is wrong with the name and with the address."""
    if problem := name_problem(submission.author_name):
        yield problem
    elif submission.bears_staff_name is True and submission.commenter.is_staff is not True:
        yield refusal(Notice.NAME_TAKEN, NAME_PATH)
    if problem := email_problem(submission.author_email):
        yield problem


def name_problem(name: str | None) -> UserError | None:
    """Why a tidied name cannot stand beside a comment."""
    if name is None or (len(name) <= MAX_NAME_CHARS and not is_visible(name)):
        return refusal(Notice.NAME_MISSING, NAME_PATH)
    if len(name) > MAX_NAME_CHARS or count_graphemes(name) > MAX_NAME_GRAPHEMES:
        return refusal(Notice.NAME_TOO_LONG, NAME_PATH, most=MAX_NAME_GRAPHEMES)
    is_clean = is_storable(name) and not has_control_characters(name) and not _DISTURBING.search(name)
    if not is_clean or _ZALGO.search(name):
        return refusal(Notice.NAME_UNUSABLE, NAME_PATH)
    return None


def email_problem(email: str | None) -> UserError | None:
    """Why a tidied address cannot be one. Whether mail arrives there is not asked."""
    if email is None:
        return None
    if len(email) > MAX_EMAIL_CHARS:
        return refusal(Notice.EMAIL_TOO_LONG, EMAIL_PATH, most=MAX_EMAIL_CHARS)
    is_clean = is_storable(email) and not has_control_characters(email) and not _DISTURBING.search(email)
    if not is_clean or not _EMAIL.fullmatch(email):
        return refusal(Notice.EMAIL_UNUSABLE, EMAIL_PATH)
    return None
