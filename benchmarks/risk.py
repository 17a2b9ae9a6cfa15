"""What a risk costs: learning a decision, scoring and explaining a comment, storing a model; and how soon it is good.

    python -m benchmarks.risk [FILE]

FILE is a CSV with a header and the columns text and refused (0 or 1). Without one the texts are made up of the demo
articles' words in three scripts, common ones more often, with words that moderators refuse in some of them; one
decision in twenty is a mistake, and no model can be right in those. Then the numbers say what learning costs, not how
well it will do on a newsroom's own readers: `galley doctor --risk` says that.
"""

from __future__ import annotations

import csv
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from server.moderation.risk.calibration import brier, skill
from server.moderation.risk.explanation import weighty_spans
from server.moderation.risk.features import buckets
from server.moderation.risk.learner import Learner
from server.moderation.risk.model import RiskModel
from server.moderation.risk.storing import pack_learner, pack_model, unpack_learner, unpack_model
from server.moderation.words.readings import Readings

ARTICLES = Path(__file__).resolve().parent.parent / "server" / "demo" / "articles"
REFUSED_SHARE = 0.2
MISTAKEN_SHARE = 0.05
SIZES = (100, 200, 500, 1_000, 2_000, 5_000)
HELD_OUT = 1_000

_WORD = regex.compile(r"[\p{L}\p{M}]{2,}")
_SCRIPTS = {"Latn": r"\p{Latin}", "Beng": r"\p{Bengali}", "Arab": r"\p{Arabic}"}


@dataclass(frozen=True, slots=True)
class Example:
    text: str
    is_refused: bool


def vocabularies() -> dict[str, list[str]]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("*.toml")))
    words = sorted(set(_WORD.findall(text)))
    random.Random(2).shuffle(words)
    return {
        name: [word for word in words if regex.match(pattern, word)] for name, pattern in _SCRIPTS.items()
    }


def examples(count: int, chooser: random.Random) -> Iterator[Example]:
    """Comments of 8 to 60 words, one script each; a refused one holds one to three of 40 words of that script."""
    honest = vocabularies()
    refusable = {name: random.Random(1).sample(words, 40) for name, words in honest.items()}
    for _ in range(count):
        script = chooser.choice(list(honest))
        words = chooser.choices(honest[script], weights=zipf(honest[script]), k=chooser.randint(8, 60))
        is_bad = chooser.random() < REFUSED_SHARE
        plain = [word for word in words if word not in refusable[script]]
        if is_bad:
            bad = refusable[script]
            for word in chooser.choices(bad, weights=zipf(bad), k=chooser.randint(1, 3)):
                plain.insert(chooser.randrange(len(plain) + 1), word)
        is_mistaken = chooser.random() < MISTAKEN_SHARE
        yield Example(" ".join(plain), is_bad is not is_mistaken)


def zipf(words: Sequence[str]) -> list[float]:
    """The word of rank n is used one n-th as often as the first (Zipf's law); the ranks are shuffled once."""
    return [1 / rank for rank in range(1, len(words) + 1)]


def read(path: str) -> list[Example]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        found = [Example(row["text"], row["refused"] == "1") for row in csv.DictReader(file)]
    random.Random(7).shuffle(found)
    return found


def milliseconds(work: Callable[[], object], repeats: int = 15) -> float:
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times) * 1_000


def learned(known: Sequence[Example]) -> Learner:
    learner = Learner()
    for example in known:
        learner.learn(buckets(Readings(example.text).tokens), is_refused=example.is_refused)
    return learner


def curve(known: Sequence[Example], held_out: Sequence[Example]) -> None:
    print(f"{'decisions':>10} {'Brier':>7} {'skill':>6} {'precision':>10} {'recall':>7}")
    for size in (size for size in SIZES if size <= len(known)):
        model = learned(known[:size]).model()
        told = [(model.probability(Readings(each.text).tokens), each.is_refused) for each in held_out]
        held = [label for probability, label in told if probability >= 0.5]
        precision = f"{sum(held) / len(held):.2f}" if held else "-"
        recall = sum(held) / sum(label for _, label in told)
        print(f"{size:>10} {brier(told):>7.3f} {skill(told):>6.2f} {precision:>10} {recall:>7.2f}")


def costs(learner: Learner, model: RiskModel, fresh: Sequence[Example]) -> None:
    """Texts cut to one kilobyte of UTF-8, each new to the process, as comments are."""
    longer = [f"{fresh[at].text} {fresh[at + 1].text} {fresh[at + 2].text}" for at in range(len(fresh) - 2)]
    texts = iter([text.encode()[:1_000].decode(errors="ignore") for text in longer])
    readings = (Readings(text) for text in texts)
    prepared = [next(readings) for _ in range(80)]
    ready = iter(prepared)
    stored, state = pack_model(model), pack_learner(learner)
    for said, work, repeats in (
        ("fold and tokenise 1 kB, shared with word lists", lambda: next(readings), 15),
        ("score 1 kB", lambda: model.probability(next(ready).tokens), 15),
        ("explain 1 kB", lambda: weighty_spans(model, next(ready).tokens), 15),
        ("learn from 1 kB", lambda: learner.learn(buckets(next(ready).tokens), is_refused=True), 15),
        ("derive a model", learner.model, 3),
        (f"load a model, {len(stored) / 1e6:.2f} MB", lambda: unpack_model(stored), 3),
        (f"load a learner, {len(state) / 1e6:.2f} MB", lambda: unpack_learner(state), 3),
    ):
        print(f"{said:<50} {milliseconds(work, repeats):8.2f} ms")


def main() -> None:
    print(f"Python {platform.python_version()}, {platform.machine()}; seed 7")
    if len(sys.argv) > 1:
        every = read(sys.argv[1])
        held_out, known = every[:HELD_OUT], every[HELD_OUT:]
    else:
        chooser = random.Random(7)
        known, held_out = list(examples(SIZES[-1], chooser)), list(examples(HELD_OUT, chooser))
    curve(known, held_out)
    learner = learned(known)
    costs(learner, learner.model(), held_out)


if __name__ == "__main__":
    main()
