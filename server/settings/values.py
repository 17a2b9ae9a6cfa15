"""Readers of single values: text as typed -> value, or ValueError that says what is wrong with the text.

The message goes to the operator behind the setting's name and before what is accepted, so it never
repeats a text that may hold a secret.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from ipaddress import ip_address, ip_network
from typing import TypeVar

from server.network import PRIVATE, Network
from server.text.normal import nfc

MAX_SHOWN = 40
"""Characters of a bad value that a message repeats: enough to recognise it, short enough for one line."""

MAX_SITE_NAME = 200
"""Characters. A name longer than this is a pasted text."""

Choice = TypeVar("Choice", bound=StrEnum)

_SWITCH = {"on": True, "true": True, "yes": True, "1": True}
_SWITCH |= {"off": False, "false": False, "no": False, "0": False}


def shown(text: str) -> str:
    """The text quoted for a message, cut and with what a terminal could act upon escaped."""
    return repr(text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + "…")


def whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    """A reader of ASCII digits: `int` alone would also take ২৪ and 8_000."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,12}", text):
            raise ValueError(f"{shown(text)} is not a whole number")
        number = int(text)
        if not lowest <= number <= highest:
            raise ValueError(f"{number} is out of range")
        return number

    return read


def switch(text: str) -> bool:
    try:
        return _SWITCH[text.lower()]
    except KeyError:
        raise ValueError(f"{shown(text)} is neither on nor off") from None


def switch_or_auto(text: str) -> bool | None:
    """None for auto."""
    return None if text.lower() == "auto" else switch(text)


def choice(choices: type[Choice]) -> Callable[[str], Choice]:
    def read(text: str) -> Choice:
        try:
            return choices(text.lower())
        except ValueError:
            raise ValueError(f"{shown(text)} is not one of them") from None

    return read


def host(text: str) -> str:
    """A name or an address to listen on; an IPv6 address comes with or without its brackets."""
    bare = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    is_ipv6 = re.fullmatch(r"[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%\w+)?", bare)
    if not is_ipv6 and not re.fullmatch(r"[A-Za-z0-9._-]{1,253}", bare):
        raise ValueError(f"{shown(text)} is not a host name or an address (a port goes in GALLEY_PORT)")
    return bare


def site_name(text: str) -> str:
    if len(text) > MAX_SITE_NAME:
        raise ValueError(f"it has {len(text)} characters")
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in text):
        raise ValueError("it holds a line break or another control character")
    return nfc(text)


def secrets(text: str) -> tuple[bytes, ...]:
    """In order, without repeats. Bytes that are no UTF-8 come back as they stood in the environment."""
    parts = [part for part in re.split(r"[\s,]+", text) if part]
    return tuple(dict.fromkeys(part.encode("utf-8", "surrogateescape") for part in parts))


def networks(text: str) -> tuple[Network, ...]:
    """Networks and addresses, in order; `private` stands for those that no packet from outside bears."""
    found: list[Network] = []
    for part in re.split(r"[\s,]+", text):
        found += PRIVATE if part.lower() == "private" else [_network(part)] if part else []
    return tuple(dict.fromkeys(found))


def _network(text: str) -> Network:
    try:
        found = ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"{shown(text)} is not a network or an address") from None
    if ip_address(text.partition("/")[0]) != found.network_address:
        raise ValueError(f"{shown(text)} is not where a network begins; {found} is")
    if found.prefixlen == 0:
        raise ValueError(f"{shown(text)} is everybody, and would let every client choose its address")
    return found
