"""Who and what articles refer to: authors, categories, tags, images, and the persons who comment."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from uuid import UUID

from benchmarks.data.calendar import FIRST_DAY
from benchmarks.data.ids import id_at
from benchmarks.data.rows import Rows
from benchmarks.data.size import Size
from benchmarks.data.texts import LOCALES, title, words
from server.auth import person_id
from server.models import (
    Author,
    AuthorTranslation,
    Category,
    CategoryTranslation,
    Image,
    ImageTranslation,
    Person,
    Tag,
    TagTranslation,
)
from server.services.order_keys import order_key

MODERATORS = 20


class Newsroom:
    """Ids to refer to. `moderators` are the first of the persons."""

    def __init__(self, random: Random, size: Size, rows: Rows) -> None:
        self._random, self._rows = random, rows
        self.authors = [self._author(number) for number in range(size.authors)]
        self.categories = [self._named(Category, CategoryTranslation, n) for n in range(size.categories)]
        self.tags = [self._named(Tag, TagTranslation, number) for number in range(size.tags)]
        self.images = [self._image(number) for number in range(size.authors)]
        self.moderators = [self._moderator(number) for number in range(MODERATORS)]
        self.people = [self._person(number) for number in range(size.people)]

    def _id(self) -> UUID:
        return id_at(self._random, FIRST_DAY - timedelta(days=self._random.randrange(400)))

    def _author(self, number: int) -> UUID:
        names = {locale: words(self._random, locale, 2).title() for locale in LOCALES}
        author = self._rows.add(
            Author,
            id=self._id(),
            slug=f"author-{number}",
            name=names["en"],
            name_key=order_key(names["en"]),
            avatar_url=f"/avatars/{number}.jpg",
            original_locale="en",
        )
        for locale, name in names.items():
            bio = title(self._random, locale)
            self._rows.add(AuthorTranslation, author_id=author, locale=locale, name=name, bio=bio)
        return author

    def _named(
        self,
        model: type[Category | Tag],
        translation: type[CategoryTranslation | TagTranslation],
        number: int,
    ) -> UUID:
        kind = model.__tablename__
        names = {locale: words(self._random, locale, 1).title() for locale in LOCALES}
        thing = self._rows.add(
            model,
            id=self._id(),
            slug=f"{kind}-{number}",
            name_key=order_key(names["en"]),
            original_locale="en",
        )
        for locale, name in names.items():
            self._rows.add(translation, locale=locale, name=name, **{f"{kind}_id": thing})
        return thing

    def _image(self, number: int) -> UUID:
        image = self._rows.add(
            Image,
            id=self._id(),
            url=f"/images/{number}.jpg",
            width=1600,
            height=900,
            credit=None,
            original_locale="en",
        )
        for locale in LOCALES:
            texts = {"alt": title(self._random, locale), "caption": title(self._random, locale)}
            self._rows.add(ImageTranslation, image_id=image, locale=locale, **texts)
        return image

    def _moderator(self, number: int) -> UUID:
        return self._someone(f"Moderator {number}", subject=f"galley:moderator {number}", is_staff=True)

    def _person(self, number: int) -> tuple[UUID, str]:
        """With the name. Every third has an identity."""
        name = words(self._random, "bn" if number % 5 == 4 else "en", 2).title()
        subject = f"reader-{number}" if number % 3 == 0 else None
        return self._someone(name, subject=subject, is_staff=False), name

    def _someone(self, name: str, *, subject: str | None, is_staff: bool) -> UUID:
        return self._rows.add(
            Person,
            id=self._id() if subject is None else person_id(subject),
            subject=subject,
            name=name,
            email=None,
            is_guest=subject is None,
            is_staff=is_staff,
            first_seen_at=FIRST_DAY - timedelta(days=1),
        )
