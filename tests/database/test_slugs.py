"""A slug belongs to one article for good, and the database decides who gets it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from server.errors import ErrorCode, UserError
from server.models import Article, ArticleSlug, TranslationSlug
from server.services.articles import create_article
from server.services.drafts import ArticleDraft, TranslationDraft
from server.services.publishing import find_article
from server.services.slugs import FIRST_NUMBERS, claim_slug
from server.settings import Settings
from tests.database.newsdesk import NOW, SECOND, Newsdesk, draft, open_newsdesk


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Newsdesk]:
    async with open_newsdesk(settings) as opened:
        yield opened


def titled(title: str, slug: str | None = None) -> ArticleDraft:
    return replace(draft({"en": title}), translations={"en": TranslationDraft(title, slug=slug)})


async def slug_of(desk: Newsdesk, article_id: UUID, locale: str = "en") -> str:
    return (await desk.translations(article_id))[locale].slug


async def find(desk: Newsdesk, text: str) -> UUID | None:
    async with desk.database.transaction() as session:
        return await find_article(session, text)


# ── from titles ─────────────────────────────────────────────────────────────────────────────────


async def test_titles_that_are_the_same_are_numbered(desk: Newsdesk) -> None:
    ids = [await desk.create(titled("Weather!")) for _ in range(3)]
    assert [await slug_of(desk, each) for each in ids] == ["weather", "weather-2", "weather-3"]


async def test_a_number_that_a_title_has_already_is_passed_over(desk: Newsdesk) -> None:
    await desk.create(titled("Weather 2"))
    await desk.create(titled("Weather"))
    assert await slug_of(desk, await desk.create(titled("Weather"))) == "weather-3"


async def test_a_column_of_many_years_still_finds_its_number(desk: Newsdesk) -> None:
    numbered = [f"column-{number}" for number in range(2, 3 * FIRST_NUMBERS + 5)]
    await desk.create(titled("Column"))
    article_id = await desk.create(titled("Another"))
    async with desk.database.transaction() as session:
        for slug in numbered:
            await claim_slug(session, article_id=article_id, wanted=slug, is_from_title=False)
    assert await slug_of(desk, await desk.create(titled("Column"))) == f"column-{len(numbered) + 2}"


async def test_a_title_of_emoji_gets_a_slug_from_the_articles_id(desk: Newsdesk) -> None:
    article_id = await desk.create(titled("🦀🎉"))
    assert await slug_of(desk, article_id) == f"article-{article_id.hex[-8:]}"
    assert await find(desk, await slug_of(desk, article_id)) == article_id


async def test_translations_of_one_article_share_a_slug(desk: Newsdesk) -> None:
    article_id = await desk.create(draft({"en": "Covid", "pt": "COVID"}))
    assert await slug_of(desk, article_id, "en") == await slug_of(desk, article_id, "pt") == "covid"


async def test_a_new_title_brings_a_new_slug_and_the_old_one_still_leads_there(desk: Newsdesk) -> None:
    article_id = await desk.create(titled("The river"))
    await desk.update(article_id, titled("The lake"))
    assert await slug_of(desk, article_id) == "the-lake"
    assert await find(desk, "the-river") == await find(desk, "the-lake") == article_id
    history = select(TranslationSlug.slug, TranslationSlug.since).order_by(TranslationSlug.since)
    assert await desk.rows(history) == [("the-river", NOW), ("the-lake", NOW + SECOND)]
    other = await desk.create(titled("The river"))
    assert await slug_of(desk, other) == "the-river-2"


async def test_an_article_that_goes_back_to_an_old_title_gets_its_old_slug(desk: Newsdesk) -> None:
    await desk.create(titled("Weather"))
    article_id = await desk.create(titled("Weather"))
    await desk.update(article_id, titled("Storm"))
    await desk.update(article_id, titled("Weather"))
    assert await slug_of(desk, article_id) == "weather-2"
    slugs = await desk.rows(select(ArticleSlug.slug).where(ArticleSlug.article_id == article_id))
    assert sorted(slugs) == [("storm",), ("weather-2",)]


async def test_a_title_that_changes_in_punctuation_alone_keeps_its_number(desk: Newsdesk) -> None:
    await desk.create(titled("Weather"))
    article_id = await desk.create(titled("Weather"))
    await desk.update(article_id, titled("Weather?"))
    assert await slug_of(desk, article_id) == "weather-2"


# ── chosen ──────────────────────────────────────────────────────────────────────────────────────


async def test_a_chosen_slug_stays_when_the_title_changes(desk: Newsdesk) -> None:
    article_id = await desk.create(titled("The river", slug="water"))
    await desk.update(article_id, titled("The lake"))
    assert await slug_of(desk, article_id) == "water"


async def test_a_chosen_slug_of_another_article_is_taken_in_any_case_and_composition(desk: Newsdesk) -> None:
    await desk.create(titled("River", slug="nehri-é"))
    for slug in ("nehri-é", "NEHRI-É", "nehri-e\u0301"):
        with pytest.raises(UserError) as caught:
            await desk.create(titled("Other", slug=slug))
        assert (caught.value.code, caught.value.path) == (ErrorCode.SLUG_TAKEN, ("input", "slug"))


async def test_a_past_slug_of_another_article_is_taken_too(desk: Newsdesk) -> None:
    article_id = await desk.create(titled("River", slug="water"))
    await desk.update(article_id, titled("River", slug="river"))
    with pytest.raises(UserError, match="belongs to another article"):
        await desk.create(titled("Other", slug="water"))


@pytest.mark.parametrize(
    ("slug", "hint"),
    [
        ("a b", "'a-b'"),
        ("a/b", "'a-b'"),
        ("-a", "'a'"),
        ("🦀", "slug"),
        ("x" * 201, "slug"),
        ("a\x00", "slug"),
    ],
)
async def test_what_cannot_be_part_of_an_address_is_no_slug(desk: Newsdesk, slug: str, hint: str) -> None:
    with pytest.raises(UserError, match=hint) as caught:
        await desk.create(titled("Title", slug=slug))
    assert caught.value.code is ErrorCode.INVALID


# ── finding ─────────────────────────────────────────────────────────────────────────────────────


async def test_an_article_is_found_by_id_and_by_slug_in_any_form(desk: Newsdesk) -> None:
    article_id = await desk.create(draft({"en": "The River", "bn": "রাশিয়ার নদী"}))
    forms = [f"article_{article_id.hex}", article_id.hex, str(article_id), str(article_id).upper()]
    forms += ["the-river", " THE-RIVER ", "রাশিয়ার-নদী".replace("\u09af\u09bc", "\u09df")]
    assert [await find(desk, form) for form in forms] == [article_id] * len(forms)


@pytest.mark.parametrize(
    "text",
    ["", "nothing", "a\x00b", "\ud800", "article_", "article_" + "7" * 32, "comment_" + "7" * 32],
)
async def test_what_names_no_article_finds_none(desk: Newsdesk, text: str) -> None:
    await desk.create(titled("Something"))
    assert await find(desk, text) is None


async def test_a_deleted_article_is_not_found_but_keeps_its_slug(desk: Newsdesk) -> None:
    article_id = await desk.create(titled("River"))
    async with desk.database.transaction() as session:
        (await session.get_one(Article, article_id)).deleted_at = NOW
    assert await find(desk, "river") is None
    assert await find(desk, article_id.hex) is None
    assert await slug_of(desk, await desk.create(titled("River"))) == "river-2"


# ── races ───────────────────────────────────────────────────────────────────────────────────────


async def test_of_many_who_want_one_title_each_gets_a_slug_of_its_own(desk: Newsdesk) -> None:
    ids = await asyncio.gather(*(desk.create(titled("Flood")) for _ in range(8)))
    slugs = {await slug_of(desk, each) for each in ids}
    assert slugs == {"flood", *(f"flood-{number}" for number in range(2, 9))}


async def test_of_many_who_choose_one_slug_exactly_one_gets_it(desk: Newsdesk) -> None:
    asked = (desk.create(titled(f"Title {number}", slug="flood")) for number in range(8))
    results = await asyncio.gather(*asked, return_exceptions=True)
    refused = [each for each in results if isinstance(each, UserError)]
    assert {error.code for error in refused} == {ErrorCode.SLUG_TAKEN}
    assert len(refused) == 7
    assert len(await desk.rows(select(Article.id))) == 1


async def test_articles_that_want_each_others_slugs_do_not_lock_each_other_out(desk: Newsdesk) -> None:
    ways = [{"en": "Left", "pt": "Right"}, {"en": "Right", "pt": "Left"}] * 5
    ids = await asyncio.gather(*(desk.create(draft(titles)) for titles in ways))
    slugs = [await slug_of(desk, each, locale) for each in ids for locale in ("en", "pt")]
    assert len(set(slugs)) == len(slugs) == 20


async def test_who_comes_second_waits_for_the_first_to_commit_or_to_give_up(desk: Newsdesk) -> None:
    """The second asks while the first holds the slug and has not committed."""
    for first_gives_up in (False, True):
        title = f"Dam {first_gives_up}"
        holds, may_end = asyncio.Event(), asyncio.Event()
        first = asyncio.create_task(hold(desk, title, holds, may_end, gives_up=first_gives_up))
        await holds.wait()
        second = asyncio.create_task(desk.create(titled(title)))
        await asyncio.sleep(0.1)
        assert not second.done()
        may_end.set()
        await asyncio.gather(first, return_exceptions=True)
        slug = await slug_of(desk, await second)
        assert slug == f"dam-{first_gives_up}".lower() + ("" if first_gives_up else "-2")


async def hold(desk: Newsdesk, title: str, holds: Any, may_end: Any, *, gives_up: bool) -> None:
    async with desk.database.transaction() as session:
        await create_article(session, titled(title), now=NOW, chains=desk.chains)
        holds.set()
        await may_end.wait()
        if gives_up:
            raise RuntimeError("gives up")
