"""A thread in memory, kept beside the server's by the rule in words, and random steps that change both."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.api.client import Api
from tests.api.voices import ANN, BOB, EVA, LENA, OMI, TARIQ, GuestVoice, Voice
from tests.submitting.sending import decide, problems, send

WRITERS: tuple[Voice | GuestVoice, ...] = (LENA, OMI, TARIQ, ANN)
MODERATORS = (ANN, BOB)
VIEWERS: tuple[Voice | GuestVoice | None, ...] = (None, LENA, OMI, TARIQ, ANN, EVA)
STATUSES = ("APPROVED", "APPROVED", "REJECTED", "SPAM")
"""Approvals are as likely as refusals, so that threads grow."""
MAX_DEPTH = 3


@dataclass(slots=True)
class Written:
    id: str
    by: Voice | GuestVoice
    parent: Written | None
    status: str
    version: int = 1
    is_deleted: bool = False

    @property
    def depth(self) -> int:
        return self.parent.depth + 1 if self.parent else 0

    @property
    def is_public(self) -> bool:
        return self.status == "APPROVED" and (self.parent is None or self.parent.is_public)

    def is_seen_by(self, viewer: Voice | GuestVoice | None) -> bool:
        """Everybody sees what is approved, its author what is held; nobody what is below a hidden comment."""
        is_shown = self.status == "APPROVED" or (viewer is not None and viewer.id == self.by.id)
        return is_shown and (self.parent is None or self.parent.is_public)


@dataclass(slots=True)
class Forum:
    """One article's comments, as they are to be where what speaks of wax is held and all else shown."""

    api: Api
    article: str
    random: Random
    written: list[Written] = field(default_factory=list)
    sent: int = 0
    takes_back: bool = False
    removed: int = 0

    async def step(self) -> None:
        """Somebody writes, takes back, or a moderator decides."""
        if self.takes_back and self.written and self.random.random() < 0.2:
            await self.take_back(self.random.choice(self.written))
        elif self.written and self.random.random() < 0.5:
            await self.judge(self.random.choice(self.written))
        else:
            await self.write()

    async def write(self) -> None:
        """To the article, or to any comment that there is, also one that cannot be replied to."""
        public = [comment for comment in self.written if comment.is_public]
        among: list[Written | None] = (
            [*public] if public and self.random.random() < 0.6 else [None, *self.written]
        )
        parent = self.random.choice(among)
        by = self.random.choice(WRITERS)
        self.sent += 1
        body = f"Comment {self.sent} {'about lamps' if self.random.random() < 0.7 else 'about wax'}"
        payload = await send(self.api, self.article, body, by, parentId=parent.id if parent else None)
        refusal = _refusal(parent)
        if refusal is not None:
            assert problems(payload) == [(refusal, "parentId")]
            return
        assert payload["errors"] == []
        held = "wax" in body and by is not ANN
        # Those whose comments are refused again and again are held as well (the check of rejections).
        usual = {"PENDING"} if held else {"APPROVED"} if by is ANN else {"APPROVED", "PENDING"}
        assert payload["comment"]["status"] in usual
        self.written.append(Written(payload["comment"]["id"], by, parent, payload["comment"]["status"]))

    async def judge(self, comment: Written) -> None:
        """Any comment may be decided about, a hidden one too, and to any other status."""
        if comment.is_deleted:
            return
        status = self.random.choice([each for each in STATUSES if each != comment.status])
        moderator = self.random.choice(MODERATORS)
        decided = await decide(self.api, comment.id, status, version=comment.version, moderator=moderator)
        comment.status, comment.version = status, comment.version + 1
        assert (decided["status"], decided["version"]) == (comment.status, comment.version)

    def seen_by(self, viewer: Voice | GuestVoice | None) -> dict[str, str | None]:
        """The parent of every comment that the viewer is to reach."""
        return {
            comment.id: comment.parent.id if comment.parent else None
            for comment in self.written
            if self.is_seen(comment, viewer)
        }

    def is_seen(self, comment: Written, viewer: Voice | GuestVoice | None) -> bool:
        """A tombstone stands while a reply that the viewer sees hangs below it."""
        if comment.is_deleted:
            return any(self.is_seen(reply, viewer) for reply in self.replies(comment))
        return comment.is_seen_by(viewer)

    def replies(self, comment: Written) -> list[Written]:
        return [each for each in self.written if each.parent is comment]

    async def take_back(self, comment: Written) -> None:
        """By its author, who has to see it; a moderator sees everything by its id."""
        mutation = "mutation($id: ID!) { payload: deleteComment(input: {id: $id}) { errors { code } } }"
        payload = (await self.api.run(mutation, comment.by, id=comment.id))["payload"]
        if comment.by not in MODERATORS and not self.is_seen(comment, comment.by):
            assert payload["errors"] == [{"code": "NOT_FOUND"}]
            return
        assert payload["errors"] == []
        comment.is_deleted = True
        gone: Written | None = comment
        while gone is not None and gone.is_deleted and not self.replies(gone):
            self.written = [each for each in self.written if each is not gone]
            self.removed += 1
            gone = gone.parent


def _refusal(parent: Written | None) -> str | None:
    if parent is None:
        return None
    if parent.is_deleted or not parent.is_public:
        return "PARENT_UNAVAILABLE"
    return "TOO_DEEP" if parent.depth >= MAX_DEPTH else None
