"""The index itself: how it comes into a database, what it takes, and that both databases find the same."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from random import Random
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from alembic import command
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import make_url

from server.database import alembic_config, connection_arguments
from server.models import Article, ArticleBlock, ArticleSearch, ArticleTranslation, Segment, TranslationStatus
from server.models.types import uuid7
from server.planning.request import Request
from server.services.search_index import index_articles
from server.services.served import rewrite_served
from server.settings import Settings
from server.text.markup import plain_text
from server.text.tokens import Run, Word, tokenise
from server.viewer import GUEST
from tests.database.newsdesk import NOW, Newsdesk, draft, open_newsdesk, settings_for
from tests.database.searching import FIND, Reader, open_reader
from tests.databases import MIGRATED, Contents, PostgresServer, SqliteFiles, in_thread


@pytest.fixture
async def reader(settings: Settings) -> AsyncIterator[Reader]:
    async with open_reader(settings) as opened:
        yield opened


# ── migrations ──────────────────────────────────────────────────────────────────────────────────


def test_migrations_lead_up_down_and_up_to_what_the_models_say(empty_database_url: str) -> None:
    config = alembic_config(empty_database_url)
    in_thread(lambda: command.upgrade(config, "head"))
    in_thread(lambda: command.check(config))
    in_thread(lambda: command.downgrade(config, "base"))
    in_thread(lambda: command.upgrade(config, "head"))
    in_thread(lambda: command.check(config))


async def test_the_migration_indexes_what_is_there_as_the_services_do(
    database_url: str, settings: Settings
) -> None:
    async with open_reader(settings) as reader:
        river = draft({"en": "River", "bn": "নদী"}, {"en": "boats", "bn": "東京都に"}, {"en": "a ship"})
        article_id = await reader.desk.create(river)
        await reader.desk.publish(article_id)
        await reader.desk.create(draft({"en": "Bank"}))
        before = await _index(reader.desk)
    config = alembic_config(database_url)
    in_thread(lambda: command.downgrade(config, "0001"))
    in_thread(lambda: command.upgrade(config, "0002"))
    async with open_reader(settings) as reader:
        assert await _index(reader.desk) == before
        assert len(before) == 3
        for query in ("river boats ship", "নদী", "京都"):
            assert await reader.find(query) == [article_id]


async def _index(desk: Newsdesk) -> list[Any]:
    columns = (
        ArticleSearch.translation_id,
        ArticleSearch.article_id,
        ArticleSearch.document,
        ArticleSearch.runs,
    )
    return await desk.rows(select(*columns).order_by(ArticleSearch.translation_id))


# ── what it takes ───────────────────────────────────────────────────────────────────────────────


async def test_the_longest_texts_still_fit(reader: Reader) -> None:
    """More words than PostgreSQL takes, a word and a grapheme without end, a word that is there too often."""
    million = " ".join(f"w{number:x}" for number in range(150_000))
    strange = f"{'x' * 9_000} ก{'่' * 5_000}ข {'again ' * 20_000}"
    article_id = await reader.desk.create(draft({"en": "River"}, {"en": strange}, {"en": million}))
    await reader.desk.publish(article_id)
    for query in ("river again w0 w100", "x" * 100, "x" * 64 + "*"):
        assert await reader.find(query) == [article_id], query
        assert await reader.find(query, order="RELEVANCE") == [article_id], query


async def test_words_far_into_a_long_text_are_found(reader: Reader) -> None:
    """Beyond the last position that PostgreSQL knows, in the order of their letters too."""
    filler = "".join(chr(0x4E00 + number % 5_000) for number in range(30_000))
    article_id = await reader.desk.create(draft({"en": "River"}, {"en": f"{filler}。東京大学。京大"}))
    await reader.desk.publish(article_id)
    assert await reader.find("東京大学") == [article_id]
    assert await reader.find("京大学東") == []


async def test_an_article_takes_its_index_with_it(reader: Reader, settings: Settings) -> None:
    article_id = await reader.desk.create(draft({"en": "River", "bn": "নদী"}))
    async with reader.desk.database.transaction() as session:
        await session.execute(delete(Article).where(Article.id == article_id))
    assert await _index(reader.desk) == []
    if settings.is_sqlite:
        with closing(sqlite3.connect(make_url(settings.database_url).database or "")) as connection:
            found = connection.execute(
                "SELECT count(*) FROM article_search_index WHERE document MATCH '\"72\"*'"
            )
            assert found.fetchone() == (0,)
            connection.execute(
                "INSERT INTO article_search_index (article_search_index) VALUES ('integrity-check')"
            )


# ── both databases find the same ────────────────────────────────────────────────────────────────

LETTERS = "aeébßİıক্রমি১رَلة'’हिन्दी東京都にカﾞกำเม្ខ한국й* .-"
WORDS = [
    "river", "Rivers", "l’été", "ete", "আক্রমণ", "আক", "রাশিয়ার", "হামলা", "العربية", "عَرَب", "हिन्दी", "東京", "京都",
    "東京都", "大学", "ภาษาไทย", "ไทย", "한국어", "2024", "২০২৪", "Straße", "STRASSE", "п'ять", "ខ្មែរ", "မြန်မာ",
]  # fmt: skip


def _text(random: Random, most: int) -> str:
    """Words, and letters thrown together."""
    pieces = []
    for _ in range(random.randint(1, most)):
        if random.random() < 0.6:
            pieces.append(random.choice(WORDS))
        else:
            pieces.append("".join(random.choices(LETTERS, k=random.randint(1, 6))))
    return "".join(piece + random.choice([" ", " ", "", ", "]) for piece in pieces)


def _query(random: Random, texts: list[str]) -> str:
    """A piece of a text, or another text; now and then with a star."""
    if random.random() < 0.7:
        source = random.choice(texts)
        start = random.randrange(len(source))
        piece = source[start : start + random.randint(1, 12)]
    else:
        piece = _text(random, 2)
    return piece + random.choice(["", "", "*"])


def _is_found(query: str, text: str) -> bool:
    """What the documents promise, said as plainly as can be."""
    there = list(tokenise(plain_text(text, "PARAGRAPH")))
    return all(any(_meets(wanted, each) for each in there) for wanted in tokenise(query))


def _meets(wanted: Word | Run, there: Word | Run) -> bool:
    if isinstance(wanted, Word):
        if not isinstance(there, Word):
            return False
        return there.text.startswith(wanted.text) if wanted.has_star else there.text == wanted.text
    if not isinstance(there, Run):
        return False
    size = len(wanted.graphemes)
    places = (there.graphemes[at : at + size] for at in range(len(there.graphemes) - size + 1))
    return any(
        place[:-1] == wanted.graphemes[:-1]
        and (
            place[-1].startswith(wanted.graphemes[-1])
            if wanted.has_star
            else place[-1] == wanted.graphemes[-1]
        )
        for place in places
    )


async def test_both_databases_find_what_the_words_say(
    sqlite_files: SqliteFiles, postgres_server: PostgresServer
) -> None:
    random = Random(20261124)
    texts = [_text(random, 12) for _ in range(60)]
    queries = [_query(random, texts) for _ in range(250)]
    wanted = [query for query in queries if any(True for _ in tokenise(query))]
    expected = [{at for at, text in enumerate(texts) if _is_found(query, text)} for query in wanted]
    assert sum(map(bool, expected)) > len(wanted) / 2
    for databases in (sqlite_files, postgres_server):
        with databases.database(MIGRATED) as url:
            async with open_reader(settings_for(url)) as reader:
                found = await _found(reader, texts, wanted)
        differing = [
            (query, [texts[at] for at in right ^ got])
            for query, right, got in zip(wanted, expected, found, strict=True)
            if right != got
        ]
        assert differing == []


async def _found(reader: Reader, texts: list[str], queries: list[str]) -> list[set[int]]:
    """For each query the indexes of the texts that it finds."""
    numbers: dict[UUID, int] = {}
    for number, text in enumerate(texts):
        article_id = await reader.desk.create(draft({"en": "।"}, {"en": text}))
        await reader.desk.publish(article_id)
        numbers[article_id] = number
    return [{numbers[each] for each in await reader.find(query, first=100)} for query in queries]


# ── at the size of a newsroom ───────────────────────────────────────────────────────────────────

ARTICLES = 3_000


async def _fill(desk: Newsdesk) -> None:
    """Articles of one block; every hundredth tells of the river."""
    ids = [uuid7() for _ in range(ARTICLES)]
    rows: dict[Any, list[dict[str, Any]]] = {
        Article: [],
        ArticleTranslation: [],
        ArticleBlock: [],
        Segment: [],
    }
    for number, article_id in enumerate(ids):
        block, said = uuid7(), "river" if number % 100 == 0 else f"word{number}"
        rows[Article].append(
            {"id": article_id, "original_locale": "en", "is_public": True, "published_at": NOW}
        )
        rows[ArticleTranslation].append(
            {
                "article_id": article_id,
                "locale": "en",
                "direction": "LTR",
                "slug": f"a{number}",
                "title": f"Title {number}",
                "status": TranslationStatus.PUBLISHED,
                "digest": "",
            }
        )
        rows[ArticleBlock].append({"id": block, "article_id": article_id, "position": 0})
        text = f"A long story of {said} and more. " * 10
        rows[Segment].append(
            {"block_id": block, "locale": "en", "text": text, "html": text, "plain": text, "digest": ""}
        )
    async with desk.database.transaction() as session:
        for model, values in rows.items():
            await session.execute(insert(model), values)
        await rewrite_served(session, ids, desk.chains)
        await index_articles(session, ids)


async def _written(url: str) -> None:
    async with open_newsdesk(settings_for(url)) as desk:
        await _fill(desk)


MANY = Contents("many_articles", lambda url: asyncio.run(_written(url)), MIGRATED)


def _literal(value: Any) -> str:
    """A parameter as EXECUTE takes it."""
    if isinstance(value, list):
        return f"ARRAY[{', '.join(map(_literal, value))}]::text[]"
    return str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"


@pytest.mark.parametrize("order", ["RELEVANCE", "PUBLISHED_AT"])
@pytest.mark.parametrize("locale", [None, "en"])
async def test_a_search_goes_by_the_index(
    postgres_server: PostgresServer, order: str, locale: str | None
) -> None:
    with postgres_server.database(MANY) as url:
        async with open_reader(settings_for(url)) as reader:
            page = await reader.page("river", locale, order=order)
            assert (len(page["nodes"]), page["totalCount"]) == (20, ARTICLES / 100)
            (plan,) = reader.store.get(FIND).operation(None).plans.plans.values()
            search = {"text": "river"} if locale is None else {"text": "river", "locale": locale}
            variables = {"search": search, "order": {"field": order, "direction": "DESC"}}
            arguments = plan.bind(Request(GUEST, NOW, reader.desk.chains, variables))
            connection = await asyncpg.connect(**connection_arguments(make_url(url)))
            try:
                await connection.execute("ANALYZE")
                await connection.execute("SET plan_cache_mode = force_generic_plan")
                await connection.execute(f"PREPARE search AS {plan.sql}")
                execute = f"EXECUTE search ({', '.join(map(_literal, arguments))})"
                explained = await _explained(connection, execute)
                await connection.execute("SET enable_seqscan = off")
                await connection.execute("DISCARD PLANS")
                indexed = await _explained(connection, execute)
            finally:
                await connection.close()
    assert "Bitmap Index Scan on ix_article_search_document" in explained
    assert "Seq Scan on article_search" not in explained
    assert "Seq Scan on" not in indexed


async def _explained(connection: Any, statement: str) -> str:
    return "\n".join([row[0] for row in await connection.fetch(f"EXPLAIN {statement}")])
