"""Moderators in the console: what waits, decisions and what readers see of them, and two moderators at once."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from server.viewer import Role
from tests.browser.consoles import (
    Console,
    a_word,
    article,
    moderator,
    publish,
    report,
    send,
    token,
)
from tests.browser.test_reader import ON_SQLITE, write
from tests.browser.visitors import Site, Visitors, intercept

STREAM = "subscription"


def test_a_moderator_signs_in_by_token_and_out_again(visitors: Visitors, site: Site) -> None:
    visitors.expected = ["401"]
    page = visitors.open("/console")
    expect(page.get_by_label("Your token")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Give the token.")
    for bad, told in (("nonsense", "not good"), (token("Rina", Role.READER), "not a moderator's")):
        page.get_by_label("Your token").fill(bad)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text(told)
    page.get_by_label("Your token").fill(site.token)
    page.keyboard.press("Enter")
    expect(page.locator(".item")).to_be_visible()
    kept = page.evaluate("JSON.stringify({ ...sessionStorage, ...localStorage })")
    assert site.token not in kept
    [cookie] = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("galley_session", True, "Strict")
    page.reload()
    expect(page.locator(".item")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Your token")).to_be_visible()
    page.wait_for_function("localStorage.getItem('galley-console-session') === null")
    page.reload()
    expect(page.get_by_label("Your token")).to_be_visible()
    assert page.context.cookies() == []


def test_a_comment_is_sent_held_approved_and_appears_on_the_first_screen(
    visitors: Visitors, site: Site
) -> None:
    word = a_word()
    console = Console(visitors, word=word)
    expect(console.page.locator(".nothing")).to_be_visible()
    path = f"/en/{article(site, 1)['translation']['slug']}"
    author, reader = visitors.open(path), visitors.open(path)
    write(author, f"The {word} lanterns were lovely.")
    expect(author.locator(".comment", has_text=word).get_by_text("Held for a look")).to_be_visible()
    console.shows("lanterns")
    expect(reader.locator(".comment", has_text=word)).to_have_count(0)
    console.press("a")
    expect(console.notices).to_contain_text("Approved.")
    expect(console.page.locator(".nothing")).to_be_visible()
    expect(reader.locator(".comment", has_text=word)).to_be_visible()


def test_the_counts_are_live(visitors: Visitors, site: Site) -> None:
    console = Console(visitors)
    before = console.count()
    send(site, f"One more {a_word()} waits.")
    expect(console.page.locator('[data-queue="PENDING"] .number')).to_have_text(str(before + 1))


def test_what_was_decided_is_taken_back_and_in_focus_again(visitors: Visitors, site: Site) -> None:
    word = a_word()
    ids = [send(site, f"{word} the {each}.") for each in ("first", "second")]
    console = Console(visitors, word=word)
    console.shows("the first")
    console.press("r", "7")
    console.shows("the second")
    expect(console.notices).to_contain_text("Rejected: does not belong here.")
    console.press("u")
    expect(console.notices).to_contain_text("Taken back.")
    console.shows("the first")
    console.queue_is(["the first", "the second"])
    found = site.ask("query($id: ID!) { comment(id: $id) { status rejectionReason } }", id=ids[0])
    assert found["comment"] == {"status": "PENDING", "rejectionReason": None}


def test_several_are_decided_at_once_and_taken_back_at_once(visitors: Visitors, site: Site) -> None:
    word = a_word()
    for each in ("first", "second", "third", "fourth"):
        send(site, f"{word} the {each}.")
    console = Console(visitors, word=word)
    console.shows("the first")
    console.press("x", "j", "x", "j", "x")
    about = console.page.locator(".actions .about")
    expect(about).to_have_text("3 comments selected")
    console.decision("SPAM").click()
    expect(console.notices).to_contain_text("3 put among the spam.")
    console.queue_is(["the fourth"])
    console.page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(console.notices).to_contain_text("3 taken back.")
    console.queue_is(["the first", "the second", "the third", "the fourth"])


def test_two_consoles_see_each_others_decisions(visitors: Visitors, site: Site) -> None:
    word = a_word()
    for each in ("first", "second"):
        send(site, f"{word} the {each}.")
    one = Console(visitors, word=word, token=moderator("Rahela Akter"))
    other = Console(visitors, word=word, token=moderator("Tapan Das"))
    one.shows("the first")
    other.shows("the first")
    one.press("s")
    expect(other.item.locator(".remark")).to_have_text("Put among the spam by Rahela Akter, a moment ago.")
    expect(other.decision("APPROVE")).to_be_disabled()
    other.press("j")
    other.shows("the second")
    other.queue_is(["the second"])


def test_who_was_slower_is_told_who_decided(visitors: Visitors, site: Site) -> None:
    word = a_word()
    for each in ("first", "second"):
        send(site, f"{word} the {each}.")
    slow = Console(visitors, token=moderator("Tapan Das"))
    intercept(
        slow.page,
        lambda route: route.abort() if STREAM in (route.request.post_data or "") else route.fallback(),
    )
    visitors.expected = ["ERR_FAILED"]
    slow.narrow(word)
    slow.shows("the first")
    fast = Console(visitors, word=word, token=moderator("Rahela Akter"))
    fast.shows("the first")
    fast.press("a")
    expect(fast.notices).to_contain_text("Approved.")
    fast.shows("the second")
    slow.press("r", "1")
    expect(slow.notices).to_contain_text("Decided by Rahela Akter, a moment ago: approved.")
    slow.shows("the second")
    slow.notices.get_by_role("button", name="Show it").click()
    slow.shows("the first")
    expect(slow.item.locator(".status")).to_have_text("approved")


def test_a_claim_is_shown_and_is_a_fence(visitors: Visitors, site: Site) -> None:
    word = a_word()
    send(site, f"{word} alone.")
    one = Console(visitors, word=word, token=moderator("Rahela Akter"))
    other = Console(visitors, word=word, token=moderator("Tapan Das"))
    one.shows("alone")
    other.shows("alone")
    one.press("c")
    expect(one.item.locator(".badge.mine")).to_contain_text("Yours until")
    expect(other.item).to_contain_text("Rahela Akter is at work on it until")
    other.press("a")
    expect(other.notices).to_contain_text("Rahela Akter is at work on it.")
    other.shows("alone")
    one.press("c")
    expect(other.item.locator(".badge.claim")).to_have_count(0)
    other.press("a")
    expect(other.notices).to_contain_text("Approved.")


def test_a_text_that_its_author_changes_is_shown_anew(visitors: Visitors, site: Site) -> None:
    word = a_word()
    path = f"/en/{article(site, 2)['translation']['slug']}"
    author = visitors.open(path)
    write(author, f"{word}, as it was.")
    console = Console(visitors, word=word)
    console.shows("as it was")
    mine = author.locator(".comment", has_text=word)
    mine.get_by_role("button", name="Edit").click()
    mine.get_by_label("Your comment").fill(f"{word}, as it is now.")
    mine.get_by_role("button", name="Save").click()
    console.shows("as it is now")
    expect(console.item.locator(".remark")).to_contain_text("changed the text")
    expect(console.around).to_contain_text("as it was")


def test_what_a_decision_does_is_said_in_numbers(visitors: Visitors, site: Site) -> None:
    word = a_word()
    public = send(site, f"{word}, which is public.")
    publish(site, public)
    for each in ("One", "Another"):
        publish(site, send(site, f"{each} answer to {word}.", parent=public))
    report(site, public)
    console = Console(visitors, word=f"{word}, which")
    console.page.locator('[data-queue="REPORTED"]').click()
    console.shows("which is public")
    effects = {name: console.page.locator(f"#effect-{name}") for name in ("APPROVE", "REJECT")}
    expect(effects["REJECT"]).to_have_text(
        "hides it, hides 2 replies, settles 1 report, tells its author why"
    )
    expect(effects["APPROVE"]).to_have_text("keeps it shown, settles 1 report")
    expect(console.around).to_contain_text("Unkind.")
    console.press("s")
    expect(console.page.locator(".nothing")).to_be_visible()


def test_the_last_approval_that_ends_being_new_is_said(visitors: Visitors, site: Site) -> None:
    word = a_word()
    send(site, f"{word} by somebody new.")
    console = Console(visitors, word=word)
    expect(console.page.locator("#effect-APPROVE")).to_contain_text("no longer wait for being new")


@ON_SQLITE
def test_around_the_comment_stand_its_conversation_and_its_writers_past(
    visitors: Visitors, site: Site
) -> None:
    word = a_word()
    parent = send(site, f"{word} begins it.", name="Rina")
    publish(site, parent)
    send(site, f"{word} answers it.", parent=parent, name="Joana")
    console = Console(visitors, word=f"{word} answers")
    expect(console.around.locator(".conversation")).to_contain_text(f"{word} begins it.")
    expect(console.around.locator(".commenter")).to_contain_text("0 approved, 0 rejected now")
    expect(console.around.locator(".decisions")).to_contain_text("the policy")


@ON_SQLITE
def test_the_articles_paragraph_is_there_in_the_moderators_language(visitors: Visitors, site: Site) -> None:
    word = a_word()
    send(site, f"{word} asks.")
    console = Console(visitors, word=word, preferences={"locale": "bn"})
    passages = console.around.locator(".article blockquote")
    expect(passages).to_have_count(2)
    expect(passages.nth(0)).to_have_attribute("lang", "en")
    expect(passages.nth(1)).to_have_attribute("lang", "bn")
    assert re.search(r"[\u0980-\u09FF]", passages.nth(1).inner_text())
    first = passages.nth(1).inner_text()
    console.page.get_by_role("button", name="The paragraph after").click()
    expect(passages.nth(1)).not_to_have_text(first)


@ON_SQLITE
def test_an_arabic_comment_runs_from_right_to_left(visitors: Visitors, site: Site) -> None:
    word = a_word()
    send(site, f"هل ستعود العبّارة الليلة؟ {word}", locale="ar", name="ليلى")
    console = Console(visitors, word=word)
    expect(console.body).to_have_attribute("dir", "rtl")
    expect(console.body).to_have_attribute("lang", "ar")
    expect(console.page.locator("html")).to_have_attribute("dir", "ltr")


@ON_SQLITE
def test_a_token_that_is_revoked_leads_back_to_signing_in(visitors: Visitors, site: Site) -> None:
    console = Console(visitors)
    visitors.expected = ["401"]
    intercept(console.page, lambda route: route.fulfill(status=401, body='{"errors":[{"message":"no"}]}'))
    console.page.get_by_role("link", name="Policy", exact=True).click()
    expect(console.page.get_by_role("alert")).to_contain_text("no longer good")
    expect(console.page.get_by_label("Your token")).to_be_focused()


@ON_SQLITE
def test_a_failing_network_brings_the_comment_back(visitors: Visitors, site: Site) -> None:
    word = a_word()
    send(site, f"{word} stays.")
    console = Console(visitors, word=word)
    console.shows("stays")
    visitors.expected = ["ERR_FAILED"]
    intercept(
        console.page,
        lambda route: route.abort() if "mutation" in (route.request.post_data or "") else route.fallback(),
    )
    console.press("a")
    expect(console.notices).to_contain_text("The server did not answer.")
    console.shows("stays")
