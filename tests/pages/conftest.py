"""The pages of a newsroom as their HTML, without a browser."""

from __future__ import annotations

import pytest

from tests.api.conftest import api
from tests.databases import Contents

__all__ = ["api"]


@pytest.fixture
def contents(newsroom_contents: Contents) -> Contents:
    return newsroom_contents
