"""Articles are written whole from a draft, and an update changes what differs and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from server.errors import ErrorCode, UserError
from server.models import (
    Article,
    ArticleAuthor,
    ArticleBlock,
    ArticleTag,
    BlockKind,
    Segment,
    TranslationCredit,
    TranslationStatus,
)
from server.services.drafts import ArticleDraft, BlockDraft, TranslationDraft
from server.services.names import ensure_author, ensure_tag
from server.settings import Settings
from server.text.normal import digest
from tests.database.newsdesk import NOW, SECOND, Newsdesk, draft, open_newsdesk

LATER = NOW + SECOND
TITLES = {"en": "The river", "bn": "নদী"}
FIRST, SECOND_BLOCK, THIRD = (
    {"en": "One.", "bn": "এক।"},
    {"en": "Two.", "bn": "দুই।"},
    {"en": "Three.", "bn": "তিন।"},
)
RIVER = draft(TITLES, FIRST, SECOND_BLOCK, THIRD)


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Newsdesk]:
    async with open_newsdesk(settings) as opened:
        yield opened


async def article_row(desk: Newsdesk, article_id: UUID) -> Article:
    async with desk.database.transaction() as session:
        return await session.get_one(Article, article_id)


# ── a new article ───────────────────────────────────────────────────────────────────────────────


async def test_a_new_article_is_a_draft_in_every_language(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    article = await article_row(desk, article_id)
    assert (article.is_public, article.published_at, article.updated_at) == (False, None, NOW)
    translations = await desk.translations(article_id)
    assert {locale: each.status for locale, each in translations.items()} == {
        "en": TranslationStatus.DRAFT,
        "bn": TranslationStatus.DRAFT,
    }
    assert {each.version for each in translations.values()} == {1}
    assert (translations["en"].slug, translations["bn"].slug) == ("the-river", "নদী")


async def test_a_segment_is_stored_as_written_as_html_and_as_plain_text(desk: Newsdesk) -> None:
    text = {"en": "A *river*, [here](https://example.org)."}
    block = BlockDraft(BlockKind.QUOTE, text)
    article_id = await desk.create(replace(draft({"en": "T"}), blocks=(block,)))
    [segment] = await desk.segments(article_id, "en")
    assert segment is not None
    assert segment.text == text["en"]
    assert segment.plain == "A river, here."
    assert segment.html.startswith("<blockquote>")
    assert "<em>river</em>" in segment.html
    assert (segment.digest, segment.source_digest) == (digest(text["en"]), None)


async def test_a_translated_segment_names_the_text_it_translates(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    sources = [segment and segment.source_digest for segment in await desk.segments(article_id, "bn")]
    assert sources == [digest("One."), digest("Two."), digest("Three.")]
    assert await desk.outdated(article_id, "bn") == [False] * 3


async def test_a_gap_in_either_language_stays_a_gap(desk: Newsdesk) -> None:
    article_id = await desk.create(
        draft(TITLES, {"en": "One."}, {"bn": "দুই।"}, {"en": "Three.", "bn": " \n"})
    )
    assert await desk.texts(article_id, "en") == ["One.", None, "Three."]
    assert await desk.texts(article_id, "bn") == [None, "দুই।", None]


async def test_text_is_stored_in_nfc(desk: Newsdesk) -> None:
    precomposed = "\u09dc"  # RRA, which NFC takes apart
    article_id = await desk.create(draft({"en": precomposed}, {"en": precomposed}))
    assert await desk.texts(article_id, "en") == ["\u09a1\u09bc"]
    assert (await desk.translations(article_id))["en"].title == "\u09a1\u09bc"


async def test_right_to_left_translations_say_so(desk: Newsdesk) -> None:
    article_id = await desk.create(draft({"en": "T", "ar": "ت"}))
    assert {tag: row.direction for tag, row in (await desk.translations(article_id)).items()} == {
        "en": "LTR",
        "ar": "RTL",
    }


async def test_a_text_marked_as_outdated_is_so(desk: Newsdesk) -> None:
    block = BlockDraft(BlockKind.PARAGRAPH, FIRST, outdated=frozenset({"bn"}))
    article_id = await desk.create(replace(RIVER, blocks=(block, *RIVER.blocks[1:])))
    assert await desk.outdated(article_id, "bn") == [True, False, False]


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (draft({"bn": "নদী"}), ErrorCode.REQUIRED),
        (draft({"en": " \u200b"}), ErrorCode.REQUIRED),
        (draft({"en": "A\x00B"}), ErrorCode.INVALID),
        (draft({"en": "T"}, {"en": "half \ud83d"}), ErrorCode.INVALID),
        (draft({"en": "T"}, {"en": "One.", "pt": "Um."}), ErrorCode.INVALID),
        (draft({"en": "T", "PT_br": "T"}), ErrorCode.INVALID),
        (draft({"en": "T", "not a tag": "T"}), ErrorCode.INVALID),
        (draft({"en": "T"}, source_url="https://example.org/\x00"), ErrorCode.INVALID),
    ],
    ids=["no-original", "blank", "nul", "surrogate", "untitled", "not-canonical", "ill-formed", "fact"],
)
async def test_what_cannot_be_stored_is_told_and_leaves_nothing(
    desk: Newsdesk, bad: ArticleDraft, code: ErrorCode
) -> None:
    before = await desk.everything()
    with pytest.raises(UserError) as caught:
        await desk.create(bad)
    assert caught.value.code is code
    assert await desk.everything() == before


# ── updates ─────────────────────────────────────────────────────────────────────────────────────


async def test_saving_the_same_again_writes_nothing(desk: Newsdesk) -> None:
    article_id = await desk.create(replace(RIVER, content_digest="a" * 64, import_name="river.txt"))
    before = await desk.everything()
    assert not await desk.update(article_id, replace(RIVER, content_digest="a" * 64))
    assert await desk.everything() == before


async def test_unchanged_text_keeps_its_block_when_others_come_and_go(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    one, _two, three = await desk.block_ids(article_id)
    new = {"en": "Zero.", "bn": "শূন্য।"}
    assert await desk.update(article_id, draft(TITLES, new, FIRST, THIRD))
    ids = await desk.block_ids(article_id)
    assert ids[1:] == [one, three]
    assert ids[0] not in (one, _two, three)
    assert await desk.texts(article_id, "bn") == ["শূন্য।", "এক।", "তিন।"]
    assert await desk.outdated(article_id, "bn") == [False] * 3


async def test_a_text_changed_in_place_keeps_its_block_and_outdates_its_translation(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    ids = await desk.block_ids(article_id)
    await desk.update(article_id, draft(TITLES, FIRST, {"en": "Two and a half.", "bn": "দুই।"}, THIRD))
    assert await desk.block_ids(article_id) == ids
    assert await desk.outdated(article_id, "bn") == [False, True, False]


async def test_a_retranslated_text_is_no_longer_outdated(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    await desk.update(article_id, draft(TITLES, FIRST, {"en": "2.5", "bn": "দুই।"}, THIRD))
    await desk.update(article_id, draft(TITLES, FIRST, {"en": "2.5", "bn": "আড়াই।"}, THIRD))
    assert await desk.outdated(article_id, "bn") == [False] * 3


async def test_an_outdated_text_stays_so_when_something_else_is_saved(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    changed = {"en": "2.5", "bn": "দুই।"}
    await desk.update(article_id, draft(TITLES, FIRST, changed, THIRD))
    await desk.update(article_id, draft(TITLES, FIRST, changed, {"en": "3.5", "bn": "সাড়ে তিন।"}))
    assert await desk.outdated(article_id, "bn") == [False, True, False]


async def test_a_new_original_title_outdates_the_translated_one(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    await desk.update(article_id, draft({**TITLES, "en": "The great river"}, FIRST, SECOND_BLOCK, THIRD))
    translations = await desk.translations(article_id)
    assert translations["bn"].source_digest != translations["en"].digest
    await desk.update(article_id, draft({"en": "The great river", "bn": "মহানদী"}, FIRST, SECOND_BLOCK, THIRD))
    translations = await desk.translations(article_id)
    assert translations["bn"].source_digest == translations["en"].digest


async def test_an_original_paragraph_that_comes_later_outdates_what_stood_alone(desk: Newsdesk) -> None:
    article_id = await desk.create(draft(TITLES, {"bn": "এক।"}))
    assert await desk.outdated(article_id, "bn") == [False]
    await desk.update(article_id, draft(TITLES, {"en": "One.", "bn": "এক।"}))
    assert await desk.outdated(article_id, "bn") == [True]


async def test_only_what_changed_gets_a_new_version(desk: Newsdesk) -> None:
    article_id = await desk.create(draft({**TITLES, "pt": "O rio"}, {**FIRST, "pt": "Um."}))
    await desk.update(
        article_id, draft({**TITLES, "pt": "O rio"}, {"en": "One.", "bn": "একটি।", "pt": "Um."})
    )
    translations = await desk.translations(article_id)
    assert {tag: row.version for tag, row in translations.items()} == {"en": 1, "bn": 2, "pt": 1}
    assert {tag: row.updated_at for tag, row in translations.items()} == {"en": NOW, "bn": LATER, "pt": NOW}
    assert (await article_row(desk, article_id)).updated_at == LATER


async def test_a_block_taken_out_changes_every_translation_that_had_it(desk: Newsdesk) -> None:
    article_id = await desk.create(draft({**TITLES, "pt": "O rio"}, {**FIRST, "pt": "Um."}, SECOND_BLOCK))
    await desk.update(article_id, draft(TITLES, SECOND_BLOCK))
    versions = {tag: row.version for tag, row in (await desk.translations(article_id)).items()}
    assert versions == {"en": 2, "bn": 2, "pt": 2}


async def test_another_kind_of_block_is_rendered_anew_in_every_language(desk: Newsdesk) -> None:
    article_id = await desk.create(draft({**TITLES, "pt": "O rio"}, {**FIRST, "pt": "Um."}))
    [block_id] = await desk.block_ids(article_id)
    quoted = replace(draft(TITLES), blocks=(BlockDraft(BlockKind.QUOTE, FIRST),))
    assert await desk.update(article_id, quoted)
    assert await desk.block_ids(article_id) == [block_id]
    for locale in ("en", "bn", "pt"):
        [segment] = await desk.segments(article_id, locale)
        assert segment is not None
        assert segment.html.startswith("<blockquote>")
        assert (await desk.translations(article_id))[locale].version == 2


async def test_a_locale_that_the_draft_leaves_out_stays(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    await desk.update(article_id, draft({"en": "The river"}, {"en": "One."}, {"en": "2."}, {"en": "Three."}))
    assert await desk.texts(article_id, "bn") == ["এক।", "দুই।", "তিন।"]
    assert await desk.outdated(article_id, "bn") == [False, True, False]
    assert (await desk.translations(article_id))["bn"].version == 1


async def test_a_new_translation_comes_as_a_draft(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    await desk.publish(article_id)
    blocks = ({**FIRST, "pt": "Um."}, SECOND_BLOCK, THIRD)
    await desk.update(article_id, draft({**TITLES, "pt": "O rio"}, *blocks))
    statuses = {tag: row.status for tag, row in (await desk.translations(article_id)).items()}
    assert statuses == {
        "en": TranslationStatus.PUBLISHED,
        "bn": TranslationStatus.PUBLISHED,
        "pt": TranslationStatus.DRAFT,
    }
    assert await desk.texts(article_id, "pt") == ["Um.", None, None]


async def test_a_text_taken_back_leaves_a_gap(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    assert await desk.update(article_id, draft(TITLES, FIRST, {"en": "Two."}, THIRD))
    assert await desk.texts(article_id, "bn") == ["এক।", None, "তিন।"]


async def test_a_digest_alone_is_stored_but_is_no_change(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    assert not await desk.update(article_id, replace(RIVER, content_digest="b" * 64))
    article = await article_row(desk, article_id)
    assert (article.content_digest, article.updated_at) == ("b" * 64, NOW)


async def test_byline_tags_and_credits_keep_their_order_and_stay_where_none_is_named(desk: Newsdesk) -> None:
    async with desk.database.transaction() as session:
        ann, zoe = [
            await ensure_author(
                session, slug=None, names={"en": name}, original_locale="en", default_locale="en"
            )
            for name in ("Ann", "Zoe")
        ]
        tag = await ensure_tag(
            session, slug=None, names={"en": "River"}, original_locale="en", default_locale="en"
        )
    credited = {**RIVER.translations, "bn": TranslationDraft("নদী", translators=(zoe, ann))}
    full = replace(RIVER, translations=credited, author_ids=(zoe, ann, zoe), tag_ids=(tag,))
    article_id = await desk.create(full)
    await desk.update(article_id, RIVER)
    for column in (ArticleAuthor, TranslationCredit):
        rows = await desk.rows(select(column.author_id).order_by(column.position))
        assert rows == [(zoe,), (ann,)]
    assert await desk.rows(select(ArticleTag.tag_id)) == [(tag,)]
    assert await desk.update(article_id, replace(full, author_ids=(ann,)))
    assert await desk.rows(select(ArticleAuthor.author_id)) == [(ann,)]


async def test_the_original_language_does_not_change(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    with pytest.raises(UserError, match="original is en"):
        await desk.update(article_id, replace(RIVER, original_locale="bn"))


async def test_an_unknown_article_is_told(desk: Newsdesk) -> None:
    with pytest.raises(UserError) as caught:
        await desk.update(uuid4(), RIVER)
    assert caught.value.code is ErrorCode.NOT_FOUND


async def test_an_update_leaves_no_block_and_no_segment_behind(desk: Newsdesk) -> None:
    article_id = await desk.create(RIVER)
    await desk.update(article_id, draft(TITLES, {"en": "All new."}))
    assert await desk.rows(select(func.count()).select_from(ArticleBlock)) == [(1,)]
    assert await desk.rows(select(func.count()).select_from(Segment)) == [(1,)]
