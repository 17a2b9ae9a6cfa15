"""The contract's enumerations: most are born where the rules are, and only described here."""

from enum import Enum, StrEnum

import strawberry

from server.errors import ConflictCause, ErrorCode
from server.models.articles import BlockKind, TranslationStatus
from server.models.moderation import ActorKind, FlagReason
from server.moderation.findings import Outcome
from server.moderation.policy import ModerationMode
from server.moderation.status import CommentStatus, RejectionReason
from server.viewer import Role


class TextDirection(StrEnum):
    LTR = "LTR"
    RTL = "RTL"


class OrderDirection(StrEnum):
    ASC = "ASC"
    DESC = "DESC"


class TextFormat(StrEnum):
    MARKDOWN = "MARKDOWN"
    HTML = "HTML"
    TEXT = "TEXT"


class ArticleOrderField(StrEnum):
    PUBLISHED_AT = "PUBLISHED_AT"
    UPDATED_AT = "UPDATED_AT"
    TITLE = "TITLE"
    COMMENT_COUNT = "COMMENT_COUNT"
    RELEVANCE = "RELEVANCE"


class CommentOrder(StrEnum):
    NEWEST = "NEWEST"
    OLDEST = "OLDEST"
    MOST_REPLIES = "MOST_REPLIES"


class QueueName(StrEnum):
    PENDING = "PENDING"
    REPORTED = "REPORTED"
    UNREVIEWED = "UNREVIEWED"
    SPAM = "SPAM"


class QueueOrder(StrEnum):
    RISK = "RISK"
    OLDEST = "OLDEST"
    NEWEST = "NEWEST"
    MOST_FLAGGED = "MOST_FLAGGED"


class ModerationAction(StrEnum):
    APPROVE = "APPROVE"
    REJECT = "REJECT"
    SPAM = "SPAM"


class ClaimState(StrEnum):
    UNCLAIMED = "UNCLAIMED"
    MINE = "MINE"
    OTHERS = "OTHERS"


DESCRIPTIONS: dict[type[Enum], tuple[str, dict[str, str]]] = {
    TextDirection: (
        "Which way a text runs; for the dir attribute.",
        {"LTR": "Left to right.", "RTL": "Right to left."},
    ),
    OrderDirection: (
        "Which end comes first.",
        {"ASC": "Smallest or oldest first.", "DESC": "Largest or newest first."},
    ),
    Role: (
        "What a person may do beyond reading. ADMIN implies the other roles; no other implies another.",
        {
            "READER": "Comments under an own name.",
            "MODERATOR": "Decides about comments.",
            "EDITOR": "Writes articles; sees drafts.",
            "ADMIN": "All of it.",
        },
    ),
    TextFormat: (
        "How a body is written.",
        {
            "MARKDOWN": "As stored.",
            "HTML": "Rendered and sanitised.",
            "TEXT": "As a reader sees it, without markup.",
        },
    ),
    TranslationStatus: (
        "How far a translation is.",
        {
            "DRAFT": "Being written.",
            "IN_REVIEW": "Waits for an editor.",
            "PUBLISHED": "Readers see it.",
        },
    ),
    BlockKind: (
        "What a unit of the body is.",
        {
            "PARAGRAPH": "Running text.",
            "HEADING": "A heading between paragraphs.",
            "QUOTE": "A quotation set apart.",
            "LIST": "A list of points.",
            "IMAGE": "An image in the text.",
            "CODE": "Text in which every space counts.",
        },
    ),
    ArticleOrderField: (
        "What articles are ordered by.",
        {
            "PUBLISHED_AT": "The first public moment; drafts that never were public come last in DESC, first in ASC.",
            "UPDATED_AT": "The last change.",
            "TITLE": "The title as a reader of the given locale sees it, after fallback. Needs a locale of the site.",
            "COMMENT_COUNT": "The public comments.",
            "RELEVANCE": "How well a search is met; only with a search.",
        },
    ),
    CommentOrder: (
        "What a thread is ordered by.",
        {
            "NEWEST": "Newest first.",
            "OLDEST": "Oldest first.",
            "MOST_REPLIES": "The most public direct replies first.",
        },
    ),
    CommentStatus: (
        "Where a comment stands. Its author sees the true status.",
        {
            "PENDING": "Held until a moderator decides.",
            "APPROVED": "Readers see it.",
            "REJECTED": "A moderator or a rule refused it.",
            "SPAM": "Taken for spam.",
        },
    ),
    RejectionReason: (
        "Why a comment was rejected.",
        {
            "OFFENSIVE": "Offends.",
            "ABUSIVE": "Attacks somebody.",
            "HARASSMENT": "Keeps after somebody.",
            "HATE_SPEECH": "Attacks a group of people.",
            "SPAM": "Unwanted bulk.",
            "ADVERTISING": "Sells something.",
            "OFF_TOPIC": "Does not belong here.",
            "MISINFORMATION": "Spreads what is false.",
            "ILLEGAL": "Breaks the law.",
            "PRIVACY": "Tells what is private of somebody.",
            "BANNED_WORD": "Holds a word that the policy bans.",
            "OTHER": "Another reason; see the note.",
        },
    ),
    Outcome: (
        "What a check would have done with a comment.",
        {
            "NOTE": "Only remarked.",
            "HOLD": "Held for a person.",
            "SPAM": "Put among the spam.",
            "REJECT": "Refused.",
        },
    ),
    ModerationMode: (
        "PRE: held until approved. POST: visible at once unless a check holds it. CLOSED: no new comments.",
        {
            "PRE": "Held until approved.",
            "POST": "Visible at once, unless a check holds it.",
            "CLOSED": "No new comments.",
        },
    ),
    ActorKind: (
        "Who acted.",
        {"PERSON": "A person.", "POLICY": "The checks decided by themselves."},
    ),
    FlagReason: (
        "Why a reader reports a comment.",
        {
            "OFFENSIVE": "Offends.",
            "ABUSIVE": "Attacks somebody.",
            "SPAM": "Unwanted bulk.",
            "ILLEGAL": "Breaks the law.",
            "OFF_TOPIC": "Does not belong here.",
            "PRIVACY": "Tells what is private of somebody.",
            "OTHER": "Another reason; see the details.",
        },
    ),
    QueueName: (
        "The moderators' queues.",
        {
            "PENDING": "Held: waiting for a decision.",
            "REPORTED": "Visible, and reported by readers since a person last looked.",
            "UNREVIEWED": "Visible by policy; no person has looked.",
            "SPAM": "Taken for spam by the checks; here to find what was wrongly taken.",
        },
    ),
    QueueOrder: (
        "What a queue is ordered by.",
        {
            "RISK": "The riskiest first.",
            "OLDEST": "The longest waiting first.",
            "NEWEST": "The newest first.",
            "MOST_FLAGGED": "The most reported first.",
        },
    ),
    ClaimState: (
        "Whether a moderator is at work on a comment.",
        {
            "UNCLAIMED": "Nobody is.",
            "MINE": "The viewer is.",
            "OTHERS": "Somebody else is.",
        },
    ),
    ModerationAction: (
        "What a moderator does to several comments at once.",
        {
            "APPROVE": "Lets readers see them.",
            "REJECT": "Refuses them; needs a reason.",
            "SPAM": "Puts them among the spam.",
        },
    ),
    ConflictCause: (
        "What happened to a comment before the viewer's change.",
        {
            "EDITED": "Its author changed the text.",
            "MODERATED": "A moderator decided.",
            "DELETED": "It was deleted.",
            "CLAIMED": "Another moderator is at work on it.",
        },
    ),
    ErrorCode: (
        "What is wrong with an input, for a program; the message says it to a person.",
        {
            "REQUIRED": "Something must be given.",
            "TOO_SHORT": "Shorter than the policy wants.",
            "TOO_LONG": "Longer than the policy allows.",
            "INVALID": "Not in a form that can be used.",
            "NOT_FOUND": "Does not exist, or may not be seen.",
            "FORBIDDEN": "May be seen, but is not the viewer's to change.",
            "BANNED": "The viewer may not write here.",
            "COMMENTS_CLOSED": "The article takes no comments, or no longer.",
            "PARENT_UNAVAILABLE": "The comment that is replied to is not there for the viewer.",
            "TOO_DEEP": "The thread may not grow deeper.",
            "DUPLICATE": "The same text was just sent.",
            "RATE_LIMITED": "Too many in too short a time.",
            "EDIT_WINDOW_OVER": "It can no longer be edited.",
            "CONFLICT": "Somebody else was first.",
            "IDEMPOTENCY_MISMATCH": "The key was used for something else.",
            "STALE_SOURCE": "The source has changed since.",
            "UNKNOWN_LOCALE": "There is nothing in this locale.",
            "SLUG_TAKEN": "Another article has this slug.",
            "ALREADY_DONE": "There is nothing left to do.",
        },
    ),
}  # fmt: skip
"""Each enumeration with its description and its values'."""

for _enumeration, (_description, _values) in DESCRIPTIONS.items():
    strawberry.enum(_enumeration, description=_description)
    for _value in _enumeration.__strawberry_definition__.values:  # type: ignore[attr-defined]
        _value.description = _values[_value.name]
