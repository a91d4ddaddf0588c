"""What happened to each source last: how a second fetch knows what the first has brought."""

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

_FIRST_PUT_OFF = dt.timedelta(minutes=15)
_LONGEST_TEXT = 1_000


@dataclass(frozen=True, slots=True)
class Validators:
    """By what a server tells whether its page is still the one that we have.

    Attributes:
        etag: The page's ``ETag``, as it came; empty where it has none.
        modified: Its ``Last-Modified``, as it came; empty where it has none.
    """

    etag: str = ""
    modified: str = ""


@dataclass(slots=True)
class Memory:
    """What is remembered of one source. Changed by its fetch alone, which holds its lock.

    Attributes:
        target: What it asked, with its kind; another target makes all the rest void.
        pages: Validators by address, of pages whose papers are in the library.
        begun: The first day that was asked for.
        days: Days that are done with.
        files: Size and time of modification in nanoseconds by path, of files that were read.
        success: When all went well last.
        error: What went wrong since; empty where nothing did.
        failed: When it did.
        failures: How often since the last success.
        due: When it is to be asked again.
        put_off: Before when the server does not want to be asked.
    """

    target: str = ""
    pages: dict[str, Validators] = field(default_factory=dict)
    begun: dt.date | None = None
    days: set[dt.date] = field(default_factory=set)
    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    success: dt.datetime | None = None
    error: str = ""
    failed: dt.datetime | None = None
    failures: int = 0
    due: dt.datetime | None = None
    put_off: dt.datetime | None = None

    def succeed(self, now: dt.datetime, every: dt.timedelta) -> None:
        """Note that all went well."""
        self.success, self.error, self.failed, self.failures = now, "", None, 0
        self.due, self.put_off = now + every, None

    def fail(
        self, now: dt.datetime, every: dt.timedelta, error: str, until: dt.datetime | None
    ) -> None:
        """Note that something went wrong: it is due again soon, then ever later.

        Args:
            now: The time.
            every: How long after a success it would be due again.
            error: What went wrong, on one line.
            until: Before when the server does not want to be asked.
        """
        self.failures += 1
        self.error, self.failed, self.put_off = error[:_LONGEST_TEXT], now, until
        pause = min(every, _FIRST_PUT_OFF * 2 ** min(self.failures - 1, 10))
        self.due = max(now + pause, until or now)

    def is_due(self, now: dt.datetime) -> bool:
        """Whether its time has come."""
        return self.due is None or self.due <= now


class SourceState:
    """The memories of all sources below ``paths``, in one file that other processes change too.

    A file that is damaged is set aside, and what it knew is asked for once more: the library
    knows which digests it has.
    """

    def __init__(self, paths: Paths) -> None:
        self._path = paths.source_state
        self._locks = paths.data / "locks"

    def recall(self, spec: SourceSpec) -> Memory:
        """What is remembered of ``spec``: nothing, if what goes by its name asked another.

        Raises:
            OctavoError: The file is there, and cannot be read.
        """
        target = f"{spec.kind} {spec.target}"
        entry = self._read().get(spec.name)
        memory = _parsed(entry) if isinstance(entry, dict) else Memory()
        return memory if memory.target == target else Memory(target)

    def keep(self, name: str, memory: Memory) -> None:
        """Remember ``memory`` of the source called ``name``; on disk when this returns.

        Raises:
            OctavoError: It cannot be written.
        """
        self._change(name, _written(memory))

    def forget(self, name: str) -> None:
        """Remember nothing more of the source called ``name``.

        Raises:
            OctavoError: It cannot be written.
        """
        if name in self._read():
            self._change(name, None)

    def claim(self, name: str) -> Held | None:
        """The right to fetch the source called ``name``; None where another has it now.

        Raises:
            OctavoError: The folder of locks cannot be written.
        """
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


def _written(memory: Memory) -> dict[str, Any]:
    moments = {key: getattr(memory, key) for key in ("success", "failed", "due", "put_off")}
    return {
        "target": memory.target,
        **{key: stamp(value) for key, value in moments.items() if value is not None},
        "error": memory.error,
        "failures": memory.failures,
        "begun": memory.begun.isoformat() if memory.begun else None,
        "days": sorted(day.isoformat() for day in memory.days),
        "pages": {url: [one.etag, one.modified] for url, one in memory.pages.items()},
        "files": {path: list(known) for path, known in memory.files.items()},
    }


def _parsed(entry: dict[str, Any]) -> Memory:
    """What ``entry`` says; what makes no sense in it is as if it were not there."""
    failures = entry.get("failures")
    return Memory(
        target=_text(entry.get("target")),
        pages={
            url: Validators(_text(pair[0]), _text(pair[1]))
            for url, pair in _items(entry.get("pages"))
            if isinstance(pair, list) and len(pair) == 2
        },
        begun=_day(entry.get("begun")),
        days=set(filter(None, map(_day, _list(entry.get("days"))))),
        files={
            path: (pair[0], pair[1])
            for path, pair in _items(entry.get("files"))
            if isinstance(pair, list) and len(pair) == 2 and all(type(one) is int for one in pair)
        },
        success=_moment(entry.get("success")),
        error=clean_line(_text(entry.get("error"))),
        failed=_moment(entry.get("failed")),
        failures=failures if type(failures) is int and failures > 0 else 0,
        due=_moment(entry.get("due")),
        put_off=_moment(entry.get("put_off")),
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
