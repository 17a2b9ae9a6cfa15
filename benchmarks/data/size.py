"""How large the site is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """`discussed` articles have `thread` comments each, one share of pending comments is the same everywhere."""

    articles: int = 20_000
    authors: int = 1_000
    people: int = 10_000
    comments: int = 400_000
    discussed: int = 10
    thread: int = 5_000
    categories: int = 12
    tags: int = 200

    PENDING_OF = 5
    """One comment of five waits: 80,000 of 400,000."""

    DRAFT_OF = 50
    """One article of fifty is a draft, and so has no comments."""

    def scaled(self, factor: int) -> Size:
        """Sections stay as they are: a larger newsroom has more of everything else."""
        return Size(
            articles=self.articles * factor,
            authors=self.authors * factor,
            people=self.people * factor,
            comments=self.comments * factor,
            discussed=self.discussed * factor,
            thread=self.thread,
            categories=self.categories,
            tags=self.tags,
        )

    def is_draft(self, number: int) -> bool:
        """Never the newest, which is what a front page shows."""
        return number % self.DRAFT_OF == self.DRAFT_OF // 2

    def is_discussed(self, number: int) -> bool:
        step = self.articles // self.discussed
        return number % step == step // 3 and number // step < self.discussed

    def threads(self) -> list[int]:
        """How many comments each article has, by its number. Their sum is `comments`."""
        public = [number for number in range(self.articles) if not self.is_draft(number)]
        discussed = {number for number in public if self.is_discussed(number)}
        left, places = self.comments - len(discussed) * self.thread, len(public) - len(discussed)
        counts = [0] * self.articles
        done = 0
        for number in public:
            if number in discussed:
                counts[number] = self.thread
            else:
                counts[number] = left * (done + 1) // places - left * done // places
                done += 1
        return counts
