"""Holds comments with more links than the policy allows."""

from __future__ import annotations

from server.moderation.findings import Finding, Outcome, TextSpan
from server.moderation.submission import Submission
from server.text.links import find_addresses
from server.text.markup import count_links

NAME = "links"


def check_links(submission: Submission) -> Finding | None:
    """Counts addresses in the source, whether or not they become links, or links as shown, if those are more.

    `www.` and `//` addresses count, and schemes that never become links: a reader can still follow them. Only
    what is shown tells of addresses that the source writes in entities.
    """
    spans = _addresses(submission.body)
    count = max(len(spans), count_links(submission.body))
    if count <= submission.policy.max_links:
        return None
    message = f"Contains {count} links; the policy allows {submission.policy.max_links}."
    return Finding(NAME, Outcome.HOLD, message, spans=tuple(spans))


def _addresses(body: str) -> list[TextSpan]:
    """Where addresses stand. In [https://a.example](https://a.example) the two are one."""
    spans: list[TextSpan] = []
    for start, end in find_addresses(body):
        address, before = body[start:end], spans[-1] if spans else TextSpan(0, 0)
        if body[before.start : start] != f"{address}](":
            spans.append(TextSpan(start, end))
    return spans
