"""Saved views: kept in the journal, undone as marks are, imported once from the settings."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.model.conftest import Desk

from octavo_model import Library, OctavoError, Paths, View
from octavo_model.core.changes import MarkChange, PropertyChange
from octavo_model.core.marks import MarkField
from octavo_model.core.views import Counts
from octavo_model.library.backup.journal_repair import rebuild, renew
from octavo_model.library.backup.restore import restore
from octavo_model.library.doctor import State, look_over
from octavo_model.settings.session import Session
from octavo_model.settings.settings import load, parse
from octavo_model.storage import data_folder
from octavo_model.storage.data_folder import NewerOctavoError
from octavo_model.storage.versions import LAYOUT, LAYOUT_OF_MARKS, SCHEMA

VIEWS = {"This week": "is:unread date:<7d", "code": "has:code", "old": 'au:"nora quill"'}


@pytest.fixture
def library(desk: Desk) -> Library:
    """A library with three views."""
    library = desk.open()
    for name, query in VIEWS.items():
        library.views.save(name, query)
    return library


def lines_of_views(desk: Desk) -> list[dict[str, Any]]:
    return [line for line in desk.journal() if line["field"] == "view"]


def order(library: Library) -> list[str]:
    return list(library.views.all())


def test_each_change_is_a_batch_of_lines_in_the_journal(desk: Desk, library: Library) -> None:
    assert library.views.all() == VIEWS
    assert order(library) == list(VIEWS)
    library.views.save("code", "has:code is:unread")
    library.views.rename("old", "quill")
    library.views.move("quill", 1)
    library.views.remove("This week")
    assert [
        (line["key"], line["before"], line["after"], line["title"])
        for line in lines_of_views(desk)[3:]
    ] == [
        (
            "code",
            {"query": "has:code", "position": 1},
            {"query": "has:code is:unread", "position": 1},
            "",
        ),
        ("old", {"query": 'au:"nora quill"', "position": 2}, None, ""),
        ("quill", None, {"query": 'au:"nora quill"', "position": 2}, ""),
        (
            "quill",
            {"query": 'au:"nora quill"', "position": 2},
            {"query": 'au:"nora quill"', "position": 0.5},
            "",
        ),
        ("This week", {"query": "is:unread date:<7d", "position": 0}, None, ""),
    ]
    assert len({line["batch"] for line in lines_of_views(desk)}) == 7
    assert library.views.all() == {"quill": 'au:"nora quill"', "code": "has:code is:unread"}
    names = ["time", "machine", "instance", "batch", "key", "title", "field", "before", "after"]
    assert all(list(line) == names for line in lines_of_views(desk))


def test_what_changes_nothing_writes_nothing(desk: Desk, library: Library) -> None:
    before = desk.paths.journal.read_bytes()
    library.views.save("code", " has:code ")
    library.views.rename("code", "code")
    library.views.move("code", 1)
    library.views.move("old", 99)
    library.views.move("This week", -5)
    assert desk.paths.journal.read_bytes() == before
    assert library.views.all() == VIEWS


@pytest.mark.parametrize(
    ("change", "order_then"),
    [
        (lambda views: views.move("old", 0), ["old", "This week", "code"]),
        (lambda views: views.move("old", 1), ["This week", "old", "code"]),
        (lambda views: views.move("This week", 99), ["code", "old", "This week"]),
        (lambda views: views.rename("code", "a"), ["This week", "a", "old"]),
        (lambda views: views.rename("code", "CODE", "x"), ["This week", "CODE", "old"]),
        (lambda views: views.save("new", "x"), ["This week", "code", "old", "new"]),
        (lambda views: views.remove("this"), ["code", "old"]),
    ],
)
def test_views_keep_their_order(
    desk: Desk, library: Library, change: Callable[[Any], None], order_then: list[str]
) -> None:
    count = len(lines_of_views(desk))
    change(library.views)
    assert order(library) == order_then
    assert len(lines_of_views(desk)) <= count + 2
    assert order(desk.reopen(library)) == order_then


def test_a_view_is_moved_between_others_without_end(desk: Desk, library: Library) -> None:
    library.views.save("last", "x")
    for _ in range(70):  # more than a float can be halved
        names = order(library)
        library.views.move(names[1], 2)
        assert order(library) == [names[0], names[2], names[1], names[3]]
    assert len(lines_of_views(desk)) < 4 + 70 + 8
    library.rebuild()
    assert order(library)[0] == "This week"


def test_a_view_is_named_in_any_case_and_by_its_beginning(library: Library) -> None:
    assert library.views.query("CODE") == "has:code"
    assert library.views.query("this") == "is:unread date:<7d"
    with pytest.raises(OctavoError, match="did you mean code"):
        library.views.query("cod3")
    library.views.save("core", "x")
    with pytest.raises(OctavoError, match="is the start of 2 names"):
        library.views.query("co")
    with pytest.raises(OctavoError, match="octavo view list"):
        library.views.query("xyzzy")


@pytest.mark.parametrize(
    "change",
    [
        lambda views: views.save("x", "  "),
        lambda views: views.save("x", "\x1b"),
        lambda views: views.save("x", "a" * 10_001),
        lambda views: views.save("x", "a\udcff"),
        lambda views: views.save(" ", "a"),
        lambda views: views.save("a\x1bb", "a"),
        lambda views: views.save("a" * 10_001, "a"),
        lambda views: views.remove("nowhere"),
        lambda views: views.rename("nowhere", "x"),
        lambda views: views.rename("old", "code"),
        lambda views: views.rename("old", "x", " "),
        lambda views: views.move("nowhere", 0),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    desk: Desk, library: Library, change: Callable[[Any], None]
) -> None:
    before = desk.paths.journal.read_bytes()
    with pytest.raises(OctavoError):
        change(library.views)
    assert desk.paths.journal.read_bytes() == before
    assert library.views.all() == VIEWS


def undone(library: Library) -> PropertyChange:
    change = library.marks.undo()
    assert isinstance(change, PropertyChange)
    return change


def test_every_change_is_undone_and_redone(library: Library) -> None:
    states = [library.views.all()]
    changes: list[Callable[[], None]] = [
        lambda: library.views.save("code", "x"),
        lambda: library.views.rename("old", "new"),
        lambda: library.views.rename("new", "newer", "y"),
        lambda: library.views.move("newer", 0),
        lambda: library.views.remove("This week"),
        lambda: library.views.save("last", "z"),
    ]
    for change in changes:
        change()
        states.append(library.views.all())
    for _ in range(2):
        for state in reversed(states[:-1]):
            undone(library)
            assert list(library.views.all().items()) == list(state.items())
        for state in states[1:]:
            assert isinstance(library.marks.redo(), PropertyChange)
            assert list(library.views.all().items()) == list(state.items())
        assert library.marks.redo() is None
        library.rebuild()


def test_marks_and_views_are_undone_in_their_order(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Owls")
    library.marks.mark(library.catalog.ids(View.all()), MarkField.STARRED, True)
    library.views.remove("code")
    change = undone(library)
    assert {name: after and after.query for name, (_, after) in change.values.items()} == {
        "code": "has:code"
    }
    assert isinstance(library.marks.undo(), MarkChange)
    assert undone(library).values["old"][1] is None
    library.marks.redo()
    library.marks.redo()
    assert library.views.all() == VIEWS
    assert library.catalog.counts(View.starred()).total == 1


def test_what_others_changed_since_is_not_undone(desk: Desk, library: Library) -> None:
    library.views.rename("old", "new")
    other = desk.open()
    other.views.save("new", "x")
    # The renaming is passed over, as is the view that it renamed.
    assert list(undone(library).values) == ["code"]
    assert library.views.all() == {"This week": "is:unread date:<7d", "new": "x"}
    undone(other)
    assert library.views.query("new") == 'au:"nora quill"'


def test_undo_is_there_after_a_crash_and_a_rebuild(desk: Desk, library: Library) -> None:
    library.views.rename("old", "new")
    library.close()
    journal = desk.paths.journal.read_bytes()
    # As after a crash just behind the journal: the index does not know the last batch yet.
    lines = journal.splitlines(keepends=True)
    desk.paths.journal.write_bytes(b"".join(lines[:-2]))
    desk.forget_journal()
    desk.paths.index.unlink()
    desk.open().close()
    desk.paths.journal.write_bytes(journal)
    library = desk.open()
    assert order(library) == ["This week", "code", "new"]
    undone(library)
    assert library.views.all() == VIEWS
    desk.paths.index.unlink()
    library = desk.reopen(library)
    assert library.views.all() == VIEWS
    assert isinstance(library.marks.redo(), PropertyChange)
    assert order(library) == ["This week", "code", "new"]


def test_what_cannot_be_written_leaves_the_views(desk: Desk, library: Library) -> None:
    library.close()
    desk.paths.journal.unlink()
    library = desk.open()
    assert library.read_only
    assert library.views.all() == VIEWS
    changes: list[Callable[[], None]] = [
        lambda: library.views.save("a", "b"),
        lambda: library.views.remove("code"),
        lambda: library.views.rename("code", "b"),
        lambda: library.views.move("code", 0),
    ]
    for change in changes:
        with pytest.raises(OctavoError, match="is missing"):
            change()
    assert library.views.all() == VIEWS
    assert not desk.paths.journal.exists()


# ---- the journal of others, and of other versions


def test_other_homes_and_backups_bring_their_views(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    there = Desk(Paths.under(tmp_path / "there"))
    other = there.open()
    other.views.save("theirs", "is:starred")
    other.backup(tmp_path / "b.zip")
    there.close()
    library.close()
    assert restore(desk.paths, tmp_path / "b.zip").marks == 1
    assert restore(desk.paths, there.paths.journal).marks == 0
    library = desk.open()
    # Both homes gave a first position.
    assert order(library) == ["This week", "theirs", "code", "old"]
    library.views.move("theirs", 0)
    assert order(library) == ["theirs", "This week", "code", "old"]
    undone(library)
    assert order(library) == ["This week", "theirs", "code", "old"]


def test_a_conflict_copy_is_named_and_restored(desk: Desk, library: Library) -> None:
    library.close()
    lines = desk.paths.journal.read_bytes().splitlines(keepends=True)
    copy = desk.paths.data / "marks (1).jsonl"
    copy.write_bytes(lines[0].replace(b"This week", b"Theirs").replace(b"desk", b"lap"))
    (finding,) = [one for one in look_over(desk.paths) if "marks (1)" in one.text]
    assert finding.text.endswith("1 change, 1 of them not in the journal")
    restore(desk.paths, copy)
    assert "Theirs" in desk.open().views.all()


def test_lost_views_come_back_from_the_index(desk: Desk, library: Library) -> None:
    library.views.remove("old")
    library.close()
    kept = desk.paths.journal.read_bytes()
    for repair in (rebuild, renew):
        desk.paths.journal.unlink()
        library = desk.open()
        assert "octavo journal rebuild (has 2 views of the index)" in library.read_only
        library.close()
        repaired = repair(desk.paths)
        library = desk.open()
        if repair is renew:
            assert library.views.all() == {}
            library.close()
            (index,) = repaired.kept  # type: ignore[union-attr]
            restore(desk.paths, index)
            library = desk.open()
        assert library.views.all() == {name: VIEWS[name] for name in ("This week", "code")}
        assert library.marks.undo() is None
        library.close()
        assert desk.paths.journal.read_bytes() != kept


def test_lines_of_a_newer_octavo_are_kept_and_mean_nothing(desk: Desk, library: Library) -> None:
    library.close()
    (line, *_) = desk.paths.journal.read_bytes().splitlines(keepends=True)
    newer = line.replace(b'"field": "view"', b'"field": "newer"').replace(b"null", b"[1, 2]")
    with desk.paths.journal.open("ab") as file:
        file.write(newer)
    library = desk.open()
    assert library.problems == ()
    assert library.views.all() == VIEWS
    library.backup(desk.paths.data.parent / "b.zip")
    library.close()
    there = Desk(Paths.under(desk.paths.data.parent / "there"))
    there.open().close()
    assert restore(there.paths, desk.paths.data.parent / "b.zip").problems == ()
    assert newer in there.paths.journal.read_bytes()
    # A journal that is started again has them as well.
    desk.paths.journal.write_bytes(newer + line)
    renew(desk.paths)
    assert desk.paths.journal.read_bytes() == newer + line
    assert not [one for one in look_over(desk.paths) if "cannot be read" in one.text]


@pytest.mark.parametrize(
    "after",
    [
        *("1", "true", '"x"', "[]", "{}", '{"query": "x"}', '{"query": 1, "position": 1}'),
        *('{"query": "", "position": 1}', '{"query": "x", "position": NaN}'),
        *('{"query": "x", "position": true}', '{"query": "x", "position": 1e400}'),
        '{"query": "x", "position": 99999999999999999999}',
    ],
)
def test_a_damaged_line_affects_only_itself(desk: Desk, library: Library, after: str) -> None:
    library.close()
    (line, *_) = desk.paths.journal.read_bytes().splitlines(keepends=True)
    start = line.partition(b'"after"')[0]
    with desk.paths.journal.open("ab") as file:
        file.write(start + b'"after": ' + after.encode() + b"}\n")
    library = desk.open()
    assert library.problems == (f"{desk.paths.journal}: line 4 is damaged and was left out",)
    assert library.views.all() == VIEWS


def test_the_layout_is_raised_by_the_first_view(desk: Desk, tmp_path: Path) -> None:
    library = desk.open()
    desk.add_digest(library, "Owls")
    library.marks.mark(library.catalog.ids(View.all()), MarkField.STARRED, True)
    assert data_folder.read_versions(desk.paths.data) == (LAYOUT_OF_MARKS, SCHEMA)
    library.backup(tmp_path / "marks.zip")
    library.views.save("a", "b")
    assert data_folder.read_versions(desk.paths.data) == (LAYOUT, SCHEMA)
    library.backup(tmp_path / "views.zip")
    library.close()
    desk.open().close()
    assert data_folder.read_versions(desk.paths.data) == (LAYOUT, SCHEMA)

    # A journal that another program has put there, and backups.
    for backup, layout in (("marks.zip", LAYOUT_OF_MARKS), ("views.zip", LAYOUT)):
        paths = Paths.under(tmp_path / backup.removesuffix(".zip"))
        restore(paths, tmp_path / backup)
        Library.open(paths).close()
        assert data_folder.read_versions(paths.data) == (layout, SCHEMA)


def test_an_older_octavo_refuses_views_with_a_plain_message(
    desk: Desk, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.close()
    monkeypatch.setattr(data_folder, "LAYOUT", LAYOUT_OF_MARKS)
    with pytest.raises(NewerOctavoError, match="was written by a newer Octavo"):
        desk.open()


# ---- the views of the settings

SETTINGS = """\
[views]
"This week" = "is:unread"  # mine
mine = "is:starred\\t'tidal"
bad = 3
"""


def test_views_of_the_settings_are_imported_once(desk: Desk) -> None:
    paths = desk.paths
    paths.config.mkdir(parents=True)
    paths.settings.write_text(SETTINGS)
    library = desk.open()
    wanted = {"This week": "is:unread", "mine": "is:starred 'tidal"}
    assert list(library.views.all().items()) == list(wanted.items())
    assert [line["auto"] for line in lines_of_views(desk)] == [True, True]
    assert len({line["batch"] for line in lines_of_views(desk)}) == 1
    assert library.marks.undo() is None
    assert paths.settings.read_text() == SETTINGS

    # Later changes of the file have no effect, also after changes of the index.
    paths.settings.write_text(SETTINGS + 'more = "x"\n')
    for index in (None, paths.index):
        if index is not None:
            index.unlink()
        library = desk.reopen(library)
        assert library.views.all() == wanted
    library.views.remove("mine")
    library = desk.reopen(library)
    assert order(library) == ["This week"]
    assert len(lines_of_views(desk)) == 3


def test_a_second_home_imports_only_what_is_new(desk: Desk, tmp_path: Path) -> None:
    desk.paths.config.mkdir(parents=True)
    desk.paths.settings.write_text(SETTINGS)
    library = desk.open()
    library.views.save("mine", "changed")
    library.views.remove("This week")
    library.close()
    second = Desk(Paths(desk.paths.data, tmp_path / "b" / "config", tmp_path / "b" / "state"))
    second.paths.config.mkdir(parents=True)
    second.paths.settings.write_text(SETTINGS + 'second = "x"\n')
    library = second.open()
    assert list(library.views.all().items()) == [("mine", "changed"), ("second", "x")]
    second.paths.settings.write_text(SETTINGS + 'third = "x"\n')
    assert "third" not in second.reopen(library).views.all()
    second.close()


def test_views_of_restored_settings_are_imported(desk: Desk, tmp_path: Path) -> None:
    desk.paths.config.mkdir(parents=True)
    library = desk.open()
    desk.paths.settings.write_text(SETTINGS)
    library.backup(tmp_path / "b.zip")
    paths = Paths.under(tmp_path / "new")
    restore(paths, tmp_path / "b.zip")
    with Library.open(paths) as restored:
        assert order(restored) == ["This week", "mine"]


def test_broken_views_are_reported_and_cost_only_themselves(tmp_path: Path) -> None:
    settings, problems = parse({"views": {"a": "b", "c": 3, "d": " ", "e": {"f": "g"}}})
    assert settings.views == {"a": "b"}
    assert [problem.split(":")[0] for problem in problems] == ["views.c", "views.d", "views.e"]
    settings, problems = parse({"views": ["a"]})
    assert settings.views == {}
    assert problems == ("views: must be a table; the default is used",)
    (tmp_path / "settings.toml").write_text(SETTINGS)
    assert load(tmp_path / "settings.toml")[1] == (
        "views.bad: must be a text in quotation marks; it is left out",
    )


def test_doctor_reports_the_table_and_wrong_queries(desk: Desk) -> None:
    desk.paths.config.mkdir(parents=True)
    desk.paths.settings.write_text('[views]\nodd = "is:foo"\n')
    desk.open().close()
    found = {one.part: one for one in look_over(desk.paths) if one.state is not State.OK}
    assert found["settings"].state is State.WARNING
    assert "has no effect any more" in found["settings"].text
    assert found["views"].state is State.ERROR
    assert found["views"].text.startswith("odd: “is:foo” is not known")
    assert found["views"].hint == "octavo view add odd QUERY"


# ---- any sequence of changes in two homes

Step = tuple[str, int, str, str]
NAMES = st.sampled_from(["a", "b", "c d", "É"])
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["save", "remove", "rename", "move", "undo", "redo", "rebuild", "merge"]),
        st.integers(0, 1),
        NAMES,
        NAMES,
    ),
    max_size=14,
)
State_ = tuple[str, float] | None
Line = tuple[int, str, State_, State_]
"""Time, name, before and after."""


class Home:
    """A home, and the views that it should have by all lines it knows."""

    def __init__(self, number: int, paths: Paths) -> None:
        self.number = number
        self.desk = Desk(paths)
        self.library = self.desk.open(instance="0")
        self.lines: set[tuple[Line, str, tuple[str, str | None]]] = set()
        """Each line, its home and batch, and what the batch did: to which batch."""

    def expected(self) -> dict[str, tuple[str, float]]:
        last: dict[str, tuple[int, str, float]] = {}
        for (time, name, _, after), _, _ in self.lines:
            state = (time, *(after or ("", 0)))
            last[name] = max(state, last.get(name, state))
        found = {name: (query, at) for name, (_, query, at) in last.items() if query}
        return dict(sorted(found.items(), key=lambda one: (one[1][1], one[0])))

    def check(self) -> None:
        now = self.library.views.all()
        wanted = {name: query for name, (query, _) in self.expected().items()}
        assert list(now.items()) == list(wanted.items())

    def write(self, changes: dict[str, State_], kind: str, about: str | None = None) -> None:
        now = self.expected()
        changes = {name: after for name, after in changes.items() if now.get(name) != after}
        time = max((line[0] for line, _, _ in self.lines), default=0) + 1
        batch = f"{self.number}/{time}"
        self.lines |= {
            ((time, name, now.get(name), after), batch, (kind, about or batch))
            for name, after in changes.items()
        }

    def reverse(self, kind: str) -> bool:
        """Undo or redo in the model: the batches of this home, by what was done to them last."""
        last: dict[str, tuple[int, str, list[Line]]] = {}
        first: dict[str, int] = {}
        newest = 0
        for (time, *_), batch, (_, about) in self.lines:
            if batch == about and batch.startswith(f"{self.number}/"):
                first[batch] = time
                newest = max(newest, time)
        for batch in first:
            latest = max(line[0] for line, _, (_, about) in self.lines if about == batch)
            lines = [(line, what) for line, _, (what, about) in self.lines
                     if about == batch and line[0] == latest]  # fmt: skip
            last[batch] = latest, lines[0][1], [line for line, _ in lines]
        if kind == "undo":
            able = [(first[one], one) for one, (_, what, _) in last.items() if what != "undo"]
        else:
            able = [
                (time, one) for one, (time, what, _) in last.items()
                if what == "undo" and time >= newest
            ]  # fmt: skip
        now = self.expected()
        for _, batch in sorted(able, reverse=True):
            lines_ = last[batch][2]
            if all(now.get(name) == after for _, name, _, after in lines_):
                self.write({name: before for _, name, before, _ in lines_}, kind, batch)
                return True
        return False

    def do(self, verb: str, name: str, new: str) -> None:
        views, now = self.library.views, self.expected()
        names = list(now)
        after_all: float = max((at for _, at in now.values()), default=-1) // 1 + 1
        if verb == "save":
            views.save(name, new)
            self.write({name: (new, now[name][1] if name in now else after_all)}, "do")
        elif verb in ("undo", "redo"):
            done = getattr(self.library.marks, verb)()
            assert self.reverse(verb) == (done is not None)
        elif verb == "rebuild":
            self.library.rebuild()
        elif name in now and verb == "remove":
            views.remove(name)
            self.write({name: None}, "do")
        elif name in now and verb == "rename" and (new == name or new not in now):
            views.rename(name, new)
            self.write({name: None, new: now[name]}, "do")
        elif name in now and verb == "move":
            place = ord(new[0]) % (len(now) + 1)
            views.move(name, place)
            self.move(name, min(place, len(now) - 1), names, now, after_all)

    def move(
        self, name: str, at: int, names: list[str], now: dict[str, tuple[str, float]], end: float
    ) -> None:
        if names.index(name) == at:
            return
        others = [one for one in names if one != name]
        wanted: dict[str, State_]
        if at == len(others):
            wanted = {name: (now[name][0], end)}
        else:
            above = now[others[at]][1]
            below = now[others[at - 1]][1] if at else above - 2
            if below < (below + above) / 2 < above:
                wanted = {name: (now[name][0], (below + above) / 2)}
            else:
                moved = [*others[:at], name, *others[at:]]
                wanted = {one: (now[one][0], number) for number, one in enumerate(moved)}
        self.write(wanted, "do")

    def merge(self, other: Home) -> None:
        """Restore the journal of another home."""
        self.library.close()
        if other.desk.paths.journal.exists():
            restored = restore(self.desk.paths, other.desk.paths.journal)
            assert restored.marks == len(other.lines - self.lines)
            assert restored.problems == ()
        self.lines |= other.lines
        self.library = self.desk.open(instance="0")
        assert self.library.problems == ()


RENAMED = [
    *(("save", 0, "a", "b"), ("merge", 1, "a", "a"), ("rename", 1, "a", "b")),
    *(("save", 0, "a", "c d"), ("merge", 0, "a", "a"), ("undo", 0, "a", "a")),
]


@example(script=RENAMED)
@given(script=STEPS)
def test_views_are_what_was_done_to_them_in_two_homes(script: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        homes = [Home(number, Paths.under(Path(folder) / str(number))) for number in (0, 1)]
        try:
            for verb, number, name, new in script:
                home = homes[number]
                if verb == "merge":
                    home.merge(homes[1 - number])
                else:
                    home.do(verb, name, new)
                home.check()
            homes[0].merge(homes[1])
            homes[1].merge(homes[0])
            assert homes[0].library.views.all() == homes[1].library.views.all()
            for home in homes:
                home.check()
                kept = home.library.views.all()
                home.library.rebuild()
                assert list(home.library.views.all().items()) == list(kept.items())
        finally:
            for home in homes:
                home.desk.close()


def test_journals_and_marks_stay_byte_for_byte(desk: Desk) -> None:
    library = desk.open()
    desk.add_digest(library, "Owls", "Larks")
    library.marks.mark(library.catalog.ids(View.all()), MarkField.STARRED, True)
    before = desk.paths.journal.read_bytes()
    library.views.save("É", 'q "x"')
    library.marks.undo()
    lines = desk.paths.journal.read_bytes().removeprefix(before).splitlines()
    assert b'"key": "\xc3\x89", "title": "", "field": "view", "before": null, "after": ' in lines[0]
    assert lines[0].endswith(b'{"query": "q \\"x\\"", "position": 0}}')
    assert json.loads(lines[1])["undo"] == json.loads(lines[0])["batch"]


def test_a_copied_home_has_its_own_undo_of_views(desk: Desk, library: Library) -> None:
    library.close()
    folder = desk.paths.data.parent
    for part in ("data", "state"):
        shutil.copytree(folder / part, folder / "clone" / part)
    clone = Desk(Paths.under(folder / "clone"))
    copied = clone.open()
    assert copied.views.all() == VIEWS
    assert copied.marks.undo() is None
    clone.close()
    assert isinstance(desk.open().marks.undo(), PropertyChange)


def test_a_query_is_a_view_like_any(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Owls", "Tides", "Owls and Tides", "Quilts")
    view = View.of_query("!quilts sort:title")
    ids = library.catalog.ids(view)
    assert [row.title for row in library.catalog.rows(ids) if row] == [
        "Owls",
        "Owls and Tides",
        "Tides",
    ]
    assert library.catalog.counts(view) == Counts(3, 3, 0)
    library.marks.mark(ids[:1], MarkField.READ, True)
    library.marks.mark(ids[1:], MarkField.STARRED, True)
    assert library.catalog.counts(view) == Counts(3, 0, 2)
    assert library.catalog.ids(view, 2) == ids[:2]
    assert list(library.search.find("tides", view).ids) == [ids[2], ids[1]]
    (key,) = library.catalog.keys([ids[1]])
    assert key is not None
    assert library.catalog.window(view, key, 10) == (list(ids), 1, True)
    assert library.catalog.window(view, key, 1) == ([ids[0], ids[1]], 1, False)
    assert library.catalog.window(view, "title:nowhere", 10) == (list(ids), 0, True)
    assert library.catalog.ids(View.of_query("'nowhere")).tolist() == []
    assert library.catalog.window(View.of_query("'nowhere"), key, 5) == ([], 0, True)
    session = Session(kind="query", query="!quilts sort:title")
    assert session.view == view
    assert Session(kind="query").view is None
