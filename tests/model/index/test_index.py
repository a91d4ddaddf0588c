from __future__ import annotations

import json
import sqlite3
import tempfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.parsed import import_parsed

from octavo_model import Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions, ParsedDigest, ParsedPaper
from octavo_model.core.views import ViewKind
from octavo_model.index import conditions, counts, meta, queries, schema, window
from octavo_model.index import keys as names
from octavo_model.index import papers as whole
from octavo_model.index.annotations import notes, tags
from octavo_model.index.queries import Shown
from octavo_model.index.write import digests, marks, undo, writer
from octavo_model.storage.versions import MOST_DIGESTS
from octavo_model.text.fold import fold_title

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library

SOME = json.dumps([1, 2, 3])
PLANS: list[tuple[str, str, tuple[Any, ...]]] = [
    ("left out", counts._LEFT_OUT.format("1,2", window.undecided(9)), ()),
    ("left out of digest", counts._LEFT_OUT_OF_DIGEST.format("1,2", window.undecided(9)), (1,)),
    ("moved counts of a digest", f"{counts._OF_DIGESTS} WHERE digest = ?", (9, 1)),
    ("decided", counts._DECIDED.format("count(*)"), ()),
    ("due", counts._DUE.format("count(*)", "?"), (9,)),
    ("later", counts._LATER, (9,)),
    ("rows", queries.ROWS.format(window.marks(9)), (SOME,)),
    ("states", queries.STATES.format(window.marks(9)), (SOME,)),
    ("papers", whole.PAPERS.format(window.marks(9)), (SOME,)),
    ("digests of papers", whole.DIGESTS_OF, (SOME,)),
    ("listed", writer.LISTED, ('{"a": 1}', "x", None)),
    ("contained", writer.CONTAINED, (1,)),
    ("editions", whole.EDITIONS, (1,)),
    ("titles", conditions.TITLES, (0, 50)),
    ("texts", conditions.TEXTS, (0, 50)),
    ("texts of some", conditions.TEXTS_OF, (SOME,)),
    ("tally", meta._TALLY, (SOME,)),
    ("newest", conditions.NEWEST_PAPER, ()),
    ("by key", names.BY_KEY, ('{"a": 1}',)),
    ("by title", names.BY_TITLE, ('{"a": 1}', 9)),
    ("titles from", names.TITLES_FROM, ("a", 9)),
    ("to add a tag", tags._TO_ADD, (SOME, "a")),
    ("to remove a tag", tags._TO_REMOVE, (SOME, "a")),
    ("keys with a tag", tags._WITH, ("a",)),
    ("tags of papers", tags._OF, (SOME,)),
    ("tags", tags._COUNTS, ()),
    ("remove tags", tags._REMOVE, ("a", '{"a": 1}')),
    ("keys with a note", notes._KEYS, (1,)),
    ("note", notes._OF, (1,)),
    *((f"to set {field}", marks._TO_SET[field], (SOME, 1)) for field in MarkField),
    *((f"to clear {field}", marks._TO_CLEAR[field], (SOME,)) for field in MarkField),
    *((f"reversed {field}", undo._TO_REVERSE.replace("FIELD", field), (1,)) for field in MarkField),
    *((f"differing {field}", marks._DIFFERING[field], ('{"a": 1}',)) for field in MarkField),
    ("to undo", undo._TO_UNDO, ("x",)),
    ("to redo", undo._TO_REDO, ("x", 1)),
    ("newest batch", undo._NEWEST, ("x", 1)),
]  # fmt: skip


@pytest.mark.parametrize("without", ["", "1,2"])
@pytest.mark.parametrize("kind", [ViewKind.ALL, ViewKind.STARRED, ViewKind.DIGEST])
def test_no_list_that_may_be_long_is_sorted(
    desk: Desk, library: Library, kind: ViewKind, without: str
) -> None:
    said: list[str] = []

    def ask(db: sqlite3.Connection) -> None:
        db.set_trace_callback(said.append)
        queries.ids(db, kind, 1 if kind is ViewKind.DIGEST else None, 50, Shown(9, 30, without))

    library._repository.read(ask)
    with closing(schema.connect(desk.paths.index)) as db:
        steps = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {said[-1]}")]
    assert steps
    for step in steps:
        assert "ORDER BY" not in step, steps
        # What is found is then made one text.
        is_result = step.startswith("SCAN (subquery-")
        assert not step.startswith("SCAN") or "papers_" in step or is_result, steps


@pytest.mark.parametrize(("sql", "values"), [plan[1:] for plan in PLANS], ids=[p[0] for p in PLANS])
def test_no_question_goes_through_a_whole_table_or_sorts_it(
    desk: Desk, library: Library, sql: str, values: tuple[Any, ...]
) -> None:
    with closing(schema.connect(desk.paths.index)) as db:
        steps = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert steps
    for step in steps:
        ways = "COVERING", "VIRTUAL TABLE", "SCAN moved"  # the last are papers that are few
        assert not step.startswith("SCAN") or any(way in step for way in ways), steps
        assert "AUTOMATIC" not in step, steps
        # The few digests and keys of the papers asked for may be sorted.
        few = whole.DIGESTS_OF, marks._DIFFERING[MarkField.VERDICT]
        assert "ORDER BY" not in step or sql in few, steps


def test_a_page_of_rows_is_one_statement(desk: Desk, library: Library) -> None:
    desk.add_digest(library, *(f"Paper {number}" for number in range(100)))
    ids = library.catalog.ids(View.all())[:50]
    said: list[str] = []

    def ask(db: sqlite3.Connection) -> None:
        db.set_trace_callback(said.append)

    library._repository.read(ask)
    library.catalog.rows(ids)
    assert len(said) == 1


def test_places_order_by_day_then_latest_import_then_position() -> None:
    import datetime as dt

    new, old = dt.date(2025, 2, 2), dt.date.min
    bases = [
        schema.place_base(dt.date.max, 1),
        schema.place_base(new, 9),
        schema.place_base(new, 8) + schema.MOST_PAPERS - 1,
        schema.place_base(new, 7),
        schema.place_base(old, 9),
        schema.place_base(None, MOST_DIGESTS - 1),
        schema.place_base(None, 1) + schema.MOST_PAPERS - 1,
    ]
    assert bases == sorted(bases)
    assert len(set(bases)) == len(bases)
    assert bases[0] >= 0
    assert bases[-1] < 1 << 63


def test_full_text_finds_titles_and_abstracts_with_accents_folded(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, {"title": "Naïve Owls", "abstract": "Über larks."}, "Terns")
    desk.add_digest(library, {"title": "Terns", "abstract": "On gulls."}, date="2025-02-02")
    with closing(schema.connect(desk.paths.index)) as db:
        for words, title in (("naive", "Naïve Owls"), ("uber", "Naïve Owls"), ("gulls", "Terns")):
            sql = "SELECT rowid FROM words WHERE words MATCH ?"
            ((found,),) = db.execute(sql, (words,)).fetchall()
            assert library.catalog.paper(found).title == title
    desk.check()


NAMES = ["Owls", "OWLS!", "Larks", "Terns", "Gulls"]
IDS = [None, "2401.00001", "2401.00002v2"]
papers = st.fixed_dictionaries(
    {"title": st.sampled_from(NAMES)},
    optional={
        "arxiv_id": st.sampled_from(IDS),
        "abstract": st.sampled_from(["On b", "On birds.", "Quite another."]),
        "day": st.sampled_from(["02-03", "12-24"]),
        "date": st.just("2024-05-06"),
        "comment_count": st.integers(0, 3),
    },
).map(lambda paper: {key: value for key, value in paper.items() if value is not None})
steps = st.one_of(
    st.tuples(
        st.just("import"),
        st.lists(papers, min_size=1, max_size=4),
        st.sampled_from(["2025-01-01", "2025-02-02", None]),
    ),
    st.tuples(
        st.sampled_from(["star", "unstar", "read", "unread"]), st.integers(0, 5), st.just(None)
    ),
    st.tuples(st.sampled_from(["undo", "redo", "redate", "reopen"]), st.integers(0, 9), st.none()),
)


@given(st.lists(steps, max_size=12))
def test_whatever_happens_the_index_agrees_with_itself_and_with_a_rebuilt_one(
    desk_type: type[Desk], actions: list[tuple[str, Any, Any]]
) -> None:
    import datetime as dt

    with tempfile.TemporaryDirectory() as folder:
        desk = desk_type(Paths.under(folder))
        library = desk.open()
        pages: list[bytes] = []
        for action, what, when in actions:
            ids = library.catalog.ids(View.all())
            if action == "import":
                pages.append(desk.page(*what, date=when, inferred=True))
                library.imports.import_bytes(pages[-1], ImportOptions(name="page.json"))
            elif action == "undo":
                library.marks.undo()
            elif action == "redo":
                library.marks.redo()
            elif action == "reopen":
                library = desk.reopen(library)
            elif action == "redate" and pages:
                page = pages[what % len(pages)]
                library.imports.import_bytes(
                    page, ImportOptions(name="p", date=dt.date(2023, 3, 3))
                )
            elif ids and action in ("star", "unstar"):
                library.marks.mark(ids[what % len(ids) :], MarkField.STARRED, action == "star")
            elif ids and action in ("read", "unread"):
                library.marks.mark(ids[: what % len(ids) + 1], MarkField.READ, action == "read")
            desk.check()
        before = desk.state(library)
        keys = {key for (key,) in library._repository.read(_all_keys)}
        library.rebuild()
        assert desk.state(library) == before
        assert {key for (key,) in library._repository.read(_all_keys)} == keys
        for paper in before["papers"]:
            assert library.catalog.resolve(paper.key) == paper.id
        folds = {fold_title(paper.title) for paper in before["papers"]}
        assert len(folds) <= len(before["papers"])
        desk.close()


def _all_keys(db: sqlite3.Connection) -> list[tuple[str]]:
    return db.execute("SELECT key FROM keys WHERE paper IS NOT NULL").fetchall()


def test_an_import_is_left_off_between_two_steps_and_goes_on_there(
    desk: Desk, library: Library
) -> None:
    papers = tuple(ParsedPaper(f"Paper {number}") for number in range(2 * writer.STEP + 1))
    import_parsed(library, ParsedDigest(None, False, papers[:1]), "one", "none")
    answers = iter([True, False, False])
    with closing(schema.connect(desk.paths.index)) as db:
        db.execute("UPDATE digests SET complete = 0")

        def write(start: int, end: int) -> tuple[int | None, bool]:
            is_last = end == len(papers)
            done = writer.write_steps(db, 1, papers[start:end], lambda: next(answers), last=is_last)
            return done, not digests.unfinished(db)

        assert write(1, 2 + writer.STEP) == (1 + writer.STEP, False)
        assert write(2 + writer.STEP, len(papers)) == (writer.STEP - 1, True)
        assert list(answers) == [False, False]
        assert digests.positions(db, 1) == set(range(len(papers)))
