"""graphql-ws where something ends: a token, an operation, a subscription. Single frames are in tests/live."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from server.auth import make_token
from server.models.types import utc_now
from server.viewer import Role
from tests.clients.conftest import Site
from tests.clients.operations import AS_JSON, FOUND
from tests.clients.workshop import Workshop
from tests.commands.galley import SECRET


@pytest.fixture
def run(workshop: Workshop, site: Site) -> Any:
    def script(case: str, *tokens: str) -> Any:
        return workshop.run("socket.mjs", AS_JSON, case, site.url.replace("http", "ws", 1), *tokens)

    return script


def test_tells_a_token_that_is_not_good(run: Any) -> None:
    done = run("refused", "nonsense")
    assert done["outcome"] == "closed 4403"
    assert "connected" not in done["happened"]


def test_one_socket_carries_many_operations_and_a_wrong_one_ends_alone(run: Any, site: Site) -> None:
    done = run("shared", site.token)
    bengali, wrong, english, unnamed = done["outcomes"]
    assert bengali[0]["data"]["article"]["translation"] == FOUND["translation"]
    assert english[0]["data"]["article"]["translation"]["title"] == "Seven neighbourhoods, one school pot"
    assert wrong == ["GRAPHQL_VALIDATION_FAILED"]
    assert len(unnamed) == 1
    assert done["happened"] == ["connected"], "once"


def test_sends_nothing_for_a_subscription_that_was_ended_and_goes_on_with_the_other(
    run: Any, site: Site
) -> None:
    done = run("ended", site.token)
    assert (done["both"], done["one"]) == (2, 1), "how many subscriptions were told"
    assert done["happened"][:2] == ["connected", "complete first"]
    assert not [line for line in done["happened"] if line.startswith("error")]


def test_goes_on_with_a_fresh_token_when_one_expires(run: Any, site: Site) -> None:
    brief = make_token(
        secrets=[SECRET.encode()],
        subject="reader:brief",
        name="Brief",
        roles=[Role.MODERATOR],
        now=utc_now(),
        expires_in=timedelta(seconds=6),
    )
    done = run("expired", brief, site.token)
    assert done["heard"].startswith("after")
    opened, closed, again, *_ = done["happened"]
    assert (opened, again) == ("connected", "connected")
    assert closed.startswith("closed 4403")


def test_answers_the_pings_of_the_client(run: Any, site: Site) -> None:
    assert run("alive", site.token)["pong"]
