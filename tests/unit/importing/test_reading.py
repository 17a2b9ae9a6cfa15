"""Bytes of a file: text, or a refusal that says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from server.importing.files import NamedFile, find_files
from server.importing.parsing import parse_document
from server.importing.reading import MAX_FILE_BYTES, decode, read_text
from server.importing.refusal import ImportRefused


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x00" * 40, "empty"),
        ("Título\n\nAção".encode("latin-1"), "not UTF-8: line 1 cannot be decoded"),
        (b"A title\n\nText \xe0\xa6 cut.", "not UTF-8: line 3"),
        ("A title".encode("utf-16"), "text in UTF-16"),
        ("A title".encode("utf-32"), "text in UTF-32"),
        ("A title".encode("utf-16-le"), "NUL bytes"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"PK\x03\x04word/document.xml", "word processor"),
        (b"\x89PNG\r\n\x1a\n\x00", "an image"),
        (bytes(range(1, 32)) * 3, "control characters"),
        (b"<!DOCTYPE html>\n<html><body>Title</body></html>", "a page in HTML"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(raw: bytes, says: str) -> None:
    with pytest.raises(ImportRefused) as refusal:
        parse_document(decode(raw), site_locales=["en"])
    assert says in str(refusal.value)
    assert says == "empty" or "Save it as plain text in UTF-8" in str(refusal.value)


def test_byte_order_mark_is_no_part_of_the_text() -> None:
    assert decode(b"\xef\xbb\xbfA title\n") == "A title\n"


def test_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50 * 1024**2)
    with pytest.raises(ImportRefused, match=r"too large: 52,428,800 bytes, and 10 MB are allowed"):
        read_text(path)


def test_endless_source_is_read_to_the_limit_only() -> None:
    with pytest.raises(ImportRefused, match=f"{MAX_FILE_BYTES + 1:,} bytes"):
        read_text(Path("/dev/zero"))


def test_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="cannot be read"):
        read_text(tmp_path)


# ── which files ─────────────────────────────────────────────────────────────────────────────────


def names(paths: list[Path]) -> list[str]:
    return [entry.name if isinstance(entry, NamedFile) else str(entry[1]) for entry in find_files(paths)]


def test_files_of_a_folder_come_by_name_and_below_it_too(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", "c/d.txt", ".hidden", ".git/config"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert names([tmp_path]) == ["a.txt", "b.txt", "c/d.txt"]


def test_a_pipe_in_a_folder_is_refused_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    """Nobody may ever write into it. One that is named itself is read: the shell's <(...) is one."""
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").write_text("x")
    assert names([tmp_path]) == ["It is a pipe, a socket or a device, and no file.", "b.txt"]
    assert names([tmp_path / "a.txt"]) == ["a.txt"]


def test_no_file_comes_twice(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    assert names([tmp_path / "a.txt", tmp_path, tmp_path / ".." / tmp_path.name / "a.txt"]) == ["a.txt"]


def test_what_is_not_there_is_said_in_its_place(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "empty").mkdir()
    found = names([tmp_path / "none.txt", tmp_path / "empty", tmp_path / "a.txt"])
    assert found == ["There is no such file or folder.", "There is no file in the folder.", "a.txt"]


def test_name_that_is_no_utf8_can_be_stored(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(path, "wb") as file:  # noqa: PTH123 - a path of bytes
        file.write(b"x")
    assert names([tmp_path]) == ["caf\\udce9.txt"]
