"""Words, sentences and paragraphs in English and Bengali that mean nothing and weigh what a newsroom's do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from random import Random

from server.models import BlockKind
from server.text.markup import plain_text, render_article, render_comment
from server.text.normal import digest, fold, nfc
from server.text.scripts import direction
from server.text.search import search_text

LOCALES = ("en", "bn")

_ENGLISH = """river ferry market council bridge school winter harvest minister village football teacher road monsoon
library hospital election budget engine garden coast forest museum station letter theatre morning evening history
island river delta flood rescue fisher captain crew harbour festival music painter poet singer student doctor farmer
water power light season price report plan vote court law police union strike factory worker train ticket city
district mayor office family child mother father neighbour shop bread rice tea salt cloth cotton jute silk pottery
open close build repair move carry bring return answer ask count measure grow fall rise begin end wait
old new small large quiet loud early late first last public local north south eastern western national open
the a of in on at by for with from after before over under between against through about without during"""

_BENGALI = """নদী নৌকা বাজার পরিষদ সেতু বিদ্যালয় শীত ফসল মন্ত্রী গ্রাম ফুটবল শিক্ষক রাস্তা বর্ষা গ্রন্থাগার হাসপাতাল
নির্বাচন বাজেট ইঞ্জিন বাগান উপকূল বন জাদুঘর স্টেশন চিঠি নাটক সকাল সন্ধ্যা ইতিহাস দ্বীপ বদ্বীপ বন্যা উদ্ধার জেলে
নাবিক বন্দর উৎসব গান চিত্রকর কবি গায়ক ছাত্র ডাক্তার কৃষক পানি বিদ্যুৎ আলো ঋতু দাম প্রতিবেদন পরিকল্পনা ভোট আদালত
আইন পুলিশ ইউনিয়ন ধর্মঘট কারখানা শ্রমিক ট্রেন টিকিট শহর জেলা মেয়র অফিস পরিবার শিশু মা বাবা প্রতিবেশী দোকান রুটি
চাল চা লবণ কাপড় তুলা পাট রেশম পুরনো নতুন ছোট বড় শান্ত প্রথম শেষ স্থানীয় উত্তর দক্ষিণ জাতীয় এবং কিন্তু থেকে
পর্যন্ত জন্য সঙ্গে পরে আগে উপর নিচে মধ্যে"""

_WORDS = {"en": _ENGLISH.split(), "bn": nfc(_BENGALI).split()}
_STOPS = {"en": ".", "bn": "।"}


def words(random: Random, locale: str, count: int) -> str:
    return " ".join(random.choices(_WORDS[locale], k=count))


def title(random: Random, locale: str) -> str:
    text = words(random, locale, random.randint(5, 8))
    return text[0].upper() + text[1:]


def sentences(random: Random, locale: str, count: int, *, length: tuple[int, int]) -> str:
    made = (words(random, locale, random.randint(*length)) for _ in range(count))
    return " ".join(f"{text[0].upper()}{text[1:]}{_STOPS[locale]}" for text in made)


@dataclass(frozen=True)
class BlockText:
    """A block's text in one locale, with what the services would make of it."""

    kind: BlockKind
    text: str

    @cached_property
    def html(self) -> str:
        return render_article(self.text, self.kind)

    @cached_property
    def plain(self) -> str:
        return plain_text(self.text, self.kind)

    @cached_property
    def digest(self) -> str:
        return digest(self.text)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """As the search index has them. Neither language is written without spaces, so there are no runs."""
        return search_text(title="", summary=None, body=[self.plain]).body


@dataclass(frozen=True)
class CommentText:
    """A comment's text; `locale` is what its script tells, so none for Latin."""

    text: str
    language: str

    @cached_property
    def html(self) -> str:
        return render_comment(self.text)

    @cached_property
    def digest(self) -> str:
        return digest(self.text)

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @property
    def locale(self) -> str | None:
        return None if self.language == "en" else self.language

    @property
    def direction(self) -> str:
        return direction(self.language)


class Texts:
    """Pools to draw from: rendering each of millions of texts anew would take hours and change nothing."""

    PARAGRAPHS = 2_000
    COMMENTS = 2_000

    def __init__(self, random: Random, *, paragraphs: int = PARAGRAPHS, comments: int = COMMENTS) -> None:
        self.paragraphs = [_block(random, BlockKind.PARAGRAPH, 3) for _ in range(paragraphs)]
        self.headings = [_block(random, BlockKind.HEADING, 0) for _ in range(paragraphs // 10 + 1)]
        self.quotes = [_block(random, BlockKind.QUOTE, 1) for _ in range(paragraphs // 10 + 1)]
        self.comments = [_comment(random, number) for number in range(comments)]


def _block(random: Random, kind: BlockKind, count: int) -> dict[str, BlockText]:
    """The same block in each locale."""
    return {
        locale: BlockText(
            kind, sentences(random, locale, count, length=(8, 18)) if count else title(random, locale)
        )
        for locale in LOCALES
    }


def _comment(random: Random, number: int) -> CommentText:
    """Every fourth in Bengali, some of them with Markdown."""
    language = "bn" if number % 4 == 3 else "en"
    text = sentences(random, language, 1, length=(3, 8))
    return CommentText(f"*{text[:-1]}*!" if number % 9 == 0 else text, language)
