"""Marks: kept at the key press, and shown in the frame after it however long that takes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from octavo_model import OctavoError
from octavo_model.core.views import MarkField
from octavo_tui.render.labels import describe

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from octavo_model import Library, PaperRow
    from octavo_model.core.views import MarkChange
    from octavo_tui.widgets.paper_list import PaperList

    Work = Callable[[], MarkChange | None]
    Done = Callable[[MarkChange | None], None]
    Failed = Callable[[OctavoError], None]

_FRAME = 0.01
"""Seconds to wait for the disk before a mark is shown that is not kept yet."""


class Marking:
    """What the marking commands do to the list on screen and to the library.

    Attributes:
        kept_unread: The paper the user set to unread by hand; it does not become read by itself
            until the cursor leaves it.
    """

    def __init__(
        self,
        library: Library,
        papers: PaperList,
        changes: Changes[Any],
        say: Callable[[str, str], None],
        changed: Callable[[MarkChange], None],
    ) -> None:
        self._library = library
        self._papers = papers
        self._changes = changes
        self._say = say
        self._changed = changed
        self.kept_unread: int | None = None

    async def star(self) -> None:
        """Star the paper under the cursor, or take its star away."""
        row = self._current()
        if row is not None:
            await self._mark({row.id}, MarkField.STARRED, value=not row.starred)

    async def toggle_read(self) -> None:
        """Mark the paper under the cursor read, or unread; of one that was revised, the revision.

        So an updated paper is marked read, and the next time unread.
        """
        row = self._current()
        if row is not None:
            value = not row.read or row.updated
            self.kept_unread = None if value else row.id
            await self._mark({row.id}, MarkField.READ, value=value)

    def read_automatically(self, paper_id: int) -> None:
        """Mark a paper read because it was looked at; no step of undo, and nothing is said.

        A look at a paper that was revised since it was read is a look at the revision.
        """
        row = self._papers.row(paper_id)
        if row is None or paper_id == self.kept_unread or (row.read and not row.updated):
            return
        self._papers.mark({paper_id}, MarkField.READ, value=True)
        work = partial(self._library.mark, [paper_id], read=True, auto=True)
        self._changes.put(work, partial(self._kept, aloud=False))

    async def read_all(self) -> None:
        """Mark every paper of the list read, as one step of undo."""
        ids = self._papers.ids
        if len(ids):
            await self._mark(ids, MarkField.READ, value=True)

    def undo(self) -> None:
        """Undo this reader's last mark, wherever it was made; what was read by itself is none."""
        row = self._current()
        by_itself = "; r marks it unread" if row is not None and row.read else ""
        done = partial(self._reversed, word="undone", nothing=f"nothing to undo{by_itself}")
        self._changes.put(self._library.undo, done)

    def redo(self) -> None:
        """Redo the mark that was undone last."""
        done = partial(self._reversed, word="redone", nothing="nothing to redo")
        self._changes.put(self._library.redo, done)

    def _current(self) -> PaperRow | None:
        paper_id = self._papers.current
        return None if paper_id is None else self._papers.row(paper_id)

    async def _mark(self, papers: Collection[int], field: MarkField, *, value: bool) -> None:
        """Mark papers: kept before the next frame as a rule, and shown in it in any case."""
        ids = papers if isinstance(papers, Sequence) else list(papers)
        work = partial(self._library.mark, ids, **{field.value: value})
        over = self._changes.put(work, self._kept)
        try:
            await asyncio.wait_for(over.wait(), _FRAME)
        except TimeoutError:
            self._papers.mark(set(papers), field, value=value)

    def _kept(self, batch: MarkChange | None, *, aloud: bool = True) -> None:
        if batch is None or not batch.papers:
            if aloud:
                self._say("nothing to change", "")
            return
        self._papers.mark(set(batch.papers), batch.field, value=batch.value)
        if aloud:
            what, title = describe(batch)
            self._say(what if title else f"{what}; u undoes", title)
        self._follow(batch)

    def _reversed(self, batch: MarkChange | None, *, word: str, nothing: str) -> None:
        if batch is None or not batch.papers:
            self._say(nothing, "")
            return
        # What a batch does not tell is whether a paper or only its revision became unread.
        self._papers.forget(set(batch.papers))
        first = self._papers.row(batch.papers[0])
        updated = first is not None and first.updated
        what, title = describe(batch, updated=updated)
        self._say(f"{word}{self._where(batch.papers[0]) if title else ''}, {what}", title)
        self._follow(batch)

    def _where(self, paper_id: int) -> str:
        """In words where a paper stands that is not in sight."""
        if paper_id in self._papers.in_sight:
            return ""
        listed = self._library.place(paper_id, self._papers.ids) is not None
        return " out of sight" if listed else " outside this list"

    def _follow(self, batch: MarkChange) -> None:
        current = self._papers.current
        if batch.field is MarkField.READ and not batch.value and current in batch.papers:
            # Whoever brings a paper back to unread, by undo as well, means it.
            self.kept_unread = current
        self._changed(batch)


Counts = TypeVar("Counts")


class Changes(Generic[Counts]):
    """A queue of changes to the library.

    Here a mark is written, in the order of the keys, and the screen hears whether it was kept.
    One at a time: an undo that follows a star finds the star.

    Args:
        failed: Told of what could not be kept.
        count: What a change changes on screen besides the papers: counted in the same thread
            right after it, so that all of it can be painted in one frame.
        counted: Shows what was counted.
    """

    def __init__(
        self, failed: Failed, count: Callable[[], Counts], counted: Callable[[Counts], None]
    ) -> None:
        self._queue: asyncio.Queue[tuple[Work, Done, asyncio.Event]] = asyncio.Queue()
        self._failed = failed
        self._count = count
        self._counted = counted

    def put(self, work: Work, done: Done) -> asyncio.Event:
        """Do ``work`` in a thread when its turn comes, then ``done`` on the event loop.

        Returns:
            What is set when all of that is over.
        """
        over = asyncio.Event()
        self._queue.put_nowait((work, done, over))
        return over

    async def run(self) -> None:
        """Work for ever; to be run as a worker of the screen."""
        while True:
            work, done, over = await self._queue.get()
            try:
                batch, counts = await asyncio.to_thread(self._do, work)
            except OctavoError as error:
                self._failed(error)
            else:
                done(batch)
                self._counted(counts)
            finally:
                over.set()
                self._queue.task_done()

    def _do(self, work: Work) -> tuple[MarkChange | None, Counts]:
        return work(), self._count()

    async def join(self) -> None:
        """Wait until everything put here so far is done."""
        await self._queue.join()

    async def finish(self) -> None:
        """Do what nobody got to; the worker is gone by now, as the screen is being left."""
        while not self._queue.empty():
            work, _, over = self._queue.get_nowait()
            await asyncio.to_thread(work)
            over.set()
            self._queue.task_done()
