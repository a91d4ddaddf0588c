"""Lists of the index."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from octavo_model.index import queries


@pytest.mark.parametrize(
    "sizes",
    [[], [1], [3, 1, 2], [127, 1, 1, 300, 2], [128, 128, 128], [1_000], [1] * 300, [129, 1]],
)
def test_starts_of_digests_of_any_size_are_found(sizes: list[int]) -> None:
    expected = [sum(sizes[:number]) for number in range(len(sizes))]
    digests = [digest for digest, size in enumerate(sizes) for _ in range(size)]
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE TABLE papers (id INTEGER PRIMARY KEY, place INTEGER)")
        rows = [(id_, digest << 22) for id_, digest in enumerate(digests)]
        db.executemany("INSERT INTO papers VALUES (?, ?)", rows)
        assert queries.starts(db, range(len(digests))) == expected
