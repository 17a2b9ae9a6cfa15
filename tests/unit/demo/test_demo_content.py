"""The demo's content is complete, its languages stand side by side, and mistakes in it are told."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unicodedata import is_normalized
from xml.etree import ElementTree as ET

import pytest

from server.demo.content import FOLDER, IMAGES, load_content
from server.demo.records import (
    IMAGE_HEIGHT,
    IMAGE_WIDTH,
    CommenterKind,
    DemoArticle,
    DemoComment,
    DemoSegment,
    DemoTranslation,
)
from server.demo.tables import ContentError
from server.models import BlockKind, TranslationStatus
from server.moderation.status import CommentStatus
from server.text.markup import plain_text, render_article, render_comment
from server.text.scripts import direction, dominant_script, script_of

CONTENT = load_content()
ARTICLES = {article.key: article for article in CONTENT.articles}
COMMENTS = {comment.key: comment for comment in CONTENT.comments}
ARTICLE_FILES = sorted((FOLDER / "articles").glob("*.toml"))
MAX_IMAGE_BYTES = 6000
TWO_MONTHS_HOURS = 61 * 24


def translations() -> Iterator[tuple[DemoArticle, DemoTranslation]]:
    for article in CONTENT.articles:
        for translation in article.translations.values():
            yield article, translation


def segments() -> Iterator[tuple[DemoArticle, BlockKind, str, DemoSegment]]:
    for article in CONTENT.articles:
        for block in article.blocks:
            for locale, segment in block.segments.items():
                yield article, block.kind, locale, segment


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from texts_in(each)


def depth(comment: DemoComment) -> int:
    return 0 if comment.parent is None else 1 + depth(COMMENTS[comment.parent])


# ── how much there is ───────────────────────────────────────────────────────────────────────────


def test_there_are_twelve_articles_in_english_and_bengali_and_one_in_bengali_alone() -> None:
    assert Counter(frozenset(article.translations) & {"en", "bn"} for article in CONTENT.articles) == {
        frozenset({"en", "bn"}): 12,
        frozenset({"bn"}): 1,
    }


def test_some_articles_are_also_in_arabic_and_portuguese_and_two_in_all_four() -> None:
    published = Counter(
        translation.locale
        for _, translation in translations()
        if translation.status is TranslationStatus.PUBLISHED
    )
    in_all_four = [
        key for key, article in ARTICLES.items() if set(article.translations) == {"en", "bn", "ar", "pt"}
    ]
    assert (published["ar"], published["pt"], len(in_all_four)) == (4, 4, 2)


def test_every_article_has_four_to_eight_paragraphs() -> None:
    for article in CONTENT.articles:
        assert 4 <= sum(block.kind is BlockKind.PARAGRAPH for block in article.blocks) <= 8, article.key


def test_some_articles_hold_headings_quotes_and_lists() -> None:
    holding = Counter(
        kind for article in CONTENT.articles for kind in {block.kind for block in article.blocks}
    )
    assert min(holding[BlockKind.HEADING], holding[BlockKind.QUOTE], holding[BlockKind.LIST]) >= 3


def test_there_are_five_authors_four_categories_and_about_eight_tags() -> None:
    assert (len(CONTENT.authors), len(CONTENT.categories), len(CONTENT.tags)) == (5, 4, 9)


def test_sixty_comments_stand_in_every_status() -> None:
    assert Counter(comment.status for comment in CONTENT.comments) == {
        CommentStatus.APPROVED: 44,
        CommentStatus.PENDING: 9,
        CommentStatus.REJECTED: 4,
        CommentStatus.SPAM: 3,
    }


def test_comments_are_written_in_four_languages_by_guests_readers_and_staff() -> None:
    kinds = {commenter.key: commenter.kind for commenter in CONTENT.commenters}
    assert {comment.locale for comment in CONTENT.comments} == {"en", "bn", "ar", "pt"}
    assert {kinds[comment.by] for comment in CONTENT.comments} == set(CommenterKind)
    assert {comment.by for comment in CONTENT.comments} == set(kinds)


def test_some_threads_are_four_deep() -> None:
    assert Counter(depth(comment) for comment in CONTENT.comments)[3] >= 2
    assert max(depth(comment) for comment in CONTENT.comments) == 3


# ── the special cases ───────────────────────────────────────────────────────────────────────────


def test_a_published_translation_is_outdated_in_one_place() -> None:
    outdated = [
        (article.key, locale) for article, _kind, locale, segment in segments() if segment.is_outdated
    ]
    assert outdated == [("iron-bridge", "bn")]
    assert ARTICLES["iron-bridge"].translations["bn"].status is TranslationStatus.PUBLISHED


def test_published_translations_have_gaps() -> None:
    gaps = {
        (article.key, translation.locale): sum(
            translation.locale not in block.segments for block in article.blocks
        )
        for article, translation in translations()
        if translation.status is TranslationStatus.PUBLISHED
    }
    assert {where: count for where, count in gaps.items() if count} == {
        ("heron-count", "pt"): 1,
        ("water-gauges", "bn"): 1,
    }


def test_one_article_is_a_draft_in_every_language() -> None:
    drafts = [article for article in CONTENT.articles if article.published_hours_ago is None]
    assert [article.key for article in drafts] == ["tide-clock"]
    assert {translation.status for translation in drafts[0].translations.values()} == {
        TranslationStatus.IN_REVIEW,
        TranslationStatus.DRAFT,
    }


def test_a_published_article_has_an_arabic_draft() -> None:
    statuses = {locale: each.status.value for locale, each in ARTICLES["ice-market"].translations.items()}
    assert statuses == {"en": "PUBLISHED", "bn": "PUBLISHED", "ar": "DRAFT"}


def test_bengali_is_the_original_of_some_articles_that_english_translates() -> None:
    originals = [article.key for article in CONTENT.articles if article.original == "bn"]
    assert originals == ["floating-library", "boat-songs", "school-kitchen"]
    assert [key for key in originals if "en" in ARTICLES[key].translations] == [
        "floating-library",
        "school-kitchen",
    ]


def test_a_rejected_comment_hides_an_approved_reply() -> None:
    hidden = [
        comment.key
        for comment in CONTENT.comments
        if comment.parent and COMMENTS[comment.parent].status is CommentStatus.REJECTED
    ]
    assert hidden == ["heron-rude-answer"]
    assert COMMENTS[hidden[0]].status is CommentStatus.APPROVED


# ── the languages ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", ARTICLE_FILES, ids=lambda path: path.stem)
def test_paragraphs_have_two_to_four_sentences_and_as_many_in_every_language(path: Path) -> None:
    for block in tomllib.loads(path.read_text(encoding="utf-8"))["block"]:
        if block.pop("kind") != "PARAGRAPH":
            continue
        texts = [value if isinstance(value, str) else value["text"] for value in block.values()]
        sentences = {len(text.strip().splitlines()) for text in texts}
        assert len(sentences) == 1, texts
        assert sentences <= {2, 3, 4}, texts


def test_every_segment_is_written_in_the_script_of_its_locale() -> None:
    for article, _kind, locale, segment in segments():
        script, share = dominant_script(plain_text(segment.text))
        assert script == script_of(locale), (article.key, locale, segment.text)
        assert share > 0.9


def test_titles_and_summaries_are_there_in_every_locale_and_slugs_keep_their_script() -> None:
    for article, translation in translations():
        assert translation.summary, article.key
        assert dominant_script(translation.title)[0] == script_of(translation.locale)
        assert dominant_script(translation.slug)[0] == script_of(translation.locale)


def test_some_translations_read_from_right_to_left() -> None:
    assert {direction(translation.locale) for _, translation in translations()} == {"LTR", "RTL"}


def test_everything_is_in_nfc() -> None:
    for path in FOLDER.rglob("*.toml"):
        for text in texts_in(tomllib.loads(path.read_text(encoding="utf-8"))):
            assert is_normalized("NFC", text), (path.name, text)


def test_categories_are_named_in_all_four_languages_and_tags_in_two_at_least() -> None:
    assert all(set(category.names) == {"en", "bn", "ar", "pt"} for category in CONTENT.categories)
    assert all({"en", "bn"} <= set(tag.names) for tag in CONTENT.tags)


def test_authors_have_a_name_and_a_biography_in_each_locale_of_their_work() -> None:
    needed = {(slug, "en") for slug in (author.slug for author in CONTENT.authors)}
    for article, translation in translations():
        needed |= {(slug, translation.locale) for slug in (*article.authors, *translation.translators)}
    there = {(author.slug, locale) for author in CONTENT.authors for locale in author.names}
    assert needed <= there
    assert all(set(author.bios) == set(author.names) for author in CONTENT.authors)


def test_translations_credit_a_translator_and_originals_none() -> None:
    for article, translation in translations():
        assert bool(translation.translators) == (translation.locale != article.original), article.key


# ── what is rendered ────────────────────────────────────────────────────────────────────────────


def test_every_block_renders_as_what_it_is() -> None:
    tags = {"PARAGRAPH": "<p>", "HEADING": "<h2>", "QUOTE": "<blockquote>", "LIST": "<ul>"}
    for article, kind, _locale, segment in segments():
        html = render_article(segment.text, kind.value)
        assert html.startswith(tags[kind.value]), (article.key, html)
        assert not re.search(r"\*|\]\(|##", html), (article.key, html)


def test_links_lead_to_example_domains_only() -> None:
    rendered = [render_article(segment.text, kind.value) for _, kind, _, segment in segments()]
    rendered += [render_comment(comment.body) for comment in CONTENT.comments]
    links = [link for html in rendered for link in re.findall(r'href="([^"]*)"', html)]
    assert len(links) > 30
    assert all(re.match(r"https://example\.(org|com)/", link) for link in links)


def test_only_spam_links_to_example_com() -> None:
    linking = {comment.status for comment in CONTENT.comments if "example.com" in comment.body}
    assert linking == {CommentStatus.SPAM}


# ── times ───────────────────────────────────────────────────────────────────────────────────────


def test_articles_were_published_over_the_last_two_months() -> None:
    hours = sorted(a.published_hours_ago for a in CONTENT.articles if a.published_hours_ago is not None)
    assert len(set(hours)) == 12
    assert hours[0] < 48
    assert TWO_MONTHS_HOURS / 2 < hours[-1] <= TWO_MONTHS_HOURS


def test_a_comment_comes_after_its_article_and_its_parent() -> None:
    for comment in CONTENT.comments:
        published = ARTICLES[comment.article].published_hours_ago
        assert published is not None
        assert comment.hours_ago < published
        if comment.parent is not None:
            assert comment.hours_ago < COMMENTS[comment.parent].hours_ago
            assert comment.article == COMMENTS[comment.parent].article


# ── images ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("image", CONTENT.images, ids=lambda image: image.key)
def test_an_image_is_a_small_drawing_of_the_declared_size_without_scripts_or_links(image: Any) -> None:
    path = IMAGES / f"{image.key}.svg"
    root = ET.fromstring(path.read_text(encoding="utf-8"))
    assert path.stat().st_size < MAX_IMAGE_BYTES
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("viewBox") == f"0 0 {IMAGE_WIDTH} {IMAGE_HEIGHT}"
    for element in root.iter():
        assert element.tag.rpartition("}")[2] not in {"script", "foreignObject", "image", "style"}
        assert element.get("href", "#").startswith("#")
        assert not any(name.startswith("on") for name in element.attrib)


def test_every_drawing_is_used_and_described_in_the_locales_of_its_article() -> None:
    images = {image.key: image for image in CONTENT.images}
    assert {path.stem for path in IMAGES.iterdir()} == set(images) == {a.image for a in CONTENT.articles}
    for article in CONTENT.articles:
        image = images[article.image]
        assert set(image.alts) == set(image.captions) == set(article.translations), article.key
        assert image.credit


def test_every_reference_inside_a_drawing_has_its_target() -> None:
    for path in IMAGES.iterdir():
        svg = path.read_text(encoding="utf-8")
        used = re.findall(r'href="#([^"]+)"', svg) + re.findall(r"url\(#([^)]+)\)", svg)
        assert set(used) <= set(re.findall(r'id="([^"]+)"', svg)), path.name


# ── mistakes are told ───────────────────────────────────────────────────────────────────────────

MISTAKES = [
    ("articles/01-night-ferry.toml", 'category = "local"', 'category = "locale"', "no category locale"),
    ("articles/01-night-ferry.toml", '"nilima-sardar"]', '"nobody"]', "no author nobody"),
    ("articles/01-night-ferry.toml", 'image = "night-ferry"', 'image = "nothing"', "no image nothing"),
    ("articles/01-night-ferry.toml", 'original = "en"', 'original = "de"', "no text in its original locale"),
    ("articles/01-night-ferry.toml", 'original = "en"', 'original = "EN"', "'EN' is not a locale"),
    ("articles/01-night-ferry.toml", "published_hours_ago = 30", "", "must be published when the first"),
    (
        "articles/01-night-ferry.toml",
        "published_hours_ago = 27",
        "published_hours_ago = 31",
        "must be published",
    ),
    (
        "articles/01-night-ferry.toml",
        "published_hours_ago = 30",
        "published_hours_ago = true",
        "number of hours",
    ),
    ("articles/01-night-ferry.toml", 'kind = "QUOTE"', 'kind = "POEM"', "'POEM', not one of PARAGRAPH"),
    ("articles/01-night-ferry.toml", "summary = ", "sumary = ", "nobody reads sumary"),
    ("articles/07-iron-bridge.toml", "outdated = true", 'outdated = "yes"', "neither true nor false"),
    ("articles/07-iron-bridge.toml", "[block.bn]", "[block.ar]", "no translation ar"),
    (
        "articles/07-iron-bridge.toml",
        'original = "en"',
        'original = "bn"',
        "block 3 lacks a present original",
    ),
    (
        "articles/09-water-gauges.toml",
        'original = "en"',
        'original = "bn"',
        "block 3 lacks a present original",
    ),
    (
        "articles/13-tide-clock.toml",
        'original = "en"',
        "published_hours_ago = 3\noriginal = 'en'",
        "is a draft",
    ),
    ("articles/13-tide-clock.toml", 'original = "en"', "original =", "13-tide-clock.toml: Invalid value"),
    ("comments.toml", 'parent = "ferry-me-too"', 'parent = "ferry-horn"', "no earlier comment ferry-horn"),
    ("comments.toml", 'parent = "library-donate"', 'parent = "ferry-horn"', "a comment on another article"),
    ("comments.toml", "hours_ago = 27\n", "hours_ago = 29\n", "ferry-me-too is older than its parent"),
    ("comments.toml", "hours_ago = 28.5", "hours_ago = 31", "ferry-first-boat precedes its article"),
    ("comments.toml", 'reason = "PRIVACY"\n', "", "a reason is for what is rejected"),
    (
        "comments.toml",
        'key = "ferry-me-too"',
        'key = "ferry-first-boat"',
        "ferry-first-boat stands there twice",
    ),
    ("comments.toml", 'parent = "heron-rude"', 'parent = "nobody-said"', "no earlier comment nobody-said"),
    ("people.toml", 'kind = "STAFF"', 'kind = "READER"', "moyna: roles are for staff"),
    ("people.toml", 'subject = "demo-reader-rui"', "", "rui: a subject is for all but guests"),
    ("people.toml", 'roles = ["EDITOR"]', 'roles = ["CHIEF"]', "roles is 'CHIEF', not one of"),
    ("taxonomy.toml", 'en = "Food"', "en = ''", "en is missing, empty or not a text"),
    ("taxonomy.toml", 'pt = "Ciência"', 'pt = "Cie\u0302ncia"', "pt is not in NFC"),
    ("images.toml", 'key = "herons"', 'key = "heron"', "image heron has no file"),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), MISTAKES)
def test_a_mistake_in_the_files_is_told_by_its_place(
    tmp_path: Path, name: str, old: str, new: str, message: str
) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=re.escape(message)):
        load_content(folder)


def test_a_reply_to_a_comment_that_was_never_visible_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path = folder / "comments.toml"
    text = path.read_text(encoding="utf-8")
    held = text.replace("hours_ago = 28.5", 'hours_ago = 28.5\nstatus = "PENDING"')
    path.write_text(held, encoding="utf-8")
    with pytest.raises(ContentError, match="ferry-me-too answers a comment that was never visible"):
        load_content(folder)
