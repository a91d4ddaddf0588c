"""How papers of a library are marked, and made one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from octavo_model.core.dates import Clock, exact_stamp, stamp, time_after
from octavo_model.core.errors import OctavoError, UnknownPaperError
from octavo_model.core.identity import ARXIV, DOI, may_be_one
from octavo_model.core.views import Field, MarkChange
from octavo_model.index import meta, queries
from octavo_model.index.write import marks
from octavo_model.index.write import merge as merging
from octavo_model.index.write import undo as undoing
from octavo_model.library.library import OpenLibrary
from octavo_model.storage.journal import Heading
from octavo_model.storage.merge_log import Sameness
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence

    from octavo_model.index.repository import Engine
    from octavo_model.storage.journal import Journal

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
    ) -> MarkChange:
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

    def undo(self) -> MarkChange | None:
        """Take back this instance's last mark that still stands; None where there is none.

        What somebody else has changed since stays as they left it.
        """
        return self._marking(self._whose().undo)

    def redo(self) -> MarkChange | None:
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
        return merge(self._engine, self._clock, id, other)

    def _whose(self) -> Hand:
        if self._hand is None:
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
        without = self._without

        def counted(db: sqlite3.Connection) -> T:
            done = change(db)
            if isinstance(done, MarkChange) and done.papers:
                done = replace(done, totals=queries.totals(db, done.papers, without))
            return done

        done = self._engine.write(counted, marks_only=True)
        self._has_marked = True
        if isinstance(done, MarkChange) and len(done.papers) >= _MANY:
            from octavo_model.search.memory import give_back

            give_back()
        return done


@dataclass(frozen=True, slots=True)
class Hand:
    """Who marks: on which machine, as which instance, by which clock, in which journal.

    ``former`` is what the instance was called before instances had a random id.

    The methods are done inside a write transaction.
    """

    journal: Journal
    machine: str
    instance: str
    former: str
    clock: Clock

    def mark(
        self,
        db: sqlite3.Connection,
        papers: Sequence[int],
        field: Field,
        value: bool,
        *,
        auto: bool,
    ) -> MarkChange:
        """Give ``papers`` this ``value``; those that have it stay as they are."""
        changes = marks.to_change(db, papers, field, value)
        if not changes:
            return MarkChange("", field, value, ())
        return self._write(db, {field: changes}, auto=auto)

    def undo(self, db: sqlite3.Connection) -> MarkChange | None:
        """Take back the last batch of this instance of which anything still stands."""
        return self._reverse(db, undone=False)

    def redo(self, db: sqlite3.Connection) -> MarkChange | None:
        """Bring again what was undone last."""
        return self._reverse(db, undone=True)

    def _reverse(self, db: sqlite3.Connection, *, undone: bool) -> MarkChange | None:
        for name, last in list(undoing.batches(db, self.instance, self.former, undone=undone)):
            changes = undoing.to_reverse(db, last)
            if changes:
                if undone:
                    return self._write(db, changes, redo=name)
                return self._write(db, changes, undo=name)
        return None

    def _write(
        self,
        db: sqlite3.Connection,
        changes: dict[Field, list[marks.Pending]],
        *,
        auto: bool = False,
        undo: str | None = None,
        redo: str | None = None,
    ) -> MarkChange:
        """Turn ``changes`` round, of which there are some: on disk before in the index."""
        time = time_after(meta.get(db, "journal_time"), self.clock())
        name = f"{self.instance}/{time}"
        heading = Heading(exact_stamp(time), self.machine, self.instance, name, auto, undo, redo)
        told = [
            (key, title, field, before == 1, before == 0)
            for field, some in changes.items()
            for _, _, key, title, before, _ in some
        ]
        start, end = self.journal.append(heading, told)
        batch = undoing.note_batch(db, heading, start)
        papers: dict[int, None] = {}
        for field, some in changes.items():
            papers.update(dict.fromkeys(marks.apply(db, field, some, batch, time, auto=auto)))
        marks.moved_on(db, self.journal, end, time)
        _, title, field, _, value = told[0]
        return MarkChange(name, field, value, tuple(papers), clean_line(title))


def merge(engine: Engine, clock: Clock, first: int, second: int) -> int:
    """Make one paper of two: see `octavo_model.library.Library.merge`."""
    engine.want_to_write()
    if first == second:
        raise OctavoError(f"paper {first}", "is one paper already")

    def change(db: sqlite3.Connection) -> int:
        one, other = queries.keys(db, (first, second))
        if one is None or other is None:
            raise UnknownPaperError(
                f"paper {first if one is None else second}", "is not in the library any more"
            )
        if not may_be_one(one, other):
            raise OctavoError(one, f"is another paper than {other}: arXiv tells them apart")
        decided = Sameness(*sorted((one, other), key=_rank))
        # Kept before the index follows; what an index lacks, the next opening brings.
        engine.decisions.add(decided, stamp(clock()))
        merging.follow_all(db, engine.decisions)
        return first if decided.keep == one else second

    return engine.write(change)


def _rank(key: str) -> int:
    """How sure a name is: arXiv ids come first, then DOIs."""
    return 0 if key.startswith(ARXIV) else 1 if key.startswith(DOI) else 2
