"""Where things lie. Nothing here creates anything."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32


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
