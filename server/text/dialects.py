"""The Markdown that Galley reads: one dialect for comments, one for each kind of an article's blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, list_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from server.text.links import MAX_URL_CHARS, end_of_address, is_absolute_link, is_article_link, is_ascii_word

MAX_BLOCK_LEVEL = 6
"""Levels of quotes (1 each) and lists (2 each). Markers beyond it are shown as typed, so nothing is lost."""

MAX_NESTING = 10
"""Levels of brackets in brackets that are looked into; hostile text costs time in proportion."""

BlockRule = Callable[[StateBlock, int, int, bool], bool]


class CommentDialect(MarkdownIt):
    """Paragraphs with line breaks, emphasis, links, quotes, lists, code. No raw HTML, images or headings.

    An image becomes a link to it, a heading a bold paragraph, a bare http(s) address a link. Indented text is
    no code block, and a line of dashes no heading: readers indent and underline without meaning Markdown.
    """

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "breaks": True, "maxNesting": MAX_NESTING})
        self.disable(["html_block", "html_inline", "code", "lheading", "hr", "reference"])
        _limit_levels(self)
        self.inline.ruler.at("linkify", _bare_link)
        self.inline.ruler.enable("linkify")
        self.core.ruler.push("tame", _tame)

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library calls it
        return is_absolute_link(url)


class ArticleDialect(MarkdownIt):
    """CommonMark without raw HTML, reduced to the block rules that one kind of block can hold."""

    def __init__(self, block_rules: Sequence[str]) -> None:
        super().__init__("commonmark", {"html": False, "maxNesting": MAX_NESTING})
        self.disable("html_inline")
        self.block.ruler.enableOnly([*block_rules, "paragraph"])
        _limit_levels(self)

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library calls it
        return is_article_link(url)


def _limit_levels(dialect: MarkdownIt) -> None:
    quote, items = _shallow(blockquote), _shallow(list_block)
    # The blocks that each may interrupt, as the library has them.
    dialect.block.ruler.at("blockquote", quote, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    dialect.block.ruler.at("list", items, {"alt": ["paragraph", "reference", "blockquote"]})


def _shallow(rule: BlockRule) -> BlockRule:
    def limited(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        return state.level < MAX_BLOCK_LEVEL and rule(state, start_line, end_line, silent)

    return limited


def _bare_link(state: StateInline, silent: bool) -> bool:
    """An address in running text; called at its colon, with its scheme already read as text."""
    if state.linkLevel > 0 or not state.src.startswith("://", state.pos):
        return False
    before = state.src[max(0, state.pos - 6) : state.pos]
    scheme = next((name for name in ("https", "http") if before.lower().endswith(name)), None)
    if scheme is None or is_ascii_word(before[: -len(scheme)][-1:]):
        return False
    start, end = state.pos - len(scheme), end_of_address(state.src, state.pos + 3)
    if (
        end - start > MAX_URL_CHARS
    ):  # before the costly normalisation, which a run of such addresses would repeat
        return False
    href = state.md.normalizeLink(state.src[start:end])
    if end > state.posMax or not state.md.validateLink(href):
        return False
    if not silent:
        if not state.pending.lower().endswith(scheme):
            return False
        state.pending = state.pending[: -len(scheme)]
        _push_link(state, href, state.src[start:end])
    state.pos = end
    return True


def _push_link(state: StateInline, href: str, text: str) -> None:
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.push("text", "", 0).content = text
    state.push("link_close", "a", -1)


def _tame(state: StateCore) -> None:
    """Headings become bold paragraphs, images links."""
    in_heading = False
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            in_heading = token.nesting == 1
            token.type, token.tag = token.type.replace("heading", "paragraph"), "p"
        elif token.type == "inline":
            token.children = _without_images(token.children or [])
            if in_heading:
                strong = Token("strong_open", "strong", 1), Token("strong_close", "strong", -1)
                token.children = [strong[0], *token.children, strong[1]]


def _without_images(children: Sequence[Token]) -> list[Token]:
    """An image inside a link is its alternative text, since links do not nest."""
    tamed: list[Token] = []
    link_depth = 0
    for token in children:
        link_depth += token.nesting if token.tag == "a" else 0
        if token.type != "image":
            tamed.append(token)
            continue
        source = str(token.attrGet("src") or "")
        text = Token("text", "", 0, content=alternative_text(token) or source)
        link = Token("link_open", "a", 1, attrs={"href": source}), Token("link_close", "a", -1)
        tamed += [text] if link_depth else [link[0], text, link[1]]
    return tamed


def alternative_text(image: Token) -> str:
    """What an image says to those who do not see it."""
    return "".join(
        alternative_text(child) if child.type == "image" else child.content for child in image.children or []
    )
