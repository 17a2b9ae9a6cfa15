"""What the operator asks of an import besides the files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from server.errors import OperatorError
from server.text.links import is_absolute_link
from server.text.normal import is_storable, nfc, strip_edges


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """`published_at` also publishes, as of then or for then; either counts at an article's first import only.

    `original`: the language of the original, where the file's first title does not tell it. `source_url`: where
    the document was published first. Raises OperatorError for an address that is none.
    """

    is_published: bool = False
    published_at: datetime | None = None
    original: str | None = None
    source_url: str | None = None
    is_dry_run: bool = False

    def __post_init__(self) -> None:
        if self.published_at is not None and self.published_at.tzinfo is None:
            raise OperatorError(
                "The time of publication has no offset from UTC. Write it as 2026-11-24T09:00:00Z."
            )
        if self.source_url is not None:
            object.__setattr__(self, "source_url", _address(self.source_url))


def _address(text: str) -> str:
    url = nfc(strip_edges(text))
    is_web = url.lower().startswith(("http://", "https://"))
    if not (is_web and is_absolute_link(url) and is_storable(url)) or len(url.split()) > 1:
        raise OperatorError(
            f"The source {text[:80]!r} is no address of a page, such as https://example.org/1."
        )
    return url
