"""What the status line and the dialog say about a fetch. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.sources.events import (
    NO_NETWORK,
    TEXTS,
    TITLES,
    UNKNOWN_HOST,
    Advanced,
    Queued,
    Waiting,
)
from octavo_tui.render.decisions import show_day
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping, Sequence

    from octavo_model import OctavoError
    from octavo_model.fulltext.fetch import TextEvent
    from octavo_model.sources.coverage import SourceDay
    from octavo_model.sources.events import Event, FetchReport
    from octavo_model.sources.spec import SourceSpec
    from octavo_model.sources.state import FetchState

_NO_SOURCES = (TITLES, TEXTS)
_WHEEL = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class Stage(NamedTuple):
    """How far the fetch of one source is.

    Attributes:
        is_queued: Whether it waits for another source on the same host.
        done: How many of ``total`` parts are done; ``unit`` names them.
        total: All parts, 0 if unknown.
        unit: Their name in the plural.
        why: Why it pauses; empty if it does not.
    """

    is_queued: bool = False
    done: int = 0
    total: int = 0
    unit: str = ""
    why: str = ""

    def after(self, event: Event) -> Stage:
        """Return the stage after an event of the source."""
        if isinstance(event, Queued):
            return Stage(is_queued=True)
        if isinstance(event, Advanced):
            return Stage(False, event.done, event.total, event.unit)
        if isinstance(event, Waiting):
            return self._replace(why=event.why)
        return Stage()


class FetchSummary(NamedTuple):
    """The result of a fetch in a line. A failure has a sign: ``!`` in part, ``✗`` as a whole."""

    text: str
    sign: str = ""

    @property
    def is_failure(self) -> bool:
        """Whether anything failed that was asked for."""
        return self.sign in {"!", "✗"}


def progress(
    stages: Mapping[str, Stage], failed: Sequence[FetchReport] = (), events: int = 0
) -> str:
    """Return what a fetch does now, and what ``failed`` so far; ``events`` turns the wheel.

    >>> progress({"hf": Stage(False, 12, 17, "days"), "ml": Stage(is_queued=True)})
    '⠋ hf 12 of 17 days · ml queued'
    """
    wheel = _WHEEL[events % len(_WHEEL)]
    # A source that is queued says the least.
    named = sorted(stages.items(), key=lambda item: item[1].is_queued)
    parts = [f"! {one.name} failed: {one.reason}" for one in failed[:1]]
    parts += [f"{name}{_stage(stage)}" for name, stage in named]
    return f"{wheel} {' · '.join(parts) or 'Fetching…'}"


def _stage(stage: Stage) -> str:
    if stage.is_queued:
        return " queued"
    count = f" {stage.done:,} of {stage.total:,} {stage.unit}" if stage.total > 1 else ""
    return f"{count} ({stage.why})" if stage.why else count


def summary(
    reports: Sequence[FetchReport], *, stopped: bool = False, automatic: bool = False
) -> FetchSummary:
    """Return what a fetch did: new papers by source, else the first failure and its reason.

    With ``automatic`` a failure says when the next fetch is.
    """
    failed = [one for one in reports if one.outcome == "failed"]
    done = [one for one in reports if one.name not in _NO_SOURCES and one.outcome != "failed"]
    new = sum(one.new for one in reports)
    if failed:
        is_whole = not new and all(one.outcome in {"skipped", "incomplete"} for one in done)
        if is_whole and (why := offline(failed)):
            text = f"Nothing fetched: {why}"
        else:
            more = f", {len(failed) - 1} more failed" if len(failed) > 1 else ""
            start = "Nothing fetched" if is_whole else f"{new:,} new" if new else "Nothing new"
            text = f"{start}; {failed[0].name} failed: {failed[0].reason}{more}"
        later = min((one.next_due for one in failed if one.next_due), default=None)
        if automatic and later:
            text += f". Next try {later.astimezone():%H:%M}"
        return FetchSummary(text, "✗" if is_whole else "!")
    return FetchSummary(" · ".join(_parts(reports, done, new, stopped=stopped)), "✓" if new else "")


def _parts(
    reports: Sequence[FetchReport], done: Sequence[FetchReport], new: int, *, stopped: bool
) -> list[str]:
    titles = sum(one.papers for one in reports if one.name == TITLES)
    texts = [one for one in reports if one.name == TEXTS]
    sources = [f"{one.name} {one.new:,}" for one in done if one.new]
    known = sum(one.papers - one.new for one in done)
    parts = [f"{plural(new, 'new paper')}: {', '.join(sources)}"] if sources else []
    parts += [f"{known:,} you already had"] if known and new else []
    parts += [f"{plural(titles, 'title')} found"] if titles else []
    parts += [f"{plural(one.papers, 'full text')}" for one in texts if one.papers]
    done = [*done, *texts]
    parts += [f"{one.name}: {one.reason}" for one in done if one.outcome == "incomplete"][:1]
    parts += [f"{one.name}: {one.reason}" for one in done if one.outcome == "skipped"][:1]
    if stopped:
        parts.append("stopped" if parts else "Stopped")
    return parts or ["Nothing new"]


def offline(failed: Sequence[FetchReport], *, exists: bool = False) -> str:
    """Return that this machine seems to be offline, if all failed for that; else nothing.

    The name of a single host may be wrong, unless it ``exists``.
    """
    reasons = {one.reason for one in failed}
    if (exists or len(failed) > 1) and UNKNOWN_HOST in reasons:
        reasons = reasons - {UNKNOWN_HOST} | {f"{NO_NETWORK} (DNS)"}
    if not all(reason.startswith(NO_NETWORK) for reason in reasons):
        return ""
    return f"you seem to be offline{max(reasons).removeprefix(NO_NETWORK)}"


def missing_days(count: int) -> str:
    """Return how many days are missing, in words."""
    return f"{plural(count, 'day')} missing"


def reason_of(state: FetchState, gaps: int) -> str:
    """Return why a source is not complete, in a few words; empty if it is.

    ``gaps`` is how many of its days are missing.
    """
    why = state.stopped or state.error.partition(": ")[2] or state.error
    why = NO_NETWORK if why.startswith(NO_NETWORK) else why
    if gaps:
        return ": ".join(filter(None, (missing_days(gaps), why)))
    if why and state.success is None:
        return f"not fetched yet: {why}"
    return f"failed: {why}" if why else ""


def details(
    sources: Iterable[tuple[SourceSpec, FetchState]],
    reports: Mapping[str, FetchReport],
    gaps: Sequence[SourceDay] = (),
) -> str:
    """Return, for each source, its last fetch: what failed and why, since when, the next try.

    ``gaps`` are the days that are missing. Sources that failed come first.
    """
    found = [
        [*_details(spec, state, reports.get(spec.name)), *_missing_lines(spec, gaps)]
        for spec, state in sources
    ]
    found.sort(key=lambda lines: not lines[0].startswith("✗"))
    return "\n\n".join(map("\n  ".join, found)) or "No sources yet. R picks some."


def _details(spec: SourceSpec, state: FetchState, report: FetchReport | None) -> list[str]:
    error = state.stopped or state.error
    if report is not None and not report.ok and report.outcome != "cancelled":
        error = report.error or error
    lines = [f"{'✗' if error else '✓' if state.success else ' '} {spec.name}"]
    if error:
        lines.append(error)
    if state.failed:
        times = f", {state.failures:,} times in a row" if state.failures > 1 else ""
        lines.append(f"failed {_moment(state.failed)}{times}")
    fetched = f": {report.new:,} new" if report is not None and report.ok else ""
    last = f"last fetched {_moment(state.success)}" if state.success else "never fetched"
    lines.append(f"{last}{fetched}")
    if state.due and not state.stopped:
        lines.append(f"next {'try' if error else 'fetch'} {_moment(state.due)}")
    return [*lines, *(report.warnings if report else [])[:_WARNINGS]]


_WARNINGS = 3


def _missing_lines(spec: SourceSpec, gaps: Sequence[SourceDay]) -> list[str]:
    lines = [
        f"  {f'{one.what} ' if one.what else ''}{show_day(one.day)}: {one.words}"
        for one in gaps
        if one.source == spec.name
    ]
    return [f"{missing_days(len(lines))}:", *lines] if lines else []


def _moment(moment: dt.datetime | None) -> str:
    return f"{moment.astimezone():%a %d %b %H:%M}" if moment else ""


def no_text(title: str, error: OctavoError) -> str:
    """Return why a paper has no full text: a line for each source, and where its PDF is."""
    reasons = [f"{one.source}: {one.why}" for one in getattr(error, "refusals", ())]
    lines = [f"✗ No full text: {title}", *(reasons or [error.why]), error.hint]
    return "\n  ".join(filter(None, lines))


def text_step(event: TextEvent) -> str:
    """Return a step of fetching a full text in words.

    >>> from octavo_model.fulltext.fetch import Asking, Refused
    >>> text_step(Asking("2401.01234", "arxiv.org")), text_step(Refused("x", "ar5iv", "cut off"))
    ('Asking arxiv.org', 'ar5iv: cut off')
    >>> text_step(Waiting("x", 12.4, "one request every 15 seconds"))
    'Waiting 12 s: one request every 15 seconds'
    """
    if isinstance(event, Waiting):
        return f"Waiting {event.seconds:.0f} s: {event.why}"
    why = getattr(event, "why", "")
    return f"{event.source}: {why}" if why else f"Asking {event.source}"
