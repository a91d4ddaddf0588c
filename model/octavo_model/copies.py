"""Copies of marks, decisions, settings and sources, one a day, `MOST` at most.

Each is a backup without digests (`octavo_model.backup`) in the data folder, named by its day:
``copies/2025-03-12.zip``. They are for the day on which the journal itself turns out damaged.
"""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from octavo_model import backup
from octavo_model.faults import explained
from octavo_model.files import make_folder, open_to_read

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from octavo_model.paths import Paths

MOST = 7
"""Copies that are kept."""

_DAYS = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].zip"


def is_due(paths: Paths, now: dt.datetime) -> bool:
    """Whether there is something to copy, and no copy of this day."""
    return not _path(paths, now).exists() and any(
        path.exists() for path in backup.single_files(paths).values()
    )


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
    backup.write(paths, path, now, with_digests=False, locks=locks)
    kept = sorted(paths.copies.glob(_DAYS), reverse=True)
    stay = {path, max(kept, key=_length)}
    others = sorted((one for one in kept if one not in stay), key=lambda one: one > path)
    for one in others[MOST - len(stay) :]:
        one.unlink(missing_ok=True)
    return path


def _path(paths: Paths, now: dt.datetime) -> Path:
    return paths.copies / f"{now.date().isoformat()}.zip"


def _length(path: Path) -> int:
    """Bytes of the journal in the copy at ``path``; 0 where it cannot be read."""
    try:
        with open_to_read(path) as file, zipfile.ZipFile(file) as packed:
            return packed.getinfo("marks.jsonl").file_size
    except (OSError, KeyError, zipfile.BadZipFile):
        return 0
