"""What word lists cost: 5,000 words sought in a comment of 10 kB, honest and disguised, in three kinds of script.

    python -m benchmarks.words

Each body is 10,000 bytes of UTF-8. "once" is what every list shares: folding the letters and finding the words and
their other readings. "list" is one list of 5,000 words over them. The sum is what a submission pays beside the other
checks. Processor time, as other programs on the machine would be measured with it otherwise.
"""

from __future__ import annotations

import platform
import random
import statistics
import string
import time
from collections.abc import Callable
from typing import TypeVar

from server.moderation.words.readings import Readings
from server.moderation.words.wordlist import Words

Given = TypeVar("Given")

BODY_BYTES = 10_000
LISTED = 5_000
REPEATS = 15

ALPHABETS = {
    "Latin": (string.ascii_lowercase, " "),
    "Bengali": ("কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমরলশষসহ", " "),
    "Han": ("".join(map(chr, range(0x4E00, 0x5500))), ""),
}


def words(alphabet: str, count: int, chooser: random.Random) -> list[str]:
    return ["".join(chooser.choices(alphabet, k=chooser.randint(3, 9))) for _ in range(count)]


def bodies(alphabet: str, space: str, listed: list[str], chooser: random.Random) -> dict[str, str]:
    made = {
        "honest": space.join(words(alphabet, 4_000, chooser)),
        "every word listed": space.join(listed),
        "stretched": "aaabbbccc " * 1_200,
        "spelled out": "a.b.c.d " * 2_000,
        "look-alikes": "сор x " * 2_000,
        "zero-width": "\u200b".join("badword" * 1_000),
    }
    return {name: body.encode()[:BODY_BYTES].decode(errors="ignore") for name, body in made.items()}


def milliseconds(work: Callable[[Given], object], given: Given) -> float:
    times = []
    for _ in range(REPEATS):
        started = time.process_time()
        work(given)
        times.append(time.process_time() - started)
    return statistics.median(times) * 1_000


def main() -> None:
    chooser = random.Random(7)
    print(
        f"Python {platform.python_version()}, {platform.machine()}; {LISTED} words, {BODY_BYTES} bytes; seed 7"
    )
    print(f"{'script':<9}{'body':<20}{'once':>8}{'list':>8}{'sum':>8}  ms (median of {REPEATS})")
    for script, (alphabet, space) in ALPHABETS.items():
        listed = words(alphabet, LISTED, chooser)
        compiled = Words(listed)
        for name, body in bodies(alphabet, space, listed, chooser).items():
            once = milliseconds(Readings, body)
            seeking = milliseconds(compiled.find, Readings(body))
            print(f"{script:<9}{name:<20}{once:>8.2f}{seeking:>8.2f}{once + seeking:>8.2f}")


if __name__ == "__main__":
    main()
