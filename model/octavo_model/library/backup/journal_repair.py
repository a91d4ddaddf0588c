"""Repair a journal that lost marks, see `octavo_model.storage.journal_loss`.

Nothing is removed: a file that is replaced, and marks that only the index has, are kept beside the
journal, and ``octavo restore`` accepts them.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.changes import NOT_SET, parse_value
from octavo_model.core.dates import exact_stamp
from octavo_model.core.errors import OctavoError
from octavo_model.core.marks import MarkField
from octavo_model.index import schema
from octavo_model.index.store import Store, UnusableIndexError
from octavo_model.index.write import marks, properties
from octavo_model.library.backup.write import free_path
from octavo_model.storage import data_folder
from octavo_model.storage.failures import explained, is_damage
from octavo_model.storage.files import (
    make_folder,
    sync_folder,
    write_chunks_atomically,
)
from octavo_model.storage.journal import Journal
from octavo_model.storage.journal_format import Heading, Section, write_lines
from octavo_model.storage.journal_loss import find_loss, position_of_index, recovery_options
from octavo_model.storage.locks import turn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.storage.data_folder import Paths
    from octavo_model.storage.journal_format import RecordFields

REBUILT = "rebuilt"
"""The instance of marks in the journal that only the index had."""
_Timed = tuple[int, "RecordFields"]
"""A change, after its time in microseconds from 1970."""

_KNOWN = """
INSERT INTO temp.known
SELECT keys.key, coalesce(papers.title, keys.key), '{field}', keys.{field}, keys.{field}_time
FROM keys LEFT JOIN papers ON papers.id = keys.paper WHERE keys.{field} OR keys.{field}_time
"""
_LATER = """
SELECT known.time, known.key, known.title, known.field, coalesce(keys.{field}, 0), known.value
FROM temp.known LEFT JOIN keys ON keys.key = known.key
WHERE known.field = '{field}'
AND (known.time, known.value) > (coalesce(keys.{field}_time, 0), coalesce(keys.{field}, 0))
"""


class Renewed(NamedTuple):
    """A journal that was started again."""

    changes: int
    """How many changes of the old one are in it."""
    kept: tuple[Path, ...]
    """Where the old files and the marks of the index are now."""


def rebuild(paths: Paths) -> int:
    """Add the marks that only the index has to the journal, and accept it; return how many."""
    with _repairing(paths) as journal:
        missing = _only_in_index(paths, journal)
        if missing is None:
            why = "no index can be read"
            raise OctavoError(str(paths.index), why, recovery_options(journal))
        _add(journal, missing)
        accept(journal)
        return len(missing)


def renew(paths: Paths) -> Renewed:
    """Start a new journal with the readable marks of the old one, and accept it."""
    with _repairing(paths) as journal:
        kept: list[Path] = []
        if missing := _only_in_index(paths, journal):
            kept.append(free_path(paths.journal.with_name(f"{paths.journal.name}.index")))
            write_chunks_atomically(kept[0], _written(missing))
        changes = 0

        def readable() -> Iterator[bytes]:
            nonlocal changes
            for part in journal.sections():
                if isinstance(part, Section):
                    changes += len(part.changes)
                    yield write_lines(part.heading, part.changes)

        new = paths.journal.with_name(f"{paths.journal.name}.new")
        write_chunks_atomically(new, readable())
        for path, size in journal.files():
            if size:
                kept.append(free_path(path.with_name(f"{path.name}.old")))
                path.replace(kept[-1])
            else:
                path.unlink()
        new.replace(paths.journal)
        sync_folder(paths.data)
        accept(journal)
        return Renewed(changes, tuple(kept))


def add_from_index(paths: Paths, journal: Journal) -> int:
    """Add the marks that only the index has; return how many. The lock is held."""
    missing = _only_in_index(paths, journal) or []
    _add(journal, missing)
    return len(missing)


def is_lost(journal: Journal) -> bool:
    """Return whether ``journal`` lost marks and the user has not accepted that."""
    return find_loss(journal, *position_of_index(journal)) is not None


def accept(journal: Journal) -> None:
    """Accept ``journal`` as it is; its lock is held."""
    journal.remember(dismissed=position_of_index(journal))


@contextmanager
def _repairing(paths: Paths) -> Iterator[Journal]:
    """Lock the journal, which must have lost marks."""
    data_folder.refuse_newer(paths.data, paths.index)
    locks = paths.data / "locks"
    with explained(paths.data):
        make_folder(locks)
        data_folder.write_versions(paths.data)
        with turn(locks):
            journal = Journal.of(paths)
            if not is_lost(journal):
                why = "is whole: there is nothing to repair"
                raise OctavoError(str(paths.journal), why)
            yield journal


def _add(journal: Journal, missing: list[_Timed]) -> None:
    if missing:
        journal.append_chunks(_written(missing))


def _written(missing: list[_Timed]) -> Iterator[bytes]:
    """Yield the lines of ``missing``, each with its own time."""
    for time, some in groupby(missing, itemgetter(0)):
        heading = Heading(exact_stamp(time), "", REBUILT, f"{REBUILT}/{time}", auto=True)
        yield write_lines(heading, [change for _, change in some])


def _only_in_index(paths: Paths, journal: Journal) -> list[_Timed] | None:
    """Return the changes that the index has and ``journal`` lacks; None if no index is usable.

    The journal is applied to a copy of the index, and the marks before and after are compared.
    """
    applied = Journal(journal.path)
    applied.is_checked = False
    with explained(paths.index), TemporaryDirectory(prefix="octavo-") as name:
        folder = Path(name)
        copy = folder / paths.index.name
        try:
            with (
                closing(schema.connect(paths.index, "mode=ro")) as index,
                closing(sqlite3.connect(copy)) as empty,
            ):
                index.backup(empty)
            with closing(Store(copy, folder, applied)) as store:
                db = store.connection()
                if marks.is_known(db, applied):
                    return []
                db.execute("CREATE TEMP TABLE known (key, title, field, value, time)")
                for field in MarkField:
                    db.execute(_KNOWN.format(field=field.value))
                known = properties.timed(db)
                with store.writing():
                    found: list[_Timed] = [
                        (time, (key, title, MarkField(name), before, after))
                        for field in MarkField
                        for time, key, title, name, before, after in db.execute(
                            _LATER.format(field=field.value)
                        )
                    ]
                    left = properties.timed(db)
                for (which, key), (time, after) in known.items():
                    before = left.get((which, key), (0, NOT_SET))
                    if (time, after) > before:
                        was, had = (parse_value(which, text) for text in (before[1], after))
                        found.append((time, (key, "", which, was, had)))
                return sorted(found, key=itemgetter(0))
        except sqlite3.DatabaseError as error:
            if isinstance(error, UnusableIndexError) or is_damage(error) or not copy.exists():
                return None
            raise
