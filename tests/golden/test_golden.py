"""The SQL of typical operations, as files that a reviewer reads: a change of SQL shows in the diff."""

from __future__ import annotations

import os
import re

import pytest

from tests.golden.goldens import DIALECTS, FOLDER, Golden, every_golden
from tests.golden.sql_layout import laid_out

WRITES = os.environ.get("TEST_WRITE_GOLDEN") == "1"
GOLDENS = {golden.name: golden for golden in every_golden()}


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("golden", GOLDENS.values(), ids=GOLDENS)
def test_plans_the_sql_that_the_file_shows(golden: Golden, dialect: str) -> None:
    sql = laid_out(golden.plan(dialect).sql)
    file = FOLDER / f"{golden.name}.{dialect}.sql"
    if WRITES:
        file.write_text(sql, encoding="utf-8")
    known = file.read_text(encoding="utf-8") if file.exists() else ""
    assert sql == known, (
        f"The SQL of {golden.name} has changed. Where that is meant, write the files anew with "
        "TEST_WRITE_GOLDEN=1 pytest tests/golden, and read the diff."
    )


@pytest.mark.parametrize("golden", GOLDENS.values(), ids=GOLDENS)
def test_joins_no_table_without_a_condition(golden: Golden) -> None:
    """SQLAlchemy adds a table to FROM where a column is not correlated, and its conditions then mean nothing."""
    assert not re.findall(r"FROM \w+ AS \w+, .*", golden.plan("sqlite").sql)


def test_has_an_operation_for_every_file_of_sql() -> None:
    assert {file.name.split(".")[0] for file in FOLDER.glob("*.sql")} == GOLDENS.keys()


def test_lays_out_without_changing_what_is_said() -> None:
    sql = "SELECT 'a  (SELECT b)' || ',\"c\":' || (SELECT d FROM e WHERE f = 'it''s' AND g IN (1, 2) LIMIT 1)"
    lines = laid_out(sql)
    assert "'a  (SELECT b)'" in lines
    assert "".join(lines.split()) == "".join(sql.split())
    assert "\n  FROM e\n  WHERE f = 'it''s'\n  AND g IN (1, 2)\n  LIMIT 1\n)" in lines
