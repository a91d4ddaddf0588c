"""Fetching arXiv, from the request to the library, against a small arXiv."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import httpx
import pytest
from tests.model.sources.arxiv.loopback import Answer, Arxiv, Request, title_of

from octavo_model import Library, Paths, View
from octavo_model.sources.arxiv.calendar import EASTERN
from octavo_model.sources.arxiv.days import DayState
from octavo_model.sources.arxiv.ledger import Ledger, LedgerFile
from octavo_model.sources.arxiv.statuses import DayStatus, gaps
from octavo_model.sources.environment import Environment, Limits, Timing
from octavo_model.sources.events import Event, FetchReport, Outcome
from octavo_model.sources.fetcher import fetch
from octavo_model.sources.spec import SourceSpec, make

MONDAY = dt.date(2026, 8, 3)
DAY = dt.timedelta(days=1)
SIZES = {"cs.CL": (3, 1, 2), "cs.AI": (4, 2, 0), "cs.LG": (2, 0, 1)}


def at(day: dt.date, hour: int = 9) -> dt.datetime:
    """Return a time in US Eastern time."""
    return dt.datetime.combine(day, dt.time(hour), EASTERN).astimezone(dt.UTC)


@dataclass
class Reader:
    """A library that fetches from a small arXiv, with a clock that only waiting moves."""

    paths: Paths
    library: Library
    arxiv: Arxiv = field(default_factory=Arxiv)
    now: dt.datetime = dt.datetime(2026, 8, 3, 13, tzinfo=dt.UTC)
    events: list[Event] = field(default_factory=list)

    def fetch(self, *specs: SourceSpec, at: dt.datetime | None = None) -> FetchReport:
        return asyncio.run(self.fetch_async(*specs, at=at))[0]

    async def fetch_async(
        self,
        *specs: SourceSpec,
        at: dt.datetime | None = None,
        report: Callable[[Event], None] | None = None,
    ) -> list[FetchReport]:
        self.now = at or self.now
        return await fetch(
            self.library.imports,
            specs or (ML,),
            self.paths,
            report=report or self.events.append,
            environment=self.environment(),
        )

    def environment(self) -> Environment:
        timing = Timing(now=lambda: self.now, sleep=self._sleep, random=lambda: 0.5)
        transport = httpx.MockTransport(self._answer)
        return Environment(timing, limits=Limits(tries=3), transport=transport)

    async def _sleep(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)
        await asyncio.sleep(0)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.raw_path.decode()
        answer = self.arxiv.answer(request.url.host, path, self.now)
        headers = {"Content-Type": answer.type, **answer.headers}
        return httpx.Response(answer.status, stream=httpx.ByteStream(answer.body), headers=headers)

    @property
    def ledger(self) -> Ledger:
        return LedgerFile(self.paths.arxiv_days, self.paths.data / "locks").load()

    def day(self, category: str, day: dt.date) -> DayStatus:
        return DayStatus(category, day, self.ledger.categories[category].day(day))

    def gaps(self) -> list[DayStatus]:
        return gaps(self.ledger, tuple(SIZES), self.now)

    def titles(self) -> set[str]:
        rows = self.library.catalog.rows(self.library.catalog.ids(View.all()))
        return {row.title for row in rows if row}

    def asked(self, host: str = "arxiv.org") -> list[Request]:
        return [one for one in self.arxiv.requests if one.host == host]


ML = make("ml", "cs.CL+cs.AI+cs.LG")


@pytest.fixture
def reader(paths: Paths) -> Iterator[Reader]:
    arxiv = Arxiv()
    day = MONDAY
    while day <= dt.date(2026, 8, 28):
        if day.weekday() < 5:
            arxiv.announce(day, SIZES)
        day += DAY
    with Library.open(paths) as library:
        yield Reader(paths, library, arxiv)


def announced(arxiv: Arxiv, *days: dt.date) -> set[str]:
    return {title_of(one) for day in days for name in SIZES for one in arxiv.ids(day, name)}


def test_the_feed_shows_the_papers_and_the_pages_prove_that_they_are_all(reader: Reader) -> None:
    report = reader.fetch()

    assert (report.outcome, report.error) == (Outcome.DONE, "")
    assert announced(reader.arxiv, MONDAY) <= reader.titles()
    assert [one.path for one in reader.arxiv.requests] == [
        "/atom/cs.CL+cs.AI+cs.LG",
        "/list/cs.CL/new",
        "/list/cs.AI/new",
        "/list/cs.LG/new",
    ]
    counts = [reader.day(name, MONDAY).day.counts for name in SIZES]
    assert counts == ["6/6", "6/6", "3/3"]


def test_the_pages_replace_the_feed(reader: Reader) -> None:
    reader.fetch()

    assert sorted(digest.name for digest in reader.library.catalog.digests()) == [
        "arxiv-cs-ai-2026-08-03",
        "arxiv-cs-cl-2026-08-03",
        "arxiv-cs-lg-2026-08-03",
    ]


def test_without_a_network_the_reason_is_said_and_the_next_fetch_asks_again(reader: Reader) -> None:
    def fail(request: Request) -> Answer | None:
        raise httpx.ConnectError("no route")

    reader.arxiv.fault = fail
    report = reader.fetch()
    assert (report.outcome, report.reason) == (Outcome.FAILED, "no connection")
    assert report.requests == 6  # three tries for the feed, three for the first page

    reader.arxiv.fault = None
    assert reader.fetch(at=report.next_due).outcome is Outcome.DONE


def test_it_is_due_again_after_the_next_announcement(reader: Reader) -> None:
    report = reader.fetch()

    assert report.next_due == at(MONDAY, 20) + dt.timedelta(minutes=2)
    assert reader.fetch(at=at(MONDAY, 15)).requests == 0


def test_requests_are_spaced(reader: Reader) -> None:
    reader.fetch()
    reader.fetch(at=at(MONDAY + 4 * DAY))

    for host, seconds in (("arxiv.org", 15), ("rss.arxiv.org", 3)):
        starts = [one.time for one in reader.asked(host)]
        gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(starts)]
        assert min(gaps, default=seconds) >= seconds - 0.01


@pytest.mark.parametrize(
    ("days", "requests", "seconds"),
    # Beside the pages of today: a last look at the day before, and the days that were missed.
    [(1, 3 + 3, 75), (3, 3 + 6 + 3, 165), (22, 3 + 15 * 3 + 3, 750)],
)
def test_what_it_costs(reader: Reader, days: int, requests: int, seconds: int) -> None:
    reader.fetch()
    before = len(reader.asked())
    reader.fetch(at=at(MONDAY + days * DAY))

    asked = reader.asked()[before:]
    assert len(asked) == requests
    assert (asked[-1].time - asked[0].time).total_seconds() == pytest.approx(seconds, abs=1)
    assert len(reader.asked("rss.arxiv.org")) == 2


def test_days_that_were_missed_are_fetched_newest_first(reader: Reader) -> None:
    reader.fetch()
    report = reader.fetch(at=at(MONDAY + 4 * DAY))

    assert report.outcome is Outcome.DONE
    assert announced(reader.arxiv, *(MONDAY + n * DAY for n in range(5))) <= reader.titles()
    days = [one.path.split("/")[3][:10] for one in reader.asked() if "catchup" in one.path]
    assert days == sorted(days, reverse=True)
    assert reader.gaps() == []
    digests = {digest.name for digest in reader.library.catalog.digests()}
    assert "arxiv-cs-cl-2026-08-05" in digests


def test_a_weekend_is_no_fault(reader: Reader) -> None:
    saturday = MONDAY + 5 * DAY
    report = reader.fetch(at=at(saturday))

    assert (report.outcome, report.error) == (Outcome.DONE, "")
    assert reader.fetch(at=at(saturday + DAY)).requests == 0


def test_the_first_day_can_be_chosen(reader: Reader) -> None:
    friday = MONDAY + 4 * DAY
    reader.fetch(make("ml", "cs.CL", since=MONDAY), at=at(friday))

    category = reader.ledger.categories["cs.CL"]
    assert category.since == MONDAY
    assert {category.day(MONDAY + n * DAY).state for n in range(5)} == {DayState.COMPLETE}


def test_nothing_is_asked_twice_for_two_sources_with_the_same_category(reader: Reader) -> None:
    asyncio.run(reader.fetch_async(make("one", "cs.CL"), make("two", "cs.CL")))

    assert len([one for one in reader.asked() if one.path == "/list/cs.CL/new"]) == 1


def login(request: Request) -> Answer | None:
    page = b"<html><head><title>Log in to continue</title></head><body></body></html>"
    return Answer(200, page) if request.path == "/list/cs.AI/new" else None


def test_another_page_is_a_failure_with_its_title(reader: Reader) -> None:
    reader.arxiv.fault = login
    report = reader.fetch()

    assert report.outcome is Outcome.INCOMPLETE
    assert report.error == "ml: 1 gap (cs.AI Mon 3 Aug)"
    day = reader.day("cs.AI", MONDAY).day
    assert day.state is DayState.FAILED
    assert day.reason == "the answer is not a listing: Log in to continue"
    assert reader.day("cs.LG", MONDAY).day.state is DayState.COMPLETE
    assert announced(reader.arxiv, MONDAY) <= reader.titles()  # from the feed

    reader.arxiv.fault = None
    assert reader.fetch(at=report.next_due).outcome is Outcome.DONE


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"<html><title>Are you human?</title></html>"),
        Answer(400, b"<rss><channel><title>Feed error for query</title></channel></rss>"),
        Answer(200, b""),
    ],
)
def test_without_the_feed_the_pages_have_all_papers(reader: Reader, answer: Answer) -> None:
    reader.arxiv.fault = lambda request: answer if request.host == "rss.arxiv.org" else None
    report = reader.fetch()

    assert report.outcome is Outcome.DONE
    assert announced(reader.arxiv, MONDAY) <= reader.titles()
    assert len(report.warnings) == bool(answer.body)


def test_a_page_that_is_cut_off_keeps_what_came(reader: Reader) -> None:
    def cut(request: Request) -> Answer | None:
        page = reader.arxiv.page(request.path, request.time)
        is_listing = request.path == "/list/cs.CL/new"
        return page._replace(body=page.body[: int(len(page.body) * 0.7)]) if is_listing else None

    reader.arxiv.fault = cut
    reader.fetch()

    day = reader.day("cs.CL", MONDAY).day
    assert (day.state, day.stated, day.reason) == (DayState.PARTIAL, 6, "the page is cut off")
    assert 0 < day.read < 6


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (Answer(429, b"", headers={"Retry-After": "900"}), 900),
        (Answer(503, b""), 60),
        (Answer(403, b""), 24 * 3600),
    ],
)
def test_a_refusal_pauses_all_of_the_host_also_after_a_restart(
    reader: Reader, answer: Answer, seconds: int
) -> None:
    reader.arxiv.fault = lambda request: answer if request.host == "arxiv.org" else None
    report = reader.fetch()
    assert report.outcome is Outcome.FAILED
    assert len(reader.asked()) == 1
    until = reader.ledger.pauses["arxiv.org"].until
    assert until - reader.asked()[0].time == pytest.approx(
        dt.timedelta(seconds=seconds), abs=dt.timedelta(seconds=2)
    )

    reader.arxiv.fault = None
    reader.fetch(at=until - dt.timedelta(seconds=1))
    assert len(reader.asked()) == 1
    assert reader.fetch(at=until).outcome is Outcome.DONE
    assert "arxiv.org" not in reader.ledger.pauses


def test_refusals_in_a_row_pause_longer(reader: Reader) -> None:
    reader.arxiv.fault = lambda request: Answer(503, b"") if request.host == "arxiv.org" else None
    pauses = []
    for _ in range(5):
        reader.fetch()
        until = reader.ledger.pauses["arxiv.org"].until
        pauses.append(round((until - reader.now).total_seconds() / 60))
        reader.now = until

    assert pauses == [1, 5, 30, 120, 120]


def test_a_day_of_more_than_one_page(reader: Reader) -> None:
    tuesday = MONDAY + DAY
    reader.arxiv.announce(
        tuesday, {"cs.CL": (2_000, 0, 43), "cs.AI": (1, 0, 0), "cs.LG": (1, 0, 0)}
    )
    reader.fetch(at=at(tuesday))

    assert reader.day("cs.CL", tuesday).day.counts == "2043/2043"
    assert "/list/cs.CL/new?skip=2000&show=2000" in [one.path for one in reader.asked()]


def test_a_full_page_is_not_followed_to_the_empty_one_behind_it(reader: Reader) -> None:
    tuesday = MONDAY + DAY
    reader.arxiv.announce(tuesday, {**SIZES, "cs.CL": (2_000, 0, 0)})
    reader.fetch(make("cl", "cs.CL"), at=at(tuesday))

    assert [one.path for one in reader.asked()] == ["/list/cs.CL/new"]


def test_a_category_that_was_renamed(reader: Reader) -> None:
    tuesday = MONDAY + DAY
    reader.arxiv.days.clear()
    reader.arxiv.announce(MONDAY, {"math-ph": (2, 0, 0)})
    reader.arxiv.announce(tuesday, {"math-ph": (3, 0, 0)})
    spec = make("physics", "math.MP")
    reader.fetch(spec)
    reader.fetch(spec, at=at(tuesday))

    category = reader.ledger.categories["math.MP"]
    assert [category.day(day).counts for day in (MONDAY, tuesday)] == ["2/2", "3/3"]
    assert category.alias == "math-ph"


def test_a_redirect_in_a_circle_is_a_failure(reader: Reader) -> None:
    def circle(request: Request) -> Answer | None:
        if request.host != "arxiv.org" or len(reader.asked()) % 2 == 0:
            return None  # what a redirect leads to is a page, until it is asked for itself
        other = "cs.CL" if "cs.AI" in request.path else "cs.AI"
        return Answer(301, b"", headers={"Location": f"https://arxiv.org/list/{other}/new"})

    reader.arxiv.fault = circle
    report = reader.fetch(make("ai", "cs.AI"))

    assert report.outcome is Outcome.INCOMPLETE
    assert reader.day("cs.AI", MONDAY).day.reason == "the answer is the listing of cs.CL"
    assert reader.ledger.categories["cs.AI"].alias == ""


def test_an_entry_that_comes_twice_counts_once(reader: Reader) -> None:
    def twice(request: Request) -> Answer | None:
        page = reader.arxiv.page(request.path, request.time)
        first, second = sorted(reader.arxiv.days[MONDAY]["cs.CL"]["new"])[:2]
        body = page.body.replace(f"/abs/{second}".encode(), f"/abs/{first}".encode())
        return page._replace(body=body) if request.path == "/list/cs.CL/new" else None

    reader.arxiv.fault = twice
    reader.fetch(make("cl", "cs.CL"))

    day = reader.day("cs.CL", MONDAY).day
    assert (day.state, day.counts, day.reason) == (DayState.PARTIAL, "5/6", "new 2/3")


def test_a_fetch_that_is_stopped_anywhere_goes_on_where_it_was(reader: Reader) -> None:
    reader.fetch()
    reader.now = at(MONDAY + 4 * DAY)
    for number in range(1, 100):
        if asyncio.run(_stopped(reader, number)):
            break
        _check_that_closed_days_are_there(reader)
    assert number > 5
    assert reader.gaps() == []
    paths = [one.path for one in reader.asked()]
    # The request under way is lost with each stop; nothing that was noted is asked again.
    assert len(paths) <= len(set(paths)) + number


async def _stopped(reader: Reader, requests: int) -> bool:
    """Stop a fetch at its third request; return whether it ended before."""
    start = len(reader.asked())

    def stop(_event: Event) -> None:
        if len(reader.asked()) - start >= 2:
            task.cancel()

    task = asyncio.ensure_future(reader.fetch_async(report=stop))
    try:
        await task
    except asyncio.CancelledError:
        return False
    return True


def _check_that_closed_days_are_there(reader: Reader) -> None:
    titles = reader.titles()
    for name, category in reader.ledger.categories.items():
        for day, known in category.days.items():
            if known.state is DayState.COMPLETE:
                assert {title_of(one) for one in reader.arxiv.ids(day, name)} <= titles


def test_another_process_does_not_ask_at_the_same_time(reader: Reader) -> None:
    async def both() -> tuple[FetchReport, FetchReport]:
        first, second = await asyncio.gather(
            reader.fetch_async(make("one", "cs.CL")), reader.fetch_async(make("two", "cs.AI"))
        )
        return first[0], second[0]

    reports = asyncio.run(both())

    assert sorted(report.outcome for report in reports) == [Outcome.DONE, Outcome.SKIPPED]


def test_a_record_that_cannot_be_written_is_an_error_and_closes_nothing(reader: Reader) -> None:
    reader.paths.arxiv_days.mkdir(parents=True)
    report = reader.fetch()

    assert report.outcome is Outcome.FAILED
    assert "arxiv-days.json" in report.error
