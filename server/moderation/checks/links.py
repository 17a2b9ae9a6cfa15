"""Holds comments with more links than the policy allows."""

from __future__ import annotations

from collections.abc import Iterable

from server.moderation.findings import Finding, Outcome, TextSpan
from server.moderation.submission import Submission
from server.text.links import find_addresses, host_of
from server.text.markup import count_links

NAME = "links"

MAX_NAMED = 5
"""Hosts that the message names; the spans show every place."""


def check_links(submission: Submission) -> Finding | None:
    """Counts addresses in the source, whether or not they become links, or links as shown, if those are more.

    `www.` and `//` addresses count, and schemes that never become links: a reader can still follow them. Only
    what is shown tells of addresses that the source writes in entities.
    """
    spans = _addresses(submission.body)
    count = max(len(spans), count_links(submission.body))
    if count <= submission.policy.max_links:
        return None
    hosts = _hosts(submission.body[span.start : span.end] for span in spans)
    message = f"Contains {count} links{hosts}; the policy allows {submission.policy.max_links}."
    return Finding(NAME, Outcome.HOLD, message, spans=tuple(spans))


def _addresses(body: str) -> list[TextSpan]:
    """Where addresses stand. In [https://a.example](https://a.example) the two are one."""
    spans: list[TextSpan] = []
    for start, end in find_addresses(body):
        address, before = body[start:end], spans[-1] if spans else TextSpan(0, 0)
        if body[before.start : start] != f"{address}](":
            spans.append(TextSpan(start, end))
    return spans


def _hosts(addresses: Iterable[str]) -> str:
    """ " to 2 hosts (a.example, b.example)", nothing where no address has a host."""
    hosts = list(dict.fromkeys(host for address in addresses if (host := host_of(address))))
    if not hosts:
        return ""
    more = ", …" if len(hosts) > MAX_NAMED else ""
    return f" to {len(hosts)} host{'s' * (len(hosts) > 1)} ({', '.join(hosts[:MAX_NAMED])}{more})"
