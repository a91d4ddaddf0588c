"""Fetching arXiv, from the request to the library, against a small arXiv."""

from __future__ import annotations

import asyncio
import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from tests.model.sources.arxiv.loopback import Answer, Arxiv, Request, title_of

from octavo_model import Library, Paths, View
from octavo_model.core.dates import Precision
from octavo_model.sources.arxiv.calendar import EASTERN, LATE, announcement_time
from octavo_model.sources.arxiv.coverage import days_of, describe_day
from octavo_model.sources.arxiv.days import DayState
from octavo_model.sources.arxiv.ledger import Ledger, LedgerFile
from octavo_model.sources.arxiv.statuses import ONLY_A_MONTH, DayStatus, gaps, settled
from octavo_model.sources.environment import Environment, Limits, Timing
from octavo_model.sources.events import Event, FetchReport, Outcome
from octavo_model.sources.fetcher import fetch
from octavo_model.sources.spec import SourceSpec, make

FIXTURES = Path(__file__).parents[4] / "fixtures"
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
    def ledger_file(self) -> LedgerFile:
        return LedgerFile(self.paths.arxiv_days, self.paths.data / "locks")

    @property
    def ledger(self) -> Ledger:
        return self.ledger_file.load()

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
    [
        (1, 3 + 3, 75),
        (3, 3 + 6 + 3, 165),
        pytest.param(22, 3 + 15 * 3 + 3, 750, marks=pytest.mark.slow),
    ],
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


@pytest.mark.slow
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


def test_a_category_with_two_names_shows_both(reader: Reader) -> None:
    reader.arxiv.days.clear()
    reader.arxiv.announce(MONDAY, {"math-ph": (2, 0, 0)})
    spec = make("physics", "math.MP")
    reader.fetch(spec)

    # The list of today answers without a redirect.
    assert [one.path for one in reader.asked()] == ["/list/math.MP/new"]
    (status,) = days_of(reader.paths, [spec], reader.now)
    assert (status.alias, describe_day(status)) == ("math-ph", "2/2, as math-ph")


@pytest.mark.parametrize("is_redirect", [True, False])
def test_another_category_is_no_alias(reader: Reader, is_redirect: bool) -> None:
    def other(request: Request) -> Answer | None:
        path = request.path.replace("math.MP", "cs.CL")
        if "math.MP" not in request.path or request.host != "arxiv.org":
            return None
        moved = Answer(301, b"", headers={"Location": f"https://arxiv.org{path}"})
        return moved if is_redirect else reader.arxiv.page(path, request.time)

    reader.arxiv.fault = other
    spec = make("physics", "math.MP")
    reader.fetch(spec)

    day = reader.day("math.MP", MONDAY).day
    assert (day.state, day.reason) == (DayState.FAILED, "the answer is the listing of cs.CL")
    assert reader.ledger.categories["math.MP"].alias == ""
    assert not {title_of(one) for one in reader.arxiv.ids(MONDAY, "cs.CL")} & reader.titles()


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (Answer(429, b"", headers={"Retry-After": "900"}), 900),
        (Answer(429, b""), 60),
        (Answer(403, b""), 24 * 3600),
    ],
)
def test_a_refusal_of_the_feed_pauses_feeds_and_api_also_after_a_restart(
    reader: Reader, answer: Answer, seconds: int
) -> None:
    reader.arxiv.fault = lambda request: answer if request.host == "rss.arxiv.org" else None
    report = reader.fetch()

    assert report.outcome is Outcome.DONE  # the pages have all papers
    (warning,) = report.warnings
    assert f"server answered {answer.status}" in warning
    start = reader.asked("rss.arxiv.org")[0].time
    until = reader.ledger.pauses["rss.arxiv.org"].until
    assert until - start == pytest.approx(
        dt.timedelta(seconds=seconds), abs=dt.timedelta(seconds=2)
    )
    # A day later there are new papers; a pause of a day is over after their announcement.
    later = until - dt.timedelta(seconds=1)
    while later < at(MONDAY, 21):
        later += DAY
    reader.ledger_file.change(
        lambda ledger: ledger.with_pause(
            "rss.arxiv.org", replace(ledger.pauses["rss.arxiv.org"], until=later + 2 * DAY)
        )
    )
    report = reader.fetch(at=later)
    assert len(reader.asked("rss.arxiv.org")) == 1
    assert "not before" in report.warnings[0]

    reader.arxiv.fault = None
    reader.fetch(at=later + 3 * DAY)
    assert len(reader.asked("rss.arxiv.org")) == 2
    assert "rss.arxiv.org" not in reader.ledger.pauses


def test_the_feed_and_the_api_know_all_authors_of_a_paper(reader: Reader) -> None:
    long, cut = sorted(reader.arxiv.days[MONDAY]["cs.CL"]["new"])[:2]
    reader.arxiv.authors = {long: 589, cut: 100}
    reader.fetch()

    def authors(arxiv_id: str) -> int:
        return len(reader.library.catalog.paper(reader.library.catalog.resolve(arxiv_id)).authors)

    assert (authors(long), authors(cut)) == (589, 100)
    reader.library.rebuild()
    assert (authors(long), authors(cut)) == (589, 100)


def test_a_page_with_a_hundred_authors_does_not_say_how_many_there_are(reader: Reader) -> None:
    one = min(reader.arxiv.days[MONDAY]["cs.CL"]["new"])
    reader.arxiv.authors = {one: 589}
    reader.arxiv.fault = lambda ask: Answer(500, b"") if ask.host == "rss.arxiv.org" else None
    report = reader.fetch()

    paper = reader.library.catalog.paper(reader.library.catalog.resolve(one))
    assert (len(paper.authors), paper.author_count) == (100, None)
    assert "1 paper with 100 authors or more: arXiv shows no others" in report.warnings

    # The feed of the next fetch has them all.
    reader.arxiv.days[MONDAY + DAY]["cs.AI"]["cross"] = [one]
    reader.arxiv.fault = None
    reader.fetch(at=at(MONDAY + DAY))
    paper = reader.library.catalog.paper(reader.library.catalog.resolve(one))
    assert len(paper.authors) == 589


def test_a_day_whose_papers_other_days_list_is_a_digest_too(reader: Reader) -> None:
    tuesday = MONDAY + DAY
    first = min(reader.arxiv.days[MONDAY]["cs.CL"]["new"])
    reader.arxiv.announce(tuesday, {"cs.CL": (0, 0, 0), "cs.AI": (1, 0, 0), "cs.LG": (0, 0, 0)})
    reader.arxiv.days[tuesday]["cs.LG"]["cross"] = [first]
    reader.fetch()
    reader.fetch(at=at(tuesday))

    digest = reader.library.catalog.digest("arxiv-cs-lg-2026-08-04")
    assert digest.total == 1


def test_old_papers_with_the_date_of_today_are_no_digest(reader: Reader) -> None:
    tuesday = MONDAY + DAY

    def old(request: Request) -> Answer | None:
        page = reader.arxiv.page(request.path, at(MONDAY))
        body = page.body.replace(b"Monday, 3 August", b"Tuesday, 4 August")
        return page._replace(body=body) if request.path == "/list/cs.CL/new" else None

    reader.fetch()
    reader.arxiv.fault = old
    reader.fetch(at=at(tuesday))

    digests = {digest.name for digest in reader.library.catalog.digests()}
    assert "arxiv-cs-cl-2026-08-04" not in digests
    assert reader.day("cs.CL", tuesday).day.reason == "still shows the papers of Mon 3 Aug"


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
    for number in range(1, 100):  # noqa: B007 - counted below
        if asyncio.run(_stopped(reader)):
            break
        _check_that_closed_days_are_there(reader)
    assert number > 5
    assert reader.gaps() == []
    paths = [one.path for one in reader.asked()]
    # The request under way is lost with each stop; nothing that was noted is asked again.
    assert len(paths) <= len(set(paths)) + number


async def _stopped(reader: Reader, requests: int = 2, spec: SourceSpec = ML) -> bool:
    """Stop a fetch after so many requests; return whether it ended before."""
    start = len(reader.arxiv.requests)

    def stop(_event: Event) -> None:
        if len(reader.arxiv.requests) - start >= requests:
            task.cancel()

    task = asyncio.ensure_future(reader.fetch_async(spec, report=stop))
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


SPRING, AUGUST = dt.date(2026, 5, 5), dt.date(2026, 8, 12)
CL = make("cl", "cs.CL")


@pytest.fixture
def long_away(reader: Reader) -> Reader:
    """A reader that fetched on 5 May, of an arXiv that announces until 14 May and in August."""
    reader.arxiv.days.clear()
    for number in (*range(10), 97, 98, 99):
        day = SPRING + number * DAY
        if day.weekday() < 5:
            reader.arxiv.announce(day, SIZES)
    reader.fetch(CL, at=at(SPRING))
    return reader


def test_months_are_read_after_all_days(long_away: Reader) -> None:
    before = len(long_away.arxiv.requests)
    report = long_away.fetch(CL, at=at(AUGUST))

    assert (report.outcome, report.error) == (Outcome.DONE, "")
    paths = [one.path for one in long_away.arxiv.requests[before:]]
    first = paths.index("/list/cs.CL/2026-05?show=2000")
    assert not any("catchup" in path for path in paths[first:])
    assert [path.partition("?")[0] for path in paths[first:]] == [
        "/list/cs.CL/2026-05",
        "/api/query",
    ]
    may = {title_of(one) for one in long_away.arxiv.month_ids(SPRING, "cs.CL")}
    assert may <= long_away.titles()
    (digest,) = [
        one
        for one in long_away.library.catalog.digests()
        if one.name == "arxiv-cs-cl-month-2026-05-01"
    ]
    assert digest.date == SPRING.replace(day=1)
    gone = SPRING + 2 * DAY
    paper = long_away.library.catalog.paper(
        long_away.library.catalog.resolve(min(long_away.arxiv.days[gone]["cs.CL"]["new"]))
    )
    assert (paper.date, paper.date_precision) == (SPRING.replace(day=1), Precision.MONTH)
    statuses = days_of(long_away.paths, [CL], long_away.now)
    words = {describe_day(one) for one in statuses if one.date == gone}
    total = len(long_away.arxiv.month_ids(SPRING, "cs.CL"))
    assert words == {f"complete for the month {total}/{total}: {ONLY_A_MONTH}"}
    assert long_away.fetch(CL, at=long_away.now + dt.timedelta(hours=1)).requests == 0


@pytest.mark.slow
def test_what_a_hundred_days_cost(long_away: Reader) -> None:
    for number in range(10, 97):
        if (day := SPRING + number * DAY).weekday() < 5:
            long_away.arxiv.announce(day, SIZES)
    long_away.fetch(at=at(SPRING))
    before = len(long_away.arxiv.requests)
    long_away.fetch(at=at(AUGUST))

    asked = long_away.arxiv.requests[before:]
    pages = [one for one in asked if one.host == "arxiv.org"]
    # Today, 64 days of catchup, and a list of May, for each of three categories.
    assert len(pages) == 3 + 64 * 3 + 3
    assert len([one for one in asked if one.host == "export.arxiv.org"]) == 3
    seconds = (asked[-1].time - asked[0].time).total_seconds()
    assert seconds == pytest.approx(15 * len(pages), abs=30)
    for host, least in (("arxiv.org", 15), ("export.arxiv.org", 3)):
        starts = [one.time for one in asked if one.host == host]
        spaces = [(later - earlier).total_seconds() for earlier, later in pairwise(starts)]
        assert min(spaces) >= least - 0.01


def test_a_refusal_of_the_api_is_kept_and_the_month_goes_on_later(long_away: Reader) -> None:
    refusal = Answer(429, b"", headers={"Retry-After": "900"})
    long_away.arxiv.fault = lambda one: refusal if one.host == "export.arxiv.org" else None
    report = long_away.fetch(CL, at=at(AUGUST))

    assert report.outcome is Outcome.INCOMPLETE
    assert len(long_away.asked("export.arxiv.org")) == 1
    assert "rss.arxiv.org" in long_away.ledger.pauses
    gap = long_away.gaps()[0]
    assert (gap.day.state, gap.category) == (DayState.GONE, "cs.CL")
    assert gap.day.reason == "the list of May 2026: server answered 429 Too Many Requests"
    assert report.next_due == gap.day.next_try

    long_away.arxiv.fault = None
    assert long_away.fetch(CL, at=report.next_due).outcome is Outcome.DONE
    lists = [one for one in long_away.asked() if one.path.startswith("/list/cs.CL/2026-05")]
    assert len(lists) == 1  # its ids are kept


@pytest.mark.slow
def test_an_error_of_the_api_is_a_failure(long_away: Reader) -> None:
    text = (FIXTURES / "arxiv-feed" / "api_error.atom.xml").read_bytes()
    error = Answer(200, text, "application/atom+xml")
    long_away.arxiv.fault = lambda one: error if one.host == "export.arxiv.org" else None
    long_away.fetch(CL, at=at(AUGUST))

    reason = long_away.gaps()[0].day.reason
    assert reason == "the list of May 2026: arXiv answers: start must be non-negative"


@pytest.mark.parametrize(
    ("month", "reason"),
    [("2026-04", "the answer is of April 2026"), ("2026-06", "shows no papers")],
)
def test_the_list_of_another_month_closes_no_day(
    long_away: Reader, month: str, reason: str
) -> None:
    long_away.arxiv.announce(dt.date(2026, 4, 1), SIZES)

    def other(request: Request) -> Answer | None:
        path = request.path.replace("2026-05?", f"{month}?")
        return None if path == request.path else long_away.arxiv.page(path, request.time)

    long_away.arxiv.fault = other
    long_away.fetch(CL, at=at(AUGUST))

    assert long_away.gaps()[0].day.reason == f"the list of May 2026: {reason}"


@pytest.mark.slow
def test_a_long_month_takes_several_pages_and_requests(long_away: Reader) -> None:
    day = SPRING + 2 * DAY
    ids = [f"2605.{number:05}" for number in range(50_000, 52_150)]
    long_away.arxiv.days[day]["cs.CL"]["new"] += ids
    long_away.fetch(CL, at=at(AUGUST))

    lists = [one.path for one in long_away.asked() if "2026-05" in one.path and "list" in one.path]
    assert lists == [
        "/list/cs.CL/2026-05?show=2000",
        "/list/cs.CL/2026-05?skip=2000&show=2000",
    ]
    assert {title_of(one) for one in ids} <= long_away.titles()
    assert len(long_away.asked("export.arxiv.org")) == 22


@pytest.mark.slow
def test_a_month_that_is_stopped_anywhere_goes_on_where_it_was(long_away: Reader) -> None:
    long_away.arxiv.days[SPRING + 2 * DAY]["cs.CL"]["new"] += [
        f"2605.{number:05}" for number in range(50_000, 50_500)
    ]
    long_away.now = at(AUGUST)
    for _ in range(200):
        if asyncio.run(_stopped(long_away, 40, CL)):
            break
    assert long_away.gaps() == []
    api = [one.path for one in long_away.asked("export.arxiv.org")]
    assert len(api) == len(set(api))
    may = {title_of(one) for one in long_away.arxiv.month_ids(SPRING, "cs.CL")}
    assert may <= long_away.titles()


TWO = make("two", "cs.CL+math.MP")
NAMES = {"cs.CL": "cs.CL", "math.MP": "math-ph"}
"""The categories of `TWO`, and what arXiv calls them."""
QUIET = dt.date(2026, 8, 10)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 8))
def test_whatever_the_servers_refuse_what_is_missing_is_listed(reader: Reader, seed: int) -> None:
    """Refusals and faults of all hosts, a laptop that is closed for months, three quiet days."""
    rng = random.Random(seed)
    reader.arxiv.days.clear()
    start, reopened = dt.date(2026, 3, 16), dt.date(2026, 8, 3)
    reader.now = at(start, 0)
    for number in (*range(25), *range(140, 152)):
        if (day := start + number * DAY).weekday() < 5:
            sizes = {name: (rng.randrange(1, 4), rng.randrange(3), 1) for name in NAMES.values()}
            reader.arxiv.announce(day, sizes)
    reader.arxiv.fault = lambda request: _some_fault(reader, rng, request)
    day = start
    while day < QUIET + 3 * DAY:
        hours = [9, 15, 21, 22] if day >= QUIET else rng.sample(range(24), rng.randrange(3))
        for hour in sorted(hours):
            reader.fetch(TWO, at=max(at(day, hour), reader.now))
            assert _unlisted(reader) == []
        day = reopened if day == start + 17 * DAY else day + DAY
    left = gaps(reader.ledger, tuple(NAMES), reader.now)
    assert {one.day.state for one in left} <= {DayState.SHORT}
    for hosts, least in (({"arxiv.org"}, 15), ({"rss.arxiv.org", "export.arxiv.org"}, 3)):
        starts = [one.time for one in reader.arxiv.requests if one.host in hosts]
        spaces = [(later - earlier).total_seconds() for earlier, later in pairwise(starts)]
        assert min(spaces) >= least - 0.01
    assert reader.asked("export.arxiv.org")


def _some_fault(reader: Reader, rng: random.Random, request: Request) -> Answer | None:
    _, name, day = (*request.path.partition("?")[0].strip("/").split("/"), "", "")[:3]
    known = reader.ledger.categories.get("math.MP" if name == "math-ph" else name)
    if request.path.startswith("/catchup") and known:
        assert not known.day(dt.date.fromisoformat(day)).is_final, "closed and asked for again"
    pauses = reader.ledger.pauses
    host = "arxiv.org" if request.host == "arxiv.org" else "rss.arxiv.org"
    assert host not in pauses or pauses[host].until <= request.time, "asked during a pause"
    chance = rng.random()
    if request.time >= at(QUIET) or chance > 0.12:
        return None
    page = reader.arxiv.page(request.path, request.time)
    faults = (
        Answer(403, b""),
        Answer(429, b""),
        Answer(429, b"", headers={"Retry-After": "7200"}),
        Answer(503, b""),
        Answer(500, b""),
        Answer(200, b"<html><title>Are you human?</title></html>"),
        page._replace(body=page.body[: int(len(page.body) * 0.7)]),
    )
    return rng.choice(faults)


def _unlisted(reader: Reader) -> list[tuple[str, dt.date]]:
    """Return the days with papers that are missing and not listed."""
    ledger, titles = reader.ledger, reader.titles()
    listed = {(one.category, one.date) for one in gaps(ledger, tuple(NAMES), reader.now)}
    found = []
    for category, known in ledger.categories.items():
        for day in reader.arxiv.days:
            if day < known.since or announcement_time(day) + LATE > reader.now:
                continue
            ids = reader.arxiv.ids(day, NAMES[category])
            if settled(ledger, category, day, reader.now).state is DayState.MONTH:
                ids &= {*reader.arxiv.month_ids(day, NAMES[category])}
            if (category, day) not in listed and not {title_of(one) for one in ids} <= titles:
                found.append((category, day))
    return found
