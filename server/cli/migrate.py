"""migrate."""

from __future__ import annotations

import click

from server.cli.session import migrated, settings_now, synced, with_database


@click.command()
def migrate() -> None:
    """Bring the database to this version of Galley. Does nothing where it is there already."""
    settings = settings_now()
    migrated(settings)
    with_database(settings, lambda database: synced(database, settings))
    click.echo(f"The database {settings.database_url_shown} is up to date.")
