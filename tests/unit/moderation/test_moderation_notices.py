from __future__ import annotations

import unicodedata

import pytest

from server.moderation.notices import NOTICES, notice
from server.moderation.status import CommentStatus
from server.text.scripts import dominant_script, script_of


@pytest.mark.parametrize("locale", ["en", "bn", "ar", "pt"])
@pytest.mark.parametrize("status", CommentStatus)
def test_every_status_has_a_notice_in_every_language(locale: str, status: CommentStatus) -> None:
    text = notice(status, [locale])
    assert dominant_script(text) == (script_of(locale), 1.0)
    assert unicodedata.normalize("NFC", text) == text


def test_no_two_statuses_are_told_alike() -> None:
    for texts in NOTICES.values():
        assert len(set(texts.values())) == len(CommentStatus)


@pytest.mark.parametrize(
    ("locales", "language"),
    [
        (["bn", "en"], "bn"),
        (["pt-BR"], "pt"),
        (["ar-EG", "en"], "ar"),
        (["fr", "ar"], "ar"),
        ([None, "bn"], "bn"),
        (["fr", "de"], "en"),
        ([None], "en"),
        ([], "en"),
    ],
)
def test_the_first_language_that_there_is_a_notice_in(locales: list[str | None], language: str) -> None:
    assert notice(CommentStatus.PENDING, locales) == NOTICES[language][CommentStatus.PENDING]
