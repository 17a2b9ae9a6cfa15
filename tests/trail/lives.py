"""A person's doings by the API alone, with all that others do about them; words that stand nowhere else mark them."""

from __future__ import annotations

from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, LENA, OMI
from tests.deciding.batches import claim
from tests.readers.acting import ban, edit, flag
from tests.submitting.policies import set_site_policy
from tests.submitting.sending import send, stored_comment

WORDS = (
    "lenastext",
    "lenasfirsttext",
    "lenasmail",
    "lenaskey",
    "lenasreport",
    "reportofhers",
    "whybanned",
    "whyrejected",
)
"""Of hers, or about her and hers."""

LONG = "the lamps along the river were not lit last night and nobody could see the steps of the ferry at all"
REJECT = """mutation($id: ID!) { rejectComment(
  input: {id: $id, expectedVersion: 2, reason: OFFENSIVE, note: "whyrejected"}) { errors { code } } }"""


async def live_through_much(api: Api, newsroom: Newsroom) -> None:
    """Two comments of Lena's, both edited, reported and decided about; Omi has replied to one of them."""
    await set_site_policy(
        api, mode="POST", newcomer_threshold=0, suspect_words=[{"locale": "en", "words": ["waxy"]}]
    )
    article = newsroom.id("article", "lamps")
    for number in range(2):
        comment = await stored_comment(
            api,
            article,
            f"lenasfirsttext {number}: {LONG}",
            LENA,
            authorEmail="lenasmail@example.org",
            idempotencyKey=f"lenaskey-0123456789-{number}",
        )
        edited = await edit(api, comment["id"], f"lenastext {number}: waxy {LONG}", LENA)
        assert edited["errors"] == []
        if number == 0:
            await _make_public(api, comment["id"])
            await stored_comment(api, article, "omisreply", OMI, parentId=comment["id"])
            await flag(api, comment["id"], OMI, details="reportofhers")
        else:
            await api.run(REJECT, ANN, id=comment["id"])
            await claim(api, ANN, [comment["id"]])
    others = await stored_comment(api, article, "omisnote about the lamps", OMI)
    assert (await flag(api, others["id"], LENA, details="lenasreport"))["errors"] == []
    assert (await ban(api, LENA.id, reason="whybanned"))["errors"] == []
    refused = await send(api, article, "Once more", LENA)
    assert [error["code"] for error in refused["errors"]] == ["BANNED"]


async def _make_public(api: Api, comment: str) -> None:
    approve = (
        """mutation($id: ID!) { approveComment(input: {id: $id, expectedVersion: 2}) { errors { code } } }"""
    )
    assert (await api.run(approve, ANN, id=comment))["approveComment"]["errors"] == []
