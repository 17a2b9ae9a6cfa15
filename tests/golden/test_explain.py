"""How the databases go about it: golden operations and orders by an index, whatever the size of the site."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from typing import Any

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from server.database import connection_arguments
from tests.databases import MIGRATED, PostgresServer, SqliteFiles, in_thread
from tests.golden.goldens import Golden, every_golden
from tests.golden.literals import literal
from tests.golden.site import ARTICLES, COMMENTS_EACH, fill

GOLDENS = {golden.name: golden for golden in every_golden()}
LARGE = frozenset({"comment", "article_translation", "article", "segment", "article_block"})
ROWS_READ = 200
"""Of one table for one page of 20, at most: some rows are filtered away, but never a share of the table."""

ROWS_OF_LINKED = 600
"""The same below a tag or an author, which no index orders: either its own articles are sorted, or an order is walked
until the page is full."""

PAGE = "{ nodes { id } pageInfo { hasNextPage endCursor } }"
ARTICLE_ORDERS = {
    f"{field}-{direction}": f"{{field: {field}, direction: {direction}{more}}}"
    for field, more in (
        ("PUBLISHED_AT", ""),
        ("UPDATED_AT", ""),
        ("COMMENT_COUNT", ""),
        ("TITLE", ', locale: "bn"'),
    )
    for direction in ("ASC", "DESC")
}
BELOW = {
    "root": "%s",
    "category": '{ category(slug: "category-1") %s }',
    "tag": '{ tag(slug: "tag-1") %s }',
    "author": '{ author(slug: "author-1") %s }',
}
ORDERED = {
    **{
        f"articles-{place}-{name}": (
            "guest",
            (around if place != "root" else "%s") % f"{{ articles(first: 20, orderBy: {order}) {PAGE} }}",
        )
        for place, around in BELOW.items()
        for name, order in ARTICLE_ORDERS.items()
    },
    **{
        f"thread-{order}": (
            "reader",
            f'{{ article(slug: "story-1") {{ comments(first: 20, orderBy: {order}) {PAGE} }} }}',
        )
        for order in ("NEWEST", "OLDEST", "MOST_REPLIES")
    },
    **{
        f"comments-{order}": ("moderator", f"{{ comments(first: 20, orderBy: {order}) {PAGE} }}")
        for order in ("NEWEST", "OLDEST", "MOST_REPLIES")
    },
    **{
        f"queue-{queue}-{order}": (
            "moderator",
            f"{{ moderationQueue(first: 20, queue: {queue}, orderBy: {order}) {PAGE} }}",
        )
        for queue in ("PENDING", "UNREVIEWED", "SPAM")  # REPORTED is found by its flags, and sorted
        for order in ("RISK", "OLDEST", "NEWEST")
    },
    "authors": ("guest", f"{{ authors(first: 20) {PAGE} }}"),
    "audit": ("moderator", f"{{ auditLog(first: 20) {PAGE} }}"),
}


def golden_of(name: str) -> Golden:
    role, text = ORDERED[name]
    return Golden(name, text, role)


# ── PostgreSQL ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def filled_url(postgres_server: PostgresServer) -> Iterator[str]:
    with postgres_server.database(MIGRATED) as url:
        in_thread(lambda: fill(url))
        yield url


@pytest.fixture
async def postgresql(filled_url: str) -> AsyncIterator[asyncpg.Connection[Any]]:
    """As the server's own reads are, but without sequential scans, which a small table would otherwise get."""
    connection = await asyncpg.connect(
        **connection_arguments(make_url(filled_url)),
        server_settings={"plan_cache_mode": "force_generic_plan", "jit": "off", "enable_seqscan": "off"},
    )
    yield connection
    await connection.close()


async def explained(connection: asyncpg.Connection[Any], golden: Golden) -> dict[str, Any]:
    """The generic plan, run once with the golden's own variables."""
    plan = golden.plan("postgresql")
    await connection.execute(f"PREPARE golden AS {plan.sql}")
    given = ", ".join(literal(value) for value in golden.arguments(plan))
    call = f"golden({given})" if given else "golden"
    try:
        text = await connection.fetchval(f"EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE {call}")
    finally:
        await connection.execute("DEALLOCATE golden")
    root: dict[str, Any] = json.loads(text)[0]["Plan"]
    return root


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes_of(below)


@pytest.mark.parametrize("golden", GOLDENS.values(), ids=GOLDENS)
async def test_scans_no_large_table(postgresql: asyncpg.Connection[Any], golden: Golden) -> None:
    scanned = {
        node["Relation Name"]
        for node in nodes_of(await explained(postgresql, golden))
        if node["Node Type"].endswith("Seq Scan")
    }
    assert not scanned & LARGE


@pytest.mark.parametrize("queue", ["PENDING", "UNREVIEWED", "SPAM"])
async def test_counts_and_sorts_a_queue_by_reports_without_its_comments(
    postgresql: asyncpg.Connection[Any], queue: str
) -> None:
    """What there is to read is in the queue's own index; only the page's comments are fetched."""
    by_reports = f"{{ moderationQueue(first: 20, queue: {queue}, orderBy: MOST_FLAGGED) {PAGE} }}"
    for text in (by_reports, "{ queueCounts { queue count oldest } }"):
        golden = Golden("queue", text, "moderator")
        indexes = {
            node["Index Name"]: node["Node Type"]
            for node in nodes_of(await explained(postgresql, golden))
            if node.get("Relation Name") == "comment" and "Index Name" in node
        }
        assert indexes[f"ix_comment_{queue.lower()}_created_at"] == "Index Only Scan"


@pytest.mark.parametrize("name", ORDERED)
async def test_reads_a_page_and_no_more(postgresql: asyncpg.Connection[Any], name: str) -> None:
    most = ROWS_OF_LINKED if is_linked(name) else ROWS_READ
    too_much = [
        f"{node['Node Type']} {node.get('Relation Name', '')} {node.get('Index Name', '')} {rows_read(node):.0f}"
        for node in nodes_of(await explained(postgresql, golden_of(name)))
        if rows_read(node) > most
    ]
    assert not too_much


def is_linked(name: str) -> bool:
    return name.startswith(("articles-tag-", "articles-author-"))


def rows_read(node: dict[str, Any]) -> float:
    counts = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return float(sum(node.get(name, 0) for name in counts))


def test_has_tables_that_are_larger_than_a_page() -> None:
    assert ARTICLES > 10 * ROWS_READ
    assert ARTICLES * COMMENTS_EACH > 100 * ROWS_READ


# ── SQLite ──────────────────────────────────────────────────────────────────────────────────────


def query_plan(connection: sqlite3.Connection, golden: Golden) -> list[str]:
    plan = golden.plan("sqlite")
    rows = connection.execute(f"EXPLAIN QUERY PLAN {plan.sql}", golden.arguments(plan))
    return [detail for *_, detail in rows]


@pytest.fixture(scope="module")
def sqlite(sqlite_files: SqliteFiles) -> Iterator[sqlite3.Connection]:
    with (
        sqlite_files.database(MIGRATED) as url,
        closing(sqlite3.connect(str(make_url(url).database))) as connection,
    ):
        yield connection


def tables_of(golden: Golden) -> dict[str, str]:
    """The large tables of the statement by the names that it gives them."""
    named = re.findall(r"\b(\w+) AS (\w+)", golden.plan("sqlite").sql)
    return {alias: table for table, alias in named if table in LARGE}


@pytest.mark.parametrize("golden", GOLDENS.values(), ids=GOLDENS)
def test_scans_no_large_table_on_sqlite(sqlite: sqlite3.Connection, golden: Golden) -> None:
    """But for the probe for one row more, which takes what comes and stops: its rowset is read by an index."""
    plan = "\n".join(query_plan(sqlite, golden))
    scanned = set(re.findall(r"^SCAN (\w+)$", plan, re.MULTILINE))
    by_index = set(re.findall(r"^(?:SCAN|SEARCH) (\w+) USING ", plan, re.MULTILINE))
    assert not (scanned - by_index) & tables_of(golden).keys()


@pytest.mark.parametrize("name", [name for name in ORDERED if not is_linked(name)])
def test_sorts_no_list_on_sqlite(sqlite: sqlite3.Connection, name: str) -> None:
    assert "USE TEMP B-TREE FOR ORDER BY" not in query_plan(sqlite, golden_of(name))
