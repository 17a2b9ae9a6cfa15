"""Opaque ids: what is one, and of which type."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.planning.ids import read_id, uuid_of

HEX = "0190f3a2b4c57d8e9fa0b1c2d3e4f506"


def test_reads_the_type_the_uuid_and_a_translations_locale() -> None:
    assert read_id(f"comment_{HEX}") == ("comment", UUID(HEX), None)
    assert read_id(f"translation_{HEX}") == ("translation", UUID(HEX), None)
    assert read_id(f"translation_{HEX}_pt-BR") == ("translation", UUID(HEX), "pt-BR")


@pytest.mark.parametrize(
    "text",
    [
        "",
        HEX,
        f"_{HEX}",
        f"comment{HEX}",
        f"comment-{HEX}",
        f"comment_{HEX[1:]}",
        f"comment_{HEX}0",
        f"comment_{HEX.upper()}",
        f"Comment_{HEX}",
        f"comment_{HEX}\n",
        f" comment_{HEX}",
        f"comment_{UUID(HEX)}",
        f"comment_{HEX}_en",
        f"translation_{HEX}_",
        f"translation_{HEX}_e",
        f"translation_{HEX}_en_US",
        f"translation_{HEX}_{'a' * 65}",
        f"translation_{HEX}_বাংলা",
        f"comment_{'١' * 32}",
        f"комментарий_{HEX}",
    ],
    ids=repr,
)
def test_reads_nothing_of_a_text_that_is_no_id(text: str) -> None:
    assert read_id(text) is None


def test_gives_the_uuid_only_for_the_type_that_is_asked_for() -> None:
    identifier = uuid4()
    assert uuid_of(f"comment_{identifier.hex}", "comment") == identifier
    assert uuid_of(f"comment_{identifier.hex}", "article") is None
    assert uuid_of("nonsense", "comment") is None


@settings(deadline=None, derandomize=True)
@given(st.text(max_size=60) | st.from_regex(r"[a-z_]{0,12}_[0-9a-fA-F_-]{28,36}", fullmatch=True))
def test_never_fails_whatever_is_sent_as_an_id(text: str) -> None:
    found = read_id(text)
    assert found is None or text.startswith(f"{found[0]}_{found[1].hex}")
