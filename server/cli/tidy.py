"""tidy."""

from __future__ import annotations

import time
from datetime import timedelta

import click

from server.cli.session import prepared, settings_now, with_database
from server.cli.token import Duration
from server.database import Database
from server.models.types import format_instant, utc_now
from server.services.retention import tidy as remove_what_is_old


@click.command()
@click.option("--every", type=Duration(), help="Stay, and do it again so often: 30m, 24h, 7d ...")
def tidy(every: timedelta | None) -> None:
    """Remove what is older than GALLEY_RETENTION_DAYS.

    Guests' e-mail addresses, address hashes, idempotency keys, events and the log of webhook calls. Safe beside
    a running server, and twice at once.
    """
    settings = settings_now()
    prepared(settings)
    while True:
        with_database(settings, _tidied)
        if every is None:
            return
        time.sleep(every.total_seconds())


async def _tidied(database: Database) -> None:
    removed = await remove_what_is_old(database, now=utc_now())
    days = database.settings.retention_days
    click.echo(f"{format_instant(utc_now())}  Removed what is older than {days} days:")
    for name, count in removed.items():
        click.echo(f"  {name}: {count}")
