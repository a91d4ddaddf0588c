"""Keeps the place: where the reader is, on disk soon after it moved, not only at quit."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model import session as sessions
from octavo_tui import early_paint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import Any

_PATIENCE = 0.3
"""Seconds of quiet before the place is written, so that a held key writes once."""


class Keeper:
    """The session of one reader.

    Attributes:
        session: The place as it is now.
        failed: Told, once, where it cannot be kept.
        settings_stamp: Which settings the reader looks by.
    """

    def __init__(self, path: Path, settings_path: Path) -> None:
        self._path = path
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Future[None] | None = None
        self.failed: Callable[[str], None] | None = None
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
            if self.failed is not None:
                # Told once: a place that cannot be kept is no reason to nag.
                self.failed(f"the place in the reader cannot be kept: {error.strerror}")
                self.failed = None
        else:
            self._kept = session
