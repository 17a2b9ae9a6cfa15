"""What the demo's files say, as values that cannot change.

Texts are keyed by locale. Times are hours before the demo is loaded, so that it is always fresh.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from server.models import BlockKind, TranslationStatus
from server.moderation.status import CommentStatus, RejectionReason
from server.viewer import Role

IMAGE_WIDTH = 1200
IMAGE_HEIGHT = 675
"""Pixels: 16 to 9, the viewBox of every image of the demo."""


@dataclass(frozen=True, slots=True)
class DemoAuthor:
    slug: str
    names: Mapping[str, str]
    bios: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DemoTerm:
    """A category or a tag."""

    slug: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DemoImage:
    """Its file is images/KEY.svg; the first locale of `alts` is the one it was described in first."""

    key: str
    credit: str
    alts: Mapping[str, str]
    captions: Mapping[str, str]

    @property
    def url(self) -> str:
        """Where the server offers the file in demo mode."""
        return f"/demo/images/{self.key}.svg"


@dataclass(frozen=True, slots=True)
class DemoSegment:
    """`is_outdated`: it translates an earlier text of the original."""

    text: str
    is_outdated: bool = False


@dataclass(frozen=True, slots=True)
class DemoBlock:
    """A locale without a segment is a gap in that translation."""

    kind: BlockKind
    segments: Mapping[str, DemoSegment]


@dataclass(frozen=True, slots=True)
class DemoTranslation:
    """`published_hours_ago` is None while the status is not PUBLISHED."""

    locale: str
    title: str
    summary: str | None
    slug: str
    status: TranslationStatus
    published_hours_ago: float | None
    translators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """`published_hours_ago` is None for a draft; `authors` are slugs in byline order."""

    key: str
    original: str
    category: str
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    image: str
    published_hours_ago: float | None
    translations: Mapping[str, DemoTranslation]
    blocks: tuple[DemoBlock, ...]


class CommenterKind(StrEnum):
    """A guest is a name; a reader and a member of staff are known by the subject of their token."""

    GUEST = "GUEST"
    READER = "READER"
    STAFF = "STAFF"


@dataclass(frozen=True, slots=True)
class DemoCommenter:
    key: str
    name: str
    kind: CommenterKind
    subject: str | None
    email: str | None
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class DemoComment:
    """`article`, `by` and `parent` are keys."""

    key: str
    article: str
    by: str
    parent: str | None
    locale: str
    status: CommentStatus
    reason: RejectionReason | None
    hours_ago: float
    body: str


@dataclass(frozen=True, slots=True)
class DemoContent:
    """Everything, in the order of the files; a comment comes after its parent."""

    authors: tuple[DemoAuthor, ...]
    commenters: tuple[DemoCommenter, ...]
    categories: tuple[DemoTerm, ...]
    tags: tuple[DemoTerm, ...]
    images: tuple[DemoImage, ...]
    articles: tuple[DemoArticle, ...]
    comments: tuple[DemoComment, ...]
