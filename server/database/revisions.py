"""The database's history as `migrations/versions/` tells it, read without Alembic.

A server compares revisions and migrates nothing: Alembic, with Mako and Pygments, would be 8 MB of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from server.database.migrating import MIGRATIONS

_REVISION = re.compile(r'^revision = "(\w+)"$', re.MULTILINE)
_BEFORE = re.compile(r'^down_revision = "(\w+)"$', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class History:
    """`known` has every revision of this version of Galley, `newest` among them."""

    known: frozenset[str]
    newest: str

    @property
    def outdated(self) -> frozenset[str]:
        return self.known - {self.newest}


@cache
def history() -> History:
    """Read once. Raises ValueError where the files tell of no newest revision, or of several."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((MIGRATIONS / "versions").glob("*.py"))]
    known = frozenset(revision for text in texts for revision in _REVISION.findall(text))
    [newest] = known - {revision for text in texts for revision in _BEFORE.findall(text)}
    return History(known, newest)
