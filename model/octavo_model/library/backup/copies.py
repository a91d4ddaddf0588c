"""Copies of marks, decisions, settings and sources, one a day, `MOST` at most.

Each is a backup without digests (`octavo_model.library.backup.write`) in the data folder, named by
its day:
``copies/2025-03-12.zip``. They are for the day on which the journal itself turns out damaged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.library.backup import write
from octavo_model.storage.failures import explained
from octavo_model.storage.files import make_folder
from octavo_model.storage.journal_record import size_of_copy

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from octavo_model.storage.paths import Paths

MOST = 7
"""Copies that are kept."""

_DAYS = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].zip"


def is_due(paths: Paths, now: dt.datetime) -> bool:
    """Whether there is something to copy, and no copy of this day."""
    kept = (paths.journal, *write.single_files(paths).values())
    return not _path(paths, now).exists() and any(path.exists() for path in kept)


def make(paths: Paths, now: dt.datetime, locks: Path | None) -> Path:
    """Make the copy of this day, and remove those that are too many.

    It stays, and so does the one with the longest journal, be it the oldest: a journal that lost
    its beginning is copied day after day as well. Of the others, those of days that are still to
    come, as a wrong clock leaves them, go first, then the oldest.

    Raises:
        OctavoError: It cannot be written.
    """
    path = _path(paths, now)
    with explained(paths.copies):
        make_folder(paths.copies)
    write.write(paths, path, now, with_digests=False, locks=locks)
    kept = sorted(paths.copies.glob(_DAYS), reverse=True)
    stay = {path, max(kept, key=size_of_copy)}
    others = sorted((one for one in kept if one not in stay), key=lambda one: one > path)
    for one in others[MOST - len(stay) :]:
        one.unlink(missing_ok=True)
    return path


def _path(paths: Paths, now: dt.datetime) -> Path:
    return paths.copies / f"{now.date().isoformat()}.zip"
