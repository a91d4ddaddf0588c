"""No day of arXiv is missed without being listed: against a small arXiv with faults."""

from __future__ import annotations

import datetime as dt
import random
import re
from dataclasses import dataclass, field

import pytest
from tests.model.sources.arxiv.loopback import Answer, Arxiv, Request

from octavo_model import Paths
from octavo_model.formats.arxiv.listing_page import parse_listing
from octavo_model.sources.arxiv import coverage, months, plan
from octavo_model.sources.arxiv.calendar import EASTERN, LATE, announcement_time
from octavo_model.sources.arxiv.days import DayState
from octavo_model.sources.arxiv.ledger import Ledger, LedgerFile
from octavo_model.sources.arxiv.statuses import DayStatus, gaps, settled, statuses
from octavo_model.sources.spec import make
from octavo_model.sources.targets.arxiv import MOST_IDS

CATEGORIES = ("cs.CL", "cs.AI", "cs.LG")
HOLIDAYS = {dt.date(2026, 6, 19), dt.date(2026, 7, 3), dt.date(2026, 7, 15)}
FIRST, LAST = dt.date(2026, 6, 1), dt.date(2026, 8, 28)
DAY = dt.timedelta(days=1)
MAY, AUGUST = dt.date(2026, 5, 1), dt.date(2026, 8, 12)
GONE = {5, 6, 7, 8, 11, 12, 13}
"""Days of May from the 5th on that are more than 90 days back in August."""


def at(day: dt.date, hour: int = 9) -> dt.datetime:
    """Return a time in US Eastern time."""
    return dt.datetime.combine(day, dt.time(hour), EASTERN).astimezone(dt.UTC)


def small_arxiv(seed: int = 0, first: dt.date = FIRST) -> Arxiv:
    rng = random.Random(seed)
    arxiv = Arxiv()
    day = first
    while day <= LAST:
        if day.weekday() < 5 and day not in HOLIDAYS:
            sizes = {
                name: (rng.randrange(name != "cs.LG", 9), rng.randrange(3), rng.randrange(4))
                for name in CATEGORIES
            }
            arxiv.announce(day, sizes)
        day += DAY
    return arxiv


@dataclass
class Reader:
    """Asks as a fetch does, without a network."""

    arxiv: Arxiv
    ledger: Ledger = field(default_factory=Ledger)
    seen: dict[tuple[dt.date, str], set[str]] = field(default_factory=dict)
    read: set[str] = field(default_factory=set)
    now: dt.datetime = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)

    def fetch(self, now: dt.datetime) -> int:
        """Ask for all there is to ask at ``now``; return the number of requests."""
        self.now = now
        count = 0
        while step := plan.next_step(self.ledger, CATEGORIES, self.now):
            count += 1
            assert count < 400
            self._take(step)
            self.now += dt.timedelta(seconds=15)
        while month := months.next_step(self.ledger, CATEGORIES, self.now):
            count += 1
            assert count < 400
            self._take_month(month)
            self.now += dt.timedelta(seconds=3 if month.ids else 15)
        return count

    def _take_month(self, step: months.MonthStep) -> None:
        known = self.ledger.categories[step.category].month(step.month)
        assert not known.is_closed, "what is closed is not asked for again"
        host, path = "arxiv.org", f"/list/{step.category}/{step.month:%Y-%m}?show=2000"
        if step.ids:
            host, path = "export.arxiv.org", f"/api/query?id_list={','.join(step.ids)}"
            path += f"&max_results={MOST_IDS}"
        answer = self.arxiv.answer(host, path, self.now)
        text = answer.body.decode()
        if answer.status != 200 or not text.endswith(("</feed>", "</html>")):
            self.ledger = months.after_failure(self.ledger, step, "no answer", self.now)
        elif step.ids:
            found = set(re.findall(r"/abs/([0-9.]+)v1<", text))
            self.read |= found
            self.ledger = months.after_papers(self.ledger, step, found, self.now)
        elif (page := parse_listing(text)) is None:
            self.ledger = months.after_failure(self.ledger, step, "no listing", self.now)
        else:
            ids = months.ids_in([page])
            missing = [one for one in ids if one not in self.library]
            self.ledger = months.after_list(self.ledger, step, [page], missing, self.now)

    @property
    def library(self) -> set[str]:
        """All papers that came."""
        return self.read.union(*self.seen.values())

    def _take(self, step: plan.Step) -> None:
        name, now = step.category, self.now
        if known := self.ledger.categories.get(name):
            assert not known.day(step.day).is_final, "what is closed is not asked for again"
        path = f"/list/{name}/new" if step.is_newest else f"/catchup/{name}/{step.day}?abs=True"
        answer = self.arxiv.answer("arxiv.org", path, now)
        page = parse_listing(answer.body.decode()) if answer.status == 200 else None
        if answer.status == 400:
            self.ledger = plan.after_refusal(self.ledger, step, "status 400", now)
        elif page is None:
            self.ledger = plan.after_failure(self.ledger, step, "no listing", now)
        else:
            if step.is_newest:
                self.ledger = plan.after_new(self.ledger, name, [page], now)
            else:
                self.ledger = plan.after_catchup(self.ledger, name, step.day, [page], now)
            assert page.day
            self.seen.setdefault((page.day, name), set()).update(
                paper.arxiv_id or "" for paper in page.papers
            )

    def gaps(self) -> list[DayStatus]:
        return gaps(self.ledger, CATEGORIES, self.now)

    def missing(self, name: str, day: dt.date) -> set[str]:
        """Return the papers that have to be there, and are not; of a month, those with its ids."""
        if settled(self.ledger, name, day, self.now).state is DayState.MONTH:
            ids = self.arxiv.month_ids(day, name)
            return {one for one in self.arxiv.ids(day, name) if one in ids} - self.library
        return self.arxiv.ids(day, name) - self.seen.get((day, name), set())

    def unlisted(self) -> list[tuple[str, dt.date]]:
        """Return the days with papers that are missing and not listed."""
        listed = {(one.category, one.date) for one in self.gaps()}
        for one in statuses(self.ledger, CATEGORIES, self.now):
            is_awaited = self.now - announcement_time(one.date) < LATE
            if one.day.state is DayState.SHORT or (is_awaited and not one.day.is_closed):
                listed.add((one.category, one.date))
        return [
            (name, day)
            for day in self.arxiv.days
            for name, category in self.ledger.categories.items()
            if category.since <= day
            and announcement_time(day) <= self.now
            and (name, day) not in listed
            and self.missing(name, day)
            # Until it is read a last time, a day may still grow.
            and not ((day, name) in self.arxiv.grown and not category.day(day).is_final)
        ]


def test_every_day() -> None:
    reader = Reader(small_arxiv())
    counts = {}
    day = dt.date(2026, 8, 3)  # a Monday
    while day <= dt.date(2026, 8, 16):
        counts[day] = reader.fetch(at(day))
        day += DAY

    # The first day, then today's pages and a last look at those of the day before.
    assert list(counts.values()) == [3, 6, 6, 6, 6, 0, 0, 6, 6, 6, 6, 6, 0, 0]
    assert (reader.gaps(), reader.unlisted()) == ([], [])


@pytest.mark.parametrize(
    ("resumed", "requests"),
    [
        (dt.date(2026, 8, 7), 3 + 6 + 3),  # Wednesday and Thursday missed, and a look at Tuesday
        (dt.date(2026, 8, 10), 3 + 9 + 3),
        (dt.date(2026, 8, 28), 3 + 17 * 3 + 3),
    ],
)
def test_days_that_were_missed(resumed: dt.date, requests: int) -> None:
    reader = Reader(small_arxiv())
    reader.fetch(at(dt.date(2026, 8, 3)))
    reader.fetch(at(dt.date(2026, 8, 4)))

    assert reader.fetch(at(resumed)) == requests
    assert (reader.gaps(), reader.unlisted()) == ([], [])


def test_a_holiday_costs_one_request() -> None:
    reader = Reader(small_arxiv())
    reader.fetch(at(dt.date(2026, 7, 14)))
    assert reader.fetch(at(dt.date(2026, 7, 15))) == 1
    (status,) = [one for one in reader.gaps() if one.category == "cs.CL"]
    assert (status.day.state, status.day.reason) == (DayState.STALE, "still shows Tue 14 Jul")

    reader.fetch(at(dt.date(2026, 7, 16)))

    days = statuses(reader.ledger, CATEGORIES, reader.now)
    holiday = {one.day.state for one in days if one.date == dt.date(2026, 7, 15)}
    assert holiday == {DayState.NONE_ANNOUNCED}
    assert reader.gaps() == []


def test_more_than_90_days_back_months_are_read() -> None:
    reader = Reader(small_arxiv(first=MAY))
    reader.fetch(at(dt.date(2026, 5, 5)))
    before = len(reader.arxiv.requests)
    reader.fetch(at(AUGUST))

    paths = [one.path for one in reader.arxiv.requests[before:]]
    lists = [path for path in paths if re.search(r"/list/.*/20", path)]
    assert lists == [f"/list/{name}/2026-05?show=2000" for name in CATEGORIES]
    assert paths.index(lists[0]) == len(paths) - len(lists) - sum("/api/" in one for one in paths)
    day = settled(reader.ledger, "cs.CL", dt.date(2026, 5, 7), reader.now)
    total = len(reader.arxiv.month_ids(MAY, "cs.CL"))
    assert (day.state, day.counts) == (DayState.MONTH, f"{total}/{total}")
    # Of the first day, only what arXiv corrected after it was read was unknown.
    first = settled(reader.ledger, "cs.CL", dt.date(2026, 5, 5), reader.now)
    assert first.state is DayState.COMPLETE
    assert (reader.gaps(), reader.unlisted()) == ([], [])
    reader.fetch(at(AUGUST + DAY))
    assert sum("2026-05?" in one.path for one in reader.arxiv.requests) == len(CATEGORIES)


def test_until_its_month_is_read_a_day_is_gone_and_listed() -> None:
    arxiv = small_arxiv(first=MAY)
    reader = Reader(arxiv)
    reader.fetch(at(dt.date(2026, 5, 5)))
    arxiv.fault = lambda one: Answer(500, b"") if "/api/" in one.path else None
    reader.fetch(at(AUGUST))

    gone = [one for one in reader.gaps() if one.day.state is DayState.GONE]
    assert {one.date.day for one in gone} == GONE
    assert gone[0].day.reason == "the list of May 2026: no answer"
    assert gone[0].day.next_try is not None
    assert reader.unlisted() == []
    arxiv.fault = None
    reader.fetch(at(AUGUST, 11))
    assert reader.gaps() == []


def test_papers_that_the_api_does_not_have_make_a_month_short() -> None:
    arxiv = small_arxiv(first=MAY)
    may = arxiv.month_ids(MAY, "cs.CL")
    gone = next(one for one in may if one in arxiv.ids(dt.date(2026, 5, 7), "cs.CL"))
    arxiv.gone.add(gone)
    reader = Reader(arxiv)
    reader.fetch(at(dt.date(2026, 5, 5)))
    for hour in (9, 10, 22):
        reader.fetch(at(AUGUST, hour))
    reader.fetch(at(AUGUST + DAY))
    reader.fetch(at(AUGUST + DAY, 22))

    short = {one.date.day for one in reader.gaps() if one.day.state is DayState.SHORT}
    assert short == GONE
    assert reader.gaps()[0].day.reason == (
        f"May 2026: the server states {len(may)} and has {len(may) - 1}"
    )
    assert reader.unlisted() == []


def test_a_stale_page_with_the_date_of_today_closes_no_day() -> None:
    arxiv = small_arxiv()
    reader = Reader(arxiv)
    monday, tuesday = dt.date(2026, 8, 3), dt.date(2026, 8, 4)
    reader.fetch(at(monday))

    def old_papers(request: Request) -> Answer | None:
        page = arxiv.page(request.path, at(monday))
        body = page.body.replace(b"Monday, 3 August", b"Tuesday, 4 August")
        return page._replace(body=body) if request.path == "/list/cs.CL/new" else None

    arxiv.fault = old_papers
    reader.fetch(at(tuesday))

    day = reader.ledger.categories["cs.CL"].day(tuesday)
    assert (day.state, day.reason) == (DayState.STALE, "still shows the papers of Mon 3 Aug")


def test_a_day_that_lacks_the_same_papers_for_a_day_is_short() -> None:
    arxiv = small_arxiv()
    monday = dt.date(2026, 8, 3)
    arxiv.hidden[monday, "cs.CL"] = (1, at(LAST))
    reader = Reader(arxiv)
    for hour in (9, 10, 22):
        reader.fetch(at(monday, hour))
        assert reader.ledger.categories["cs.CL"].day(monday).state is DayState.PARTIAL
    reader.fetch(at(monday + DAY))
    reader.fetch(at(monday + 2 * DAY))

    day = reader.ledger.categories["cs.CL"].day(monday)
    assert day.state is DayState.SHORT
    total = len(arxiv.ids(monday, "cs.CL"))
    assert day.reason == f"the server states {total} and shows {total - 1}"


def test_a_day_that_grows_is_read_once_more() -> None:
    arxiv = small_arxiv()
    monday = dt.date(2026, 8, 3)
    arxiv.grown[monday, "cs.CL"] = at(monday, 15)
    reader = Reader(arxiv)
    reader.fetch(at(monday))
    assert len(reader.seen[monday, "cs.CL"]) == len(arxiv.ids(monday, "cs.CL")) - 1

    reader.fetch(at(monday + DAY))

    assert reader.seen[monday, "cs.CL"] == arxiv.ids(monday, "cs.CL")


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 60))]
)
def test_whatever_goes_wrong_what_is_missing_is_listed(seed: int) -> None:
    """Any faults in any order, then a quiet week: everything is there at the end."""
    rng = random.Random(seed)
    arxiv = small_arxiv(seed)
    quiet = dt.date(2026, 8, 24)
    _add_faults(arxiv, rng, quiet)
    reader = Reader(arxiv)
    day = FIRST + 7 * DAY
    while day <= LAST:
        hours = [9, 15, 21, 22]
        if day < quiet:
            hours = sorted(rng.sample(range(24), rng.choice([0, 0, 1, 2, 3])))
        for hour in hours:
            reader.fetch(at(day, hour))
            assert reader.unlisted() == [], (day, hour)
        day += DAY
        if rng.random() < 0.15 and day < quiet - 7 * DAY:
            day += rng.choice([1, 3, 10]) * DAY
    # The server may have counted papers that it does not show until a day ago.
    assert {one.day.state for one in reader.gaps()} <= {DayState.SHORT}
    closed = [one for one in arxiv.requests if one.path.startswith("/catchup")]
    assert len(closed) < 3 * len(CATEGORIES) * len(arxiv.days)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_a_laptop_that_was_closed_for_a_hundred_days(seed: int) -> None:
    """Any faults before and after, then three quiet days: only short days are missing."""
    rng = random.Random(seed)
    first = dt.date(2026, 3, 16)
    arxiv = small_arxiv(seed, first)
    quiet = dt.date(2026, 8, 24)
    _add_faults(arxiv, rng, quiet)
    reader = Reader(arxiv)
    day = first
    closed = first + rng.randrange(1, 30) * DAY
    while day < quiet + 5 * DAY:
        hours = [9, 15, 21, 22]
        if day < quiet:
            hours = sorted(rng.sample(range(24), rng.choice([0, 1, 2, 3])))
        for hour in hours:
            reader.fetch(at(day, hour))
            assert reader.unlisted() == [], (day, hour)
        day += DAY
        if day == closed:
            day += rng.randrange(91, 115) * DAY
    gaps_left = reader.gaps()
    assert {one.day.state for one in gaps_left} <= {DayState.SHORT}
    states = {one.day.state for one in statuses(reader.ledger, CATEGORIES, reader.now)}
    assert DayState.MONTH in states


def test_what_the_user_dismisses_is_no_gap_and_not_asked_for(paths: Paths) -> None:
    arxiv = small_arxiv(first=MAY)
    reader = Reader(arxiv)
    reader.fetch(at(dt.date(2026, 5, 5)))
    arxiv.fault = lambda one: Answer(500, b"") if "2026-05?" in one.path else None
    reader.fetch(at(AUGUST))
    file = LedgerFile(paths.arxiv_days, paths.data / "locks")
    file.change(lambda _: reader.ledger)
    count = coverage.dismiss(paths, [make("ml", "+".join(CATEGORIES))], reader.now)

    assert count == len(CATEGORIES) * len(GONE)
    reader.ledger = file.load()
    assert reader.gaps() == []
    day = next(
        one
        for one in statuses(reader.ledger, CATEGORIES, reader.now)
        if one.date == dt.date(2026, 5, 7)
    )
    assert day.day.state is DayState.GONE
    assert coverage.describe_day(day).endswith(", dismissed")
    arxiv.fault = None
    reader.fetch(at(AUGUST + DAY))
    assert "2026-05?" not in arxiv.requests[-1].path
    assert reader.gaps() == []
    assert coverage.dismiss(paths, [make("ml", "cs.CL")], reader.now) == 0


def _add_faults(arxiv: Arxiv, rng: random.Random, quiet: dt.date) -> None:
    def later(day: dt.date, *hours: int) -> dt.datetime:
        return announcement_time(day) + dt.timedelta(hours=rng.choice(hours))

    for day in arxiv.days:
        if day >= quiet:
            break
        if rng.random() < 0.1:
            arxiv.late[day] = dt.timedelta(hours=rng.choice([1, 2, 9, 14]))
        for name in CATEGORIES:
            if rng.random() < 0.05:
                arxiv.stale[day, name] = later(day, 3, 10, 30)
            if rng.random() < 0.06:
                arxiv.hidden[day, name] = rng.randrange(1, 9), later(day, 5, 20, 60)
            if rng.random() < 0.06:
                arxiv.grown[day, name] = later(day, 14, 20)

    def fault(request: Request) -> Answer | None:
        if request.time >= at(quiet):
            return None
        chance = rng.random()
        if chance < 0.03:
            return Answer(503, b"")
        if chance < 0.05:
            return Answer(200, b"<html><title>Are you human?</title></html>")
        if chance < 0.08:
            page = arxiv.page(request.path, request.time)
            return page._replace(body=page.body[: int(len(page.body) * 0.7)])
        return Answer(500, b"") if chance < 0.09 else None

    arxiv.fault = fault
