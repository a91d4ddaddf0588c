"""An index of our own in a temporary folder, where the library's cannot be used or mended."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from octavo_model.storage.files import make_folder

if TYPE_CHECKING:
    from octavo_model.index.store import Store
    from octavo_model.storage.journal import Journal


class Aside:
    """A folder that is gone with `close`, with a copy of an index if there is one.

    A copy of what others may be writing can be torn; then it is found damaged, and made anew.

    Attributes:
        index: Where the index lies in it, or will.
        locks: Its folder of locks.

    Raises:
        OSError: There is no room for it.
    """

    def __init__(self, index: Path) -> None:
        self._folder = TemporaryDirectory(prefix="octavo-", ignore_cleanup_errors=True)
        self.index = Path(self._folder.name) / index.name
        self.locks = Path(self._folder.name) / "locks"
        try:
            make_folder(self.locks)
            for suffix in ("", "-wal"):
                part = index.with_name(index.name + suffix)
                if part.is_file():
                    shutil.copyfile(part, self.index.with_name(part.name))
        except BaseException:
            self.close()
            raise

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self.index.parent

    def store(self, journal: Journal) -> Store:
        """The index in it, which may be written."""
        from octavo_model.index.store import Store

        return Store(self.index, self.locks, journal)

    def close(self) -> None:
        """Remove it."""
        self._folder.cleanup()
