"""What may be asked of an import."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.errors import OperatorError
from server.importing.options import ImportOptions
from server.importing.running import run_import
from server.settings import load_settings
from tests.unit.importing.stories import STORIES, text

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_source_is_kept_without_the_space_around_it() -> None:
    assert ImportOptions(source_url=" https://example.org/নদী ").source_url == "https://example.org/নদী"


@pytest.mark.parametrize(
    "source", ["", "example.org/1", "ftp://example.org/1", "mailto:a@b.c", "https://", "https://a b"]
)
def test_source_that_is_no_page_is_refused(source: str) -> None:
    with pytest.raises(OperatorError, match="no address of a page"):
        ImportOptions(source_url=source)


def test_time_without_an_offset_is_refused() -> None:
    with pytest.raises(OperatorError, match="no offset from UTC"):
        ImportOptions(published_at=datetime(2026, 11, 24, 12))  # noqa: DTZ001 - that is what is refused


async def test_dry_run_needs_no_database(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text(STORIES["en"].title, STORIES["en"].body))
    settings = load_settings({})
    dry = ImportOptions(is_dry_run=True)
    [report] = await run_import([path], dry, database=None, settings=settings, now=NOW)
    assert report.action is None
    assert report.document is not None
    with pytest.raises(OperatorError, match="only a dry run"):
        await run_import([path], ImportOptions(), database=None, settings=settings, now=NOW)
