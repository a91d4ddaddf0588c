from __future__ import annotations

import datetime as dt
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from octavo_model import Library, Paths, View
from octavo_model.core.errors import UnknownPaperError
from octavo_model.core.identity import arxiv_id, doi, title_key
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions

if TYPE_CHECKING:
    from pathlib import Path

    from tests.model.conftest import Desk

TITLE = "Owls at Noon"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2401.01234", "2401.01234"),
        ("2401.01234v12", "2401.01234"),
        ("0704.0001", "0704.0001"),
        ("arXiv:2401.01234v1", "2401.01234"),
        ("ARXIV: 2401.01234", "2401.01234"),
        ("https://arxiv.org/abs/2401.01234v2", "2401.01234"),
        ("http://www.arxiv.org/pdf/2401.01234.pdf", "2401.01234"),
        ("arxiv.org/pdf/2401.01234v3.pdf#page=2", "2401.01234"),
        ("https://export.arxiv.org/abs/cs/0112017", "cs/0112017"),
        ("cs/0112017v1", "cs/0112017"),
        ("math.GT/0309136", "math/0309136"),
        ("cond-mat/9901001", "cond-mat/9901001"),
        ("https://huggingface.co/papers/2401.01234", "2401.01234"),
        (" 2401.01234\n", "2401.01234"),
        ("2401.123", None),
        ("2401.0123456", None),
        ("see 2401.01234", None),
        ("https://example.org/abs/2401.01234", None),
        ("https://arxiv.org.example.org/abs/2401.01234", None),
        ("٢٤٠١.٠١٢٣٤", None),
        ("title:2401-01234", None),
        ("", None),
    ],
)
def test_an_arxiv_id_is_found_however_it_is_written(text: str, found: str | None) -> None:
    assert arxiv_id(text) == found


def keys(library: Library) -> list[str]:
    return sorted(paper.key for paper in library.catalog.papers(library.catalog.ids(View.all())))


def test_titles_that_fold_alike_are_one_paper(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "SF(DA)^2: Naive Owls")
    report = desk.add_digest(library, "SF(DA)$^2$ : naïve owls")
    assert (report.papers, report.new) == (1, 0)
    assert keys(library) == ["title:sf-da-2-naive-owls"]


def test_titles_of_other_scripts_are_kept_apart(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "深度学习", "强化学习", "!!!", "???")
    assert len(keys(library)) == 4


def test_a_paper_known_by_title_takes_on_the_id_and_keeps_marks_and_key(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, TITLE)
    library.marks.mark(library.catalog.ids(View.all()), MarkField.STARRED, True)
    report = desk.add_digest(library, {"title": TITLE, "arxiv_id": "2401.00001"})
    assert report.new == 0
    (paper,) = library.catalog.papers(library.catalog.ids(View.all()))
    assert (paper.key, paper.arxiv_id, paper.starred) == ("arxiv:2401.00001", "2401.00001", True)
    for name in ("title:owls-at-noon", "arxiv:2401.00001", "2401.00001v3", TITLE):
        assert library.catalog.resolve(name) == paper.id
    desk.check()


def test_the_same_title_with_another_id_is_another_paper(desk: Desk, library: Library) -> None:
    desk.add_digest(library, {"title": TITLE, "arxiv_id": "2401.00001"})
    desk.add_digest(library, {"title": TITLE, "arxiv_id": "2401.00002"})
    assert keys(library) == ["arxiv:2401.00001", "arxiv:2401.00002"]


def test_a_title_that_fits_two_papers_with_ids_stays_apart(desk: Desk, library: Library) -> None:
    desk.add_digest(
        library,
        {"title": TITLE, "arxiv_id": "2401.00001"},
        {"title": TITLE, "arxiv_id": "2401.00002"},
    )
    assert desk.add_digest(library, TITLE).new == 1
    assert keys(library) == ["arxiv:2401.00001", "arxiv:2401.00002", "title:owls-at-noon"]
    assert desk.add_digest(library, TITLE, "Larks").new == 1
    desk.check()


def test_what_a_title_was_settled_to_it_stays(desk: Desk, library: Library) -> None:
    desk.add_digest(library, TITLE)
    desk.add_digest(library, {"title": TITLE, "arxiv_id": "2401.00001"})
    desk.add_digest(library, {"title": TITLE, "arxiv_id": "2401.00002"})
    desk.add_digest(library, TITLE, date="2025-04-04")
    paper = library.catalog.paper(library.catalog.resolve("title:owls-at-noon"))
    assert paper.key == "arxiv:2401.00001"
    assert "invented-2025-04-04" in paper.digests
    assert len(keys(library)) == 2


def test_two_papers_that_turn_out_to_be_one_lose_nothing(desk: Desk, library: Library) -> None:
    desk.add_digest(
        library,
        "First",
        {"title": "Owls, Revised", "abstract": "On owls at github.com/owl/noon."},
        date="2025-01-01",
    )
    desk.add_digest(
        library,
        {"title": TITLE, "arxiv_id": "2401.00001", "authors": ["A. Noctua"]},
        "Owls, revised",
        date="2025-02-02",
    )
    by_title, by_id = (
        library.catalog.resolve(name) for name in ("title:owls-revised", "2401.00001")
    )
    assert by_title != by_id
    library.marks.mark([by_title], MarkField.STARRED, True)
    library.marks.mark([by_id], MarkField.READ, True)
    desk.add_digest(
        library, {"title": "Owls (revised)", "arxiv_id": "2401.00001"}, date="2025-03-03"
    )
    assert (
        library.catalog.resolve("title:owls-revised")
        == library.catalog.resolve("2401.00001")
        == by_id
    )
    assert library.catalog.rows([by_title]) == [None]
    paper = library.catalog.paper(by_id)
    assert (paper.read, paper.starred) == (True, True)
    assert paper.authors == ("A. Noctua",)
    assert paper.abstract == "On owls at github.com/owl/noon."
    assert len(paper.digests) == 3
    assert library.catalog.digest("invented-2025-02-02").total == 1
    assert desk.titles(library, View.of_digest("invented-2025-01-01")) == ["First", TITLE]
    desk.check()
    state = desk.state(library)
    library.rebuild()
    assert desk.state(library) == state


def test_two_papers_of_one_batch_can_turn_out_to_be_one(desk: Desk, library: Library) -> None:
    report = desk.add_digest(
        library,
        {"title": "New Name", "abstract": "On owls."},
        {"title": "Old Name", "arxiv_id": "2401.00001"},
        {"title": "New Name", "arxiv_id": "2401.00001"},
        "New name",
    )
    assert (report.papers, report.new) == (1, 1)
    (paper,) = library.catalog.papers(library.catalog.ids(View.all()))
    assert (paper.title, paper.abstract) == ("Old Name", "On owls.")
    assert len(report.warnings) == 3
    desk.check()


TELLINGS: list[dict[str, Any]] = [
    {"title": "Owls at Noon", "abstract": "On owls.", "day": "05-05"},
    {"title": "OWLS AT NOON", "authors": ["A. Noctua"], "author_count": 1, "comment_count": 2},
    {"title": "Owls at noon.", "arxiv_id": "2401.00001v2", "date": "2024-01-02"},
    {"title": "owls at noon", "organization": "Parliament", "comment_count": 5},
]


@pytest.mark.parametrize("order", permutations(range(4)))
def test_in_any_order_tellings_with_one_id_among_them_are_one_paper(
    desk: Desk, library: Library, order: tuple[int, ...]
) -> None:
    for step, number in enumerate(order):
        desk.add_digest(library, TELLINGS[number], date=f"2024-06-0{number + 1}")
        paper_id = library.catalog.resolve("owls at noon")
        library.marks.mark([paper_id], MarkField.STARRED, True) if step == 0 else None
    (paper,) = library.catalog.papers(library.catalog.ids(View.all()))
    assert paper.key == "arxiv:2401.00001"
    assert paper.abstract == "On owls."
    assert paper.authors == ("A. Noctua",)
    assert (paper.author_count, paper.organization, paper.comment_count) == (1, "Parliament", 5)
    assert (paper.date, paper.date_inferred) == (dt.date(2024, 1, 2), False)
    assert len(paper.digests) == 4
    assert paper.starred
    assert library.catalog.resolve(title_key("owls at noon")) == paper.id
    desk.check()


def test_a_key_may_be_shortened_while_it_fits_one_paper(desk: Desk, library: Library) -> None:
    desk.add_digest(
        library,
        "Owls at Noon",
        "Owls by Night",
        "Larks",
        {"title": "Larks in Spring", "arxiv_id": "2401.00001"},
    )
    noon, night, larks, spring = library.catalog.ids(View.all())
    for name, paper in {
        "title:owls-at": noon,
        "owls-b": night,
        "Owls By": night,
        "larks": larks,
        "Larks in": spring,
        "arxiv:2401": spring,
        "2401.0": spring,
        "https://arxiv.org/abs/2401.00001v9": spring,
    }.items():
        assert library.catalog.resolve(name) == paper, name
    with pytest.raises(UnknownPaperError, match="matches 2 papers"):
        library.catalog.resolve("owls")
    with pytest.raises(UnknownPaperError, match="nearest is title:owls-at-noon"):
        library.catalog.resolve("title:owls-ad-noon")
    with pytest.raises(UnknownPaperError, match="no paper with this arXiv id"):
        library.catalog.resolve("2401.00002")
    for nothing in ("", "title:", "zzzzzzzzzzzzzz"):
        with pytest.raises(UnknownPaperError):
            library.catalog.resolve(nothing)


def test_a_title_two_papers_bear_is_not_resolved_by_chance(desk: Desk, library: Library) -> None:
    desk.add_digest(
        library,
        {"title": TITLE, "arxiv_id": "2401.00001"},
        {"title": TITLE, "arxiv_id": "2401.00002"},
    )
    with pytest.raises(UnknownPaperError, match="matches 2 papers"):
        library.catalog.resolve(TITLE)


def test_keys_are_the_same_in_another_library(desk: Desk, tmp_path: Path) -> None:
    first = desk.open()
    desk.add_digest(first, TITLE, {"title": "Larks", "arxiv_id": "2401.00001"})
    with Library.open(Paths.under(tmp_path / "other"), formats=first._reader.formats) as other:
        other.imports.import_bytes(
            desk.page({"title": "Larks", "arxiv_id": "2401.00001v4"}, TITLE),
            ImportOptions(name="p"),
        )
        assert keys(other) == keys(first)


@pytest.mark.parametrize(
    "hidden",
    ["%1b]52;c;aGk=%07", "%E2%80%AE", "%C2%9B31m", "%0a", "%20b", "\u202e", "a" + "\u0301" * 6],
)
def test_a_doi_in_which_something_is_hidden_is_none(hidden: str) -> None:
    assert doi(f"https://doi.org/10.1000/x{hidden}") is None
