"""Writing the papers of a digest to the index, a batch at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.changes import Property
from octavo_model.core.errors import OctavoError
from octavo_model.core.parsed import ANSWER, MOST_LISTED_AUTHORS
from octavo_model.index import keys
from octavo_model.index.queries import MAY_BE_UNTITLED
from octavo_model.index.write import digests, properties, removal
from octavo_model.index.write.batch import ImportBatch
from octavo_model.index.write.incoming import IncomingPaper
from octavo_model.storage.crash_reports import ParserCrashedError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from octavo_model.core.parsed import ParsedPaper

STEP = 250
"""Papers after which an import checks whether another process waits."""


def write_steps(
    db: sqlite3.Connection,
    digest: int,
    papers: Sequence[ParsedPaper],
    may_continue: Callable[[], bool],
    *,
    last: bool,
) -> int:
    """Write the next papers of a digest, until ``may_continue`` returns False.

    It returns how many of ``papers`` were written, at least one.
    """
    written = 0
    while True:
        step = papers[written : written + STEP]
        written += len(step)
        write_next(db, digest, step, last=last and written == len(papers))
        if written == len(papers) or not may_continue():
            return written


def write_next(
    db: sqlite3.Connection, digest: int, papers: Sequence[ParsedPaper], *, last: bool
) -> int:
    """Write the next papers of a digest; ``last`` says that no more follow.

    It returns how many papers of the digest are written now.
    """
    base, done = _base_and_done(db, digest)
    batch = ImportBatch(db, digest, base)
    incoming = [IncomingPaper.of(parsed) for parsed in papers]
    batch.read(incoming)
    for position, paper in enumerate(incoming, done):
        batch.add(position, paper)
    added = batch.write()
    done += len(papers)
    db.execute(
        "UPDATE digests SET done = ?, added = added + ?, complete = ? WHERE id = ?",
        (done, added, last, digest),
    )
    if last and digests.has_answers(db):
        _settle_answers(db, digest)
    if last and properties.all_set(db, Property.DIGEST_INTO):
        (source,) = db.execute("SELECT source FROM digests WHERE id = ?", (digest,)).fetchone()
        digests.move_papers(db, source)
    return done


def done_of(db: sqlite3.Connection, digest: int) -> int:
    """Return how many papers of ``digest`` are written."""
    return _base_and_done(db, digest)[1]


# Answers about ids add to papers that digests list by their ids alone, and list none themselves.
_IS_ANSWER = "SELECT 1 FROM digests WHERE id = ? AND origin = ?"
_PAPERS = "SELECT paper FROM entries WHERE digest = ?"
_ADD_DAYS = """
UPDATE entries SET (date, dating) = (answer.date, answer.dating)
FROM (SELECT paper, date, dating FROM entries WHERE digest = :answer) AS answer
WHERE entries.paper = answer.paper AND entries.digest != :answer AND answer.date IS NOT NULL
    AND (entries.date IS NULL OR entries.dating > answer.dating)
"""
_NOTE_KEYS = """
INSERT OR IGNORE INTO skipped SELECT keys.key, entries.digest
FROM entries CROSS JOIN keys ON keys.paper = entries.paper
WHERE entries.digest = ? AND (keys.key GLOB 'arxiv:*' OR keys.key GLOB 'doi:*')
"""
_LIST_NONE = "UPDATE digests SET total = 0, unread = 0, starred = 0, added = 0 WHERE id = ?"
_ANSWERS_FOR = f"""
SELECT DISTINCT answer.id FROM entries CROSS JOIN papers ON papers.id = entries.paper
CROSS JOIN keys ON keys.paper = papers.id CROSS JOIN skipped ON skipped.key = keys.key
CROSS JOIN digests AS answer ON answer.id = skipped.digest
WHERE entries.digest = ? AND answer.origin = ? AND (entries.date IS NULL OR {MAY_BE_UNTITLED})
"""


def _settle_answers(db: sqlite3.Connection, digest: int) -> None:
    """Do what is left when all papers of a digest are written, in a library with answers.

    An answer no longer lists its papers; those that no digest lists are removed again. Of any other
    digest, the papers without a title may have answers, which are then due to be read again.
    """
    if db.execute(_IS_ANSWER, (digest, ANSWER)).fetchone():
        listed = [paper for (paper,) in db.execute(_PAPERS, (digest,))]
        db.execute(_ADD_DAYS, {"answer": digest})
        db.execute(_NOTE_KEYS, (digest,))
        db.execute("DELETE FROM entries WHERE digest = ?", (digest,))
        removal.remove_unlisted(db, listed)
        db.execute(_LIST_NONE, (digest,))
    else:
        found = db.execute(_ANSWERS_FOR, (digest, ANSWER)).fetchall()
        removal.reopen(db, [answer for (answer,) in found])


def _base_and_done(db: sqlite3.Connection, digest: int) -> tuple[int, int]:
    """Return the place of the first paper of ``digest``, and how many are written."""
    for base, done in db.execute("SELECT base, done FROM digests WHERE id = ?", (digest,)):
        return base, done
    raise OctavoError("the index", "was replaced during an import", "import again")


LISTED = (
    f"SELECT DISTINCT keys.key FROM {keys.ASKED}"
    " CROSS JOIN entries ON entries.paper = keys.paper"
    " CROSS JOIN digests ON digests.id = entries.digest"
    " WHERE digests.origin = ? AND digests.date IS NOT ?"
)
_REPLACES = (  # a later digest an earlier one, and pages any feed, which only hints at them
    "({0}.id > old.id AND {0}.format <> 'arxiv-feed'"
    " OR old.format = 'arxiv-feed' AND ({0}.id > old.id OR {0}.format <> old.format))"
)
CONTAINED = (
    "SELECT old.id, old.source, old.name, old.format FROM digests AS new CROSS JOIN digests AS old"
    f" ON old.series = new.series AND {_REPLACES.format('new')}"
    " WHERE new.id = ? AND old.complete AND old.total AND NOT ("
    # A feed with more authors of a paper than its listing stays.
    "old.format <> new.format AND EXISTS (SELECT 1 FROM entries CROSS JOIN papers"
    " ON papers.id = entries.paper WHERE entries.digest = old.id"
    f" AND json_array_length(papers.authors) > {MOST_LISTED_AUTHORS})) AND NOT EXISTS ("
    "SELECT 1 FROM entries WHERE entries.digest = old.id AND NOT EXISTS ("
    "SELECT 1 FROM entries AS other CROSS JOIN digests AS later ON later.id = other.digest"
    f" WHERE other.paper = entries.paper AND {_REPLACES.format('later')}"
    " AND later.series = new.series)) ORDER BY old.id"
)


_UPDATED = (
    "SELECT old.source, count(other.paper) * 1.0 / old.total"
    " FROM digests AS new CROSS JOIN digests AS old"
    " ON old.series = new.series AND old.id < new.id AND old.total AND old.complete"
    " CROSS JOIN entries ON entries.digest = old.id"
    " LEFT JOIN entries AS other ON other.digest = new.id AND other.paper = entries.paper"
    " WHERE new.id = ? GROUP BY old.id ORDER BY old.id DESC"
)
_MOSTLY = 0.8


def updated_by(db: sqlite3.Connection, number: int) -> str | None:
    """Return the content of the earlier state of a digest, if this one lists most of it."""
    found = db.execute(_UPDATED, (number,)).fetchall()
    return next((source for source, share in found if share >= _MOSTLY), None)


def has_all(
    db: sqlite3.Connection, origin: str, date: str | None, entries: Sequence[IncomingPaper]
) -> bool:
    """Return whether digests of ``origin``, but not of the day ``date``, list all ``entries``.

    A new revision of a paper is not listed yet.
    """
    removed = properties.all_set(db, Property.PAPER_REMOVED).keys()
    wanted = {
        key
        for entry in entries
        if removed.isdisjoint(entry.keys)
        for key in (entry.keys[0], *entry.editions[:1])
    }
    found = {key for (key,) in db.execute(LISTED, (keys.asked(db, wanted), origin, date))}
    return found == wanted


def contained_in(db: sqlite3.Connection, number: int) -> list[tuple[int, str, str, str]]:
    """Return number, content, name and format of earlier states that later ones contain.

    The feed of several categories, for example, is contained in the pages of all of them, also if
    it came last.
    """
    return db.execute(CONTAINED, (number,)).fetchall()


def batched(papers: Iterable[ParsedPaper], size: int) -> Iterator[tuple[list[ParsedPaper], bool]]:
    """Yield ``size`` papers at a time, and whether no more follow.

    If the parser crashes, what came before is all of the digest, as it would crash there again at
    every start.
    """
    batch: list[ParsedPaper] = []
    try:
        for paper in papers:
            if len(batch) == size:
                yield batch, False
                batch = []
            batch.append(paper)
    except ParserCrashedError:
        yield batch, True
        raise
    yield batch, True
