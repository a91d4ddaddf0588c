from __future__ import annotations

import datetime as dt
import io
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.tui.conftest import PAGES

from octavo_model import Library, Paths, View
from octavo_model.search.query.fields import examples
from octavo_model.storage.archive_record import Record, read_record, write_record
from octavo_model.text.clean import visible
from octavo_tui.cli.parser import run

TIDAL = "Tidal Attention: Letting Context Windows Breathe"
FIELDS = [
    "key", "title", "readable_title", "abstract", "authors", "author_count", "organization", "date",
    "date_inferred", "comment_count", "arxiv_id", "links", "digests", "read", "starred",
    "updated", "badges", "doi", "version", "revised", "categories", "comments", "journal",
    "upvotes", "keywords", "ai_summary", "page", "code", "project",
]  # fmt: skip


class Result(SimpleNamespace):
    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


ONE_PAPER = """\
Daily Papers

Mar 12, 2025

A Title

What the paper says, in a sentence or two.
"""

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


def test_import_says_when_it_concluded_the_year(octavo: Octavo, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes((PAGES / "bylines.txt").read_bytes())
    os.utime(page, (1_762_000_000, 1_762_000_000))

    assert octavo("import", page).out == (
        f"{page}: daily-papers-2025-10-28: 30 papers, 30 new (date inferred)\n"
    )
    assert octavo("digests").out.endswith("unread  (date inferred)\n")


def test_one_paper_is_told_as_one(octavo: Octavo, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(ONE_PAPER)

    assert octavo("import", page).out.endswith(": 1 paper, 1 new\n")
    assert octavo("rebuild").out == "1 digest, 1 paper\n"


def test_a_new_date_for_a_known_digest_is_told(octavo: Octavo) -> None:
    page = PAGES / "plain.txt"
    octavo("import", "--date", "2025-11-05", page)

    moved = octavo("import", "--date", "2020-02-02", page)
    again = octavo("import", "--date", "2020-02-02", page)

    name = "daily-papers-2025-11-05"
    told = "date changed to 2020-02-02, its name stays"
    assert moved.out == f"{page}: {name}: known already, {told}\n"
    assert octavo("digests").out == f"{name}     12 of    12 unread  (of 2020-02-02)\n"
    assert again.out == f"{page}: {name}: known already, nothing changed\n"


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
        f"octavo: {bad}: not a digest (see octavo formats)",
        f"octavo: {gone}: no such file or folder",
    ]


def test_a_folder_is_imported_whole(octavo: Octavo, tmp_path: Path) -> None:
    for name in ("plain.txt", "bylines.txt"):
        (tmp_path / name).write_bytes((PAGES / name).read_bytes())

    assert len(octavo("import", "--json", tmp_path).json) == 2


def test_a_page_without_papers_imports_nothing_and_says_so_once(octavo: Octavo) -> None:
    page = PAGES / "no_papers.txt"

    result = octavo("import", page)

    assert (result.status, result.err) == (0, "")
    assert result.out == f"{page}: no papers in it, nothing imported\n"
    assert octavo("digests", "--json").json == []
    (report,) = octavo("import", "--json", page).json
    assert report["warnings"] == [
        {"line": None, "message": "holds no papers; nothing was imported"}
    ]


@pytest.mark.parametrize("verb", [[], ["import"]])
def test_an_empty_name_is_no_file(octavo: Octavo, verb: list[str]) -> None:
    result = octavo(*verb, "")

    assert (result.status, result.err) == (1, "octavo: '': no such file\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder


def test_of_a_folder_what_is_no_digest_is_named(octavo: Octavo, folder: Path) -> None:
    (folder / "below").mkdir()
    for name in ("a.png", "b.png", "below/c.png"):
        (folder / name).write_bytes(b"\x89PNG")
    (folder / "page.txt").write_bytes((PAGES / "plain.txt").read_bytes())
    (folder / ".hidden").write_bytes(b"\x89PNG")

    result = octavo("import", folder)

    assert result.status == 1
    assert "12 papers" in result.out
    named = "3 files are no digests: a.png, b.png, below/c.png (see octavo formats)"
    assert result.err == f"octavo: {folder}: {named}\n"


def test_of_many_strangers_a_handful_is_named(octavo: Octavo, folder: Path) -> None:
    for number in range(1_200):
        (folder / f"{number:04}.png").write_bytes(b"\x89PNG")
    (line,) = octavo("import", folder).err.splitlines()
    assert "1200 files are no digests: 0000.png, 0001.png, 0002.png, 0003.png, 0004.png and" in line
    assert "and 1,195 more (see octavo formats" in line


def test_a_stranger_with_a_reason_of_its_own_is_told_with_it(octavo: Octavo, folder: Path) -> None:
    for name in ("a.png", "b.png"):
        (folder / name).write_bytes(b"\x89PNG")
    (folder / "login.html").write_text("<html><body><form>Log in</form></body></html>")
    alone = octavo("import", folder / "login.html").err

    assert "a web page, not a feed" in alone
    told = octavo("import", folder).err
    assert alone in told
    assert "2 files are no digests: a.png, b.png (" in told

    shutil.copy(folder / "login.html", folder / "other.html")
    assert "2 files are no digests: login.html, other.html; a web page, not a feed (open" in (
        octavo("import", folder).err
    )


def test_reasons_are_not_told_without_end(octavo: Octavo, folder: Path) -> None:
    for number in range(30):
        (folder / f"{number:02}.json").write_text("[" + "\n" * number + '{"title": "A", ')
    lines = octavo("import", "--format", "json-feed", folder).err.splitlines()

    assert len(lines) == 9
    assert lines[-1].startswith(f"octavo: {folder}: 22 files more cannot be read: 08.json, 09.json")
    assert lines[-1].endswith("and 17 more (octavo import FILE tells why)")


@pytest.fixture
def odd(tmp_path: Path) -> str:
    """A part of a file's name that is no text; skips where files cannot be called so."""
    name = os.fsdecode(b"zz\xff")
    try:
        (tmp_path / name).touch()
    except OSError:
        pytest.skip("names of files are text here")
    return name


def test_a_file_whose_name_is_no_text_is_a_file(octavo: Octavo, tmp_path: Path, odd: str) -> None:
    folder = tmp_path / f"folder-{odd}"
    folder.mkdir()
    page = folder / f"{odd}.txt"
    page.write_bytes((PAGES / "plain.txt").read_bytes())
    stranger = folder / f"{odd}.png"
    stranger.write_bytes(b"\x89PNG")
    told = visible(str(page))

    assert octavo("import", page).out.startswith(f"{told}: daily-papers-")
    assert "known already" in octavo("import", folder).out
    assert octavo("import", "--json", page).json[0]["path"] == str(page)
    assert octavo(page).status == 0
    assert octavo("rebuild").out == "1 digest, 12 papers\n"
    assert octavo("export", "-o", tmp_path / f"{odd}.bib").err == ""
    assert (tmp_path / f"{odd}.bib").read_text().count("@") == 12
    assert octavo("backup", tmp_path / f"{odd}.zip").err == ""
    assert octavo("restore", tmp_path / f"{odd}.zip").status == 0


def test_a_record_keeps_a_name_that_is_no_text(odd: str) -> None:
    moment = dt.datetime(2025, 3, 12, tzinfo=dt.UTC)
    record = Record(1, "a", f"{odd}.txt", f"/tmp/{odd}.txt", "ris", moment, moment, None, False)
    assert read_record(write_record(record)) == record


@pytest.mark.parametrize(
    "verb",
    [
        ("views", "add", "a", "title:{}"),
        ("views", "add", "{}", "a"),
        ("views", "rename", "code", "{}"),
        ("views", "remove", "{}"),
        ("views", "move", "{}", "1"),
        ("sources", "add", "{}", "daily-papers"),
        ("sources", "add", "a", "https://a.example/{}"),
        ("sources", "add", "a", "daily-papers", "--every", "{}"),
        ("sources", "add", "a", "/tmp/{}", "--kind", "folder"),
        ("sources", "add", "a", "echo {}", "--kind", "command"),
        ("sources", "remove", "{}"),
        ("fetch", "{}"),
        ("star", "{}"),
        ("show", "{}"),
        ("related", "{}"),
        ("list", "--view", "{}"),
        ("list", "--digest", "{}"),
        ("import", "--format", "{}", "page.txt"),
        ("{}",),
    ],
    ids=" ".join,
)
def test_an_argument_that_is_no_text_is_refused_by_words(
    filled: Octavo, odd: str, verb: tuple[str, ...]
) -> None:
    filled("views", "add", "code", "has:code")
    views = filled("views").out

    result = filled(*(part.format(odd) for part in verb))

    assert (result.status, result.out) == (1, "")
    assert result.err.startswith("octavo: ")
    assert result.err.count("\n") == 1
    assert "error of its own" not in result.err
    assert filled("views").out == views


@pytest.mark.parametrize(
    "query", ["{}", "~{}", "'{}", "au:{}", "cat:{}", "source:{}", "in:abstract {}", "sort:{}"]
)
def test_a_query_that_is_no_text_is_asked_all_the_same(
    filled: Octavo, odd: str, query: str
) -> None:
    for verb in (["list"], ["list", "--filter"], ["export"]):
        assert "error of its own" not in filled(*verb, query.format(odd)).err


def test_one_stranger_in_a_folder_is_told_by_its_name(octavo: Octavo, folder: Path) -> None:
    (folder / "a.png").write_bytes(b"\x89PNG")

    assert octavo("import", folder).err.startswith(f"octavo: {folder}/a.png: not a digest")


def test_a_folder_without_files_holds_nothing_to_import(octavo: Octavo, folder: Path) -> None:
    result = octavo("import", folder)

    assert (result.status, result.out) == (0, "")
    assert result.err == (f"octavo: {folder}: nothing to import, there are no files in it\n")


def test_a_very_large_file_of_a_folder_is_told_and_left_out(octavo: Octavo, folder: Path) -> None:
    page = (PAGES / "plain.txt").read_bytes()
    (folder / "small.txt").write_bytes(page)
    with (folder / "large.txt").open("wb") as large:
        large.write(page)
        large.write(b"\n" * (64 << 20))

    result = octavo("import", folder)

    assert (result.status, result.out.count("\n")) == (1, 1)
    assert result.err.startswith(f"octavo: {folder}/large.txt: has too many parts: 67,")


def test_a_large_stranger_is_known_by_its_beginning(octavo: Octavo, tmp_path: Path) -> None:
    # More than any machine could hold: a file with a hole.
    with (tmp_path / "film").open("wb") as large:
        large.truncate(1 << 43)

    assert octavo("import", tmp_path / "film").err.startswith(
        f"octavo: {tmp_path}/film: not a digest"
    )


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_no_file(octavo: Octavo, device: str) -> None:
    result = octavo("import", device)

    assert result.err == f"octavo: {device}: is a device or a socket, not a file\n"


def test_a_socket_is_no_file(octavo: Octavo, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")

        assert "is a device or a socket, not a file" in octavo("import", "socket").err
        assert "nothing to import" in octavo("import", folder).err


def test_a_pipe_with_a_name_is_read(octavo: Octavo, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writing = threading.Thread(target=pipe.write_bytes, args=((PAGES / "plain.txt").read_bytes(),))
    writing.start()

    assert "12 papers, 12 new" in octavo("import", pipe).out
    writing.join()


def test_standard_input_is_a_digest_too(octavo: Octavo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", standard_input("plain.txt"))

    (report,) = octavo("import", "--json", "-").json

    assert (report["path"], report["papers"]) == ("-", 12)


@pytest.mark.parametrize(
    ("name", "out", "err"),
    [
        ("not_a_digest.txt", "", "octavo: standard input: not a digest ("),
        ("no_papers.txt", "standard input: no papers in it, nothing imported\n", ""),
    ],
)
def test_standard_input_is_called_so(
    octavo: Octavo, monkeypatch: pytest.MonkeyPatch, name: str, out: str, err: str
) -> None:
    monkeypatch.setattr("sys.stdin", standard_input(name))

    result = octavo("import", "-")

    assert result.out == out
    assert result.err.startswith(err)


def standard_input(name: str) -> SimpleNamespace:
    """What `sys.stdin` would be with this page redirected to it."""
    data = io.BytesIO((PAGES / name).read_bytes())
    return SimpleNamespace(buffer=data, isatty=lambda: False)


# ---- octavo PATH, without a terminal


def test_octavo_with_a_page_lists_it_and_tells_what_was_not_understood(octavo: Octavo) -> None:
    page = PAGES / "slips.txt"

    result = octavo(page)

    assert result.status == 0
    assert len(result.out.splitlines()) == 7
    assert [line.startswith(f"octavo: {page}: line ") for line in result.err.splitlines()] == [
        True,
        True,
    ]


def test_octavo_with_a_page_without_papers_says_so(octavo: Octavo) -> None:
    page = PAGES / "no_papers.txt"

    result = octavo(page)

    assert (result.status, result.out) == (0, "")
    assert result.err == f"octavo: {page}: no papers in it, nothing imported\n"


def test_octavo_with_good_and_bad_pages_lists_the_good_and_fails(octavo: Octavo) -> None:
    result = octavo(PAGES / "not_a_digest.txt", PAGES / "plain.txt")

    assert (result.status, len(result.out.splitlines())) == (1, 12)
    assert "not a digest" in result.err


# ---- list, show, digests


def test_list_prints_a_line_a_paper(filled: Octavo) -> None:
    lines = filled("list").out.splitlines()

    assert len(lines) == 34
    assert lines[0] == f"●  {TIDAL}  2025-03-11 (year inferred)"


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


def test_list_prints_keys_for_other_programs_and_verbs(filled: Octavo) -> None:
    plain = filled("list", "--unread").out.splitlines()

    keyed = [line.split("\t") for line in filled("list", "--unread", "--keys").out.splitlines()]

    assert [line for _, line in keyed] == plain
    assert filled("star", *(key for key, _ in keyed)).out.count("starred: ") == 34
    assert filled("list", "--keys", "--json").status == 2


@pytest.mark.parametrize(
    ("name", "papers"),
    [
        ("28 Oct 2025 · Daily Papers", 30),
        ("28 oct 2025", 30),
        ("5 Nov 2025", 12),
        ("daily-papers-2025-11", 12),
    ],
)
def test_a_digest_is_known_by_its_label_and_by_its_beginning(
    filled: Octavo, name: str, papers: int
) -> None:
    assert len(filled("list", "--digest", name).out.splitlines()) == papers


@pytest.mark.parametrize("name", ["daily", "daily-papers-2025"])
def test_a_beginning_of_several_digests_names_none(filled: Octavo, name: str) -> None:
    result = filled("list", "--digest", name)

    assert (result.status, result.out) == (1, "")
    assert result.err == (
        f"octavo: {name}: fits 2 digests (write more of it, such as daily-papers-2025-11-05)\n"
    )


def test_an_empty_name_is_no_digest(filled: Octavo) -> None:
    assert filled("list", "--digest", "").status == 1


def test_no_number_of_papers_is_too_large(filled: Octavo) -> None:
    assert len(filled("list", "--limit", 10**30).out.splitlines()) == 34


# ---- export


def test_export_writes_what_the_query_finds_best_first(filled: Octavo) -> None:
    out = filled("export", "tidal attention").out

    assert out.startswith("@misc{tidal2025-")
    assert "title         = {Tidal Attention: Letting Context Windows Breathe}" in out
    assert "note          = {3 authors, not named by the source}" in out
    assert "author " not in out
    assert filled("export", "--filter", "tidal attention").out == out
    assert filled("export", "attention", "--filter", "tidal").out == out


@pytest.mark.parametrize(
    "chosen",
    [
        [],
        ["--starred"],
        ["--unread", "--limit", "3"],
        ["--digest", "28 Oct 2025"],
        ["--filter", "a", "--limit", "5"],
        ["--filter", "qqqxz"],
    ],
)
def test_export_chooses_as_list_does(filled: Octavo, chosen: list[str]) -> None:
    filled("star", "rounding-is-enough", "juries of small models")

    wanted = filled("list", "--json", *chosen).json
    for paper in wanted:
        paper.pop("score", None)
    assert filled("export", "--format", "json", *chosen).json == wanted


def test_export_to_json_is_what_list_prints(filled: Octavo) -> None:
    assert filled("export", "--format", "json").out == filled("list", "--json").out


@pytest.mark.parametrize(
    ("name", "start"), [("a.bib", "@misc{"), ("a.md", "## ["), ("a.CSV", "key,title,"), ("a", "@")]
)
def test_export_writes_a_file_in_the_format_of_its_name(
    filled: Octavo, tmp_path: Path, name: str, start: str
) -> None:
    result = filled("export", "--limit", "2", "-o", tmp_path / name)

    assert (result.status, result.out) == (0, f"{tmp_path / name}: 2 papers\n")
    assert (tmp_path / name).read_text().startswith(start)


def test_export_replaces_nothing_unless_told(filled: Octavo, tmp_path: Path) -> None:
    file = tmp_path / "a.bib"
    file.write_text("mine")

    result = filled("export", "-o", file)
    assert (result.status, result.out) == (1, "")
    assert result.err == f"octavo: {file}: is already there (--force replaces it)\n"
    assert file.read_text() == "mine"

    assert filled("export", "-o", file, "--force").status == 0
    assert file.read_text().startswith("@misc")


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("missing/a.bib", "no such file or folder"),
        ("", "an empty name is no file"),
        (".", "is already there (--force replaces it)"),
    ],
)
def test_export_tells_in_one_line_what_cannot_be_written(
    filled: Octavo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, why: str
) -> None:
    monkeypatch.chdir(tmp_path)

    result = filled("export", "-o", target)
    assert (result.status, result.out) == (1, "")
    assert why in result.err
    assert result.err.count("\n") == 1


def test_export_of_a_paper_comes_back_as_the_same_paper(filled: Octavo, tmp_path: Path) -> None:
    before = filled("list", "--json").json
    filled("export", "-o", tmp_path / "mine.bib")

    (report,) = filled("import", "--json", tmp_path / "mine.bib").json
    assert (report["papers"], report["new"], report["warnings"]) == (34, 0, [])
    again = {paper["key"]: paper for paper in filled("list", "--json").json}
    assert set(again) == {paper["key"] for paper in before}
    for paper in before:
        assert (again[paper["key"]]["title"], again[paper["key"]]["author_count"]) == (
            paper["title"],
            paper["author_count"],
        )


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


@pytest.mark.parametrize(
    ("date", "shown", "listed"),
    [
        ("date = {2014-07-01}", "1 Jul 2014", "2014-07-01"),
        ("year = 2014, month = jul", "Jul 2014", "2014-07"),
        ("year = 2014", "2014", "2014"),
    ],
)
def test_of_a_date_only_what_is_known_is_told(
    octavo: Octavo, tmp_path: Path, date: str, shown: str, listed: str
) -> None:
    page = tmp_path / "quills.bib"
    page.write_text(f"@misc{{q, title = {{Quills}}, author = {{Ada Strix}}, {date}}}")
    octavo("import", page)

    assert octavo("list").out == f"●  Quills  {listed}\n"
    assert octavo("show", "quills").out.splitlines()[1] == f"Ada Strix · {shown}"
    (paper,) = octavo("list", "--json").json
    assert (paper["date"], paper["date_inferred"]) == (listed, False)


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
        ["export", "--format", "docx"],
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


@pytest.mark.parametrize("key", ["zzzzzz", "2101.00001"])
def test_an_unknown_key_comes_with_advice(filled: Octavo, key: str) -> None:
    assert "(`octavo list --keys` tells all keys)" in filled("show", key).err


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("digest", "did you mean the verb digests? octavo --help lists them"),
        ("imports", "did you mean the verb import? octavo --help lists them"),
        ("help", "did you mean octavo --help?"),
        ("frobnicate", "nor a verb; octavo --help lists them"),
    ],
)
def test_a_word_that_is_no_file_was_perhaps_to_be_a_verb(
    octavo: Octavo, word: str, advice: str
) -> None:
    result = octavo(word)

    assert result.status == 1
    assert result.err == f"octavo: {word}: no such file or folder ({advice})\n"


def test_a_name_of_a_file_was_not_to_be_a_verb(octavo: Octavo) -> None:
    assert octavo("digest.txt").err == "octavo: digest.txt: no such file or folder\n"


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
        "import sys; from octavo_model import Paths; from octavo_tui.cli.parser import run\n"
        f"run(['list', '--limit', '20'], Paths.under({str(tmp_path)!r}))\n"
        "print([name for name in ('textual', 'rich', 'numpy', 'rapidfuzz') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert done.stdout == "[]\n"


def test_a_closed_pipe_is_no_error(filled: Octavo, tmp_path: Path) -> None:
    del filled
    code = (
        "import sys; from octavo_model import Paths; from octavo_tui.cli.parser import run; "
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


def test_formats_are_listed_with_an_example_each(octavo: Octavo) -> None:
    told = octavo("formats", "--json").json
    names = [one["name"] for one in told]

    assert names == sorted(names)
    assert {"arxiv-feed", "arxiv-mail", "bibtex", "daily-papers-json", "mail", "ris"} <= set(names)
    assert all(one["title"] and one["example"] for one in told)
    lines = octavo("formats").out.splitlines()
    assert len(lines) == 2 * len(names)
    assert lines[0].startswith(names[0])
    assert lines[1].strip() == told[0]["example"]


def test_a_format_that_is_named_is_what_a_file_is_read_by(octavo: Octavo, folder: Path) -> None:
    file = folder / "notes.txt"
    file.write_text("title;abstract\nOwls at noon;They see.\n")

    assert octavo("import", file, "--format", "csv", "--json").json[0]["papers"] == 1
    wrong = octavo("import", file, "--format", "bib")
    assert wrong.status == 1
    assert "bib: is no format Octavo reads" in wrong.err
    other = octavo("import", file, "--format", "json-lines")
    assert other.status == 1
    assert "is in the library already, read as csv (it is called notes)" in other.err


def test_an_archive_comes_in_by_standard_input(
    octavo: Octavo, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.jsonl", '{"title": "Owls at noon", "abstract": "They see."}\n')
        archive.writestr("b.jsonl", '{"title": "Bats at dusk", "abstract": "They hear."}\n')
    stdin = SimpleNamespace(buffer=io.BytesIO(packed.getvalue()), isatty=lambda: False)
    monkeypatch.setattr("sys.stdin", stdin)

    assert [one["new"] for one in octavo("import", "-", "--json").json] == [1, 1]


def test_list_takes_a_query(filled: Octavo) -> None:
    assert filled("list", "tidal", "is:unread").out.splitlines()[0].startswith("●  " + TIDAL)
    (one,) = filled("list", "'tidal  has:abstract", "--json").json
    assert (one["title"], one["score"]) == (TIDAL, 100)
    assert filled("list", "tidal", "--filter", "attention", "--limit", "1").out.count("\n") == 1
    assert (
        filled("list", "!tidal", "--unread").out.count("\n") == filled("list").out.count("\n") - 1
    )


def test_what_a_query_says_wrong_is_told_and_the_rest_counts(filled: Octavo) -> None:
    result = filled("list", "'tidal is:unraed")
    assert (result.status, result.out.count("\n")) == (0, 1)
    assert result.err == "octavo: query: “is:unraed” is not known; did you mean unread?\n"
    result = filled("list", "qqqxz", "is:unread")
    assert (result.status, result.out) == (1, "")
    assert "matches “qqqxz”" in result.err


@pytest.mark.parametrize(
    "looked_for",
    [
        ["nosuch"],
        ["is:starred"],
        ["--filter", "nosuch"],
        ["--starred"],
        ["--view", "none"],
        ["--digest", "5 Nov 2025", "--starred"],
        ["--unread", "nosuch"],
    ],
    ids=" ".join,
)
def test_a_search_that_finds_nothing_exits_with_1(
    filled: Octavo, tmp_path: Path, looked_for: list[str]
) -> None:
    filled("views", "add", "none", "is:starred")
    for verb in (["list"], ["list", "--keys"], ["export"]):
        found = filled(*verb, *looked_for)
        assert (found.status, found.out) == (1, "")
    for verb in (["list", "--json"], ["export", "--format", "json"]):
        found = filled(*verb, *looked_for)
        assert (found.status, found.json) == (1, [])
    written = filled("export", "-o", tmp_path / "none.bib", *looked_for)
    assert (written.status, written.out) == (1, f"{tmp_path}/none.bib: 0 papers\n")


@pytest.mark.parametrize(
    "arguments",
    [["list"], ["list", "--limit", "0", "tidal"], ["list", "--unread"], ["list", "tidal"]],
    ids=" ".join,
)
def test_what_is_found_or_was_not_looked_for_exits_with_0(
    filled: Octavo, arguments: list[str]
) -> None:
    assert filled(*arguments).status == 0


def test_an_empty_library_that_is_listed_is_no_failed_search(octavo: Octavo) -> None:
    assert octavo("list").status == 0
    assert octavo("export").status == 0
    assert octavo("list", "--unread").status == 1


def test_parts_of_a_query_may_begin_with_a_dash(filled: Octavo) -> None:
    everything = filled("list").out.splitlines()
    assert filled("list", "-is:read").out.splitlines() == everything
    assert filled("list", "-is:unread").out == ""
    assert len(filled("list", "-tidal").out.splitlines()) == len(everything) - 1
    assert filled("list", '-"tidal attention"', "-has:code").out == (
        filled("list", '!"tidal attention" !has:code').out
    )
    by_date = [one["title"] for one in filled("list", "sort:title", "--json").json]
    back = filled("list", "--json", "-sort:title", "--limit", "3").json
    assert [one["title"] for one in back] == by_date[::-1][:3]
    assert filled("export", "-sort:title", "--format", "json", "-cat:zz").json
    assert filled("list", "--", "-is:read").out.splitlines() == everything
    assert filled("views", "add", "rest", "-is:read", "-sort:date").status == 0
    assert filled("views", "--json").json[0]["query"] == "-is:read -sort:date"


def test_options_stand_among_the_parts_of_a_query(filled: Octavo) -> None:
    (one,) = filled("list", "tidal", "--json", "attention", "--limit", "1", "is:unread").json
    assert one["title"] == TIDAL


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["list", "--", "tidal", "--json"], "--json stands behind --, where all is query"),
        (["export", "--", "tidal", "-o", "x"], "-o stands behind --, where all is query"),
        (["list", "-json"], "-json is no option: did you mean --json?"),
        (["list", "--s"], "unrecognized arguments: --s"),
        (["export", "--form", "json"], "unrecognized arguments: --form"),
        (["import", "--da", "2025-01-01", "x"], "unrecognized arguments: --da"),
        (["sources", "add", "a", "daily-papers", "--ev", "6h"], "unrecognized arguments: --ev"),
    ],
)
def test_an_option_is_written_in_full_and_before_two_dashes(
    filled: Octavo, arguments: list[str], said: str
) -> None:
    result = filled(*arguments)
    assert result.status == 2
    assert said in result.err
    assert result.err.count("\n") == 1


def test_a_field_that_there_is_not_is_hinted_at(filled: Octavo) -> None:
    assert filled("list", "cats:cs.LG").err.splitlines() == [
        "octavo: query: “cats:cs.LG”: no field cats; did you mean cat:?",
        "octavo: query: No title matches “cats:cs.LG”",
    ]
    assert "not closed" in filled("list", '"tidal att').err
    assert "nothing follows it" in filled("list", "~").err
    assert filled("list", "Tidal: A Tale").err.count("\n") <= 1


def test_the_help_of_list_shows_every_example(octavo: Octavo) -> None:
    told = octavo("list", "--help").out
    for one in examples():
        assert f"  {one.query} " in told
        assert one.finds in told


def test_views_are_kept_listed_and_changed(filled: Octavo) -> None:
    assert "no views yet" in filled("views").out
    assert filled("views", "add", "All tides", "'tid", "sort:title").status == 0
    assert filled("views", "add", "code", "has:code is:unraed").err.count("unraed") == 1
    assert [one["name"] for one in filled("views", "--json").json] == ["All tides", "code"]
    tides, _ = filled("views", "list", "--json").json
    assert tides["query"] == "'tid sort:title"
    assert tides["papers"] == tides["unread"] == filled("list", "'tid").out.count("\n") > 0
    assert filled("list", "--view", "all").out == filled("list", "'tid sort:title").out
    assert filled("list", "--view", "all", TIDAL).out.count("\n") == 1

    filled("views", "move", "code", "1")
    filled("views", "rename", "All tides", "tides")
    lines = filled("views").out.splitlines()
    assert [line.split()[0] for line in lines] == ["code", "tides"]
    assert "unread  'tid sort:title" in lines[1]
    filled("views", "remove", "code")
    assert [one["name"] for one in filled("views", "--json").json] == ["tides"]
    result = filled("views", "remove", "tidez")
    assert (result.status, "did you mean tides" in result.err) == (1, True)
    assert filled("list", "--view", "nowhere").status == 1


# ---- backup and restore


def test_backup_and_restore_bring_everything_back(filled: Octavo, tmp_path: Path) -> None:
    filled("star", TIDAL)
    before = filled("list", "--json").out
    done = filled("backup", tmp_path / "b.zip")
    assert done.status == 0
    assert "2 digests, 1 line of the journal" in done.out
    shutil.rmtree(tmp_path / "home")
    assert filled("list").out == ""
    done = filled("restore", tmp_path / "b.zip")
    assert (done.status, done.err) == (0, "")
    assert done.out == "gained 2 digests, 1 line of the journal\n"
    assert filled("list", "--json").out == before
    assert filled("restore", tmp_path / "b.zip").out == (
        "gained 0 digests (2 there already), 0 lines of the journal\n"
    )


def test_a_program_in_a_backup_is_told_and_not_run(filled: Octavo, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    filled("sources", "add", "lab", f"touch {ran}", "--kind", "command")
    filled("backup", tmp_path / "b.zip")
    shutil.rmtree(tmp_path / "home")
    done = filled("restore", tmp_path / "b.zip")
    assert done.status == 0
    told = f"octavo sources add lab 'touch {ran}' --kind command --every 6h\n"
    assert f"source lab runs a program and was left out: to add it, {told}" in done.err
    filled("fetch")
    assert not ran.exists()
    assert filled(*shlex.split(told)[1:]).status == 0
    filled("fetch")
    assert ran.exists()


def test_backup_and_restore_say_in_a_line_what_is_wrong(filled: Octavo, tmp_path: Path) -> None:
    (tmp_path / "thesis").write_text("years of work")
    for verb, why in (("backup", "is no backup of Octavo's"), ("restore", "is no backup")):
        done = filled(verb, tmp_path / "thesis")
        assert done.status == 1
        assert why in done.err
        assert done.err.count("\n") == 1
    assert filled("restore", tmp_path / "nowhere").err.count("\n") == 1
    assert (tmp_path / "thesis").read_text() == "years of work"


@pytest.mark.parametrize("step", ["is_due", "make"])
def test_a_star_is_kept_though_the_daily_copy_cannot_be_written(
    filled: Octavo, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "/copies")

    monkeypatch.setattr(f"octavo_model.library.backup.write.{step}", refuse)
    done = filled("star", TIDAL)
    assert done.status == 0
    assert done.out.startswith("starred")
    assert "the marks were not copied today: /copies: no permission" in done.err
    assert TIDAL in filled("list", "--starred").out
