"""The random newsroom in both databases, and the three ways to answer an operation about it."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from graphql import ExecutionResult, GraphQLSchema
from sqlalchemy import insert, update

from schema.context import Context
from schema.documents import Asked, DocumentStore
from schema.execution import GraphQLRequest, answer
from schema.root import graphql_schema, schema
from server.database import Database
from server.models import ArticleSlug, Site
from server.services.served import rewrite_all_served
from server.services.site import chains_of, sync_site
from server.settings import Settings, load_settings
from server.viewer import Viewer
from tests.property import oracle_comments, oracle_content, oracle_roots  # noqa: F401 - they register resolvers
from tests.property.arguments import Pools
from tests.property.discussion import Discussion, write_discussion
from tests.property.memory import Asking, Memory, read_everything
from tests.property.oracle import ask, oracle_schema
from tests.property.world import LOCALES, NOW, SITE_ID, Newsroom

SECRET = "only-for-tests-" + "0123456789abcdef" * 2
ROWS_AT_ONCE = 200

HARVEST = """
query Harvest($size: Int!) {
  authors(first: $size) { edges { cursor } }
  auditLog(first: $size) { edges { cursor } }
  NEWEST: comments(orderBy: NEWEST, first: $size) { edges { cursor } }
  OLDEST: comments(orderBy: OLDEST, first: $size) { edges { cursor } }
  MOST_REPLIES: comments(orderBy: MOST_REPLIES, first: $size) { edges { cursor } }
  RISK: moderationQueue(orderBy: RISK, first: $size) { edges { cursor } }
  OLDEST_HELD: moderationQueue(orderBy: OLDEST, first: $size) { edges { cursor } }
  NEWEST_HELD: moderationQueue(orderBy: NEWEST, first: $size) { edges { cursor } }
  MOST_FLAGGED: moderationQueue(queue: REPORTED, orderBy: MOST_FLAGGED, first: $size) { edges { cursor } }
  drafts: articles(filter: {status: DRAFT}, first: $size) { edges { cursor } }
}
"""
HARVEST_ARTICLES = """
query Harvest($size: Int!, $order: ArticleOrder!) { articles(first: $size, orderBy: $order) { edges { cursor } } }
"""


@dataclass(frozen=True, slots=True)
class Answers:
    """One operation, answered in one database: by text passed through, and by Strawberry's executor."""

    passed: dict[str, Any]
    executed: ExecutionResult
    statements: int


class Newsrooms:
    """Opens its databases in an event loop of its own, as hypothesis calls plain functions."""

    def __init__(self, urls: dict[str, str]) -> None:
        logging.getLogger("strawberry.execution").disabled = True  # thousands of refusals are expected
        self.runner = asyncio.Runner()
        self.settings = {name: self._settings(url) for name, url in urls.items()}
        self.databases = {name: Database(each) for name, each in self.settings.items()}
        self.stores = {name: DocumentStore(graphql_schema, hides_suggestions=True) for name in urls}
        self.oracle: GraphQLSchema = oracle_schema(graphql_schema)
        self.newsroom = Newsroom()
        self.discussion: Discussion = write_discussion(self.newsroom)
        self.memory: Memory = self.run(self._fill())
        self.pools = self._pools()

    @staticmethod
    def _settings(url: str) -> Settings:
        return load_settings({"GALLEY_DATABASE_URL": url, "GALLEY_SECRET": SECRET, "GALLEY_LOCALES": LOCALES})

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Past `runner.run`, which looks at the handler of SIGINT, and with it writes out each result as a text."""
        return self.runner.get_loop().run_until_complete(work)

    def close(self) -> None:
        for database in self.databases.values():
            self.run(database.close())
        self.runner.close()

    async def _fill(self) -> Memory:
        memory: Memory | None = None
        for name, database in self.databases.items():
            await database.connect()
            async with database.transaction() as session:
                await sync_site(session, self.settings[name])
                await session.execute(update(Site).values(id=SITE_ID))
                for model, rows in self.newsroom.rows.items():
                    for start in range(0, len(rows), ROWS_AT_ONCE):
                        await session.execute(insert(model), rows[start : start + ROWS_AT_ONCE])
                await rewrite_all_served(session, chains_of(self.settings[name]))
            async with database.transaction() as session:
                read = await read_everything(session)
                memory = memory or read
        assert memory is not None
        return memory

    # ── answers ─────────────────────────────────────────────────────────────────────────────────

    def context(self, name: str, viewer: Viewer) -> Context:
        settings = self.settings[name]
        return Context(
            settings=settings,
            database=self.databases[name],
            chains=chains_of(settings),
            viewer=viewer,
            now=NOW,
        )

    def passed(self, name: str, text: str, variables: dict[str, Any], viewer: Viewer) -> dict[str, Any]:
        answered = self.run(
            answer(
                GraphQLRequest(asked=Asked(text), variables=variables),
                store=self.stores[name],
                context=self.context(name, viewer),
                allows_introspection=True,
            )
        )
        found: dict[str, Any] = json.loads(answered.body)
        return found

    def executed(self, name: str, text: str, variables: dict[str, Any], viewer: Viewer) -> Any:
        return self.run(
            schema.execute(text, variable_values=variables, context_value=self.context(name, viewer))
        )

    def asked(self, text: str, variables: dict[str, Any], viewer: Viewer) -> ExecutionResult:
        settings = next(iter(self.settings.values()))
        asking = Asking(
            memory=self.memory,
            viewer=viewer,
            now=NOW,
            default_locale=settings.default_locale,
            fallbacks={each.locale: each.fallback for each in settings.locales},
        )
        return ask(self.oracle, text, variables, asking)

    # ── what operations are made of ─────────────────────────────────────────────────────────────

    def _pools(self) -> Pools:
        ids = {
            kind: sorted(f"{kind}_{each.id.hex}" for each in self.memory.every(model))
            for kind, model in oracle_roots.MODELS.items()
        }
        tags = cycle(("bn", "pt-BR", "de"))
        ids["translation"] += [f"{each}_{tag}" for each, tag in zip(ids["translation"], tags, strict=False)]
        slugs = {
            kind: sorted(each.slug for each in self.memory.every(oracle_roots.MODELS[kind]))
            for kind in ("author", "category", "tag")
        }
        slugs["article"] = sorted(each.slug for each in self.memory.every(ArticleSlug))
        return Pools(self.discussion.viewers, ids, slugs, self._cursors())

    def _cursors(self) -> dict[str, list[str]]:
        """By the tag of their order, from answers to an admin, on one database."""
        admin, name = self.discussion.viewers["admin"], next(iter(self.databases))
        orders: list[dict[str, str]] = [
            {"field": field, "direction": direction}
            for field in ("PUBLISHED_AT", "UPDATED_AT", "COMMENT_COUNT")
            for direction in ("ASC", "DESC")
        ]
        orders += [
            {"field": "TITLE", "direction": direction, "locale": each.locale}
            for each in self.settings[name].locales
            for direction in ("ASC", "DESC")
        ]
        answers = [self.passed(name, HARVEST, {"size": 40}, admin)]
        answers += [
            self.passed(name, HARVEST_ARTICLES, {"size": 40, "order": order}, admin) for order in orders
        ]
        found: dict[str, list[str]] = {}
        for body in answers:
            assert "errors" not in body, body
            for page in body["data"].values():
                for edge in page["edges"]:
                    found.setdefault(edge["cursor"].split(".")[0], []).append(edge["cursor"])
        return found
