"""The least an import of papers can be: one table, one index of words, one transaction.

python benchmarks/apps/bare_import.py PAPERS.jsonl NEW.db
"""

from __future__ import annotations

import json
import sqlite3
import sys

_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE papers (
    id INTEGER PRIMARY KEY, title TEXT, abstract TEXT, authors TEXT, arxiv_id TEXT, date TEXT
);
CREATE VIRTUAL TABLE words USING fts5 (title, abstract, authors);
"""


def main(papers: str, index: str) -> None:
    """Read the papers, and write them."""
    db = sqlite3.connect(index, isolation_level=None)
    db.executescript(_SCHEMA)
    db.execute("BEGIN")
    with open(papers, encoding="utf-8") as lines:  # noqa: PTH123
        for number, line in enumerate(lines, 1):
            paper = json.loads(line)
            authors = ", ".join(paper["authors"])
            texts = (number, paper["title"], paper["abstract"], authors)
            row = (*texts, paper["arxiv_id"], paper["date"])
            db.execute("INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?)", row)
            db.execute(
                "INSERT INTO words (rowid, title, abstract, authors) VALUES (?, ?, ?, ?)", texts
            )
    db.execute("COMMIT")
    db.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
