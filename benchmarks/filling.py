"""A migrated, filled database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.data.site import batches
from benchmarks.data.size import Size
from benchmarks.data.texts import Texts
from benchmarks.storing import Loader, PostgresLoader, SqliteLoader
from server.database import Database
from server.services.site import chains_of, sync_site
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class Progress:
    """`tell` is called with the number of articles since the last call, `say` with what comes next."""

    tell: Callable[[int], None]
    say: Callable[[str], None]


async def fill(settings: Settings, size: Size, progress: Progress, *, texts: Texts | None = None) -> None:
    """Writes the site into a migrated database without articles."""
    await _sync(settings)
    loader: Loader = await (SqliteLoader if settings.is_sqlite else PostgresLoader).open(
        settings.database_url
    )
    done = 0
    for number, batch in batches(size, chains_of(settings), texts=texts):
        for table, rows in batch:
            await loader.write(table, rows)
        progress.tell(number - done)
        done = number
    progress.say("building the indexes")
    await loader.finish()


async def _sync(settings: Settings) -> None:
    """The site's row, its locales and its policy, as a server writes them when it starts."""
    database = Database(settings)
    try:
        async with database.transaction() as session:
            await sync_site(session, settings)
    finally:
        await database.close()
