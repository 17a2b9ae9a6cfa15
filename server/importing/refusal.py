"""The one way in which a document is turned down."""

from __future__ import annotations

from server.errors import OperatorError


class ImportRefused(OperatorError):
    """Nothing of the document is stored. The message says what is wrong and what to do."""
