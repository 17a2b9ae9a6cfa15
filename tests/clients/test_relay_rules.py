"""The schema-relay rules of graphql-eslint: connections, edges, page info and arguments as Relay wants them."""

from __future__ import annotations

from pathlib import Path

from tests.clients.workshop import Workshop
from tests.conftest import ROOT

WRONG = """type Query { rows: [Int!]! things: ThingConnection }
type ThingConnection { edges: Thing pageInfo: PageInfo }
type Thing { name: String }
type PageInfo { hasNextPage: Boolean }
"""


def test_the_schema_keeps_every_rule(workshop: Workshop) -> None:
    assert workshop.run("relay_rules.mjs", str(ROOT / "schema" / "schema.graphql")) == []


def test_each_rule_is_asked(workshop: Workshop, tmp_path: Path) -> None:
    schema = tmp_path / "wrong.graphql"
    schema.write_text(WRONG, encoding="utf-8")
    told = workshop.run("relay_rules.mjs", str(schema))
    assert {message["ruleId"] for message in told} == {
        f"@graphql-eslint/relay-{rule}"
        for rule in ("arguments", "connection-types", "edge-types", "page-info")
    }
