"""A comment's body as it may be stored."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from server.errors import UserError
from server.moderation.notices import Notice, refusal
from server.moderation.submission import Submission
from server.text.graphemes import count_graphemes
from server.text.normal import has_control_characters, is_storable, nfc, strip_edges
from server.text.visible import is_visible

PATH = ("input", "body")

MAX_BODY_BYTES = 65_536
"""UTF-8. Thirteen for each of the 5,000 graphemes that policies allow by default; the costliest Markdown of
this size takes half a second to parse."""

_BLANKS = regex.compile(r"\s+")
# They have no width, but each would count as a character.
_WIDTHLESS = regex.compile(
    r"[\p{Default_Ignorable_Code_Point}--\p{M}--[\u200C\u200D\U000E0020-\U000E007F]]", regex.V1
)


def tidy_body(raw: str) -> str:
    """The body as it is judged and stored: NFC, line feeds only, nothing invisible at its edges.

    A body over the byte limit comes back as it is, for `form_problem` to refuse.
    """
    if is_over_limit(raw):
        return raw
    return strip_edges(nfc(raw.replace("\r\n", "\n").replace("\r", "\n")))


def is_over_limit(body: str) -> bool:
    """Counted before anything else looks at the text."""
    return len(body) > MAX_BODY_BYTES or len(body.encode(errors="surrogatepass")) > MAX_BODY_BYTES


def form_problem(body: str) -> UserError | None:
    """Why a text cannot be a body at all, whatever it says."""
    if is_over_limit(body):
        return refusal(Notice.BODY_TOO_LARGE, PATH, kilobytes=MAX_BODY_BYTES // 1024)
    if not is_storable(body) or has_control_characters(body):
        return refusal(Notice.BODY_UNUSABLE, PATH)
    return None


def length_problems(submission: Submission) -> Iterator[UserError]:
    """Graphemes of what is seen, runs of white space counted once, against the policy's limits."""
    seen = submission.visible_text
    if not is_visible(seen):
        yield refusal(Notice.BODY_MISSING, PATH)
        return
    policy = submission.policy
    length = count_graphemes(_BLANKS.sub(" ", _WIDTHLESS.sub("", seen)))
    if length < policy.min_chars:
        yield refusal(Notice.TOO_SHORT, PATH, length=length, least=policy.min_chars)
    if length > policy.max_chars:
        yield refusal(Notice.TOO_LONG, PATH, length=length, most=policy.max_chars)
