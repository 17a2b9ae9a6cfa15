"""The moderators' desk as plain rows: what each queue is to hold, and random acts that change it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from server.models import (
    ActorKind,
    Article,
    Category,
    Claim,
    Comment,
    CommentPolicy,
    Decision,
    Finding,
    Flag,
    FlagReason,
)
from server.models.types import uuid7
from server.moderation.findings import Outcome
from server.planning.queues import REPORTS_TO_RETURN
from server.text.normal import fold
from tests.api.client import Api
from tests.api.voices import ANN, BOB, LENA, OMI, TARIQ, Voice
from tests.deciding.batches import claim, codes, moderate, release, undo
from tests.deciding.conftest import Clock

ORDERS = ("RISK", "OLDEST", "NEWEST", "MOST_FLAGGED")
ASK = """query($f: CommentFilter, $o: QueueOrder) {
  queueCounts(filter: $f) { queue count oldest }
  PENDING: moderationQueue(queue: PENDING, filter: $f, orderBy: $o, first: 100) { totalCount nodes { id } }
  REPORTED: moderationQueue(queue: REPORTED, filter: $f, orderBy: $o, first: 100) { totalCount nodes { id } }
  UNREVIEWED: moderationQueue(queue: UNREVIEWED, filter: $f, orderBy: $o, first: 100) { totalCount nodes { id } }
  SPAM: moderationQueue(queue: SPAM, filter: $f, orderBy: $o, first: 100) { totalCount nodes { id } }
}"""


@dataclass(slots=True)
class Desk:
    """All that is stored, read plainly; what the queues are to hold is worked out from it."""

    api: Api
    clock: Clock
    random: Random
    comments: dict[UUID, Comment] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    policies: list[CommentPolicy] = field(default_factory=list)
    claims: dict[UUID, Claim] = field(default_factory=dict)
    articles: dict[UUID, Article] = field(default_factory=dict)
    categories: dict[UUID, Category] = field(default_factory=dict)

    async def read(self) -> None:
        async with self.api.database.transaction() as session:
            self.comments = {
                row.id: row for row in await session.scalars(select(Comment).order_by(Comment.id))
            }
            self.articles = {row.id: row for row in await session.scalars(select(Article))}
            self.categories = {row.id: row for row in await session.scalars(select(Category))}
            self.flags = list(await session.scalars(select(Flag)))
            self.decisions = list(await session.scalars(select(Decision)))
            self.findings = list(await session.scalars(select(Finding)))
            self.policies = list(await session.scalars(select(CommentPolicy)))
            self.claims = {row.comment_id: row for row in await session.scalars(select(Claim))}

    # ── the rule ────────────────────────────────────────────────────────────────────────────────

    def is_unhidden(self, comment: Comment) -> bool:
        parent = self.comments.get(comment.parent_id) if comment.parent_id else None
        return parent is None or (parent.status == "APPROVED" and self.is_unhidden(parent))

    def flags_of(self, comment: Comment) -> list[Flag]:
        return [
            each
            for each in self.flags
            if (each.comment_id, each.version) == (comment.id, comment.text_version)
        ]

    def reports_needed(self, comment: Comment) -> int:
        """As many as hold a text bring one back that was looked at when it had some; three where none ever hold."""
        policies = {each.article_id: each for each in self.policies}
        own, site = policies.get(comment.article_id), policies[None]
        if own is not None and own.never_holds_by_flags:
            return REPORTS_TO_RETURN
        return (own and own.flags_to_hold) or site.flags_to_hold or REPORTS_TO_RETURN

    def is_reported(self, comment: Comment) -> bool:
        undone = {each.undoes_id for each in self.decisions}
        looks = [
            each.decided_at
            for each in self.decisions
            if each.comment_id == comment.id
            and each.actor_kind is ActorKind.PERSON
            and each.undoes_id is None
            and each.id not in undone
        ]
        flags = self.flags_of(comment)
        new = [flag for flag in flags if all(flag.created_at > look for look in looks)]
        was_looked_at = len(new) < len(flags)
        return bool(new) and (not was_looked_at or len(new) >= self.reports_needed(comment))

    def is_in(self, queue: str, comment: Comment) -> bool:
        if comment.deleted_at or self.articles[comment.article_id].deleted_at:
            return False
        is_reviewed = comment.reviewed_version == comment.version
        is_public = comment.status == "APPROVED" and self.is_unhidden(comment)
        return {
            "PENDING": comment.status == "PENDING" and self.is_unhidden(comment),
            "REPORTED": is_public and self.is_reported(comment),
            "UNREVIEWED": is_public and not is_reviewed,
            "SPAM": comment.status == "SPAM" and self.is_unhidden(comment) and not is_reviewed,
        }[queue]

    def keeps(self, comment: Comment, given: dict[str, Any]) -> bool:
        category_id = self.articles[comment.article_id].category_id
        slug = self.categories[category_id].slug if category_id else None
        checks = {
            each.check_name
            for each in self.findings
            if (each.comment_id, each.version) == (comment.id, comment.text_version)
        }
        claimed = self.claims.get(comment.id)
        is_free = claimed is None or claimed.expires_at <= self.clock.now
        state = "UNCLAIMED" if claimed is None or is_free else "MINE" if claimed.by_id == ANN.id else "OTHERS"
        kept: dict[str, Callable[[Any], bool]] = {
            "status": lambda wanted: comment.status in wanted,
            "articles": lambda wanted: f"article_{comment.article_id.hex}" in wanted,
            "categories": lambda wanted: slug in wanted,
            "commenter": lambda wanted: f"commenter_{comment.person_id.hex}" == wanted,
            "locales": lambda wanted: comment.locale in wanted,
            "checks": lambda wanted: bool(checks & set(wanted)),
            "text": lambda wanted: fold(wanted) in comment.search_text,
            "from": lambda moment: comment.created_at.isoformat() >= moment,
            "to": lambda moment: comment.created_at.isoformat() < moment,
            "claimed": lambda wanted: state == wanted,
        }
        return all(kept[name](value) for name, value in given.items())

    def expected(self, queue: str, given: dict[str, Any], order: str) -> tuple[list[str], str | None]:
        """The ids in the queue's order, and the oldest's time."""
        found = [
            each for each in self.comments.values() if self.is_in(queue, each) and self.keeps(each, given)
        ]
        keys: dict[str, Any] = {
            "RISK": lambda each: each.risk,
            "MOST_FLAGGED": lambda each: len(self.flags_of(each)),
        }
        key = keys.get(order, lambda each: each.created_at)
        found.sort(key=lambda each: (key(each), each.id.hex), reverse=order != "OLDEST")
        oldest = min((each.created_at for each in found), default=None)
        told = oldest.isoformat(timespec="milliseconds").replace("+00:00", "Z") if oldest else None
        return [f"comment_{each.id.hex}" for each in found], told

    # ── asking ──────────────────────────────────────────────────────────────────────────────────

    def filter(self) -> dict[str, Any]:
        """Any combination, most of which keep something."""
        some = self.random.choice(list(self.comments.values()))
        category_id = self.articles[some.article_id].category_id
        moments = sorted(each.created_at.isoformat() for each in self.comments.values())
        values: dict[str, Any] = {
            "status": self.random.sample(
                ["PENDING", "APPROVED", "REJECTED", "SPAM"], self.random.randint(0, 3)
            ),
            "articles": [f"article_{some.article_id.hex}", "nonsense"],
            "categories": [self.categories[category_id].slug] if category_id else ["none-such"],
            "commenter": f"commenter_{self.random.choice((LENA, OMI, TARIQ)).id.hex}",
            "locales": self.random.choice((["en"], ["en", "bn"], [])),
            "checks": self.random.choice((["links"], ["newcomer", "links"], ["unknown"])),
            "text": self.random.choice(("says", "LENA", "hush", "%%", "অ আ")),
            "from": self.random.choice(moments),
            "to": self.random.choice(moments),
            "claimed": self.random.choice(("UNCLAIMED", "MINE", "OTHERS")),
        }
        return {
            name: values[name]
            for name in self.random.sample(list(values), self.random.choice((0, 1, 1, 2, 3)))
        }

    async def look(self) -> None:
        given, order = self.filter(), self.random.choice(ORDERS)
        data = await self.api.run(ASK, ANN, f=given, o=order)
        for row in data["queueCounts"]:
            ids, oldest = self.expected(row["queue"], given, order)
            asked = (row["queue"], given, order)
            shown = [node["id"] for node in data[row["queue"]]["nodes"]]
            assert (row["count"], row["oldest"]) == (len(ids), oldest), (asked, row, oldest, shown, ids)
            listed = data[row["queue"]]
            assert ([node["id"] for node in listed["nodes"]], listed["totalCount"]) == (ids, len(ids)), asked

    # ── acting ──────────────────────────────────────────────────────────────────────────────────

    async def act(self, number: int) -> None:
        """One act of a moderator, a reader, an author or time: first each kind in turn, then any."""
        self.clock.advance(seconds=self.random.choice((1, 1, 40)))
        acts = (self.decide, self.take_back, self.claim, self.flag, self.find, self.edit)
        often = (*acts, self.decide, self.take_back)
        await (acts[number] if number < len(acts) else self.random.choice(often))()
        await self.read()

    def some(self, most: int = 4) -> list[Comment]:
        return self.random.sample(list(self.comments.values()), self.random.randint(1, most))

    def moderator(self) -> Voice:
        return self.random.choice((ANN, BOB))

    async def decide(self) -> None:
        chosen = self.some()
        action = self.random.choice(("APPROVE", "APPROVE", "REJECT", "SPAM"))
        for version in {each.version for each in chosen}:
            ids = [f"comment_{each.id.hex}" for each in chosen if each.version == version]
            codes(await moderate(self.api, self.moderator(), ids, action, version=version))

    async def take_back(self) -> None:
        batches = [each.batch_id for each in self.decisions if each.batch_id and not each.undoes_id]
        if batches:
            batch = self.random.choice(batches[-6:])
            assert set(codes(await undo(self.api, self.moderator(), batchId=f"batch_{batch.hex}"))) <= {
                None, "ALREADY_DONE", "CLAIMED", "DELETED", "EDITED", "MODERATED", "NOT_FOUND",
            }  # fmt: skip

    async def claim(self) -> None:
        ids = [f"comment_{each.id.hex}" for each in self.some()]
        if self.random.random() < 0.7:
            codes(await claim(self.api, self.moderator(), ids, seconds=self.random.choice((30, 60))))
        else:
            codes(await release(self.api, self.moderator(), ids))

    async def flag(self) -> None:
        async with self.api.database.transaction() as session:
            for comment in self.some():
                session.add(
                    Flag(
                        comment_id=comment.id,
                        version=comment.text_version,
                        reporter_key=uuid7().hex,
                        reason=FlagReason.SPAM,
                        created_at=self.clock.now,
                    )
                )

    async def find(self) -> None:
        async with self.api.database.transaction() as session:
            for comment in self.some():
                session.add(
                    Finding(
                        comment_id=comment.id,
                        version=comment.text_version,
                        check_name=self.random.choice(("links", "newcomer")),
                        outcome=Outcome.HOLD,
                        message="Look.",
                    )
                )

    async def edit(self) -> None:
        """A new text, or the author's deletion."""
        (comment,) = self.some(1)
        values: dict[str, Any] = {"deleted_at": self.clock.now}
        if self.random.random() < 0.8:
            version = comment.version + 1
            values = {"version": version, "text_version": version, "edited_at": self.clock.now}
        async with self.api.database.transaction() as session:
            await session.execute(update(Comment).where(Comment.id == comment.id).values(**values))
