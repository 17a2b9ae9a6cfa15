"""What is measured as a refusal is one."""

from __future__ import annotations

import pytest

from benchmarks.refusals import DOCUMENTS, measured


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_document_is_refused(name: str) -> None:
    _milliseconds, code = measured(DOCUMENTS[name], times=1)
    assert code != "taken"
