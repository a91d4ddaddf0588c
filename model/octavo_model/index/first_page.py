"""The first page of a library, read with nothing imported that can wait.

Everything here is a short cut of what `Library` and `Session` do in full, and gives up, with
None, wherever they would have to repair, decide or wait.
"""

from __future__ import annotations

import os
import sqlite3
import sys

from octavo_model.index.window import UPDATED, VIEWS, WRITTEN, around, of_key
from octavo_model.storage.files import LARGEST_SETTINGS, open_to_read, read_at_most
from octavo_model.storage.versions import APPLICATION_ID, CHECKED, LAYOUT, SCHEMA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Row = tuple[str, str | None, int | None, bool, bool, bool]

# Made of constants only.
_FIRST = (
    f"SELECT coalesce(readable, title), {WRITTEN}, dating, read, starred, {UPDATED} FROM papers"
    " ORDER BY place LIMIT ?"
)
_ROW = (
    f"SELECT CASE WHEN ?2 THEN title ELSE coalesce(readable, title) END, {WRITTEN},"
    f" comment_count, read, starred, {UPDATED} FROM papers WHERE id = ?1"
)
_PAPER = "SELECT paper FROM keys WHERE hash = ? AND key = ?"
_OURS = [str(LAYOUT).encode(), str(SCHEMA).encode()]
"""How a ``layout`` of ours begins, see `octavo_model.storage.data_folder`."""
_PATIENCE = 0.05
"""Seconds to wait for a database that is busy."""


def folders() -> tuple[str, str, str]:
    """Where data, settings and state lie, as `Paths.of_user` has it, but at once.

    On macOS and Windows platformdirs has more to consider; there the answer is empty.
    """
    if sys.platform in {"darwin", "win32"} or "ANDROID_DATA" in os.environ:
        return "", "", ""
    home = os.path.expanduser("~")  # noqa: PTH111 - pathlib alone costs more than this page
    usual = (
        ("XDG_DATA_HOME", ".local/share"),
        ("XDG_CONFIG_HOME", ".config"),
        ("XDG_STATE_HOME", ".local/state"),
    )
    data, config, state = (
        os.environ.get(name, "").strip() or f"{home}/{folder}" for name, folder in usual
    )
    return f"{data}/octavo", f"{config}/octavo", f"{state}/octavo"


def slot(data: str) -> int:
    """The number that `Library.open` is about to claim: the lowest that nobody holds."""
    import fcntl

    number = 0
    while True:
        descriptor = os.open(f"{data}/locks/instance-{number}", os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            number += 1
        else:
            return number
        finally:
            os.close(descriptor)


class FirstPage:
    """A library opened just far enough for one page.

    Args:
        data: The folder it lies in, as `folders` has it.

    Raises:
        OSError: There is no library, or its ``layout`` cannot be read.
        sqlite3.Error: There is no library that could be read as it is.
    """

    def __init__(self, data: str) -> None:
        self._data = data
        with open_to_read(f"{data}/layout") as file:
            # Of another Octavo, or of none: its index is not even opened.
            if file.read(64).split()[:2] != _OURS:
                raise sqlite3.DatabaseError("layout")
        self._db = sqlite3.connect(f"file:{_quoted(data)}/library.db?mode=rw", uri=True)
        try:
            self._begin()
        except BaseException:
            self.close()
            raise

    def _begin(self) -> None:
        self._db.execute(f"PRAGMA busy_timeout = {int(_PATIENCE * 1000)}")
        for pragma, wanted in (("application_id", APPLICATION_ID), ("user_version", SCHEMA)):
            if self._db.execute(f"PRAGMA {pragma}").fetchone()[0] != wanted:
                raise sqlite3.DatabaseError(pragma)

    def close(self) -> None:
        """Close it."""
        self._db.close()

    def is_current(self) -> bool:
        """Whether the index holds all that was kept: opening the library would do no more."""
        known = dict(self._db.execute("SELECT name, value FROM meta"))
        offset = known["journal_offset"]
        if os.path.exists(f"{self._data}/marks.2.jsonl"):  # noqa: PTH110
            return False
        return (
            _size(f"{self._data}/marks.jsonl") == offset
            and _size(f"{self._data}/same.jsonl") == known["decisions"]
            and _check(f"{self._data}/marks.jsonl", offset) == known["journal_check"]
            and os.stat(f"{self._data}/digests").st_mtime_ns == known["archive"]  # noqa: PTH116
            and not self._db.execute("SELECT 1 FROM digests WHERE NOT complete LIMIT 1").fetchall()
        )

    def first(self, limit: int) -> list[tuple[str, str | None, int, bool, bool, bool]]:
        """The first papers of all; -1 for every one.

        Each is title, date as far as it is known, how it is known (see
        `octavo_model.core.dates.encoded`), read, starred, updated.
        """
        return self._db.execute(_FIRST, (limit,)).fetchall()

    def session(self, state: str, number: int) -> tuple[dict[str, Any], dict[str, str]]:
        """The session of that number and, out of it, how its rows were painted.

        SQLite reads the JSON: the module for it would cost as much as the page.

        Raises:
            OSError: There is none.
        """
        text = read_at_most(f"{state}/sessions/{number}.json", LARGEST_SETTINGS).decode()
        pairs = self._db.execute("SELECT key, value FROM json_each(?)", (text,))
        paint = self._db.execute("SELECT key, value FROM json_each(?, '$.paint')", (text,))
        return dict(pairs), dict(paint)

    def rows(
        self,
        kind: str,
        digest: str | None,
        key: str,
        reach: int,
        without: str = "",
        *,
        raw: bool = False,
    ) -> tuple[list[Row], int, bool] | None:
        """What a list shows around the paper called ``key``, as `around` has it.

        With ``raw``, titles are told as they came and not as they read. Each row is title, date,
        number of comments, read, starred, updated. None where the view is gone, or its papers are
        found by comparing.
        """
        if kind not in VIEWS:
            return None
        number = None
        if kind == "digest":
            found = self._db.execute("SELECT id FROM digests WHERE name = ?", (digest,)).fetchone()
            if found is None:
                return None
            number = found[0]
        paper = self._db.execute(_PAPER, (of_key(key, self._modulus()), key)).fetchone()
        ids, cursor, whole = around(self._db, kind, number, paper and paper[0], reach, without)
        return [self._row(one, raw) for one in ids], cursor, whole

    def _row(self, paper: int, raw: bool) -> Row:
        title, day, comments, *marks = self._db.execute(_ROW, (paper, raw)).fetchone()
        if not title.isprintable():
            # A damaged index, or a rare script: see `octavo_model.index.told`.
            from octavo_model.text.clean import visible

            title = visible(title)
        return title, day, None if comments is None else int(comments), *marks

    def _modulus(self) -> int:
        (drawn,) = self._db.execute("SELECT value FROM meta WHERE name = 'modulus'").fetchone()
        return int(drawn)


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size  # noqa: PTH116
    except FileNotFoundError:
        return 0


def _check(path: str, offset: int) -> int:
    """As `Journal.check`."""
    if not offset:
        return 0
    from zlib import crc32

    with open_to_read(path) as file:
        file.seek(max(0, offset - CHECKED))
        return crc32(file.read(min(CHECKED, offset)))


def _quoted(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
