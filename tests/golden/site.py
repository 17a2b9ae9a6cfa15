"""A site of some thousand articles and some ten thousand comments, written in a second or two by COPY."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy.engine import make_url

from server.database import connection_arguments
from tests.golden.goldens import NOW

ARTICLES = 3_000
COMMENTS_EACH = 12
REVIEWED = 0.97
"""The share of comments that a person has looked at: what nobody has must not be found by looking at all."""

LOCALES = ("en", "bn", "ar", "pt")
Rows = dict[str, list[dict[str, Any]]]


def fill(url: str) -> None:
    asyncio.run(_fill(url))


async def _fill(url: str) -> None:
    connection = await asyncpg.connect(**connection_arguments(make_url(url)))
    try:
        for table, rows in _Site().rows.items():
            columns = list(rows[0])
            records = [tuple(row[column] for column in columns) for row in rows]
            await connection.copy_records_to_table(table, columns=columns, records=records)
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


class _Site:
    """`rows` by table, in an order in which they can be inserted."""

    def __init__(self) -> None:
        self.rows: Rows = defaultdict(list)
        self.random = Random(1)
        self._names()
        for number in range(ARTICLES):
            self._article(number)

    def _add(self, table: str, **values: Any) -> UUID:
        self.rows[table].append(values)
        found: UUID = values.get("id", UUID(int=0))
        return found

    def _ids(self) -> Iterator[UUID]:
        while True:
            yield UUID(int=self.random.getrandbits(128))

    def _id(self) -> UUID:
        return next(self._ids())

    def _names(self) -> None:
        self._add("site", id=self._id(), anchor=1, name="Site", default_locale="en")
        for position, locale in enumerate(LOCALES):
            self._add("site_locale", locale=locale, position=position, direction="LTR")
        self._add("comment_policy", scope="site", mode="PRE", min_chars=2, max_chars=5000, max_links=2, max_depth=6,
                  edit_window_seconds=300, newcomer_threshold=1, guests=True, banned_words="[]", suspect_words="[]",
                  updated_at=NOW)  # fmt: skip
        names = {"original_locale": "en"}
        self.authors = [
            self._add("author", id=self._id(), slug=f"author-{n}", name=f"A{n}", name_key=f"a{n:05}", **names)
            for n in range(200)
        ]
        self.categories, self.tags = (
            [
                self._add(kind, id=self._id(), slug=f"{kind}-{n}", name_key=f"{n:05}", **names)
                for n in range(count)
            ]
            for kind, count in (("category", 8), ("tag", 30))
        )
        for category in self.categories:
            self._add("category_translation", category_id=category, locale="en", name="Section")
        people = {"is_guest": True, "is_staff": False, "first_seen_at": NOW}
        self.people = [self._add("person", id=UUID(int=n), name=f"P{n}", **people) for n in range(1, 500)]

    def _article(self, number: int) -> None:
        at = NOW - timedelta(minutes=number)
        is_draft = number % 20 == 7
        article = self._add(
            "article",
            id=UUID(int=number),
            original_locale="en",
            category_id=self.random.choice(self.categories),
            is_public=not is_draft,
            published_at=None if is_draft else at,
            created_at=at,
            updated_at=at + timedelta(seconds=self.random.randrange(9_000)),
            public_comment_count=self.random.randrange(1_000),
        )
        self._add("article_slug", slug=f"story-{number}", article_id=article)
        for locale in ("en", "bn"):
            self._translation(number, article, locale, is_draft=is_draft)
        for locale in LOCALES:
            served = self.rows["article_translation"][-1 if locale == "bn" else -2]["id"]
            key = f"{self.random.random():.9f}"
            for audience in ("READERS", "STAFF") if not is_draft else ("STAFF",):
                self._add("served_translation", article_id=article, locale=locale, audience=audience,
                          translation_id=served, title_key=key)  # fmt: skip
        self._add(
            "article_author", article_id=article, position=0, author_id=self.random.choice(self.authors)
        )
        for position, tag in enumerate(self.random.sample(self.tags, 2)):
            self._add("article_tag", article_id=article, position=position, tag_id=tag)
        self._body(article)
        for place in range(COMMENTS_EACH if number != 1 else 2_000):
            self._comment(article, place)

    def _translation(self, number: int, article: UUID, locale: str, *, is_draft: bool) -> None:
        times = {"created_at": NOW, "updated_at": NOW, "published_at": None if is_draft else NOW}
        status = "DRAFT" if is_draft else "PUBLISHED"
        slug = f"story-{number}"
        translation = self._add("article_translation", id=self._id(), article_id=article, locale=locale,
                                direction="LTR", slug=slug, title=f"Title {number}", status=status,
                                version=1, digest="d", **times)  # fmt: skip
        self._add("translation_slug", slug=slug, translation_id=translation, since=NOW)

    def _body(self, article: UUID) -> None:
        for position in range(3):
            block = self._add(
                "article_block", id=self._id(), article_id=article, position=position, kind="PARAGRAPH"
            )
            for locale in ("en", "bn"):
                text = {"text": "text", "html": "<p>text</p>", "plain": "text"}
                self._add("segment", block_id=block, locale=locale, digest="d", **text)

    def _comment(self, article: UUID, place: int) -> None:
        identifier = self._id()
        status = self.random.choices(("APPROVED", "PENDING", "SPAM", "REJECTED"), (80, 8, 8, 4))[0]
        person = self.random.choice(self.people)
        self._add(
            "comment",
            id=identifier,
            article_id=article,
            person_id=person,
            depth=0,
            path=identifier.hex,
            direction="LTR",
            author_name="Reader",
            is_staff=False,
            body="body",
            body_html="<p>body</p>",
            body_digest="d",
            search_text="reader body",
            status=status,
            audience=None if status == "APPROVED" else person,
            risk=self.random.randrange(10_000),
            version=1,
            text_version=1,
            reviewed_version=1 if status == "REJECTED" or self.random.random() < REVIEWED else None,
            public_reply_count=self.random.randrange(10),
            created_at=NOW - timedelta(seconds=self.random.randrange(9_000_000), milliseconds=place),
        )
        if status == "APPROVED" and self.random.random() < 0.02:
            self._add("flag", id=self._id(), comment_id=identifier, version=1, reporter_key="k", reason="SPAM",
                      weight=1, created_at=NOW)  # fmt: skip
        if self.random.random() < 0.2:
            self._add("finding", id=self._id(), comment_id=identifier, version=1, check_name="links",
                      outcome="HOLD", message="Links.", spans="[]")  # fmt: skip
        if self.random.random() < 0.1:
            self._add("audit_entry", id=self._id(), at=NOW, actor_kind="POLICY", action="comment.hold",
                      subject_type="comment", subject_id=identifier)  # fmt: skip
