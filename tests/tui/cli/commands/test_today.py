"""``octavo today``: the newest Daily Papers, without a source."""

from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Callable
from types import SimpleNamespace

import httpx
import pytest
from tests.model.sources.daily_papers.service import Service
from tests.tui.cli.conftest import Octavo, Result
from tests.tui.conftest import PAGES

from octavo_model import Paths
from octavo_model.sources.environment import Environment, Timing
from octavo_model.sources.spec import make
from octavo_model.sources.state import FetchStateStore
from octavo_tui.cli.commands.reader import today

FRIDAY = dt.date(2025, 11, 21)
Today = Callable[..., Result]


@pytest.fixture
def run_today(paths: Paths, capsys: pytest.CaptureFixture[str]) -> Today:
    """Runs ``octavo today`` on a day, with papers on some days; without these, offline."""

    def call(day: dt.date, sizes: dict[dt.date, int] | None) -> Result:
        now = dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC)
        service = Service(sizes or {}, now)

        def answer(request: httpx.Request) -> httpx.Response:
            if sizes is None:
                cause = socket.gaierror(socket.EAI_AGAIN, "Temporary failure")
                raise httpx.ConnectError("no name", request=request) from cause
            return service.answer(request)

        environment = Environment(Timing(now=lambda: now), transport=httpx.MockTransport(answer))
        status = today(SimpleNamespace(plain=False, raw=False), paths, environment)
        out, err = capsys.readouterr()
        return Result(status=status, out=out, err=err, asked=service.log)

    return call


def test_it_prints_the_papers_of_today_and_asks_for_no_other_day(
    octavo: Octavo, run_today: Today, paths: Paths
) -> None:
    done = run_today(FRIDAY, {FRIDAY: 4, FRIDAY - dt.timedelta(days=1): 5})

    assert done.status == 0
    assert len(done.out.splitlines()) == 3  # one comes in the evening
    assert done.err == "octavo: 3 new papers\n"
    assert [one.day for one in done.asked] == [FRIDAY]
    assert not paths.sources.exists()
    assert octavo("list").out == done.out


def test_on_a_weekend_it_shows_the_newest_day_and_says_so(run_today: Today) -> None:
    sizes = {FRIDAY: 4, FRIDAY - dt.timedelta(days=1): 5}
    done = run_today(FRIDAY + dt.timedelta(days=2), sizes)

    assert done.status == 0
    assert len(done.out.splitlines()) == 4
    assert done.err == "octavo: no Daily Papers yet today; the newest are of Fri 21 Nov\n"


def test_offline_it_shows_the_newest_it_has_and_fails(run_today: Today) -> None:
    first = run_today(FRIDAY, {FRIDAY: 4})
    done = run_today(FRIDAY + dt.timedelta(days=3), None)

    assert (done.status, done.out) == (3, first.out)
    assert done.err == ("octavo: you seem to be offline (DNS); newest here: Fri 21 Nov\n")


def test_offline_without_daily_papers_it_shows_the_newest_digest(
    octavo: Octavo, run_today: Today
) -> None:
    octavo("import", PAGES.parent / "arxiv-mail" / "three_sections.txt")
    done = run_today(FRIDAY, None)

    assert done.status == 3
    assert done.out != ""
    assert "; no Daily Papers here; opened arXiv" in done.err
    assert "newest here" not in done.err


def test_offline_with_an_empty_library_it_says_so(run_today: Today) -> None:
    done = run_today(FRIDAY, None)

    assert (done.status, done.out) == (3, "")
    assert done.err == (
        "octavo: you seem to be offline (DNS); the library is empty: "
        "octavo FILE adds papers without a network\n"
    )


def test_a_failure_of_today_is_none_of_the_source_that_is_added_later(
    run_today: Today, paths: Paths
) -> None:
    run_today(FRIDAY, None)
    state = FetchStateStore(paths).load(make("daily-papers", "daily-papers"))
    assert (state.failures, state.error) == (0, "")


def test_the_source_that_is_added_later_fetches_the_days_before(
    octavo: Octavo, run_today: Today
) -> None:
    before = FRIDAY - dt.timedelta(days=1)
    run_today(FRIDAY, {FRIDAY: 4, before: 5})
    octavo("sources", "add", "daily-papers", "daily-papers")
    done = run_today(FRIDAY, {FRIDAY: 4, before: 5})

    assert done.status == 0
    assert before in {one.day for one in done.asked}
    assert FRIDAY not in {one.day for one in done.asked}  # asked for within the hour
