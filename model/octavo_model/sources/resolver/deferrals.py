"""Ids that no service knows, and services that refuse, are not asked again before a time."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dates import stamp
from octavo_model.storage.failures import explained
from octavo_model.storage.files import (
    LARGEST_STATE,
    loads,
    make_folder,
    read_at_most,
    write_atomically,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

OF_IDS = (dt.timedelta(days=7), dt.timedelta(days=30))
"""How long an id that is not known is not asked for: the first time, and from then on."""
OF_SERVICES = tuple(dt.timedelta(minutes=minutes) for minutes in (15, 60, 240, 1440))
"""The same of a service, after its refusals in a row."""


class Deferral(NamedTuple):
    """Until when, and how often in a row, something was not asked."""

    until: dt.datetime
    times: int


class Deferrals:
    """What is not asked before a time, in a file; one process at a time may have it.

    A damaged file is as good as none: then all is asked again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = _parse(self._read())

    def until(self, name: str, now: dt.datetime) -> dt.datetime | None:
        """Return until when ``name`` is not asked; None if it may be now."""
        known = self._known.get(name)
        return known.until if known is not None and known.until > now else None

    def put_off(
        self,
        name: str,
        now: dt.datetime,
        pauses: tuple[dt.timedelta, ...],
        until: dt.datetime | None = None,
    ) -> dt.datetime:
        """Note that ``name`` is not asked for one of ``pauses``, or ``until`` a time; return it."""
        times = self._known[name].times + 1 if name in self._known else 1
        until = until or now + pauses[min(times, len(pauses)) - 1]
        self._known[name] = Deferral(until, times)
        return until

    def knows(self, name: str) -> bool:
        """Return whether ``name`` was put off since it answered last."""
        return name in self._known

    def keep(self, names: Collection[str]) -> None:
        """Forget everything but ``names``."""
        self._known = {name: one for name, one in self._known.items() if name in names}

    def forget(self, name: str) -> None:
        """Note that ``name`` was asked, and answered."""
        self._known.pop(name, None)

    def save(self) -> None:
        """Write the file; it is on disk when this returns."""
        fields = {name: [stamp(one.until), one.times] for name, one in self._known.items()}
        with explained(self._path):
            if fields or self._path.exists():
                make_folder(self._path.parent)
                text = json.dumps(fields, ensure_ascii=False, indent=1)
                write_atomically(self._path, text.encode("utf-8", "replace"), alone=True)

    def _read(self) -> bytes:
        with explained(self._path):
            try:
                return read_at_most(self._path, LARGEST_STATE)
            except FileNotFoundError:
                return b"{}"


def _parse(data: bytes) -> dict[str, Deferral]:
    try:
        return {
            str(name): Deferral(dt.datetime.fromisoformat(until).astimezone(dt.UTC), int(times))
            for name, (until, times) in loads(data).items()
        }
    except (ValueError, TypeError, AttributeError, OverflowError):
        return {}
