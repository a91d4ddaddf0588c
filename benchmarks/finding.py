"""Queries in process: full text, and words beside fields."""

from __future__ import annotations

import random
import re
import sqlite3
from contextlib import closing
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from libraries import library
from measuring import By, Row, Target, in_words, ms, timed
from typing_filter import some_queries

from octavo_model import Library, View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from libraries import Made
    from measuring import Bench

GROUP = "Queries, in process"
_BY_SQLITE = (
    "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank"  # what one would write first
)
_WORD = re.compile(r"[a-z]{4,}")
_FIELDS = "is:unread date:2016.. -'survey"


def measure(bench: Bench) -> None:
    """Full text and fields at the sizes that have targets."""
    for count in bench.sizes:
        if count in (bench.large, bench.huge):
            made = library(count)
            _full_text(bench, made, count)
            _beside_fields(bench, made, count)


def _full_text(bench: Bench, made: Made, count: int) -> None:
    """Words of abstracts, one to three, as they are typed: a key asks for all that is typed."""
    dice = random.Random(count)
    taken: list[float] = []
    others: list[float] = []
    with Library.open(made.paths) as opened, closing(sqlite3.connect(made.paths.index)) as db:
        ids = opened.catalog.ids(View.all())
        opened.search.prepare_abstracts()
        opened.search.find("~warm", ids)
        wanted = bench.times(60, count)
        for paper in islice(opened.catalog.papers(dice.sample(ids, 4 * wanted)), 4 * wanted):
            words = _WORD.findall(paper.abstract.lower())
            if len(words) < 3 or not wanted:
                continue
            wanted -= 1
            at = dice.randrange(len(words) - 2)
            typed = " ".join(words[at : at + dice.randint(1, 3)])
            for end in range(1, len(typed) + 1):
                query = " ".join(f"~{word}" for word in typed[:end].split())
                taken.append(timed(partial(opened.search.find, query, ids)))
            whole = " ".join(f'"{word}"' for word in typed.split())
            others.append(timed(partial(_asked, db, f"abstract : ({whole})")))
    name = f"full text of abstracts, a key, {in_words(count)}"
    target = Target(50, By.P95) if count == bench.large else None
    control = "FTS5, whole words, ORDER BY rank", ms(others)
    bench.add(Row(GROUP, name, "ms", ms(taken), target, control, "full text"))
    bench.grow("full text, a key", "ms", "Octavo", count, ms(taken).median)


def _asked(db: sqlite3.Connection, expression: str) -> list[tuple[int]]:
    return db.execute(_BY_SQLITE, (expression,)).fetchall()


def _beside_fields(bench: Bench, made: Made, count: int) -> None:
    """The keys of the filter's benchmark once alone and once with fields before them, in turn."""
    queries = some_queries(made, max(5, bench.times(20, count)))
    keys = [query[:end] for query in queries for end in range(1, len(query) + 1)]
    alone: list[float] = []
    beside: list[float] = []
    with Library.open(made.paths) as opened:
        ids = opened.catalog.ids(View.all())
        opened.search.prepare()
        opened.search.find(f"{_FIELDS} warm", ids)
        for number, key in enumerate(keys):
            # Whichever is first finds the words not yet known.
            both = [(alone, key), (beside, f"{_FIELDS} {key}")]
            for times, query in both if number % 2 else reversed(both):
                times.append(timed(partial(_pressed, opened, ids, query)))
    name = f"words beside three fields, a key, {in_words(count)}"
    limit = {bench.huge: 50.0, bench.large: 10.0}[count]
    control = "the same words alone", ms(alone)
    bench.add(Row(GROUP, name, "ms", ms(beside), Target(limit, By.P95), control, "fields"))


def _pressed(opened: Library, ids: Sequence[int], query: str) -> None:
    opened.catalog.rows(opened.search.find(query, ids).ids[:50])
