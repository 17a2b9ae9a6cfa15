"""The console's keys: how few a decision needs, that they go by their place, and when they are off."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.consoles import Console, a_word, send
from tests.browser.test_reader import ON_SQLITE
from tests.browser.visitors import Site, Visitors, intercept

pytestmark = ON_SQLITE

LAYOUTS = {
    "bengali": {"KeyJ": "জ", "KeyK": "ক", "KeyX": "ড", "KeyA": "া", "KeyR": "ৰ"},
    "arabic": {"KeyJ": "ت", "KeyK": "ن", "KeyX": "ء", "KeyA": "ش", "KeyR": "ق"},
    "cyrillic": {"KeyJ": "о", "KeyK": "л", "KeyX": "ч", "KeyA": "ф", "KeyR": "к"},
    "azerty": {"KeyJ": "j", "KeyK": "k", "KeyX": "x", "KeyA": "q", "KeyR": "r"},
}
DECIDED_MS = 700
"""By then a decision would have gone to the server, and its comment from the queue."""


def several(site: Site, n: int) -> tuple[str, list[str]]:
    word = a_word()
    bodies = [f"{word} the {number}." for number in range(n)]
    for body in bodies:
        send(site, body)
    return word, bodies


@pytest.mark.parametrize("layout", LAYOUTS)
def test_keys_go_by_their_place_under_every_layout(visitors: Visitors, site: Site, layout: str) -> None:
    word, _ = several(site, 3)
    console = Console(visitors, word=word)
    letters = LAYOUTS[layout]
    console.shows("the 0")
    console.type_key("KeyJ", letters["KeyJ"])
    console.shows("the 1")
    console.type_key("KeyK", letters["KeyK"])
    console.shows("the 0")
    console.type_key("KeyX", letters["KeyX"])
    expect(console.rows.first.locator("input")).to_be_checked()
    console.type_key("KeyX", letters["KeyX"])
    console.type_key("KeyA", letters["KeyA"])
    expect(console.notices).to_contain_text("Approved.")
    console.shows("the 1")
    console.type_key("KeyR", letters["KeyR"])
    expect(console.page.get_by_role("menu")).to_be_visible()
    console.type_key("Digit6", "٦" if layout == "arabic" else "৬" if layout == "bengali" else "-")
    expect(console.notices).to_contain_text("Rejected: sells something.")
    console.shows("the 2")


def test_one_key_approves_and_two_reject(visitors: Visitors, site: Site) -> None:
    """Ten comments, fifteen keys, and nothing else touched."""
    word, _ = several(site, 10)
    console = Console(visitors, word=word)
    pressed = 0
    for number in range(10):
        console.shows(f"the {number}.")
        keys = ["a"] if number % 2 else ["r", "2"]
        console.press(*keys)
        pressed += len(keys)
    expect(console.page.locator(".nothing")).to_be_visible()
    assert pressed == 15
    expect(console.page.locator(".number").first).to_have_text("0")


def test_the_next_comment_is_there_before_it_is_needed(visitors: Visitors, site: Site) -> None:
    word = a_word()
    finished: list[str] = []
    held: list[Route] = []
    ids = [send(site, f"{word} the {number}.") for number in range(3)]
    console = Console(visitors, word=word, when_finished=finished.append)
    console.shows("the 0")
    while not all(any("query Around(" in each and id_ in each for each in finished) for id_ in ids):
        console.page.wait_for_timeout(20)
    intercept(console.page, lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    console.press("a")
    console.shows("the 1")
    expect(console.page.locator(f".around[data-id='{ids[1]}'] .commenter")).to_be_visible()
    assert held, "and the decision is on its way"
    for route in held:
        route.continue_()
    expect(console.notices).to_contain_text("Approved.")


def test_keys_are_off_where_somebody_writes(visitors: Visitors, site: Site) -> None:
    word, bodies = several(site, 2)
    console = Console(visitors, word=word)
    console.shows("the 0")
    console.press("n")
    note = console.page.get_by_label("Note to other moderators")
    expect(note).to_be_focused()
    console.page.keyboard.type("as jars")
    expect(note).to_have_value("as jars")
    console.queue_is(bodies)
    console.press("Escape", "a")
    expect(console.notices).to_contain_text("Approved.")
    found = site.ask(
        """query($text: String!) { comments(filter: {text: $text}, orderBy: OLDEST) { nodes {
        moderation { decisions { note } } } } }""",
        text=word,
    )
    assert found["comments"]["nodes"][0]["moderation"]["decisions"][0]["note"] == "as jars"
    expect(note).to_have_value("")


def test_keys_are_off_while_an_input_method_composes(visitors: Visitors, site: Site) -> None:
    word, bodies = several(site, 2)
    console = Console(visitors, word=word)
    console.shows("the 0")
    for state in ("isComposing: true", "keyCode: 229"):
        console.page.evaluate(
            f"""() => document.body.dispatchEvent(
              new KeyboardEvent('keydown', {{ code: 'KeyA', key: 'a', bubbles: true, {state} }}))"""
        )
    console.press("Control+j", "Alt+s")
    console.page.wait_for_timeout(DECIDED_MS)
    console.shows("the 0")
    console.queue_is(bodies)


def test_a_key_held_down_decides_once(visitors: Visitors, site: Site) -> None:
    word, _ = several(site, 3)
    console = Console(visitors, word=word)
    console.shows("the 0")
    for _ in range(4):
        console.page.keyboard.down("a")
    console.page.keyboard.up("a")
    console.shows("the 1")
    expect(console.rows).to_have_count(2)


def test_single_keys_can_be_switched_off(visitors: Visitors, site: Site) -> None:
    word, bodies = several(site, 2)
    console = Console(visitors, word=word)
    console.page.get_by_role("button", name="Preferences").click()
    console.page.get_by_label("Single keys").uncheck()
    console.page.get_by_role("button", name="Close").click()
    expect(console.decision("APPROVE").locator("kbd")).to_be_hidden()
    console.press("a", "j")
    console.queue_is(bodies)
    console.shows("the 0")
    console.decision("APPROVE").click()
    console.shows("the 1")


def test_keys_are_printed_on_the_buttons_and_told_by_a_question_mark(visitors: Visitors, site: Site) -> None:
    word, _ = several(site, 1)
    console = Console(visitors, word=word)
    console.shows("the 0")
    for action, key in (("APPROVE", "A"), ("REJECT", "R"), ("SPAM", "S")):
        expect(console.decision(action).locator("kbd")).to_have_text(key)
        expect(console.decision(action)).to_have_attribute("aria-keyshortcuts", key)
    console.type_key("Slash", "؟")  # no Shift: the Arabic question mark is no question mark here
    expect(console.page.get_by_role("dialog")).to_have_count(0)
    console.press("Shift+Slash")
    keys = console.page.get_by_role("dialog")
    expect(keys).to_contain_text("Take back your last decision")
    console.press("a")
    console.press("Escape")
    expect(keys).to_have_count(0)
    console.shows("the 0")


def test_the_menu_of_reasons_is_used_by_arrows_too(visitors: Visitors, site: Site) -> None:
    word, _ = several(site, 1)
    console = Console(visitors, word=word)
    console.shows("the 0")
    console.press("r")
    menu = console.page.get_by_role("menu", name="Why?")
    expect(menu.get_by_role("menuitem").first).to_be_focused()
    console.press("Escape")
    expect(menu).to_be_hidden()
    expect(console.decision("REJECT")).to_be_focused()
    console.press("Enter", "ArrowDown", "ArrowDown")
    expect(menu.get_by_role("menuitem", name="Keeps after somebody")).to_be_focused()
    console.press("Enter")
    expect(console.notices).to_contain_text("Rejected: keeps after somebody.")


def test_everything_is_reached_by_tabulator(visitors: Visitors, site: Site) -> None:
    word, _ = several(site, 1)
    console = Console(visitors, word=word)
    console.shows("the 0")
    wanted = [console.rows.locator("input"), console.rows.locator(".row"), console.decision("APPROVE")]
    assert all(is_reached(console.page, each) for each in wanted)


def is_reached(page: Page, wanted: Locator) -> bool:
    """By pressing Tab, with an outline that can be seen."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            return bool(wanted.evaluate("each => parseFloat(getComputedStyle(each).outlineWidth) >= 2"))
    return False
