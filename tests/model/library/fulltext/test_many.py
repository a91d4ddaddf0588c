"""The texts of several papers: chosen ones, and starred ones after a fetch."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.model.fulltext.sites import ARXIV
from tests.model.library.fulltext.conftest import IDS, TextDesk
from tests.model.sources.server import Reply

from octavo_model.core.errors import OctavoError
from octavo_model.library.fulltext.many import fetch_starred, fetch_texts
from octavo_model.sources.events import (
    TEXTS,
    Advanced,
    Event,
    FetchReport,
    Finished,
    Outcome,
    Started,
    Waiting,
)
from octavo_model.sources.state import FetchStateStore

if TYPE_CHECKING:
    from octavo_model.library.fulltext.full_texts import TextResult

ONE, TWO, THREE = IDS


def fetch_all(text_desk: TextDesk) -> tuple[FetchReport, list[Event], list[TextResult]]:
    """Fetch the texts of the three papers."""
    events: list[Event] = []
    results: list[TextResult] = []
    catalog = text_desk.library.catalog
    papers = list(catalog.papers([catalog.resolve(one) for one in IDS]))
    report = asyncio.run(
        fetch_texts(
            text_desk.texts, papers, events.append, results.append,
            environment=text_desk.environment,
        )
    )  # fmt: skip
    return report, events, results


def starred(text_desk: TextDesk) -> list[Event]:
    """Fetch the texts of starred papers; the events."""
    events: list[Event] = []
    asyncio.run(fetch_starred(text_desk.texts, events.append, environment=text_desk.environment))
    return events


def test_texts_come_one_after_the_other_with_pauses(text_desk: TextDesk) -> None:
    text_desk.serve(*IDS)
    report, events, results = fetch_all(text_desk)

    assert (report.name, report.outcome, report.papers) == (TEXTS, Outcome.DONE, 3)
    assert [one.document is not None for one in results] == [True] * 3
    assert [type(one) for one in events] == [
        Started, Advanced, Advanced, Waiting, Advanced, Waiting, Finished,
    ]  # fmt: skip
    assert {one.name for one in events if not isinstance(one, Finished)} == {TEXTS}
    assert [text_desk.texts.get(one) for one in IDS] == [one.document for one in results]


def test_a_paper_without_a_text_does_not_stop_the_others(text_desk: TextDesk) -> None:
    text_desk.serve(ONE, THREE)
    report, _, results = fetch_all(text_desk)
    assert (report.outcome, report.papers) == (Outcome.DONE, 2)
    assert [bool(one.error) for one in results] == [False, True, False]
    (warning,) = report.warnings
    assert warning.startswith(f"{TWO}: no full text: arxiv.org: server answered 404 Not Found")


def test_a_folder_that_cannot_be_cleared_is_a_warning(
    text_desk: TextDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> int:
        raise OctavoError("fulltext", "cannot be written")

    monkeypatch.setattr(text_desk.texts, "evict", fail)
    text_desk.serve(*IDS)
    report, _, _ = fetch_all(text_desk)
    assert (report.outcome, report.papers) == (Outcome.DONE, 3)
    assert report.warnings == ["fulltext: cannot be written"]


def test_it_ends_when_every_source_refuses(text_desk: TextDesk) -> None:
    for host in (
        "arxiv.org/html/{}",
        "huggingface.co/papers/{}.md",
        "ar5iv.labs.arxiv.org/html/{}",
    ):
        text_desk.sites.serve(host.format(ONE), Reply(status=429))
    report, _, results = fetch_all(text_desk)
    assert (report.outcome, report.papers, len(results)) == (Outcome.INCOMPLETE, 0, 1)
    assert "429" in report.reason
    assert len(text_desk.asked()) == 3


def test_starred_papers_are_fetched_if_the_settings_say_so(text_desk: TextDesk) -> None:
    text_desk.serve(ONE, TWO)
    text_desk.star(ONE, TWO, "Weirs")
    assert starred(text_desk) == []
    assert text_desk.asked() == []

    text_desk.texts.settings = replace(text_desk.texts.settings, starred=True)
    *_, last = starred(text_desk)
    assert isinstance(last, Finished)
    assert last.report.papers == 2
    assert sorted(text_desk.asked()) == [f"{ARXIV}/html/{one}" for one in (ONE, TWO)]
    # Nothing is left: nothing is asked, and nothing reported.
    assert starred(text_desk) == []
    assert text_desk.asked() == []


def test_a_starred_paper_without_a_text_is_asked_for_a_week_later(text_desk: TextDesk) -> None:
    text_desk.texts.settings = replace(text_desk.texts.settings, starred=True)
    text_desk.star(ONE)
    starred(text_desk)
    assert len(text_desk.asked()) == 3
    text_desk.later(days=6)
    assert starred(text_desk) == []
    text_desk.later(days=2)
    text_desk.serve(ONE)
    starred(text_desk)
    assert text_desk.asked() == [f"{ARXIV}/html/{ONE}"]
    assert text_desk.texts.get(ONE) is not None


def test_what_another_process_fetches_is_left_to_it(text_desk: TextDesk) -> None:
    text_desk.texts.settings = replace(text_desk.texts.settings, starred=True)
    text_desk.serve(ONE)
    text_desk.star(ONE)
    lock = FetchStateStore(text_desk.texts.paths).claim("@full-texts")
    assert lock is not None
    with lock:
        assert starred(text_desk) == []
    assert len(starred(text_desk)) == 3
