"""commenter export, commenter erase."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from uuid import UUID

import click
import orjson

from server.cli.session import prepared, settings_now, with_database
from server.errors import OperatorError
from server.models.types import format_instant, utc_now
from server.services.erasure import NAMELESS, Erased, erase_person, erased_at, known_comments
from server.services.export import export_person


class PersonId(click.ParamType[UUID]):
    """commenter_ and 32 digits, as moderators see it; viewer_ and actor_ name the same person."""

    name = "id"

    def convert(self, value: object, param: click.Parameter | None, context: click.Context | None) -> UUID:
        if isinstance(value, UUID):
            return value
        text = str(value).strip().lower().replace("-", "")
        found = re.fullmatch(r"(?:(?:commenter|viewer|actor)_)?([0-9a-f]{32})", text)
        if found is None:
            self.fail("give the id that moderators see, such as commenter_0190f3a2b4c5…", param, context)
        return UUID(hex=found[1])


@click.group()
def commenter() -> None:
    """What is kept of one person: hand it out, or erase it."""


@commenter.command()
@click.argument("person", metavar="ID", type=PersonId())
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="A new file, for its owner alone."
)
def export(person: UUID, output: Path | None) -> None:
    """Print all that is kept of the person ID as JSON.

    Others who appear in it, such as who reported or decided, are left out.
    """
    settings = settings_now()
    prepared(settings)
    document = with_database(
        settings, lambda database: export_person(database, person, now=utc_now(), progress=_read_so_far)
    )
    if document is None:
        raise _unknown(person)
    text = orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    if output is None:
        sys.stdout.buffer.write(text)
        return
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise OperatorError(f"{output} cannot be made: {problem.strerror}. Name a new file.") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
    click.echo(f"Written: {output}", err=True)


@commenter.command()
@click.argument("person", metavar="ID", type=PersonId())
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(person: UUID, yes: bool) -> None:
    """Erase the person ID: name, e-mail address, comments and all that was written about them.

    A comment with replies becomes a tombstone, every other one is gone. There is no way back but a back-up.
    """
    settings = settings_now()
    prepared(settings)
    known = with_database(settings, lambda database: known_comments(database, person))
    done_at = with_database(settings, lambda database: erased_at(database, person))
    if known is None or known[0] == NAMELESS:
        if done_at is None:
            raise _unknown(person)
        click.echo(f"This person was erased {format_instant(done_at)}; nothing of theirs is left but ids.")
        return
    name, counts = known
    if not yes:
        click.confirm(f"Erase {name!r} with {counts.total()} comments for good?", abort=True, err=True)
    erased = with_database(
        settings, lambda database: erase_person(database, person, now=utc_now(), progress=_erased_so_far)
    )
    if erased is not None:
        click.echo(
            f"Erased. Comments gone: {erased.gone}; kept as tombstones below replies: {erased.tombstones}."
        )


def _unknown(person: UUID) -> OperatorError:
    return OperatorError(
        f"There is no commenter_{person.hex}. Moderators see the id in Comment.moderation.commenter."
    )


def _read_so_far(done: int, total: int) -> None:
    click.echo(f"Comments read: {done} of {total}", err=True)


def _erased_so_far(erased: Erased) -> None:
    click.echo(f"Comments gone: {erased.gone}, tombstones: {erased.tombstones}", err=True)
