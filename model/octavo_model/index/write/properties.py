"""Properties: for each name and key the last change by time counts, as for marks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from octavo_model.core.changes import (
    NOT_SET,
    Property,
    PropertyChange,
    format_value,
    parse_value,
)
from octavo_model.core.dates import micros
from octavo_model.index import meta
from octavo_model.storage.failures import DamagedIndexError

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from octavo_model.storage.journal_format import Heading, JournalRecord

_SET_IF_LATER = (
    "INSERT INTO properties (name, key, value, time) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (name, key) DO UPDATE SET value = excluded.value, time = excluded.time"
    " WHERE (excluded.time, excluded.value) > (properties.time, properties.value)"
)
_NOTE = "INSERT OR REPLACE INTO property_changes VALUES (?, ?, ?, ?, ?, ?)"
_NOTE_IMPORT = "INSERT OR IGNORE INTO view_imports VALUES (?)"
_SET = "SELECT key, value FROM properties WHERE name = ? AND value != ? ORDER BY key"
_ONE = "SELECT value FROM properties WHERE name = ? AND key = ?"
_FOLLOWED_AND_MUTED = (
    "SELECT name, key FROM properties WHERE name IN ('follow', 'mute') AND value != 'null'"
    " ORDER BY key"
)
_TITLE = "SELECT title FROM property_changes WHERE name = ? AND key = ? ORDER BY batch DESC LIMIT 1"
_MERGES_AND_SPLITS = (
    "SELECT name, key, value, time FROM properties WHERE name IN ('same', 'apart') AND value != ?"
)
_TIMED = "SELECT name, key, time, value FROM properties"
_OF_BATCH = (
    "SELECT name, key, title, before, after FROM property_changes WHERE batch = ? ORDER BY key"
)


class Changed(NamedTuple):
    """The value of a property before and now; None if it was not set."""

    name: Property
    key: str
    before: Any
    now: Any


def all_set(db: sqlite3.Connection, name: Property) -> dict[str, Any]:
    """Return the values of a property by key, without keys for which it is not set."""
    found = db.execute(_SET, (name, NOT_SET))
    return {meta.text(key): _value(name, value) for key, value in found}


def followed_and_muted(db: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """Return what is followed, and what is muted, in one statement: each page of rows reads it."""
    found = [(name, meta.text(key)) for name, key in db.execute(_FOLLOWED_AND_MUTED)]
    return (
        [key for name, key in found if name == Property.FOLLOW],
        [key for name, key in found if name == Property.MUTE],
    )


def every_set(db: sqlite3.Connection) -> list[Changed]:
    """Return all properties that are set, as they would be without a change."""
    return [
        Changed(name, key, value, value)
        for name in Property
        for key, value in all_set(db, name).items()
    ]


def value_of(db: sqlite3.Connection, name: Property, key: str) -> Any:
    """Return the value of a property of one key; None if it is not set."""
    found = db.execute(_ONE, (name, key)).fetchone()
    return None if found is None else _value(name, found[0])


def title_of(db: sqlite3.Connection, name: Property, key: str) -> str:
    """Return the title with which a property of ``key`` was last changed; empty if unknown."""
    found = db.execute(_TITLE, (name, key)).fetchone()
    return "" if found is None else meta.text(found[0])


def timed(db: sqlite3.Connection) -> dict[tuple[Property, str], tuple[int, str]]:
    """Return time and JSON of the last change of each property there ever was."""
    return {
        (Property(name), meta.text(key)): (time, meta.text(value))
        for name, key, time, value in db.execute(_TIMED)
    }


def apply(
    db: sqlite3.Connection, heading: Heading, batch: int, changes: Iterable[JournalRecord]
) -> list[Changed]:
    """Apply changes of a batch, and return those that changed a value."""
    time = micros(heading.time)
    changed: list[Changed] = []
    for key, title, field, before, after in changes:
        name = Property(field)
        if heading.auto and name is Property.VIEW:
            db.execute(_NOTE_IMPORT, (heading.instance.partition(":")[0],))
        known = value_of(db, name, key)
        is_later = db.execute(_SET_IF_LATER, (name, key, format_value(after), time)).rowcount
        if not heading.auto:
            note = (batch, name, key, title, format_value(before), format_value(after))
            db.execute(_NOTE, note)
        if is_later and after != known:
            changed.append(Changed(name, key, known, after))
    return changed


def to_reverse(
    db: sqlite3.Connection, batch: int
) -> tuple[Property, dict[str, Any], dict[str, str]] | None:
    """Return the property that ``batch`` changed, the values before, and the title of each key.

    Values that were changed since are left out. Of views, interests and notes then all are: half of
    a renaming would give two views, and half of a new note about a merged paper two notes. None if
    nothing is left.
    """
    found = db.execute(_OF_BATCH, (batch,)).fetchall()
    values: dict[str, Any] = {}
    for name, key, _, before, after in found:
        if value_of(db, Property(name), key) == _value(Property(name), after):
            values[key] = _value(Property(name), before)
    about = Property(found[0][0]) if found else None
    is_whole = about is not None and (about.is_named_query or about is Property.NOTE)
    if not values or (is_whole and len(values) < len(found)):
        return None
    return Property(found[0][0]), values, dict.fromkeys(values, meta.text(found[0][2]))


def change_of(db: sqlite3.Connection, batch: int) -> PropertyChange | None:
    """Return the properties that ``batch`` changed; None if it changed none."""
    found = db.execute(_OF_BATCH, (batch,)).fetchall()
    if not found:
        return None
    name = Property(found[0][0])
    values = {
        meta.text(key): (_value(name, before), _value(name, after))
        for _, key, _, before, after in found
    }
    return PropertyChange("", name, values, meta.text(found[0][2]))


def shown_in(db: sqlite3.Connection, source: str) -> str:
    """Return the digest that shows the papers of ``source``, perhaps through others."""
    seen = {source}
    while (into := value_of(db, Property.DIGEST_INTO, source)) and into not in seen:
        source = into
        seen.add(source)
    return source


def parts_of(db: sqlite3.Connection, source: str) -> list[str]:
    """Return the digests whose papers ``source`` shows."""
    into = all_set(db, Property.DIGEST_INTO)
    return [one for one in into if one != source and shown_in(db, one) == source]


class MergesAndSplits(NamedTuple):
    """Which keys the user says are of one paper, and which are not; the later decision counts.

    Attributes:
        same: The key to keep, by the other one.
        apart: Pairs of keys.
    """

    same: dict[str, str]
    apart: frozenset[frozenset[str]]


def merges_and_splits(db: sqlite3.Connection) -> MergesAndSplits:
    """Return what the user decided about papers that are the same."""
    same: dict[frozenset[str], tuple[int, str, str]] = {}
    apart: dict[frozenset[str], int] = {}
    for name, key, value, time in db.execute(_MERGES_AND_SPLITS, (NOT_SET,)):
        if name == Property.APART:
            apart[frozenset(key.split(" "))] = time
        else:
            keep = _value(Property.SAME, value)
            same[frozenset((key, keep))] = (time, key, keep)
    return MergesAndSplits(
        {key: keep for pair, (time, key, keep) in same.items() if apart.get(pair, 0) <= time},
        frozenset(pair for pair, time in apart.items() if same.get(pair, (0,))[0] < time),
    )


def has_imported(db: sqlite3.Connection, home: str) -> bool:
    """Return whether the home of the library with this id has imported the views of settings."""
    return bool(db.execute("SELECT 1 FROM view_imports WHERE home = ?", (home,)).fetchone())


def _value(name: Property, text: str) -> Any:
    try:
        return parse_value(name, meta.text(text))
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedIndexError(f"the value of {name} is invalid") from error
