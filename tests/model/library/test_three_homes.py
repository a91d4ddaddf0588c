"""Three homes that mark, undo, and restore each other's backups in any order, by clocks that jump.

What each paper should be is computed apart from the product, from all changes that a home knows.
"""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from hypothesis import example, given
from hypothesis import strategies as st
from tests.model.conftest import NOW, Desk, Invented

from octavo_model import Library, Paths
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_model.library.backup.restore import restore

if TYPE_CHECKING:
    import pytest

TITLES = ("A", "B", "C")
HOMES = (0, 1, 2)
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
DAY = 24 * 60 * 60

FIELDS = (MarkField.READ, MarkField.STARRED)


class Change(NamedTuple):
    """What one line of a journal says. ``step`` is the time and the home of its batch."""

    time: int
    home: int
    title: str
    field: MarkField
    after: bool
    step: tuple[int, int]
    kind: str


class Home:
    """A home, and beside it what it knows and what its marks should be."""

    def __init__(self, number: int, paths: Paths) -> None:
        self.number = number
        self.paths = paths
        self.moment = NOW
        self.known: set[Change] = set()
        self.library = self._open()

    def _open(self) -> Library:
        formats = (Invented(),)
        return Library.open(
            self.paths, clock=lambda: self.moment, machine="laptop", instance="0", formats=formats
        )

    def expected(self) -> dict[tuple[str, MarkField], bool]:
        marks = {(title, field): (0, False) for title in TITLES for field in FIELDS}
        for one in self.known:
            mark = one.title, one.field
            marks[mark] = max(marks[mark], (one.time, one.after))
        return {mark: after for mark, (_, after) in marks.items()}

    def actual(self) -> dict[tuple[str, MarkField], bool]:
        found = {}
        for title in TITLES:
            paper = self.library.catalog.paper(self.library.catalog.resolve(title))
            found[title, MarkField.READ] = paper.read
            found[title, MarkField.STARRED] = paper.starred
        return found

    def check(self) -> None:
        assert self.actual() == self.expected()

    def mark(self, titles: set[str], field: MarkField, value: bool) -> None:
        before = self.expected()
        self._add([(one, field, value) for one in titles if before[one, field] != value], "mark")
        papers = [self.library.catalog.resolve(title) for title in sorted(titles)]
        self.library.marks.mark(papers, field, value)

    def undo(self) -> None:
        done = self.library.marks.undo()
        assert self._reverse("undo") == (done is not None)

    def redo(self) -> None:
        done = self.library.marks.redo()
        assert self._reverse("redo") == (done is not None)

    def _reverse(self, kind: str) -> bool:
        steps: dict[tuple[int, int], list[Change]] = {}
        for one in self.known:
            if one.home == self.number:
                steps.setdefault(one.step, []).append(one)
        last_mark = max((step[0] for step in steps), default=0)
        choice = []
        for step, changes in steps.items():
            last = max(one.time for one in changes)
            latest = [one for one in changes if one.time == last]
            is_undone = latest[0].kind == "undo"
            if kind == "undo" and not is_undone:
                choice.append((step[0], latest))
            if kind == "redo" and is_undone and last >= last_mark:
                choice.append((last, latest))
        for _, latest in sorted(choice, key=lambda one: one[0], reverse=True):
            expected = self.expected()
            found = [
                one
                for one in latest
                if expected[one.title, one.field] == one.after and not self._is_kept(one, expected)
            ]
            if found:
                reversed_ = [(one.title, one.field, not one.after) for one in found]
                self._add(reversed_, kind, found[0].step)
                return True
        return False

    def _is_kept(self, one: Change, expected: dict[tuple[str, MarkField], bool]) -> bool:
        """Whether the reverse would leave a star on an unread paper, by a later change of it."""
        marks = {field: expected[one.title, field] for field in FIELDS} | {one.field: not one.after}
        if marks[MarkField.READ] or not marks[MarkField.STARRED]:
            return False
        steps: dict[tuple[int, int], list[Change]] = {}
        for other in self.known:
            steps.setdefault(other.step, []).append(other)
        for changes in steps.values():
            last = max(other.time for other in changes)
            latest = [other for other in changes if other.time == last]
            if last > one.time and latest[0].kind != "undo":
                unlike = {(MarkField.STARRED, True), (MarkField.READ, False)}
                if any(o.title == one.title and (o.field, o.after) in unlike for o in latest):
                    return True
        return False

    def _add(
        self,
        changes: list[tuple[str, MarkField, bool]],
        kind: str,
        step: tuple[int, int] | None = None,
    ) -> None:
        now = (self.moment - EPOCH) // dt.timedelta(microseconds=1)
        time = max([now, *(one.time + 1 for one in self.known)])
        step = step or (time, self.number)
        self.known |= {Change(time, self.number, *one, step, kind) for one in changes}

    def backup(self, path: Path) -> frozenset[Change]:
        self.library.backup(path)
        return frozenset(self.known)

    def restore(self, path: Path, known: frozenset[Change]) -> None:
        self.library.close()
        assert restore(self.paths, path).marks == len(known - self.known)
        self.known |= known
        self.library = self._open()
        assert self.library.problems == ()

    def rebuild(self) -> None:
        self.library.rebuild()


homes = st.sampled_from(HOMES)
steps = st.one_of(
    st.tuples(
        st.just("mark"),
        homes,
        st.sets(st.sampled_from(TITLES), min_size=1),
        st.sampled_from(FIELDS),
        st.booleans(),
    ),
    st.tuples(st.just("clock"), homes, st.sampled_from([-400 * DAY, -1, 1, 3 * DAY])),
    st.tuples(st.just("backup"), homes),
    st.tuples(st.just("restore"), homes, st.integers(0, 9)),
    st.tuples(st.sampled_from(["undo", "redo", "rebuild"]), homes),
)
STAR = ("mark", 1, {"A"}, MarkField.STARRED)
RISEN = [
    *((*STAR, True), ("backup", 1), ("restore", 0, 0), ("clock", 0, 1)),
    ("mark", 0, {"A"}, MarkField.STARRED, False),
    *(("clock", 1, 3 * DAY), ("restore", 1, 0), ("backup", 1), ("restore", 0, 1)),
]
BEHIND = [(*STAR, True), (*STAR, False), ("backup", 1), ("clock", 1, -400 * DAY), (*STAR, True)]
STARRED_SINCE = [
    ("mark", 0, {"A"}, MarkField.READ, False),
    ("clock", 1, -400 * DAY),
    ("mark", 0, {"A"}, MarkField.STARRED, True),
    ("mark", 1, {"A", "B"}, MarkField.READ, True),
]


def template(folder: Path) -> Path:
    """A library with the papers, and no marks."""
    paths = Paths.under(folder / "template")
    with Library.open(paths, machine="laptop", instance="0", formats=(Invented(),)) as library:
        library.imports.import_bytes(Desk.page(*TITLES), ImportOptions(name="page.json"))
    return folder / "template"


@example(script=[*RISEN], order=HOMES)
@example(script=[*BEHIND, ("restore", 1, 0)], order=HOMES)
@example(script=[*STARRED_SINCE], order=HOMES)
@given(script=st.lists(steps, max_size=20), order=st.permutations(HOMES))
def test_the_last_change_counts_in_every_home_whatever_is_restored_when(
    tmp_path_factory: pytest.TempPathFactory, script: list[tuple[object, ...]], order: list[int]
) -> None:
    made = tmp_path_factory.getbasetemp() / "three-homes"
    if not made.exists():
        made.mkdir()
        template(made)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in HOMES:
            shutil.copytree(made / "template", folder / str(number))
        three = [Home(number, Paths.under(folder / str(number))) for number in HOMES]
        try:
            run(three, folder, script)
            exchange(three, folder, order)
        finally:
            for one in three:
                one.library.close()


def run(three: list[Home], folder: Path, script: list[tuple[object, ...]]) -> None:
    backups: list[tuple[Path, frozenset[Change]]] = []
    for verb, number, *arguments in script:
        assert isinstance(number, int)
        home = three[number]
        if verb == "clock":
            (seconds,) = arguments
            assert isinstance(seconds, int)
            home.moment += dt.timedelta(seconds=seconds)
        elif verb == "backup":
            path = folder / f"backup-{len(backups)}.zip"
            backups.append((path, home.backup(path)))
        elif verb == "restore":
            (which,) = arguments
            assert isinstance(which, int)
            if backups:
                home.restore(*backups[which % len(backups)])
        else:
            getattr(home, str(verb))(*arguments)
        home.check()


def exchange(three: list[Home], folder: Path, order: list[int]) -> None:
    paths = [folder / f"last-{one.number}.zip" for one in three]
    backups = [(path, home.backup(path)) for path, home in zip(paths, three, strict=True)]
    for home in three:
        for number in order:
            home.restore(*backups[number])
        home.check()
        home.rebuild()
        home.check()
    assert three[0].actual() == three[1].actual() == three[2].actual()
    for home in three:
        home.undo()
        home.check()
        home.redo()
        home.check()
