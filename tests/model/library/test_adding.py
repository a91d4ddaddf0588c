"""Adding papers by ids, addresses and titles."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from tests.model.sources.resolver.fake_services import FakeServices

from octavo_model import Library, OctavoError, View
from octavo_model.core.parsed import ImportReport
from octavo_model.library.adding import AddedPaper, Adder
from octavo_model.sources.environment import Endpoints, Environment, Limits, Timing

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model.library.adding import Result

NOON = dt.datetime(2026, 11, 30, 12, 0, tzinfo=dt.UTC)
TODAY = "added-2026-11-30"
SALT, WEIRS = "2401.00001", "10.1000/weirs"
PAGE = "https://journal.example.org/weirs"


@pytest.fixture
def services() -> FakeServices:
    return FakeServices(
        arxiv={
            SALT: "Tides of Salt", "2401.00002": "Tides of Sand and Silt",
            "2401.00003": "A History of Dams", "2401.00004": "Dams and Tides",
        },
        crossref={WEIRS: "Weirs in Winter"},
    )  # fmt: skip


class Adding:
    """A library, and what adds to it."""

    def __init__(self, desk: Desk, services: FakeServices) -> None:
        self.desk = desk
        self.moment = NOON
        self.library: Library = desk.open(formats=None, clock=lambda: self.moment)
        timing = Timing(now=lambda: self.moment, sleep=self._sleep, random=lambda: 0.0)
        limits = Limits(tries=1)
        self.environment = Environment(timing, Endpoints(gaps={}), limits, services)

    async def _sleep(self, seconds: float) -> None:
        pass

    def add(self, *texts: str) -> list[Result]:
        adder = Adder(self.library, self.desk.paths, self.environment, lambda _: None)
        return adder.add(texts)

    def titles(self) -> list[tuple[str, list[str]]]:
        """The titles of each digest."""
        names = [one.name for one in self.library.catalog.digests()]
        return [(name, self.desk.titles(self.library, View.of_digest(name))) for name in names]


@pytest.fixture
def adding(desk: Desk, services: FakeServices) -> Adding:
    return Adding(desk, services)


def paper(result: Result) -> AddedPaper:
    assert isinstance(result, AddedPaper), result
    return result


def test_ids_addresses_and_titles_are_listed_in_a_digest_of_the_day(
    adding: Adding, services: FakeServices
) -> None:
    services.pages[PAGE] = b'<html><meta name="citation_doi" content="10.1000/weirs"></html>'
    results = adding.add("https://arxiv.org/pdf/2401.00001v2", PAGE, "a history of DAMS")

    assert [paper(one).paper.title for one in results] == [
        "Tides of Salt", "Weirs in Winter", "A History of Dams",
    ]  # fmt: skip
    assert {paper(one).digest for one in results} == {TODAY}
    assert not any(paper(one).is_known for one in results)
    assert adding.titles() == [(TODAY, ["Tides of Salt", "Weirs in Winter", "A History of Dams"])]
    adding.desk.check()


def test_the_digest_of_a_day_is_extended_and_the_next_day_has_its_own(adding: Adding) -> None:
    adding.add(SALT)
    adding.add(WEIRS)
    assert adding.titles() == [(TODAY, ["Tides of Salt", "Weirs in Winter"])]
    adding.moment += dt.timedelta(days=1)
    adding.add("2401.00003")
    assert [name for name, _ in adding.titles()] == ["added-2026-12-01", TODAY]
    titles = adding.titles()
    adding.library.rebuild()
    assert adding.titles() == titles
    adding.desk.check()


def test_a_known_paper_is_said_to_be_known(adding: Adding) -> None:
    adding.add(SALT, "A History of Dams")
    results = adding.add("arXiv:2401.00001", "Tides of salt", "a history of dams")
    assert [paper(one).is_known for one in results] == [True, True, True]
    assert [total for _, total in adding.titles()] == [["Tides of Salt", "A History of Dams"]]


def test_a_title_that_nobody_knows_names_the_nearest(adding: Adding) -> None:
    (error,) = adding.add("Tides of Sand")
    assert str(error) == (
        "Tides of Sand: no paper at arXiv has this title (nearest: Tides of Salt"
        " (arXiv:2401.00001); Tides of Sand and Silt (arXiv:2401.00002);"
        " Dams and Tides (arXiv:2401.00004))"
    )
    assert adding.titles() == []


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("2401.99999", "no paper arXiv:2401.99999"),
        ("10.1000/none", "no paper doi:10.1000/none"),
        ("missing.txt", "is not a file, id or address, and too short for a title"),
        ("https://example.org/none", "server answered 404 Not Found"),
        ("ftp://example.org/a", "only http and https addresses can be fetched"),
    ],
)
def test_what_cannot_be_added_says_why(adding: Adding, text: str, error: str) -> None:
    good, bad = adding.add(SALT, text)
    assert isinstance(bad, OctavoError)
    assert bad.why == error
    assert paper(good).paper.title == "Tides of Salt"
    assert adding.titles() == [(TODAY, ["Tides of Salt"])]


def test_an_address_of_a_digest_is_fetched_and_imported(
    adding: Adding, services: FakeServices
) -> None:
    services.pages["https://example.org/list.jsonl"] = b'{"title": "Newts", "abstract": "On."}\n'
    (report,) = adding.add("https://example.org/list.jsonl")
    assert isinstance(report, ImportReport)
    assert (report.papers, report.new) == (1, 1)


def test_without_a_network_ids_are_added_without_titles(
    adding: Adding, services: FakeServices
) -> None:
    services.down = dict.fromkeys(("export.arxiv.org", "huggingface.co", "api.crossref.org"), 0)
    one, other, title = adding.add(SALT, WEIRS, "A History of Dams")
    assert (paper(one).is_untitled, paper(other).is_untitled) == (True, True)
    assert isinstance(title, OctavoError)
    assert adding.titles() == [(TODAY, ["arXiv:2401.00001", "doi:10.1000/weirs"])]


def test_a_removed_digest_of_the_day_stays_removed(adding: Adding) -> None:
    adding.add(SALT)
    adding.library.edits.remove_digest(TODAY)
    adding.add(WEIRS)
    assert adding.titles() == [(TODAY, ["Weirs in Winter"])]
    adding.add(SALT)
    assert sorted(adding.titles()[0][1]) == ["Tides of Salt", "Weirs in Winter"]
    adding.desk.check()


def test_a_removed_paper_comes_back(adding: Adding) -> None:
    adding.add(SALT, WEIRS)
    adding.library.edits.remove_papers([adding.library.catalog.resolve(SALT)])
    assert adding.titles() == [(TODAY, ["Weirs in Winter"])]
    (result,) = adding.add(SALT)
    assert paper(result).paper.title == "Tides of Salt"
    assert sorted(adding.titles()[0][1]) == ["Tides of Salt", "Weirs in Winter"]
    adding.desk.check()
