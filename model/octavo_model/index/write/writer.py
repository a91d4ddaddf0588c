"""Taking a digest's entries into the index, a batch at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from octavo_model.core.parsed import ParsedPaper, ParseWarning
from octavo_model.index import keys
from octavo_model.index import keys as names
from octavo_model.index.schema import place_base
from octavo_model.index.write import merge
from octavo_model.index.write.batch import SET_DAY, Batch
from octavo_model.index.write.incoming import Entry
from octavo_model.index.write.rows import Day, day_of, surer
from octavo_model.storage.crash_reports import ReaderFailedError

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence

    from octavo_model.core.parsed import ParsedPaper

STEP = 250
"""Entries after which an import looks whether somebody waits."""


def take_in(
    db: sqlite3.Connection,
    digest: int,
    papers: Sequence[ParsedPaper],
    size: int,
    go_on: Callable[[], bool],
) -> int | None:
    """Take the next ``size`` entries of ``papers``, of which some may be in, into ``digest``.

    Args:
        db: The index.
        digest: Number of the digest.
        papers: All its entries.
        size: How many at most.
        go_on: Asked from time to time; where it says no, it is left at fewer.

    Returns:
        How many are in now; None where the index has no such digest.
    """
    done = done_of(db, digest)
    if done is None:
        return None
    some = papers[done : done + size]
    taken = take_steps(db, digest, some, go_on, last=done + len(some) >= len(papers))
    return None if taken is None else done + taken


def take_steps(
    db: sqlite3.Connection,
    digest: int,
    some: Sequence[ParsedPaper],
    go_on: Callable[[], bool],
    *,
    last: bool,
) -> int | None:
    """Take the next entries into ``digest``, while ``go_on`` does not say no.

    Returns:
        How many of ``some`` were taken, one at least; None where the index has no such digest.
    """
    taken = 0
    while True:
        step = some[taken : taken + STEP]
        taken += len(step)
        if take_next(db, digest, step, last=last and taken == len(some)) is None:
            return None
        if taken == len(some) or not go_on():
            return taken


def take_next(
    db: sqlite3.Connection, digest: int, some: Sequence[ParsedPaper], *, last: bool
) -> int | None:
    """Take the next entries into ``digest``; ``last`` says that no more will come.

    Returns:
        How many are in now; None where the index has no such digest.
    """
    found = db.execute("SELECT base, done FROM digests WHERE id = ?", (digest,)).fetchone()
    if found is None:
        return None
    base, done = found
    batch = Batch(db, digest, base)
    incoming = [Entry.of(told) for told in some]
    batch.read(incoming)
    for position, entry in enumerate(incoming, done):
        batch.take(position, entry)
    added = batch.write()
    done += len(some)
    db.execute(
        "UPDATE digests SET done = ?, added = added + ?, complete = ? WHERE id = ?",
        (done, added, last, digest),
    )
    return int(done)


def done_of(db: sqlite3.Connection, digest: int) -> int | None:
    """How many entries of ``digest`` are in; None where the index has no such digest."""
    found = db.execute("SELECT done FROM digests WHERE id = ?", (digest,)).fetchone()
    return None if found is None else int(found[0])


def redate(
    db: sqlite3.Connection, digest: int, date: dt.date, papers: Sequence[ParsedPaper]
) -> None:
    """Move ``digest`` to the day ``date``; ``papers`` are its entries read anew for that day."""
    db.execute(
        "UPDATE digests SET date = ?, date_inferred = 0, base = ? WHERE id = ?",
        (date.isoformat(), place_base(date, digest), digest),
    )
    # Whatever an entry was taken for, its key leads there.
    keys = [Entry.of(told).keys[0] for told in papers]
    holders = names.by_keys(db, keys)
    days: dict[int, Day] = {}
    for told, key in zip(papers, keys, strict=True):
        paper = holders[key]
        days[paper] = surer(days.get(paper, (None, 0)), day_of(told))
    db.executemany(SET_DAY, [(*day, digest, paper) for paper, day in days.items()])
    merge.settle(db, days)


LISTED = (
    f"SELECT DISTINCT keys.key FROM {keys.ASKED}"
    " CROSS JOIN entries ON entries.paper = keys.paper"
    " CROSS JOIN digests ON digests.id = entries.digest"
    " WHERE digests.origin = ? AND digests.date IS NOT ?"
)
CONTAINED = (
    "SELECT old.id, old.source, old.name FROM digests AS new CROSS JOIN digests AS old"
    " ON old.origin = new.origin AND old.date IS new.date AND old.id < new.id"
    " WHERE new.id = ? AND old.complete AND NOT EXISTS ("
    "SELECT 1 FROM entries WHERE entries.digest = old.id AND NOT EXISTS ("
    "SELECT 1 FROM entries AS other"
    " WHERE other.paper = entries.paper AND other.digest = new.id)) ORDER BY old.id"
)


def has_all(
    db: sqlite3.Connection, origin: str, date: str | None, entries: Sequence[Entry]
) -> bool:
    """Whether digests of ``origin``, but for those of the day ``date``, list all ``entries``.

    A revision that none of them told of is not listed yet.
    """
    wanted = {key for entry in entries for key in (entry.keys[0], *entry.editions[:1])}
    found = {key for (key,) in db.execute(LISTED, (keys.asked(db, wanted), origin, date))}
    return found == wanted


def contained_in(db: sqlite3.Connection, number: int) -> list[tuple[int, str, str]]:
    """Earlier digests of the source and day of the digest ``number``, which lists all of them.

    Returns:
        Number, content and name of each.
    """
    return db.execute(CONTAINED, (number,)).fetchall()


def remove(db: sqlite3.Connection, number: int) -> None:
    """Remove a digest whose papers all stand in others."""
    papers = [
        paper for (paper,) in db.execute("SELECT paper FROM entries WHERE digest = ?", (number,))
    ]
    db.execute("DELETE FROM entries WHERE digest = ?", (number,))
    db.execute("DELETE FROM digests WHERE id = ?", (number,))
    merge.settle(db, papers)


_MOST_WARNINGS = 1_000


@dataclass(slots=True)
class Poured:
    """What has come.

    Attributes:
        papers: How many papers.
        warnings: What was not understood; of very many the first.
    """

    papers: int = 0
    warnings: list[ParseWarning] = field(default_factory=list)


def pour(
    told: Iterable[ParsedPaper | ParseWarning],
    take: Callable[[list[ParsedPaper], bool], None],
    size: int,
    *,
    done: int = 0,
) -> Poured:
    """Hand the papers of ``told`` to ``take``, ``size`` at a time; the last time with True.

    Args:
        told: Papers and warnings as they are read.
        take: Takes papers, and whether they are the last.
        size: Papers at a time; the last are fewer, perhaps none.
        done: How many of the first papers were taken before, and are not handed on.

    Raises:
        ReaderFailedError: What is read failed to be; what came before it was handed on.
    """
    poured = Poured()
    waiting: list[ParsedPaper] = []
    try:
        for one in told:
            if isinstance(one, ParseWarning):
                if len(poured.warnings) < _MOST_WARNINGS:
                    poured.warnings.append(one)
                continue
            poured.papers += 1
            if poured.papers <= done:
                continue
            waiting.append(one)
            if len(waiting) == size:
                take(waiting, False)
                waiting = []
    except ReaderFailedError:
        # It would fail there again at every start: what came before is all there is of it.
        take(waiting, True)
        raise
    take(waiting, True)
    return poured
