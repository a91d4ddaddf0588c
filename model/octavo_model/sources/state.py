"""The state of each source: what earlier fetches imported, and when the next is due."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from octavo_model.core.dates import stamp
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


class PaperDay(NamedTuple):
    """What is known of a day of Daily Papers.

    Attributes:
        papers: How many it has; None if an older Octavo closed it.
        asked: When the server last answered for it; None before.
        error: Why the server could not be asked since then; else empty.
    """

    papers: int | None = None
    asked: dt.datetime | None = None
    error: str = ""


class PossibleGap(NamedTuple):
    """A time in which a feed may have had entries that no visit saw."""

    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is kept of a feed between visits.

    Attributes:
        known: Short hashes of the identities of its entries at the last visit, newest first.
        visited: When it was last seen with entries; an unchanged feed counts.
        gaps: Possible gaps that the user has not dismissed, oldest first.
        interval: When to ask it again, if it was once asked too late; else as the source says.
        skip_hours: Hours, in UTC, in which it does not want to be asked.
        skip_days: Days, from 0 for Monday, on which it does not want to be asked.
        address: Where it moved for good, to be asked in place of the target of the source.
        moved: Where the last answer said that it moved for good.
    """

    known: tuple[str, ...] = ()
    visited: dt.datetime | None = None
    gaps: tuple[PossibleGap, ...] = ()
    interval: dt.timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    address: str = ""
    moved: str = ""


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
                write_atomically(self._path, text.encode("utf-8", "replace"))

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
        "files": {path: list(version) for path, version in state.files.items()},
        "stopped": state.stopped,
        "feed": _feed_to_json(state.feed),
    }


def _feed_to_json(feed: FeedState) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "known": list(feed.known),
        "visited": feed.visited and stamp(feed.visited),
        "gaps": [[stamp(gap.start), stamp(gap.end)] for gap in feed.gaps],
        "interval": feed.interval and int(feed.interval.total_seconds()),
        "skip_hours": sorted(feed.skip_hours),
        "skip_days": sorted(feed.skip_days),
        "address": feed.address,
        "moved": feed.moved,
    }
    return {name: value for name, value in fields.items() if value}


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
        days=_parse_days(entry.get("days", {})),
        files={
            path: (int(size), int(time)) for path, (size, time) in entry.get("files", {}).items()
        },
        success=_moment(entry.get("success")),
        error=clean_line(entry.get("error", "")),
        failed=_moment(entry.get("failed")),
        failures=max(0, int(entry.get("failures", 0))),
        due=_moment(entry.get("due")),
        not_before=_moment(entry.get("put_off")),
        stopped=clean_line(entry.get("stopped", "")),
        feed=_parse_feed(entry.get("feed", {})),
    )


def _parse_days(entry: dict[str, Any] | list[str]) -> dict[dt.date, PaperDay]:
    if isinstance(entry, list):  # of days that an older Octavo closed
        entry = {day: [None, None, ""] for day in entry}
    return {
        dt.date.fromisoformat(day): PaperDay(
            None if papers is None else max(0, int(papers)), _moment(asked), clean_line(error)
        )
        for day, (papers, asked, error) in entry.items()
    }


def _parse_feed(entry: dict[str, Any]) -> FeedState:
    gaps = ((_moment(start), _moment(end)) for start, end in entry.get("gaps", ()))
    seconds = entry.get("interval")
    return FeedState(
        known=tuple(map(str, entry.get("known", ()))),
        visited=_moment(entry.get("visited")),
        gaps=tuple(PossibleGap(start, end) for start, end in gaps if start and end),
        interval=dt.timedelta(seconds=int(seconds)) if seconds else None,
        skip_hours=frozenset(int(hour) % 24 for hour in entry.get("skip_hours", ())),
        skip_days=frozenset(int(day) % 7 for day in entry.get("skip_days", ())),
        address=str(entry.get("address", "")),
        moved=str(entry.get("moved", "")),
    )


def _moment(value: str | None) -> dt.datetime | None:
    return None if value is None else dt.datetime.fromisoformat(value).astimezone(dt.UTC)
