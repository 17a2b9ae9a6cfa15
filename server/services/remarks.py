"""What somebody adds in own words: the details of a report, the reason of a ban."""

from __future__ import annotations

from collections.abc import Sequence

from server.errors import ErrorCode, Refused, UserError
from server.text.normal import has_control_characters, is_storable, nfc, strip_edges


def tidy_remark(raw: str | None, *, max_chars: int, path: Sequence[str]) -> str | None:
    """NFC, without blanks around it; None for what is then empty. Raises Refused (TOO_LONG, INVALID)."""
    if raw is None:
        return None
    if len(raw) > max_chars:
        message = f"This has at most {max_chars:,} characters."
        raise Refused([UserError(ErrorCode.TOO_LONG, message, path)])
    if not is_storable(raw) or has_control_characters(raw):
        message = "This contains characters that cannot be stored."
        raise Refused([UserError(ErrorCode.INVALID, message, path)])
    return strip_edges(nfc(raw.replace("\r\n", "\n"))) or None
