"""Servers that refused, and papers without a full text, are not asked before a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.sources.resolver.deferrals import OF_IDS, OF_SERVICES, Deferrals
from octavo_model.storage.failures import explained
from octavo_model.storage.files import make_folder
from octavo_model.storage.locks import locked

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from octavo_model.core.dates import Clock


class Pauses:
    """What is not asked before a time, in a file that several processes change.

    Names are hosts, and arXiv ids of papers.

    Args:
        path: The file; one that is missing or cannot be read means that all may be asked.
        locks: The folder of the locks of the library.
        clock: The time.
    """

    def __init__(self, path: Path, locks: Path, clock: Clock) -> None:
        self._path = path
        self._locks = locks
        self._clock = clock

    def until(self, *names: str) -> dict[str, dt.datetime]:
        """Return until when each of ``names`` is not asked, without those that may be now."""
        try:
            known, now = Deferrals(self._path), self._clock()
        except OctavoError:
            return {}
        times = {name: known.until(name, now) for name in names}
        return {name: until for name, until in times.items() if until is not None}

    def refused(self, host: str, until: dt.datetime | None) -> None:
        """Note that ``host`` refused: it is not asked ``until`` a time, or for a while."""
        self._change(host, OF_SERVICES, until)

    def without_text(self, name: str) -> None:
        """Note that no source has the text of a paper."""
        self._change(name, OF_IDS, None)

    def forget(self, *names: str) -> None:
        """Note that ``names`` answered, or that the text of a paper was found."""
        known = Deferrals(self._path)
        # Most often nothing is known of them, and nothing has to be written.
        if any(known.knows(name) for name in names):

            def forget(latest: Deferrals) -> None:
                for name in names:
                    latest.forget(name)

            self._change_all(forget)

    def _change(
        self, name: str, pauses: tuple[dt.timedelta, ...], until: dt.datetime | None
    ) -> None:
        self._change_all(lambda latest: latest.put_off(name, self._clock(), pauses, until))

    def _change_all(self, change: Callable[[Deferrals], object]) -> None:
        with explained(self._locks):
            make_folder(self._locks)
            with locked(self._locks / "full-text-pauses"):
                latest = Deferrals(self._path)
                change(latest)
                latest.save()
