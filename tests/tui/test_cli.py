from __future__ import annotations

import datetime as dt
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.tui.conftest import PAGES

from octavo_model import Library, Paths, View
from octavo_tui.cli import run

TIDAL = "Tidal Attention: Letting Context Windows Breathe"
FIELDS = [
    "key", "title", "abstract", "authors", "author_count", "organization", "date",
    "date_inferred", "comment_count", "arxiv_id", "links", "digests", "read", "starred",
]  # fmt: skip


class Result(SimpleNamespace):
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Octavo = Callable[..., Result]


@pytest.fixture
def octavo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Octavo:
    """``octavo`` with some arguments, on a library of its own."""
    paths = Paths.under(tmp_path / "home")

    def call(*arguments: object) -> Result:
        try:
            status = run([str(one) for one in arguments], paths)
        except SystemExit as stop:
            status = int(stop.code or 0)
        out, err = capsys.readouterr()
        return Result(status=status, out=out, err=err)

    return call


@pytest.fixture
def filled(octavo: Octavo) -> Octavo:
    """The same with two pages imported."""
    octavo("import", "--date", "2025-11-05", PAGES / "plain.txt")
    octavo("import", "--date", "2025-10-28", PAGES / "bylines.txt")
    return octavo


# ---- import


def test_import_tells_of_each_file(octavo: Octavo) -> None:
    page = PAGES / "plain.txt"

    first = octavo("import", "--date", "2025-11-05", page)
    again = octavo("import", page)

    assert first.out == f"{page}: daily-papers-2025-11-05: 12 papers, 12 new\n"
    assert again.out == f"{page}: daily-papers-2025-11-05: known already, nothing changed\n"
    assert (first.status, again.status) == (0, 0)


def test_import_as_json(octavo: Octavo) -> None:
    result = octavo("import", "--json", "--date", "2025-11-05", PAGES / "plain.txt")

    assert result.json == [
        {
            "path": str(PAGES / "plain.txt"),
            "digest": "daily-papers-2025-11-05",
            "format": "daily-papers-text",
            "papers": 12,
            "new": 12,
            "warnings": [],
        }
    ]


def test_what_was_not_understood_is_told_with_its_line(octavo: Octavo) -> None:
    result = octavo("import", PAGES / "slips.txt")

    assert result.status == 0
    assert f"octavo: {PAGES / 'slips.txt'}: line " in result.err
    (report,) = octavo("import", "--json", PAGES / "slips.txt").json
    assert all(warning["line"] and warning["message"] for warning in report["warnings"])


def test_of_several_files_the_good_are_imported(octavo: Octavo, tmp_path: Path) -> None:
    bad, gone = PAGES / "not_a_digest.txt", tmp_path / "gone.txt"

    result = octavo("import", bad, PAGES / "plain.txt", gone)

    assert result.status == 1
    assert "12 papers" in result.out
    assert result.err.splitlines() == [
        f"octavo: {bad}: not a digest; expected a Daily Papers page, saved as text",
        f"octavo: {gone}: no such file or folder",
    ]


def test_a_folder_is_imported_whole(octavo: Octavo, tmp_path: Path) -> None:
    for name in ("plain.txt", "bylines.txt"):
        (tmp_path / name).write_bytes((PAGES / name).read_bytes())

    assert len(octavo("import", "--json", tmp_path).json) == 2


def test_a_page_without_papers_imports_nothing(octavo: Octavo) -> None:
    result = octavo("import", PAGES / "no_papers.txt")

    assert (result.status, result.out) == (
        0,
        f"{PAGES / 'no_papers.txt'}: no papers in it, nothing imported\n",
    )
    assert octavo("digests", "--json").json == []


def test_standard_input_is_a_digest_too(octavo: Octavo, monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.BytesIO((PAGES / "plain.txt").read_bytes())
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=data, isatty=lambda: False))

    (report,) = octavo("import", "--json", "-").json

    assert (report["path"], report["papers"]) == ("-", 12)


# ---- list, show, digests


def test_list_prints_a_line_a_paper(filled: Octavo) -> None:
    lines = filled("list").out.splitlines()

    assert len(lines) == 34
    assert lines[0] == f"●  {TIDAL}  2025-03-11"


def test_list_can_be_narrowed(filled: Octavo) -> None:
    filled("star", "rounding-is-enough", "juries of small models")
    filled("read", "rounding is enough")

    def titles(*options: str) -> list[str]:
        return [paper["title"] for paper in filled("list", "--json", *options).json]

    assert len(titles("--digest", "daily-papers-2025-11-05")) == 12
    assert titles("--starred") == ["Rounding Is Enough", "Juries of Small Models"]
    assert titles("--starred", "--unread") == ["Juries of Small Models"]
    assert len(titles("--unread")) == 33
    assert titles("--digest", "daily-papers-2025-11-05", "--starred") == ["Rounding Is Enough"]
    assert titles("--limit", "1") == [TIDAL]
    assert titles("--limit", "0") == []
    assert titles("--unread", "--starred", "--limit", "5") == ["Juries of Small Models"]


def test_a_filtered_list_comes_best_first_with_its_scores(filled: Octavo) -> None:
    papers = filled("list", "--filter", "naive click", "--json").json

    assert papers[0]["title"].startswith("Memorise, Generalise, or Stay Naïve")
    scores = [paper["score"] for paper in papers]
    assert scores == sorted(scores, reverse=True)
    assert filled("list", "--filter", "qqqxz", "--json").json == []
    assert len(filled("list", "--filter", "e", "--limit", "3").out.splitlines()) == 3


def test_a_paper_in_json_has_every_field(filled: Octavo) -> None:
    paper = filled("list", "--json", "--limit", "1").json[0]

    assert list(paper) == FIELDS
    assert paper["key"] == "title:tidal-attention-letting-context-windows-breathe"
    assert (paper["date"], paper["date_inferred"]) == ("2025-03-11", True)
    assert paper["links"] == ["https://github.com/saltmarsh-lab/tidal-attention"]
    assert paper["digests"] == ["daily-papers-2025-11-05", "daily-papers-2025-10-28"]
    assert (paper["authors"], paper["arxiv_id"], paper["organization"]) == (None, None, None)
    assert (paper["read"], paper["starred"]) == (False, False)


@pytest.mark.parametrize("verb", [["list"], ["digests"], ["show", "tidal"]])
def test_json_lines_hold_the_same_objects(filled: Octavo, verb: list[str]) -> None:
    objects = [json.loads(line) for line in filled(*verb, "--jsonl").out.splitlines()]

    assert objects == filled(*verb, "--json").json
    assert objects


def test_show_tells_all_of_a_paper(filled: Octavo) -> None:
    out = filled("show", "tidal").out

    assert out.startswith(f"{TIDAL}\n3 authors · 11 Mar 2025 (year inferred)\nunread; in daily-")
    assert "Transformers read a fixed window" in out
    assert max(map(len, out.splitlines())) <= 90


def test_digests_are_listed_newest_first(filled: Octavo) -> None:
    assert filled("digests").out.splitlines() == [
        "daily-papers-2025-11-05     12 of    12 unread",
        "daily-papers-2025-10-28     30 of    30 unread",
    ]
    assert filled("digests", "--json").json[0] == {
        "name": "daily-papers-2025-11-05",
        "format": "daily-papers-text",
        "date": "2025-11-05",
        "date_inferred": False,
        "papers": 12,
        "unread": 12,
    }


# ---- marks


def test_marks_from_the_command_line(filled: Octavo) -> None:
    key = "title:rounding-is-enough"

    assert filled("star", key).out == "starred: Rounding Is Enough\n"
    assert filled("star", key).out == "starred already: Rounding Is Enough\n"
    assert filled("unstar", key).out == "not starred: Rounding Is Enough\n"
    assert filled("read", key).out == "read: Rounding Is Enough\n"
    assert filled("unread", key).out == "unread: Rounding Is Enough\n"


def test_an_unknown_key_does_not_stop_the_others(filled: Octavo) -> None:
    result = filled("star", "nonsense-of-the-first-order", "rounding-is-enough")

    assert (result.status, result.out) == (1, "starred: Rounding Is Enough\n")
    assert result.err.startswith("octavo: nonsense-of-the-first-order: ")


# ---- errors


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--limit", "-1"],
        ["list", "--limit", "x"],
        ["import"],
        ["import", "--date", "yesterday", "x"],
        ["list", "--json", "--jsonl"],
        ["show"],
        ["--nonsense"],
    ],
)
def test_a_call_that_is_not_understood_exits_with_2(octavo: Octavo, arguments: list[str]) -> None:
    result = octavo(*arguments)

    assert result.status == 2
    assert result.err.startswith("octavo: usage: ")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["show", "nothing-like-it-at-all"], "nothing-like-it-at-all"),
        (["list", "--digest", "daily-papers-2025-11-06"], "daily-papers-2025-11-06"),
    ],
)
def test_an_error_is_one_line_that_names_its_subject(
    filled: Octavo, arguments: list[str], what: str
) -> None:
    result = filled(*arguments)

    assert result.status == 1
    assert result.err.startswith(f"octavo: {what}: ")
    assert result.err.count("\n") == 1


def test_a_digest_that_is_misspelt_is_named_rightly(filled: Octavo) -> None:
    assert "daily-papers-2025-11-05" in filled("list", "--digest", "daily-papers-2025-11-06").err


# ---- the rest


def test_paths_are_told_and_not_created(octavo: Octavo, tmp_path: Path) -> None:
    assert f"settings  {tmp_path / 'home' / 'config' / 'settings.toml'}" in octavo("paths").out
    assert not (tmp_path / "home").exists()


def test_rebuild_makes_the_same_library(filled: Octavo) -> None:
    filled("star", "rounding-is-enough")
    before = filled("list", "--json").json

    assert filled("rebuild").out == "2 digests, 34 papers\n"
    assert filled("list", "--json").json == before


def test_help_names_every_verb(octavo: Octavo) -> None:
    out = octavo("--help").out

    for verb in ("import", "list", "show", "star", "unstar", "digests", "paths", "rebuild"):
        assert f"\n  {verb} " in out


def test_without_a_terminal_octavo_prints_the_list(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "octavo_tui"]

    shown = subprocess.run(
        command,
        input=(PAGES / "plain.txt").read_bytes(),
        env=environment,
        capture_output=True,
        check=True,
    )
    version = subprocess.run([*command, "--version"], capture_output=True, check=True)

    assert shown.stdout.decode().splitlines()[0] == f"●  {TIDAL}"
    assert version.stdout.startswith(b"octavo ")


def test_the_command_line_needs_no_textual(tmp_path: Path) -> None:
    code = (
        "import sys; from octavo_model import Paths; from octavo_tui.cli import run\n"
        f"run(['list', '--limit', '20'], Paths.under({str(tmp_path)!r}))\n"
        "print([name for name in ('textual', 'rich', 'numpy', 'rapidfuzz') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert done.stdout == "[]\n"


def test_a_closed_pipe_is_no_error(filled: Octavo, tmp_path: Path) -> None:
    del filled
    code = (
        "import sys; from octavo_model import Paths; from octavo_tui.cli import run; "
        f"sys.exit(run(['list', '--json'], Paths.under({str(tmp_path / 'home')!r})))"
    )
    reading, writing = os.pipe()
    os.close(reading)

    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-c", code], stdout=closed, stderr=subprocess.PIPE, check=False
        )

    assert (done.stderr, done.returncode) == (b"", 1)


def test_the_library_is_left_as_the_reader_left_it(tmp_path: Path, octavo: Octavo) -> None:
    octavo("import", "--date", "2025-11-05", PAGES / "plain.txt")

    with Library.open(Paths.under(tmp_path / "home")) as library:
        assert library.digests()[0].date == dt.date(2025, 11, 5)
        assert library.counts(View.all()).total == 12
