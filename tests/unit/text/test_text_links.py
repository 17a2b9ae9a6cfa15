from __future__ import annotations

import time

import pytest

from server.text.links import MAX_URL_CHARS, end_of_address, find_addresses, is_absolute_link, is_article_link


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in find_addresses(text)]


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("see https://example.org/a_b, then", ["https://example.org/a_b"]),
        ("(https://example.org/a_(b))", ["https://example.org/a_(b)"]),
        ("[x](http://a.example) [y](//b.example)", ["http://a.example", "//b.example"]),
        ("দেখুন https://example.org। ধন্যবাদ", ["https://example.org"]),
        ("见https://example.org。谢谢", ["https://example.org"]),
        ("www.example.org and user@www.example.org", ["www.example.org"]),
        ("hxxp://a.example HTTPS://B.EXAMPLE", ["hxxp://a.example", "HTTPS://B.EXAMPLE"]),
        ("[x](javascript:alert(1)) [d](data:text/html,x)", ["javascript:alert(1)", "data:text/html,x"]),
        ("mailto:a@b.example", ["mailto:a@b.example"]),
        ("either//or and 24/7, data: none, a // comment", []),
        ("https://example.org/?to=https://b.example", ["https://example.org/?to=https://b.example"]),
    ],
)
def test_finds_addresses_in_a_source(text: str, addresses: list[str]) -> None:
    assert found(text) == addresses


def test_no_more_than_the_longest_address_is_looked_at() -> None:
    assert end_of_address("http://" + "a" * 9_000, 7) == 7 + MAX_URL_CHARS


@pytest.mark.parametrize("pattern", ["http://a.b)", "http://", "www.", "(", ")", "//a"])
def test_finding_addresses_takes_linear_time(pattern: str) -> None:
    started = time.process_time()
    found("http://a.b" + pattern * 6_000)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("url", ["http://a.example", "HTTPS://a.example", "mailto:a@b.example"])
def test_a_comment_may_link_to(url: str) -> None:
    assert is_absolute_link(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x",
        "file:///etc/passwd", "//a.example",
        "/path", "path", "#top", "?q", "http:a.example", "http://", "http:///a", "mailto:",
        "ftp://a.example", "",
        "https://a.example/" + "a" * MAX_URL_CHARS,
    ],
)  # fmt: skip
def test_a_comment_may_not_link_to(url: str) -> None:
    assert not is_absolute_link(url)


@pytest.mark.parametrize("url", ["/media/a.svg", "a.svg", "#top", "?a:b", "../x", "https://a.example"])
def test_an_article_may_link_to(url: str) -> None:
    assert is_article_link(url)


@pytest.mark.parametrize(
    "url", ["//a.example", "/\\a.example", "\\\\a.example", "javascript:x", "data:x", "x:y"]
)
def test_an_article_may_not_link_to(url: str) -> None:
    assert not is_article_link(url)
