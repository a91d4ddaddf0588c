"""What a changed property changes in the index.

What has to be read from the archive again is only made due: see
`octavo_model.library.importing.commit`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from octavo_model.core.changes import Property
from octavo_model.index import keys as key_index
from octavo_model.index import meta
from octavo_model.index.annotations import notes, tags
from octavo_model.index.schema import place_base
from octavo_model.index.write import digests, merge, removal
from octavo_model.index.write.rows import derive_place_and_date

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Callable, Iterable

    from octavo_model.index.write.properties import Changed

_DIGEST = "SELECT id, recorded FROM digests WHERE source = ?"
_SKIPPED = "SELECT digest FROM skipped WHERE key = ?"


def follow(db: sqlite3.Connection, changed: Iterable[Changed]) -> None:
    """Make the index agree with what changed."""
    tagged: dict[str, bool | None] = {}
    for name, key, before, now in changed:
        if name is Property.DIGEST_INTO:
            digests.show_in(db, key, before, now)
        elif name is Property.TAG:
            tagged[key] = now
            continue  # as marks, tags and notes are no content
        elif name is Property.NOTE:
            notes.put(db, key, now)
            continue
        elif effect := _EFFECTS.get(name):
            effect(db, key, now)
        else:
            continue
        meta.add(db, "content", 1)
    tags.put(db, tagged)


def _rename(db: sqlite3.Connection, source: str, name: str | None) -> None:
    for number, recorded in db.execute(_DIGEST, (source,)).fetchall():
        digests.rename(db, number, name or json.loads(recorded)[0])


def _redate(db: sqlite3.Connection, source: str, date: dt.date | None) -> None:
    for number, recorded in db.execute(_DIGEST, (source,)).fetchall():
        _, recorded_date, is_inferred = json.loads(recorded)
        day = date or meta.day(recorded_date)
        db.execute(
            "UPDATE digests SET date = ?, date_inferred = ?, base = ? WHERE id = ?",
            (day and day.isoformat(), not date and is_inferred, place_base(day, number), number),
        )
        digests.update_inbox(db, source)
        # Dates without a year are of the year of the digest.
        db.execute("UPDATE entries SET date = NULL, dating = 0 WHERE digest = ?", (number,))
        papers = db.execute("SELECT paper FROM entries WHERE digest = ?", (number,))
        derive_place_and_date(db, [paper for (paper,) in papers])
        removal.reopen(db, [number])


def _remove_digest(db: sqlite3.Connection, source: str, is_removed: bool | None) -> None:
    if not is_removed:
        meta.put(db, "archive", meta.NOT_ALL)
        digests.reopen_parts(db, source)
        return
    for number, _ in db.execute(_DIGEST, (source,)).fetchall():
        removal.remove_digest(db, number)


def _set_inbox(db: sqlite3.Connection, source: str, _wanted: bool | None) -> None:
    digests.update_inbox(db, source)


def _remove_paper(db: sqlite3.Connection, key: str, is_removed: bool | None) -> None:
    if is_removed:
        paper = key_index.by_key(db, key)
        if paper is not None:
            of_paper = removal.digests_of(db, [paper])
            db.executemany(
                "INSERT OR IGNORE INTO skipped VALUES (?, ?)", [(key, one) for one in of_paper]
            )
            removal.remove_papers(db, [paper])
        return
    removal.reopen(db, [digest for (digest,) in db.execute(_SKIPPED, (key,))])
    db.execute("DELETE FROM skipped WHERE key = ?", (key,))


def _unite(db: sqlite3.Connection, key: str, keep: str | None) -> None:
    if keep is not None:
        merge.merge_keys(db, keep, key)
    elif (paper := key_index.by_key(db, key)) is not None:
        removal.read_again(db, [paper])


def _part(db: sqlite3.Connection, pair: str, _is_apart: bool | None) -> None:
    papers = key_index.by_keys(db, pair.split(" ")).values()
    removal.read_again(db, set(papers))


_EFFECTS: dict[Property, Callable[[sqlite3.Connection, str, Any], None]] = {
    Property.DIGEST_NAME: _rename,
    Property.DIGEST_DATE: _redate,
    Property.DIGEST_REMOVED: _remove_digest,
    Property.DIGEST_INBOX: _set_inbox,
    Property.PAPER_REMOVED: _remove_paper,
    Property.SAME: _unite,
    Property.APART: _part,
}
