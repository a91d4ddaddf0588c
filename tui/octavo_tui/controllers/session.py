"""Keeps the place: where the reader is, on disk soon after it moved, not only at quit."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_model.settings import history
from octavo_model.settings import session as sessions
from octavo_tui.startup import early_paint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

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
            return history.load(self._history_path)
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
            await asyncio.to_thread(history.add, path, query)
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
