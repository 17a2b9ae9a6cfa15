"""What a reader is told after sending a comment, in the newsroom's four first languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from server.moderation.status import CommentStatus
from server.text.locales import parents

FALLBACK = "en"

NOTICES: Mapping[str, Mapping[CommentStatus, str]] = {
    "en": {
        CommentStatus.APPROVED: "Thank you. Your comment has been published.",
        CommentStatus.PENDING: "Thank you. Your comment will appear once a moderator has approved it.",
        CommentStatus.REJECTED: "Your comment was not published because it goes against our rules.",
        CommentStatus.SPAM: (
            "Your comment was taken for spam and is not visible. A moderator can still publish it."
        ),
    },
    "bn": {
        CommentStatus.APPROVED: "ধন্যবাদ। আপনার মন্তব্যটি প্রকাশিত হয়েছে।",
        CommentStatus.PENDING: "ধন্যবাদ। একজন মডারেটর অনুমোদন করলে আপনার মন্তব্যটি প্রকাশিত হবে।",
        CommentStatus.REJECTED: "আমাদের নীতিমালার সঙ্গে সামঞ্জস্যপূর্ণ না হওয়ায় আপনার মন্তব্যটি প্রকাশ করা হয়নি।",
        CommentStatus.SPAM: (
            "আপনার মন্তব্যটি স্প্যাম হিসেবে চিহ্নিত হয়েছে, তাই এটি দেখা যাচ্ছে না। একজন মডারেটর চাইলে এটি প্রকাশ করতে পারেন।"
        ),
    },
    "ar": {
        CommentStatus.APPROVED: "شكرًا لك. نُشر تعليقك.",
        CommentStatus.PENDING: "شكرًا لك. سيظهر تعليقك بعد أن يوافق عليه أحد المشرفين.",
        CommentStatus.REJECTED: "لم يُنشر تعليقك لأنه يخالف قواعدنا.",
        CommentStatus.SPAM: (
            "صُنّف تعليقك رسالةً مزعجة، ولذلك لا يظهر للقراء. ويمكن لأحد المشرفين أن ينشره لاحقًا."
        ),
    },
    "pt": {
        CommentStatus.APPROVED: "Obrigado. O seu comentário foi publicado.",
        CommentStatus.PENDING: "Obrigado. O seu comentário aparecerá assim que um moderador o aprovar.",
        CommentStatus.REJECTED: "O seu comentário não foi publicado porque viola as nossas regras.",
        CommentStatus.SPAM: (
            "O seu comentário foi considerado spam e não está visível. Um moderador ainda pode publicá-lo."
        ),
    },
}


def notice(status: CommentStatus, locales: Sequence[str | None]) -> str:
    """The text for a status in the first of the locales that there is one for, English where there is none.

    Give the comment's locale, then the article's; None stands for one that is not known.
    """
    candidates = [tag for locale in locales if locale for tag in (locale, *parents(locale))]
    chosen = next((tag for tag in candidates if tag in NOTICES), FALLBACK)
    return NOTICES[chosen][status]
