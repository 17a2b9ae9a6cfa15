"""What somebody adds in own words: the details of a report, the reason of a ban."""

from __future__ import annotations

from server.errors import Refused, UserError
from server.text.normal import has_control_characters, is_storable, nfc, strip_edges


def tidy_remark(raw: str | None, *, max_chars: int, too_long: UserError, unusable: UserError) -> str | None:
    """NFC, without blanks around it; None for what is then empty. Raises Refused with the error that is given."""
    if raw is None:
        return None
    if len(raw) > max_chars:
        raise Refused([too_long])
    if not is_storable(raw) or has_control_characters(raw):
        raise Refused([unusable])
    return strip_edges(nfc(raw.replace("\r\n", "\n"))) or None
