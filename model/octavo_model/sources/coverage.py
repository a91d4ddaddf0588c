"""What may be missing in the user's sources: one list of gaps over all kinds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.sources.apis.coverage import parts_of
from octavo_model.sources.arxiv import coverage as arxiv
from octavo_model.sources.counts import PaperDay
from octavo_model.sources.daily_papers import plan
from octavo_model.sources.feeds import visits
from octavo_model.sources.spec import SourceKind
from octavo_model.sources.state import FetchStateStore

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from octavo_model.sources.apis.coverage import PartStatus
    from octavo_model.sources.arxiv.statuses import DayStatus
    from octavo_model.sources.counts import PossibleGap
    from octavo_model.sources.spec import SourceSpec
    from octavo_model.sources.state import FetchState
    from octavo_model.storage.data_folder import Paths

_LISTED = 10
"""Days of Daily Papers to list: two weeks without weekends."""


class SourceDay(NamedTuple):
    """A day of a source, or a time of which papers may be missing.

    Attributes:
        source: Name of the source.
        what: Which part of the source: a category; else empty.
        day: The day, or that on which the time begins.
        start: When the time begins; None for a day.
        end: When the time ends; None for a day.
        state: What is known, in a word or two.
        words: What is known, in words.
        is_gap: Whether papers may be missing.
        read: Papers that were read; None if unknown.
        stated: Papers that the server states; None if it states no number.
        reason: Why papers may be missing; else empty.
        asked: When the server was last asked.
        next_try: When it is asked again.
    """

    source: str
    what: str
    day: dt.date
    start: dt.datetime | None
    end: dt.datetime | None
    state: str
    words: str
    is_gap: bool
    read: int | None = None
    stated: int | None = None
    reason: str = ""
    asked: dt.datetime | None = None
    next_try: dt.datetime | None = None

    @property
    def label(self) -> str:
        """What to call it in a list."""
        return self.what or self.source


def gaps_of(paths: Paths, specs: Iterable[SourceSpec], now: dt.datetime) -> list[SourceDay]:
    """Return what may be missing in ``specs``, newest first.

    Nothing is missing in a source of which nothing was ever read: it is only not fetched yet.
    """
    store = FetchStateStore(paths)
    arxiv_specs: list[SourceSpec] = []
    found: list[SourceDay] = []
    for spec in specs:
        state = store.load(spec)
        if spec.kind is SourceKind.ARXIV:
            if state.success is not None or any(one.read for one in _arxiv_days(paths, spec, now)):
                arxiv_specs.append(spec)
            continue
        days = _days_in(spec, state, now)
        if state.success is not None or any(day.read or day.start for day in days):
            found += [day for day in days if day.is_gap]
    found += _arxiv_gaps(paths, arxiv_specs, now)
    return sorted(found, key=lambda gap: gap.day, reverse=True)


def days_of(paths: Paths, spec: SourceSpec, now: dt.datetime) -> list[SourceDay]:
    """Return the newest days of ``spec``, and all of which papers may be missing, newest first."""
    if spec.kind is not SourceKind.ARXIV:
        days = _days_in(spec, FetchStateStore(paths).load(spec), now)
        return [*days[:_LISTED], *(one for one in days[_LISTED:] if one.is_gap)]
    days = _arxiv_days(paths, spec, now)
    newest = max((one.day for one in days if one.stated is not None), default=None)
    return [one for one in days if one.day == newest or one.is_gap]


def counts_on(
    paths: Paths, specs: Iterable[SourceSpec], source: str, day: dt.date, now: dt.datetime
) -> str:
    """Return how much of a day of a source was read: ``cs.CL 108/108``; empty if unknown."""
    found: list[SourceDay] = []
    for spec in specs:
        if spec.name == source and spec.kind is SourceKind.ARXIV:
            found += _arxiv_days(paths, spec, now)
        elif spec.name == source:
            found += _days_in(spec, FetchStateStore(paths).load(spec), now)
    known = [one for one in found if one.day == day and one.stated is not None]
    return ", ".join(f"{one.label} {one.read}/{one.stated}" for one in known)


def dismiss(paths: Paths, specs: Iterable[SourceSpec], now: dt.datetime) -> int:
    """Forget the gaps in ``specs`` that nothing can fill; return how many they were."""
    specs = list(specs)
    store = FetchStateStore(paths)
    count = arxiv.dismiss(paths, specs, now) if arxiv.categories_of(specs) else 0
    for spec in specs:
        if not store.load(spec).feed.gaps:
            continue
        lock = store.claim(spec.name)
        if lock is None:
            raise OctavoError(spec.name, "is being fetched by another Octavo", "try again later")
        with lock:
            state = store.load(spec)
            count += len(state.feed.gaps)
            state.feed = replace(state.feed, gaps=())
            store.save(spec.name, state)
    return count


def _arxiv_days(paths: Paths, spec: SourceSpec, now: dt.datetime) -> list[SourceDay]:
    return [_of_arxiv(spec.name, one) for one in arxiv.days_of(paths, [spec], now)]


def _arxiv_gaps(paths: Paths, specs: list[SourceSpec], now: dt.datetime) -> Iterator[SourceDay]:
    names: dict[str, str] = {}
    for spec in specs:
        for category in arxiv.categories_of([spec]):
            names.setdefault(category, spec.name)
    for one in arxiv.gaps_of(paths, specs, now):
        yield _of_arxiv(names[one.category], one)


def _of_arxiv(source: str, one: DayStatus) -> SourceDay:
    day = one.day
    return SourceDay(
        source,
        one.category,
        one.date,
        None,
        None,
        day.state.value,
        arxiv.describe_day(one),
        day.is_gap,
        day.read,
        day.stated,
        day.reason,
        day.asked,
        day.next_try,
    )


def _days_in(spec: SourceSpec, state: FetchState, now: dt.datetime) -> list[SourceDay]:
    if spec.kind is SourceKind.DAILY_PAPERS and state.first_day is not None:
        first = plan.first_day(spec.since, state.first_day, now.date())
        days = plan.statuses(first, now, state.days)
        return [_of_daily_papers(spec.name, one, state.due or now) for one in days]
    if spec.kind in {SourceKind.BIORXIV, SourceKind.OPENREVIEW, SourceKind.ACL}:
        return [_of_part(spec.name, one, now) for one in parts_of(spec, state, now.date())]
    return [_of_feed(spec.name, gap) for gap in reversed(state.feed.gaps)]


def _of_part(source: str, one: PartStatus, now: dt.datetime) -> SourceDay:
    day = one.day or (one.since or now).date()
    state = "gap" if one.is_gap else "complete"
    return SourceDay(
        source,
        one.part,
        day,
        None,
        None,
        state,
        one.words,
        one.is_gap,
        one.read,
        one.stated,
        asked=one.since,
    )


def _of_daily_papers(source: str, one: plan.PaperDayStatus, due: dt.datetime) -> SourceDay:
    known = one.known or PaperDay()
    later = f", again {due.astimezone():%d %b %H:%M}" if one.is_gap else ""
    return SourceDay(
        source,
        "",
        one.date,
        None,
        None,
        one.state,
        one.words + later,
        one.is_gap,
        known.papers,
        reason=one.reason,
        asked=known.asked,
        next_try=due if one.is_gap else None,
    )


def _of_feed(source: str, gap: PossibleGap) -> SourceDay:
    reason = "the feed had no entry in common with the last visit"
    return SourceDay(
        source,
        "",
        gap.start.astimezone().date(),
        gap.start,
        gap.end,
        "possible",
        visits.describe(gap),
        is_gap=True,
        reason=reason,
    )
