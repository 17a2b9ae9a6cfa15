"""What the operator names on the command line -> the files to import, in order."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from server.importing.refusal import ImportRefused
from server.text.normal import nfc


@dataclass(frozen=True, slots=True)
class NamedFile:
    """`name` is what an article remembers of the file: relative to the folder that was named, with slashes."""

    path: Path
    name: str


Found = NamedFile | tuple[Path, ImportRefused]


def find_files(paths: Sequence[Path]) -> list[Found]:
    """Files as they are named; of a folder all that are not hidden, below it too, by name. None comes twice.

    A path that leads nowhere, and a folder without files, is a refusal in its place.
    """
    found: list[Found] = []
    seen: set[Path] = set()
    for path in paths:
        for entry in _files(path):
            key = (entry.path if isinstance(entry, NamedFile) else entry[0]).resolve()
            if key not in seen:
                seen.add(key)
                found.append(entry)
    return found


def _files(path: Path) -> Iterator[Found]:
    if path.is_dir():
        yield from _inside(path)
    elif path.exists():
        yield NamedFile(path, _storable(path.name))
    else:
        yield path, ImportRefused("There is no such file or folder.")


def _inside(folder: Path) -> Iterator[Found]:
    problems: list[OSError] = []
    is_empty = True
    for parent, folders, names in os.walk(folder, onerror=problems.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith("."):
                is_empty = False
                yield _entry(Path(parent, name), folder)
    for problem in problems:
        yield Path(problem.filename), ImportRefused(f"The folder cannot be read ({problem.strerror}).")
    if is_empty and not problems:
        yield folder, ImportRefused("There is no file in the folder.")


def _entry(file: Path, folder: Path) -> Found:
    if file.exists() and not file.is_file():
        return file, ImportRefused("It is a pipe, a socket or a device, and no file.")
    return NamedFile(file, _storable(file.relative_to(folder).as_posix()))


def _storable(name: str) -> str:
    """A file name may hold bytes that are no UTF-8: lone surrogates in Python, which no database takes."""
    return nfc(name.encode("utf-8", "backslashreplace").decode())
