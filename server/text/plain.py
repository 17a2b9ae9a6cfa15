"""What a reader sees of parsed Markdown, without markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import regex
from markdown_it.token import Token

from server.text.dialects import alternative_text

_BLANKS = regex.compile(r"[ \t]+")
_AROUND_BREAK = regex.compile(r" ?\n ?")
# Each "<" is looked at once, up to the next "<" or ">".
_TAG = regex.compile(r"<[/!?]?\p{L}[^<>]*>|<!--[^<>]*>")


def plain(tokens: Iterable[Token], *, soft_break: str, drop_tags: bool = False) -> str:
    """Blocks joined by an empty line, the items of a tight list by a line feed.

    `soft_break` is what a line feed in the source shows as. `drop_tags` leaves out what looks like an HTML
    tag outside code, which a dialect without raw HTML shows as typed.
    """
    text, marker, is_tight, was_tight = "", "", False, False
    for token in tokens:
        if token.type == "list_item_open":
            marker = f"{token.info}. " if token.info else "• "
        elif token.type == "paragraph_open":
            is_tight = token.hidden
        elif token.type in ("inline", "fence", "code_block"):
            piece = _piece(token, soft_break, drop_tags)
            if text:
                text += "\n" if is_tight and was_tight else "\n\n"
            text += marker + piece
            marker, was_tight, is_tight = "", is_tight, False
    return text


def _piece(token: Token, soft_break: str, drop_tags: bool) -> str:
    if token.type != "inline":
        return token.content.rstrip("\n")
    return _inline(token.children or [], soft_break, drop_tags)


def _inline(children: Sequence[Token], soft_break: str, drop_tags: bool) -> str:
    runs: list[str] = [""]
    code: list[str] = []
    for child in children:
        if child.type == "code_inline":
            code.append(child.content)
            runs.append("")
        else:
            runs[-1] += _shown(child, soft_break)
    if drop_tags:
        runs = [_TAG.sub("", run) for run in runs]
    shown = [_AROUND_BREAK.sub("\n", _BLANKS.sub(" ", run)) for run in runs]
    return shown[0] + "".join(part + run for part, run in zip(code, shown[1:], strict=True))


def _shown(token: Token, soft_break: str) -> str:
    if token.type == "image":
        return alternative_text(token)
    if token.type == "softbreak":
        return soft_break
    return "\n" if token.type == "hardbreak" else token.content
