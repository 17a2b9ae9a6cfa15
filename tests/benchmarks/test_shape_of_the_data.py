"""How much of what the full-sized data hold: told without making them."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from random import Random

import pytest

from benchmarks.data.site import batches, threads
from benchmarks.data.size import Size
from benchmarks.data.texts import Texts
from benchmarks.queries import FEED_ARTICLES
from server.moderation.status import CommentStatus
from server.services.site import chains_of
from server.settings import load_settings
from tests.benchmarks.conftest import SMALL


@pytest.fixture(scope="module")
def full() -> Size:
    return Size()


def test_has_the_comments_that_the_issue_asks_for(full: Size) -> None:
    statuses = Counter[CommentStatus]()
    longest = Counter[int]()
    for places in threads(full):
        statuses.update(place.status for place in places)
        longest[len(places)] += 1
    assert statuses.total() == 400_000
    assert statuses[CommentStatus.PENDING] == 80_000
    assert longest[5_000] == 10


def test_has_ten_visible_comments_on_every_article_of_the_front_page(full: Size) -> None:
    newest = [places for places in threads(full) if places][-FEED_ARTICLES:]
    for places in newest:
        top = [each for each in places if each.parent is None and each.status is CommentStatus.APPROVED]
        assert len(top) >= 10


def test_has_three_visible_replies_to_every_comment_of_a_long_thread(full: Size) -> None:
    places = next(places for places in threads(full) if len(places) == full.thread)
    approved = [each for each in places if each.status is CommentStatus.APPROVED]
    replies = Counter(each.parent for each in approved if each.parent is not None)
    tops = [at for at, each in enumerate(places) if each.parent is None and each in approved and replies[at]]
    assert all(replies[at] == 3 for at in tops)
    assert len(tops) == full.thread // 5


def test_grows_by_the_scale() -> None:
    grown = Size().scaled(10)
    assert (grown.articles, grown.comments, grown.discussed, grown.thread) == (200_000, 4_000_000, 100, 5_000)
    assert sum(grown.threads()) == grown.comments


def test_is_the_same_every_time() -> None:
    def made() -> str:
        digest = sha256()
        chains = chains_of(load_settings({}))
        for _, batch in batches(SMALL, chains, texts=Texts(Random(1), paragraphs=20, comments=40)):
            digest.update(repr(batch).encode())
        return digest.hexdigest()

    assert made() == made()
