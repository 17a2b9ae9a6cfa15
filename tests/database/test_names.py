"""Authors, categories and tags are found or made; what is there stays as it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from uuid import UUID

import pytest
from sqlalchemy import select

from server.errors import ErrorCode, UserError
from server.models import (
    Author,
    AuthorTranslation,
    Category,
    CategoryTranslation,
    Image,
    ImageTranslation,
    Tag,
)
from server.services.images import create_image, write_image_texts
from server.services.names import ensure_author, ensure_category, ensure_tag
from server.settings import Settings
from server.text.normal import sort_key
from tests.database.newsdesk import Newsdesk, open_newsdesk


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Newsdesk]:
    async with open_newsdesk(settings) as opened:
        yield opened


async def category(
    desk: Newsdesk, names: Mapping[str, str], *, slug: str | None = None, original: str = "en"
) -> UUID:
    async with desk.database.transaction() as session:
        return await ensure_category(
            session, slug=slug, names=names, original_locale=original, default_locale="en"
        )


async def names_of(desk: Newsdesk, category_id: UUID) -> dict[str, str]:
    query = select(CategoryTranslation.locale, CategoryTranslation.name)
    return dict(await desk.rows(query.where(CategoryTranslation.category_id == category_id)))


async def slugs(desk: Newsdesk) -> list[str]:
    return [slug for (slug,) in await desk.rows(select(Category.slug).order_by(Category.slug))]


async def test_a_name_brings_its_slug_and_is_found_again(desk: Newsdesk) -> None:
    first = await category(desk, {"en": "Breaking News"})
    before = await desk.everything()
    assert await category(desk, {"en": " Breaking News\u00a0"}) == first
    assert await desk.everything() == before
    assert await slugs(desk) == ["breaking-news"]


async def test_a_name_is_found_under_whatever_slug_it_has(desk: Newsdesk) -> None:
    first = await category(desk, {"en": "Politics"}, slug="pol")
    assert await category(desk, {"en": "Politics"}) == first


async def test_names_that_differ_in_case_alone_are_one(desk: Newsdesk) -> None:
    assert await category(desk, {"en": "Breaking news"}) == await category(desk, {"en": "BREAKING NEWS"})


async def test_names_that_share_a_slug_are_two(desk: Newsdesk) -> None:
    assert await category(desk, {"en": "C++"}) != await category(desk, {"en": "C#"})
    assert await slugs(desk) == ["c", "c-2"]


async def test_a_name_of_emoji_is_found_again(desk: Newsdesk) -> None:
    first = await category(desk, {"en": "🦀"})
    assert await category(desk, {"en": "🦀"}) == first
    assert await slugs(desk) == [f"category-{first.hex[-8:]}"]


async def test_names_in_new_languages_are_added_and_none_is_changed(desk: Newsdesk) -> None:
    first = await category(desk, {"en": "Sport"}, slug="sport")
    assert await category(desk, {"en": "Sports", "bn": "খেলা"}, slug="Sport") == first
    assert await names_of(desk, first) == {"en": "Sport", "bn": "খেলা"}


async def test_the_key_is_of_the_default_language_as_soon_as_there_is_a_name(desk: Newsdesk) -> None:
    found = await category(desk, {"bn": "খেলা"}, slug="sport", original="bn")
    key = select(Category.name_key).where(Category.id == found)
    assert await desk.rows(key) == [(sort_key("খেলা"),)]
    await category(desk, {"bn": "খেলা", "en": "Sport"}, slug="sport", original="bn")
    assert await desk.rows(key) == [(sort_key("Sport"),)]


async def test_a_name_as_long_as_a_page_fits_the_index(desk: Newsdesk) -> None:
    await category(desk, {"en": "".join(chr(0x4E00 + at * 7 % 20_000) for at in range(5_000))})


@pytest.mark.parametrize(
    ("names", "slug", "code"),
    [
        ({"bn": "খেলা"}, None, ErrorCode.REQUIRED),
        ({"en": " "}, None, ErrorCode.REQUIRED),
        ({"en": "a\x00"}, None, ErrorCode.INVALID),
        ({"en": "Sport"}, "a/b", ErrorCode.INVALID),
    ],
    ids=["no-original", "blank", "nul", "slug"],
)
async def test_what_cannot_be_a_name_is_told(
    desk: Newsdesk, names: dict[str, str], slug: str | None, code: ErrorCode
) -> None:
    with pytest.raises(UserError) as caught:
        await category(desk, names, slug=slug)
    assert caught.value.code is code


@pytest.mark.parametrize("slug", [None, "sport"])
async def test_many_who_need_one_category_at_once_share_it(desk: Newsdesk, slug: str | None) -> None:
    names = {"en": "Sport", "bn": "খেলা"}
    ids = await asyncio.gather(*(category(desk, names, slug=slug) for _ in range(8)))
    assert len(set(ids)) == 1
    assert await names_of(desk, ids[0]) == names


async def test_authors_have_biographies_and_tags_have_names(desk: Newsdesk) -> None:
    async with desk.database.transaction() as session:
        author = await ensure_author(
            session,
            slug="ann",
            names={"en": "Ann", "bn": "অ্যান"},
            bios={"en": "Writes."},
            original_locale="en",
            default_locale="en",
        )
        tag = await ensure_tag(
            session, slug=None, names={"en": "River"}, original_locale="en", default_locale="en"
        )
    assert await desk.rows(select(Author.id, Author.name, Author.slug)) == [(author, "Ann", "ann")]
    bios = select(AuthorTranslation.locale, AuthorTranslation.bio).order_by(AuthorTranslation.locale)
    assert await desk.rows(bios) == [("bn", None), ("en", "Writes.")]
    assert await desk.rows(select(Tag.id, Tag.slug)) == [(tag, "river")]


# ── images ──────────────────────────────────────────────────────────────────────────────────────


async def image(desk: Newsdesk, *, width: int | None = 1200, credit: str | None = None) -> UUID:
    async with desk.database.transaction() as session:
        return await create_image(
            session,
            url=None,
            width=width,
            height=675,
            credit=credit,
            texts={"bn": (None, "ক্যাপশন"), "en": ("Alt", " ")},
            original_locale="bn",
        )


async def test_an_image_may_be_a_caption_alone(desk: Newsdesk) -> None:
    image_id = await image(desk, credit="Somebody")
    assert await desk.rows(select(Image.id, Image.url, Image.credit, Image.original_locale)) == [
        (image_id, None, "Somebody", "bn")
    ]
    texts = select(ImageTranslation.locale, ImageTranslation.alt, ImageTranslation.caption)
    assert sorted(await desk.rows(texts)) == [("bn", None, "ক্যাপশন"), ("en", "Alt", None)]


async def test_texts_of_an_image_change_only_where_they_differ(desk: Newsdesk) -> None:
    image_id = await image(desk)
    before = await desk.everything()
    async with desk.database.transaction() as session:
        assert not await write_image_texts(session, image_id, {"bn": (None, "ক্যাপশন"), "pt": (None, " ")})
    assert await desk.everything() == before
    async with desk.database.transaction() as session:
        assert await write_image_texts(session, image_id, {"en": ("Alt", "Caption"), "pt": ("Alt", None)})
    texts = select(ImageTranslation.locale, ImageTranslation.alt, ImageTranslation.caption)
    assert sorted(await desk.rows(texts)) == [
        ("bn", None, "ক্যাপশন"),
        ("en", "Alt", "Caption"),
        ("pt", "Alt", None),
    ]


async def test_an_image_without_size_is_refused(desk: Newsdesk) -> None:
    with pytest.raises(UserError, match="at least 1 pixel"):
        await image(desk, width=0)
    with pytest.raises(UserError, match="NUL"):
        await image(desk, credit="a\x00")
