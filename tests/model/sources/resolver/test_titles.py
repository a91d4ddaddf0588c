"""Titles of papers that are known by an id alone, at the end of a fetch."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from octavo_model.sources.events import Advanced, Outcome

if TYPE_CHECKING:
    from tests.model.sources.resolver.conftest import Reading

ARXIV, CROSSREF, DATACITE = "export.arxiv.org", "api.crossref.org", "api.datacite.org"
HUGGING_FACE = "127.0.0.1"
IDS = [f"2401.{number:05}" for number in range(1, 251)]


def test_250_ids_take_three_requests(reading: Reading) -> None:
    reading.services.arxiv = {one: f"Tides of Salt {one[-3:]}" for one in IDS}
    reading.list(*IDS)
    report = reading.find()

    assert report is not None
    assert (report.outcome, report.papers, report.requests) == (Outcome.DONE, 250, 3)
    assert reading.titles() == set(reading.services.arxiv.values())
    assert [(one.name, one.total) for one in reading.library.catalog.digests()] == [("ids", 250)]
    assert [one.done for one in reading.events if isinstance(one, Advanced)] == [100, 200, 250]
    assert (reading.find(), reading.services.asked[3:]) == (None, [])
    reading.desk.check()


def test_a_rebuild_without_a_network_gives_the_same_titles(reading: Reading) -> None:
    reading.services.arxiv = {"2401.00001": "Tides of Salt"}
    reading.services.crossref = {"10.1000/weirs": "Weirs in Winter"}
    reading.list("2401.00001", "10.1000/weirs")
    reading.find()
    asked = list(reading.services.asked)
    reading.library.rebuild()

    assert reading.titles() == {"Tides of Salt", "Weirs in Winter"}
    assert reading.services.asked == asked
    reading.desk.check()


def test_dois_are_asked_at_crossref_then_at_datacite(reading: Reading) -> None:
    reading.services.arxiv = {"2401.00001": "Tides of Salt"}
    reading.services.crossref = {"10.1000/a": "Weirs", "10.1000/b": "Dams"}
    reading.services.datacite = {"10.5281/zenodo.7": "Soundings", "10.5281/zenodo.8": "Depths"}
    reading.list(
        "https://doi.org/10.1000/A", "2401.00001", "10.5281/zenodo.7", "doi:10.1000/b",
        "10.5281/zenodo.8",
    )  # fmt: skip
    report = reading.find()

    assert report is not None
    assert (report.outcome, report.papers, report.requests) == (Outcome.DONE, 5, 3)
    assert reading.titles() == {"Tides of Salt", "Weirs", "Dams", "Soundings", "Depths"}
    paper = reading.library.catalog.paper(reading.library.catalog.resolve("10.1000/a"))
    assert (paper.authors, paper.journal) == (("Dora Kelp",), "Journal of Tides")


def test_a_doi_with_odd_characters_is_asked_for_alone(reading: Reading) -> None:
    odd = "10.1002/(sici)1097<693::aid-asi4>3.0.co;2-o"
    reading.services.crossref = {odd: "Old Tides", "10.1000/a": "Weirs"}
    reading.list(f"https://doi.org/{odd.replace('<', '%3C').replace('>', '%3E')}", "10.1000/a")
    reading.find()
    assert reading.titles() == {"Old Tides", "Weirs"}


def test_an_unknown_id_is_asked_for_after_a_week_then_after_a_month(reading: Reading) -> None:
    reading.services.arxiv = {"2401.00001": "Tides of Salt"}
    reading.list("2401.00001", "2401.99999", "10.1000/none")
    report = reading.find()

    assert report is not None
    assert (report.outcome, report.papers) == (Outcome.DONE, 1)
    assert report.warnings == [
        "no papers have these 2 ids: arXiv:2401.99999, doi:10.1000/none (asked again on 2025-03-19)"
    ]
    for days, is_asked in ((6, False), (2, True), (29, False), (2, True), (29, False), (2, True)):
        reading.clock.advance(dt.timedelta(days=days).total_seconds())
        assert (reading.find() is not None) is is_asked
    reading.services.arxiv["2401.99999"] = "Late Tides"
    reading.clock.advance(dt.timedelta(days=31).total_seconds())
    report = reading.find()
    assert report is not None
    assert (report.papers, "Late Tides" in reading.titles()) == (1, True)


def test_without_a_network_nothing_is_lost_and_the_next_fetch_goes_on(reading: Reading) -> None:
    reading.services.arxiv = {one: f"Tides {one}" for one in IDS[:120]}
    reading.services.crossref = {"10.1000/a": "Weirs"}
    reading.services.down = {ARXIV: 0, CROSSREF: 0, DATACITE: 0, HUGGING_FACE: 0}
    reading.list(*IDS[:120], "10.1000/a")
    report = reading.find()

    assert report is not None
    assert (report.outcome, report.papers) == (Outcome.FAILED, 0)
    assert report.error == "arXiv: no connection"
    assert len(reading.titles()) == 121

    reading.services.down = {}
    report = reading.find()
    assert report is not None
    assert (report.outcome, report.papers, len(reading.titles())) == (Outcome.DONE, 121, 121)
    assert reading.library.imports.untitled() == []


def test_a_stopped_search_keeps_what_came(reading: Reading) -> None:
    reading.services.arxiv = {one: f"Tides {one}" for one in IDS}
    reading.list(*IDS)
    report = reading.find(stop_when=lambda event: isinstance(event, Advanced))

    assert report is not None
    assert report.outcome is Outcome.CANCELLED
    assert len(reading.library.imports.untitled()) == 150
    report = reading.find()
    assert report is not None
    assert (report.outcome, report.papers) == (Outcome.DONE, 150)


def test_a_service_that_refuses_is_left_alone(reading: Reading) -> None:
    reading.services.down = {ARXIV: 429}
    reading.services.crossref = {"10.1000/a": "Weirs"}
    reading.services.hugging_face = {"2401.00001": "Tides of Salt"}
    reading.list("2401.00001", "2401.00002", "10.1000/a")
    report = reading.find()

    assert report is not None
    assert (report.outcome, report.papers) == (Outcome.FAILED, 2)
    assert report.error.startswith("arXiv: server answered 429")
    assert reading.titles() == {"Tides of Salt", "Weirs", "arXiv:2401.00002"}
    assert len(reading.services.to(ARXIV)) == 1

    reading.find()
    assert reading.services.to(ARXIV) == []
    reading.clock.advance(15 * 60 + 1)
    reading.services.down = {}
    reading.services.arxiv = {"2401.00002": "Salt Again"}
    reading.find()
    assert reading.titles() == {"Tides of Salt", "Weirs", "Salt Again"}


def test_one_id_that_arxiv_refuses_costs_only_itself(reading: Reading) -> None:
    reading.services.arxiv = {one: f"Tides {one}" for one in IDS[:8]}
    reading.services.refused = {"zz-top/0101001"}
    reading.list(*IDS[:4], "https://arxiv.org/abs/zz-top/0101001", *IDS[4:8])
    report = reading.find()

    assert report is not None
    assert (report.outcome, report.papers) == (Outcome.DONE, 8)
    assert report.warnings == [
        "no paper has this id: arXiv:zz-top/0101001 (asked again on 2025-03-19)"
    ]


def test_an_answer_with_none_of_many_papers_is_not_believed(reading: Reading) -> None:
    reading.list(*IDS[:20])
    report = reading.find()
    assert report is not None
    assert (report.outcome, report.warnings) == (Outcome.FAILED, [])
    assert report.error == "arXiv: has none of 20 papers in its answer"


def test_a_star_on_an_id_stays_on_the_paper_and_a_later_digest_adds_no_other(
    reading: Reading,
) -> None:
    from octavo_model import View
    from octavo_model.core.marks import MarkField

    reading.services.arxiv = {"2401.00001": "Tides of Salt"}
    reading.list("2401.00001")
    library = reading.library
    library.marks.mark([library.catalog.resolve("2401.00001")], MarkField.STARRED, True)
    reading.find()
    assert reading.desk.titles(library, View.starred()) == ["Tides of Salt"]

    reading.list("2401.00001 | Tides of Salt", name="more.txt")
    assert reading.desk.titles(library) == ["Tides of Salt"]
    assert sorted(one.total for one in library.catalog.digests()) == [1, 1]
    reading.desk.check()


def test_damaged_notes_of_unknown_ids_count_as_none(reading: Reading) -> None:
    reading.list("2401.99999")
    reading.find()
    reading.paths.deferrals.write_bytes(b'{"arXiv:2401.99999": 7')
    assert reading.find() is not None
