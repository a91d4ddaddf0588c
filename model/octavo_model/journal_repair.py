"""The ways out of a journal that lost marks, see `octavo_model.journal_record`.

None of them removes anything: a file that is replaced, and marks that only the index knows, are
kept beside the journal, where ``octavo restore`` accepts them.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from octavo_model import layout
from octavo_model.clock import Clock, stamp, utc_now
from octavo_model.errors import OctavoError
from octavo_model.faults import explained, is_damage
from octavo_model.files import (
    make_folder,
    sync_folder,
    write_atomically,
    write_pieces_atomically,
)
from octavo_model.index import marks, schema
from octavo_model.index.store import Store, UnusableIndexError
from octavo_model.journal import Heading, Journal, Section, write_lines
from octavo_model.journal_record import find_loss, read_by_index, ways_out
from octavo_model.locks import turn
from octavo_model.marks import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.journal import Told
    from octavo_model.paths import Paths

REBUILT = "rebuilt"
"""The instance under which marks that only the index knew stand in the journal."""

# A mark that was taken away counts only where the index knows that it was: that it knows no mark
# says nothing about one that another computer made.
_KNOWN = """
INSERT INTO temp.known
SELECT keys.key, coalesce(papers.title, keys.key), '{field}', keys.{field}
FROM keys LEFT JOIN papers ON papers.id = keys.paper
WHERE keys.{field} OR keys.id IN (SELECT key FROM changes WHERE field = '{field}' AND NOT after)
"""
_MISSING = """
SELECT known.key, known.title, known.value FROM temp.known LEFT JOIN keys ON keys.key = known.key
WHERE known.field = '{field}' AND coalesce(keys.{field}, 0) != known.value
"""


class Renewed(NamedTuple):
    """What became of a journal that was begun anew.

    Attributes:
        changes: How many changes of the old one are in it.
        kept: Where the old files and the marks of the index are now.
    """

    changes: int
    kept: tuple[Path, ...]


def rebuild(paths: Paths, *, clock: Clock = utc_now, machine: str = "") -> int:
    """Add the marks that only the index knows to the journal, and accept it.

    Returns:
        How many.

    Raises:
        OctavoError: No marks are missing, or the index cannot be read.
    """
    with _repairing(paths) as journal:
        missing = _only_in_index(paths, journal)
        if missing is None:
            why = "there is no index that can be read"
            raise OctavoError(str(paths.index), why, ways_out(journal))
        _add(journal, missing, stamp(clock()), machine)
        accept(journal)
        return len(missing)


def renew(paths: Paths, *, clock: Clock = utc_now, machine: str = "") -> Renewed:
    """Start a new journal with what can be read of the old one, and accept it.

    Raises:
        OctavoError: No marks are missing.
    """
    with _repairing(paths) as journal:
        kept: list[Path] = []
        if missing := _only_in_index(paths, journal):
            kept.append(_free(paths.journal, "index"))
            lines = write_lines(_heading(journal, stamp(clock()), machine), missing)
            write_atomically(kept[0], lines)
        changes = 0

        def sound() -> Iterator[bytes]:
            nonlocal changes
            for part in journal.sections():
                if isinstance(part, Section):
                    changes += len(part.changes)
                    yield write_lines(part.heading, part.changes)

        new = paths.journal.with_name(f"{paths.journal.name}.new")
        write_pieces_atomically(new, sound())
        for path, size in journal.files():
            if size:
                kept.append(_free(path, "old"))
                path.replace(kept[-1])
            else:
                path.unlink()
        new.replace(paths.journal)
        sync_folder(paths.data)
        accept(journal)
        return Renewed(changes, tuple(kept))


def add_from_index(paths: Paths, journal: Journal, time: str, machine: str) -> int:
    """Add the marks that only the index knows, as far as it can be read.

    Args:
        paths: Where the library lies.
        journal: Its journal; the lock is held.
        time: When this happens, as `octavo_model.clock.stamp` writes it.
        machine: Name of this computer.

    Returns:
        How many.
    """
    missing = _only_in_index(paths, journal) or []
    _add(journal, missing, time, machine)
    return len(missing)


def is_lost(journal: Journal) -> bool:
    """Whether ``journal`` lost marks, and the user has not accepted that."""
    return find_loss(journal, *read_by_index(journal)) is not None


def accept(journal: Journal) -> None:
    """Take ``journal`` as it is from now on; its lock is held."""
    journal.remember(dismissed=read_by_index(journal))


@contextmanager
def _repairing(paths: Paths) -> Iterator[Journal]:
    """The journal, which lost marks, locked."""
    layout.refuse_newer(paths.data, paths.index)
    locks = paths.data / "locks"
    with explained(paths.data):
        make_folder(locks)
        layout.write(paths.data)
        with turn(locks):
            journal = Journal.of(paths)
            if not is_lost(journal):
                why = "is whole: there is nothing to repair"
                raise OctavoError(str(paths.journal), why)
            yield journal


def _add(journal: Journal, missing: list[Told], time: str, machine: str) -> None:
    if missing:
        journal.append(_heading(journal, time, machine), missing)


def _heading(journal: Journal, time: str, machine: str) -> Heading:
    return Heading(time, machine, REBUILT, f"{REBUILT}/{journal.size()}")


def _only_in_index(paths: Paths, journal: Journal) -> list[Told] | None:
    """The marks of the index that ``journal`` does not make; None if there is no usable index.

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
                db.execute("CREATE TEMP TABLE known (key, title, field, value)")
                for field in Field:
                    db.execute(_KNOWN.format(field=field.value))
                with store.writing():
                    return [
                        (key, title, field, not value, bool(value))
                        for field in Field
                        for key, title, value in db.execute(_MISSING.format(field=field.value))
                    ]
        except sqlite3.DatabaseError as error:
            if isinstance(error, UnusableIndexError) or is_damage(error) or not copy.exists():
                return None
            raise


def _free(path: Path, ending: str) -> Path:
    """A name beside ``path`` that nothing has: ``….old``, ``….old-2``."""
    free, number = path.with_name(f"{path.name}.{ending}"), 1
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.name}.{ending}-{number}")
    return free
