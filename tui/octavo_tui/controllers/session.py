"""Keeps the place: where the reader is, on disk soon after it moved, not only at quit."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from octavo_model import OctavoError, View
from octavo_model.core.views import Counts, ViewKind
from octavo_model.settings import session as sessions
from octavo_tui.startup import early_paint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from octavo_model import Digest, Library, Paper
    from octavo_model.settings.session import Session

_PATIENCE = 0.3
"""Seconds of quiet before the place is written, so that a held key writes once."""

_WORTH_ASKING_AGAIN = 3
"""Characters that a query has to have to be remembered."""


class Keeper:
    """The session of one reader.

    Attributes:
        session: The place as it is now.
        failed: Told, once, where it cannot be kept.
        settings_path: Where settings are kept.
        settings_stamp: Which settings the reader looks by.
    """

    def __init__(self, path: Path, settings_path: Path, history_path: Path | None = None) -> None:
        self._path = path
        self._history_path = history_path
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Future[None] | None = None
        self._asking: asyncio.Future[None] | None = None
        self.failed: Callable[[str], None] | None = None
        self.settings_path = settings_path
        self.settings_stamp = early_paint.stamp(str(settings_path))
        self.session = sessions.load(path)
        self._kept = self.session

    def change(self, **parts: Any) -> None:
        """Note a new place; it is written when the keys come to rest."""
        self.session = replace(self.session, **parts)
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(_PATIENCE, self._begin)

    def paint(self, styles: Mapping[str, str]) -> None:
        """Note how rows look now, for painting them early at the next start."""
        self.change(
            paint={
                **styles,
                "early": "yes",
                "environment": early_paint.environment(),
                "settings": self.settings_stamp,
            }
        )

    def queries(self) -> list[str]:
        """The queries asked before, the latest last. For a thread."""
        if self._history_path is None:
            return []
        try:
            return sessions.load_queries(self._history_path)
        except OSError as error:
            self._fail(f"earlier queries cannot be read: {error.strerror}")
            return []

    async def remembered(self) -> None:
        """Wait until the queries asked so far are written, or could not be."""
        if self._asking is not None:
            await self._asking

    def asked(self, query: str) -> None:
        """Remember a query; it is written in a thread."""
        if self._history_path is not None and len(query.strip()) >= _WORTH_ASKING_AGAIN:
            work = self._add(self._history_path, query, self._asking)
            self._asking = asyncio.ensure_future(work)

    async def _add(self, path: Path, query: str, before: asyncio.Future[None] | None) -> None:
        if before is not None:
            await before  # each is added to what the one before it left
        try:
            await asyncio.to_thread(sessions.add_query, path, query)
        except OctavoError as error:
            self._fail(f"the query is not remembered: {error}")

    def close(self) -> None:
        """Write what is not written yet."""
        if self._timer is not None:
            self._timer.cancel()
        self._write()

    def _begin(self) -> None:
        self._task = asyncio.get_running_loop().run_in_executor(None, self._write)

    def _write(self) -> None:
        session = self.session
        if session == self._kept:
            return
        try:
            sessions.save(self._path, session)
        except OSError as error:
            self._fail(f"the place in the reader cannot be kept: {error.strerror}")
        else:
            self._kept = session

    def _fail(self, why: str) -> None:
        """Tell it, once: what cannot be kept here is no reason to nag."""
        if self.failed is not None:
            self.failed(why)
            self.failed = None


REACH = 200
"""Papers read on either side of the cursor: more than any screen has lines."""


class Opening(NamedTuple):
    """The first list.

    Attributes:
        view: What is listed.
        ids: The papers around the cursor.
        cursor: Where among them it stands.
        whole: Whether they are all papers of the view; if not, the others are to be read.
        offset: How many rows below the window's top the cursor is to stand.
        query: The filter that is to be put over the view; then ``ids`` is empty.
        key: The paper that is to be found under the filter.
        scroll: How far the abstract is scrolled.
        paper: The paper under the cursor.
        digests: All digests.
        counts: Of the view.
        everything: Of the library.
        version: Of the library, as it was read.
        trouble: What could not be opened, and why; empty where all went well.
    """

    view: View
    ids: Sequence[int]
    cursor: int
    whole: bool
    offset: int
    query: str
    key: str
    scroll: int
    paper: Paper | None
    digests: Sequence[Digest]
    counts: Counts
    everything: Counts
    version: int
    trouble: str


def prepare(library: Library, session: Session, start: View | None) -> Opening:
    """Read what the first paint shows: ``start``, else where ``session`` was left.

    Where that is gone, the newest digest.
    """
    version, digests = library.version(), library.catalog.digests()
    left = session.view if start is None else None
    view = start or left
    trouble = ""
    if view is not None:
        try:
            counts = Counts(0, 0, 0) if _is_found(view) else library.catalog.counts(view)
        except OctavoError as error:
            trouble, view, left = str(error), None, None
    if view is None:
        view = View.of_digest(digests[0].name) if digests else View.all()
        counts = library.catalog.counts(view)
    query = session.filter if left is not None else ""
    key = session.key if left is not None else ""
    ids: list[int] = []
    cursor, whole = 0, True
    # What has to be found is found when the reader stands: the first paint does not wait for it.
    if not query.strip() and not _is_found(view):
        ids, cursor, whole = library.catalog.window(view, key, REACH)
    return Opening(
        view=view,
        ids=ids,
        cursor=cursor,
        whole=whole,
        offset=session.offset if left is not None else 0,
        query=query,
        key=key,
        scroll=session.scroll if left is not None else 0,
        paper=library.catalog.paper(ids[cursor]) if ids else None,
        digests=digests,
        counts=counts,
        everything=library.catalog.counts(View.all()),
        version=version,
        trouble=trouble,
    )


def _is_found(view: View) -> bool:
    """Whether its papers are searched for: by a query, or as like others."""
    return view.is_suggested or view.kind is ViewKind.QUERY
