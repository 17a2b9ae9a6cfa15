"""GraphiQL as a developer opens it: from this server alone, with the contract's descriptions and demo tokens."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from server.pages.graphiql_files import are_there, fetch
from tests.browser.visitors import Site, Visitors

FIND = "{ moderationQueue(queue: PENDING, first: 20) { nodes { id } } }"
CLAIM = "mutation($id: ID!) { claimComments(input: {ids: [$id]}) { errors { message } } }"
TOLD_MS = 500
"""By then an event is there, mostly; the server may not have followed yet when it happened."""

ON_SQLITE = pytest.mark.parametrize("site", ["sqlite"], indirect=True)


@pytest.fixture(scope="module", autouse=True)
def files() -> None:
    """`make install` brings them; a checkout that was made without has them fetched here."""
    if not are_there():
        fetch()


@ON_SQLITE
def test_an_operation_runs(visitors: Visitors) -> None:
    page = visitors.open("/graphql")
    page.get_by_role("button", name="Execute query").click()
    expect(page.locator(".result-window")).to_contain_text('"articles"')


@ON_SQLITE
def test_a_moderators_token_is_at_hand(visitors: Visitors) -> None:
    page = visitors.open("/graphql")
    page.get_by_label("Ask as").select_option("moderator")
    page.get_by_role("tab", name="Queue", exact=True).click()
    page.get_by_role("button", name="Execute query").click()
    expect(page.locator(".result-window")).to_contain_text('"findings"')


@ON_SQLITE
def test_the_contract_is_described(visitors: Visitors) -> None:
    page = visitors.open("/graphql")
    page.get_by_role("button", name="Show Documentation Explorer").click()
    expect(page.get_by_text("A GraphQL schema provides a root type").first).to_be_visible()


@ON_SQLITE
def test_a_subscription_is_followed(visitors: Visitors, site: Site) -> None:
    page = visitors.open("/graphql")
    page.get_by_label("Ask as").select_option("moderator")
    page.get_by_role("tab", name="QueueChanges", exact=True).click()
    with page.expect_request(lambda request: request.headers["accept"] == "text/event-stream"):
        page.get_by_role("button", name="Execute query").click()
    shown = page.locator(".result-window")
    for node in site.ask(FIND)["moderationQueue"]["nodes"]:
        site.ask(CLAIM, id=node["id"])
        page.wait_for_timeout(TOLD_MS)
        if '"QueueEvent"' in shown.inner_text():
            break
    expect(shown).to_contain_text('"QueueEvent"')
