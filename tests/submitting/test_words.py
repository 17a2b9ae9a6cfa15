"""The newsroom's lists of words, however a word is dressed up."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.models import Finding
from tests.api.client import Api
from tests.api.voices import LENA
from tests.submitting.policies import set_article_policy, set_site_policy, words
from tests.submitting.sending import decide, row_id, stored_comment

pytestmark = pytest.mark.usefixtures("post_mode")

DRESSED = {
    "plain": "buy viagra here",
    "homoglyph": "buy vi\u0430gra here",
    "zero-width": "buy via\u200bgra here",
    "full-width": "buy \uff56\uff49\uff41\uff47\uff52\uff41 here",
    "soft hyphen": "buy via\u00adgra here",
    "dots": "buy v.i.a.g.r.a here",
    "repeated": "buy viaaaagra here",
}
EVERY_DRESS = pytest.mark.parametrize("body", DRESSED.values(), ids=DRESSED.keys())


@EVERY_DRESS
async def test_a_banned_word_rejects_in_every_dress_and_its_author_is_told_why(
    api: Api, article: str, body: str
) -> None:
    await set_site_policy(api, banned_words=words("viagra"))
    comment = await stored_comment(api, article, body, LENA)
    assert (comment["status"], comment["rejectionReason"]) == ("REJECTED", "BANNED_WORD")
    query = "query($id: ID!) { comment(id: $id) { status } }"
    assert (await api.run(query, LENA, id=comment["id"]))["comment"] == {"status": "REJECTED"}
    assert (await api.run(query, id=comment["id"]))["comment"] is None


@EVERY_DRESS
async def test_a_suspect_word_holds_in_every_dress_and_the_finding_names_it(
    api: Api, article: str, body: str
) -> None:
    await set_site_policy(api, suspect_words=words("viagra"))
    comment = await stored_comment(api, article, body, LENA)
    assert comment["status"] == "PENDING"
    found = select(Finding.check_name, Finding.message).where(Finding.comment_id == row_id(comment["id"]))
    assert ("suspect_words", "Suspect words: viagra.") in await api.rows(found)


async def test_a_false_friend_of_a_listed_word_passes(api: Api, article: str) -> None:
    await set_site_policy(api, banned_words=words("cialis"), suspect_words=words("ass"))
    comment = await stored_comment(api, article, "A specialist in classic lamps", LENA)
    assert comment["status"] == "APPROVED"


async def test_an_articles_own_list_stands_in_place_of_the_sites(api: Api, article: str) -> None:
    await set_site_policy(api, banned_words=words("lamp"))
    await set_article_policy(api, article, banned_words=words("candle"))
    assert (await stored_comment(api, article, "A lamp", LENA))["status"] == "APPROVED"
    assert (await stored_comment(api, article, "A candle", LENA))["status"] == "REJECTED"


async def test_a_list_is_no_regular_expression_and_a_hostile_one_costs_nothing(
    api: Api, article: str
) -> None:
    await set_site_policy(api, banned_words=words("(a+)+$", "(.*)*", "[unclosed"))
    comment = await stored_comment(api, article, "a" * 4_000 + "!", LENA)
    assert comment["status"] == "APPROVED"


async def test_a_moderator_may_publish_what_a_list_rejected(api: Api, article: str) -> None:
    await set_site_policy(api, banned_words=words("viagra"))
    comment = await stored_comment(api, article, DRESSED["plain"], LENA)
    await decide(api, comment["id"], "APPROVED")
    query = "query($id: ID!) { comment(id: $id) { status rejectionReason } }"
    seen = (await api.run(query, LENA, id=comment["id"]))["comment"]
    assert seen == {"status": "APPROVED", "rejectionReason": None}
