from __future__ import annotations

import datetime as dt
import os
import shlex
from pathlib import Path

import pytest
from tests.tui.conftest import PAGES

from octavo_model import Library, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.library.backup.restore import restore
from octavo_model.library.doctor import Finding, State, look_over
from octavo_model.sources.source_list import SourceList
from octavo_model.sources.spec import make
from octavo_model.sources.state import FetchStateStore
from octavo_model.storage.crash_reports import MOST_KEPT, write_crash_report

NOW = dt.datetime(2025, 11, 23, 12, tzinfo=dt.UTC)


@pytest.fixture
def kept(paths: Paths) -> Paths:
    """A library with two digests and a star."""
    with Library.open(paths, clock=lambda: NOW, machine="desk") as library:
        for name in ("plain.txt", "bylines.txt"):
            library.imports.import_path(PAGES / name)
        library.marks.mark(library.catalog.ids(View.all(), 1), MarkField.STARRED, True)
    return paths


def looked_over(paths: Paths) -> list[Finding]:
    return list(look_over(paths, lambda: NOW))


def troubles(paths: Paths) -> list[tuple[str, str, str]]:
    """Part, state and text of all that is not well."""
    return [
        (one.part, one.state.value, one.text)
        for one in looked_over(paths)
        if one.state is not State.OK
    ]


def test_a_library_that_is_well_is_said_to_be(kept: Paths) -> None:
    assert troubles(kept) == []
    noted = {one.part: one.text for one in looked_over(kept)}
    assert noted["library"] == "34 papers, 1 starred, 2 digests"
    assert noted["index"] == "index OK"
    assert noted["digests"] == "2 stored and OK"
    assert noted["marks"] == "the journal has 1 change"


def test_nothing_at_all_is_well_too(paths: Paths) -> None:
    assert troubles(paths) == []


def test_damage_is_named_with_what_to_do(kept: Paths) -> None:
    (damaged, *_) = sorted(kept.digests.glob("*.gz"))
    damaged.write_bytes(damaged.read_bytes()[:-20])
    with kept.journal.open("ab") as journal:
        journal.write(b"{torn\n")

    found = {one.part: one for one in looked_over(kept) if one.state is not State.OK}

    assert str(damaged) in found["digests"].text
    assert found["digests"].hint == "import its file again"
    assert found["marks"].text == "line 2 of marks.jsonl cannot be read"


def test_a_damaged_index_is_repaired_and_said_to_have_been(kept: Paths) -> None:
    data = bytearray(kept.index.read_bytes())
    data[8192 * 2 : 8192 * 6] = os.urandom(8192 * 4)
    kept.index.write_bytes(data)

    first = troubles(kept)

    assert {part for part, _, _ in first} == {"index"}
    assert troubles(kept) == []


def test_what_others_may_read_is_told(kept: Paths) -> None:
    kept.journal.chmod(0o644)
    assert troubles(kept) == [("data", "warn", "other users can read marks.jsonl")]


def test_faults_in_settings_and_sources_are_told(kept: Paths) -> None:
    kept.config.mkdir(parents=True, exist_ok=True)
    kept.settings.write_text('measure = 3\n[views]\nbad = "tidal is:foo"\ngood = "is:unread"\n')
    source = make("blog", "https://example.org/feed")
    SourceList(kept).add(source)
    state = FetchStateStore(kept)
    memory = state.load(source)
    memory.fail(NOW, dt.timedelta(hours=6), "answered 503\x1b[2J", None)
    state.save(source.name, memory)

    assert troubles(kept) == [
        (
            "views",
            "fail",
            "bad: “is:foo” is not known (undecided, starred, no, later, …)",
        ),
        ("settings", "fail", "measure: must be at least 20; the default is used"),
        ("settings", "warn", "[views] was imported once, and has no effect any more"),
        ("sources", "warn", "blog fails: answered 503[2J"),
    ]


@pytest.mark.parametrize(
    ("name", "part", "text"),
    [("settings", "settings", "is not valid TOML"), ("sources", "sources", "is not valid TOML")],
)
def test_a_file_that_is_no_toml_is_not_called_well(
    kept: Paths, name: str, part: str, text: str
) -> None:
    kept.config.mkdir(parents=True, exist_ok=True)
    getattr(kept, name).write_text("theme = \n")

    (found,) = [one for one in looked_over(kept) if one.part == part]

    assert found.state is State.ERROR
    assert text in found.text


def test_a_library_that_cannot_be_opened_is_told(paths: Paths) -> None:
    paths.data.parent.mkdir(parents=True, exist_ok=True)
    paths.data.write_text("in the way")
    assert {state for _, state, _ in troubles(paths)} == {"fail"}


def test_conflict_copies_of_the_journal_are_named_with_what_they_hold(kept: Paths) -> None:
    mine = kept.journal.read_bytes()
    (line,) = mine.splitlines(keepends=True)
    names = [
        "marks (1).jsonl",
        "marks (Anna's conflicted copy 2025-11-23).jsonl",
        "marks.sync-conflict-20251123-120000-ABCDEFG.jsonl",
    ]
    (kept.data / names[0]).write_bytes(mine)
    (kept.data / names[1]).write_bytes(mine + line.replace(b"true}", b"false}"))
    (kept.data / names[2]).write_bytes(mine + line.replace(b'"desk"', b'"lap"') * 2 + b"{torn")

    found = [one for one in looked_over(kept) if one.part == "marks"]

    assert [one.state.value for one in found] == ["warn", "warn", "warn", "ok"]
    assert [one.text for one in found[:3]] == [
        f"{kept.data / names[0]}: the journal has all of it (1 change)",
        f"{kept.data / names[1]}: 2 changes, 1 of them not in the journal",
        f"{kept.data / names[2]}: 2 changes, 1 of them not in the journal",
    ]
    assert [one.hint for one in found[:3]] == [
        "remove it",
        f"octavo restore {shlex.quote(str(kept.data / names[1]))}",
        f"octavo restore {shlex.quote(str(kept.data / names[2]))}",
    ]
    assert restore(kept, kept.data / names[1]).problems == ()
    assert restore(kept, kept.data / names[2]).problems == (
        f"{names[2]}: 1 of its lines are damaged and were left out",
    )


def test_conflict_copies_of_digests_are_ignored_and_named_once(kept: Paths) -> None:
    for path in list(kept.digests.iterdir()):
        copy = path.with_stem(f"{path.stem}.sync-conflict-20251123-120000-ABCDEFG")
        copy.write_bytes(path.read_bytes())
    (kept.digests / ".DS_Store").write_bytes(b"")

    for _ in range(2):
        with Library.open(kept) as library:
            assert (library.problems, library.repairs) == ((), ())
            assert len(library.catalog.digests()) == 2
            library.rebuild()
            assert library.problems == ()
    ((part, state, text),) = troubles(kept)

    assert (part, state) == ("digests", "warn")
    assert text.count(".sync-conflict-20251123-120000-ABCDEFG") == 4
    assert ".DS_Store" not in text


def test_crashes_are_told_of_and_few_logs_are_kept(paths: Paths, tmp_path: Path) -> None:
    for second in range(MOST_KEPT + 2):
        write_crash_report(ValueError("x"), paths.state, NOW + dt.timedelta(seconds=second))
    logs = sorted(paths.state.iterdir())
    assert len(logs) == MOST_KEPT
    assert logs[-1].name == "crash-2025-11-23T120006-000Z.log"
    ((part, _, text),) = troubles(paths)
    assert part == "crashes"
    assert text.endswith(str(logs[-1]))


def test_a_crash_without_end_fills_no_disk(paths: Paths) -> None:
    log = write_crash_report(ValueError("\x1b]52;c;AAAA\x07" * 50_000), paths.state, NOW)
    assert log.stat().st_size < 250_000
    assert b"\x1b" not in log.read_bytes()
