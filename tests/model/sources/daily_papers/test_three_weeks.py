"""Three weeks of Daily Papers: nothing missed, nothing twice, votes followed, few requests."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import httpx
import pytest
from tests.model.conftest import Desk
from tests.model.sources.conftest import RecordingImporter, World
from tests.model.sources.daily_papers.service import Service
from tests.model.sources.server import Server

from octavo_model import View
from octavo_model.core.marks import MarkField
from octavo_model.sources import coverage
from octavo_model.sources.events import FetchReport, Outcome
from octavo_model.sources.spec import make

MONDAY = dt.date(2025, 3, 10)
HF = make("hf", "daily-papers", since=MONDAY)
FULL, LONG, HOLIDAY = (MONDAY + dt.timedelta(days=days) for days in (1, 2, 3))
DAYS = [MONDAY + dt.timedelta(days=days) for days in range(20)]
SIZES = {day: 3 for day in DAYS if day.weekday() < 5} | {FULL: 50, LONG: 75, HOLIDAY: 0}


class Subscriber:
    """A library that fetches from the service."""

    def __init__(self, desk: Desk, server: Server) -> None:
        self.world = World(desk, server)
        self.world.library.close()
        self.library = self.world.library = desk.open(formats=None)
        self.world.importer = RecordingImporter(self.library)
        self.service = Service(dict(SIZES), self.world.clock.moment)
        self.world.transport = httpx.MockTransport(self.service.answer)

    def fetch(self, day: dt.date, hour: int = 22, minute: int = 0) -> FetchReport:
        now = dt.datetime.combine(day, dt.time(hour, minute), dt.UTC)
        self.world.clock.moment = self.service.now = now
        return self.world.fetch_one(HF)

    def words(self) -> dict[dt.date, str]:
        days = coverage.days_of(self.world.paths, HF, self.world.clock.moment)
        return {one.day: one.words for one in days}

    def votes(self, day: dt.date) -> list[int | None]:
        """The votes in the library for the papers of a day, in their order."""
        (digest,) = [one for one in self.library.catalog.digests() if one.date == day]
        ids = self.library.catalog.ids(View.of_digest(digest.name))
        papers = sorted(self.library.catalog.papers(ids), key=lambda paper: paper.title)
        return [paper.upvotes for paper in papers]


@pytest.fixture
def subscriber(desk: Desk, server: Server) -> Subscriber:
    return Subscriber(desk, server)


@pytest.mark.slow
def test_twenty_days(subscriber: Subscriber) -> None:
    new = 0
    for day in DAYS:
        new += subscriber.fetch(day).new
        if day == DAYS[2]:
            subscriber.library.marks.mark(
                subscriber.library.catalog.ids(View.all()), MarkField.READ, True
            )
            read = subscriber.library.catalog.counts(View.all()).total
    log = subscriber.service.taken()

    # Every paper once, in one digest a day; what was read stays read.
    assert new == sum(SIZES.values())
    digests = subscriber.library.catalog.digests()
    assert Counter(one.date for one in digests) == {day: 1 for day, size in SIZES.items() if size}
    counts = subscriber.library.catalog.counts(View.all())
    assert counts.total - counts.undecided == read

    # Votes are followed for two weeks.
    now = DAYS[-1]
    for day in (DAYS[7], DAYS[15]):
        assert (now - day).days <= 14
        assert subscriber.votes(day) == [
            subscriber.service.votes(day, number) for number in range(3)
        ]

    # A day is asked for once a day up to two weeks, a weekend or a holiday until that is sure.
    asked = Counter(one.day for one in log if one.page == 0)
    assert asked[MONDAY] == asked[FULL] == 15
    assert max((one.time.date() - one.day).days for one in log) == 14
    assert asked[HOLIDAY] == 3
    assert asked[DAYS[5]] == asked[DAYS[6]] == 2
    last = {one.day for one in log if one.time.date() == now}
    weekend = {now, now - dt.timedelta(days=1)}
    assert last == weekend | {day for day in DAYS if (now - day).days <= 14 and SIZES.get(day)}


def test_days_are_open_for_a_week(subscriber: Subscriber) -> None:
    for number in (1, 3, 5, 8):
        subscriber.fetch(DAYS[number])

    words = subscriber.words()
    assert list(words) == sorted(words, reverse=True)
    assert words[DAYS[8]] == "2 papers, open"
    assert words[DAYS[7]] == "3 papers, open"
    assert words[FULL] == "50 papers, closed"
    assert words[LONG] == "75 papers, open"
    assert words[HOLIDAY] == "none"
    assert DAYS[5] not in words
    assert coverage.gaps_of(subscriber.world.paths, [HF], subscriber.world.clock.moment) == []


@pytest.mark.slow
def test_the_newest_two_days_are_asked_for_every_hour_at_most(subscriber: Subscriber) -> None:
    for day in DAYS[:3]:
        subscriber.fetch(day)
    subscriber.service.taken()
    for hour in range(6):
        for minute in (0, 20, 40):
            subscriber.fetch(DAYS[4], hour, minute)
    asked = Counter(one.day for one in subscriber.service.taken() if one.page == 0)

    assert asked == {DAYS[4]: 6, DAYS[3]: 6, DAYS[2]: 1, DAYS[1]: 1, DAYS[0]: 1}


def test_pages_are_read_until_one_is_empty_and_become_one_digest(subscriber: Subscriber) -> None:
    subscriber.fetch(LONG)
    subscriber.fetch(LONG + dt.timedelta(days=1))
    pages = [one.page for one in subscriber.service.taken() if one.day == LONG]

    assert pages == [0, 1, 0, 1, 2]
    (digest,) = [one for one in subscriber.library.catalog.digests() if one.date == LONG]
    assert digest.total == 75


def test_a_server_that_ignores_pages_does_no_harm(subscriber: Subscriber) -> None:
    subscriber.service.ignores_pages = True
    subscriber.fetch(HOLIDAY)

    assert [one.page for one in subscriber.service.taken() if one.day == FULL] == [0, 1]
    assert subscriber.words()[FULL] == "50 papers, open"


def test_a_page_that_fails_leaves_the_others_and_a_gap(subscriber: Subscriber) -> None:
    subscriber.service.broken_pages = frozenset({1})
    report = subscriber.fetch(HOLIDAY)

    assert report.outcome is Outcome.FAILED
    assert subscriber.words()[LONG].startswith("50 papers, failed: server answered 500")
    subscriber.service.broken_pages = frozenset()
    subscriber.fetch(HOLIDAY)
    assert subscriber.words()[LONG] == "75 papers, open"


def test_the_list_of_another_day_is_refused(subscriber: Subscriber) -> None:
    subscriber.fetch(MONDAY)
    subscriber.service.only_day = MONDAY
    report = subscriber.fetch(DAYS[7])

    assert report.outcome is Outcome.FAILED
    assert report.error.endswith(f"the answer is of {MONDAY}")
    assert MONDAY + dt.timedelta(days=7) in {
        one.day
        for one in coverage.gaps_of(subscriber.world.paths, [HF], subscriber.world.clock.moment)
    }
