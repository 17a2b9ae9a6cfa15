"""Every use case about comments, each with what has to be there before it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from server.services.erasure import erase_person
from tests.api.client import Api
from tests.api.voices import ADA, ANN, LENA, OMI, Speaker, Voice
from tests.deciding import batches, decisions
from tests.faults.breaking import Broken
from tests.governing.changing import CHANGE
from tests.readers import acting
from tests.submitting.conftest import Clock
from tests.submitting.sending import SUBMIT, comment_input, decide, stored_comment

Answer = dict[str, Any]


@dataclass(slots=True)
class Stage:
    """`ids` are the comments that the case is about."""

    api: Api
    clock: Clock
    articles: list[str]
    ids: list[str] = field(default_factory=list)
    reader: Voice = LENA
    written: int = 0

    async def write(self, by: Speaker, *, at: int = 0, about: str = "lamps", **more: Any) -> str:
        self.written += 1
        body = f"Number {self.written} about {about}"
        comment = await stored_comment(self.api, self.articles[at], body, by, **more)
        return str(comment["id"])

    async def ask(self, query: str, speaker: Speaker = ANN, **variables: Any) -> Answer:
        return await self.api.answer(query, speaker, **variables)


Step = Callable[[Stage], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Case:
    """`act` may be sent again until it is done."""

    arrange: Step
    act: Callable[[Stage], Awaitable[Answer]]


# ── before ──────────────────────────────────────────────────────────────────────────────────────


async def nothing(stage: Stage) -> None:
    """Ann and Lena are known, as both have written."""
    stage.ids = [await stage.write(stage.reader), await stage.write(ANN)]


async def one(stage: Stage) -> None:
    stage.ids = [await stage.write(stage.reader)]


async def held(stage: Stage) -> None:
    """Below a public one, claimed by who will decide."""
    above = await stage.write(OMI)
    stage.ids = [await stage.write(stage.reader, about="wax", parentId=above)]
    await batches.claim(stage.api, ANN, stage.ids)


async def with_replies(stage: Stage) -> None:
    """A public comment, with a public and a held one below it."""
    top = await stage.write(stage.reader)
    await stage.write(ANN, parentId=top)
    await stage.write(OMI, about="wax", parentId=top)
    stage.ids = [top]


async def below_tombstones(stage: Stage) -> None:
    """The last comment below two that are deleted already."""
    top = await stage.write(stage.reader)
    middle = await stage.write(OMI, parentId=top)
    stage.ids = [await stage.write(stage.reader, parentId=middle)]
    await acting.delete(stage.api, middle, OMI)
    await acting.delete(stage.api, top, stage.reader)


async def rejected_with_replies(stage: Stage) -> None:
    await with_replies(stage)
    await decide(stage.api, stage.ids[0], "REJECTED")


async def banned(stage: Stage) -> None:
    await one(stage)
    await acting.ban(stage.api, stage.reader.id)


async def several(stage: Stage) -> None:
    """Held ones below two articles, one of them claimed."""
    stage.ids = [await stage.write(stage.reader, about="wax", at=number) for number in range(2)]
    await batches.claim(stage.api, ANN, stage.ids[:1])


async def several_rejected(stage: Stage) -> None:
    top = [await stage.write(stage.reader, at=number) for number in range(2)]
    stage.ids = top
    await stage.write(OMI, parentId=top[0])
    await batches.moderate(stage.api, ANN, top, "REJECT")


async def a_life(stage: Stage) -> None:
    """What a reader leaves: alone, replied to, edited, reported, banned, and a reply to somebody."""
    alone, top, other = (
        await stage.write(stage.reader),
        await stage.write(stage.reader),
        await stage.write(OMI, at=1),
    )
    await stage.write(OMI, parentId=top)
    await stage.write(stage.reader, parentId=other, at=1)
    await acting.edit(stage.api, alone, f"{stage.written}, better", stage.reader)
    await acting.flag(stage.api, other, stage.reader)
    await acting.ban(stage.api, stage.reader.id, reason="Rude.")
    stage.ids = [alone, top]


# ── the acts ────────────────────────────────────────────────────────────────────────────────────


def submitting(speaker: Speaker, about: str) -> Callable[[Stage], Awaitable[Answer]]:
    async def act(stage: Stage) -> Answer:
        more: dict[str, Any] = {"idempotencyKey": "a-key-of-the-stage"}
        if speaker is None:
            more["authorEmail"] = "mitali@example.org"
        given = comment_input(
            stage.articles[0], f"When about {about}?", speaker, parentId=stage.ids[0], **more
        )
        return await stage.ask(
            SUBMIT.replace("submitComment(", "payload: submitComment("), speaker, input=given
        )

    return act


def about_one(mutation: str, speaker: Speaker, **variables: Any) -> Callable[[Stage], Awaitable[Answer]]:
    async def act(stage: Stage) -> Answer:
        return await stage.ask(mutation, speaker, id=stage.ids[0], **variables)

    return act


def banning(**more: Any) -> Callable[[Stage], Awaitable[Answer]]:
    async def act(stage: Stage) -> Answer:
        given = {"id": f"commenter_{stage.reader.id.hex}", "reason": "Rude.", **more}
        return await stage.ask(acting.BAN, ANN, input=given)

    return act


async def undo_one(stage: Stage) -> Answer:
    last = await decisions.last_decision(stage.api, stage.ids[0])
    return await stage.ask(batches.UNDO, ANN, input={"decisionId": last})


async def claim(stage: Stage) -> Answer:
    return await stage.ask(batches.CLAIM, ADA, input={"ids": stage.ids, "seconds": 60})


async def release(stage: Stage) -> Answer:
    return await stage.ask(batches.RELEASE, ANN, input={"ids": stage.ids})


async def change_article_policy(stage: Stage) -> Answer:
    given = {"articleId": stage.articles[0], "mode": "PRE", "flagsToHold": None, "maxLinks": 1}
    return await stage.ask(
        CHANGE.replace("updateCommentPolicy(", "payload: updateCommentPolicy("), input=given
    )


async def unban(stage: Stage) -> Answer:
    return await stage.ask(acting.UNBAN, ANN, id=f"commenter_{stage.reader.id.hex}")


async def bulk(stage: Stage) -> Answer:
    return await stage.ask(
        batches.MODERATE, ANN, input={"items": batches.items(stage.ids), "action": "APPROVE"}
    )


async def undo_batch(stage: Stage) -> Answer:
    """By the batch of the rejection, whatever of it has been taken back already."""
    first = await decisions.decisions(stage.api, stage.ids[-1])
    batch = next(each["batchId"] for each in reversed(first) if each["batchId"])
    return await stage.ask(batches.UNDO, ANN, input={"batchId": batch})


async def erase(stage: Stage) -> Answer:
    try:
        await erase_person(
            stage.api.database, stage.reader.id, now=stage.clock.now, progress=lambda _erased: None
        )
    except Broken:
        return {"errors": [{"extensions": {"code": "INTERNAL"}}]}
    return {"data": {"payload": {"errors": []}}}


WHOLE = {
    "submit": Case(nothing, submitting(None, "lamps")),
    "submit held": Case(nothing, submitting(LENA, "wax")),
    "edit": Case(one, about_one(acting.EDIT, LENA, body="Better wax", version=1)),
    "delete": Case(one, about_one(acting.DELETE, LENA)),
    "delete replied": Case(with_replies, about_one(acting.DELETE, LENA)),
    "delete last": Case(below_tombstones, about_one(acting.DELETE, LENA)),
    "flag": Case(one, about_one(acting.FLAG, OMI, reason="SPAM")),
    "flag by guest": Case(one, about_one(acting.FLAG, None, reason="SPAM")),
    "flag that holds": Case(with_replies, about_one(acting.FLAG, ANN, reason="SPAM")),
    "approve": Case(held, about_one(decisions.APPROVE, ANN, version=1)),
    "reject": Case(with_replies, about_one(decisions.REJECT, ANN, version=1)),
    "spam": Case(held, about_one(decisions.SPAM, ANN, version=1)),
    "undo": Case(rejected_with_replies, undo_one),
    "claim": Case(with_replies, claim),
    "release": Case(held, release),
    "ban": Case(one, banning()),
    "unban": Case(banned, unban),
    "policy": Case(nothing, change_article_policy),
}
"""In one transaction: all or nothing."""

IN_PIECES = {
    "bulk": Case(several, bulk),
    "undo batch": Case(several_rejected, undo_batch),
    "ban and reject": Case(several, banning(rejectPending=True)),
    "erase": Case(a_life, erase),
}
"""In several transactions: what was done before stands, and sending it again goes on."""
