"""Readers, guests and moderators who all do something about the same few threads, at random and sometimes at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from server.models import Comment
from server.models.types import uuid7
from server.services.erasure import erase_person
from server.services.retention import tidy
from server.services.sealing import seal_some
from server.viewer import Role
from tests.api.client import Api
from tests.api.voices import ADA, ANN, BOB, LENA, OMI, TARIQ, Speaker, Voice
from tests.deciding import batches, decisions
from tests.faults.books import assert_balanced
from tests.faults.ledger import Ledger
from tests.faults.possible import ABOUT, POLICIES, REFUSALS, WRITES
from tests.governing.changing import payload_of
from tests.readers import acting
from tests.submitting.conftest import Clock
from tests.submitting.sending import Payload, row_id, send

NIA = Voice("Nia", frozenset({Role.READER}))
"""Is banned more often than not."""

PEOPLE: tuple[Voice | Any, ...] = (LENA, OMI, TARIQ, NIA, ANN)
MODERATORS = (ANN, ANN, BOB, BOB, ADA)


@dataclass(slots=True)
class Crowd:
    """`ledger` is what was stored before the present acts; `done` counts acts by what came of them."""

    api: Api
    clock: Clock
    articles: list[str]
    seed: str
    ledger: Ledger
    random: Random = field(init=False)
    guests: dict[str, UUID] = field(default_factory=dict)
    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    sent: int = 0
    is_alone: bool = True

    def __post_init__(self) -> None:
        self.random = Random(self.seed)

    # ── acting ──────────────────────────────────────────────────────────────────────────────────

    async def act(self) -> int:
        """One act, or several at once; how many."""
        self.clock.advance(seconds=self.random.choice((0, 1, 1, 1, 8)))
        count = self.random.randint(5, 10) if self.random.random() < 0.2 else 1
        self.is_alone = count == 1
        acts = self.random.choices([*ACTS], [weight for _, weight in ACTS.values()], k=count)
        if count > 1 and self.random.random() < 0.5:
            acts = [self.random.choice(("bulk", "decide"))] * (count - 2) + ["edit", "delete"]
        await asyncio.gather(*(ACTS[name][0](self) for name in acts))
        if self.random.random() < 0.02:
            await self.tidy()
        self.ledger = await assert_balanced(self.api.database, since=self.ledger.since)
        return count

    def note(self, act: str, codes: list[Any], speaker: Speaker = None) -> None:
        assert {code for code in codes if code} <= REFUSALS[act], (act, codes)
        is_done = None in codes and act in WRITES
        assert not (is_done and self.is_alone and self.is_banned(self.person_id(speaker))), (act, speaker)
        for code in codes:
            self.done[act, code or "done"] += 1

    def is_banned(self, person_id: UUID | None) -> bool:
        return any(
            ban.person_id == person_id
            and ban.lifted_at is None
            and (ban.until is None or ban.until > self.clock.now)
            for ban in self.ledger.bans
        )

    def people(self) -> list[Speaker]:
        return [*PEOPLE, *self.guests]

    def person_id(self, speaker: Speaker) -> UUID | None:
        return self.guests.get(speaker) if isinstance(speaker, str) else speaker.id if speaker else None

    def person(self) -> Speaker:
        return self.random.choice([None, *PEOPLE, *PEOPLE, *list(self.guests)[-3:]])

    def comment(self) -> Comment | None:
        """More often one of the last, about which most is yet to happen."""
        everything = list(self.ledger.comments.values())
        among = everything[-20:] if self.random.random() < 0.7 else everything
        return self.random.choice(among) if among else None

    def ids(self, most: int) -> list[Comment]:
        chosen = {each.id: each for _ in range(self.random.randint(1, most)) if (each := self.comment())}
        return list(chosen.values())

    # ── readers ─────────────────────────────────────────────────────────────────────────────────

    async def submit(self) -> None:
        parent = self.comment() if self.random.random() < 0.65 else None
        more: dict[str, Any] = {"parentId": name_of(parent)} if parent else {}
        article = f"article_{parent.article_id.hex}" if parent else self.random.choice(self.articles)
        self.sent += 1
        speaker, body = self.person(), f"Number {self.sent} about {self.random.choice(ABOUT)}"
        if self.random.random() < 0.2:
            more["idempotencyKey"] = f"a-key-of-the-crowd-{self.random.randint(1, 40)}"
        copies = 3 if "idempotencyKey" in more else 1
        payloads = await asyncio.gather(
            *(send(self.api, article, body, speaker, **more) for _ in range(copies))
        )
        # What is refused is not remembered: while others act, one copy may meet a ban and another none.
        alike = payloads if self.is_alone else [each for each in payloads if each["comment"]]
        assert all(payload == alike[0] for payload in alike), payloads
        told = {code for payload in payloads for code in codes_of(payload) if code}
        assert told <= REFUSALS["submit"], payloads
        answer = next(iter(alike), payloads[0])
        # A key that was used before the ban brings what it brought.
        self.note("submit", codes_of(answer), speaker if copies == 1 else None)
        if answer["guestToken"]:
            await self.meet(answer)

    async def meet(self, payload: Payload) -> None:
        """A guest keeps the token, and is the same commenter with it."""
        ledger = self.ledger
        async with self.api.database.transaction() as session:
            found = await session.get(Comment, row_id(payload["comment"]["id"]))
        if found is not None and found.id not in ledger.comments:
            self.guests[payload["guestToken"]] = found.person_id

    async def edit(self) -> None:
        comment = self.comment()
        if comment is None:
            return
        self.sent += 1
        body = f"Number {self.sent}, better, about {self.random.choice(ABOUT)}"
        if self.random.random() < 0.1:
            body = comment.body or body
        speaker = self.author_or_other(comment)
        payload = await acting.edit(self.api, name_of(comment), body, speaker, version=comment.version)
        self.note("edit", codes_of(payload), speaker)

    async def delete(self) -> None:
        if comment := self.comment():
            payload = await acting.delete(self.api, name_of(comment), self.author_or_other(comment))
            self.note("delete", codes_of(payload))

    async def flag(self) -> None:
        public = [each for each in self.ledger.comments.values() if self.ledger.is_public(each)][-8:]
        comment = self.random.choice(public) if public and self.random.random() < 0.8 else self.comment()
        if comment is not None:
            speaker = self.person()
            self.note("flag", codes_of(await acting.flag(self.api, name_of(comment), speaker)), speaker)

    def author_or_other(self, comment: Comment) -> Speaker:
        authors = [each for each in self.people() if self.person_id(each) == comment.person_id]
        return self.person() if not authors or self.random.random() < 0.1 else authors[0]

    # ── moderators ──────────────────────────────────────────────────────────────────────────────

    def moderator(self) -> Voice:
        return self.random.choice(MODERATORS)

    async def decide(self) -> None:
        if comment := self.comment():
            mutation = self.random.choice(
                (decisions.APPROVE, decisions.APPROVE, decisions.REJECT, decisions.SPAM)
            )
            payload = await decisions.decide(
                self.api, mutation, self.moderator(), name_of(comment), self.version_of(comment)
            )
            self.note("decide", codes_of(payload))

    def version_of(self, comment: Comment) -> int:
        """The one that was read, or an older one."""
        return max(1, comment.version - (self.random.random() < 0.1))

    async def bulk(self) -> None:
        items = [{"id": name_of(each), "expectedVersion": self.version_of(each)} for each in self.ids(8)]
        action = self.random.choice(("APPROVE", "APPROVE", "APPROVE", "REJECT", "SPAM"))
        reason = {"reason": "SPAM"} if action == "REJECT" else {}
        if items:
            given = {"items": items, "action": action, **reason}
            payload = await batches.send(self.api, batches.MODERATE, self.moderator(), **given)
            self.note("bulk", batches.codes(payload))

    async def undo(self) -> None:
        taken = [
            each
            for several in self.ledger.decisions.values()
            for each in several
            if each.actor_kind == "PERSON" and each.undoes_id is None
        ]
        if not taken:
            return
        last = self.random.choice(sorted(taken, key=lambda each: each.id)[-12:])
        is_batch = last.batch_id is not None and self.random.random() < 0.6
        named = (
            {"batchId": f"batch_{last.batch_id.hex}"}
            if is_batch and last.batch_id
            else {"decisionId": f"decision_{last.id.hex}"}
        )
        payload = await batches.undo(self.api, self.moderator(), **named)
        gone = [error["code"] for error in payload["errors"]]  # the comment, with all its decisions
        self.note("undo", gone or batches.codes(payload))

    async def claim(self) -> None:
        if ids := [name_of(each) for each in self.ids(4)]:
            self.note(
                "claim", batches.codes(await batches.claim(self.api, self.moderator(), ids, seconds=30))
            )

    async def release(self) -> None:
        if ids := [name_of(each) for each in self.ids(4)]:
            self.note("claim", batches.codes(await batches.release(self.api, self.moderator(), ids)))

    async def ban(self) -> None:
        more: dict[str, Any] = {"rejectPending": self.random.random() < 0.5}
        if self.random.random() < 0.5:
            more["until"] = (self.clock.now + timedelta(seconds=20)).isoformat()
        payload = await acting.ban(self.api, self.anybody(), self.moderator(), **more)
        self.note("ban", codes_of(payload))

    async def unban(self) -> None:
        self.note("ban", codes_of(await acting.unban(self.api, self.anybody(), self.moderator())))

    def anybody(self) -> UUID:
        guests = list(self.guests.values())[-3:]
        return self.random.choice([NIA.id, NIA.id, OMI.id, TARIQ.id, ANN.id, *guests])

    async def policy(self) -> None:
        where = {"articleId": self.random.choice(self.articles)} if self.random.random() < 0.5 else {}
        values = self.random.choice(POLICIES)
        if where and self.random.random() < 0.4:
            values = {"reset": True}
        self.note("policy", codes_of(await payload_of(self.api, self.moderator(), **where, **values)))

    # ── what commands and workers do ────────────────────────────────────────────────────────────

    async def seal(self) -> None:
        await seal_some(self.api.database, now=self.clock.now)

    async def erase(self) -> None:
        """A guest: a reader with an identity may come back under the same id."""
        if self.guests:
            token = self.random.choice(list(self.guests))
            person_id = self.guests.pop(token)
            await erase_person(
                self.api.database, person_id, now=self.clock.now, progress=lambda _erased: None
            )

    async def tidy(self) -> None:
        """As if all that there is were too old to be kept; nobody acts meanwhile, so it is known what is gone."""
        days = self.api.settings.retention_days + 1
        await tidy(self.api.database, now=self.clock.now + timedelta(days=days))
        self.ledger = await assert_balanced(self.api.database, since=uuid7())


def name_of(comment: Comment) -> str:
    return f"comment_{comment.id.hex}"


def codes_of(payload: Payload) -> list[str | None]:
    """Of a payload for one thing: its errors' codes, or None for done."""
    return [error["code"] for error in payload["errors"]] or [None]


Act = Callable[[Crowd], Awaitable[None]]
ACTS: dict[str, tuple[Act, int]] = {
    "submit": (Crowd.submit, 24),
    "edit": (Crowd.edit, 10),
    "delete": (Crowd.delete, 5),
    "flag": (Crowd.flag, 10),
    "decide": (Crowd.decide, 12),
    "bulk": (Crowd.bulk, 10),
    "undo": (Crowd.undo, 8),
    "claim": (Crowd.claim, 4),
    "release": (Crowd.release, 2),
    "ban": (Crowd.ban, 4),
    "unban": (Crowd.unban, 2),
    "policy": (Crowd.policy, 5),
    "seal": (Crowd.seal, 2),
    "erase": (Crowd.erase, 1),
}
"""How often each is done, against the others."""
