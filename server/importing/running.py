"""Files -> articles, one transaction each: a bad file is reported and the others still go in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from server.database import Database
from server.errors import OperatorError, UserError
from server.importing.document import ImportedDocument
from server.importing.files import NamedFile, find_files
from server.importing.identity import Origin
from server.importing.options import ImportOptions
from server.importing.parsing import parse_document
from server.importing.reading import read_text
from server.importing.refusal import ImportRefused
from server.importing.storing import Action, Parse, Stored, import_document
from server.services.site import chains_of
from server.settings import Settings

ATTEMPTS = 2


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file. `action` None: it was only read, without a database.

    `document` is None where the file was refused; `problem` says why. `article_id` is None for an article that a
    dry run would make.
    """

    path: Path
    action: Action | None
    document: ImportedDocument | None = None
    article_id: UUID | None = None
    problem: str | None = None


Progress = Callable[[FileReport, int, int], None]
"""Told after each file: its report, how many files are done, how many there are."""


async def run_import(
    paths: Sequence[Path],
    options: ImportOptions,
    *,
    database: Database | None,
    settings: Settings,
    now: datetime,
    progress: Progress | None = None,
) -> list[FileReport]:
    """Imports files and the files in folders. Without a database they are only read, as a dry run may be.

    Raises OperatorError where the options do not fit the files; what is wrong with one file is in its report.
    """
    if database is None and not options.is_dry_run:
        raise OperatorError("Without a database only a dry run is possible.")
    entries = find_files(paths)
    if len(entries) > 1 and options.source_url is not None:
        raise OperatorError(f"One source cannot be that of {len(entries)} files: give it with one file.")
    reports: list[FileReport] = []
    written: set[UUID] = set()
    run = _Run(options, database, settings, now)
    for entry in entries:
        report = await run.report(entry, written)
        if report.article_id is not None:
            written.add(report.article_id)
        reports.append(report)
        if progress is not None:
            progress(report, len(reports), len(entries))
    return reports


def exit_code(reports: Sequence[FileReport]) -> int:
    """0: every file is in. 1: at least one was refused, or there was none."""
    return 0 if reports and all(report.problem is None for report in reports) else 1


@dataclass(frozen=True, slots=True)
class _Run:
    options: ImportOptions
    database: Database | None
    settings: Settings
    now: datetime

    async def report(self, entry: NamedFile | tuple[Path, ImportRefused], written: set[UUID]) -> FileReport:
        if not isinstance(entry, NamedFile):
            path, refusal = entry
            return FileReport(path, Action.REFUSED, problem=str(refusal))
        try:
            text = read_text(entry.path)
            locales = [each.locale for each in self.settings.locales]
            parse = partial(_parse, text, locales)
            if self.database is None:
                return FileReport(entry.path, None, document=parse(self.options.original))
            origin = Origin(entry.name, self.options.source_url, written)
            stored = await self._store(self.database, parse, origin)
        except (ImportRefused, UserError) as problem:
            return FileReport(entry.path, Action.REFUSED, problem=str(problem))
        return FileReport(entry.path, stored.action, document=stored.document, article_id=stored.article_id)

    async def _store(self, database: Database, parse: Parse, origin: Origin) -> Stored:
        for _ in range(ATTEMPTS):
            try:
                async with database.transaction() as session:
                    chains = chains_of(self.settings)
                    return await import_document(
                        session, parse, origin, self.options, now=self.now, chains=chains
                    )
            except IntegrityError:
                continue  # another import of the same document was first: next time it is found
        raise ImportRefused("Another import is writing the same article. Import it again.")


def _parse(text: str, site_locales: Sequence[str], original: str | None) -> ImportedDocument:
    return parse_document(text, site_locales=site_locales, original=original)
