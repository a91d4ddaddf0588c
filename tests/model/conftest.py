"""A desk to work at: libraries on a temporary folder, and digests of invented papers."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from tests.model.search.similar.papers import invented

from octavo_model import Library, View
from octavo_model.core.parsed import (
    Announcement,
    ImportOptions,
    ParsedDigest,
    ParsedPaper,
    ParseWarning,
)
from octavo_model.index import window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.core.parsed import ImportReport
    from octavo_model.formats import Source
    from octavo_model.storage.data_folder import Paths

NOW = dt.datetime(2025, 6, 1, 12, 30, tzinfo=dt.UTC)


class Invented:
    """A format with everything a digest may say: JSON made by `Desk.page`.

    A paper's ``day`` is a date without a year; it takes the digest's.
    """

    name = "invented-json"
    title = "invented digest"
    origin_label = "invented"
    example = "desk.page()"

    def sniff(self, source: Source) -> float:
        return float(source.data.startswith(b'{"invented": '))

    def parse(self, source: Source) -> ParsedDigest:
        reported = json.loads(source.data)
        date = source.date or (
            dt.date.fromisoformat(reported["date"]) if reported["date"] else None
        )
        papers = []
        for line, fields in enumerate(reported["invented"], 1):
            details = {"title": fields} if isinstance(fields, str) else dict(fields)
            day = details.pop("day", None)
            if day and date:
                details["date"] = f"{date.year}-{day}"
                details["date_inferred"] = True
            if "date" in details:
                details["date"] = dt.date.fromisoformat(details["date"])
            if "revised" in details:
                details["revised"] = dt.date.fromisoformat(details["revised"])
            if "announced" in details:
                details["announced"] = Announcement(details["announced"])
            for name in ("authors", "categories", "keywords"):
                if name in details:
                    details[name] = tuple(details[name])
            papers.append(ParsedPaper(line=line, **details))
        warnings = tuple(ParseWarning(0, text) for text in reported["warnings"])
        inferred = bool(reported["inferred"]) and source.date is None
        return ParsedDigest(date, inferred, tuple(papers), warnings)


class Desk:
    """Makes digests, opens libraries on one folder, and looks into what they keep."""

    def __init__(self, paths: Paths) -> None:
        self.paths = paths
        self.now = NOW
        self._open: list[Library] = []

    def open(self, **options: Any) -> Library:
        """A library that is closed when the test ends, if not before."""
        options = {
            "clock": lambda: self.now,
            "machine": "desk",
            "formats": (Invented(),),
            **options,
        }
        library = Library.open(self.paths, **options)
        self._open.append(library)
        return library

    def reopen(self, library: Library, **options: Any) -> Library:
        library.close()
        return self.open(**options)

    def close(self) -> None:
        for library in self._open:
            library.close()

    @staticmethod
    def page(
        *papers: str | dict[str, Any],
        date: str | None = "2025-01-01",
        inferred: bool = False,
        warnings: tuple[str, ...] = (),
    ) -> bytes:
        reported = {"invented": papers, "date": date, "inferred": inferred, "warnings": warnings}
        return json.dumps(reported).encode()

    def add_digest(
        self, library: Library, *papers: str | dict[str, Any], date: str | None = "2025-01-01"
    ) -> ImportReport:
        return library.imports.import_bytes(
            self.page(*papers, date=date), ImportOptions(name="page.json")
        )

    def journal(self) -> list[dict[str, Any]]:
        if not self.paths.journal.exists():
            return []
        return [json.loads(line) for line in self.paths.journal.read_bytes().splitlines()]

    def forget_journal(self) -> None:
        """Remove what shows that the journal is another one: it is as on another computer."""
        self.paths.journal_record.unlink(missing_ok=True)
        shutil.rmtree(self.paths.copies, ignore_errors=True)

    @staticmethod
    def titles(library: Library, view: View | None = None) -> list[str]:
        """The titles of a view, in its order."""
        rows = library.catalog.rows(library.catalog.ids(view or View.all()))
        return [row.title for row in rows if row is not None]

    @staticmethod
    def state(library: Library) -> dict[str, Any]:
        """All that a rebuild has to restore."""
        return {
            "digests": library.catalog.digests(),
            "ids": library.catalog.ids(View.all()),
            "papers": list(library.catalog.papers(library.catalog.ids(View.all()))),
            "starred": library.catalog.ids(View.starred()),
            "counts": [
                library.catalog.counts(one)
                for one in (View.all(), View.inbox(), View.later(), View.starred())
            ],
        }

    def check(self) -> None:
        """See that the index agrees with itself: counters, places, marks, full text."""
        with closing(sqlite3.connect(self.paths.index)) as db:
            assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []
            db.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
            meta = dict(db.execute("SELECT name, value FROM meta"))
            counted = db.execute(
                "SELECT count(*), coalesce(sum(NOT read), 0), coalesce(sum(starred), 0) FROM papers"
            ).fetchone()
            assert (meta["papers"], meta["unread"], meta["starred"]) == counted
            for number, *counters in db.execute("SELECT id, total, unread, starred FROM digests"):
                counted = db.execute(
                    "SELECT count(*), coalesce(sum(NOT read), 0), coalesce(sum(starred), 0)"
                    " FROM entries JOIN papers ON papers.id = paper WHERE digest = ?",
                    (number,),
                ).fetchone()
                assert tuple(counters) == counted
            wrong = db.execute(
                "SELECT title FROM papers WHERE place IS NOT (SELECT min(base + position)"
                " FROM entries JOIN digests ON digests.id = digest WHERE paper = papers.id)"
                " OR read != (SELECT max(read) FROM keys WHERE paper = papers.id)"
                " OR starred != (SELECT max(starred) FROM keys WHERE paper = papers.id)"
                " OR verdict != (SELECT verdict FROM keys WHERE paper = papers.id"
                " ORDER BY verdict_time DESC, verdict DESC LIMIT 1)"
                " OR NOT EXISTS (SELECT 1 FROM keys"
                " WHERE paper = papers.id AND key GLOB 'title:*') AND papers.id NOT IN"
                " (SELECT paper FROM folds)"
                " OR EXISTS (SELECT 1 FROM folds WHERE paper NOT IN (SELECT id FROM papers))"
                " OR NOT EXISTS (SELECT 1 FROM keys"
                " WHERE keys.id = papers.key AND paper = papers.id)"
            ).fetchall()
            assert wrong == []
            keys = db.execute("SELECT key, hash FROM keys").fetchall()
            assert all(number == window.of_key(key, meta["modulus"]) for key, number in keys)
            assert len(dict(keys)) == len(keys)


@pytest.fixture
def desk(paths: Paths) -> Iterator[Desk]:
    desk = Desk(paths)
    yield desk
    desk.close()


@pytest.fixture(scope="session")
def desk_type() -> type[Desk]:
    """For tests that need a new desk for every example."""
    return Desk


@pytest.fixture
def library(desk: Desk) -> Library:
    """An empty library."""
    return desk.open()


@pytest.fixture
def subjects(desk: Desk, library: Library) -> dict[int, str]:
    """A library of 300 papers; the subject of each."""
    papers = invented(300)
    desk.add_digest(library, *(paper for _, paper in papers))
    return {
        library.catalog.resolve(f"title:{paper['title']}"): subject for subject, paper in papers
    }
