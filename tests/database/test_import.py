"""Importing files: what is stored, what a second import changes, and what a bad file leaves behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from server.errors import OperatorError
from server.importing.options import ImportOptions
from server.importing.running import FileReport, exit_code, run_import
from server.importing.storing import Action
from server.models import (
    Article,
    ArticleTranslation,
    AuditEntry,
    Category,
    CategoryTranslation,
    Comment,
    Image,
    ImageTranslation,
    TranslationStatus,
)
from server.services.comments import NewComment, submit_comment
from server.settings import Settings
from server.viewer import GUEST
from tests.database.newsdesk import NOW, Newsdesk, open_newsdesk

LATER = NOW + timedelta(hours=1)
PUBLISHED = ImportOptions(is_published=True)
PLAIN = ImportOptions()
WARNING_CODES = ["CATEGORY_NOT_TRANSLATED", "ORIGINAL_GUESSED", "CAPTION_WITHOUT_IMAGE"]
WARNING_CODES += ["TRUNCATED_PARAGRAPH", "TRUNCATED_PARAGRAPH", "UNBALANCED_QUOTES", "QUOTE_COUNT_DIFFERS"]

RIVER = """News

The river rises/নদীর পানি বাড়ছে

নদীর ঘাটে জেলেরা।

Fishermen at the landing.

The river rose by 40 cm on Monday.

Schools stay closed this week.

Nobody was hurt.

সোমবার নদীর পানি ৪০ সেমি বেড়েছে।

এই সপ্তাহে স্কুল বন্ধ থাকবে।

কেউ আহত হয়নি।

No comments
"""


class ImportDesk:
    """Imports into one database, and looks at what came of it."""

    def __init__(self, desk: Newsdesk, settings: Settings, folder: Path) -> None:
        self.desk, self.settings, self.folder = desk, settings, folder

    async def run(
        self, *paths: Path, options: ImportOptions = PLAIN, now: datetime = NOW
    ) -> list[FileReport]:
        return await run_import(paths, options, database=self.desk.database, settings=self.settings, now=now)

    async def write(
        self, text: str, name: str = "river.txt", *, options: ImportOptions = PLAIN, now: datetime = NOW
    ) -> FileReport:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        [report] = await self.run(path, options=options, now=now)
        return report

    async def created(self, text: str = RIVER, name: str = "river.txt", **options: object) -> UUID:
        report = await self.write(text, name, options=replace(PLAIN, **options))  # type: ignore[arg-type]
        assert (report.action, report.problem) == (Action.CREATED, None)
        assert report.article_id is not None
        return report.article_id

    async def article(self, article_id: UUID) -> Article:
        async with self.desk.database.transaction() as session:
            return await session.get_one(Article, article_id)

    async def count(self) -> int:
        [(count,)] = await self.desk.rows(select(func.count()).select_from(Article))
        return int(count)


@pytest.fixture
async def desk(settings: Settings, tmp_path: Path) -> AsyncIterator[ImportDesk]:
    async with open_newsdesk(settings) as opened:
        yield ImportDesk(opened, settings, tmp_path)


# ── the first real document ─────────────────────────────────────────────────────────────────────


def short_hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


@pytest.mark.shared
async def test_first_real_document_is_stored_exactly(desk: ImportDesk, shared: Path) -> None:
    path = shared / "samples" / "000_381c8ab11bc62b47.txt"
    [report] = await desk.run(path, options=PUBLISHED)
    assert report.action is Action.CREATED
    assert report.article_id is not None
    assert report.document is not None
    assert [warning.code for warning in report.document.warnings] == WARNING_CODES

    article = await desk.article(report.article_id)
    assert (article.original_locale, article.published_at, article.is_public) == ("en", NOW, True)
    assert (article.source_url, article.public_comment_count) == (None, 0)
    translations = await desk.desk.translations(article.id)
    assert {locale: short_hash(each.title) for locale, each in translations.items()} == {
        "en": "c028af083214812b",
        "bn": "402948f808e3eb28",
    }
    assert {locale: each.slug for locale, each in translations.items()} == {
        "en": "the-pakistani-prime-minister-met-with-putin-during-russias-invasion-of-ukraine",
        "bn": "রাশিয়ার-ইউক্রেন-আক্রমণ-চলাকালেই-পুতিনের-সাথে-সাক্ষাৎ-করলেন-পাকিস্তানের-প্রধানমন্ত্রী",
    }
    assert {each.status for each in translations.values()} == {TranslationStatus.PUBLISHED}
    english = await desk.desk.texts(article.id, "en")
    bengali = await desk.desk.texts(article.id, "bn")
    assert [short_hash(text or "") for text in english] == [
        "f31a448000597453",
        "4cc3846ce27da6f8",
        "4ac7eb9bf2173230",
        "285a05a8e063ab73",
        "b56fc9626e17a53a",
        "7487f60b72185e51",
        "5200bc6c92c50cfd",
    ]
    assert [short_hash(text or "") for text in bengali] == [
        "a1b259061e7b3fae",
        "575071eb76f1a8be",
        "74750bfdb9ed05c8",
        "8b2d60e4ec47837a",
        "93820ed5729590a8",
        "02c47516d8fac3de",
        "7b7fe89c6df5ab7b",
    ]
    assert short_hash("\n\n".join(map(str, english))) == "b932a47b66d24f44"
    assert short_hash("\n\n".join(map(str, bengali))) == "46ecf0b17c6df4bd"
    assert await desk.desk.outdated(article.id, "bn") == [False] * 7
    captions = await desk.desk.rows(select(ImageTranslation.locale, ImageTranslation.caption))
    assert {locale: short_hash(caption) for locale, caption in captions} == {
        "en": "cf3e61b7e82d8a24",
        "bn": "5f012e8b8261105b",
    }
    assert await desk.desk.rows(select(Image.url, Image.id)) == [(None, article.lead_image_id)]
    assert await desk.desk.rows(select(Category.slug, Category.id)) == [
        ("breaking-news", article.category_id)
    ]
    assert await desk.desk.rows(select(CategoryTranslation.locale, CategoryTranslation.name)) == [
        ("en", "Breaking News")
    ]
    assert await desk.desk.rows(select(Comment.id)) == []


# ── publishing ──────────────────────────────────────────────────────────────────────────────────


async def test_imports_a_draft_unless_told_to_publish(desk: ImportDesk) -> None:
    article = await desk.article(await desk.created())
    assert (article.is_public, article.published_at) == (False, None)


async def test_publishes_as_of_the_given_time(desk: ImportDesk) -> None:
    moment = datetime(2022, 2, 24, 15, 4, 5, tzinfo=UTC)
    article = await desk.article(await desk.created(published_at=moment))
    assert (article.is_public, article.published_at) == (True, moment)


async def test_time_to_come_schedules(desk: ImportDesk) -> None:
    article_id = await desk.created(published_at=LATER)
    assert (await desk.article(article_id)).is_public is False
    translations = await desk.desk.translations(article_id)
    assert {each.scheduled_for for each in translations.values()} == {LATER}


CAPTIONS = "নদীর ঘাটে জেলেরা।\n\nFishermen at the landing.\n\n"
WITHOUT_BODY = RIVER.partition("সোমবার")[0].replace(CAPTIONS, "")
WITHOUT_TITLE = RIVER.replace("/নদীর পানি বাড়ছে", "")


@pytest.mark.parametrize("text", [WITHOUT_BODY, WITHOUT_TITLE], ids=["no body", "no title"])
async def test_language_without_a_body_or_a_title_stays_a_draft(desk: ImportDesk, text: str) -> None:
    translations = await desk.desk.translations(await desk.created(text, is_published=True))
    assert {locale: each.status for locale, each in translations.items()} == {
        "en": TranslationStatus.PUBLISHED,
        "bn": TranslationStatus.DRAFT,
    }


# ── the same document again ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "text", "options"),
    [
        ("river.txt", RIVER, PLAIN),
        ("other-name.txt", RIVER, PLAIN),
        ("river.txt", "\ufeff" + RIVER.replace("\n", "\r\n") + "\r\n", PLAIN),
        ("river.txt", RIVER.replace("No comments", "3 comments"), PLAIN),
        ("river.txt", RIVER, ImportOptions(is_published=True, published_at=LATER)),
        ("river.txt", RIVER, ImportOptions(original="bn")),
    ],
    ids=["same", "other name", "BOM and CRLF", "more comments", "to be published", "another original"],
)
async def test_second_import_changes_no_row(
    desk: ImportDesk, name: str, text: str, options: ImportOptions
) -> None:
    article_id = await desk.created()
    before = await desk.desk.everything()
    report = await desk.write(text, name, options=options, now=LATER)
    assert (report.action, report.article_id) == (Action.UNCHANGED, article_id)
    assert await desk.desk.everything() == before
    kept = report.document is not None and "ORIGINAL_KEPT" in {each.code for each in report.document.warnings}
    assert kept is (options.original is not None)


async def test_named_original_is_still_known_when_it_is_not_named_again(desk: ImportDesk) -> None:
    article_id = await desk.created(original="pt")
    assert (await desk.write(RIVER)).action is Action.UNCHANGED
    report = await desk.write(RIVER.replace("Nobody was hurt.", "Nobody got hurt."))
    assert (report.action, report.article_id) == (Action.UPDATED, article_id)
    assert (await desk.desk.texts(article_id, "pt"))[2] == "Nobody got hurt."


# ── a changed document ──────────────────────────────────────────────────────────────────────────


async def test_changed_paragraph_keeps_its_block_and_outdates_its_translation(desk: ImportDesk) -> None:
    article_id = await desk.created(is_published=True)
    blocks = await desk.desk.block_ids(article_id)
    report = await desk.write(RIVER.replace("this week", "until Sunday"), now=LATER)
    assert (report.action, report.article_id) == (Action.UPDATED, article_id)
    assert await desk.desk.block_ids(article_id) == blocks
    assert (await desk.desk.texts(article_id, "en"))[1] == "Schools stay closed until Sunday."
    assert await desk.desk.outdated(article_id, "bn") == [False, True, False]
    article = await desk.article(article_id)
    assert (article.published_at, article.updated_at) == (NOW, LATER)
    versions = {locale: each.version for locale, each in (await desk.desk.translations(article_id)).items()}
    assert versions == {"en": 2, "bn": 1}


async def test_paragraph_changed_in_both_languages_is_not_outdated(desk: ImportDesk) -> None:
    article_id = await desk.created()
    changed = RIVER.replace("this week", "until Sunday").replace("এই সপ্তাহে", "রবিবার পর্যন্ত")
    await desk.write(changed)
    assert await desk.desk.outdated(article_id, "bn") == [False, False, False]


async def test_inserted_paragraph_leaves_the_other_blocks(desk: ImportDesk) -> None:
    article_id = await desk.created()
    first, second, third = await desk.desk.block_ids(article_id)
    changed = RIVER.replace("Schools", "Boats are few.\n\nSchools").replace("এই স", "নৌকা কম।\n\nএই স")
    await desk.write(changed)
    blocks = await desk.desk.block_ids(article_id)
    assert [blocks[0], *blocks[2:]] == [first, second, third]
    assert await desk.desk.texts(article_id, "bn") == [
        "সোমবার নদীর পানি ৪০ সেমি বেড়েছে।",
        "নৌকা কম।",
        "এই সপ্তাহে স্কুল বন্ধ থাকবে।",
        "কেউ আহত হয়নি।",
    ]


async def test_changed_document_keeps_the_comments(desk: ImportDesk) -> None:
    article_id = await desk.created(is_published=True)
    comment = NewComment(article_id=article_id, body="Stay safe, everyone.", author_name="Mina")
    await submit_comment(
        desk.desk.database, comment, viewer=GUEST, settings=desk.settings, now=NOW + timedelta(minutes=1)
    )
    await desk.write(RIVER.replace("Nobody was hurt.", "Nobody got hurt."), now=LATER)
    assert await desk.desk.rows(select(Comment.article_id, Comment.body)) == [
        (article_id, "Stay safe, everyone.")
    ]


async def test_changed_title_keeps_the_old_slug_leading_here(desk: ImportDesk) -> None:
    article_id = await desk.created()
    report = await desk.write(RIVER.replace("The river rises", "The river has risen"))
    assert (report.action, report.article_id) == (Action.UPDATED, article_id)
    assert (await desk.desk.translations(article_id))["en"].slug == "the-river-has-risen"
    renamed_back = await desk.write(RIVER, "elsewhere.txt")
    assert (renamed_back.action, renamed_back.article_id) == (Action.UPDATED, article_id)


async def test_changed_caption_is_written_to_the_image_that_is_there(desk: ImportDesk) -> None:
    article_id = await desk.created()
    async with desk.desk.database.transaction() as session:
        await session.execute(update(Image).values(url="https://example.org/river.jpg"))
        await session.execute(
            update(ImageTranslation).where(ImageTranslation.locale == "en").values(alt="Boats at a landing.")
        )
    await desk.write(RIVER.replace("Fishermen at", "Fishers at"), now=LATER)
    image = select(Image.url, ImageTranslation.alt, ImageTranslation.caption).where(
        Image.id == ImageTranslation.image_id, ImageTranslation.locale == "en"
    )
    assert await desk.desk.rows(image) == [
        ("https://example.org/river.jpg", "Boats at a landing.", "Fishers at the landing.")
    ]
    assert (await desk.article(article_id)).updated_at == LATER


async def test_what_the_document_does_not_say_stays(desk: ImportDesk) -> None:
    article_id = await desk.created(WITHOUT_TITLE)
    async with desk.desk.database.transaction() as session:
        is_bengali = ArticleTranslation.locale == "bn"
        await session.execute(
            update(ArticleTranslation).where(is_bengali).values(title="পানি বাড়ছে", summary="সংক্ষেপ")
        )
    await desk.write(WITHOUT_TITLE.replace("কেউ আহত", "একজনও আহত"))
    bengali = (await desk.desk.translations(article_id))["bn"]
    assert (bengali.title, bengali.summary) == ("পানি বাড়ছে", "সংক্ষেপ")


async def test_language_that_the_article_has_not_got_is_added_as_a_draft(desk: ImportDesk) -> None:
    english = WITHOUT_BODY.replace("/নদীর পানি বাড়ছে", "")
    article_id = await desk.created(english, is_published=True)
    report = await desk.write(RIVER, options=PUBLISHED)
    assert (report.action, report.article_id) == (Action.UPDATED, article_id)
    statuses = {locale: each.status for locale, each in (await desk.desk.translations(article_id)).items()}
    assert statuses == {"en": TranslationStatus.PUBLISHED, "bn": TranslationStatus.DRAFT}


async def test_each_import_that_writes_is_in_the_audit_log(desk: ImportDesk) -> None:
    article_id = await desk.created()
    await desk.write(RIVER)
    await desk.write(RIVER.replace("hurt", "harmed"))
    query = select(AuditEntry.subject_id, AuditEntry.before, AuditEntry.after)
    entries = await desk.desk.rows(query.where(AuditEntry.action == "article.import").order_by(AuditEntry.id))
    assert [entry[0] for entry in entries] == [article_id, article_id]
    assert entries[0][1] is None
    assert entries[0][2] == entries[1][1] != entries[1][2]


# ── which article it is ─────────────────────────────────────────────────────────────────────────

OTHER = "The market opens/বাজার খুলল\n\nStalls stood on the bank at dawn.\n\nভোরে পাড়ে দোকান বসেছে।\n"


async def test_another_document_of_the_same_name_is_another_article(desk: ImportDesk) -> None:
    first = await desk.created(RIVER, "index.txt")
    second = await desk.created(OTHER, "index.txt")
    assert first != second


async def test_document_with_the_same_title_and_nothing_else_is_another_article(desk: ImportDesk) -> None:
    first = await desk.created(RIVER, "monday.txt")
    tuesday = "The river rises/নদীর পানি বাড়ছে\n\nBy noon it stood higher still.\n\nদুপুরে পানি আরও উঁচু।\n"
    second = await desk.created(tuesday, "tuesday.txt")
    assert first != second
    assert (await desk.desk.translations(second))["en"].slug == "the-river-rises-2"


async def test_changed_document_is_known_by_its_slug_under_another_name(desk: ImportDesk) -> None:
    article_id = await desk.created(RIVER, "a.txt")
    report = await desk.write(RIVER.replace("Nobody was hurt.", "Nobody got hurt."), "b.txt")
    assert (report.action, report.article_id) == (Action.UPDATED, article_id)


async def test_same_name_and_title_is_the_document_however_changed(desk: ImportDesk) -> None:
    article_id = await desk.created(RIVER, "a.txt")
    report = await desk.write("The river rises\n\nAll is new here.\n\nEvery word of it.\n", "a.txt")
    assert (report.action, report.article_id) == (Action.UPDATED, article_id)


async def test_source_tells_the_article_whatever_has_changed(desk: ImportDesk) -> None:
    source = "https://example.org/river"
    article_id = await desk.created(RIVER, "a.txt", source_url=source)
    article = await desk.article(article_id)
    assert (article.source_url, article.external_id) == (source, source)
    report = await desk.write(OTHER, "b.txt", options=ImportOptions(source_url=source))
    assert (report.action, report.article_id) == (Action.UPDATED, article_id)
    assert (
        await desk.write(OTHER, "c.txt", options=ImportOptions(source_url=source))
    ).action is Action.UNCHANGED


async def test_two_sources_of_one_text_are_two_articles(desk: ImportDesk) -> None:
    first = await desk.created(RIVER, "a.txt", source_url="https://example.org/1")
    second = await desk.created(RIVER, "b.txt", source_url="https://example.org/2")
    assert first != second


async def test_source_told_later_is_kept_and_changes_nothing_else(desk: ImportDesk) -> None:
    article_id = await desk.created()
    async with desk.desk.database.transaction() as session:
        await session.execute(update(ArticleTranslation).values(summary="Written by an editor."))
    before = await desk.desk.everything()
    source = ImportOptions(source_url="https://example.org/river")
    assert (await desk.write(RIVER, options=source, now=LATER)).action is Action.UPDATED
    article = await desk.article(article_id)
    assert article.source_url == "https://example.org/river"
    assert (article.external_id, article.updated_at) == (f"sha256:{article.content_digest}", NOW)
    after = await desk.desk.everything()
    assert {name for name, rows in after.items() if rows != before[name]} == {"article"}
    assert (await desk.write(RIVER, options=source)).action is Action.UNCHANGED


async def test_article_that_was_deleted_does_not_come_back(desk: ImportDesk) -> None:
    article_id = await desk.created()
    async with desk.desk.database.transaction() as session:
        await session.execute(update(Article).values(deleted_at=NOW))
    report = await desk.write(RIVER)
    assert report.action is Action.REFUSED
    assert f"article_{article_id.hex} and has been deleted" in str(report.problem)


async def test_document_without_the_articles_original_is_refused(desk: ImportDesk) -> None:
    await desk.created(RIVER, "a.txt")
    before = await desk.desk.everything()
    bengali = "নদীর পানি বাড়ছে\n\nএই সপ্তাহে স্কুল বন্ধ থাকবে।\n\nআর কিছু নেই।\n"
    report = await desk.write(bengali, "a.txt")
    assert "whose original is in en, and has no text in that" in str(report.problem)
    assert await desk.desk.everything() == before


async def test_category_is_found_again_however_it_is_written(desk: ImportDesk) -> None:
    await desk.created(RIVER, "a.txt")
    await desk.created("NEWS\n\n" + OTHER, "b.txt")
    assert await desk.desk.rows(select(Category.slug)) == [("news",)]


# ── several files ───────────────────────────────────────────────────────────────────────────────


async def test_bad_files_are_reported_and_the_others_go_in(desk: ImportDesk) -> None:
    folder = desk.folder / "texts"
    (folder / "more").mkdir(parents=True)
    (folder / "a.txt").write_text(RIVER)
    (folder / "b-binary.txt").write_bytes(b"\x7fELF\x00\x01")
    (folder / "c-empty.txt").write_bytes(b"")
    (folder / "d-latin.txt").write_bytes("Título\n\nAção".encode("latin-1"))
    (folder / "e-untitled.txt").write_text("A sentence. And one more.\n\nAnd on it goes.\n")
    (folder / "more" / "f.txt").write_text(OTHER)
    seen: list[tuple[str, int, int]] = []
    reports = await run_import(
        [folder],
        PLAIN,
        database=desk.desk.database,
        settings=desk.settings,
        now=NOW,
        progress=lambda report, done, total: seen.append((report.path.name, done, total)),
    )
    assert [report.action for report in reports] == [
        Action.CREATED,
        *[Action.REFUSED] * 4,
        Action.CREATED,
    ]
    assert exit_code(reports) == 1
    assert await desk.count() == 2
    assert seen[0] == ("a.txt", 1, 6)
    assert seen[-1] == ("f.txt", 6, 6)
    assert exit_code(await desk.run(folder / "a.txt", folder / "more")) == 0


@pytest.mark.parametrize(
    "raw",
    [b"", b"\x00\x01", "Ação".encode("latin-1"), b"A sentence. Another.\n\nMore.\n", b"A title alone\n"],
    ids=["empty", "binary", "not UTF-8", "no title", "no text"],
)
async def test_bad_file_leaves_nothing_behind(desk: ImportDesk, raw: bytes) -> None:
    path = desk.folder / "bad.txt"
    path.write_bytes(raw)
    before = await desk.desk.everything()
    reports = await desk.run(path)
    assert (reports[0].action, exit_code(reports)) == (Action.REFUSED, 1)
    assert reports[0].problem
    assert await desk.desk.everything() == before


async def test_failure_while_storing_leaves_nothing_behind(
    desk: ImportDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_args: object, **_options: object) -> bool:
        raise OperatorError("the very end")

    before = await desk.desk.everything()
    monkeypatch.setattr("server.importing.storing.publish", fail)
    with pytest.raises(OperatorError, match="the very end"):
        await desk.write(RIVER, options=PUBLISHED)
    assert await desk.desk.everything() == before


async def test_two_files_of_one_run_do_not_overwrite_each_other(desk: ImportDesk) -> None:
    shared_line = "Read more about the river on our pages."
    for folder, line in (("one", "The water rose on Monday."), ("two", "The water fell on Friday.")):
        path = desk.folder / folder / "index.txt"
        path.parent.mkdir()
        path.write_text(f"River news of the week\n\n{line}\n\n{shared_line}\n")
    reports = await desk.run(desk.folder / "one", desk.folder / "two")
    assert [report.action for report in reports] == [Action.CREATED, Action.CREATED]


async def test_one_document_imported_twice_at_once_is_one_article(desk: ImportDesk) -> None:
    path = desk.folder / "river.txt"
    path.write_text(RIVER)
    runs = await asyncio.gather(*(desk.run(path) for _ in range(4)))
    actions = sorted(str(report.action) for reports in runs for report in reports)
    assert actions == ["CREATED", "UNCHANGED", "UNCHANGED", "UNCHANGED"]
    assert await desk.count() == 1


# ── dry runs and options ────────────────────────────────────────────────────────────────────────


async def test_dry_run_tells_what_would_happen_and_writes_nothing(desk: ImportDesk) -> None:
    dry = ImportOptions(is_dry_run=True, is_published=True)
    before = await desk.desk.everything()
    report = await desk.write(RIVER, options=dry)
    assert (report.action, report.article_id) == (Action.CREATED, None)
    assert report.document is not None
    assert await desk.desk.everything() == before
    article_id = await desk.created()
    before = await desk.desk.everything()
    report = await desk.write(RIVER.replace("hurt", "harmed"), options=dry)
    assert (report.action, report.article_id) == (Action.UPDATED, article_id)
    assert await desk.desk.everything() == before


async def test_one_source_for_several_files_is_refused(desk: ImportDesk) -> None:
    for name in ("a.txt", "b.txt"):
        (desk.folder / name).write_text(RIVER)
    with pytest.raises(OperatorError, match="cannot be that of 2 files"):
        await desk.run(desk.folder, options=ImportOptions(source_url="https://example.org/1"))
