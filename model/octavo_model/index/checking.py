"""Whether an index is what Octavo wrote, beyond what SQLite notices by itself.

SQLite finds a page that makes no sense when it comes to read it; until then a damaged index may
give wrong answers. So the pages are looked through, and what stands in the index twice is
compared: marks with the keys that carry them, keys with their hashes, counters with what they
count, rows with their places in the indexes. What stands there once, such as the letters of an
abstract, nothing vouches for but the kept digest.
"""

from __future__ import annotations

import sqlite3
import time
from typing import TYPE_CHECKING

from octavo_model.index import meta
from octavo_model.index.window import of_key
from octavo_model.storage.failures import DamagedIndexError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_STEPS = 20_000
"""Instructions of SQLite's machine between two looks at the clock: some milliseconds."""

# Each finds what contradicts something else; nothing in a sound index.
_CONTRADICTIONS = {
    "a mark": "SELECT 1 FROM papers JOIN keys ON keys.paper = papers.id GROUP BY papers.id"
    " HAVING max(keys.read) != papers.read OR max(keys.starred) != papers.starred LIMIT 1",
    "a paper's key": "SELECT 1 FROM papers LEFT JOIN keys ON keys.id = papers.key"
    " WHERE keys.paper IS NOT papers.id LIMIT 1",
    "a place": "SELECT 1 FROM papers WHERE place IS NOT (SELECT min(base + position)"
    " FROM entries JOIN digests ON digests.id = digest WHERE paper = papers.id) LIMIT 1",
    "the counters": "SELECT 1 FROM (SELECT count(*) AS papers,"
    " coalesce(sum(NOT read), 0) AS unread, coalesce(sum(starred), 0) AS starred"
    " FROM papers) AS counted WHERE 3 != ("
    "SELECT count(*) FROM meta WHERE (name = 'papers' AND value = counted.papers)"
    " OR (name = 'unread' AND value = counted.unread)"
    " OR (name = 'starred' AND value = counted.starred))",
    "a digest's counters": "SELECT 1 FROM digests LEFT JOIN (SELECT digest, count(*) AS papers,"
    " sum(NOT read) AS unread, sum(starred) AS starred"
    " FROM entries JOIN papers ON papers.id = paper GROUP BY digest) AS counted"
    " ON counted.digest = digests.id WHERE total != coalesce(counted.papers, 0)"
    " OR digests.unread != coalesce(counted.unread, 0)"
    " OR digests.starred != coalesce(counted.starred, 0) LIMIT 1",
}


def check(db: sqlite3.Connection, patience: float, cancelled: Callable[[], bool]) -> bool:
    """Look through the index behind ``db``.

    Others may read and write meanwhile: it is looked at as it was at the beginning.

    Args:
        db: The index.
        patience: Seconds it may take.
        cancelled: Asked now and then whether to give up.

    Returns:
        Whether there was time to look at everything.

    Raises:
        DamagedIndexError: It contradicts itself.
        sqlite3.DatabaseError: It cannot be read.
    """
    end = time.monotonic() + patience
    db.set_progress_handler(lambda: time.monotonic() > end or cancelled(), _STEPS)
    try:
        db.execute("BEGIN")
        for what in _wrong(db):
            raise DamagedIndexError(what)
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            return False
        raise
    finally:
        db.set_progress_handler(None, 0)
        if db.in_transaction:
            db.execute("ROLLBACK")
    return True


def _wrong(db: sqlite3.Connection) -> Iterator[str]:
    """What is wrong, in words, cheapest first."""
    for pragma in ("quick_check(1)", "integrity_check(1)"):
        (found,) = db.execute(f"PRAGMA {pragma}").fetchone()
        if found != "ok":
            yield f"SQLite says: {found}"
        if pragma.startswith("quick"):
            for what, query in _CONTRADICTIONS.items():
                if db.execute(query).fetchone() is not None:
                    yield f"{what} contradicts another"
            yield from _misspelt(db)


def _misspelt(db: sqlite3.Connection) -> Iterator[str]:
    """Keys that are not what their hashes were made of: they would lead nowhere."""
    modulus = meta.get(db, "modulus")
    for key, number in db.execute("SELECT key, hash FROM keys"):
        if of_key(key, modulus) != number:
            yield "a key contradicts its hash"
