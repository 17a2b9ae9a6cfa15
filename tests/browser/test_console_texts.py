"""Comments' texts in the console: what checks found is marked, severe ones are folded, and no text is run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from server.moderation.words.readings import Readings
from server.moderation.words.wordlist import compiled
from tests.browser.consoles import Console, a_word, publish, report, send
from tests.browser.test_reader import ON_SQLITE
from tests.browser.visitors import Site, Visitors

pytestmark = ON_SQLITE

LISTS = """mutation($input: UpdateCommentPolicyInput!) {
  updateCommentPolicy(input: $input) { errors { message } } }"""


@pytest.fixture
def lists(site: Site) -> Iterator[None]:
    """A banned and a suspect word, while a test runs."""
    words: dict[str, Any] = {
        "bannedWords": [{"locale": None, "words": ["blockhead", "গাধা*"]}],
        "suspectWords": [{"locale": None, "words": ["free money"]}],
    }
    assert site.ask(LISTS, input=words)["updateCommentPolicy"]["errors"] == []
    yield
    site.ask(LISTS, input={"bannedWords": [], "suspectWords": []})


@pytest.mark.usefixtures("lists")
def test_findings_are_marked_where_they_are_with_the_reason_in_words(visitors: Visitors, site: Site) -> None:
    word = a_word()
    send(site, f"👩‍👩‍👧 কু 🏳️‍🌈 {word}: FREE money, see http://a.example http://b.example http://c.example")
    console = Console(visitors, word=word)
    marks = console.body.locator("mark")
    expect(marks).to_have_count(4)
    # A mark ends in the number of its finding in the list below.
    texts = [text[:-1] for text in marks.all_inner_texts()]
    assert texts == ["FREE money", "http://a.example", "http://b.example", "http://c.example"]
    reasons = console.item.locator(".findings li")
    number = int(marks.first.locator("sup").inner_text())
    expect(reasons.nth(number - 1)).to_contain_text("Suspect words: free money.")
    reasons.nth(number - 1).hover()
    expect(marks.first).to_have_class("lit")
    expect(marks.nth(1)).not_to_have_class("lit")


def test_characters_that_show_nothing_are_shown(visitors: Visitors, site: Site) -> None:
    word = a_word()
    send(site, f"{word} pay\u200bpal \u202egnihton\u202c")
    console = Console(visitors, word=word)
    shown = console.body.locator(".unseen-character")
    expect(shown).to_have_count(3)
    assert shown.all_inner_texts() == ["U+200B", "U+202E", "U+202C"]


def test_markup_in_a_text_is_text(visitors: Visitors, site: Site) -> None:
    word = a_word()
    text = f"{word} <img src=x onerror=\"document.title='run'\"> <script>document.title='run'</script> **so**"
    send(site, text, name="<b>Bold</b>")
    console = Console(visitors, word=word)
    expect(console.body).to_contain_text(text)
    expect(console.item.locator("h2")).to_have_text("<b>Bold</b>")
    expect(console.page.locator("main :is(img, script)")).to_have_count(0)
    assert "run" not in console.page.title()


@pytest.mark.usefixtures("lists")
def test_a_severe_text_is_folded_until_it_is_asked_for(visitors: Visitors, site: Site) -> None:
    word = a_word()
    id_ = send(site, f"{word}, you blockhead.")
    found = site.ask("query($id: ID!) { comment(id: $id) { status } }", id=id_)
    assert found["comment"]["status"] == "REJECTED", "in no queue, but for a moderator who has approved it"
    publish(site, id_)
    report(site, id_)
    console = Console(visitors, word=word)
    console.page.locator('[data-queue="REPORTED"]').click()
    expect(console.item).to_contain_text("Folded, because it is severe: Banned words: blockhead.")
    expect(console.body).to_have_count(0)
    expect(console.rows.first).not_to_contain_text("you blockhead")
    console.press("v")
    console.shows("you blockhead")
    console.press("v")
    expect(console.body).to_have_count(0)
    console.page.get_by_role("button", name="Preferences").click()
    console.page.get_by_label("Fold severe texts").uncheck()
    console.page.get_by_role("button", name="Close").click()
    console.shows("you blockhead")
    expect(console.rows.first).to_contain_text("you blockhead")


def module(page: Page, name: str) -> str:
    """Where one of the console's modules is."""
    source = page.locator('script[src*="/console/main.js"]').get_attribute("src")
    assert source
    return source.replace("main.js", name)


TRIED = [
    (["casino*"], "The CASINO, and casinos. But no occasinos."),
    (["blockhead"], "Вlockhead, вӏосkhead; blockheads are others."),
    (["free money"], "Free, MONEY. free   money; freemoney"),
    (["গাধা*"], "তোমরা সবাই গাধাটা! গা"),
    (["কু"], "কু কুকুর"),
    (["*phobe"], "a xenophobe and a phobe"),
    (["f*ck", "a$$"], "F*CK this a$$ and gra$$"),
    (["笨蛋"], "你是笨蛋吗"),
    (["гадость"], "Какая ГАДОСТЬ!"),
    (["straße"], "STRASSE, Straße"),
    (["حمار"], "يا حِمَـــار"),
    (["bad", "bad word"], "a bad word and a bad one"),
    (["naïve"], "naive, naïve and NAÏVE"),
    (["x"], "xx x"),
    (["*"], "anything"),
    (["ﬁsh"], "fish ﬁsh"),
]


def test_the_box_to_try_a_text_finds_what_the_server_finds(visitors: Visitors, site: Site) -> None:
    page = visitors.open("/console")
    found = page.evaluate(
        """async ([address, tried]) => {
          const { matches } = await import(address);
          return tried.map(([list, text]) => matches(list, text).map((each) => [each.start, each.end]));
        }""",
        [module(page, "matching.js"), TRIED],
    )
    for (words, text), places in zip(TRIED, found, strict=True):
        expected = compiled(tuple(words)).find(Readings(text))
        assert places == [[each.span.start, each.span.end] for each in expected], (words, text)


def test_pieces_of_a_text_are_counted_in_code_points(visitors: Visitors) -> None:
    page = visitors.open("/console")
    found = page.evaluate(
        """async (address) => {
          const { pieces } = await import(address);
          const spans = [[{ start: 0, end: 3 }], [{ start: 2, end: 99 }], [{ start: 50, end: 60 }]];
          return pieces("👍🏽কু!", spans.map((each) => ({ spans: each })));
        }""",
        module(page, "spans.js"),
    )
    assert [(each["text"], each["findings"]) for each in found] == [
        ("👍🏽", [0]),
        ("ক", [0, 1]),
        ("ু!", [1]),
    ]
