from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.tui.conftest import PAGES
from tests.tui.owls import add_owls
from tests.tui.virtual_terminal import environment_in, paths_in

from octavo_model import Library, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_tui.cli.run import run
from octavo_tui.startup import fast_list

PARTLY_DATED = b"""
@misc{a, title = {Quills in July}, year = 2014, month = jul}
@misc{b, title = {Quills in a Year}, year = 2014}
"""
AGO = (
    b"<rss version='2.0'><channel><title>Quills</title><item><title>Quills Ago</title>"
    b"<pubDate>2 days ago</pubDate></item></channel></rss>"
)


@pytest.fixture
def current(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """The user's own library, with two pages, some marks and a revision, closed."""
    for name, value in environment_in(tmp_path).items():
        monkeypatch.setenv(name, value)
    paths = paths_in(tmp_path)
    with Library.open(paths) as library:
        for name in ("plain.txt", "bylines.txt"):
            library.imports.import_path(PAGES / name)
        library.marks.mark(library.catalog.ids(View.all(), 5)[::2], MarkField.STARRED, True)
        library.marks.mark(library.catalog.ids(View.all(), 3), MarkField.READ, True)
        add_owls(library)
        library.imports.import_bytes(PARTLY_DATED, ImportOptions(name="partly.bib"))
        library.imports.import_bytes(AGO, ImportOptions(name="ago.xml"))
    return paths


@pytest.mark.skipif(sys.platform in {"darwin", "win32"}, reason="there it makes no guess")
@pytest.mark.parametrize(
    "arguments", [["list"], *(["list", "--limit", n] for n in ["0", "3", "999"])]
)
def test_the_short_cut_prints_the_same(
    current: Paths, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    number = fast_list.limit(arguments)
    assert number is not None
    assert fast_list.print_first(number)
    short = capsys.readouterr().out

    assert run(arguments, current) == 0
    assert capsys.readouterr().out == short
    assert len(short.splitlines()) == {"0": 0, "3": 3}.get(arguments[-1], 39)
    if len(short.splitlines()) > 3:
        assert "title:quills-in-july\tQuills in July\n" in short


def behind(paths: Paths) -> None:
    with paths.journal.open("ab") as journal:
        journal.write(b"{}\n")


def another_journal(paths: Paths) -> None:
    data = paths.journal.read_bytes()
    paths.journal.write_bytes(data[:-10] + b"X" + data[-9:])


def no_journal(paths: Paths) -> None:
    paths.journal.unlink()


def a_digest_more(paths: Paths) -> None:
    (paths.digests / "new.json").write_text("{}")


def cut_off(paths: Paths) -> None:
    with closing(sqlite3.connect(paths.index)) as db, db:
        db.execute("UPDATE digests SET complete = 0 WHERE id = 1")


def another_schema(paths: Paths) -> None:
    with closing(sqlite3.connect(paths.index)) as db:
        db.execute("PRAGMA user_version = 9999")


def no_index(paths: Paths) -> None:
    paths.index.unlink()


def damaged(paths: Paths) -> None:
    paths.index.write_bytes(bytes(paths.index.stat().st_size))


@pytest.mark.parametrize(
    "change",
    [
        behind, another_journal, no_journal, a_digest_more, cut_off, another_schema, no_index,
        damaged,
    ],
)  # fmt: skip
def test_the_short_cut_is_not_taken_where_there_is_more_to_do(
    current: Paths, capsys: pytest.CaptureFixture[str], change: Callable[[Paths], None]
) -> None:
    change(current)

    assert not fast_list.print_first(-1)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("layout", [b"1 99 octavo 9", b"2 6 octavo 9", b"1", b"\xff nonsense", b""])
def test_the_short_cut_opens_nothing_that_another_octavo_wrote(
    current: Paths, capsys: pytest.CaptureFixture[str], layout: bytes
) -> None:
    (current.data / "layout").write_bytes(layout)
    # Not even SQLite's own files come to be.
    before = sorted(current.data.rglob("*"))

    assert not fast_list.print_first(1)
    assert capsys.readouterr().out == ""
    assert sorted(current.data.rglob("*")) == before

    (current.data / "layout").unlink()
    assert not fast_list.print_first(1)
    (current.data / "layout").mkdir()
    assert not fast_list.print_first(1)


@pytest.mark.parametrize(
    "arguments",
    ["list --json", "list --limit", "list --limit -1", "list --limit x", "list --limit 3 --unread",
     "list --limit=3", "digests", "list --limit 99999999999", "list --limit ٣"],
)  # fmt: skip
def test_the_short_cut_is_not_taken_for_other_calls(arguments: str) -> None:
    assert fast_list.limit(arguments.split()) is None
