"""Forms of text: the one that is stored, the ones that are compared, the one that sorts."""

from __future__ import annotations

import unicodedata
from hashlib import sha256

import regex

_SURROGATE = regex.compile(r"[\uD800-\uDFFF]")
_CONTROL = regex.compile(r"[\p{Cc}--[\t\n]]", regex.V1)

_BLANK = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_JOINERS = "\u200c\u200d"
_EDGE = _BLANK + "\u200b\u2060\ufeff" + _JOINERS
# A joiner at the end of a word shapes the letter before it in scripts that join (the Arabic heh of "1445 AH",
# a Bengali letter with virama); after anything else it is only invisible.
_JOINING = regex.compile(r"[\p{Arab}\p{Syrc}\p{Mong}\p{Nko}\p{Adlm}\p{ccc=9}]")

_SEPARATORS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_PRIMARY_MARKS = regex.compile(r"(?<=[\p{Latin}\p{Greek}])\p{Mn}+")
# Latin letters without a decomposition that readers look for beside their base letter (as in DUCET).
BASE_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ı": "i", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"}
)
_LEVEL = "\x01"


def nfc(text: str) -> str:
    """The form in which all text is stored. It decomposes Bengali ড় ঢ় য় (composition exclusions)."""
    return unicodedata.normalize("NFC", text)


def digest(text: str) -> str:
    """SHA-256 of the NFC form in UTF-8, 64 hex digits. Raises ValueError where the text is not storable."""
    return sha256(nfc(text).encode()).hexdigest()


def fold(text: str) -> str:
    """What two texts share when they differ only in case or in composition. NFC."""
    return nfc(unicodedata.normalize("NFD", text).casefold())


def sort_key(text: str) -> str:
    """A key that orders names and titles when its UTF-8 bytes are compared, for every language.

    Letters first (compatibility forms, case, punctuation and Latin and Greek accents aside), then U+0001,
    then the folded text to decide between equals. NFC, so that storing it changes nothing.
    """
    letters = unicodedata.normalize("NFKD", fold(text)).casefold().translate(BASE_LETTERS)
    words = _SEPARATORS.sub(" ", _PRIMARY_MARKS.sub("", letters)).strip()
    return nfc(words + _LEVEL + fold(text).replace("\x00", ""))


def strip_edges(text: str) -> str:
    """Without white space (no-break spaces too), byte order marks and zero-width characters at both ends."""
    text = text.lstrip(_EDGE)
    head = text.rstrip(_EDGE)
    if head and _JOINING.match(head[-1]):
        tail = text[len(head) :]
        head += tail[: len(tail) - len(tail.lstrip(_JOINERS))]
    return head


def is_storable(text: str) -> bool:
    """Has no NUL and no lone surrogate, which PostgreSQL and UTF-8 refuse."""
    return "\x00" not in text and _SURROGATE.search(text) is None


def has_control_characters(text: str) -> bool:
    """Has a control character other than line feed and tab."""
    return _CONTROL.search(text) is not None
