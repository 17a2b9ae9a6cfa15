"""Articles in two languages, with every column that the services keep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from benchmarks.data.calendar import published_at
from benchmarks.data.ids import id_at
from benchmarks.data.newsroom import Newsroom
from benchmarks.data.rows import Rows
from benchmarks.data.size import Size
from benchmarks.data.texts import LOCALES, BlockText, Texts, sentences, title
from server.models import (
    Article,
    ArticleAuthor,
    ArticleBlock,
    ArticleSearch,
    ArticleSlug,
    ArticleTag,
    ArticleTranslation,
    Audience,
    Segment,
    ServedTranslation,
    TranslationSlug,
    TranslationStatus,
)
from server.services.drafts import TranslationDraft
from server.services.order_keys import order_key
from server.services.slugs import title_slug
from server.services.translations import title_digest
from server.text.fallback import ORIGINAL, Chains
from server.text.scripts import direction
from server.text.search import SearchText, search_text
from server.text.slugs import slug_key


@dataclass(frozen=True, slots=True)
class Moments:
    """Of one article. `updated` is `created` where nothing was changed since."""

    created: datetime
    updated: datetime
    published: datetime | None


class Articles:
    """Writes articles by number. What was written last can be asked for: ids and moments."""

    def __init__(
        self, random: Random, size: Size, rows: Rows, *, newsroom: Newsroom, texts: Texts, chains: Chains
    ) -> None:
        self._random, self._size, self._rows = random, size, rows
        self._newsroom, self._texts, self._chains = newsroom, texts, chains
        self._slugs: set[str] = set()

    def write(self, number: int, *, public_comments: int) -> tuple[UUID, Moments]:
        moments = self._moments(number)
        original = "bn" if number % 3 == 2 else "en"
        article = self._rows.add(
            Article,
            id=id_at(self._random, moments.created),
            original_locale=original,
            category_id=self._random.choice(self._newsroom.categories),
            lead_image_id=self._random.choice(self._newsroom.images),
            is_public=moments.published is not None,
            published_at=moments.published,
            created_at=moments.created,
            updated_at=moments.updated,
            public_comment_count=public_comments,
        )
        drafts = {
            locale: TranslationDraft(
                title(self._random, locale), sentences(self._random, locale, 1, length=(8, 12))
            )
            for locale in LOCALES
        }
        ids = self._translations(article, drafts, original, moments)
        self._serve(article, drafts, ids, original=original, is_public=moments.published is not None)
        self._belongings(article)
        body = self._body(article, original)
        for locale, draft in drafts.items():
            self._index(article, ids[locale], draft, [block[locale] for block in body])
        return article, moments

    def _moments(self, number: int) -> Moments:
        published = published_at(number, self._size.articles)
        created = published - timedelta(hours=20)
        later = timedelta(minutes=self._random.randrange(40_000)) if number % 3 == 0 else timedelta(0)
        is_draft = self._size.is_draft(number)
        return Moments(created, created + later, None if is_draft else published)

    def _translations(
        self, article: UUID, drafts: dict[str, TranslationDraft], original: str, moments: Moments
    ) -> dict[str, UUID]:
        ids = {}
        is_public = moments.published is not None
        for locale, draft in drafts.items():
            slug = self._claim(draft.title, article)
            ids[locale] = self._rows.add(
                ArticleTranslation,
                id=id_at(self._random, moments.created),
                article_id=article,
                locale=locale,
                direction=direction(locale),
                slug=slug,
                title=draft.title,
                summary=draft.summary,
                status=TranslationStatus.PUBLISHED if is_public else TranslationStatus.DRAFT,
                published_at=moments.published,
                created_at=moments.created,
                updated_at=moments.updated,
                version=1 if moments.updated == moments.created else 2,
                digest=title_digest(draft),
                source_digest=None if locale == original else title_digest(drafts[original]),
            )
            self._rows.add(ArticleSlug, slug=slug_key(slug), article_id=article)
            self._rows.add(
                TranslationSlug, slug=slug_key(slug), translation_id=ids[locale], since=moments.created
            )
        return ids

    def _claim(self, text: str, article: UUID) -> str:
        """Numbered where it is taken, as the services number."""
        made = title_slug(text, article)
        slug, number = made, 1
        while slug_key(slug) in self._slugs:
            number += 1
            slug = f"{made}-{number}"
        self._slugs.add(slug_key(slug))
        return slug

    def _serve(
        self,
        article: UUID,
        drafts: dict[str, TranslationDraft],
        ids: dict[str, UUID],
        *,
        original: str,
        is_public: bool,
    ) -> None:
        """Both translations are in the same state, so readers are served what staff is, or nothing."""
        audiences = (Audience.READERS, Audience.STAFF) if is_public else (Audience.STAFF,)
        keys = {locale: order_key(draft.title) for locale, draft in drafts.items()}
        for locale in self._chains.fallbacks:
            chain = (original if each == ORIGINAL else each for each in self._chains.chain(locale))
            served = next(each for each in chain if each in ids)
            for audience in audiences:
                self._rows.add(
                    ServedTranslation,
                    article_id=article,
                    locale=locale,
                    audience=audience,
                    translation_id=ids[served],
                    title_key=keys[served],
                )

    def _belongings(self, article: UUID) -> None:
        authors = self._random.sample(self._newsroom.authors, self._random.choice((1, 1, 2)))
        for position, author in enumerate(authors):
            self._rows.add(ArticleAuthor, article_id=article, position=position, author_id=author)
        for position, tag in enumerate(self._random.sample(self._newsroom.tags, self._random.randint(1, 4))):
            self._rows.add(ArticleTag, article_id=article, position=position, tag_id=tag)

    def _body(self, article: UUID, original: str) -> list[dict[str, BlockText]]:
        random, texts = self._random, self._texts
        paragraphs = [random.choice(texts.paragraphs) for _ in range(4)]
        first, second, *others = paragraphs
        blocks = [first, random.choice(texts.headings), second, random.choice(texts.quotes), *others]
        for position, block in enumerate(blocks):
            source = block[original]
            block_id = self._rows.add(
                ArticleBlock,
                id=UUID(int=random.getrandbits(128)),
                article_id=article,
                position=position,
                kind=source.kind,
            )
            for locale, text in block.items():
                self._rows.add(
                    Segment,
                    block_id=block_id,
                    locale=locale,
                    text=text.text,
                    html=text.html,
                    plain=text.plain,
                    digest=text.digest,
                    source_digest=None if locale == original else source.digest,
                )
        return blocks

    def _index(
        self, article: UUID, translation: UUID, draft: TranslationDraft, body: list[BlockText]
    ) -> None:
        head = search_text(title=draft.title, summary=draft.summary, body=())
        codes = tuple(code for block in body for code in block.codes)
        self._rows.add(
            ArticleSearch,
            translation_id=translation,
            article_id=article,
            document=SearchText(head.title, head.summary, codes, head.runs),
            runs=head.runs,
        )
