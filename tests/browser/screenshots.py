"""Pictures of every page and state, to be looked at: `make screenshots`. They go to var/screenshots."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.visitors import DESKTOP, PHONE, Site
from tests.commands.galley import SECRET, serving
from tests.conftest import ROOT, chromium

FOLDER = ROOT / "var" / "screenshots"
SETTLED_MS = 700


@dataclass(frozen=True, slots=True)
class Shot:
    """`prepare` brings the page into the state."""

    name: str
    path: str
    prepare: Callable[[Page], None] | None = None


def shots(site: Site) -> Iterator[Shot]:
    article, arabic = site.slug(0), site.slug(0, "ar")
    for locale in ("en", "bn", "ar"):
        yield Shot(f"home-{locale}", f"/{locale}")
    yield Shot("search", "/en?q=boat")
    yield Shot("search-nothing", "/en?q=zeppelin")
    yield Shot("article-en", f"/en/{article}")
    yield Shot("article-ar", f"/ar/{arabic}")
    yield Shot("parallel-en-bn", f"/en/{article}?with=bn")
    yield Shot("parallel-ar-en", f"/ar/{arabic}?with=en")
    yield Shot("article-forms", f"/en/{article}", _open_forms)
    yield Shot("article-held", f"/en/{article}", _write)
    yield Shot("missing", "/en/nothing-here")
    yield Shot("console-sign-in", "/console")
    for section in ("queue", "policy", "words", "log"):
        yield Shot(f"console-{section}", f"/console#{section}", partial(_sign_in, token=site.token))
    yield Shot("console-reasons", "/console", partial(_ask_why, token=site.token))


def _sign_in(page: Page, token: str) -> None:
    page.get_by_label("Your token").fill(token)
    page.get_by_role("button", name="Sign in").click()
    page.locator("main h1").wait_for(state="attached")


def _ask_why(page: Page, token: str) -> None:
    _sign_in(page, token)
    page.locator(".item").wait_for()
    page.keyboard.press("r")


def _open_forms(page: Page) -> None:
    page.locator(".thread > .comment").first.get_by_role("button", name="Reply").first.click()
    page.locator(".thread > .comment").last.get_by_role("button", name="Report").first.click()
    page.locator("[data-write] form").get_by_role("button", name="Send").click()


def _write(page: Page) -> None:
    form = page.locator("[data-write] form")
    form.get_by_label("Your name").fill("Mitali")
    form.get_by_label("Your comment").fill("The *lamp* signal is a kind idea.")
    form.get_by_role("button", name="Send").click()


def take(browser: Browser, site: Site, shot: Shot, *, scheme: str, device: str) -> None:
    size = PHONE if device == "phone" else DESKTOP
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(site.url + shot.path)
    page.wait_for_timeout(SETTLED_MS)
    if shot.prepare is not None:
        shot.prepare(page)
        page.wait_for_timeout(SETTLED_MS)
    # So that images further down are there, too.
    page.evaluate("for (const image of document.images) image.loading = 'eager'")
    page.wait_for_timeout(SETTLED_MS)
    page.screenshot(path=FOLDER / f"{shot.name}-{device}-{scheme}.png", full_page=True)
    context.close()


def main() -> int:
    path = chromium()
    if path is None:
        print("There is no Chromium: `make browser` installs it.", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/galley.db"
        with serving("run", folder=Path(folder), GALLEY_DATABASE_URL=url, GALLEY_SECRET=SECRET) as server:
            site = Site(server, server.token_below("A moderator's token"))
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
                for shot in shots(site):
                    for scheme in ("light", "dark"):
                        for device in ("desktop", "phone"):
                            take(browser, site, shot, scheme=scheme, device=device)
                    print(shot.name)
                browser.close()
    print(f"In {FOLDER.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
