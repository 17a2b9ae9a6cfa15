from __future__ import annotations

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.text.markup import count_links, plain_text, render_article, render_comment

REL = 'rel="nofollow ugc noopener"'
COMMENT_TAGS = {"p", "br", "em", "strong", "a", "code", "blockquote", "ul", "ol", "li", "pre"}


class Tags(HTMLParser):
    """The tags and attributes of a fragment, and how deep it goes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.depth = self.deepest = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("br", "img"):
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1


def tags(html: str) -> list[str]:
    return [tag for tag, _ in Tags(html).found]


def links(html: str) -> list[str | None]:
    return [attributes.get("href") for tag, attributes in Tags(html).found if tag == "a"]


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
        ("```js\na < b\n```", "<pre><code>a &lt; b\n</code></pre>"),
        ("    indented", "<p>indented</p>"),
        ("text\n----", "<p>text<br>\n----</p>"),
        ("# Loud *words*", "<p><strong>Loud <em>words</em></strong></p>"),
        ("#hashtag", "<p>#hashtag</p>"),
        ("[a]: b\n\n[a]", "<p>[a]: b</p>\n<p>[a]</p>"),
        ("একটি *ভাল* খবর।", "<p>একটি <em>ভাল</em> খবর।</p>"),
    ],
)
def test_light_markdown_of_comments(markdown: str, html: str) -> None:
    assert render_comment(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "href"),
    [
        ("[x](https://a.example)", "https://a.example"),
        ("<https://a.example>", "https://a.example"),
        ("<name@a.example>", "mailto:name@a.example"),
        ("see https://a.example/b_c_d?x=1, then", "https://a.example/b_c_d?x=1"),
        ("(http://a.example/(b))", "http://a.example/(b)"),
        ("**https://a.example**", "https://a.example"),
        ("দেখুন https://a.example।", "https://a.example"),
        ("见https://a.example。谢谢", "https://a.example"),
        ("![cat](https://a.example/c.png)", "https://a.example/c.png"),
        ("[![cat](https://a.example/c.png)](https://b.example)", "https://b.example"),
        ("[see https://a.example](https://b.example)", "https://b.example"),
    ],
)
def test_a_link_in_a_comment_carries_the_three_words(markdown: str, href: str) -> None:
    html = render_comment(markdown)
    assert links(html) == [href]
    assert html.count(REL) == html.count("<a ") == 1
    assert count_links(markdown) == 1


@pytest.mark.parametrize(
    "markdown",
    [
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](javascript&colon;alert(1))",
        "[x](\tjavascript:alert(1))",
        "[x](data:text/html;base64,AAAA)", "[x](vbscript:x)", "[x](file:///etc/passwd)",
        "[x](//evil.example)",
        "[x](/relative)", "[x](relative)", "[x](#top)", "[x](http:evil.example)", "<javascript:alert(1)>",
        "![x](data:image/png;base64,AAAA)", "![x](//evil.example/x.png)", "xhttps://a.example",
        "www.a.example",
        "[x](java\nscript:alert(1))", "http://", "https:// a", "`https://a.example`",
    ],
)  # fmt: skip
def test_what_is_no_safe_link_stays_text(markdown: str) -> None:
    html = render_comment(markdown)
    assert links(html) == []
    assert count_links(markdown) == 0


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>", "<style>*{display:none}</style>",
        "<iframe src=//evil.example></iframe>",
        "<form action=/><input name=q>", "<img src=x onerror=alert(1)>", "<b><i></b></i><div",
        "<svg/onload=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>", "<!-- <script> -->", "<![CDATA[<b>]]>", "&lt;script&gt;",
        "<p style=x>",
        "a <b>bold</b> word", "![x](https://a.example/x.png \"t\" onerror=alert(1))",
        "```html\n<script>\n```",
    ],
)  # fmt: skip
def test_raw_html_in_a_comment_is_shown_never_obeyed(markdown: str) -> None:
    assert set(tags(render_comment(markdown))) <= {"p", "a", "pre", "code", "br"}


def test_a_picture_bomb_becomes_links() -> None:
    html = render_comment("![](https://a.example/x.png)" * 50)
    assert "<img" not in html
    assert len(links(html)) == 50


def test_headings_of_every_level_become_paragraphs() -> None:
    html = render_comment("\n".join("#" * level + " x" for level in range(1, 7)))
    assert set(tags(html)) == {"p", "strong"}


def test_quotes_beyond_the_sixth_level_are_shown_as_typed() -> None:
    html = render_comment("> " * 8 + "deep")
    assert tags(html).count("blockquote") == 6
    assert "&gt; &gt; deep" in html


def test_a_links_title_is_left_out() -> None:
    assert "title" not in render_comment('[x](https://a.example "Free money")')


def test_overrides_of_direction_are_not_rendered() -> None:
    assert render_article("\u202eabc", "PARAGRAPH") == "<p>abc</p>"
    assert render_comment("\u202eabc &#x202E; \u202d") == "<p>abc  </p>"
    assert plain_text("\u202eabc") == "abc"


def test_balanced_isolates_and_marks_of_direction_stay() -> None:
    assert "\u2067שלום\u2069\u200f" in render_comment("a \u2067שלום\u2069\u200f b")


HOSTILE = {
    "brackets": "[" * 20_000,
    "links": "[a](" * 5_000,
    "bracket pairs": "[" * 10_000 + "]" * 10_000,
    "images": "![" * 10_000,
    "quotes": ">" * 20_000,
    "spaced quotes": "> " * 10_000,
    "quote lines": ">\n" * 10_000,
    "quote ladder": "\n".join(">" * depth for depth in range(200)),
    "backticks": "`" * 20_000,
    "backtick ladder": "".join("`" * length + " " for length in range(1, 200)),
    "stars": "*" * 20_000,
    "open emphasis": "*a _b " * 3_000,
    "unclosed emphasis": "*a" * 5_000 + "a*" * 5_000,
    "mixed emphasis": "**_* " * 4_000,
    "angles": "<" * 20_000,
    "comments": "<!--" * 5_000,
    "ampersands": "&" * 20_000,
    "lists": "- " * 10_000,
    "list ladder": "\n".join("  " * depth + "- a" for depth in range(140)),
    "fences": "```\n" * 5_000,
    "urls": "http://" * 3_000,
    "long url": "http://a" + "(" * 20_000,
    "closing brackets after a url": "http://a" + ")" * 20_000,
    "urls in brackets": "http://a.b)" * 1_800,
    "international urls": ("http://" + "ü" * 190 + " ") * 100,
    "backslashes": "\\" * 20_000,
    "blanks": " " * 20_000 + "x",
    "marks": "a" + "\u0301" * 20_000,
}


@pytest.mark.parametrize("markdown", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_markdown_is_rendered_in_time_and_not_deep(markdown: str) -> None:
    started = time.process_time()
    html = render_comment(markdown)
    plain_text(markdown)
    # Tens of milliseconds each on one quiet core; ten times that leaves room for a busy one.
    assert time.process_time() - started < 2
    assert Tags(html).deepest <= 24


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("[]()<>!`*_#-+1.>&;:/\\\n\t \"'abhtpsmjv=x\u202eক")))
def test_no_text_brings_another_tag_or_an_unmarked_link(markdown: str) -> None:
    for tag, attributes in Tags(render_comment(markdown)).found:
        assert tag in COMMENT_TAGS
        assert set(attributes) <= ({"href", "rel"} if tag == "a" else {"start"} if tag == "ol" else set())
        if tag == "a":
            assert attributes["rel"] == "nofollow ugc noopener"
            assert str(attributes["href"]).lower().startswith(("http://", "https://", "mailto:"))


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("*a* **b** [c](https://a.example)", "a b c"),
        ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
        ("> quoted\n\nsaid  he", "quoted\n\nsaid he"),
        ("- a\n- b\n  1. c", "• a\n• b\n1. c"),
        ("2022. It was", "2022. It was"),
        ("```\na  b\n```", "a  b"),
        ("a&nbsp;&amp;&#98;", "a\u00a0&b"),
        ("![cat](https://a.example/c.png)", "cat"),
        ("  \u00a0 x \ufeff", "x"),
        ("", ""),
    ],
)
def test_plain_text_is_what_a_reader_sees(markdown: str, text: str) -> None:
    assert plain_text(markdown) == text


@pytest.mark.parametrize(
    ("kind", "markdown", "html"),
    [
        ("PARAGRAPH", "*a*\nb", "<p><em>a</em>\nb</p>"),
        ("PARAGRAPH", "2022. It was # - > no list", "<p>2022. It was # - &gt; no list</p>"),
        ("PARAGRAPH", "# no heading", "<p># no heading</p>"),
        ("HEADING", "Title", "<h2>Title</h2>"),
        ("HEADING", "# Title", "<h2>Title</h2>"),
        ("HEADING", "### Title *x*", "<h3>Title <em>x</em></h3>"),
        ("QUOTE", "Said\nhe", "<blockquote>\n<p>Said\nhe</p>\n</blockquote>"),
        ("QUOTE", "> Said", "<blockquote>\n<p>Said</p>\n</blockquote>"),
        ("LIST", "a\nb", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("LIST", "1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("LIST", "* a\n  * b", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"),
        ("IMAGE", "![A boat](/media/boat.svg)", '<figure><img src="/media/boat.svg" alt="A boat"></figure>'),
        (
            "IMAGE",
            "![A boat](https://a.example/b.png)\nOn the *river*",
            (
                '<figure><img src="https://a.example/b.png" alt="A boat">'
                "<figcaption>On the <em>river</em></figcaption></figure>"
            ),
        ),
        ("CODE", "a < b\n\n  *c*", "<pre><code>a &lt; b\n\n  *c*\n</code></pre>"),
        ("CODE", "```py\nx = 1\n```", "<pre><code>x = 1\n</code></pre>"),
    ],
)
def test_a_block_is_rendered_as_its_kind(kind: str, markdown: str, html: str) -> None:
    assert render_article(markdown, kind) == html


@pytest.mark.parametrize("kind", ["PARAGRAPH", "HEADING", "QUOTE", "LIST", "IMAGE", "CODE"])
@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](//e.example)",
    ],
)
def test_no_kind_of_block_lets_html_or_unsafe_links_through(kind: str, markdown: str) -> None:
    html = render_article(markdown, kind)
    assert "<script" not in html
    assert "<img" not in html
    assert "href" not in html


def test_an_article_may_link_inside_the_site() -> None:
    assert render_article("[x](/en/other)", "PARAGRAPH") == '<p><a href="/en/other" rel="noopener">x</a></p>'


def test_an_article_shows_no_picture_from_a_data_or_protocol_relative_address() -> None:
    assert "<img" not in render_article("![a](//evil.example/x.png) ![b](data:image/png;base64,AA)", "IMAGE")


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="PARAGRAPH"):
        render_article("x", "VIDEO")


@pytest.mark.parametrize(
    ("kind", "markdown", "text"),
    [
        ("PARAGRAPH", "2022. It *was*\nso", "2022. It was so"),
        ("PARAGRAPH", "a  \nb", "a\nb"),
        ("HEADING", "## Title", "Title"),
        ("QUOTE", "> a\n> b", "a b"),
        ("LIST", "- a\n- b", "• a\n• b"),
        ("IMAGE", "![A boat](/b.svg)", "A boat"),
        ("CODE", "```\nx\n  y\n```", "x\n  y"),
        ("PARAGRAPH", "রাশিয়ার “প্রেসিডেন্ট” ।", "রাশিয়ার “প্রেসিডেন্ট” ।"),
    ],
)
def test_plain_text_of_a_block(kind: str, markdown: str, text: str) -> None:
    assert plain_text(markdown, kind) == text
