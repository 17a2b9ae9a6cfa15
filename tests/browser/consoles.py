"""The console in a window, its moderators, and the comments that tests send for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from playwright.sync_api import Locator, Page, expect

from server.auth import make_token, staff_subject
from server.viewer import Role
from tests.browser.visitors import Site, Visitors
from tests.commands.galley import SECRET

SUBMIT = """mutation($input: SubmitCommentInput!) {
  submitComment(input: $input) { comment { id version } errors { message } } }"""
FLAG = """mutation($id: ID!) {
  flagComment(input: {id: $id, reason: OFFENSIVE, details: "Unkind."}) { errors { message } } }"""
APPROVE = """mutation($id: ID!) {
  approveComment(input: {id: $id, expectedVersion: 1}) { errors { message } } }"""
ARTICLES = """{ articles(first: 20) { nodes {
  id acceptsComments translation(locale: "en") { slug } translations { locale } } } }"""

numbers = count(1)


def token(name: str, *roles: Role) -> str:
    """A token that the sites of these tests take."""
    return make_token(
        secrets=[SECRET.encode()],
        subject=staff_subject(name),
        name=name,
        roles=roles,
        now=datetime.now(UTC),
        expires_in=timedelta(hours=1),
    )


def moderator(name: str) -> str:
    return token(name, Role.MODERATOR)


def article(site: Site, place: int = 0) -> dict[str, Any]:
    """One that takes comments and is there in English and Bengali: {id, translation {slug}}."""
    nodes = site.ask(ARTICLES)["articles"]["nodes"]
    both = [
        each
        for each in nodes
        if each["acceptsComments"] and {"en", "bn"} <= {one["locale"] for one in each["translations"]}
    ]
    found: dict[str, Any] = both[place % len(both)]
    return found


def send(
    site: Site,
    body: str,
    *,
    name: str = "Mitali",
    locale: str = "en",
    place: int = 0,
    parent: str | None = None,
) -> str:
    """A guest's comment; its id."""
    sent = {
        "articleId": article(site, place)["id"],
        "parentId": parent,
        "authorName": name,
        "body": body,
        "locale": locale,
    }
    answer = site.server.ask(SUBMIT, input=sent)["data"]["submitComment"]
    assert answer["errors"] == [], answer
    return str(answer["comment"]["id"])


def publish(site: Site, id_: str) -> None:
    assert site.ask(APPROVE, id=id_)["approveComment"]["errors"] == []


def report(site: Site, id_: str) -> None:
    assert site.server.ask(FLAG, id=id_)["data"]["flagComment"]["errors"] == []


def a_word() -> str:
    """In no other test's comments, so that a console can be narrowed to those that have it."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    number = next(numbers)
    return "quoll" + letters[number // 26] + letters[number % 26]


class Console:
    """A moderator's window. With `word` only comments that have it are in the queue. `when_finished` is given the
    body of each request that was answered."""

    def __init__(
        self,
        visitors: Visitors,
        *,
        token: str | None = None,
        word: str | None = None,
        preferences: dict[str, Any] | None = None,
        when_finished: Callable[[str], None] | None = None,
        **options: Any,
    ) -> None:
        self.site = visitors.site
        self.page: Page = visitors.open("/console", **options)
        if when_finished is not None:
            self.page.on("requestfinished", lambda request: when_finished(request.post_data or ""))
        if preferences is not None:
            self.page.evaluate(
                "value => localStorage.setItem('galley-console-preferences', JSON.stringify(value))",
                preferences,
            )
        self.sign_in(token or visitors.site.token)
        expect(self.page.locator(".item, .nothing")).to_have_count(1)
        if word is not None:
            self.narrow(word)

    def sign_in(self, token: str) -> None:
        self.page.get_by_label("Your token").fill(token)
        self.page.get_by_role("button", name="Sign in").click()

    def narrow(self, word: str, order: str = "OLDEST") -> None:
        """By way of the filters, which are closed again."""
        summary = self.page.get_by_text("Order and filters")
        summary.click()
        self.page.get_by_label("Order", exact=True).select_option(order)
        with self.page.expect_response(lambda answer: word in (answer.request.post_data or "")):
            self.page.get_by_label("Find in text or name").fill(word)
        summary.click()

    @property
    def item(self) -> Locator:
        return self.page.locator(".item")

    @property
    def body(self) -> Locator:
        return self.page.locator(".item .body")

    @property
    def rows(self) -> Locator:
        return self.page.locator(".rows li")

    def decision(self, action: str) -> Locator:
        return self.page.locator(f".decision.{action}")

    @property
    def around(self) -> Locator:
        return self.page.locator(".around")

    @property
    def notices(self) -> Locator:
        return self.page.locator(".notices")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def shows(self, *words: str) -> None:
        """The comment in focus has these words, and the list has no more than it had."""
        for word in words:
            expect(self.body).to_contain_text(word)

    def queue_is(self, bodies: Sequence[str]) -> None:
        expect(self.rows).to_have_count(len(bodies))
        for row, body in zip(self.rows.all(), bodies, strict=True):
            expect(row).to_contain_text(body)

    def count(self, queue: str = "PENDING") -> int:
        number = self.page.locator(f'[data-queue="{queue}"] .number')
        expect(number).not_to_have_text("…")
        return int(number.inner_text())

    def overflow(self) -> int:
        """By how many pixels the page is wider than the screen."""
        return int(
            self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        )

    def type_key(self, code: str, character: str) -> None:
        """A key of another layout: its place on the keyboard, and what it writes there."""
        session = self.page.context.new_cdp_session(self.page)
        pressed = {"code": code, "key": character}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", **pressed, "text": character})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **pressed})
        session.detach()
