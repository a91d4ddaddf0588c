from __future__ import annotations

import datetime as dt
import threading
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from tests.parsed import import_parsed

from octavo_model import OctavoError, View
from octavo_model.core.errors import NotADigestError, UnknownPaperError
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions, ImportReport, ParsedDigest, ParsedPaper
from octavo_model.core.views import Counts
from octavo_model.library.stored_texts import StoredTexts
from octavo_model.search.titles.words import split_words
from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from pathlib import Path

    from tests.model.conftest import Desk

    from octavo_model import Library
    from octavo_model.storage.data_folder import Paths


def test_a_new_library_is_empty(library: Library) -> None:
    assert library.catalog.digests() == []
    assert list(library.catalog.ids(View.all())) == []
    assert library.catalog.counts(View.all()) == Counts(0, 0, 0)
    assert list(StoredTexts(library._repository).titles()) == []
    assert not library.rebuilt
    assert library.problems == ()


def test_an_import_tells_what_it_brought(desk: Desk, library: Library) -> None:
    data = desk.page("Owls", "Larks", date="2025-03-12", warnings=("odd",))
    report = library.imports.import_bytes(
        data, ImportOptions(name="page.json", path="in/page.json")
    )
    assert (report.path, report.digest, report.format) == (
        "in/page.json",
        "invented-2025-03-12",
        "invented-json",
    )
    assert (report.papers, report.new, report.known) == (2, 2, False)
    assert [str(one) for one in report.warnings] == ["odd"]


def test_the_same_digest_again_changes_nothing_and_says_so(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Owls", "Larks")
    library.marks.mark(library.catalog.ids(View.all()), MarkField.STARRED, True)
    before, version = desk.state(library), library.version()
    report = desk.add_digest(library, "Owls", "Larks")
    assert (report.papers, report.new, report.known) == (2, 0, True)
    assert report.digest == "invented-2025-01-01"
    assert desk.state(library) == before
    assert library.version() == version
    assert len(list(desk.paths.digests.glob("*.gz"))) == 1


def test_digests_of_one_day_get_names_of_their_own(desk: Desk, library: Library) -> None:
    names = [desk.add_digest(library, title, date="2025-01-01").digest for title in "ABC"]
    names += [desk.add_digest(library, title, date=None).digest for title in "DE"]
    assert names == [
        "invented-2025-01-01",
        "invented-2025-01-01-2",
        "invented-2025-01-01-3",
        "invented-undated",
        "invented-undated-2",
    ]


def test_papers_stand_newest_digest_first_and_where_their_newest_has_them(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, "Undated", "Shared", date=None)
    desk.add_digest(library, "Old 1", "Shared", "Old 2", date="2024-05-01")
    desk.add_digest(library, "New 1", "Shared", date="2025-05-01")
    desk.add_digest(library, "Middle", date="2024-07-01")
    desk.add_digest(library, "Same day, later import", date="2024-07-01")
    assert desk.titles(library) == [
        "New 1",
        "Shared",
        "Same day, later import",
        "Middle",
        "Old 1",
        "Old 2",
        "Undated",
    ]
    assert desk.titles(library, View.of_digest("invented-2024-05-01")) == [
        "Old 1",
        "Shared",
        "Old 2",
    ]
    assert [one.name for one in library.catalog.digests()] == [
        "invented-2025-05-01",
        "invented-2024-07-01-2",
        "invented-2024-07-01",
        "invented-2024-05-01",
        "invented-undated",
    ]
    paper = library.catalog.paper(library.catalog.resolve("title:shared"))
    assert paper.digests == ("invented-2025-05-01", "invented-2024-05-01", "invented-undated")
    desk.check()


def test_a_page_without_papers_is_not_kept_and_no_error(desk: Desk, library: Library) -> None:
    report = desk.add_digest(library)
    assert (report.digest, report.papers, report.new, report.known) == (None, 0, 0, False)
    assert "no papers" in str(report.warnings[-1])
    assert library.catalog.digests() == []
    assert list(desk.paths.digests.iterdir()) == []


def test_a_file_that_is_no_digest_is_an_error_and_leaves_no_trace(
    desk: Desk, library: Library
) -> None:
    with pytest.raises(NotADigestError, match=r"notes\.txt"):
        library.imports.import_bytes(b"shopping list", ImportOptions(name="notes.txt"))
    assert list(desk.paths.digests.iterdir()) == []


def test_a_paper_that_stands_twice_in_a_digest_is_one_paper_at_its_first_place(
    desk: Desk, library: Library
) -> None:
    report = desk.add_digest(library, "Owls", "Larks", {"title": "OWLS", "abstract": "On owls."})
    assert (report.papers, report.new) == (2, 2)
    (warning,) = report.warnings
    assert (warning.line, "OWLS" in warning.message) == (3, True)
    assert desk.titles(library) == ["Owls", "Larks"]
    assert library.catalog.paper(library.catalog.resolve("owls")).abstract == "On owls."
    assert desk.add_digest(library, "Owls", "Larks").papers == 2
    desk.check()


def test_a_date_given_on_a_second_import_corrects_the_day(desk: Desk, library: Library) -> None:
    data = desk.page(
        {"title": "Owls", "day": "09-15"},
        {"title": "Larks", "date": "2020-02-02"},
        date="2025-10-01",
        inferred=True,
    )
    desk.add_digest(library, "Finches", date="2024-12-31")
    library.imports.import_bytes(data, ImportOptions(name="page.json"))
    assert desk.titles(library) == ["Owls", "Larks", "Finches"]
    again = library.imports.import_bytes(
        data, ImportOptions(name="page.json", date=dt.date(2023, 10, 1))
    )
    assert (again.known, again.new, again.digest) == (True, 0, "invented-2025-10-01")
    digest = library.catalog.digest("invented-2025-10-01")
    assert (digest.date, digest.date_inferred) == (dt.date(2023, 10, 1), False)
    assert desk.titles(library) == ["Finches", "Owls", "Larks"]
    owls, larks = (
        library.catalog.paper(library.catalog.resolve(name)) for name in ("owls", "larks")
    )
    assert (owls.date, owls.date_inferred) == (dt.date(2023, 9, 15), True)
    assert (larks.date, larks.date_inferred) == (dt.date(2020, 2, 2), False)
    desk.check()
    state = desk.state(library)
    library.rebuild()
    assert desk.state(library) == state


def test_the_date_of_the_first_import_stays_on_a_plain_second_one(
    desk: Desk, library: Library
) -> None:
    data = desk.page("Owls", date="2025-10-01", inferred=True)
    library.imports.import_bytes(data, ImportOptions(name="page.json", date=dt.date(2022, 1, 1)))
    library.imports.import_bytes(data, ImportOptions(name="other.json"))
    (digest,) = library.catalog.digests()
    assert (digest.date, digest.name) == (dt.date(2022, 1, 1), "invented-2022-01-01")


def test_later_details_fill_in_and_never_erase(desk: Desk, library: Library) -> None:
    desk.add_digest(library, {"title": "Owls", "abstract": "On owls.", "day": "03-04"})
    desk.add_digest(
        library,
        {
            "title": "Owls!",
            "authors": ["A. Noctua", "B. Strix"],
            "author_count": 2,
            "comment_count": 3,
            "date": "2024-11-11",
            "submitted_by": "bubo",
        },
        date="2024-12-01",
    )
    desk.add_digest(
        library,
        {"title": "owls", "comment_count": 1, "organization": "Parliament", "abstract": "x"},
        date="2025-02-01",
    )
    paper = library.catalog.paper(library.catalog.resolve("owls"))
    assert paper.title == "Owls"
    assert paper.abstract == "On owls."
    assert paper.authors == ("A. Noctua", "B. Strix")
    assert (paper.author_count, paper.organization, paper.submitted_by) == (2, "Parliament", "bubo")
    assert (paper.date, paper.date_inferred) == (dt.date(2024, 11, 11), False)
    assert paper.comment_count == 3
    desk.check()


def test_an_abstract_that_was_cut_off_is_completed_by_a_whole_one(
    desk: Desk, library: Library
) -> None:
    whole = "On owls and larks, and what they say."
    desk.add_digest(library, {"title": "Birds", "abstract": "On owls and la…"})
    desk.add_digest(library, {"title": "Birds", "abstract": "Quite another text, longer than it."})
    desk.add_digest(library, {"title": "Birds", "abstract": whole})
    desk.add_digest(library, {"title": "Birds", "abstract": "On owls"})
    assert library.catalog.paper(library.catalog.resolve("birds")).abstract == whole
    desk.check()


def test_rows_come_in_the_order_asked_with_none_for_what_is_gone(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, "Owls", {"title": "Larks", "comment_count": 2, "date": "2025-01-02"})
    owls, larks = library.catalog.ids(View.all())
    rows = library.catalog.rows([larks, 999, owls, larks])
    assert [row and row.title for row in rows] == ["Larks", None, "Owls", "Larks"]
    first = rows[0]
    assert first is not None
    assert (first.comment_count, first.date) == (2, dt.date(2025, 1, 2))
    with pytest.raises(UnknownPaperError):
        library.catalog.paper(999)


def test_the_first_ids_are_the_beginning_of_all(desk: Desk, library: Library) -> None:
    desk.add_digest(library, *(f"Paper {number}" for number in range(30)))
    for view in (View.all(), View.of_query("is:unread"), View.of_digest("invented-2025-01-01")):
        assert library.catalog.ids(view, 7) == library.catalog.ids(view)[:7]
    assert len(library.catalog.ids(View.all(), 99)) == 30


def test_titles_come_in_the_order_of_ids_from_any_id_on(desk: Desk, library: Library) -> None:
    desk.add_digest(library, *(f"Paper {number}" for number in range(5)))
    everything = list(StoredTexts(library._repository).titles())
    assert [row[:2] for row in everything] == [(n + 1, f"Paper {n}") for n in range(5)]
    assert list(StoredTexts(library._repository).titles(3)) == everything[3:]


def test_names_come_beside_titles_without_tex(desk: Desk, library: Library) -> None:
    authors = ["Dora Kelp", "Paul Erd\\H{o}s"]
    desk.add_digest(library, {"title": "Owls", "authors": authors}, "Larks")
    (_, _, names), (_, _, none) = StoredTexts(library._repository).titles()
    assert split_words(fold(names)) == ["dora", "kelp", "paul", "erdos"]
    assert none == ""


def test_many_papers_come_whole_and_in_order(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Owls", {"title": "Larks", "abstract": "See github.com/lark/song."})
    ids = list(reversed(library.catalog.ids(View.all())))
    papers = list(library.catalog.papers([*ids, 999]))
    assert [paper.id for paper in papers] == ids
    assert papers == [library.catalog.paper(one) for one in ids]
    assert [link.label for link in papers[0].links] == ["github.com/lark/song"]


def test_counts_of_each_view(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "A", "B", "C", "D")
    a, b, c, _ = library.catalog.ids(View.all())
    library.marks.mark([a, b], MarkField.READ, True)
    library.marks.mark([b, c], MarkField.STARRED, True)
    assert library.catalog.counts(View.all()) == Counts(4, 1, 2)
    assert library.catalog.counts(View.of_query("is:unread")) == Counts(2, 1, 1)
    assert library.catalog.counts(View.starred()) == Counts(2, 0, 2)
    assert library.catalog.counts(View.of_digest("invented-2025-01-01")) == Counts(4, 1, 2)
    assert library.catalog.digest("invented-2025-01-01").undecided == 1


@pytest.mark.parametrize("ask", ["ids", "counts"])
def test_an_unknown_digest_is_an_error_that_names_the_nearest(
    desk: Desk, library: Library, ask: str
) -> None:
    desk.add_digest(library, "Owls", date="2025-10-28")
    with pytest.raises(OctavoError, match="invented-2025-10-28"):
        getattr(library.catalog, ask)(View.of_digest("invented-2025-10-27"))
    with pytest.raises(OctavoError, match="invented-2025-10-28"):
        library.catalog.digest("2025-10-28")


def test_a_folder_is_imported_in_order_and_one_bad_file_stops_nothing(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    (folder / "deeper").mkdir(parents=True)
    (folder / ".git").mkdir()
    (folder / "b.json").write_bytes(desk.page("Owls"))
    (folder / "a.txt").write_bytes(b"no digest")
    (folder / "deeper" / "c.json").write_bytes(desk.page("Larks"))
    (folder / ".hidden.json").write_bytes(desk.page("Never"))
    (folder / ".git" / "d.json").write_bytes(desk.page("Never either"))
    seen: list[tuple[int, int]] = []
    bad, owls, larks = library.imports.import_path(folder, progress=lambda *far: seen.append(far))
    assert isinstance(bad, NotADigestError)
    assert isinstance(owls, ImportReport)
    assert isinstance(larks, ImportReport)
    assert owls.path == str(folder / "b.json")
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert sorted(desk.titles(library)) == ["Larks", "Owls"]


def test_a_file_alone_is_imported_or_raises(desk: Desk, library: Library, tmp_path: Path) -> None:
    (tmp_path / "page.json").write_bytes(desk.page("Owls"))
    (report,) = library.imports.import_path(
        tmp_path / "page.json", ImportOptions(date=dt.date(2021, 5, 5))
    )
    assert isinstance(report, ImportReport)
    assert report.digest == "invented-2021-05-05"
    with pytest.raises(OctavoError, match="no such file"):
        library.imports.import_path(tmp_path / "missing.json")


def test_progress_tells_papers_done_and_all(desk: Desk, library: Library) -> None:
    seen: list[tuple[int, int]] = []
    data = desk.page(*(f"Paper {number}" for number in range(1_200)))
    library.imports.import_bytes(
        data, ImportOptions(name="big.json"), progress=lambda *far: seen.append(far)
    )
    done = [so_far for so_far, _ in seen]
    assert done == sorted(set(done))
    assert done[-1] == 1_200
    assert {total for _, total in seen} == {1_200}
    # Of a transaction: what somebody may have to wait for, on a slow machine less.
    assert max(later - first for first, later in pairwise([0, *done])) <= 500


def test_what_no_known_format_read_has_no_badge(desk: Desk) -> None:
    library = desk.open(formats=None)
    import_parsed(library, _parsed("Undated"), "undated", "none")
    assert {paper.badges for paper in library.catalog.papers(library.catalog.ids(View.all()))} == {
        ()
    }


def _parsed(*titles: str) -> ParsedDigest:
    return ParsedDigest(None, False, tuple(ParsedPaper(title) for title in titles))


def test_a_change_by_anyone_gives_another_version(desk: Desk, library: Library) -> None:
    seen = [library.version()]
    assert library.version() == seen[0]
    desk.add_digest(library, "Owls")
    seen.append(library.version())
    library.marks.mark(library.catalog.ids(View.all()), MarkField.STARRED, True)
    seen.append(library.version())
    other = desk.open()
    other.marks.mark(other.catalog.ids(View.all()), MarkField.STARRED, False)
    seen.append(library.version())
    other.rebuild()
    seen.append(library.version())
    assert len(set(seen)) == len(seen)
    assert library.version() == seen[-1]


def test_any_thread_may_use_a_library(desk: Desk, library: Library) -> None:
    desk.add_digest(library, *(f"Paper {number}" for number in range(40)))
    ids = library.catalog.ids(View.all())
    failures: list[BaseException] = []

    def work(part: int) -> None:
        try:
            for one in ids[part::4]:
                library.marks.mark([one], MarkField.STARRED, True)
                library.catalog.rows(ids)
            desk.add_digest(library, f"From thread {part}", date=None)
        except BaseException as error:  # noqa: BLE001 - noted below
            failures.append(error)

    threads = [threading.Thread(target=work, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert library.catalog.counts(View.all()) == Counts(44, 4, 40)
    assert len({one.name for one in library.catalog.digests()}) == 5
    desk.check()


def test_everything_is_for_its_owner_alone(desk: Desk, library: Library, paths: Paths) -> None:
    desk.add_digest(library, "Owls")
    library.marks.mark(library.catalog.ids(View.all()), MarkField.STARRED, True)
    found = [paths.data, *paths.data.rglob("*")]
    assert {path.name for path in found} >= {"marks.jsonl", "library.db", "digests"}
    for path in found:
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_data_folder_that_cannot_be_made_is_a_clear_error(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in the way")
    with pytest.raises(OctavoError, match=str(tmp_path)):
        desk.open()
