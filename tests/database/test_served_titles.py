"""What readers and staff see of an article in each of the site's locales, after fallback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import product
from uuid import UUID

import pytest
from sqlalchemy import select

from server.database import Database
from server.models import (
    SITE_SCOPE,
    Audience,
    CommentPolicy,
    LocaleFallback,
    ServedTranslation,
    Site,
    SiteLocale,
)
from server.moderation.policy import ModerationMode
from server.services.names import ensure_author, ensure_category, ensure_tag
from server.services.publishing import unpublish
from server.services.served import rewrite_all_served, rewrite_served
from server.services.site import chains_of, sync_site
from server.settings import Settings
from server.text.fallback import ORIGINAL, Chains
from server.text.normal import sort_key
from tests.database.newsdesk import NOW, Newsdesk, draft, open_newsdesk, settings_for
from tests.statements import told


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Newsdesk]:
    async with open_newsdesk(settings) as opened:
        yield opened


async def sync(database: Database, settings: Settings) -> None:
    async with database.transaction() as session:
        await sync_site(session, settings)


def seen(
    served: dict[tuple[UUID, str], str], article_id: UUID, locales: tuple[str, ...] = ("en", "bn", "ar", "pt")
) -> list[str | None]:
    return [served.get((article_id, locale)) for locale in locales]


# ── what is served ──────────────────────────────────────────────────────────────────────────────


async def test_staff_see_drafts_and_readers_what_is_published(desk: Newsdesk) -> None:
    article_id = await desk.create(draft({"en": "The river", "bn": "নদী"}))
    assert await desk.served(Audience.READERS) == {}
    assert seen(await desk.served(Audience.STAFF), article_id) == ["en", "bn", "en", "en"]
    await desk.publish(article_id, "en")
    assert seen(await desk.served(Audience.READERS), article_id) == ["en", "en", "en", "en"]
    assert seen(await desk.served(Audience.STAFF), article_id) == ["en", "bn", "en", "en"]


async def test_the_original_is_the_last_resort(desk: Newsdesk) -> None:
    article_id = await desk.create(draft({"bn": "নদী", "pt": "O rio"}, original="bn"))
    await desk.publish(article_id)
    assert seen(await desk.served(), article_id) == ["bn", "bn", "bn", "pt"]


async def test_nothing_is_served_where_no_translation_of_the_chain_is_public(desk: Newsdesk) -> None:
    article_id = await desk.create(draft({"en": "The river", "bn": "নদী"}))
    await desk.publish(article_id, "bn")
    assert seen(await desk.served(), article_id) == [None, "bn", None, None]


async def test_what_is_withdrawn_is_served_no_more(desk: Newsdesk) -> None:
    article_id = await desk.create(draft({"en": "The river", "bn": "নদী"}))
    await desk.publish(article_id)
    async with desk.database.transaction() as session:
        await unpublish(session, article_id=article_id, locale="bn", now=NOW, chains=desk.chains)
    assert seen(await desk.served(), article_id) == ["en"] * 4


async def test_served_titles_equal_the_chain_walked_by_hand(desk: Newsdesk) -> None:
    """Every set of translations and of published ones among them, for every original."""
    locales = ("en", "bn", "pt")
    expected: dict[tuple[UUID, str], str] = {}
    for original, states in product(locales, product((None, False, True), repeat=3)):
        chosen = {
            tag: is_public for tag, is_public in zip(locales, states, strict=True) if is_public is not None
        }
        if original not in chosen:
            continue
        article_id = await desk.create(draft({tag: f"In {tag}" for tag in chosen}, original=original))
        for tag in (tag for tag, is_public in chosen.items() if is_public):
            await desk.publish(article_id, tag)
        for asked in desk.chains.fallbacks:
            chain = [original if each == ORIGINAL else each for each in desk.chains.chain(asked)]
            found = [each for each in chain if chosen.get(each)]
            expected |= {(article_id, asked): found[0]} if found else {}
    assert await desk.served() == expected


async def test_the_key_of_a_title_follows_the_title(desk: Newsdesk) -> None:
    article_id = await desk.create(draft({"en": "École"}))
    await desk.publish(article_id)
    keys = select(ServedTranslation.title_key).distinct()
    assert await desk.rows(keys) == [(sort_key("École"),)]
    await desk.update(article_id, draft({"en": "Zebra"}))
    assert await desk.rows(keys) == [(sort_key("Zebra"),)]


async def test_the_longest_title_still_fits_the_index(desk: Newsdesk) -> None:
    """Of letters that do not compress, as an index would: U+FDFA alone becomes 18 letters."""
    article_id = await desk.create(
        draft({"en": "".join(chr(0x4E00 + at * 7 % 20_000) for at in range(5_000))})
    )
    assert await desk.publish(article_id)


async def test_rewriting_what_is_right_writes_nothing(desk: Newsdesk) -> None:
    article_id = await desk.create(draft({"en": "The river", "bn": "নদী"}))
    await desk.publish(article_id)
    before = await desk.everything()
    async with desk.database.transaction() as session:
        assert await rewrite_served(session, [article_id, article_id], desk.chains) == 0
        assert await rewrite_all_served(session, desk.chains) == 0
    assert await desk.everything() == before


async def test_many_articles_take_as_many_statements_as_one(desk: Newsdesk) -> None:
    ids = [await desk.create(draft({"en": f"River {each}", "bn": "নদী"})) for each in range(20)]
    statements: list[str] = []
    chains = Chains("en", {"en": (), "fr": ("bn",)})
    with told(desk.database.engine.sync_engine, before=statements.append):
        async with desk.database.transaction() as session:
            assert await rewrite_served(session, ids, chains) == 20
    written = [each for each in statements if not each.startswith("BEGIN")]
    assert len(written) == 5, written


# ── the site ────────────────────────────────────────────────────────────────────────────────────


async def test_the_site_is_as_its_settings_say(desk: Newsdesk) -> None:
    assert await desk.rows(select(Site.name, Site.default_locale)) == [("Galley", "en")]
    locales = select(SiteLocale.locale, SiteLocale.direction).order_by(SiteLocale.position)
    assert await desk.rows(locales) == [("en", "LTR"), ("bn", "LTR"), ("ar", "RTL"), ("pt", "LTR")]
    fallbacks = select(LocaleFallback.locale, LocaleFallback.candidate).order_by(LocaleFallback.locale)
    assert await desk.rows(fallbacks) == [("ar", "en"), ("bn", "en"), ("pt", "en")]
    policy = select(
        CommentPolicy.scope, CommentPolicy.mode, CommentPolicy.max_chars, CommentPolicy.banned_words
    )
    assert await desk.rows(policy) == [(SITE_SCOPE, ModerationMode.PRE, 5000, [])]


async def test_a_second_start_changes_nothing(desk: Newsdesk, settings: Settings) -> None:
    before = await desk.everything()
    await sync(desk.database, settings)
    assert await desk.everything() == before


async def test_the_policy_of_a_newsroom_survives_a_start(desk: Newsdesk, settings: Settings) -> None:
    async with desk.database.transaction() as session:
        (await session.get_one(CommentPolicy, SITE_SCOPE)).mode = ModerationMode.POST
    await sync(desk.database, settings)
    assert await desk.rows(select(CommentPolicy.mode)) == [(ModerationMode.POST,)]


async def test_many_processes_may_start_at_once(database_url: str) -> None:
    settings = settings_for(database_url)
    databases = [Database(settings) for _ in range(4)]
    try:
        await asyncio.gather(*(sync(database, settings) for database in databases))
    finally:
        await asyncio.gather(*(database.close() for database in databases))
    async with open_newsdesk(settings) as desk:
        assert len(await desk.rows(select(Site))) == len(await desk.rows(select(CommentPolicy))) == 1
        assert len(await desk.rows(select(SiteLocale))) == 4


async def test_new_chains_change_what_every_article_shows(desk: Newsdesk, database_url: str) -> None:
    ids = [await desk.create(draft({"en": f"River {each}", "bn": "নদী", "pt": "O rio"})) for each in range(3)]
    for article_id in ids:
        await desk.publish(article_id)
    changed = settings_for(database_url, GALLEY_LOCALES="bn fr>pt>en en", GALLEY_SITE_NAME="The River")
    await sync(desk.database, changed)
    served = await desk.served()
    assert {tuple(seen(served, each, ("bn", "fr", "en"))) for each in ids} == {("bn", "pt", "en")}
    assert {asked for _, asked in served} == {"bn", "fr", "en"}
    assert await desk.rows(select(Site.name)) == [("The River",)]
    locales = select(SiteLocale.locale).order_by(SiteLocale.position)
    assert await desk.rows(locales) == [("bn",), ("fr",), ("en",)]


async def test_articles_are_rewritten_batch_by_batch(desk: Newsdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [await desk.create(draft({"en": f"River {each}", "pt": "O rio"})) for each in range(5)]
    monkeypatch.setattr("server.services.served.ARTICLES_AT_ONCE", 2)
    chains = Chains("en", {"en": (), "pt": (), "fr": ("pt",)})
    async with desk.database.transaction() as session:
        assert await rewrite_all_served(session, chains) == 5
    served = await desk.served(Audience.STAFF)
    assert {tuple(seen(served, each, ("en", "pt", "fr"))) for each in ids} == {("en", "pt", "pt")}


# ── names ───────────────────────────────────────────────────────────────────────────────────────

RIVER = {"en": "River", "bn": "নদী"}


async def test_another_default_locale_orders_names_by_it(desk: Newsdesk, database_url: str) -> None:
    async with desk.database.transaction() as session:
        for ensure in (ensure_category, ensure_tag, ensure_author):
            await ensure(session, slug=None, names=RIVER, original_locale="en", default_locale="en")
            await ensure(session, slug=None, names={"en": "Zoo"}, original_locale="en", default_locale="en")
    await sync(desk.database, settings_for(database_url, GALLEY_DEFAULT_LOCALE="bn"))
    stored = await desk.everything()
    for table in ("category", "tag", "author"):
        assert sum(repr(sort_key("নদী")) in row for row in stored[table]) == 1
        assert sum(repr(sort_key("Zoo")) in row for row in stored[table]) == 1


async def test_chains_of_the_settings_end_with_the_original(settings: Settings) -> None:
    assert chains_of(settings).chain("bn") == ["bn", "en", ORIGINAL]
