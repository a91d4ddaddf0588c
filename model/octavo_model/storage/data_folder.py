"""Which Octavo wrote a data folder: what a newer one has written is not ours to touch.

``layout`` in the data folder holds the number of the forms of all that is kept there (journal,
records of digests, decisions), that of the index (`octavo_model.storage.versions.SCHEMA`), and the
version that wrote them, for people: ``1 5 octavo 0.1.0``. Where either is larger than ours, the
folder is refused before anything in it is opened: even an index could not be made anew without
taking it from the other.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from octavo_model.core.errors import OctavoError
from octavo_model.storage import versions
from octavo_model.storage.files import open_regular, open_to_read
from octavo_model.storage.versions import APPLICATION_ID, BY_TIME, SCHEMA

LAYOUT = versions.LAYOUT
"""Number of the forms in which Octavo keeps what it keeps; one that grows refuses older ones."""

_OURS = (LAYOUT, SCHEMA)
_LONGEST = 64
_HEADER = 72
"""Bytes of an SQLite file in which its two numbers stand, at 60 and at 68."""


class NewerOctavoError(OctavoError):
    """What should be opened was written by a newer Octavo."""

    def __init__(self, what: Path | str) -> None:
        super().__init__(
            str(what), "was written by a newer Octavo", "use that one; nothing was changed"
        )


def refuse_newer(folder: Path, index: Path) -> None:
    """See that nothing in the data ``folder``, with its ``index``, is of a newer Octavo.

    Nothing is written, and what cannot be read is left to who opens it.

    Raises:
        NewerOctavoError: It is.
    """
    found = read(folder)
    # The header is asked only where the other is silent: there a flipped bit looks like an Octavo
    # of the future.
    layout, schema = found or (0, schema_of(index))
    if layout > LAYOUT or schema > SCHEMA:
        raise NewerOctavoError(folder)


def read(folder: Path) -> tuple[int, int] | None:
    """What the ``layout`` of ``folder`` says; None where there is none to be read."""
    try:
        return _told(folder / "layout")
    except OSError:
        return None


def _told(path: Path) -> tuple[int, int] | None:
    with open_to_read(path) as file:
        return parse(file.read(_LONGEST))


def parse(text: bytes) -> tuple[int, int] | None:
    """The numbers of layout and index in what a ``layout`` holds; None if they are not there.

    >>> parse(b"1 5 octavo 0.1.0"), parse(b"hello")
    ((1, 5), None)
    """
    layout, schema, *_ = [*text[:_LONGEST].split(), b"", b""]
    return (int(layout), int(schema)) if layout.isdigit() and schema.isdigit() else None


def text() -> bytes:
    """What a ``layout`` of ours holds."""
    from octavo_model import __version__

    return f"{LAYOUT} {SCHEMA} octavo {__version__}\n".encode()


def write(folder: Path) -> None:
    """Write down that ``folder`` is of our layout, where that is not known yet.

    Raises:
        OSError: It cannot be written; nor is one written over that cannot be read.
        OctavoError: There is a folder in its place.
    """
    path = folder / "layout"
    try:
        found = _told(path)
    except FileNotFoundError:
        found = None
    except IsADirectoryError as error:
        why = "is a folder, though Octavo keeps a file there"
        raise OctavoError(str(path), why, "move it away") from error
    if found != _OURS:
        from octavo_model.storage.files import write_atomically

        write_atomically(path, text())


def is_in_file_order(index: Path) -> bool:
    """Whether an Octavo to which the last line of the journal counted wrote the ``index``."""
    return 0 < schema_of(index) < BY_TIME


def schema_of(index: Path) -> int:
    """The number in the header of the ``index``; 0 where it is none of Octavo's."""
    try:
        descriptor = open_regular(index)
    except OSError:
        return 0
    try:
        header = os.read(descriptor, _HEADER)
    except OSError:
        return 0
    finally:
        os.close(descriptor)
    if not header.startswith(b"SQLite format 3\0") or len(header) < _HEADER:
        return 0
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        return 0
    return int.from_bytes(header[60:64], "big")


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one user.

    Attributes:
        data: What must be kept: digests, marks, and the index made from them.
        config: The settings file.
        state: What may be lost without regret: where the reader was left.
    """

    data: Path
    config: Path
    state: Path

    @classmethod
    def of_user(cls) -> Paths:
        """The platform's folders for the current user (XDG on Linux)."""
        from platformdirs import PlatformDirs

        dirs = PlatformDirs("octavo", appauthor=False)
        return cls(dirs.user_data_path, dirs.user_config_path, dirs.user_state_path)

    @classmethod
    def under(cls, folder: str | Path) -> Paths:
        """All three folders below one: for tests, and for a portable library."""
        root = Path(folder)
        return cls(root / "data", root / "config", root / "state")

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
    def decisions(self) -> Path:
        """Which papers the user said are the same."""
        return self.data / "same.jsonl"

    @property
    def copies(self) -> Path:
        """Copies of marks and settings, one a day."""
        return self.data / "copies"

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
        """What happened to each source last: with the digests, for it says which are there."""
        return self.data / "sources.json"

    @property
    def sessions(self) -> Path:
        """Where each instance of the reader was left."""
        return self.state / "sessions"

    @property
    def instance_id(self) -> Path:
        """The random id of this home: see `octavo_model.storage.instance_id`."""
        return self.state / "instance.json"

    @property
    def history(self) -> Path:
        """The queries that were asked."""
        return self.state / "queries.txt"
