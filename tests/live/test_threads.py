"""commentPublished and commentHidden: what readers are told of a thread."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from server.models import Article
from tests.api.voices import ANN, EVA, LENA, Speaker
from tests.live.server import Live, until
from tests.live.writing import HIDDEN, PUBLISHED, approve, reject, submit


async def test_tells_of_a_comment_when_all_may_see_it(live: Live, article_id: str) -> None:
    async with live.socket() as guest:
        await guest.subscribe("p", PUBLISHED, article=article_id)
        comment = await submit(live.api, article_id, "Waits for a moderator")
        await guest.silent()
        await approve(live.api, comment, ANN)
        published = (await guest.event())["commentPublished"]
        assert (published["id"], published["status"]) == (comment["id"], "APPROVED")
        assert (published["body"], published["moderation"]) == ("Waits for a moderator", None)


@pytest.mark.parametrize("speaker", [LENA, ANN], ids=["author", "moderator"])
async def test_tells_nobody_of_a_held_comment(live: Live, article_id: str, speaker: Speaker) -> None:
    async with live.socket(speaker) as socket:
        await socket.subscribe("p", PUBLISHED, article=article_id)
        await submit(live.api, article_id, "Lena's own", speaker=LENA)
        await socket.silent()


async def test_reads_each_event_with_the_rights_of_who_follows(live: Live, article_id: str) -> None:
    async with live.socket(LENA) as lena, live.socket(ANN) as ann, live.socket() as guest:
        for socket in (lena, ann, guest):
            await socket.subscribe("p", PUBLISHED, article=article_id)
        comment = await submit(live.api, article_id, "Lena's own words", speaker=LENA)
        await approve(live.api, comment, ANN)
        told = [(await socket.event())["commentPublished"] for socket in (lena, ann, guest)]
        assert [each["isMine"] for each in told] == [True, False, False]
        assert [each["moderation"] is not None for each in told] == [False, True, False]


async def test_tells_what_is_hidden_and_shown_with_all_below_it(live: Live, article_id: str) -> None:
    root = await approve(live.api, await submit(live.api, article_id, "Root"), ANN)
    reply = await approve(live.api, await submit(live.api, article_id, "Reply", parent=root["id"]), ANN)
    held = await submit(live.api, article_id, "Held reply", parent=root["id"])
    async with live.socket() as hidden, live.socket() as shown:
        await hidden.subscribe("h", HIDDEN, article=article_id)
        await shown.subscribe("p", PUBLISHED, article=article_id)
        root = await reject(live.api, root, ANN)
        gone = {(await hidden.event())["commentHidden"] for _ in range(2)}
        assert gone == {root["id"], reply["id"]}
        await approve(live.api, root, ANN)
        back = [(await shown.event())["commentPublished"] for _ in range(2)]
        assert {each["id"] for each in back} == {root["id"], reply["id"]}
        assert {each["parent"] and each["parent"]["id"] for each in back} == {None, root["id"]}
        await hidden.silent()
        await shown.silent()
        assert held["status"] == "PENDING"


async def test_reads_what_variables_select(live: Live, article_id: str) -> None:
    query = """subscription($id: ID!, $l: Locale!, $n: Int!, $with: Boolean!) { commentPublished(articleId: $id) {
      id article { translation(locale: $l) @include(if: $with) { requestedLocale locale } }
      replies(first: $n) { nodes { id } } } }"""
    told = {}
    async with live.socket() as one, live.socket() as other:
        await one.subscribe("p", query, **{"id": article_id, "l": "en", "n": 1, "with": True})
        await other.subscribe("p", query, **{"id": article_id, "l": "bn", "n": 2, "with": False})
        comment = await approve(live.api, await submit(live.api, article_id, "For both"), ANN)
        for name, socket in (("one", one), ("other", other)):
            told[name] = (await socket.event())["commentPublished"]
    assert told["one"]["id"] == told["other"]["id"] == comment["id"]
    assert told["one"]["article"]["translation"]["locale"] == "en"
    assert told["other"]["article"] == {}


async def test_keeps_articles_apart(live: Live, article_id: str) -> None:
    ids = await live.api.rows(select(Article.id).where(Article.is_public).order_by(Article.id).limit(2))
    other = f"article_{ids[1].hex}"
    async with live.socket() as guest:
        await guest.subscribe("p", PUBLISHED, article=other)
        await approve(live.api, await submit(live.api, article_id, "Not over there"), ANN)
        await guest.silent()


BAD_IDS = ["article_" + "0" * 32, "comment_" + "0" * 32, "", "x" * 300, "article_\x00"]


@pytest.mark.parametrize("query", [PUBLISHED, HIDDEN], ids=["published", "hidden"])
async def test_refuses_an_article_that_is_not_there(live: Live, article_id: str, query: str) -> None:
    drafts = await live.api.rows(select(Article.id).where(~Article.is_public).limit(1))
    async with live.socket() as guest:
        for number, bad in enumerate([*BAD_IDS, f"article_{drafts[0].hex}"]):
            await guest.ask(str(number), query, article=bad)
            heard = await guest.hear()
            assert (heard["type"], heard["id"]) == ("error", str(number)), bad
            (error,) = heard["payload"]
            assert (error["extensions"]["code"], error["message"]) == (
                "BAD_USER_INPUT",
                "There is no such article.",
            )


async def test_lets_an_editor_follow_a_draft(live: Live, article_id: str) -> None:
    (draft,) = await live.api.rows(
        select(Article.id).where(~Article.is_public, Article.deleted_at.is_(None)).limit(1)
    )
    async with live.socket(EVA) as eva:
        await eva.subscribe("p", PUBLISHED, article=f"article_{draft.hex}")
        await eva.silent(0.1)


async def test_stands_still_while_nobody_follows(live: Live, article_id: str) -> None:
    feed = live.api.app.state.desk.feed
    assert not feed.is_reading
    async with live.socket() as guest:
        await guest.subscribe("p", PUBLISHED, article=article_id)
        assert feed.is_reading
        await guest.say({"id": "p", "type": "complete"})
        await guest.say({"type": "ping"})
        assert await guest.hear() == {"type": "pong"}
        await until(lambda: not feed.is_reading)
        with live.api.counting() as statements:
            await guest.silent()
        assert statements.reads == []
    assert len(live.api.app.state.desk.broadcasts) == 0
