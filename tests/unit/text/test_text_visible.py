from __future__ import annotations

import pytest

from server.text.markup import visible_text
from server.text.visible import is_visible


@pytest.mark.parametrize(
    "body",
    [
        "", "   \n\t ", "&nbsp;&#160;\u00a0", "<p><br></p>", "<p>&nbsp;</p>", "<!-- nothing -->",
        "<div class='x'>",
        "\u200b\u200d\u2060\ufeff", "\u0301\u0302", "\u09be", "&shy;&ZeroWidthSpace;", "\u3164\u115f",
        "\u2800",
        "\ufe0f", "> \n>\n", "- \n- ", "# ", "```\n```", "[](https://example.org)", "\u202e\u202c",
        "\ufffc",
    ],
)  # fmt: skip
def test_a_body_that_shows_nothing_is_empty(body: str) -> None:
    assert not is_visible(visible_text(body))


@pytest.mark.parametrize(
    "body",
    ["a", "।", "👍", "...", "<b>bold</b>", "`<br>`", "a < b", "<3", "কি", "![](https://example.org/a.png)"],
)
def test_a_body_that_shows_something_is_not(body: str) -> None:
    assert is_visible(visible_text(body))


def test_marks_show_only_on_a_letter() -> None:
    assert is_visible("e\u0301")
    assert not is_visible("\u0301")
