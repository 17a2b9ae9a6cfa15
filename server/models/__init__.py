"""The database's shape now: SQLAlchemy tables, one module a concept. How it got here is in migrations/."""

from server.models.articles import (
    Article,
    ArticleAuthor,
    ArticleBlock,
    ArticleSlug,
    ArticleTag,
    ArticleTranslation,
    Audience,
    BlockKind,
    Segment,
    ServedTranslation,
    TranslationCredit,
    TranslationSlug,
    TranslationStatus,
)
from server.models.base import Base
from server.models.comments import EMPTY_TOMBSTONE, STAFF_ONLY, Comment, CommentRevision, SubmissionKey
from server.models.deliveries import (
    DeliveryError,
    DeliveryOutcome,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEvent,
)
from server.models.documents import TrustedDocument
from server.models.learning import CommentLikeness, Lease, StoredRiskModel
from server.models.moderation import (
    SITE_SCOPE,
    ActorKind,
    Claim,
    CommentPolicy,
    Decision,
    Finding,
    Flag,
    FlagReason,
)
from server.models.names import (
    Author,
    AuthorTranslation,
    Category,
    CategoryTranslation,
    Image,
    ImageTranslation,
    Tag,
    TagTranslation,
)
from server.models.people import Ban, Person
from server.models.rates import RateWindow
from server.models.records import AuditEntry, OutboxEvent
from server.models.search import ArticleSearch
from server.models.site import LocaleFallback, Site, SiteLocale
from server.models.tokens import TokenRevocation
from server.models.trail import AuditSeal, SealedEntry, UnsealedEntry

__all__ = [
    "EMPTY_TOMBSTONE",
    "SITE_SCOPE",
    "STAFF_ONLY",
    "ActorKind",
    "Article",
    "ArticleAuthor",
    "ArticleBlock",
    "ArticleSearch",
    "ArticleSlug",
    "ArticleTag",
    "ArticleTranslation",
    "Audience",
    "AuditEntry",
    "AuditSeal",
    "Author",
    "AuthorTranslation",
    "Ban",
    "Base",
    "BlockKind",
    "Category",
    "CategoryTranslation",
    "Claim",
    "Comment",
    "CommentLikeness",
    "CommentPolicy",
    "CommentRevision",
    "Decision",
    "DeliveryError",
    "DeliveryOutcome",
    "Finding",
    "Flag",
    "FlagReason",
    "Image",
    "ImageTranslation",
    "Lease",
    "LocaleFallback",
    "OutboxEvent",
    "Person",
    "RateWindow",
    "SealedEntry",
    "Segment",
    "ServedTranslation",
    "Site",
    "SiteLocale",
    "StoredRiskModel",
    "SubmissionKey",
    "Tag",
    "TagTranslation",
    "TokenRevocation",
    "TranslationCredit",
    "TranslationSlug",
    "TranslationStatus",
    "TrustedDocument",
    "UnsealedEntry",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEvent",
]
