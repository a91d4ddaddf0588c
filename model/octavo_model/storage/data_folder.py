"""Where the files of a user are, and which Octavo wrote a data folder.

The file ``layout`` in the data folder holds the version of all other files there (journal, records
of digests, merge log), that of the index (`octavo_model.storage.versions.SCHEMA`), and the Octavo
that wrote them, for people: ``1 5 octavo 0.1.0``. A folder with a larger number than ours is
refused before anything in it is opened or changed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from octavo_model.core.errors import OctavoError, UnusableError
from octavo_model.storage.files import open_to_read
from octavo_model.storage.versions import (
    APPLICATION_ID,
    BY_TIME,
    LAYOUT,
    LAYOUT_OF_MARKS,
    SCHEMA,
    __version__,
)

_LONGEST = 64
_HEADER = 72
"""Bytes of an SQLite file that hold its schema (at 60) and its application (at 68)."""


class NewerOctavoError(UnusableError):
    """A data folder or a backup was written by a newer Octavo."""

    def __init__(self, what: Path | str) -> None:
        super().__init__(
            str(what), "was written by a newer Octavo", "use that one; nothing was changed"
        )


def refuse_newer(folder: Path, index: Path) -> None:
    """Raise `NewerOctavoError` if a newer Octavo wrote the data ``folder`` or its ``index``."""
    # The header counts only without a layout: a flipped bit in it looks like a newer schema.
    layout, schema = read_versions(folder) or (0, schema_of(index))
    if layout > LAYOUT or schema > SCHEMA:
        raise NewerOctavoError(folder)


def read_versions(folder: Path) -> tuple[int, int] | None:
    """Return the versions of files and index in ``folder``; None if they cannot be read."""
    try:
        return _read(folder / "layout")
    except OSError:
        return None


def _read(path: Path) -> tuple[int, int] | None:
    with open_to_read(path) as file:
        return parse_versions(file.read(_LONGEST))


def parse_versions(text: bytes) -> tuple[int, int] | None:
    """Return the versions of files and index in the text of a ``layout``.

    >>> parse_versions(b"1 5 octavo 0.1.0"), parse_versions(b"hello")
    ((1, 5), None)
    """
    layout, schema, *_ = [*text[:_LONGEST].split(), b"", b""]
    return (int(layout), int(schema)) if layout.isdigit() and schema.isdigit() else None


def our_versions(layout: int) -> bytes:
    """Return the text of our ``layout`` for files of version ``layout``."""
    return f"{layout} {SCHEMA} octavo {__version__}\n".encode()


def write_versions(folder: Path, layout: int = LAYOUT_OF_MARKS) -> None:
    """Write our ``layout``, with this version of the files or the newer one that is there.

    One that cannot be read stays.
    """
    path = folder / "layout"
    try:
        found = _read(path)
    except FileNotFoundError:
        found = None
    except IsADirectoryError as error:
        why = "is a folder, though Octavo keeps a file there"
        raise OctavoError(str(path), why, "move it away") from error
    layout = max(layout, found[0] if found else 0)
    if found != (layout, SCHEMA):
        from octavo_model.storage.files import write_atomically

        write_atomically(path, our_versions(layout))


def is_in_file_order(index: Path) -> bool:
    """Return whether the ``index`` comes from an Octavo that applied the journal in file order."""
    return 0 < schema_of(index) < BY_TIME


def schema_of(index: Path) -> int:
    """Return the schema in the header of the ``index``; 0 if it is not an index of Octavo."""
    try:
        with open_to_read(index) as file:
            header = file.read(_HEADER)
    except OSError:
        return 0
    is_sqlite = header.startswith(b"SQLite format 3\0")
    if not is_sqlite or int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        return 0
    return int.from_bytes(header[60:64], "big")


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one user.

    Attributes:
        data: Digests, marks, and the index made from them.
        config: The settings file.
        state: What may be lost without regret: where the reader was left.
        cache: What can be fetched again: the full texts of papers. By default in ``state``.
    """

    data: Path
    config: Path
    state: Path
    cache: Path | None = None

    @classmethod
    def of_user(cls) -> Paths:
        """The platform's folders for the current user (XDG on Linux)."""
        from platformdirs import PlatformDirs

        dirs = PlatformDirs("octavo", appauthor=False)
        data, config, state = dirs.user_data_path, dirs.user_config_path, dirs.user_state_path
        return cls(data, config, state, dirs.user_cache_path)

    @classmethod
    def under(cls, folder: str | Path) -> Paths:
        """All folders below one: for tests, and for a portable library."""
        root = Path(folder)
        return cls(root / "data", root / "config", root / "state", root / "cache")

    @property
    def digests(self) -> Path:
        """Every imported digest as it came."""
        return self.data / "digests"

    @property
    def journal(self) -> Path:
        """The journal of marks."""
        return self.data / "marks.jsonl"

    @property
    def journal_record(self) -> Path:
        """The recorded length of the journal of this data folder."""
        return self.state / f"journal-{crc32(os.fsencode(self.data.absolute())):08x}.json"

    @property
    def merge_log(self) -> Path:
        """Which papers the user merged."""
        return self.data / "same.jsonl"

    @property
    def copies(self) -> Path:
        """Copies of marks and settings, one a day."""
        return self.data / "copies"

    @property
    def outputs(self) -> Path:
        """What the user's own commands printed about papers; on this computer only."""
        return self.data / "outputs"

    @property
    def index(self) -> Path:
        """The SQLite index: derived, disposable."""
        return self.data / "library.db"

    @property
    def settings(self) -> Path:
        """The settings, in TOML."""
        return self.config / "settings.toml"

    @property
    def sources(self) -> Path:
        """The list of sources, in TOML."""
        return self.config / "sources.toml"

    @property
    def source_state(self) -> Path:
        """The state of each source; in the data folder, as it says which digests were fetched."""
        return self.data / "sources.json"

    @property
    def arxiv_days(self) -> Path:
        """Which announcement days of arXiv are complete."""
        return self.data / "arxiv-days.json"

    @property
    def deferrals(self) -> Path:
        """Which ids, and which services for them, are not asked before a time."""
        return self.data / "unknown-ids.json"

    @property
    def _cache(self) -> Path:
        return self.cache or self.state / "cache"

    @property
    def full_texts(self) -> Path:
        """The full texts of papers, a file each."""
        return self._cache / "fulltext"

    @property
    def full_text_words(self) -> Path:
        """The words of the full texts."""
        return self.full_texts / "words.db"

    @property
    def saved_pdfs(self) -> Path:
        """Where the PDFs of papers were saved, a file for each paper."""
        return self._cache / "pdfs"

    @property
    def full_text_pauses(self) -> Path:
        """Which papers, and which servers with full texts, are not asked before a time."""
        return self.state / "full-text-pauses.json"

    @property
    def sessions(self) -> Path:
        """The session of each instance of the reader."""
        return self.state / "sessions"

    @property
    def instance_id(self) -> Path:
        """The random id of this home: see `octavo_model.storage.instance_id`."""
        return self.state / "instance.json"

    @property
    def history(self) -> Path:
        """The queries entered before."""
        return self.state / "queries.txt"
