from __future__ import annotations

import datetime as dt
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.parsed import titles as titles_of

from octavo_model import Library, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_model.index import conditions, schema
from octavo_model.search.query.completion import completions
from octavo_model.search.query.field_types import FieldKind, FieldSpec
from octavo_model.search.query.fields import BY_NAME, FIELDS
from octavo_model.search.query.operators import examples
from octavo_model.search.query.parser import parse
from octavo_model.search.titles import highlight_ranges

if TYPE_CHECKING:
    from tests.model.conftest import Desk
    from tests.model.search.query.conftest import Shelf

    from octavo_model import Paths

ALL = ["A", "SVFR", "Quilts", "On", "Tide", "Do"]
"""In the order of the list."""

EXPECTED: dict[str, list[str]] = {
    "nural cloks": ["On"],
    "'tide": ["Tide"],
    '"tidal basin"': ["A"],
    "^on": ["On"],
    "owls$": ["On", "Do"],
    "!tide": ["A", "SVFR", "Quilts", "On", "Do"],
    "'tide | 'owl": ["On", "Tide", "Do"],
    "+clocks owls": ["On"],
    "~ shallow basin": ["Tide"],
    "owls ~basin": ["On"],
    "is:unread": ["A", "Quilts", "On", "Do"],
    "is:undecided": ["A", "Quilts", "On"],
    "later:2026-08-14": [],
    "!is:starred": ["A", "Quilts", "On", "Tide"],
    "is:withdrawn": ["Quilts"],
    "starred:<90d": ["SVFR", "Do"],
    "read:today": ["SVFR", "Tide"],
    "ti:clocks": ["On"],
    'ti:"tidal basin"': ["A"],
    "abs:basin": ["Tide", "On"],
    'abs:"tidal basin"': ["On"],
    "has:code": ["SVFR", "On"],
    "tag:agents": ["On", "Tide"],
    "note:replicate": ["Do"],
    "full:ablation": [],  # no full text is kept: see tests/model/library/fulltext
    "digest:daily-papers": ["On", "Tide", "Do"],
    "digest:today": [],  # see below
    "source:mail": ["A", "SVFR", "Quilts"],
    "au:andre": ["On", "Tide"],
    'au:"nora quill"': ["A", "On"],
    "cat:cs.LG": ["On"],
    "id:2401.01234": ["On"],
    "arxiv.org/abs/2401.01234": ["On"],
    "doi:10.1000": ["Tide"],
    "venue:estuaries": ["On", "Tide"],
    "org:harbour": ["A", "Do"],
    "in:abstract tidal basin": ["On", "Tide"],
    "in:title neural clocks": ["On"],
    "date:2025-05..": ["A", "SVFR", "Quilts"],
    "date:2025-03": ["On", "Tide"],
    "date:<7d": ["A"],
    "year:2024": ["Do"],
    "up:>20": ["A", "On"],
    "comments:>=3": ["A", "On"],
    "authors:>10": ["SVFR", "Do"],
    "sort:score": ["SVFR", "Do", "Quilts", "On", "Tide", "A"],
    "sort:up": ["On", "A", "Tide", "Do", "SVFR", "Quilts"],
    "-sort:date": ["Do", "On", "Tide", "SVFR", "Quilts", "A"],
}
"""What each example of the language finds."""


@pytest.mark.parametrize("query", [one.query for one in examples()])
def test_each_example_finds_what_it_says(shelf: Shelf, query: str) -> None:
    assert shelf.find(query) == EXPECTED[query]


def test_the_digests_of_today_and_yesterday(desk: Desk) -> None:
    library = desk.open()
    for title, date in (("Of today", "2025-06-01"), ("Of yesterday", "2025-05-31")):
        desk.add_digest(library, title, date=date)

    def find(query: str) -> list[str]:
        result = library.search.find(query, View.all())
        assert not result.problems
        return [row.title for row in library.catalog.rows(result.ids) if row is not None]

    assert find("digest:today") == ["Of today"]
    assert find("digest:Yesterday") == ["Of yesterday"]
    assert find("-digest:today") == ["Of yesterday"]
    desk.now += dt.timedelta(1)
    assert (find("digest:today"), find("digest:yesterday")) == ([], ["Of today"])


def test_a_digest_called_today_is_found_by_its_name(desk: Desk) -> None:
    library = desk.open()
    desk.add_digest(library, "Of a list", date="2025-05-01")
    library.edits.rename_digest(library.catalog.digests()[0].name, "today")
    result = library.search.find("digest:today", View.all())
    assert len(result.ids) == 1


def test_no_example_is_forgotten() -> None:
    assert set(EXPECTED) == {one.query for one in examples()}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ALL),
        ("...", ALL),
        ("is:read", ["SVFR", "Tide"]),
        ("is:starred", ["SVFR", "Do"]),
        ("is:starred -is:read", ["Do"]),
        ("is:updated", []),
        ("has:project", ["A"]),
        ("has:comments", ["A", "On", "Tide"]),
        ("-has:abstract", ["Quilts", "Do"]),
        ("has:tag", ["A", "On", "Tide"]),
        ("has:note", ["Do"]),
        ("-has:tag is:unread", ["Quilts", "Do"]),
        ("tag:agents/planning", ["Tide"]),
        ("tag:AGENTS", ["On", "Tide"]),
        ('tag:"To Do"', ["A"]),
        ("tag:#to-do", ["A"]),
        ("note:repl", ["Do"]),
        ("note:plicate", []),
        ('note:"Figure 2"', ["Do"]),
        ("note:eleves", ["Do"]),
        ("digest:2025-05", ["A", "SVFR", "Quilts"]),
        ("source:HF", ["On", "Tide", "Do"]),
        ("source:owl-letters", ["A", "SVFR", "Quilts"]),
        ("au:quill", ["A", "On"]),
        ("au:ora", []),
        ("au:André", ["On", "Tide"]),
        (r"au:Andr\'e", ["On", "Tide"]),
        ('au:"quill nora"', ["A", "On"]),
        ("au:person", ["SVFR"]),
        ("cat:CS", ["A", "On"]),
        ("cat:stat", ["On"]),
        ("-cat:cs", ["SVFR", "Quilts", "Tide", "Do"]),
        ("~collapse", ["SVFR"]),
        ("abs:collapse", ["SVFR"]),
        ("abs:coll", ["SVFR"]),
        ("abs:col", []),
        ('abs:"neural collapse"', ["SVFR"]),
        ('~"collapse neural"', []),
        ('~"tidal basin"', ["A", "On"]),
        ("~ ti:basin tidal", ["A"]),
        ("-~basin", ["A", "SVFR", "Quilts", "Do"]),
        ("abs:basin | ~glass", ["A", "On", "Tide"]),
        ("~basin is:read", ["Tide"]),
        ("~basin", ["A", "Tide", "On"]),
        ("in:abstract owls time", ["On"]),
        ("date:..2024", ["Do"]),
        ("date:2025-03-02", ["On"]),
        ("date:>4w", ["On", "Tide", "Do"]),
        ("date:today", []),
        ("year:..2024", ["Do"]),
        ("year:>=2025", ["A", "SVFR", "Quilts", "On", "Tide"]),
        ("year:99999", []),
        ("up:20..21", ["A", "Tide"]),
        ("up:<20", ["Do"]),
        ("up:3", ["Do"]),
        ("comments:0", ["Quilts"]),
        ("authors:2", ["On", "Tide"]),
        ("-authors:>10", ["A", "Quilts", "On", "Tide"]),
        ("sort:comments", ["A", "On", "Tide", "Quilts", "SVFR", "Do"]),
        ("sort:title", ["A", "Do", "On", "Quilts", "SVFR", "Tide"]),
        ("-sort:title", ["Tide", "SVFR", "Quilts", "On", "Do", "A"]),
        ("sort:added", ["Quilts", "SVFR", "A", "Do", "Tide", "On"]),
        ("sort:relevance", ALL),
        ("-sort:relevance ~basin", ["On", "Tide"]),
        ("is:starred sort:starred", ["SVFR", "Do"]),
        ("starred:2025-06", ["SVFR", "Do"]),
        ("starred:..2025-05", []),
        ("-starred:2025-06-01 is:read", ["Tide"]),
        ("read:>1d", []),
        ("venue:journal", ["Tide"]),
        ("doi:10.1000/ti", []),
        ("doi:https://doi.org/10.1000/TIDES", ["Tide"]),
        ("doi:10.9", []),
        ("ti:nora", []),
        ('ti:"tidal bas"', ["A"]),
        ("-ti:tidal is:unread", ["Quilts", "On", "Do"]),
        ("owls sort:title", ["Do", "On"]),
        ("owls -is:starred", ["On"]),
        ("owls | tide", ["Do", "On", "Tide"]),
        ("lamp | is:starred", ["SVFR", "Do"]),
        ("'TIDE", ["Tide"]),
        ("'id", ["A", "Tide"]),
        ("^a lamp$", []),
        ('^"do we"', ["Do"]),
        ('"we need owls"$', ["Do"]),
        ("^quilts$", ["Quilts"]),
        ("^owls$", []),
        ("!^on owls$", ["Do"]),
        ("SVFR: A Unified Lamp", ["SVFR"]),
        ("2401.01234", ["On"]),
        ("arXiv:2401.01234v2 owls", ["On"]),
        ("see arXiv:2401.01234 [cs.LG]", ["On"]),
        ("Nora, Q. (2025). Tide Tables. doi:10.1000/tides.", ["Tide"]),
        ("2401.01234 is:read", []),
        ("2401.09999 quilts", ["Quilts"]),
        ("https://doi.org/10.1000/nowhere", []),
        ("On Neural -Clocks", ["On"]),
        ('“On Neural Clocks of "Barn Owls”', ["On"]),
        ("!2401.01234 owls", ["Do"]),
        ("hf.co/papers/2401.01234 | lamp", ["On", "SVFR"]),
        ("doi:10.1000/TIDES", ["Tide"]),
        ("https://doi.org/10.1000/tides", ["Tide"]),
        ("id:2401.01235", []),
        ("cats:cs.LG | lamp", ["SVFR"]),
        ('"tidal bas', ["A"]),
        ("~", ALL),
        ("| owls", ["Do", "On"]),
        ("date:2026..2025", ALL),
        ("tide | tables | harbours", ["Tide"]),
        ("basin | 'owls", ["On", "Do", "A"]),
        ("'nowhere", []),
    ],
)
def test_a_query_finds(shelf: Shelf, query: str, found: list[str]) -> None:
    assert shelf.find(query) == found
    # The second time it is known.
    ids = shelf.library.catalog.ids(View.all())
    shelf.library.search.find(query, ids)
    again = shelf.library.search.find_within(query, ids, 10.0)
    assert again is not None
    assert shelf.names(again.ids) == found


def test_words_alone_find_what_they_always_did(shelf: Shelf) -> None:
    ids = shelf.library.catalog.ids(View.all())
    for query in ("owls", "[on] neural?", "tide  tabl", "zzzz", "...", ""):
        found = shelf.library.search.find(query, ids)
        ranked = shelf.library.search.find_titles(query, ids)
        assert list(found.ids) == list(ranked.ids)
        assert list(found.scores) == list(ranked.scores)


def test_of_alternatives_the_best_one_counts_and_both_beat_one(desk: Desk) -> None:
    library = desk.open()
    desk.add_digest(
        library,
        "Spectral Mixing Matters",
        "Neural Kernels",
        "On Mode Collapse",
        "Naive Features for CTR Prediction and Much Else Beside It",
        "Analysis of Neural Collapse in the Limit of Many Layers",
    )
    titles = {number: title.split()[0] for number, title in titles_of(library).items()}

    def found(query: str) -> list[str]:
        answer = library.search.find(query, View.all())
        scores = list(answer.scores)
        if "sort:" not in query:
            assert sorted(scores, reverse=True) == scores
        assert 0 < min(scores) <= max(scores) <= 100
        return [titles[one] for one in answer.ids]

    assert found("naive | ctr") == found("ctr | naive") == ["Naive"]
    assert found("neural | collapse") == ["Analysis", "On", "Neural"]
    # Among what words find, too, and an order that is asked for counts more.
    assert found("neural | collapse of") == ["Analysis"]
    assert found("analysis | kernels neural") == ["Neural", "Analysis"]
    assert found("neural | collapse sort:title")[0] == "Analysis"
    assert found("neural | collapse -sort:title")[0] == "On"


def test_an_unknown_id_may_be_in_a_title(desk: Desk) -> None:
    library = desk.open()
    desk.add_digest(
        library, "A Comment on arXiv:2401.01234", {"title": "Owls", "arxiv_id": "2401.05678"}
    )
    assert len(library.search.find("A Comment on arXiv:2401.01234", View.all()).ids) == 1
    assert len(library.search.find("2401.05678", View.all()).ids) == 1


def test_a_view_is_searched_in_its_order(shelf: Shelf) -> None:
    digest = shelf.library.catalog.digests()[-1].name
    assert shelf.find("!tide", View.of_digest(digest)) == ["On", "Do"]
    assert shelf.find("has:abstract", View.of_query("is:unread")) == ["A", "On"]


@pytest.mark.parametrize(
    ("query", "part", "near", "found"),
    [
        (
            "digest:dayly-papers 'owls",
            "digest:dayly-papers",
            "daily-papers-2025-04-01",
            ["On", "Do"],
        ),
        ("source:male", "source:male", "mail", ALL),
        ("-cat:cs.XG", "-cat:cs.XG", "cs.LG", ALL),
        ("cat:zoo | 'tide", "cat:zoo", "", ["Tide"]),
        ("is:unraed 'tide", "is:unraed", "unread", ["Tide"]),
        ("up:5..3 'tide", "up:5..3", "", ["Tide"]),
    ],
)
def test_an_unknown_name_is_a_problem_and_the_rest_filters(
    shelf: Shelf, query: str, part: str, near: str, found: list[str]
) -> None:
    ids = shelf.library.catalog.ids(View.all())
    for _ in range(2):
        answer = shelf.library.search.find(query, ids)
        (problem,) = answer.problems
        assert query[problem.start : problem.end] == problem.part == part
        assert problem.nearest == near
        assert shelf.names(answer.ids) == found
    # The cached result is valid wherever the parts are.
    (problem,) = shelf.library.search.find(f"  {query}", ids).problems
    assert problem.start == query.index(part) + 2


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("zzzz", "No title matches “zzzz”"),
        ("zzzz is:unread", "No title of the 4 that match the rest matches “zzzz”"),
        ("owls au:nobody", "No paper here matches “au:nobody”"),
        ("au:qiull", "No paper here matches “au:qiull”; did you mean au:quill?"),
        (
            'au:"nora qiull"',
            'No paper here matches “au:"nora qiull"”; did you mean au:"nora quill"?',
        ),
        ("!au:qiull au:andr au:nobody", "No paper here matches “au:nobody”"),
        ("'zz au:nobody", "No paper here matches “'zz” or “au:nobody”"),
        ("'zz | 'yy", "No paper here matches “'zz | 'yy”"),
        (
            "abs:basin has:project",
            "Each term matches a paper here, but no paper matches all of them",
        ),
        ("abs:zzz ~yyy", "No paper here matches “abs:zzz ~yyy”"),
        ("2401.09999", "No paper here matches “2401.09999”"),
    ],
)
def test_an_empty_list_says_why(shelf: Shelf, query: str, why: str) -> None:
    found = shelf.library.search.find(query, View.all())
    assert not found.ids
    assert found.why == why
    assert shelf.library.search.find("owls", View.all()).why == ""
    assert shelf.library.search.find("owls", []).why == ""


def test_what_fits_best_has_the_highest_score(shelf: Shelf) -> None:
    for query in ("owls", "abs:basin"):
        scores = list(shelf.library.search.find(query, View.all()).scores)
        assert sorted(scores, reverse=True) == scores
        assert 0 < scores[-1] <= scores[0] <= 100
    assert list(shelf.library.search.find("is:read", View.all()).scores) == [100, 100]


def test_marks_and_new_papers_are_seen_at_once(shelf: Shelf) -> None:
    library, ids = shelf.library, shelf.library.catalog.ids(View.all())
    before = {query: shelf.find(query) for query in ("is:unread", "au:quill", "cat:cs", "~basin")}
    assert "A" in before["is:unread"]
    library.marks.mark(shelf.called("A"), MarkField.READ, True)
    assert "A" not in shelf.find("is:unread")
    assert shelf.called("A")[0] not in library.search.find("is:unread", ids).ids
    library.marks.undo()
    assert "A" in shelf.find("is:unread")
    page = {"title": "New", "authors": ["Quill"], "abstract": "basin", "categories": ["cs.XX"]}
    from tests.model.conftest import Desk

    library.imports.import_bytes(
        Desk.page(page, date="2025-06-01"), ImportOptions(name="x.json", format="owl-mail")
    )
    for query in before:
        assert "New" in shelf.find(query)
    assert "New" in shelf.find("sort:added")[0]
    assert "New" not in shelf.names(library.search.find("au:quill", ids).ids)


def test_a_new_star_is_the_first_by_its_time_at_once(shelf: Shelf) -> None:
    before = "is:starred sort:starred", "starred:today", "read:today", "is:withdrawn"
    for query in before:
        shelf.find(query)
    shelf.library.marks.mark(shelf.called("Quilts"), MarkField.STARRED, True)
    assert shelf.find("is:starred sort:starred") == ["Quilts", "SVFR", "Do"]
    assert "Quilts" in shelf.find("starred:today")
    shelf.library.marks.mark(shelf.called("SVFR"), MarkField.STARRED, False)
    shelf.library.marks.mark(shelf.called("Tide"), MarkField.READ, False)
    assert shelf.find("-starred:today is:starred") == []
    assert shelf.find("read:today") == ["SVFR"]
    assert shelf.find("is:withdrawn") == ["Quilts"]


def test_what_another_process_marks_is_seen(shelf: Shelf, paths: Paths) -> None:
    assert "A" in shelf.find("is:unread")
    with Library.open(paths, machine="other") as other:
        other.marks.mark(shelf.called("A"), MarkField.READ, True)
    assert "A" not in shelf.find("is:unread")


def test_the_day_turns(paths: Paths, shelf: Shelf) -> None:
    now = [dt.datetime(2025, 6, 1, tzinfo=dt.UTC)]
    with Library.open(paths, clock=lambda: now[0], machine="desk") as library:
        ids = library.catalog.ids(View.all())
        assert len(library.search.find("date:<4d", ids).ids) == 1
        now[0] += dt.timedelta(days=1)
        assert len(library.search.find("date:<4d", ids).ids) == 0


def test_nothing_is_read_from_the_index_within_a_timeout(shelf: Shelf) -> None:
    library, ids = shelf.library, shelf.library.catalog.ids(View.all())
    assert library.search.find_within("owls", ids, 10.0) is None  # no index of titles yet
    library.search.prepare()
    assert library.search.find_within("owls", ids, 10.0) is not None
    for query in ("is:unread owls", "sort:date", "abs:basin", "cat:cs", "2401.01234"):
        assert library.search.find_within(query, ids, 10.0) is None
        library.search.find(query, ids)
        assert library.search.find_within(query, ids, 10.0) is not None
    # Words may change: what the fields left is at hand.
    assert library.search.find_within("clock is:unread", ids, 10.0) is not None
    assert library.search.find_within("clock is:unread ~basin", ids, 10.0) is not None
    assert library.search.find_within("clock is:unread", ids, -1.0) is None


@pytest.mark.parametrize(
    ("query", "title", "lit"),
    [
        ("nural ^on", "On Neural Owls", ["On", "N", "ural"]),
        ("owls$", "Owls and Owls", ["Owls"]),
        ("'owls", "Owls and Owls", ["Owls", "Owls"]),
        ('"barn  owls"', "On Barn  Owls", ["Barn  Owls"]),
        ("!tide owls is:read", "Tide Owls", ["Owls"]),
        ("'a | owl", "Café Owl", ["a", "Owl"]),
        ("'cafe", "Un Café", ["Café"]),
        ("abs:owl", "An Owl", []),
    ],
)
def test_what_matches_in_a_title_is_highlighted(
    shelf: Shelf, query: str, title: str, lit: list[str]
) -> None:
    found = shelf.library.search.find(query, View.all())
    assert [title[start:end] for start, end in highlight_ranges(found.highlights, title)] == lit


def test_names_for_completion(shelf: Shelf) -> None:
    names = shelf.library.search.completion_names().by_field
    assert names["digest"] == ["owl-2025-05-30", "daily-papers-2025-04-01"]
    assert names["source"] == ["owl-letters", "mail", "HF"]
    assert set(names["cat"]) == {"cs.LG", "cs.CL", "stat.ML", "physics.ao-ph"}


def test_authors_by_the_start_of_their_names(shelf: Shelf) -> None:
    authors = shelf.library.search.authors
    assert authors("qu") == ["Nora Quill", "Nora Quillfeather", "Quentin Nora"]
    assert authors("nora qu") == ["Nora Quill", "Nora Quillfeather", "Quentin Nora"]
    assert authors("quill nora", 1) == ["Nora Quill"]
    assert authors("ANDRE") == ["André Lind", "André Marsh"]
    assert authors("ora") == authors("zzz") == []
    assert len(authors("")) == 17
    for name in authors(""):
        assert shelf.library.search.find(f'au:"{name}"', View.all()).ids


def test_those_with_most_papers_come_first_each_once(desk: Desk) -> None:
    library = desk.open()
    desk.add_digest(
        library,
        {"title": "A", "authors": ["Ada Owl", r"Andr\'e Owl"]},
        {"title": "B", "authors": ["Bo Owl", "André Owl"]},
    )
    assert library.search.authors("owl") == ["André Owl", "Ada Owl", "Bo Owl"]
    desk.add_digest(
        library, {"title": "C", "authors": ["Bo Owl"]}, {"title": "D", "authors": ["Bo Owl"]}
    )
    assert library.search.authors("owl", 2) == ["Bo Owl", "André Owl"]


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from tests.model.conftest import Desk, Invented
    from tests.model.search.query.conftest import MARCH, MAY

    from octavo_model import Paths

    paths = Paths.under(tmp_path_factory.mktemp("lasting"))
    with Library.open(paths, machine="desk", formats=(Invented(),)) as library:
        library.imports.import_bytes(Desk.page(*MARCH, *MAY), ImportOptions(name="page.json"))
        yield library


PIECES = st.sampled_from(
    [*(one.query for one in examples()), *'|!-~"\'^$\\%_*', "~\0", "cat:%", 'cat:"', "au:'",
     "\ud800", "'\ud800", "~\ud800", "cat:\ud800", "~a\u0301", "~\u0301", "NEAR(", "~AND",
     '~"a" OR', "digest:x", "2401.01234", "a |"]
)  # fmt: skip


def test_a_new_field_is_one_row(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = "SELECT id FROM papers WHERE length(title) BETWEEN :low AND :high"
    spec = FieldSpec("letters", FieldKind.NUMBER, "title", (), sql=sql)
    monkeypatch.setitem(BY_NAME, "letters", spec)

    assert sorted(shelf.find("letters:<16")) == ["Do", "Quilts"]
    assert sorted(shelf.find("!letters:>6")) == ["Quilts"]
    assert [one.text for one in completions("letters:", 8)] == [">", ">=", "<"]


def test_a_new_name_is_one_row(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = r"SELECT id FROM details WHERE code LIKE :prefix ESCAPE '\'"
    names = "SELECT code FROM details WHERE code IS NOT NULL"
    spec = FieldSpec("link", FieldKind.NAME, "", (), sql=sql, names=names)
    monkeypatch.setitem(BY_NAME, "link", spec)

    assert shelf.find('link:"https://code"') == ["SVFR"]
    (problem,) = shelf.library.search.find('link:"https://coed.example/lamp"', View.all()).problems
    assert problem.why == "matches no link in the library"
    assert problem.nearest == "https://code.example/lamp"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES | st.text(max_size=4), max_size=6).map(" ".join))
def test_any_text_finds_something_or_says_why(lasting: Library, text: str) -> None:
    ids = lasting.catalog.ids(View.all())
    found = lasting.search.find(text, ids)
    assert set(found.ids) <= set(ids)
    assert len(set(found.ids)) == len(found.ids) == len(found.scores)
    assert bool(found.ids) != bool(found.why)
    assert all(text[one.start : one.end] == one.part for one in found.problems)
    query = parse(text)
    if not query.clauses and not query.ids and query.sort is None and not query.is_plain:
        assert list(found.ids) == list(ids)
    for row in lasting.catalog.rows(found.ids[:3]):
        assert row is not None
        highlight_ranges(found.highlights, row.title)


NUMBERS = dict.fromkeys(("low", "high", "since", "until", "first", "last", "today"), 1)
PARAMETERS = {**NUMBERS, "prefix": "a%"}
HAVE_INDEX = {"is:unread", "is:no", "is:later", "later:", "is:starred", "starred:", "sort:starred"}
CONDITIONS: dict[str, str] = {
    f"{spec.name}:{value}": sql
    for spec in FIELDS
    for value, sql in {**spec.values, "": spec.sql}.items()
    if sql
}
BY_INDEX: list[tuple[str, str, Any]] = [
    ("stamp", conditions.STAMP, ()),
    ("newest", conditions.NEWEST_PAPER, ()),
    ("of digests", conditions.OF_DIGESTS, ("[1, 2]",)),
    ("full text", conditions.FULL_TEXT, ("a",)),
    ("ranked", conditions.RANKED, ("a",)),
    *((name, CONDITIONS[name], PARAMETERS) for name in sorted(HAVE_INDEX)),
]
BY_SCAN: list[tuple[str, str, Any]] = [
    *((name, sql, PARAMETERS) for name, sql in CONDITIONS.items() if name not in HAVE_INDEX),
    ("authors", conditions.AUTHORS, ()),
]


@pytest.mark.parametrize(
    ("sql", "values"), [one[1:] for one in BY_INDEX], ids=[o[0] for o in BY_INDEX]
)
def test_where_there_is_an_index_it_is_used(
    desk: Desk, library: Library, sql: str, values: tuple[Any, ...]
) -> None:
    for step in _plan(desk, sql, values):
        ways = "COVERING", "VIRTUAL TABLE", "SEARCH", "QUERY", "UNION ALL", "SUBQUERY"
        assert any(way in step for way in ways), step


@pytest.mark.parametrize(
    ("sql", "values"), [one[1:] for one in BY_SCAN], ids=[o[0] for o in BY_SCAN]
)
def test_what_has_no_index_goes_once_through_one_narrow_table(
    desk: Desk, library: Library, sql: str, values: Any
) -> None:
    plan = _plan(desk, sql, values)
    scans = [step for step in plan if step.startswith("SCAN") and "VIRTUAL" not in step]
    narrow = {"SCAN papers", "SCAN details", "SCAN keys", "SCAN papers USING INDEX papers_unread",
              "SCAN tags USING COVERING INDEX tags_name", "SCAN notes"}  # fmt: skip
    assert len(scans) == 1
    assert scans[0] in narrow
    assert not [step for step in plan if "ORDER BY" in step or "AUTOMATIC" in step]


def _plan(desk: Desk, sql: str, values: Any) -> list[str]:
    with closing(schema.connect(desk.paths.index)) as db:
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    headings = ("COMPOUND QUERY", "LEFT-MOST SUBQUERY", "UNION ALL", "CORRELATED SCALAR SUBQUERY")
    return [step for step in plan if not step.startswith(headings)]
