"""Taking a digest's entries into the index, a batch at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.index import keys as names
from octavo_model.index.schema import place_base
from octavo_model.index.write import merge
from octavo_model.index.write.batch import SET_DAY, Batch
from octavo_model.index.write.entry import Entry
from octavo_model.index.write.rows import Day, day_of, surer

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Callable, Sequence

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
