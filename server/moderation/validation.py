"""What a person must put right before a comment is stored, as errors for the payload."""

from __future__ import annotations

from collections.abc import Iterator

from server.errors import UserError
from server.moderation.author import author_problems
from server.moderation.body import PATH, form_problem, length_problems
from server.moderation.checks.repetition import is_duplicate
from server.moderation.notices import Notice, refusal
from server.moderation.submission import Submission


def validate(submission: Submission) -> list[UserError]:
    """Every problem, not only the first; empty where the submission may be reviewed.

    A commenter who is banned is told only that. A text that cannot be a body is not looked into.
    """
    if submission.commenter.is_banned is True:
        return [refusal(Notice.BANNED)]
    return [*validate_text(submission), *author_problems(submission)]


def validate_text(submission: Submission) -> list[UserError]:
    """What is wrong with the body alone: the name beside an edited comment is not asked for again."""
    return list(_body_problems(submission))


def _body_problems(submission: Submission) -> Iterator[UserError]:
    if problem := form_problem(submission.body):
        yield problem
        return
    yield from length_problems(submission)
    if is_duplicate(submission):
        yield refusal(Notice.DUPLICATE, PATH)
