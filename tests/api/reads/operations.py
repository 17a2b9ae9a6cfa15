"""Operations as a newsroom's frontends send them: each with its variables and who asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.api.newsroom import Newsroom
from tests.api.voices import ANN, EVA, LENA, Speaker

PAGE_INFO = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"


@dataclass(frozen=True, slots=True)
class Operation:
    text: str
    speaker: Speaker = None
    variables: Callable[[Newsroom], dict[str, Any]] = field(default=lambda _newsroom: {})


def _ferry(newsroom: Newsroom) -> dict[str, Any]:
    return {"id": newsroom.id("article", "ferry")}


OPERATIONS: dict[str, Operation] = {
    "one field": Operation("{ site { name } }"),
    "feed": Operation(
        f"""{{ articles(first: 20) {{ totalCount {PAGE_INFO} edges {{ cursor node {{
            id publishedAt commentCount
            authors {{ name slug }}
            category {{ slug translation(locale: "bn") {{ name }} }}
            en: translation(locale: "en") {{ id title slug isFallback }}
            bn: translation(locale: "bn") {{ id title summary direction isOutdated }}
            comments(first: 10) {{ nodes {{ body authorName createdAt }} }}
        }} }} }} }}"""
    ),
    "article page": Operation(
        """query($id: ID!) { article(id: $id) {
            translation(locale: "bn") { title body(format: HTML) translators { name } completeness { total } }
            translations { locale slug title status }
            leadImage { url translation(locale: "ar") { alt caption isFallback } }
            tags { slug translations { locale name } }
            acceptsComments commentPolicy { mode maxDepth bannedWords { words } }
            parallelText(locales: ["en", "bn", "pt-BR"]) {
                kind segments { locale direction text isOutdated }
            }
        } }""",
        LENA,
        _ferry,
    ),
    "thread": Operation(
        f"""query($id: ID!) {{ article(id: $id) {{ commentCount comments(first: 5, orderBy: MOST_REPLIES) {{
            totalCount {PAGE_INFO} nodes {{ id body status isMine editableUntil viewerHasFlagged
                replies(first: 4) {{ {PAGE_INFO} totalCount nodes {{ id body parent {{ id }} depth
                    replies(last: 2) {{ nodes {{ body replies {{ totalCount }} }} }} }} }} }}
        }} }} }}""",
        LENA,
        _ferry,
    ),
    "everything at the root": Operation(
        """query($id: ID!, $ids: [ID!]!) {
            __typename viewer { id roles ban { reason } } site { name locales { locale fallback } }
            node(id: $id) { __typename id ... on Article { originalLocale } }
            nodes(ids: $ids) { __typename id ... on Comment { body } ... on Author { name } }
            article(slug: "night-ferry") { id } translation(slug: "night-ferry") { slug locale }
            articles(first: 2, filter: {category: "culture", locales: ["bn"]},
                     orderBy: {field: TITLE, direction: DESC, locale: "bn"}) { nodes { id } }
            author(slug: "omar") { name articles(first: 2) { totalCount nodes { id } } }
            authors(last: 2) { nodes { slug } } categories { slug } category(slug: "politics") { id }
            tag(slug: "river") { articles(first: 1) { totalCount } } comment(id: "x") { id }
        }""",
        None,
        lambda newsroom: {
            "id": newsroom.id("article", "ferry"),
            "ids": [newsroom.id("comment", "a"), "nonsense", newsroom.id("author", "rita")],
        },
    ),
    "queue": Operation(
        f"""query($f: CommentFilter) {{
            moderationQueue(filter: $f, first: 10) {{ totalCount {PAGE_INFO} nodes {{
                id body version article {{ translation(locale: "en") {{ title }} }} parent {{ body }}
                moderation {{ isReviewed risk flagCount findings {{ check outcome score spans {{ start end }} }}
                    decisions {{ status actor {{ name kind }} }} claim {{ by {{ name }} expiresAt }}
                    commenter {{ name email approvedCount ban {{ reason until by {{ name }} }} }} }}
            }} }}
            queueCounts(filter: $f) {{ queue count oldest }}
        }}""",
        ANN,
        lambda _newsroom: {"f": {"status": ["PENDING"], "text": "says"}},
    ),
    "audit log": Operation(
        """{ auditLog(first: 10) { totalCount nodes { action at actor { kind name } before after
            subject { __typename ... on Article { id originalLocale } ... on Comment { body } } } } }""",
        ANN,
    ),
    "drafts": Operation(
        """{ articles(filter: {status: DRAFT}, orderBy: {field: UPDATED_AT, direction: ASC}) { nodes {
            publishedAt translations { title status version } } } }""",
        EVA,
    ),
}
