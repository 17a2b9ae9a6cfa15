"""The random newsroom's people and what they said: threads in every status, with all that moderators see of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from server.models import (
    EMPTY_TOMBSTONE,
    STAFF_ONLY,
    ActorKind,
    Article,
    ArticleTranslation,
    AuditEntry,
    Author,
    Ban,
    Category,
    Claim,
    Comment,
    CommentRevision,
    Decision,
    Finding,
    Flag,
    FlagReason,
    Image,
    Person,
    Tag,
)
from server.moderation.findings import Outcome
from server.moderation.status import CommentStatus, RejectionReason
from server.text.normal import digest, fold
from server.viewer import GUEST, Role, Viewer
from tests.property.world import NOW, ODD, WRITTEN, Newsroom

CHECKS = ("links", "newcomer", "banned_words", "length")
ROLES: dict[str, frozenset[Role]] = {
    "reader": frozenset({Role.READER}),
    "moderator": frozenset({Role.MODERATOR}),
    "editor": frozenset({Role.EDITOR}),
    "admin": frozenset({Role.ADMIN}),
    "deputy": frozenset({Role.MODERATOR, Role.EDITOR}),
}
SUBJECTS: dict[str, Any] = {
    "article": Article,
    "translation": ArticleTranslation,
    "author": Author,
    "category": Category,
    "tag": Tag,
    "image": Image,
    "comment": Comment,
    "commenter": Person,
}


@dataclass(frozen=True, slots=True)
class Discussion:
    """`viewers` are those who may ask, by what they are."""

    viewers: dict[str, Viewer]


def write_discussion(newsroom: Newsroom) -> Discussion:
    writer = _Writer(newsroom)
    viewers = writer.write_people()
    threads = [row for row in newsroom.rows[Article] if newsroom.chance.often(0.5)]
    for article in threads:
        writer.write_thread(article)
    writer.write_moderation()
    writer.write_audit()
    return Discussion(viewers)


class _Writer:
    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self.chance = newsroom.chance
        self.add = newsroom.add
        self.staff: list[UUID] = []

    # ── people ──────────────────────────────────────────────────────────────────────────────────

    def write_people(self) -> dict[str, Viewer]:
        viewers = {"guest": GUEST}
        for name, roles in ROLES.items():
            person = self._person(name, is_staff=roles != ROLES["reader"])
            viewers[name] = Viewer(
                id=person["id"], name=person["name"], roles=roles, is_identified=True, subject=name
            )
        token = self._person("token", is_guest=True)
        viewers["token"] = Viewer(id=token["id"], name=None)
        banned = self._person("banned")
        viewers["banned"] = Viewer(
            id=banned["id"], name='Ban "B"', roles=ROLES["reader"], is_identified=True, subject="banned"
        )
        for name in ("Lena", "Omi", "Tariq"):
            self._person(name, is_guest=True)
        self._bans(banned["id"])
        return viewers

    def _person(self, name: str, *, is_staff: bool = False, is_guest: bool = False) -> dict[str, Any]:
        person = self.add(
            Person,
            id=self.chance.id(),
            subject=None if is_guest else name,
            name=f"{name} 'of' \"Dhaka\"",
            email=self.chance.maybe(f"{name}@example.org"),
            is_guest=is_guest,
            is_staff=is_staff,
            first_seen_at=self.chance.moment(),
        )
        if is_staff:
            self.staff.append(person["id"])
        return person

    def _bans(self, banned: UUID) -> None:
        people = [each for each in self.newsroom.ids(Person) if each != banned]
        standing = [(banned, None), (people[-1], NOW + timedelta(days=1)), (people[-2], NOW)]
        for person, until in standing:
            by = self.chance.one((None, self.staff[0]))
            reason = self.chance.maybe("Rude.")
            self.add(Ban, id=self.chance.id(), person_id=person, reason=reason, until=until, by_id=by)
        self.add(
            Ban, id=self.chance.id(), person_id=banned, reason="lifted", lifted_at=NOW, by_id=self.staff[0]
        )

    # ── threads ─────────────────────────────────────────────────────────────────────────────────

    def write_thread(self, article: dict[str, Any]) -> None:
        for _ in range(self.chance.number(1, 9)):
            self._say(article, None)

    def _say(self, article: dict[str, Any], parent: dict[str, Any] | None) -> None:
        chance, identifier = self.chance, self.chance.id()
        status = CommentStatus.APPROVED if chance.often(0.6) else chance.one(list(CommentStatus))
        person = chance.one(self.newsroom.rows[Person])
        deleted_at = chance.maybe(NOW, 0.1)
        audience = self._audience(status, person["id"], parent, is_deleted=deleted_at is not None)
        depth = parent["depth"] + 1 if parent else 0
        body = f"{chance.one(('Yes', 'NO', 'ÉTÉ', 'হ্যাঁ'))} {chance.one(ODD)}"
        version = chance.number(1, 4)
        comment = self.add(
            Comment,
            id=identifier,
            article_id=article["id"],
            parent_id=parent["id"] if parent else None,
            person_id=person["id"],
            depth=depth,
            path=f"{parent['path']}/{identifier.hex}" if parent else identifier.hex,
            locale=chance.maybe(chance.one(WRITTEN)),
            direction=chance.one(("LTR", "RTL")),
            author_name=person["name"],
            is_staff=person["is_staff"],
            body=body,
            body_html=f"<p>{body}</p>",
            body_digest=digest(body),
            search_text=fold(f"{person['name']}\n{body}"),
            status=status,
            audience=audience,
            rejection_reason=chance.one(list(RejectionReason)) if status is CommentStatus.REJECTED else None,
            risk=chance.one((0, 1, 3333, 5000, 9000, 10_000)),
            version=version,
            text_version=chance.number(1, version),
            reviewed_version=chance.maybe(chance.number(1, version)),
            public_reply_count=0,
            created_at=chance.one((chance.moment(), NOW - timedelta(seconds=chance.number(0, 400)))),
            edited_at=chance.maybe(chance.moment(), 0.2),
            deleted_at=deleted_at,
        )
        if audience is None:
            article["public_comment_count"] += 1
            if parent:
                parent["public_reply_count"] += 1
        for _ in range(chance.one((0, 0, 1, 3)) if depth < 4 else 0):
            self._say(article, comment)
        if deleted_at is not None and comment["audience"] is None and not comment["public_reply_count"]:
            comment["audience"] = EMPTY_TOMBSTONE
            article["public_comment_count"] -= 1
            if parent:
                parent["public_reply_count"] -= 1

    @staticmethod
    def _audience(
        status: CommentStatus, person_id: UUID, parent: dict[str, Any] | None, *, is_deleted: bool
    ) -> UUID | None:
        """Everyone's where approved, its author's where not; below a hidden comment only moderators'."""
        if parent is not None and parent["audience"] is not None:
            return STAFF_ONLY
        if status is CommentStatus.APPROVED:
            return None
        return STAFF_ONLY if is_deleted else person_id

    # ── what moderators see ─────────────────────────────────────────────────────────────────────

    def write_moderation(self) -> None:
        for comment in self.newsroom.rows[Comment]:
            if self.chance.often(0.5):
                self._findings(comment)
                self._decisions(comment)
                self._flags(comment)
            if self.chance.often(0.25):
                self.add(
                    Claim,
                    comment_id=comment["id"],
                    by_id=self.chance.one(self.staff),
                    expires_at=NOW + timedelta(seconds=self.chance.one((-1, 0, 1, 900))),
                )
            for version in range(1, comment["text_version"]):
                at = self.chance.moment()
                self.add(
                    CommentRevision, comment_id=comment["id"], version=version, body="earlier", created_at=at
                )

    def _findings(self, comment: dict[str, Any]) -> None:
        chance = self.chance
        for check in chance.some(CHECKS, 3):
            self.add(
                Finding,
                id=chance.id(),
                comment_id=comment["id"],
                version=chance.one((comment["text_version"], 1)),
                check_name=check,
                outcome=chance.one(list(Outcome)),
                score=chance.one((None, 0, 1, 2500, 10_000)),
                message='Has "links".',
                spans=chance.one(([], [{"start": 0, "end": 4}, {"start": 5, "end": 9}])),
            )

    def _decisions(self, comment: dict[str, Any]) -> None:
        chance = self.chance
        batch = chance.id()
        undoable: list[UUID | None] = [None]
        for _ in range(chance.number(0, 3)):
            is_policy = chance.often(0.4)
            undone = None if is_policy else undoable.pop() if chance.often(0.5) and undoable else None
            undoable.append(decision := chance.id())
            self.add(
                Decision,
                id=decision,
                undoes_id=undone,
                comment_id=comment["id"],
                version=1,
                status=chance.one(list(CommentStatus)),
                previous_status=chance.maybe(chance.one(list(CommentStatus))),
                reason=chance.maybe(chance.one(list(RejectionReason))),
                note=chance.maybe("Note\n2"),
                actor_kind=ActorKind.POLICY if is_policy else ActorKind.PERSON,
                actor_id=None if is_policy else chance.one((None, *self.staff)),
                decided_at=chance.moment(),
                batch_id=chance.maybe(batch),
            )

    def _flags(self, comment: dict[str, Any]) -> None:
        chance = self.chance
        for reporter in chance.some([None, *self.newsroom.ids(Person)], 3):
            self.add(
                Flag,
                id=chance.id(),
                comment_id=comment["id"],
                version=chance.one((comment["text_version"], 1)),
                reporter_key=reporter.hex if reporter else "address",
                reporter_id=reporter,
                reason=chance.one(list(FlagReason)),
                details=chance.maybe("Look\there"),
                created_at=chance.moment(),
            )

    def write_audit(self) -> None:
        chance = self.chance
        for _ in range(60):
            kind = chance.one((None, "policy", *SUBJECTS, *SUBJECTS))
            known = kind in SUBJECTS and chance.often(0.8)
            person = chance.one((None, *self.staff))
            self.add(
                AuditEntry,
                id=chance.id(),
                at=chance.moment(),
                actor_kind=ActorKind.PERSON if person else ActorKind.POLICY,
                actor_id=person,
                action=chance.one(("comment.approve", "article.publish")),
                subject_type=kind,
                subject_id=chance.one(self.newsroom.ids(SUBJECTS[str(kind)]))
                if known
                else chance.maybe(chance.id()),
                before=chance.maybe("PENDING"),
                after=chance.maybe("APPROVED"),
            )
