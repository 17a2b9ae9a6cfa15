"""A file's bytes -> its text, or a refusal that says what the file is and what to do."""

from __future__ import annotations

import codecs
from pathlib import Path

import regex

from server.importing.refusal import ImportRefused

MAX_FILE_BYTES = 10 * 1024 * 1024
"""A long feature in five languages has 0.3 MB. Checked before the file is read, and again while it is."""

MAX_CONTROL_SHARE = 0.01
"""Text that was copied from a page or a layout program has a stray control character at most."""

SAVE_AS_TEXT = "Save it as plain text in UTF-8 and import that"

# What files begin with that people take for text files.
SIGNATURES = (
    (codecs.BOM_UTF32_LE, "text in UTF-32"),
    (codecs.BOM_UTF32_BE, "text in UTF-32"),
    (codecs.BOM_UTF16_LE, "text in UTF-16"),
    (codecs.BOM_UTF16_BE, "text in UTF-16"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a word processor's document or an archive"),
    (b"\xd0\xcf\x11\xe0", "an old word processor's document"),
    (b"{\\rtf", "a document in rich text format"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
)
_HTML = regex.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", regex.IGNORECASE)
_CONTROL = regex.compile(r"[\p{Cc}--[\t\n\v\f\r\x85]]", regex.V1)


def read_text(path: Path) -> str:
    """Raises ImportRefused for what is not text in UTF-8 of at most MAX_FILE_BYTES, or cannot be read."""
    try:
        raw = _read(path)
    except OSError as problem:
        raise ImportRefused(f"It cannot be read ({problem.strerror or problem}).") from None
    return decode(raw)


def decode(raw: bytes) -> str:
    """UTF-8 with or without a byte order mark -> text. Raises ImportRefused."""
    if not raw.strip(b"\x00 \t\r\n"):
        raise ImportRefused("It is empty. A document has a title and a text below it.")
    for signature, kind in SIGNATURES:
        if raw.startswith(signature):
            raise ImportRefused(f"It is {kind}. {SAVE_AS_TEXT}.")
    if b"\x00" in raw:
        raise ImportRefused(f"It is a binary file, not text (it holds NUL bytes). {SAVE_AS_TEXT}.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise ImportRefused(f"It is not UTF-8: line {line} cannot be decoded. {SAVE_AS_TEXT}.") from None
    if len(_CONTROL.findall(text)) > MAX_CONTROL_SHARE * len(text):
        raise ImportRefused(f"It is a binary file, not text (full of control characters). {SAVE_AS_TEXT}.")
    if _HTML.match(text):
        raise ImportRefused(f"It is a page in HTML. {SAVE_AS_TEXT}.")
    return text


def _read(path: Path) -> bytes:
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise _too_large(size)
    with path.open("rb") as file:
        raw = file.read(MAX_FILE_BYTES + 1)  # a pipe has no size, and a file may grow
    if len(raw) > MAX_FILE_BYTES:
        raise _too_large(len(raw))
    return raw


def _too_large(size: int) -> ImportRefused:
    allowed = MAX_FILE_BYTES // 1024**2
    return ImportRefused(
        f"It is too large: {size:,} bytes, and {allowed} MB are allowed. A file holds one article: split it."
    )
