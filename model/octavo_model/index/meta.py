"""Counters and other numbers the index keeps about itself, and checks of values read from it."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

from octavo_model.core.dates import decoded
from octavo_model.storage import files
from octavo_model.storage.failures import DamagedIndexError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Sequence

    from octavo_model.core.dates import Precision


NOT_ALL = -1
"""Instead of the stamp of the archive, if not all of it was read: the next start tries again."""
_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
_TALLY = (
    "SELECT count(*), coalesce(sum(NOT read), 0), coalesce(sum(starred), 0) FROM papers"
    " WHERE id IN (SELECT value FROM json_each(?))"
)
_COUNT_IN_DIGESTS = """
UPDATE digests SET
    total = digests.total + :sign * counted.total,
    unread = digests.unread + :sign * counted.unread,
    starred = digests.starred + :sign * counted.starred
FROM (
    SELECT digest, count(*) AS total, sum(NOT read) AS unread, sum(starred) AS starred
    FROM json_each(:papers) CROSS JOIN entries ON entries.paper = json_each.value
    CROSS JOIN papers ON papers.id = entries.paper GROUP BY digest
) AS counted
WHERE counted.digest = digests.id
"""


def get(db: sqlite3.Connection, name: str) -> int:
    """Return the number with this name."""
    found = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    if found is None or type(found[0]) is not int:
        raise DamagedIndexError(f"{name} is missing")
    return int(found[0])


def put(db: sqlite3.Connection, name: str, value: int) -> None:
    """Set the number with this name."""
    db.execute("UPDATE meta SET value = ? WHERE name = ?", (value, name))


def add(db: sqlite3.Connection, name: str, value: int) -> None:
    """Add ``value`` to the number with this name."""
    db.execute("UPDATE meta SET value = value + ? WHERE name = ?", (value, name))


def as_json(values: object) -> str:
    """Return the parameter of ``json_each(?)``."""
    return _ENCODE(values)


def texts_as_json(values: Sequence[str]) -> str:
    """Return the JSON array of ``values``; quickly for those without anything to escape."""
    joined = "".join(values)
    if '"' in joined or "\\" in joined or not joined.isprintable():
        return as_json(values)
    return '["' + '", "'.join(values) + '"]' if values else "[]"


def as_set(values: Iterable[int] | Iterable[str]) -> str:
    """Return the parameter of ``IN (SELECT value FROM json_each(?))``: any number of values."""
    return as_json(list(values))


def count(db: sqlite3.Connection, papers: Iterable[int], sign: int) -> None:
    """Add ``papers`` as they are now to all counters (``sign`` 1), or subtract them (-1)."""
    ids = as_set(papers)
    numbers = db.execute(_TALLY, (ids,)).fetchone()
    for name, number in zip(("papers", "unread", "starred"), numbers, strict=True):
        add(db, name, sign * number)
    db.execute(_COUNT_IN_DIGESTS, {"papers": ids, "sign": sign})


# SQLite keeps any type in any column: a value of the wrong type or form means a damaged index.


def text(value: str) -> str:
    """Return ``value``, checked to be text."""
    if not isinstance(value, str):
        raise DamagedIndexError("a text has another type")
    return value


def optional_text(value: str | None) -> str | None:
    """Return ``value``, checked to be text or None."""
    return None if value is None else text(value)


def texts(value: str | None) -> tuple[str, ...]:
    """Return the texts of a JSON array; no texts for None."""
    if value is None:
        return ()
    try:
        items = files.loads(value)
    except (AttributeError, TypeError, ValueError, RecursionError) as error:
        raise DamagedIndexError("a list of texts is not JSON") from error
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise DamagedIndexError("a list of texts holds something else")
    return tuple(items)


def day(value: str | None) -> dt.date | None:
    """Return the day written in ``value``."""
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise DamagedIndexError("a date is invalid") from error


def dating(value: int) -> tuple[bool, Precision]:
    """Return how a date is known; see `octavo_model.core.dates.decoded`."""
    try:
        return decoded(value)
    except (TypeError, ValueError) as error:
        raise DamagedIndexError("the precision of a date is invalid") from error
