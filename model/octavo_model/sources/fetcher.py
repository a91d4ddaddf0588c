"""Bringing what is new from several sources at once. Safe to call from any thread."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from octavo_model.core.errors import OctavoError
from octavo_model.sources import urls
from octavo_model.sources.environment import Endpoints, Limits, Pacer, Timing
from octavo_model.sources.events import (
    Event,
    FetchError,
    FetchReport,
    Finished,
    Outcome,
    Started,
    StoppedError,
)
from octavo_model.sources.http import Web
from octavo_model.sources.job import Visit
from octavo_model.sources.spec import Kind
from octavo_model.sources.state import SourceState
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from octavo_model.sources.job import Taker
    from octavo_model.sources.spec import SourceSpec
    from octavo_model.sources.state import Memory
    from octavo_model.storage.data_folder import Paths

_AT_ONCE = 4
_TICK = 0.05
_HOME = {
    Kind.DAILY_PAPERS: "web_providers",
    Kind.ARXIV: "arxiv",
    Kind.FEED: "feed",
    Kind.FOLDER: "local_providers",
    Kind.COMMAND: "command",
}


def _tell_nobody(_event: Event) -> None:
    """The report of those who want none."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What fetching finds around it: all that a test has other ideas of.

    Attributes:
        timing: Clocks and waiting.
        endpoints: Where services live.
        limits: How much is put up with.
        is_private: Whether a host is one that redirects must not lead to.
    """

    timing: Timing = field(default_factory=Timing)
    endpoints: Endpoints = field(default_factory=Endpoints)
    limits: Limits = field(default_factory=Limits)
    is_private: Callable[[str], bool] = urls.is_private


def due(specs: Iterable[SourceSpec], paths: Paths, now: dt.datetime) -> list[SourceSpec]:
    """Those of ``specs`` whose time has come.

    Raises:
        OctavoError: What is remembered of them cannot be read.
    """
    state = SourceState(paths)
    return [one for one in specs if state.recall(one).is_due(now)]


def fetch(
    library: Taker,
    specs: Sequence[SourceSpec],
    paths: Paths,
    *,
    report: Callable[[Event], None] = _tell_nobody,
    cancel: threading.Event | None = None,
    insist: bool = False,
    surroundings: Surroundings | None = None,
) -> list[FetchReport]:
    """Bring what is new in each of ``specs``; what fails leaves the others alone.

    Sources on one host are asked in turn, others at the same time. Whatever happens, what came
    in is kept; what did not is asked for the next time.

    Args:
        library: Takes the digests in.
        specs: The sources.
        paths: Where their state lies.
        report: Told of every event, in threads of the fetch, one at a time.
        cancel: Set by whoever wants it to end soon; what is under way is given up.
        insist: Whether to ask those too whose server wants to be left alone for a while.
        surroundings: The world; by default, the real one.

    Returns:
        A report for each, in their order.
    """
    run = _Run(library, paths, report, cancel or threading.Event(), insist, surroundings)
    return run.all(specs)


class _Run:
    """One call of `fetch`."""

    def __init__(
        self,
        library: Taker,
        paths: Paths,
        report: Callable[[Event], None],
        cancel: threading.Event,
        insist: bool,
        surroundings: Surroundings | None,
    ) -> None:
        self._around = around = surroundings or Surroundings()
        self._library = library
        self._tell_one = report
        self._cancel = cancel
        self._insist = insist
        self._state = SourceState(paths)
        self._turn = threading.Lock()
        self._telling = threading.Lock()
        pacer = Pacer(around.endpoints.paced, paths.data / "locks", around.timing.now)
        self._web = Web(around.timing, pacer, around.limits, around.is_private)

    def all(self, specs: Sequence[SourceSpec]) -> list[FetchReport]:
        groups: dict[str, list[SourceSpec]] = {}
        for one in dict.fromkeys(specs):
            groups.setdefault(self._host(one), []).append(one)
        reports: dict[str, FetchReport] = {}
        try:
            with ThreadPoolExecutor(_AT_ONCE, "octavo-fetch") as pool:
                pending = {pool.submit(self._in_turn, some, reports) for some in groups.values()}
                try:
                    while pending:
                        done, pending = wait(pending, timeout=_TICK)
                        self._web.oversee(self._cancel)
                        for ended in done:
                            ended.result()
                except BaseException:
                    self._cancel.set()
                    self._web.oversee(self._cancel)
                    raise
        finally:
            self._web.close()
        return [reports[one.name] for one in dict.fromkeys(specs)]

    def _in_turn(self, specs: Sequence[SourceSpec], reports: dict[str, FetchReport]) -> None:
        for one in specs:
            reports[one.name] = report = self._one(one)
            self._tell(Finished(report))

    def _one(self, spec: SourceSpec) -> FetchReport:
        if self._cancel.is_set():
            return FetchReport(spec.name, Outcome.CANCELLED)
        try:
            held = self._state.claim(spec.name)
            if held is None:
                why = "another Octavo is fetching it now"
                return FetchReport(spec.name, Outcome.SKIPPED, error=why)
            try:
                return self._claimed(spec, self._state.recall(spec))
            finally:
                held.release()
        except OctavoError as error:
            return FetchReport(spec.name, Outcome.FAILED, error=clean_line(str(error)))

    def _claimed(self, spec: SourceSpec, memory: Memory) -> FetchReport:
        now = self._around.timing.now()
        if memory.put_off is not None and memory.put_off > now and not self._insist:
            why = f"its server asks to wait until {memory.put_off:%Y-%m-%d %H:%M} UTC"
            return FetchReport(spec.name, Outcome.SKIPPED, error=why, next_due=memory.due)
        self._tell(Started(spec.name))
        visit = Visit(
            spec,
            memory,
            library=self._library,
            web=self._web,
            timing=self._around.timing,
            endpoints=self._around.endpoints,
            cancel=self._cancel,
            turn=self._turn,
            save=lambda: self._state.keep(spec.name, memory),
            report=self._tell,
        )
        outcome, error = self._visited(visit)
        try:
            visit.save()
        except OctavoError as fault:
            outcome, error = Outcome.FAILED, error or clean_line(str(fault))
        return FetchReport(
            spec.name,
            outcome,
            new=visit.new,
            papers=visit.papers,
            digests=tuple(visit.digests),
            bytes=visit.caller.bytes,
            requests=visit.caller.requests,
            not_modified=visit.caller.not_modified,
            ignored=visit.ignored,
            error=error,
            warnings=tuple(visit.warnings),
            next_due=memory.due,
        )

    def _visited(self, visit: Visit) -> tuple[Outcome, str]:
        """How the visit ends, and why it fails; its memory says so too."""
        spec, memory, now = visit.spec, visit.memory, self._around.timing.now
        until: dt.datetime | None = None
        try:
            kind = import_module(f"octavo_model.sources.{_HOME[spec.kind]}")
            kind.fetch(visit)
        except StoppedError:
            return Outcome.CANCELLED, ""
        except OctavoError as error:
            told = clean_line(str(error))
            until = error.until if isinstance(error, FetchError) else None
        except Exception as error:  # noqa: BLE001 - the other sources are none the worse for it
            told = f"unexpected {type(error).__name__}: {clean_line(str(error))[:200]}"
        else:
            memory.succeed(now(), spec.every)
            return Outcome.DONE, ""
        if self._cancel.is_set():
            return Outcome.CANCELLED, ""
        memory.fail(now(), spec.every, told, until)
        return Outcome.FAILED, told

    def _host(self, spec: SourceSpec) -> str:
        """What must be asked in turn."""
        endpoints = self._around.endpoints
        addresses = {
            Kind.DAILY_PAPERS: endpoints.daily_papers,
            Kind.ARXIV: endpoints.arxiv,
            Kind.FEED: spec.target,
        }
        if spec.kind not in addresses:
            return f"/{spec.name}"
        return urlsplit(addresses[spec.kind]).hostname or ""

    def _tell(self, event: Event) -> None:
        with self._telling:
            self._tell_one(event)
