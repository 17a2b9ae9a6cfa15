"""Holds links that do what no reader asks for: run a script, or lead elsewhere than they say."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from server.moderation.findings import Finding, Outcome, TextSpan
from server.moderation.submission import Submission
from server.moderation.words.lookalikes import LOOKALIKES
from server.text.links import find_addresses, host_of, user_info_of

NAME = "link_targets"

_ENTITY = regex.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
# A browser drops tabs and line breaks in an address; what shows nothing may hide a scheme from a filter.
_SKIPPED = regex.compile(r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]")
# A data: address has a media type or begins with the comma; "data:" in a sentence has neither.
_SCRIPT = regex.compile(
    r"(?<![\p{L}\p{N}])(?:(?:java|vb|live)script *:(?=\S)|data:(?:[a-z]+/[a-z0-9.+-]+[;,]|[;,]))",
    regex.IGNORECASE,
)
_LABELLED = regex.compile(r"\[(?P<label>[^\[\]\n]{1,200})\]\((?P<target>[^()\s]{1,2000})\)")
# Decimal, octal and hexadecimal parts, one to four of them: a browser takes all of these for an IPv4 address.
_NUMERIC_HOST = regex.compile(r"(?:0x[0-9a-f]+|[0-9]+)(?:\.(?:0x[0-9a-f]+|[0-9]+)){0,3}")
_LATIN = regex.compile(r"[a-z]")


def check_targets(submission: Submission) -> Finding | None:
    """Every place with every reason. Entities are read as a browser reads them."""
    found = [*_scripts(submission.body), *_hosts(submission.body), *_labels(submission.body)]
    if not found:
        return None
    reasons = list(dict.fromkeys(reason for reason, _ in found))
    spans = sorted({(span.start, span.end) for _, span in found})
    message = f"Links that may deceive: {'; '.join(reasons)}."
    return Finding(NAME, Outcome.HOLD, message, spans=tuple(TextSpan(*span) for span in spans))


# ── schemes ─────────────────────────────────────────────────────────────────────────────────────


def _scripts(body: str) -> Iterator[tuple[str, TextSpan]]:
    if ":" not in body and "&" not in body:
        return
    read = _as_read(body)
    for match in _SCRIPT.finditer(read.text):
        scheme = match.group().partition(":")[0].strip().lower()
        yield (
            f"{scheme}: runs or holds something",
            TextSpan(read.starts[match.start()], read.ends[match.end() - 1]),
        )


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as a browser reads an address in it; for each character where it stands in the body."""

    text: str
    starts: list[int]
    ends: list[int]


def _as_read(body: str) -> _Read:
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    while position < len(body):
        entity = _ENTITY.match(body, position) if body[position] == "&" else None
        end = entity.end() if entity else position + 1
        for char in html.unescape(body[position:end]) if entity else body[position]:
            if not _SKIPPED.match(char):
                chars.append(char)
                starts.append(position)
                ends.append(end)
        position = end
    return _Read("".join(chars), starts, ends)


# ── hosts ───────────────────────────────────────────────────────────────────────────────────────


def _hosts(body: str) -> Iterator[tuple[str, TextSpan]]:
    for start, end in find_addresses(body):
        address = body[start:end]
        host = host_of(address)
        if host is None:
            continue
        if user_info_of(address):
            yield f"a name before the host {host}", TextSpan(start, end)
        if _NUMERIC_HOST.fullmatch(host):
            yield f"a bare network address ({host})", TextSpan(start, end)
        if host.rpartition(".")[2].isascii() and any(map(_pretends_latin, host.split("."))):
            yield f"{host} only looks like Latin letters", TextSpan(start, end)


def _pretends_latin(label: str) -> bool:
    """Latin and look-alikes in one label, or nothing but look-alikes, as in аррӏе. Not asked under .рф."""
    letters = [char for char in label if char.isalpha()]
    alike = [char for char in letters if char in LOOKALIKES]
    return bool(alike) and (len(alike) == len(letters) or any(map(_LATIN.match, letters)))


def _labels(body: str) -> Iterator[tuple[str, TextSpan]]:
    """[https://bank.example](https://evil.example): the label names another host than the target."""
    for match in _LABELLED.finditer(body):
        said = next((match["label"][a:b] for a, b in find_addresses(match["label"])), None)
        named, host = host_of(said) if said else None, host_of(match["target"])
        if named and host and _bare(named) != _bare(host):
            yield f"{named} leads to {host}", TextSpan(*match.span())


def _bare(host: str) -> str:
    return host.removeprefix("www.")
