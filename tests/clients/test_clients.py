"""Clients of JavaScript, connected as docs/clients.md has it: a query, a mutation and a subscription through each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.clients.conftest import Site
from tests.clients.documented import FENCES, PROGRAMS
from tests.clients.operations import AS_JSON, FOUND, assert_answered
from tests.clients.workshop import Workshop, make_workshop

CLIENTS = {
    "apollo.mjs": "apollo.mjs",
    "urql.mjs": "urql.mjs",
    "urql_socket.mjs": "urql.mjs",
    "graphql_request.mjs": "graphql_request.mjs",
    "graphql_ws.mjs": "streams.mjs",
    "graphql_sse.mjs": "streams.mjs",
}
"""Documented program -> the script that uses its client."""

BY_HTTP = ("apollo.mjs", "urql.mjs", "graphql_request.mjs")
"""For graphql-ws see test_sockets.py; graphql-sse takes a 401 for a failing network, and tries for half a minute."""

ELSEWHERE = {"apollo_hashes.mjs", "gql_clients.py", "codegen.mjs", "src/ask.ts"}
"""Run below, in test_gql.py and in test_code_generator.py."""


@pytest.mark.parametrize("documented", CLIENTS)
def test_reads_writes_follows_and_tells_what_is_refused(workshop: Workshop, documented: str) -> None:
    done = workshop.run(CLIENTS[documented], AS_JSON, documented)
    assert_answered(done["found"], done["written"], done["told"], done["refused"])


@pytest.mark.parametrize("documented", BY_HTTP)
def test_tells_a_token_that_is_not_good(packages: Path, site: Site, tmp_path: Path, documented: str) -> None:
    strangers = make_workshop(tmp_path, packages, port=site.server.port, token="nonsense")
    done = strangers.run(CLIENTS[documented], AS_JSON, documented, "stranger")
    assert done["refused"] == ["UNAUTHENTICATED"]


def test_apollo_sends_a_text_once_and_its_hash_from_then_on(workshop: Workshop) -> None:
    done = workshop.run("apollo_hashes.mjs", AS_JSON)
    assert done["first"] == done["second"]
    assert done["first"]["article"]["translation"] == FOUND["translation"]
    by_hash = {"hasText": False, "hasHash": True}
    assert done["sent"] == [by_hash, {"hasText": True, "hasHash": True}, by_hash]


def test_every_documented_program_is_run() -> None:
    assert set(PROGRAMS) == CLIENTS.keys() | ELSEWHERE
    assert {language for language, _ in FENCES} == {"js", "ts", "python", "sh"}
