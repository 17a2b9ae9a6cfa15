"""Letters that pass for Latin ones. Only for runs that hold Latin letters, and for comparing names.

Honest text in other scripts is full of these letters, so they are never replaced in it. Each pair was chosen
by shape in common screen fonts: capitals by the capital's shape, small letters by the small letter's.
"""

from __future__ import annotations

_CYRILLIC = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХԚԜ" + "авгеһіјкмнопрстухѕьӏԁԛԝѵ",
        "abesijkmhopctyxqw" + "abrehijkmhonpctyxsbldqwv",
        strict=True,
    )
)
_GREEK = dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ" + "αγεηικμνορτυχω", "abezhikmnoptyx" + "ayenikuvoptuxw", strict=True))

LOOKALIKES: dict[str, str] = _CYRILLIC | _GREEK
"""A Cyrillic or Greek letter -> the small Latin letter it passes for."""

_SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True))

FANCY_LATIN: dict[str, str] = _SMALL_CAPITALS | {"ɑ": "a", "ɡ": "g"}
"""Phonetic letters that are used as lettering, and that compatibility normalisation leaves as they are."""
