"""documents add, documents list, documents remove."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from schema.documents import DocumentStore, InvalidDocument
from schema.root import graphql_schema
from server.cli.session import prepared, settings_now, with_database
from server.errors import OperatorError
from server.models.types import format_instant, utc_now
from server.services.manifest import read_manifest
from server.services.trusted_documents import add_documents, list_documents, plain_name, remove_documents
from server.settings import Settings

MOST_TOLD = 20


@click.group()
def documents() -> None:
    """Documents that your own clients name and do not send.

    They send documentId instead of query. With GALLEY_DOCUMENTS=registered the server runs no others.
    """


@documents.command()
@click.argument(
    "files",
    metavar="MANIFEST...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
def add(files: tuple[Path, ...]) -> None:
    """Register the documents of each MANIFEST, a JSON file that a build tool has written.

    It is an object of names and documents (GraphQL Code Generator's persisted-documents.json, the Relay compiler's
    persisted output), or Apollo's persisted query manifest. Every document is checked against the schema and the
    limits first; if one fails, none is registered. Servers know them within a second.
    """
    settings = settings_now()
    found: dict[str, str] = {}
    for file in files:
        for name, text in read_manifest(_content(file), file=str(file)).items():
            if found.setdefault(name, text) != text:
                raise OperatorError(f"Two manifests have different documents for {name}.")
    _check(found, settings)
    prepared(settings)
    added = with_database(settings, lambda database: add_documents(database, found, now=utc_now()))
    click.echo(f"Registered: {added.new}. There already: {added.known}.")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise OperatorError(f"{file} cannot be read: {problem.strerror}.") from None


def _check(found: dict[str, str], settings: Settings) -> None:
    """Raises OperatorError with what is wrong with each document."""
    store = DocumentStore(graphql_schema, hides_suggestions=False, limits=settings.limits)
    problems = []
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=len(found), label="Checking", file=sys.stderr, hidden=hidden) as bar:
        for name, text in found.items():
            problems += [f"{name}: {problem}" for problem in _problems(store, text)]
            bar.update(1)
    if problems:
        more = f"\n... and {len(problems) - MOST_TOLD} more" if len(problems) > MOST_TOLD else ""
        listed = "\n".join(problems[:MOST_TOLD])
        raise OperatorError(f"Nothing was registered. The schema or the limits refuse:\n{listed}{more}")


def _problems(store: DocumentStore, text: str) -> list[str]:
    try:
        store.get(text)
    except InvalidDocument as invalid:
        return [error.message for error in invalid.errors]
    return []


@documents.command("list")
def list_() -> None:
    """Print the name of each document, when it was registered, and its beginning; the newest last."""
    settings = settings_now()
    prepared(settings)
    for each in with_database(settings, list_documents):
        beginning = " ".join(each.text.split())[:60]
        click.echo(f"{each.name}  {format_instant(each.added_at)}  {beginning}")


@documents.command()
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="All of them.")
def remove(names: tuple[str, ...], everything: bool) -> None:
    """Forget the documents of these NAMEs. Clients that still send them are refused within a second."""
    if bool(names) == everything:
        raise click.UsageError("Give the names of documents, or --all.")
    settings = settings_now()
    prepared(settings)
    given = None if everything else [plain_name(name) for name in names]
    gone = with_database(settings, lambda database: remove_documents(database, given))
    if given is not None and gone < len(set(given)):
        raise OperatorError(
            f"Removed: {gone}. The other names are not registered; see `galley documents list`."
        )
    click.echo(f"Removed: {gone}.")
