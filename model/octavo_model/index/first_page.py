"""The first page of a library, read with as few imports as possible.

It is a short version of `Library` and `Session`, and returns None if they would have to repair,
decide or wait.
"""

from __future__ import annotations

import os
import sqlite3
import sys

from octavo_model.index.window import (
    AUTHORS,
    CATEGORY,
    DIGEST,
    FIRST_AUTHOR,
    IS_GUESS,
    NOTED,
    VIEWS,
    WRITTEN,
    around,
    has_news,
    marks,
    of_key,
)
from octavo_model.storage.files import LARGEST_SETTINGS, open_to_read, quoted, read_at_most
from octavo_model.storage.versions import APPLICATION_ID, CHECKED, LAYOUT, LAYOUT_OF_MARKS, SCHEMA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Row = dict[str, Any]

# Made of constants only.
_FIRST = (
    "SELECT keys.key, coalesce(readable, title) FROM papers CROSS JOIN keys ON keys.id = papers.key"
    " ORDER BY place LIMIT ?"
)
_ROW = (
    f"SELECT CASE WHEN ?2 THEN title ELSE coalesce(readable, title) END, {WRITTEN},"
    f" {IS_GUESS}, comment_count, upvotes, {FIRST_AUTHOR}, {AUTHORS}, {CATEGORY}, {DIGEST},"
    f" {NOTED}, {{}}"
    " FROM papers WHERE id = ?1"
)
_CELLS = ("title", "day", "guess", "comments", "votes", "author", "authors", "category", "digest",
          "noted", "read", "starred", "updated", "verdict", "due")  # fmt: skip
_DIGEST = "SELECT name, date, date_inferred FROM digests WHERE id = ?"
_NOTICED = (
    "SELECT name, key FROM properties WHERE name IN ('follow', 'mute') AND value = 'true'"
    " ORDER BY name, key"
)
_RULES = (
    "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),"
    " json_extract(value, '$[3]') FROM json_each(?)"
)
_TEXTS = (
    "SELECT papers.id, coalesce(readable, title), coalesce(text, '') FROM papers"
    " LEFT JOIN abstracts USING (id) WHERE papers.id IN (SELECT value FROM json_each(?))"
)
_AUTHORS_OF = (
    "SELECT papers.id, names.value FROM papers CROSS JOIN json_each(papers.authors) AS names"
    " WHERE papers.authors IS NOT NULL AND papers.id IN (SELECT value FROM json_each(?))"
)
_MODULUS = "SELECT value FROM meta WHERE name = 'modulus'"
_PAPER = "SELECT paper FROM keys WHERE hash = ? AND key = ?"
_OURS = [[b"%d" % layout, b"%d" % SCHEMA] for layout in (LAYOUT_OF_MARKS, LAYOUT)]
"""The starts of our ``layout``, see `octavo_model.storage.data_folder`."""
_TIMEOUT = 0.05
"""Seconds to wait for a database that is busy."""


def folders() -> tuple[str, str, str]:
    """Return the folders of data, settings and state; empty where platformdirs does more."""
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
    """Return the number that `Library.open` is about to claim: the lowest free one."""
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
    """The library in the folder ``data``, opened just far enough for one page.

    ``today`` counts the days from the year 1; None is this day.

    If it cannot be read as it is, this raises `OSError` or `sqlite3.Error`.
    """

    def __init__(self, data: str, today: int | None = None) -> None:
        self._data = data
        self._today = _local_day() if today is None else today
        with open_to_read(f"{data}/layout") as file:
            # The index of another version of Octavo is not even opened.
            if file.read(64).split()[:2] not in _OURS:
                raise sqlite3.DatabaseError("layout")
        uri = f"file:{quoted(data)}/library.db?mode=rw"
        self._db = sqlite3.connect(uri, timeout=_TIMEOUT, uri=True)
        try:
            self._refuse_others()
        except BaseException:
            self.close()
            raise

    def _refuse_others(self) -> None:
        for pragma, wanted in (("application_id", APPLICATION_ID), ("user_version", SCHEMA)):
            if self._db.execute(f"PRAGMA {pragma}").fetchone()[0] != wanted:
                raise sqlite3.DatabaseError(pragma)

    def close(self) -> None:
        """Close it."""
        self._db.close()

    def is_current(self) -> bool:
        """Return whether the index has everything: opening the library would add nothing."""
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

    def first(self, limit: int) -> list[tuple[str, str]]:
        """Return keys and titles of the first papers of all; -1 for every paper."""
        return self._db.execute(_FIRST, (limit,)).fetchall()

    def session(self, state: str, number: int) -> tuple[dict[str, Any], dict[str, str]]:
        """Return the session of this number, and its ``paint``; SQLite reads the JSON."""
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
        days: int = 30,
        *,
        raw: bool = False,
        rules: str = "[]",
    ) -> tuple[list[Row], int, bool] | None:
        """Return the rows of a list around the paper with this key; see `around`.

        Each row has what its columns show, and the number of its ``digest``; ``raw`` titles keep
        their LaTeX. ``days`` is as for `octavo_model.index.window.in_inbox`, ``rules`` are those of
        `octavo_model.library.interests.noticing`. It returns None if the view is gone, its papers
        must be computed, or it needs other rules by now.
        """
        if kind not in VIEWS:
            return None
        number = None
        if kind == "digest":
            row = self._db.execute("SELECT id FROM digests WHERE name = ?", (digest,)).fetchone()
            if row is None:
                return None
            number = row[0]
        (modulus,) = self._db.execute(_MODULUS).fetchone()
        paper = self._db.execute(_PAPER, (of_key(key, int(modulus)), key)).fetchone()
        ids, cursor, whole = around(
            self._db, kind, number, paper and paper[0], reach, self._today, days, without
        )
        noticed = self._noticed(ids, rules)
        if noticed is None:
            return None
        followed, muted = noticed
        rows = [self._row(one, raw) for one in ids]
        for one, row in zip(ids, rows, strict=True):
            row["followed"], row["muted"] = one in followed, one in muted
        return rows, cursor, whole

    def _noticed(self, ids: list[int], text: str) -> tuple[set[int], set[int]] | None:
        """Return which of ``ids`` are followed, and which muted; None if the rules do not say."""
        rules = self._db.execute(_RULES, (text,)).fetchall() if text else []
        if [rule[:2] for rule in rules] != self._db.execute(_NOTICED).fetchall():
            return None
        found: dict[str, set[int]] = {"follow": set(), "mute": set()}
        if not rules:
            return found["follow"], found["mute"]
        from octavo_model.text.phrases import has_phrase, is_by, words_in

        which = f"[{','.join(map(str, ids))}]"
        texts = {
            paper: f"{words_in(title)}\n{words_in(abstract)}"
            for paper, title, abstract in self._db.execute(_TEXTS, (which,))
        }
        people: dict[int, list[str]] = {}
        for paper, name in self._db.execute(_AUTHORS_OF, (which,)):
            people.setdefault(paper, []).append(name)
        for name, _, phrase, author in rules:
            if phrase:
                found[name].update(one for one in texts if has_phrase(texts[one], phrase))
            elif author:
                wanted = author.split()
                found[name].update(one for one in people if is_by(people[one], wanted))
            else:
                return None  # it has to be searched
        return found["follow"], found["mute"]

    def has_news(self, seen: int, day: int, days: int, without: str = "") -> bool:
        """As `octavo_model.index.window.has_news`, today."""
        return has_news(self._db, seen, day, self._today, days, without)

    def _row(self, paper: int, raw: bool) -> Row:
        row = dict(
            zip(
                _CELLS,
                self._db.execute(_ROW.format(marks(self._today)), (paper, raw)).fetchone(),
                strict=True,
            )
        )
        # Imported here: a list without authors does without.
        from octavo_model.text.names import family_name

        row["author"] = family_name(row["author"])
        del row["due"]  # it looks like any unread paper
        for name in ("title", "author", "category"):
            row[name] = _printable(row[name])
        for name in ("comments", "votes", "authors"):
            row[name] = None if row[name] is None else int(row[name])
        return row

    def digest(self, number: int) -> tuple[str, str | None, bool]:
        """Return name and day of the digest with this number, and whether the day is guessed."""
        name, day, is_guess = self._db.execute(_DIGEST, (number,)).fetchone()
        return _printable(name), day, bool(is_guess)


def _printable(text: str) -> str:
    """Return a text for the terminal, which it reaches without the reader's filter of lines."""
    if text.isprintable():
        return text
    from octavo_model.text.clean import visible

    return visible(text)


def _local_day() -> int:
    """As `octavo_model.core.dates.local_day`, counted from the year 1."""
    import time

    now = time.time()
    return int(now + time.localtime(now).tm_gmtoff) // 86_400 + 719_163


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
