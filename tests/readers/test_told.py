"""Why an edit, a deletion or a report was not taken is told in the comment's language."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from server.moderation.notices import LANGUAGES, Notice, text_of
from tests.api.client import Api
from tests.api.voices import LENA, OMI
from tests.readers.acting import Payload, ban, delete, edit, flag
from tests.submitting.policies import set_site_policy
from tests.submitting.sending import decide, stored_comment

Act = Callable[[Api, str, str], Awaitable[Payload]]


async def reply(api: Api, article: str, comment: str) -> None:
    await stored_comment(api, article, "At dusk", OMI, parentId=comment)


async def edit_late(api: Api, article: str, comment: str) -> Payload:
    await set_site_policy(api, edit_window_seconds=0)
    return await edit(api, comment, "Too late", LENA)


async def edit_replied(api: Api, article: str, comment: str) -> Payload:
    await reply(api, article, comment)
    return await edit(api, comment, "Too late", LENA)


async def edit_rejected(api: Api, article: str, comment: str) -> Payload:
    await decide(api, comment, "REJECTED")
    return await edit(api, comment, "Better", LENA, version=2)


async def edit_decided(api: Api, article: str, comment: str) -> Payload:
    await decide(api, comment, "APPROVED")
    return await edit(api, comment, "Better", LENA)


async def edit_edited(api: Api, article: str, comment: str) -> Payload:
    await edit(api, comment, "On the phone", LENA)
    return await edit(api, comment, "On the desk", LENA)


async def edit_deleted(api: Api, article: str, comment: str) -> Payload:
    await reply(api, article, comment)
    await delete(api, comment, LENA)
    return await edit(api, comment, "Better", LENA)


async def edit_banned(api: Api, article: str, comment: str) -> Payload:
    await ban(api, LENA.id)
    return await edit(api, comment, "Better", LENA)


REFUSALS: dict[Notice, Act] = {
    Notice.EDIT_WINDOW_OVER: edit_late,
    Notice.EDIT_OF_REPLIED: edit_replied,
    Notice.EDIT_OF_REJECTED: edit_rejected,
    Notice.WAS_MODERATED: edit_decided,
    Notice.WAS_EDITED: edit_edited,
    Notice.WAS_DELETED: edit_deleted,
    Notice.BANNED: edit_banned,
    Notice.BODY_MISSING: lambda api, _article, comment: edit(api, comment, " ", LENA),
    Notice.VERSION_UNKNOWN: lambda api, _article, comment: edit(api, comment, "Better", LENA, version=9),
    Notice.NOT_YOURS: lambda api, _article, comment: delete(api, comment, OMI),
    Notice.OWN_COMMENT: lambda api, _article, comment: flag(api, comment, LENA),
    Notice.DETAILS_UNUSABLE: lambda api, _article, comment: flag(api, comment, OMI, details="a\0b"),
}


@pytest.mark.parametrize("told", REFUSALS)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_refusal_is_told_in_the_comments_language(
    api: Api, article: str, post_mode: None, told: Notice, language: str
) -> None:
    comment = await stored_comment(api, article, "lamps", LENA, locale=language)
    payload = await REFUSALS[told](api, article, comment["id"])
    # An edit in Latin letters is no longer in Bengali, and a tombstone in no language: then the article's is spoken.
    languages = [language, "en"] if told in (Notice.WAS_EDITED, Notice.WAS_DELETED) else [language]
    (error,) = payload["errors"]
    assert error["message"] in {text_of(told, [each]) for each in languages}
