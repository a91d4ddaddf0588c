"""The state of each source: what earlier fetches imported, and when the next is due."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from octavo_model.core.dates import stamp
from octavo_model.sources.counts import (
    FeedState,
    PaperDay,
    PartCount,
    feed_to_json,
    moment,
    parse_days,
    parse_feed,
    parse_part,
)
from octavo_model.storage import files as strict_json
from octavo_model.storage.failures import explained
from octavo_model.storage.files import LARGEST_STATE, make_folder, read_at_most, write_atomically
from octavo_model.storage.locks import locked, try_lock
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from octavo_model.sources.spec import SourceSpec
    from octavo_model.storage.data_folder import Paths
    from octavo_model.storage.locks import Held

_FIRST_RETRY = dt.timedelta(minutes=15)
_LONGEST_ERROR = 1_000
_FIRST_DAY = "begun"  # codespell:ignore begun
"""The key of `FetchState.first_day` in the file."""


class Validators(NamedTuple):
    """A page's ``ETag`` and ``Last-Modified``, unchanged; empty if the server sent none."""

    etag: str = ""
    modified: str = ""


@dataclass(slots=True)
class FetchState:
    """The state of one source. Only its fetch changes it, while holding its lock.

    ``error``, ``failed`` and ``failures`` are those since the last ``success``.
    """

    target: str = ""
    """Kind and target of the source; a state of another target is void."""
    pages: dict[str, Validators] = field(default_factory=dict)
    """Validators by address, of pages whose papers are in the library."""
    first_day: dt.date | None = None
    """The first day that was asked for."""
    days: dict[dt.date, PaperDay] = field(default_factory=dict)
    """Days of Daily Papers that were asked for."""
    feed: FeedState = field(default_factory=FeedState)
    parts: dict[str, PartCount] = field(default_factory=dict)
    """Counts by part: a day of preprints, a venue, a collection."""
    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Size and time of modification in nanoseconds by path, of imported files."""
    success: dt.datetime | None = None
    error: str = ""
    failed: dt.datetime | None = None
    failures: int = 0
    due: dt.datetime | None = None
    not_before: dt.datetime | None = None
    stopped: str = ""
    """Why the source is never asked again, until its target changes; empty if it is."""

    def succeed(self, now: dt.datetime, every: dt.timedelta) -> None:
        """Note a success; ``every`` is the interval of the source."""
        self.success, self.error, self.failed, self.failures = now, "", None, 0
        self.due, self.not_before = now + every, None

    def fail(
        self, now: dt.datetime, every: dt.timedelta, error: str, not_before: dt.datetime | None
    ) -> None:
        """Note a failure: the source is due again soon, later after each further failure."""
        self.failures += 1
        self.error, self.failed, self.not_before = error[:_LONGEST_ERROR], now, not_before
        pause = min(every, _FIRST_RETRY * 2 ** min(self.failures - 1, 10))
        self.due = max(now + pause, not_before or now)

    def is_due(self, now: dt.datetime) -> bool:
        """Whether it is time to fetch the source."""
        return not self.stopped and (self.due is None or self.due <= now)


class FetchStateStore:
    """The states of all sources, in one file that several processes change.

    A damaged file is set aside and everything is fetched again: the library recognizes the
    digests it has.
    """

    def __init__(self, paths: Paths) -> None:
        self._path = paths.source_state
        self._locks = paths.data / "locks"

    def load(self, spec: SourceSpec) -> FetchState:
        """Return the state of ``spec``; an empty one for a new target, or if it is damaged."""
        target = f"{spec.kind} {spec.target}"
        try:
            state = _parse(self._read()[spec.name])
        except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
            return FetchState(target)  # unknown or damaged
        return state if state.target == target else FetchState(target)

    def save(self, name: str, state: FetchState) -> None:
        """Save the state of the source ``name``; it is on disk when this returns."""
        self._change(name, _to_json(state))

    def forget(self, name: str) -> None:
        """Delete the state of the source ``name``, if there is any."""
        if name in self._read():
            self._change(name, None)

    def claim(self, name: str) -> Held | None:
        """Return a lock for fetching the source ``name``; None if another process has it."""
        with explained(self._locks):
            make_folder(self._locks)
            return try_lock(self._locks / f"source-{name}.fetch")

    def _change(self, name: str, entry: dict[str, Any] | None) -> None:
        with explained(self._path):
            make_folder(self._locks)
            with locked(self._locks / "source-state"):
                entries = self._read(set_aside=True)
                entries.pop(name, None)
                if entry is not None:
                    entries[name] = entry
                text = json.dumps({"sources": entries}, ensure_ascii=False, indent=1)
                write_atomically(self._path, text.encode("utf-8", "replace"), alone=True)

    def _read(self, *, set_aside: bool = False) -> dict[str, Any]:
        with explained(self._path):
            try:
                data = read_at_most(self._path, LARGEST_STATE)
            except FileNotFoundError:
                return {}
            try:
                entries = strict_json.loads(data)["sources"]
                if isinstance(entries, dict):
                    return entries
            except (ValueError, KeyError, TypeError):
                pass
            if set_aside:
                self._path.replace(self._path.with_name(f"{self._path.name}.damaged"))
            return {}


def _to_json(state: FetchState) -> dict[str, Any]:
    times = {
        "success": state.success,
        "failed": state.failed,
        "due": state.due,
        "put_off": state.not_before,
    }
    return {
        "target": state.target,
        **{key: stamp(time) for key, time in times.items() if time is not None},
        "error": state.error,
        "failures": state.failures,
        _FIRST_DAY: state.first_day.isoformat() if state.first_day else None,
        "days": {
            day.isoformat(): [known.papers, known.asked and stamp(known.asked), known.error]
            for day, known in sorted(state.days.items())
        },
        "pages": {url: [page.etag, page.modified] for url, page in state.pages.items()},
        "parts": {
            name: [part.read, part.stated, stamp(part.since), part.last, part.is_closed]
            for name, part in state.parts.items()
        },
        "files": {path: list(version) for path, version in state.files.items()},
        "stopped": state.stopped,
        "feed": feed_to_json(state.feed),
    }


def _parse(entry: dict[str, Any]) -> FetchState:
    """Return the state in ``entry``; any part may be missing, and a wrong one raises an error."""
    first_day = entry.get(_FIRST_DAY)
    return FetchState(
        target=entry["target"],
        pages={
            url: Validators(str(etag), str(modified))
            for url, (etag, modified) in entry.get("pages", {}).items()
        },
        first_day=dt.date.fromisoformat(first_day) if first_day else None,
        days=parse_days(entry.get("days", {})),
        parts={name: parse_part(*part) for name, part in entry.get("parts", {}).items()},
        files={
            path: (int(size), int(time)) for path, (size, time) in entry.get("files", {}).items()
        },
        success=moment(entry.get("success")),
        error=clean_line(entry.get("error", "")),
        failed=moment(entry.get("failed")),
        failures=max(0, int(entry.get("failures", 0))),
        due=moment(entry.get("due")),
        not_before=moment(entry.get("put_off")),
        stopped=clean_line(entry.get("stopped", "")),
        feed=parse_feed(entry.get("feed", {})),
    )
