"""Digests that are put into an index as they are, without a file that they were read from."""

from __future__ import annotations

import datetime as dt
import sqlite3

from octavo_model import Library, View
from octavo_model.core.parsed import ParsedDigest
from octavo_model.index.write import digests, writer
from octavo_model.storage.archive_record import Record

_TIME = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)


def import_parsed(library: Library, parsed: ParsedDigest, name: str, format_name: str) -> None:
    """Put ``parsed`` into the index alone: a rebuild loses it."""
    repository = library._repository

    def change(db: sqlite3.Connection) -> None:
        seq = digests.next_number(db)
        record = Record(
            seq, name, name, None, format_name, _TIME, _TIME, parsed.date, parsed.date_inferred
        )
        label = repository.reader.origin_label(format_name)
        number = digests.register(db, f"{name}#{seq}", record, label)
        writer.write_next(db, number, parsed.papers, last=True)

    repository.write(change)


def titles(library: Library) -> dict[int, str]:
    """The titles of all papers by their ids, as lists show them."""
    rows = library.catalog.rows(library.catalog.ids(View.all()))
    return {row.id: row.shown for row in rows if row is not None}
