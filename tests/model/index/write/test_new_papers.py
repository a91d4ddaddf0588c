"""A paper that only one digest has is written as by the way that merges."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.dates import Precision
from octavo_model.core.parsed import Announcement, ParsedPaper
from octavo_model.index import schema
from octavo_model.index.write import rows, writer
from octavo_model.index.write.rows import PendingRow

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

TEXTS = st.text("ab \"\\'é$^_{}", max_size=12)
COUNTS = st.none() | st.integers(0, 50)
PAPERS = st.builds(
    ParsedPaper,
    title=TEXTS.filter(str.strip),
    abstract=TEXTS,
    authors=st.lists(TEXTS, max_size=3).map(tuple),
    author_count=COUNTS,
    organization=st.none() | TEXTS,
    submitted_by=st.none() | TEXTS,
    date=st.none() | st.dates(),
    date_inferred=st.booleans(),
    date_precision=st.sampled_from(Precision),
    comment_count=COUNTS,
    version=st.none() | st.integers(1, 9),
    announced=st.none() | st.sampled_from(Announcement),
    upvotes=COUNTS,
)


@given(PAPERS)
def test_its_row_is_that_of_a_paper_that_waits_to_be_merged(parsed: ParsedPaper) -> None:
    day = rows.day_of(parsed)
    pending = PendingRow(3, parsed.title, 7, listing=rows.listing_of(parsed), place=11)
    pending.fill(parsed, day)
    if pending.texts:
        pending.choose_text(None)
    assert rows.new_row(3, 7, None, 11, parsed, day) == pending.columns()


def _index(path: Path, *batches: list[ParsedPaper]) -> dict[str, list[tuple[object, ...]]]:
    """What an index of a digest in these batches has, but for hashes."""
    with closing(schema.create(path)) as db:
        db.execute(
            "INSERT INTO digests (id, source, name, format, badge, date_inferred, recorded, base)"
            " VALUES (1, 'source', 'name', 'format', 'badge', 0, '[]', 0)"
        )
        for batch in batches:
            writer.write_next(db, 1, batch, last=batch is batches[-1])
        return {table: _rows(db, query) for table, query in _TABLES.items()}


_TABLES = {
    "papers": "SELECT papers.*, key FROM papers",
    "keys": "SELECT key, paper FROM keys ORDER BY key",
    "titles": "SELECT paper FROM folds ORDER BY paper",
    "abstracts": "SELECT * FROM abstracts",
    "details": "SELECT * FROM details",
    "entries": "SELECT * FROM entries",
    "words": "SELECT rowid FROM words WHERE words MATCH 'owl'",
    "digests": "SELECT done, added, total, unread, starred FROM digests",
    "counters": "SELECT name, value FROM meta WHERE name IN ('papers', 'unread', 'next_paper')",
}


def _rows(db: sqlite3.Connection, query: str) -> list[tuple[object, ...]]:
    return db.execute(query).fetchall()


def test_the_index_is_the_same_whether_papers_come_together_or_one_by_one(tmp_path: Path) -> None:
    day = dt.date(2026, 8, 21)
    papers = [
        ParsedPaper("An owl", "It sees.", ("A. Strix",), date=day, arxiv_id="2608.00001"),
        ParsedPaper("A moth", doi="10.1000/moth", comments="an owl"),
        ParsedPaper("A bat", "An owl hunts.", arxiv_id="2608.00003", version=2, revised=day),
        ParsedPaper("The last owl"),
    ]
    again = papers[0]._replace(abstract="It sees. It hears.")
    single = _index(tmp_path / "single.db", papers)
    apart = _index(tmp_path / "apart.db", *([paper] for paper in papers))
    assert single == apart
    # The same paper twice: the batch merges what it lists.
    together = _index(tmp_path / "together.db", [*papers, again])
    later = _index(tmp_path / "later.db", papers, [again])
    assert together["papers"] == later["papers"]
    assert together["abstracts"] == later["abstracts"]
    assert together["counters"] == later["counters"]
