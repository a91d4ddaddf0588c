"""One list of gaps over all kinds of sources."""

from __future__ import annotations

import datetime as dt

import pytest

from octavo_model.core.errors import OctavoError
from octavo_model.sources import coverage
from octavo_model.sources.arxiv.calendar import Calendar
from octavo_model.sources.arxiv.days import Day, DayState
from octavo_model.sources.arxiv.ledger import Category, Ledger, LedgerFile
from octavo_model.sources.counts import FeedState, PaperDay, PossibleGap
from octavo_model.sources.spec import make
from octavo_model.sources.state import FetchState, FetchStateStore
from octavo_model.storage.data_folder import Paths

NOW = dt.datetime(2026, 8, 21, 15, tzinfo=dt.UTC)  # a Friday
DAY = dt.timedelta(days=1)
ML, NLP = make("ml", "cs.LG+cs.CL"), make("nlp", "cs.CL")
HF, BLOG = make("hf", "daily-papers"), make("blog", "https://blog.example/feed")
FOLDER = make("inbox", "/", kind="folder")
ALL = (ML, NLP, HF, BLOG, FOLDER)


@pytest.fixture
def store(paths: Paths) -> FetchStateStore:
    """Gaps of Wednesday at arXiv, of Thursday in Daily Papers, and from Tuesday on in a feed."""
    store = FetchStateStore(paths)
    wednesday, thursday = NOW.date() - 2 * DAY, NOW.date() - DAY
    failed = {
        thursday: PaperDay(20, NOW - DAY, "server answered 500"),
        NOW.date(): PaperDay(5, NOW),
    }
    store.save("hf", FetchState("daily-papers daily-papers", first_day=thursday, days=failed))
    gap = PossibleGap(NOW - 3 * DAY, NOW - DAY)
    store.save("blog", FetchState(f"feed {BLOG.target}", feed=FeedState(gaps=(gap,))))
    done = {wednesday + number * DAY: Day(DayState.COMPLETE, 9, 9, asked=NOW) for number in (1, 2)}
    part = Day(DayState.PARTIAL, 96, 132, reason="the page is cut off", asked=NOW)
    calendar = Calendar(frozenset(done) | {wednesday})
    categories = {
        "cs.CL": Category(wednesday, {wednesday: part, **done}),
        "cs.LG": Category(min(done), done),
    }
    file = LedgerFile(paths.arxiv_days, paths.data / "locks")
    file.change(lambda _: Ledger(calendar, categories))
    return store


@pytest.mark.usefixtures("store")
def test_gaps_of_all_kinds_are_listed_newest_first(paths: Paths) -> None:
    gaps = coverage.gaps_of(paths, ALL, NOW)

    assert [(gap.source, gap.label, gap.state, gap.read, gap.stated) for gap in gaps] == [
        ("hf", "hf", "failed", 20, None),
        ("ml", "cs.CL", "partial", 96, 132),
        ("blog", "blog", "possible", None, None),
    ]


def test_a_source_of_which_nothing_was_read_has_no_gaps(paths: Paths) -> None:
    days = {NOW.date() - DAY: PaperDay(None, NOW, "no network")}
    state = FetchState("daily-papers daily-papers", first_day=min(days), days=days)
    FetchStateStore(paths).save("hf", state)
    assert coverage.gaps_of(paths, ALL, NOW) == []


@pytest.mark.usefixtures("store")
def test_days_of_a_source_are_its_newest_and_its_gaps(paths: Paths) -> None:
    assert [one.words for one in coverage.days_of(paths, NLP, NOW)] == [
        "9/9",
        "partial 96/132: the page is cut off",
    ]
    assert [one.state for one in coverage.days_of(paths, HF, NOW)] == ["open", "failed"]
    assert coverage.days_of(paths, FOLDER, NOW) == []


def test_only_gaps_that_nothing_can_fill_are_dismissed(
    paths: Paths, store: FetchStateStore
) -> None:
    assert coverage.dismiss(paths, ALL, NOW) == 1
    assert {gap.source for gap in coverage.gaps_of(paths, ALL, NOW)} == {"hf", "ml"}


def test_gaps_are_not_dismissed_while_the_source_is_fetched(
    paths: Paths, store: FetchStateStore
) -> None:
    held = store.claim("blog")
    assert held is not None
    with held, pytest.raises(OctavoError, match="being fetched"):
        coverage.dismiss(paths, [BLOG], NOW)
    assert len(coverage.gaps_of(paths, [BLOG], NOW)) == 1
