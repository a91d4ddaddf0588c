"""What real titles and abstracts become. To go through all of them, some two minutes:

OCTAVO_CORPUS=… OCTAVO_CORPUS_PAPERS=… python -m tests.model.text.latex.real_papers
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import os
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from octavo_model.core.errors import OctavoError
from octavo_model.formats import Source
from octavo_model.formats.registry import choose
from octavo_model.text.clean import clean_text
from octavo_model.text.latex import is_plain, plainly

COMMONEST = Path(__file__).with_name("commonest.txt").read_text().split()
"""The most common commands in 102,538 titles and abstracts of arXiv, by number."""
_COMMON = frozenset(COMMONEST)
_MODIFIED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
# Of some, a feed took the backslash away, or made an accent: \c{hi} was \chi.
_COMMAND = re.compile(
    r"\\(?:(?:begin|end)\s*\{[a-z*]+\}|b\{eta\}|c\{(?:hi|opyright)\}|r\{ho\}|[A-Za-z]+|.)|(?:math|text)[a-z]{2,4}(?=\{)",
    re.DOTALL,
)
_NAMED = re.compile(r"\\([A-Za-z]+)")
_PATH = re.compile(r"(?<!\w)[A-Za-z]:\\\S+|\\\\\w+\\\S*")
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})


def texts_of_papers(path: Path, step: int = 1) -> Iterator[str]:
    """Title and abstract of every ``step``-th paper in ``path``, JSON Lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            if number % step == 0:
                paper = json.loads(line)
                yield from (paper["title"], paper["abstract"])


def texts_of_digests(folder: Path) -> Iterator[str]:
    """Titles and abstracts of every digest below ``folder`` that can be read."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        source = Source(path.read_bytes(), path.name, _MODIFIED)
        try:
            parsed = choose(source).parse(source)
        except OctavoError:
            continue
        for paper in parsed.papers:
            yield from (paper.title, paper.abstract)


def dangling(written: str) -> list[str]:
    """The most common commands left in the result."""
    found = _NAMED.findall(_PATH.sub("", written))
    return [name for name in found if name in _COMMON]


def lost(source: str, written: str) -> str:
    """The first letters or digits of the words of ``source`` that ``written`` lacks; empty: none.

    Names of commands are no words. Order counts.
    """
    words = _COMMAND.sub(" ", source)
    wanted, there = _plain(words), _plain(written)
    if "\\href" in source:
        missing = Counter(wanted) - Counter(there)
        return "".join(missing)
    rest = iter(there)
    for place, char in enumerate(wanted):
        if char not in rest:
            return wanted[max(0, place - 10) : place + 10]
    return ""


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return "".join(char for char in folded if char.isalnum())


def main() -> int:
    """Go through everything and print the figures; the exit status says whether all was well."""
    counts: Counter[str] = Counter()
    left: Counter[str] = Counter()
    longest = 0.0
    spent = time.process_time()
    sources = [
        texts_of_papers(Path(os.environ["OCTAVO_CORPUS_PAPERS"])),
        texts_of_digests(Path(os.environ["OCTAVO_CORPUS"])),
    ]
    for text in (text for source in sources for text in source):
        counts["texts"] += 1
        clean = clean_text(text)
        if is_plain(clean):
            continue
        start = time.process_time()
        written = plainly(clean)
        took = time.process_time() - start
        longest = max(longest, took)
        counts["microseconds"] += round(took * 1e6)
        counts["rewritten"] += written != clean
        counts["looked at"] += 1
        for name in dangling(written):
            counts["dangling"] += 1
            if "-v" in sys.argv:
                print(f"\\{name}: {clean[:3000]!r}\n    {written!r}")
        if missing := lost(clean, written):
            counts["lost"] += 1
            if "-v" in sys.argv:
                print(f"lost {missing!r}: {clean!r}\n    {written!r}")
        if clean_text(written) != written:
            counts["unsafe"] += 1
        left.update(_NAMED.findall(written))
    spent = time.process_time() - spent
    print(dict(counts), f"longest {longest * 1e3:.1f} ms, all {spent:.0f} s of processor")
    print("left:", sum(left.values()), left.most_common(40))
    return 1 if counts["dangling"] or counts["lost"] or counts["unsafe"] else 0


if __name__ == "__main__":
    sys.exit(main())
