"""Clients of JavaScript, connected as docs/clients.md has it: a query, a mutation and a subscription through each."""

from __future__ import annotations

import pytest

from tests.clients.documented import FENCES, PROGRAMS
from tests.clients.operations import AS_JSON, FOUND, assert_answered
from tests.clients.workshop import Workshop

CLIENTS = {
    "apollo.mjs": "apollo.mjs",
    "urql.mjs": "urql.mjs",
    "urql_socket.mjs": "urql.mjs",
    "graphql_request.mjs": "graphql_request.mjs",
    "graphql_ws.mjs": "streams.mjs",
    "graphql_sse.mjs": "streams.mjs",
}
"""Documented program -> the script that uses its client."""

ELSEWHERE = {"apollo_hashes.mjs", "gql_clients.py", "codegen.mjs", "src/ask.ts"}
"""Run below, in test_gql.py and in test_code_generator.py."""


@pytest.mark.parametrize("documented", CLIENTS)
def test_reads_writes_follows_and_tells_what_is_refused(workshop: Workshop, documented: str) -> None:
    done = workshop.run(CLIENTS[documented], AS_JSON, documented)
    assert_answered(done["found"], done["written"], done["told"], done["refused"])


def test_apollo_sends_a_text_once_and_its_hash_from_then_on(workshop: Workshop) -> None:
    done = workshop.run("apollo_hashes.mjs", AS_JSON)
    assert done["first"] == done["second"]
    assert done["first"]["article"]["translation"] == FOUND["translation"]
    by_hash = {"hasText": False, "hasHash": True}
    assert done["sent"] == [by_hash, {"hasText": True, "hasHash": True}, by_hash]


def test_every_documented_program_is_run() -> None:
    assert set(PROGRAMS) == CLIENTS.keys() | ELSEWHERE
    assert {language for language, _ in FENCES} == {"js", "ts", "python", "sh"}
