"""Handing out what is kept of a person: all of it, and nothing of others."""

from __future__ import annotations

import orjson
import pytest

from server.models.types import utc_now
from server.services import export
from server.services.export import export_person
from tests.api.client import Api
from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, LENA, OMI
from tests.trail.lives import WORDS, live_through_much
from tests.trail.people import SECRETS, write_much_about_lena


async def test_holds_everything_that_an_erasure_would_remove(
    api: Api, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "COMMENTS_AT_ONCE", 3)
    await write_much_about_lena(api, newsroom)
    told: list[tuple[int, int]] = []
    document = await export_person(
        api.database, LENA.id, now=utc_now(), progress=lambda done, total: told.append((done, total))
    )
    text = orjson.dumps(document).decode()
    assert [word for word in SECRETS if word not in text] == []
    assert told == [(3, 7), (6, 7), (7, 7)]


async def test_holds_all_that_she_did_by_the_api(api: Api, newsroom: Newsroom) -> None:
    await live_through_much(api, newsroom)
    document = await export_person(api.database, LENA.id, now=utc_now(), progress=lambda *_: None)
    assert document is not None
    text = orjson.dumps(document).decode()
    assert [word for word in WORDS if word not in text.lower()] == []
    assert {window["action"] for window in document["rateWindows"]} == {"attempt", "post", "edit", "flag"}
    written = [comment for comment in document["comments"] if WORDS[0] in comment["body"]]
    assert [len(comment["likeness"]) for comment in written] == [1, 1]


async def test_names_nobody_else(api: Api, newsroom: Newsroom) -> None:
    await write_much_about_lena(api, newsroom)
    document = await export_person(api.database, LENA.id, now=utc_now(), progress=lambda *_: None)
    text = orjson.dumps(document).decode()
    for other in (ANN, OMI):
        assert other.id.hex not in text
        assert f'"{other.name}"' not in text


async def test_of_nobody_there_is_nothing(api: Api, newsroom: Newsroom) -> None:
    nobody = newsroom.uuid("comment", "a")
    assert await export_person(api.database, nobody, now=utc_now(), progress=lambda *_: None) is None
