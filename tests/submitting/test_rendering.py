"""bodyHtml: what hostile Markdown and HTML become."""

from __future__ import annotations

import pytest
import regex

from tests.api.client import Api
from tests.submitting.sending import stored_comment


@pytest.mark.parametrize(
    "body",
    [
        "See [here](javascript:alert(1)) today",
        "See [here](JaVaScRiPt&#58;alert(1)) today",
        "See [here](data:text/html;base64,PHNjcmlwdD4=) today",
        "See [here](//evil.example/a) today",
        "See [here](/admin) today",
        "See <javascript:alert(1)> today",
    ],
)
async def test_no_link_leads_to_a_script_to_data_or_to_wherever_the_page_is(
    api: Api, article: str, body: str
) -> None:
    comment = await stored_comment(api, article, body)
    assert comment["body"] == body
    assert "href" not in comment["bodyHtml"]
    assert "<a" not in comment["bodyHtml"]


async def test_an_honest_link_carries_the_three_words(api: Api, article: str) -> None:
    comment = await stored_comment(api, article, "See [the lamps](https://lamps.example/a)")
    (link,) = regex.findall(r"<a [^>]*>", comment["bodyHtml"])
    assert 'href="https://lamps.example/a"' in link
    assert 'rel="nofollow ugc noopener"' in link


@pytest.mark.parametrize(
    "body",
    [
        "Hello <script>alert(1)</script>",
        "Hello <style>*{display:none}</style>",
        '<form action="https://evil.example"><input name="password"> hello',
        'Hello <iframe src="https://evil.example"></iframe>',
        "Hello <b><i>broken</b></i><img src=x onerror=alert(1)>",
    ],
)
async def test_html_is_shown_and_never_obeyed(api: Api, article: str, body: str) -> None:
    html = (await stored_comment(api, article, body))["bodyHtml"]
    assert set(regex.findall(r"</?([a-z]+)", html)) <= {"p", "a"}  # a bare address becomes a link


async def test_a_bomb_of_images_shows_none_and_is_held_for_its_links(
    api: Api, article: str, post_mode: None
) -> None:
    bomb = " ".join(f"![a](https://images.example/{number}.png)" for number in range(60))
    comment = await stored_comment(api, article, bomb)
    assert "<img" not in comment["bodyHtml"]
    assert comment["status"] == "PENDING"


@pytest.mark.parametrize("body", ["> " * 1_000 + "deep", ">" * 4_000 + "deep"], ids=["spaced", "solid"])
async def test_a_thousand_quotes_in_quotes_are_not_nested_deep(api: Api, article: str, body: str) -> None:
    html = (await stored_comment(api, article, body))["bodyHtml"]
    assert html.count("<blockquote>") == html.count("</blockquote>") <= 6
    assert "deep" in html
