"""Finding articles by their words, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest

from server.services.articles import update_article_text
from server.services.drafts import ArticleDraft, TranslationDraft
from server.services.names import ensure_author, ensure_category, ensure_tag
from server.services.publishing import unpublish
from server.settings import Settings
from server.text.search import MAX_QUERY_CHARS, MAX_QUERY_WORDS
from tests.database.newsdesk import NOW, draft, paragraphs
from tests.database.searching import EDITOR, FIND, Reader, ids_of, open_reader


@pytest.fixture
async def reader(settings: Settings) -> AsyncIterator[Reader]:
    async with open_reader(settings) as opened:
        yield opened


async def public(reader: Reader, titles: dict[str, str], *blocks: dict[str, str], **facts: Any) -> UUID:
    article_id = await reader.desk.create(draft(titles, *blocks, **facts))
    await reader.desk.publish(article_id)
    return article_id


# ── words ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "found", "missed"),
    [
        ("রাশিয়ার আক্রমণ শুরু", ["আক্রমণ", "আক*", "শুরু রাশিয়ার", "রাশি*"], ["আক", "আক্রম", "ক্রমণ", "আক্রমণ শেষ"]),
        (
            "Café Zürich’s Straße",
            ["cafe", "CAFÉ", "cafe\u0301", "zurichs", "strasse", "zur*"],
            ["caf", "zurich"],
        ),
        ("اَلْعَرَبِيَّةُ لغـــة", ["العربية", "لغة", "الع*"], ["عرب", "لغ"]),
        ("हिन्दी में समाचार", ["हिन्दी", "समाचार में", "हिन*"], ["हिन", "हि"]),
        ("東京都に行った", ["東京", "京都", "東京都", "都", "東", "行った"], ["東都", "大阪", "東京に"]),
        ("ภาษาไทยวันนี้", ["ภาษาไทย", "ไทย", "วันนี้"], ["ไทยภาษา", "วันนี"]),
        ("우크라이나에서", ["우크라이나에서", "우크라이나*"], ["우크라이나"]),
        ("২০২৪ সালে", ["2024", "২০২৪", "٢٠٢٤", "20*"], ["20", "2025"]),
        ("Київ, п'ять днів", ["київ", "КИЇВ", "п’ять"], ["киев", "пят"]),
        ("ភាសាខ្មែរ", ["ខ្មែរ", "ភាសា"], ["ខម"]),
    ],
)
async def test_finds_whole_words_and_beginnings_with_a_star(
    reader: Reader, text: str, found: list[str], missed: list[str]
) -> None:
    article_id = await public(reader, {"en": "Title"}, {"en": text})
    await public(reader, {"en": "Something else"})
    for query in found:
        assert await reader.find(query) == [article_id], query
    for query in missed:
        assert await reader.find(query) == [], query


async def test_pairs_that_lie_apart_are_not_the_word(reader: Reader) -> None:
    apart = await public(reader, {"en": "東京 京大 大学"})
    together = await public(reader, {"en": "東京大学"})
    assert set(await reader.find("東京")) == {apart, together}
    assert await reader.find("東京大学") == [together]


async def test_finds_in_titles_summaries_and_bodies_together(reader: Reader) -> None:
    article = ArticleDraft(
        original_locale="en",
        translations={"en": TranslationDraft("The river", summary="A flood")},
        blocks=paragraphs([{"en": "Boats **moored** in [town](https://example.org/harbour)"}]),
    )
    article_id = await reader.desk.create(article)
    await reader.desk.publish(article_id)
    for query in ("river", "flood", "moored", "town", "river flood boats"):
        assert await reader.find(query) == [article_id], query
    assert await reader.find("harbour") == []


async def test_all_words_must_be_in_one_translation(reader: Reader) -> None:
    await public(reader, {"en": "River", "bn": "নদী"})
    assert await reader.find("river নদী") == []


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "'",
        "AND",
        "NOT river",
        "river OR",
        "NEAR(a b)",
        "title: river",
        "river & !",
        "a <-> b",
        ":*",
        "\\",
        "-river",
        "^river",
        "{}",
        "ab:A",
        "(",
        "*river",
        "river**",
        "\x00river",
    ],
)
async def test_no_text_is_a_syntax_error(reader: Reader, text: str) -> None:
    await public(reader, {"en": "River"})
    body = await reader.ask(FIND, search={"text": text})
    for error in body.get("errors", ()):
        assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_operators_of_the_databases_are_words_here(reader: Reader) -> None:
    article_id = await public(reader, {"en": "Neither this or that and not near"})
    assert await reader.find("OR AND NOT NEAR") == [article_id]


# ── what is refused ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["", "  \n", "*", "?! —", "👍", "\u0301", "\u200d"])
async def test_refuses_a_search_for_nothing(reader: Reader, text: str) -> None:
    code, message = await reader.refusal(FIND, search={"text": text})
    assert (code, "nothing to search for" in message) == ("BAD_USER_INPUT", True)


async def test_refuses_endless_searches(reader: Reader) -> None:
    words = " ".join(f"word{number}" for number in range(MAX_QUERY_WORDS))
    assert await reader.find(words) == []
    assert (await reader.refusal(FIND, search={"text": f"{words} more"}))[0] == "BAD_USER_INPUT"
    letters = "".join(chr(0x4E00 + number) for number in range(MAX_QUERY_CHARS))
    assert await reader.find(letters) == []
    assert (await reader.refusal(FIND, search={"text": letters + "一"}))[0] == "BAD_USER_INPUT"


async def test_relevance_needs_a_search_and_has_the_best_first(reader: Reader) -> None:
    best = {"field": "RELEVANCE", "direction": "DESC"}
    worst = {"field": "RELEVANCE", "direction": "ASC"}
    plain = "query($order: ArticleOrder) { articles(orderBy: $order) { nodes { id } } }"
    assert (await reader.refusal(plain, order=best))[0] == "BAD_USER_INPUT"
    assert (await reader.refusal(FIND, search={"text": "river"}, order=worst))[0] == "BAD_USER_INPUT"


# ── relevance ───────────────────────────────────────────────────────────────────────────────────


async def test_a_title_counts_more_than_a_body(reader: Reader) -> None:
    body = await public(reader, {"en": "Boats"}, {"en": "the river"})
    title = await public(reader, {"en": "River"}, {"en": "and boats"})
    assert await reader.find("river", order="RELEVANCE") == [title, body]
    assert await reader.find("boats", order="RELEVANCE") == [body, title]


async def test_pages_by_relevance_hold_every_article_once(reader: Reader) -> None:
    expected = {await public(reader, {"en": f"River {'river ' * (number % 4)}"}) for number in range(11)}
    found: list[UUID] = []
    after = None
    while True:
        page = await reader.page("river", order="RELEVANCE", first=3, after=after)
        assert page["totalCount"] == 11
        found += ids_of(page)
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(found) == 11
    assert set(found) == expected


@pytest.mark.parametrize(
    "cursor", ["rd.9999999999.", "rd.2147483648.", "rd.1.", "rd.-000000001.", "cd.0000000001."]
)
async def test_a_forged_place_in_the_ranking_is_refused(reader: Reader, cursor: str) -> None:
    by = {"field": "RELEVANCE", "direction": "DESC"}
    forged = cursor + UUID(int=1).hex
    code, _ = await reader.refusal(FIND, search={"text": "river"}, order=by, after=forged)
    assert code == "BAD_USER_INPUT"


async def test_the_last_pages_by_relevance_are_those_of_the_first(reader: Reader) -> None:
    for number in range(5):
        await public(reader, {"en": f"River {'river ' * number}"})
    by = 'orderBy: {field: RELEVANCE, direction: DESC}, filter: {search: {text: "river"}}'
    whole, last = [
        (await reader.ask(f"{{ articles({by}, {page}) {{ nodes {{ id }} }} }}"))["data"]["articles"]
        for page in ("first: 5", "last: 2")
    ]
    assert ids_of(last) == ids_of(whole)[-2:]


async def test_a_search_is_one_statement(reader: Reader) -> None:
    await public(reader, {"en": "River"})
    before = reader.desk.database.statements
    await reader.page("river", "en", order="RELEVANCE")
    assert reader.desk.database.statements == before + 1


# ── who sees what ───────────────────────────────────────────────────────────────────────────────


async def test_guests_do_not_find_drafts(reader: Reader) -> None:
    article_id = await reader.desk.create(draft({"en": "Secret", "bn": "গোপন"}))
    assert await reader.find("secret") == []
    assert await reader.find("secret", viewer=EDITOR) == []
    assert await reader.find("secret", viewer=EDITOR, status="DRAFT") == [article_id]
    await reader.desk.publish(article_id, "en")
    assert await reader.find("secret") == [article_id]
    assert await reader.find("গোপন") == []
    assert await reader.find("গোপন", viewer=EDITOR) == [article_id]


async def test_a_search_in_a_locale_looks_at_what_its_reader_sees(reader: Reader) -> None:
    both = await public(reader, {"en": "River", "bn": "নদী"})
    english = await public(reader, {"en": "River bank"})
    assert set(await reader.find("river")) == {both, english}
    assert set(await reader.find("river", "en")) == {both, english}
    assert await reader.find("river", "bn") == [english]
    assert await reader.find("নদী", "bn") == [both]
    assert await reader.find("নদী", "en") == []
    assert set(await reader.find("river", "pt")) == {both, english}


async def test_a_draft_in_the_locale_does_not_hide_the_fallback(reader: Reader) -> None:
    article_id = await reader.desk.create(draft({"en": "River", "bn": "নদী"}))
    await reader.desk.publish(article_id, "en")
    assert await reader.find("river", "bn") == [article_id]
    assert await reader.find("নদী", "bn") == await reader.find("নদী", "bn", viewer=EDITOR) == []
    assert await reader.find("নদী", "bn", viewer=EDITOR, status="DRAFT") == [article_id]
    assert await reader.find("river", "bn", viewer=EDITOR, status="DRAFT") == []


async def test_a_locale_that_the_site_does_not_list_follows_its_chain(reader: Reader) -> None:
    """Its parents, the site's default (en), the original."""
    german = await public(reader, {"de": "Fluss", "en": "River", "pt": "Rio"}, original="pt")
    english = await public(reader, {"en": "River"})
    original = await public(reader, {"pt": "Rio"}, original="pt")
    assert await reader.find("fluss", "de-AT") == [german]
    assert await reader.find("river", "de-AT") == [english]
    assert await reader.find("rio", "de-AT") == [original]
    assert set(await reader.find("river", "fr")) == {german, english}


async def test_two_aliases_with_two_locales_do_not_mix(reader: Reader) -> None:
    both = await public(reader, {"en": "River", "bn": "নদী river"})
    english = await public(reader, {"en": "River"})
    query = """query($en: Locale, $bn: Locale) {
      a: articles(filter: {search: {text: "river", locale: $en}}) { nodes { id } }
      b: articles(filter: {search: {text: "নদী", locale: $bn}}) { nodes { id } }
    }"""
    data = (await reader.ask(query, en="en", bn="bn"))["data"]
    assert (set(ids_of(data["a"])), ids_of(data["b"])) == ({both, english}, [both])


async def test_a_search_below_an_author_a_category_and_a_tag(reader: Reader) -> None:
    names: dict[str, Any] = {"slug": None, "original_locale": "en", "default_locale": "en"}
    async with reader.desk.database.transaction() as session:
        author = await ensure_author(session, names={"en": "Ana"}, **names)
        category = await ensure_category(session, names={"en": "World"}, **names)
        tag = await ensure_tag(session, names={"en": "Water"}, **names)
    inside = await public(reader, {"en": "River"}, author_ids=(author,), category_id=category, tag_ids=(tag,))
    await public(reader, {"en": "Other river"})
    await public(reader, {"en": "Boats"}, author_ids=(author,), category_id=category, tag_ids=(tag,))
    found = (
        '(filter: {search: {text: "river"}}, orderBy: {field: RELEVANCE, direction: DESC}) '
        "{ edges { cursor node { id } } nodes { id } totalCount pageInfo { hasNextPage startCursor } }"
    )
    body = await reader.ask(
        f'{{ author(slug: "ana") {{ articles{found} }} category(slug: "world") {{ articles{found} }} '
        f'tag(slug: "water") {{ articles{found} }} authors(first: 2) {{ nodes {{ articles{found} }} }} }}'
    )
    data = body["data"]
    below = [data["author"], data["category"], data["tag"], data["authors"]["nodes"][0]]
    assert [ids_of(each["articles"]) for each in below] == [[inside]] * 4
    assert [each["articles"]["totalCount"] for each in below] == [1] * 4


async def test_a_filter_may_be_a_variable_as_a_whole(reader: Reader) -> None:
    article_id = await public(reader, {"en": "River", "bn": "নদী"})
    query = "query($filter: ArticleFilter) { articles(filter: $filter) { nodes { id } } }"
    for search, found in (
        ({"text": "river"}, [article_id]),
        ({"text": "river", "locale": None}, [article_id]),
        ({"text": "river", "locale": "bn"}, []),
        ({"text": "নদী", "locale": "bn"}, [article_id]),
        (None, [article_id]),
    ):
        body = await reader.ask(query, filter={"search": search, "publishedBefore": "2027-01-01T00:00:00Z"})
        assert ids_of(body["data"]["articles"]) == found


async def test_a_search_stands_where_lists_are_nested_deepest(reader: Reader) -> None:
    """Five lists, with page info at every level: what the limits allow."""
    await public(reader, {"en": "River"})
    page = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id "
    nested = f"replies(first: 1) {{ {page} }} }} }}"
    nested = f"replies(first: 1) {{ {page} {nested} }} }} }}"
    nested = f"comments(first: 1) {{ {page} {nested} }} }} }}"
    found = 'filter: {search: {text: "river", locale: "bn"}}, orderBy: {field: RELEVANCE, direction: DESC}'
    nested = f"articles({found}, first: 1) {{ {page} {nested} }} }} }}"
    body = await reader.ask(f"{{ categories {{ slug {nested} }} }}")
    assert body == {"data": {"categories": []}}


# ── the index follows every write ───────────────────────────────────────────────────────────────


async def test_the_index_follows_an_update(reader: Reader) -> None:
    article_id = await public(reader, {"en": "River"}, {"en": "old text"})
    await reader.desk.update(article_id, draft({"en": "River"}, {"en": "new text"}))
    assert await reader.find("old") == []
    assert await reader.find("new") == [article_id]
    await reader.desk.update(article_id, draft({"en": "Stream"}, {"en": "new text"}))
    assert await reader.find("river") == []
    assert await reader.find("stream") == [article_id]


async def test_what_is_withdrawn_is_found_no_more(reader: Reader) -> None:
    article_id = await public(reader, {"en": "River", "bn": "নদী"})
    async with reader.desk.database.transaction() as session:
        await unpublish(session, article_id=article_id, locale="bn", now=NOW, chains=reader.desk.chains)
    assert await reader.find("নদী") == []
    assert await reader.find("river", "bn") == [article_id]
    async with reader.desk.database.transaction() as session:
        await unpublish(session, article_id=article_id, locale=None, now=NOW, chains=reader.desk.chains)
    assert await reader.find("river") == []


async def test_a_write_that_fails_leaves_the_index_alone(reader: Reader) -> None:
    article_id = await public(reader, {"en": "River"})

    async def fail() -> None:
        async with reader.desk.database.transaction() as session:
            stream = draft({"en": "Stream"})
            await update_article_text(session, article_id, stream, now=NOW, chains=reader.desk.chains)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    assert await reader.find("river") == [article_id]
    assert await reader.find("stream") == []
