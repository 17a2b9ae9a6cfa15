"""Readers with a browser: reading in two languages, commenting, what others see, and without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visitors import PHONE, Site, Visitors, violations

ON_SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)
"""For what has nothing to do with the database."""


def write(page: Page, text: str, name: str = "Mitali") -> None:
    form = page.locator("[data-write] form")
    if form.get_by_label("Your name").count():
        form.get_by_label("Your name").fill(name)
    form.get_by_label("Your comment").fill(text)
    form.get_by_role("button", name="Send").click()


APPROVE = """mutation($id: ID!, $version: Int!) {
  approveComment(input: {id: $id, expectedVersion: $version}) { errors { message } } }"""
REJECT = """mutation($id: ID!, $version: Int!) {
  rejectComment(input: {id: $id, expectedVersion: $version, reason: OFF_TOPIC}) { errors { message } } }"""
FIND = "{ moderationQueue(queue: PENDING, orderBy: NEWEST, first: 20) { nodes { id version body } } }"


def decide(site: Site, body: str, mutation: str = APPROVE) -> str:
    """A moderator's decision about the pending comment with that text; its id."""
    nodes = site.ask(FIND)["moderationQueue"]["nodes"]
    [found] = [each for each in nodes if each["body"] == body]
    site.ask(mutation, id=found["id"], version=found["version"])
    return str(found["id"])


def test_a_story_is_read_in_two_languages(visitors: Visitors) -> None:
    page = visitors.open("/en")
    page.locator(".teaser h2 a").first.click()
    expect(page.locator("h1")).to_have_attribute("lang", "en")
    page.get_by_role("navigation", name="Side by side with").get_by_role("link", name="বাংলা").click()
    expect(page.locator(".rows .columns")).not_to_have_count(0)
    left, right = (page.locator(".rows .columns").nth(1).locator("> div").nth(side) for side in (0, 1))
    expect(left).to_have_attribute("lang", "en")
    expect(right).to_have_attribute("lang", "bn")
    boxes = [each.bounding_box() for each in (left, right)]
    assert all(boxes)
    assert abs(boxes[0]["y"] - boxes[1]["y"]) < 2, "paragraphs stand beside each other"  # type: ignore[index]
    page.get_by_role("navigation", name="Read in").get_by_role("link", name="বাংলা").click()
    expect(page.locator("html")).to_have_attribute("lang", "bn")


def test_arabic_runs_from_right_to_left(visitors: Visitors) -> None:
    page = visitors.open("/ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    name, search = page.locator("header .name").bounding_box(), page.locator("header form").bounding_box()
    assert name
    assert search
    assert name["x"] > search["x"]


def test_search_finds_and_says_when_it_does_not(visitors: Visitors) -> None:
    page = visitors.open("/en")
    page.get_by_label("Search the site").fill("ferry")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("h1")).to_contain_text("found")
    page.get_by_label("Search the site").fill("zeppelins")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Nothing was found")).to_be_visible()


def test_a_held_comment_is_its_authors_until_it_is_approved(visitors: Visitors, site: Site) -> None:
    path = f"/en/{site.slug(1)}"
    author, reader = visitors.open(path), visitors.open(path)
    text = "The lanterns were lovely."
    write(author, text)
    mine = author.locator(".comment", has_text=text)
    expect(mine.get_by_text("Held for a look")).to_be_visible()
    author.reload()
    expect(author.locator(".comment", has_text=text).get_by_text("Held for a look")).to_be_visible()
    expect(reader.locator(".comment", has_text=text)).to_have_count(0)
    decide(site, text)
    expect(reader.locator(".comment", has_text=text)).to_be_visible()
    expect(reader.locator("[data-news]")).to_contain_text("1 new comment")


def test_a_comment_that_is_rejected_goes_away_live(visitors: Visitors, site: Site) -> None:
    path = f"/en/{site.slug(2)}"
    author, reader = visitors.open(path), visitors.open(path)
    text = "This will not stay."
    write(author, text)
    expect(author.locator(".comment", has_text=text)).to_be_visible()
    id_ = decide(site, text)
    expect(reader.locator(".comment", has_text=text)).to_be_visible()
    found = site.ask("query($id: ID!) { comment(id: $id) { version } }", id=id_)
    site.ask(REJECT, id=id_, version=found["comment"]["version"])
    expect(reader.locator(".comment", has_text=text)).to_have_count(0)


def test_a_comment_is_changed_and_deleted_by_its_author(visitors: Visitors, site: Site) -> None:
    page = visitors.open(f"/en/{site.slug(3)}")
    write(page, "First thought.")
    mine = page.locator(".comment", has_text="First thought.")
    mine.get_by_role("button", name="Edit").click()
    mine.get_by_label("Your comment").fill("Second thought.")
    mine.get_by_role("button", name="Save").click()
    changed = page.locator(".comment", has_text="Second thought.")
    expect(changed.get_by_text("edited")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    changed.get_by_role("button", name="Delete").click()
    expect(page.locator(".comment", has_text="Second thought.")).to_have_count(0)


def test_a_reply_stands_below_what_it_answers(visitors: Visitors, site: Site) -> None:
    page = visitors.open(f"/en/{site.slug(0)}")
    first = page.locator(".thread > .comment").first
    first.get_by_role("button", name="Reply").first.click()
    form = first.locator("> form")
    form.get_by_label("Your name").fill("Mitali")
    form.get_by_label("Your comment").fill("An answer to that.")
    form.get_by_role("button", name="Send").click()
    expect(first.locator(".replies .comment", has_text="An answer to that.")).to_be_visible()


def test_a_comment_is_reported(visitors: Visitors, site: Site) -> None:
    page = visitors.open(f"/en/{site.slug(0)}")
    last = page.locator(".thread > .comment").last
    last.get_by_role("button", name="Report").first.click()
    last.get_by_label("Why do you report it?").select_option("OFF_TOPIC")
    last.get_by_role("button", name="Send the report").click()
    expect(last.get_by_text("Thank you.")).to_be_visible()


def test_problems_are_told_beside_the_field(visitors: Visitors, site: Site) -> None:
    page = visitors.open(f"/en/{site.slug(4)}")
    form = page.locator("[data-write] form")
    form.get_by_role("button", name="Send").click()
    name = form.get_by_label("Your name")
    expect(form.get_by_text("Say a name.")).to_be_visible()
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    name.fill("Mitali")
    form.get_by_label("Your comment").fill("x" * 5_010)
    expect(form.get_by_text("10 characters too many")).to_be_visible()
    form.get_by_role("button", name="Send").click()
    expect(form.locator(".problem:visible")).not_to_be_empty()
    form.get_by_label("Your comment").fill("যা 👩‍👩‍👧 é")
    expect(form.get_by_text("4,995 characters left")).to_be_visible()


@ON_SQLITE
@pytest.mark.parametrize("path", ["/en", "/ar", "article", "parallel"])
def test_reading_needs_no_script(visitors: Visitors, site: Site, path: str) -> None:
    slug = site.slug(0)
    where = {"article": f"/en/{slug}", "parallel": f"/en/{slug}?with=bn"}.get(path, path)
    page = visitors.open(where, java_script_enabled=False)
    expect(page.locator("h1").first).to_be_attached()
    assert len(page.locator("main").inner_text()) > 500
    if path == "article":
        expect(page.locator(".comment")).not_to_have_count(0)
        # Chromium parses what stands in <noscript> as text where a debugger has switched scripts off.
        assert "Writing comments needs JavaScript." in page.content()


WIDTHS: dict[str, dict[str, Any]] = {"desktop": {}, "phone": {"viewport": PHONE}}


@ON_SQLITE
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/en", "/ar", "/bn", "/en?q=ferry", "article", "parallel", "rtl", "/xx"])
def test_pages_are_accessible(visitors: Visitors, site: Site, path: str, width: str) -> None:
    slug = site.slug(0)
    places = {"article": f"/en/{slug}", "parallel": f"/en/{slug}?with=ar", "rtl": f"/ar/{site.slug(0, 'ar')}"}
    visitors.expected = ["404"]
    page = visitors.open(places.get(path, path), **WIDTHS[width])
    if path in ("article", "rtl"):
        expect(page.locator("[data-write] form")).to_be_visible()
    assert violations(page) == []
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow <= 0, "nothing runs off the side"


@ON_SQLITE
def test_open_forms_are_accessible(visitors: Visitors, site: Site) -> None:
    page = visitors.open(f"/en/{site.slug(0)}")
    first = page.locator(".thread > .comment").first
    first.get_by_role("button", name="Reply").first.click()
    page.locator(".thread > .comment").last.get_by_role("button", name="Report").first.click()
    page.locator("[data-write] form").get_by_role("button", name="Send").click()
    assert violations(page) == []


@ON_SQLITE
def test_nothing_moves_while_an_article_loads(visitors: Visitors, site: Site) -> None:
    page = visitors.open("/en")
    page.add_init_script(
        """window.moved = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
        }).observe({ type: "layout-shift", buffered: true });"""
    )
    page.goto(f"{site.url}/en/{site.slug(0)}")
    expect(page.locator("[data-write] form")).to_be_visible()
    page.wait_for_timeout(500)
    assert page.evaluate("window.moved") < 0.02
