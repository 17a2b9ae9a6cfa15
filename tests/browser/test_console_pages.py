"""The console's other pages, and that every page and state is accessible, in light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.consoles import Console, a_word, article, moderator, publish, report, send
from tests.browser.test_reader import ON_SQLITE, WIDTHS
from tests.browser.visitors import PHONE, Site, Visitors, violations


def nothing(_console: Console) -> None:
    """The queue as it is."""


def with_reasons(console: Console) -> None:
    console.press("r")
    expect(console.page.get_by_role("menu")).to_be_visible()


def with_a_selection(console: Console) -> None:
    console.press("x", "j", "x")


def with_the_list(console: Console) -> None:
    console.press("c")
    expect(console.item.locator(".badge.mine")).to_be_visible()
    toggle = console.page.get_by_role("button", name="Show the queue")
    if toggle.is_visible():
        toggle.click()
    console.page.get_by_text("Order and filters").click()


def with_a_notice(console: Console) -> None:
    console.press("a")
    expect(console.notices).to_contain_text("Approved.")


def with_a_conflict(console: Console) -> None:
    found = console.page.locator(".item").get_attribute("data-id")
    visitor = console.site.ask("query($id: ID!) { comment(id: $id) { version } }", id=found)["comment"]
    console.site.ask(
        """mutation($id: ID!, $v: Int!) {
        markCommentAsSpam(input: {id: $id, expectedVersion: $v}) { errors { message } } }""",
        id=found,
        v=visitor["version"],
    )
    expect(console.item.locator(".remark")).to_be_visible()


def with_keys(console: Console) -> None:
    console.press("Shift+Slash")
    expect(console.page.get_by_role("dialog")).to_be_visible()


def with_preferences(console: Console) -> None:
    console.page.get_by_role("button", name="Preferences").click()


def at_policy(console: Console) -> None:
    console.page.get_by_role("link", name="Policy", exact=True).click()
    console.page.get_by_label("Seconds to edit").fill("many")
    console.page.get_by_role("button", name="Save").click()
    expect(console.page.get_by_role("alert").get_by_text("Give a whole number.")).to_be_visible()


def at_word_lists(console: Console) -> None:
    console.page.get_by_role("link", name="Word lists").click()
    console.page.get_by_label("In every language").first.fill("goat*")
    console.page.get_by_label("Try a text").fill("The goats.")
    expect(console.page.locator(".tried mark")).to_be_visible()


def at_the_log(console: Console) -> None:
    console.page.get_by_role("link", name="Audit log").click()
    expect(console.page.locator("tbody tr")).not_to_have_count(0)


def at_a_comment(console: Console) -> None:
    at_the_log(console)
    console.page.locator("tbody a").first.click()
    expect(console.item).to_be_visible()


PLACES: list[Callable[[Console], None]] = [
    nothing,
    with_reasons,
    with_a_selection,
    with_the_list,
    with_a_notice,
    with_a_conflict,
    with_keys,
    with_preferences,
    at_policy,
    at_word_lists,
    at_the_log,
    at_a_comment,
]


@ON_SQLITE
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_and_state_is_accessible(visitors: Visitors, site: Site, width: str) -> None:
    for place in PLACES:
        word = a_word()
        for text, locale in (("The goat.", "en"), ("ছাগলটা কোথায়?", "bn"), ("أين الماعز؟", "ar")):
            send(site, f"{text} {word} http://a.example http://b.example http://c.example", locale=locale)
        console = Console(visitors, word=word, **WIDTHS[width])
        console.shows(word)
        expect(console.around).to_contain_text("The commenter")
        place(console)
        assert violations(console.page) == [], place.__name__
        assert console.overflow() <= 0, place.__name__
        console.page.context.close()


@ON_SQLITE
@pytest.mark.parametrize("width", WIDTHS)
def test_signing_in_is_accessible(visitors: Visitors, site: Site, width: str) -> None:
    page = visitors.open("/console", **WIDTHS[width])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []


@ON_SQLITE
def test_every_foreign_passage_says_its_language(visitors: Visitors, site: Site) -> None:
    word = a_word()
    send(site, f"হাঁড়িটা কত বড়? {word}", locale="bn", name="মিতালি")
    console = Console(visitors, word=word, preferences={"locale": "bn"})
    expect(console.around.locator("blockquote").first).to_be_visible()
    unmarked = console.page.evaluate(
        """() => {
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const found = [];
          for (let text = texts.nextNode(); text; text = texts.nextNode()) {
            if (!/[\\u0980-\\u09FF]/.test(text.data)) continue;
            if (text.parentElement.closest('[lang]').lang === 'en') found.push(text.data);
          }
          return found;
        }"""
    )
    assert unmarked == []


@ON_SQLITE
def test_a_phone_decides_and_goes_through_the_list(visitors: Visitors, site: Site) -> None:
    word = a_word()
    for each in ("first", "second"):
        send(site, f"{word} the {each}.")
    console = Console(visitors, word=word, viewport=PHONE, has_touch=True)
    console.shows("the first")
    expect(console.decision("APPROVE")).to_be_in_viewport(ratio=1)
    console.page.get_by_role("button", name="Show the queue").tap()
    console.rows.nth(1).locator(".row").tap()
    console.shows("the second")
    console.decision("REJECT").tap()
    console.page.get_by_role("menuitem", name="Breaks the law").tap()
    expect(console.notices).to_contain_text("Rejected: breaks the law.")
    console.shows("the first")


def test_the_policy_is_edited_for_an_article_and_reset(visitors: Visitors, site: Site) -> None:
    id_ = article(site, 3)["id"]
    console = Console(visitors)
    page = console.page
    page.goto(f"{site.url}/console#policy/{id_}")
    links = page.get_by_label("Links until a comment is held")
    expect(links).to_have_value("2")
    links.fill("1000")
    page.get_by_role("button", name="Save").click()
    expect(links).to_have_attribute("aria-invalid", "true")
    expect(links).to_be_focused()
    links.fill("7")
    page.get_by_label("Trusted reports that hide a comment").fill("")
    page.get_by_role("button", name="Save").click()
    expect(console.notices).to_contain_text("Saved.")
    ask = "query($id: ID!) { article(id: $id) { commentPolicy { maxLinks flagsToHold mode } } }"
    policy = site.ask(ask, id=id_)["article"]["commentPolicy"]
    assert policy == {"maxLinks": 7, "flagsToHold": None, "mode": "PRE"}
    page.get_by_label("Drop the article's own values").check()
    page.get_by_role("button", name="Save").click()
    expect(links).to_have_value("2")
    assert site.ask(ask, id=id_)["article"]["commentPolicy"] == {**policy, "maxLinks": 2, "flagsToHold": 3}


def test_word_lists_are_tried_and_saved(visitors: Visitors, site: Site) -> None:
    console = Console(visitors)
    page = console.page
    page.get_by_role("link", name="Word lists").click()
    banned = page.get_by_role("group", name="Banned")
    banned.get_by_label("Add a list").select_option("bn")
    expect(banned.get_by_label("Bangla")).to_be_focused()
    banned.get_by_label("Bangla").fill("ছাগল*\n\n  ছাগল*  \nএকটি গাধা")
    expect(banned).to_contain_text("2 words")
    page.get_by_label("Try a text").fill("সেই ছাগলটা!")
    expect(page.locator(".tried mark")).to_contain_text("ছাগল")
    banned.get_by_role("textbox").first.fill("*")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("form").get_by_role("alert")).not_to_be_empty()
    banned.get_by_role("textbox").first.fill("")
    page.get_by_role("button", name="Save").click()
    expect(console.notices).to_contain_text("Saved.")
    saved = site.ask("{ site { commentPolicy { bannedWords { locale words } } } }")
    assert saved["site"]["commentPolicy"]["bannedWords"] == [{"locale": "bn", "words": ["ছাগল*", "একটি গাধা"]}]
    page.reload()
    banned.get_by_label("Bangla").fill("")
    page.get_by_role("button", name="Save").click()
    expect(console.notices).to_contain_text("Saved.")


def test_the_audit_log_tells_who_did_what_and_leads_there(visitors: Visitors, site: Site) -> None:
    word = a_word()
    send(site, f"{word} is logged.")
    console = Console(visitors, word=word, token=moderator("Rahela Akter"))
    console.shows("is logged")
    console.press("a")
    expect(console.notices).to_contain_text("Approved.")
    expect(console.page.locator(".nothing")).to_be_visible()
    page = console.page
    page.get_by_role("link", name="Audit log").click()
    page.get_by_label("Only mine").check()
    page.get_by_label("Act", exact=True).fill("comment.approve")
    page.get_by_role("button", name="Show", exact=True).click()
    row = page.locator("tbody tr").first
    expect(row).to_contain_text("Rahela Akter")
    expect(row).to_contain_text("PENDING → APPROVED")
    row.get_by_role("link").click()
    console.shows("is logged")
    expect(console.item.locator(".status")).to_have_text("approved")
    expect(console.page.locator("#effect-SPAM")).to_have_text("hides it")
    console.press("r", "8")
    expect(console.item.locator(".status")).to_have_text("rejected")
    console.press("u")
    expect(console.item.locator(".status")).to_have_text("approved")


def test_the_queue_of_reports_is_ordered_by_them(visitors: Visitors, site: Site) -> None:
    word = a_word()
    ids = [send(site, f"{word} the {each}.") for each in ("first", "second")]
    for id_ in ids:
        publish(site, id_)
    report(site, ids[1])
    console = Console(visitors, word=word)
    console.page.locator('[data-queue="REPORTED"]').click()
    console.queue_is(["the second"])
    report(site, ids[0])
    console.queue_is(["the first", "the second"])
