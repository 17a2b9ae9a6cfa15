"""Markdown to sanitised HTML and to plain text, for comments and for the blocks of articles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import nh3
import regex
from markdown_it.token import Token

from server.text.dialects import ArticleDialect, CommentDialect
from server.text.links import LINK_SCHEMES
from server.text.normal import strip_edges
from server.text.plain import plain

_INLINE_TAGS = {"p", "br", "em", "strong", "a", "code"}
_BLOCK_TAGS = {"blockquote", "ul", "ol", "li", "pre"}
_ARTICLE_TAGS = {"h2", "h3", "h4", "h5", "h6", "img", "figure", "figcaption"}

_COMMENT_CLEANER = nh3.Cleaner(
    tags=_INLINE_TAGS | _BLOCK_TAGS,
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    link_rel="nofollow ugc noopener",
    url_schemes=set(LINK_SCHEMES),
    url_relative="deny",
)
_ARTICLE_CLEANER = nh3.Cleaner(
    tags=_INLINE_TAGS | _BLOCK_TAGS | _ARTICLE_TAGS,
    attributes={"*": set(), "a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}},
    link_rel="noopener",
    url_schemes=set(LINK_SCHEMES),
)
# Left-to-right and right-to-left override: they make honest letters read backwards, no language needs them.
_OVERRIDES = {0x202D: None, 0x202E: None}

_COMMENT = CommentDialect()


@dataclass(frozen=True)
class _Kind:
    """How a block's source is read: its dialect, and what turns text without Markdown into such a block."""

    dialect: ArticleDialect
    marked: Callable[[str], str]


def _as_is(source: str) -> str:
    return source


def _as_heading(source: str) -> str:
    line = " ".join(source.split("\n"))
    return line if regex.match(r"#{1,6}[ \t]", line) else f"## {line}"


def _as_quote(source: str) -> str:
    return source if source.startswith(">") else "\n".join(f"> {line}" for line in source.split("\n"))


def _as_list(source: str) -> str:
    if regex.match(r"(?:[-+*]|[0-9]{1,9}[.)])[ \t]", source):
        return source
    return "\n".join(f"- {line}" for line in source.split("\n") if line.strip())


_KINDS = {
    "PARAGRAPH": _Kind(ArticleDialect([]), _as_is),
    "HEADING": _Kind(ArticleDialect(["heading"]), _as_heading),
    "QUOTE": _Kind(ArticleDialect(["blockquote"]), _as_quote),
    "LIST": _Kind(ArticleDialect(["list"]), _as_list),
    "IMAGE": _Kind(ArticleDialect([]), _as_is),
    "CODE": _Kind(ArticleDialect(["fence"]), _as_is),
}


def render_comment(markdown: str) -> str:
    """Sanitised HTML; every link has rel="nofollow ugc noopener"."""
    html: str = _COMMENT.renderer.render(_parsed(markdown), _COMMENT.options, {})
    return _COMMENT_CLEANER.clean(html.translate(_OVERRIDES)).strip()


def render_article(markdown: str, kind: str) -> str:
    """Sanitised HTML of one block. `kind` is the contract's BlockKind; ValueError for any other.

    The kind decides, not the text: a PARAGRAPH that begins with "2022." is no list, and a QUOTE needs no ">".
    """
    tokens = _parse_block(markdown, kind)
    dialect = _KINDS[kind].dialect
    html: str = dialect.renderer.render(tokens, dialect.options, {})
    if kind == "IMAGE":
        html = _figure(html)
    return _ARTICLE_CLEANER.clean(html.translate(_OVERRIDES)).strip()


def plain_text(markdown: str, kind: str | None = None) -> str:
    """What a reader sees of a comment, or of an article's block where its kind is given."""
    if kind is None:
        text = plain(_parsed(markdown), soft_break="\n")
    else:
        text = plain(_parse_block(markdown, kind), soft_break=" ")
    return strip_edges(text.translate(_OVERRIDES))


def visible_text(markdown: str) -> str:
    """A comment's plain text without what looks like an HTML tag: pasted `<p><br></p>` says nothing."""
    text = plain(_parsed(markdown), soft_break="\n", drop_tags=True)
    return strip_edges(text.translate(_OVERRIDES))


def count_links(markdown: str) -> int:
    """How many links a comment has when it is shown."""
    tokens = (child for token in _parsed(markdown) for child in token.children or [])
    return sum(token.type == "link_open" for token in tokens)


@lru_cache(maxsize=8)
def _parsed(markdown: str) -> Sequence[Token]:
    """Of a comment. Several checks, and what is stored, ask for those of one text; nobody changes them."""
    return _COMMENT.parse(markdown)


def _parse_block(markdown: str, kind: str) -> list[Token]:
    if kind not in _KINDS:
        raise ValueError(f"{kind!r} is not a kind of block: {', '.join(_KINDS)}")
    source = markdown if kind == "CODE" else strip_edges(markdown)
    tokens = _KINDS[kind].dialect.parse(_KINDS[kind].marked(source))
    return _as_code(tokens, markdown) if kind == "CODE" else [_lowered(token) for token in tokens]


def _as_code(tokens: list[Token], source: str) -> list[Token]:
    """A fenced block without its fence, anything else as it is."""
    is_fenced = len(tokens) == 1 and tokens[0].type == "fence"
    content = tokens[0].content if is_fenced else source.strip("\n") + "\n"
    return [Token("code_block", "code", 0, content=content)]


def _lowered(token: Token) -> Token:
    """The page's h1 is the article's title."""
    if token.tag == "h1":
        token.tag = "h2"
    return token


def _figure(html: str) -> str:
    """The images, with whatever text stands beside them as their caption."""
    inner = regex.sub(r"</?p>", "", html).strip()
    images = regex.findall(r"<img [^>]*>", inner)
    caption = strip_edges(regex.sub(r"<img [^>]*>", "", inner))
    return f"<figure>{''.join(images)}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>"
