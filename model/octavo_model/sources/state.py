"""The state of each source: what earlier fetches imported, and when the next is due."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from octavo_model.core.dates import stamp
from octavo_model.storage import files as strict_json
from octavo_model.storage.failures import explained
from octavo_model.storage.files import LARGEST_STATE, make_folder, read_at_most, write_atomically
from octavo_model.storage.locks import locked, try_lock
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.sources.spec import SourceSpec
    from octavo_model.storage.data_folder import Paths
    from octavo_model.storage.locks import Held

_FIRST_RETRY = dt.timedelta(minutes=15)
_LONGEST_ERROR = 1_000


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server compares to see whether a page has changed; empty if it sent none.

    Attributes:
        etag: The page's ``ETag``, unchanged.
        modified: Its ``Last-Modified``, unchanged.
    """

    etag: str = ""
    modified: str = ""


@dataclass(slots=True)
class FetchState:
    """The state of one source. Only its fetch changes it, while holding its lock.

    Attributes:
        target: Kind and target of the source; a state of another target is void.
        pages: Validators by address, of pages whose papers are in the library.
        first_day: The first day that was asked for.
        days: Days that are closed.
        files: Size and time of modification in nanoseconds by path, of imported files.
        success: Time of the last success.
        error: The last error since then; empty if none.
        failed: Time of that error.
        failures: Failures since the last success.
        due: When to fetch it again.
        not_before: Earliest time at which the server accepts another request.
    """

    target: str = ""
    pages: dict[str, Validators] = field(default_factory=dict)
    first_day: dt.date | None = None
    days: set[dt.date] = field(default_factory=set)
    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    success: dt.datetime | None = None
    error: str = ""
    failed: dt.datetime | None = None
    failures: int = 0
    due: dt.datetime | None = None
    not_before: dt.datetime | None = None

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
        return self.due is None or self.due <= now


class FetchStateStore:
    """The states of all sources, in one file that several processes change.

    A damaged file is set aside and everything is fetched again: the library recognizes the
    digests it has.
    """

    def __init__(self, paths: Paths) -> None:
        self._path = paths.source_state
        self._locks = paths.data / "locks"

    def load(self, spec: SourceSpec) -> FetchState:
        """Return the state of ``spec``; an empty one if the saved one has another target."""
        target = f"{spec.kind} {spec.target}"
        entry = self._read().get(spec.name)
        state = _parse(entry) if isinstance(entry, dict) else FetchState()
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
        "begun": state.first_day.isoformat() if state.first_day else None,
        "days": sorted(day.isoformat() for day in state.days),
        "pages": {url: [page.etag, page.modified] for url, page in state.pages.items()},
        "files": {path: list(version) for path, version in state.files.items()},
    }


def _parse(entry: dict[str, Any]) -> FetchState:
    """Return the state in ``entry``, without invalid parts."""
    failures = entry.get("failures")
    return FetchState(
        target=_text(entry.get("target")),
        pages={
            url: Validators(_text(pair[0]), _text(pair[1]))
            for url, pair in _items(entry.get("pages"))
            if isinstance(pair, list) and len(pair) == 2
        },
        first_day=_day(entry.get("begun")),
        days=set(filter(None, map(_day, _list(entry.get("days"))))),
        files={
            path: (pair[0], pair[1])
            for path, pair in _items(entry.get("files"))
            if isinstance(pair, list) and len(pair) == 2 and all(type(part) is int for part in pair)
        },
        success=_moment(entry.get("success")),
        error=clean_line(_text(entry.get("error"))),
        failed=_moment(entry.get("failed")),
        failures=failures if type(failures) is int and failures > 0 else 0,
        due=_moment(entry.get("due")),
        not_before=_moment(entry.get("put_off")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _items(value: object) -> Iterator[tuple[str, Any]]:
    return iter(value.items() if isinstance(value, dict) else ())


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(_text(value))
    except ValueError:
        return None


def _moment(value: object) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(_text(value))
        return moment.astimezone(dt.UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
