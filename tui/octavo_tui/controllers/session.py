"""The session: where the reader is, saved soon after it moved and not only at the end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
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

_PAUSE = 0.3
"""Seconds without a change before the place is written: a key that is held writes once."""

_MIN_QUERY = 3
"""Characters of the shortest query that is remembered."""


class SessionSaver:
    """Saves where the reader is, and what was asked; ``failed`` is called, once, if it cannot.

    ``settings_stamp`` is that of the settings with which the reader was started.
    """

    def __init__(self, path: Path, settings_path: Path, history_path: Path | None = None) -> None:
        self._path = path
        self._history_path = history_path
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Future[None] | None = None
        self._adding: asyncio.Future[None] | None = None
        self.failed: Callable[[str], None] | None = None
        self.settings_stamp = early_paint.stamp(str(settings_path))
        self._saved = self._session = sessions.load(path)
        self._changes: dict[str, Any] = {}

    @property
    def session(self) -> Session:
        """Where the reader is."""
        if self._changes:
            self._session = replace(self._session, **self._changes)
            self._changes = {}
        return self._session

    def change(self, **parts: Any) -> None:
        """Note where the reader is; it is written when no key comes any more."""
        self._changes.update(parts)
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(_PAUSE, self._start_writing)

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

    async def queries(self) -> list[str]:
        """Return the queries asked before, the latest last."""
        if self._history_path is None:
            return []
        if self._adding is not None:
            await self._adding
        try:
            return await asyncio.to_thread(sessions.load_queries, self._history_path)
        except OSError as error:
            self._fail(f"Could not read earlier queries: {error.strerror}")
            return []

    def remember_query(self, query: str) -> None:
        """Add a query to those asked before; a thread writes it."""
        if self._history_path is not None and len(query.strip()) >= _MIN_QUERY:
            work = self._add(self._history_path, query, self._adding)
            self._adding = asyncio.ensure_future(work)

    async def _add(self, path: Path, query: str, before: asyncio.Future[None] | None) -> None:
        if before is not None:
            await before  # each is added to what the one before it left
        try:
            await asyncio.to_thread(sessions.add_query, path, query)
        except OctavoError as error:
            self._fail(f"Could not save the query: {error}")

    def close(self) -> None:
        """Write what is not written yet."""
        if self._timer is not None:
            self._timer.cancel()
        self._write(self.session)

    def _start_writing(self) -> None:
        work = partial(self._write, self.session)
        self._task = asyncio.get_running_loop().run_in_executor(None, work)

    def _write(self, session: Session) -> None:
        if session == self._saved:
            return
        try:
            sessions.save(self._path, session)
        except OSError as error:
            self._fail(f"Could not save the session: {error.strerror}")
        else:
            self._saved = session

    def _fail(self, reason: str) -> None:
        """Report it, once: the reader works without."""
        if self.failed is not None:
            self.failed(reason)
            self.failed = None


REACH = 200
"""Papers read on either side of the cursor: more than a screen has lines."""


class InitialState(NamedTuple):
    """What the first paint shows of the view that is open.

    It has the ``ids`` around the cursor, all of them if ``whole``, and none with a query, which is
    run later; ``starts`` is as `list_state.starts` returns it. ``place`` is where the reader was
    left, if it goes on there, and ``problem`` why something could not be opened.
    """

    view: View
    ids: Sequence[int]
    starts: Sequence[int] | None
    cursor: int
    whole: bool
    place: Session
    paper: Paper | None
    digests: list[Digest]
    counts: Counts
    everything: Counts
    version: int
    problem: str


def initial_state(library: Library, session: Session, start: View | None) -> InitialState:
    """Return ``start``, else the Inbox if it has news, else the place of ``session``.

    Without any of these it is the newest digest.
    """
    version, digests = library.version(), library.catalog.digests()
    left = session.view if start is None else None
    if left != View.inbox() and start is None:
        has_news = library.catalog.has_news(session.seen, session.day)
        left, start = (None, View.inbox()) if has_news else (left, None)
    view = start or left
    problem = ""
    if view is not None:
        try:
            counts = Counts(0, 0, 0) if _is_found(view) else library.catalog.counts(view)
        except OctavoError as error:
            # Octavo 0.1 had its lessons in the library.
            problem = "" if view == View.of_digest("welcome") and start is None else str(error)
            view = left = None
    if view is None:
        view = View.of_digest(digests[0].name) if digests else View.all()
        counts = library.catalog.counts(view)
    place = sessions.Session() if left is None else session
    ids: list[int] = []
    cursor, whole = 0, True
    # A query is run after the first paint, which does not wait for it.
    if not place.filter.strip() and not _is_found(view):
        ids, cursor, whole = library.catalog.window(view, place.key, REACH)
    return InitialState(
        view=view,
        ids=ids,
        starts=library.catalog.starts(ids) if view.is_mixed else None,
        cursor=cursor,
        whole=whole,
        place=place,
        paper=library.catalog.paper(ids[cursor]) if ids else None,
        digests=digests,
        counts=counts,
        everything=library.catalog.counts(View.all()),
        version=version,
        problem=problem,
    )


def _is_found(view: View) -> bool:
    """Return whether the papers of ``view`` are searched for: by a query, or as suggestions."""
    return view.is_suggested or view.kind is ViewKind.QUERY
