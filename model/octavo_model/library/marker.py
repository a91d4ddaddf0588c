"""How papers of a library are marked, and made one."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from octavo_model.core.errors import OctavoError
from octavo_model.core.marks import Batch, Field
from octavo_model.library.library import OpenLibrary

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from octavo_model.library.marking import Hand

T = TypeVar("T")

_MANY = 10_000
"""Papers whose marks took memory that is worth giving back."""


class Marking(OpenLibrary):
    """A library whose papers are marked."""

    _hand: Hand | None = None
    _has_marked = False

    def close(self) -> None:
        """Close it. No thread may use it any more.

        Who marked something, and is the first to do so today, leaves a copy of the marks.
        """
        if self._has_marked:
            try:
                self.copy_daily()
            except OctavoError as error:
                # The marks themselves are kept; that the copy is not, `problems` tells.
                self._engine.report(f"the marks were not copied today: {error}")
        super().close()

    def mark(
        self,
        ids: Sequence[int],
        *,
        read: bool | None = None,
        starred: bool | None = None,
        auto: bool = False,
    ) -> Batch:
        """Mark papers; the marks are on disk when this returns.

        Args:
            ids: Which; those that already are so stay as they are.
            read: Whether they are read now. Give this or ``starred``.
            starred: Whether they have a star now.
            auto: Whether no key press asked for it: then it is no step of undo.
        """
        if (read is None) == (starred is None):
            raise ValueError("mark() takes one of read and starred")
        field = Field.STARRED if read is None else Field.READ
        value = bool(starred if read is None else read)
        hand = self._whose()
        return self._marking(lambda db: hand.mark(db, ids, field, value, auto=auto))

    def undo(self) -> Batch | None:
        """Take back this instance's last mark that still stands; None where there is none.

        What somebody else has changed since stays as they left it.
        """
        return self._marking(self._whose().undo)

    def redo(self) -> Batch | None:
        """Bring again what was undone last; None where nothing was, or a mark came since."""
        return self._marking(self._whose().redo)

    def merge(self, id: int, other: int) -> int:  # noqa: A002 - named as in Paper
        """Make one paper of two, as the user says they are the same.

        Nothing is lost: it has all that either had, digests, details, marks and keys. There is
        no way back, so ask first.

        Returns:
            The paper that is left, named by the surer key: an arXiv id, else a DOI.

        Raises:
            UnknownPaperError: One of them is gone.
            OctavoError: arXiv ids tell them apart, or they are the same already.
        """
        from octavo_model.library.merges import merge

        return merge(self._engine, self._clock, id, other)

    def _whose(self) -> Hand:
        if self._hand is None:
            from octavo_model.library.marking import Hand
            from octavo_model.storage.instance_id import instance_id, machine_id

            computer = self._machine or machine_id()
            if self._machine is None:
                import socket

                self._machine = socket.gethostname()
            home = instance_id(self._paths.instance_id, computer)
            self._hand = Hand(
                self._engine.journal,
                self._machine,
                f"{home}:{self._instance}",
                f"{self._machine}:{self._instance}",
                self._clock,
            )
        return self._hand

    def _marking(self, change: Callable[[sqlite3.Connection], T]) -> T:
        self._engine.want_to_write()
        done = self._engine.write(change, marks_only=True)
        self._has_marked = True
        if isinstance(done, Batch) and len(done.papers) >= _MANY:
            from octavo_model.search.memory import give_back

            give_back()
        return done
