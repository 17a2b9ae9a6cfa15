"""The same question has the same answer on both databases, and through Strawberry's own executor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from server.settings import load_settings
from tests.api.client import Api, open_api
from tests.api.newsroom import SECRET, Newsroom
from tests.api.reads.operations import OPERATIONS
from tests.api.voices import ADA, EVA, LENA, OMI, Speaker

pytestmark = pytest.mark.asyncio(loop_scope="session")


def written(data: Any) -> str:
    """As text, so that the order of keys counts."""
    return orjson.dumps(data, option=orjson.OPT_INDENT_2).decode()


@pytest.mark.parametrize("name", OPERATIONS)
async def test_executes_to_the_text_that_is_passed_through(api: Api, newsroom: Newsroom, name: str) -> None:
    operation = OPERATIONS[name]
    variables = operation.variables(newsroom)
    for speaker in (operation.speaker, ADA):
        passed = await api.run(operation.text, speaker, **variables)
        executed = await api.execute(operation.text, speaker, **variables)
        assert executed.errors is None
        assert written(executed.data) == written(passed)


@pytest.mark.parametrize(
    "speaker", [None, LENA, OMI, EVA, ADA], ids=lambda who: who.name if who else "nobody"
)
async def test_answers_with_the_same_bytes_on_both_databases(
    library: Callable[[str], str], newsroom: Newsroom, speaker: Speaker
) -> None:
    answers: dict[str, list[bytes]] = {}
    for kind in ("sqlite", "postgresql"):
        settings = load_settings({"GALLEY_DATABASE_URL": library(kind), "GALLEY_SECRET": SECRET})
        async with open_api(settings) as api:
            answers[kind] = [
                (await api.send(operation.text, speaker, **operation.variables(newsroom))).content
                for operation in OPERATIONS.values()
            ]
    for name, sqlite, postgresql in zip(OPERATIONS, answers["sqlite"], answers["postgresql"], strict=True):
        assert sqlite == postgresql, name
        assert "data" in orjson.loads(sqlite)
