from __future__ import annotations

import asyncio
import datetime as dt
import io
import json
import os
import shutil
import socket
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.model.sources.resolver.fake_services import FakeServices
from tests.tui.cli.conftest import Octavo
from tests.tui.conftest import PAGES

from octavo_model import Library, Paths, View
from octavo_model.core.errors import NOT_A_DIGEST, NotADigestError
from octavo_model.sources.environment import Endpoints, Environment, Timing
from octavo_model.text.clean import visible
from octavo_tui.cli.commands.imports import _by_reason
from octavo_tui.cli.commands.imports import add as add_papers

ONE_PAPER = """\
Daily Papers

Mar 12, 2025

A Title

What the paper says, in a sentence or two.
"""


def test_import_reports_each_file(octavo: Octavo) -> None:
    page = PAGES / "plain.txt"

    first = octavo("import", "--date", "2025-11-05", page)
    again = octavo("import", page)

    assert first.out == f"{page}: daily-papers-2025-11-05: 12 papers, 12 new\n"
    assert again.out == f"{page}: daily-papers-2025-11-05: already imported\n"
    assert (first.status, again.status) == (0, 0)


def test_import_reports_an_inferred_year(octavo: Octavo, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes((PAGES / "bylines.txt").read_bytes())
    os.utime(page, (1_762_000_000, 1_762_000_000))

    assert octavo("import", page).out == (
        f"{page}: daily-papers-2025-10-28: 30 papers, 30 new (date guessed)\n"
    )
    assert octavo("digests").out.endswith("left  (date guessed)\n")


def test_one_paper_is_singular(octavo: Octavo, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(ONE_PAPER)

    assert octavo("import", page).out.endswith(": 1 paper, 1 new\n")
    assert octavo("rebuild").out == "1 digest, 1 paper\n"


def test_a_new_date_of_a_known_digest_is_reported(octavo: Octavo) -> None:
    page = PAGES / "plain.txt"
    octavo("import", "--date", "2025-11-05", page)

    moved = octavo("import", "--date", "2020-02-02", page)
    again = octavo("import", "--date", "2020-02-02", page)

    name = "daily-papers-2025-11-05"
    changed = "date changed to 2020-02-02; its name stays"
    assert moved.out == f"{page}: {name}: already imported, {changed}\n"
    assert octavo("digests").out == f"{name}     12 of    12 left  (of 2020-02-02)\n"
    assert again.out == f"{page}: {name}: already imported\n"


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
            "without_abstract": 0,
        }
    ]


def test_records_without_title_or_abstract_are_counted(octavo: Octavo, tmp_path: Path) -> None:
    records = (
        "TY  - JOUR\nTI  - On Owls\nAB  - They hear well.\nER  - \n",
        "TY  - JOUR\nTI  - On Tides\nER  - \n",
        "TY  - JOUR\nDO  - 10.1000/untitled\nER  - \n",
        "TY  - JOUR\nTI  - On Owls\nER  - \n",
    )
    path = tmp_path / "refs.ris"
    path.write_text("\n".join(records))
    result = octavo("add", path)
    assert result.out == f"{path}: refs: 2 papers, 2 new, 1 without abstract\n"
    assert "a record without a title is left out: 10.1000/untitled" in result.err
    assert "the same paper again, saved once: On Owls" in result.err
    assert octavo("list", "digest:refs", "-has:abstract").out == "title:on-tides\tOn Tides\n"


def test_a_warning_names_its_line(octavo: Octavo) -> None:
    result = octavo("import", PAGES / "slips.txt")

    assert result.status == 0
    assert f"octavo: {PAGES / 'slips.txt'}: line " in result.err
    (report,) = octavo("import", "--json", PAGES / "slips.txt").json
    assert all(warning["line"] and warning["message"] for warning in report["warnings"])


def test_of_several_files_the_good_are_imported(octavo: Octavo, tmp_path: Path) -> None:
    bad, gone = PAGES / "not_a_digest.txt", tmp_path / "gone.txt"

    result = octavo("import", bad, PAGES / "plain.txt", gone)

    assert result.status == 3
    assert "12 papers" in result.out
    first, second = result.err.splitlines()
    assert first.startswith(f"octavo: {bad}: not a digest: text ")
    assert second == f"octavo: {gone}: no such file or folder"


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
def test_an_empty_name_is_not_a_file(octavo: Octavo, verb: list[str]) -> None:
    result = octavo(*verb, "")

    assert (result.status, result.err) == (3, "octavo: '': no such file\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "folder"
    folder.mkdir()
    return folder


def test_files_of_a_folder_that_are_not_digests_are_named(octavo: Octavo, folder: Path) -> None:
    (folder / "below").mkdir()
    for name in ("a.png", "b.png", "below/c.png"):
        (folder / name).write_bytes(b"\x89PNG")
    (folder / "page.txt").write_bytes((PAGES / "plain.txt").read_bytes())
    (folder / ".hidden").write_bytes(b"\x89PNG")

    result = octavo("import", folder)

    assert result.status == 3
    assert "12 papers" in result.out
    names = "a.png, b.png, below/c.png"
    assert result.err.startswith(f"octavo: {folder}: 3 files are not digests: {names} (")
    assert result.err.count("\n") == 1


def test_of_many_unreadable_files_a_few_are_named() -> None:
    errors = [NotADigestError(f"folder/{number:04}.png", NOT_A_DIGEST) for number in range(1_200)]
    names = "0000.png, 0001.png, 0002.png, 0003.png, 0004.png"
    (error,) = map(str, _by_reason("folder", errors))
    assert error == (
        f"folder: 1,200 files are not digests: {names} and 1,195 more (octavo add FILE shows why)"
    )


def test_unreadable_files_are_grouped_by_reason(octavo: Octavo, folder: Path) -> None:
    for name in ("a.png", "b.png"):
        (folder / name).write_bytes(b"\x89PNG")
    (folder / "login.html").write_text("<html><body><form>Log in</form></body></html>")
    alone = octavo("import", folder / "login.html").err

    assert "a web page, not a feed" in alone
    shown = octavo("import", folder).err
    assert alone in shown
    assert "2 files are not digests: a.png, b.png (" in shown

    shutil.copy(folder / "login.html", folder / "other.html")
    assert "2 files are not digests: login.html, other.html; a web page, not a feed (open" in (
        octavo("import", folder).err
    )


def test_a_refusal_says_what_the_file_is_and_what_to_do(octavo: Octavo, folder: Path) -> None:
    (folder / "feeds.opml").write_text("<opml version='2.0'><body/></opml>")
    assert octavo("import", folder / "feeds.opml").err == (
        f"octavo: {folder}/feeds.opml: OPML lists feeds, not papers"
        " (octavo source add FILE adds its feeds)\n"
    )


def test_explain_shows_which_format_reads_a_file_and_imports_nothing(
    octavo: Octavo, folder: Path
) -> None:
    path = folder / "owls.bib"
    path.write_text("@article{a, title = {Owls}}\n")
    shown = octavo("import", "--explain", path)
    assert (shown.status, shown.err) == (0, "")
    first, second, *_ = shown.out.splitlines()
    assert first == f"{path}: bibtex (1 paper; its own marks are there)"
    assert second.split(maxsplit=2) == ["0.95", "bibtex", "line 1: @article{a, title = {Owls}}"]
    assert octavo("digests", "--json").json == []

    (folder / "notes.json").write_text('{"size": 1}')
    both = octavo("import", "--explain", "--json", folder)
    assert both.status == 3
    reasons = [(one["format"], one["papers"]) for one in both.json]
    assert reasons == [(None, None), ("bibtex", 1)]


def test_the_number_of_reasons_is_limited(octavo: Octavo, folder: Path) -> None:
    for number in range(30):
        (folder / f"{number:02}.json").write_text("[" + "\n" * number + '{"title": "A", ')
    lines = octavo("import", "--format", "json-feed", folder).err.splitlines()

    assert len(lines) == 9
    assert lines[-1].startswith(f"octavo: {folder}: 22 more files cannot be read: 08.json, 09.json")
    assert lines[-1].endswith("and 17 more (octavo add FILE shows why)")


def test_a_file_name_that_is_not_text_is_accepted(octavo: Octavo, tmp_path: Path, odd: str) -> None:
    folder = tmp_path / f"folder-{odd}"
    folder.mkdir()
    page = folder / f"{odd}.txt"
    page.write_bytes((PAGES / "plain.txt").read_bytes())
    stranger = folder / f"{odd}.png"
    stranger.write_bytes(b"\x89PNG")
    shown = visible(str(page))

    assert octavo("import", page).out.startswith(f"{shown}: daily-papers-")
    assert "already imported" in octavo("import", folder).out
    assert octavo("import", "--json", page).json[0]["path"] == str(page)
    assert octavo(page).status == 0
    assert octavo("rebuild").out == "1 digest, 12 papers\n"
    assert octavo("export", "-o", tmp_path / f"{odd}.bib").err == ""
    assert (tmp_path / f"{odd}.bib").read_text().count("@") == 12
    assert octavo("backup", tmp_path / f"{odd}.zip").err == ""
    assert octavo("restore", tmp_path / f"{odd}.zip").status == 0


def test_a_single_unreadable_file_of_a_folder_is_named(octavo: Octavo, folder: Path) -> None:
    (folder / "a.png").write_bytes(b"\x89PNG")

    assert octavo("import", folder).err.startswith(f"octavo: {folder}/a.png: not a digest")


def test_a_folder_without_files_is_reported(octavo: Octavo, folder: Path) -> None:
    result = octavo("import", folder)

    assert (result.status, result.out) == (0, "")
    assert result.err == (f"octavo: {folder}: no files in it to import\n")


@pytest.mark.slow
def test_a_very_large_file_is_reported_and_skipped(octavo: Octavo, folder: Path) -> None:
    page = (PAGES / "plain.txt").read_bytes()
    (folder / "small.txt").write_bytes(page)
    with (folder / "large.txt").open("wb") as large:
        large.write(page)
        large.write(b"\n" * (64 << 20))

    result = octavo("import", folder)

    assert (result.status, result.out.count("\n")) == (3, 1)
    assert result.err.startswith(f"octavo: {folder}/large.txt: has too many parts: 67,108,921")


def test_a_huge_file_is_judged_by_its_first_bytes(octavo: Octavo, tmp_path: Path) -> None:
    # More than any machine could hold: a file with a hole.
    with (tmp_path / "film").open("wb") as large:
        large.truncate(1 << 43)

    assert octavo("import", tmp_path / "film").err.startswith(
        f"octavo: {tmp_path}/film: not a digest"
    )


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_not_a_file(octavo: Octavo, device: str) -> None:
    result = octavo("import", device)

    assert result.err == f"octavo: {device}: is a device or a socket, not a file\n"


def test_a_socket_is_not_a_file(
    octavo: Octavo, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")

        assert "is a device or a socket, not a file" in octavo("import", "socket").err
        assert "no files in it to import" in octavo("import", folder).err


def test_a_named_pipe_is_read(octavo: Octavo, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writing = threading.Thread(target=pipe.write_bytes, args=((PAGES / "plain.txt").read_bytes(),))
    writing.start()

    assert "12 papers, 12 new" in octavo("import", pipe).out
    writing.join()


def test_standard_input_is_imported(octavo: Octavo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", standard_input("plain.txt"))

    (report,) = octavo("import", "--json", "-").json

    assert (report["path"], report["papers"]) == ("-", 12)


@pytest.mark.parametrize(
    ("name", "out", "err"),
    [
        ("not_a_digest.txt", "", "octavo: standard input: not a digest: text "),
        ("no_papers.txt", "standard input: no papers in it, nothing imported\n", ""),
    ],
)
def test_standard_input_has_a_name_in_messages(
    octavo: Octavo, monkeypatch: pytest.MonkeyPatch, name: str, out: str, err: str
) -> None:
    monkeypatch.setattr("sys.stdin", standard_input(name))

    result = octavo("import", "-")

    assert result.out == out
    assert result.err.startswith(err)


def standard_input(name: str) -> SimpleNamespace:
    """Like `sys.stdin` with this page redirected to it."""
    data = io.BytesIO((PAGES / name).read_bytes())
    return SimpleNamespace(buffer=data, isatty=lambda: False)


def test_the_reader_finds_what_was_imported(tmp_path: Path, octavo: Octavo) -> None:
    octavo("import", "--date", "2025-11-05", PAGES / "plain.txt")

    with Library.open(Paths.under(tmp_path / "home")) as library:
        assert library.catalog.digests()[0].date == dt.date(2025, 11, 5)
        assert library.catalog.counts(View.all()).total == 12


def test_formats_are_listed_by_kind_with_an_example_each(octavo: Octavo) -> None:
    shown = octavo("formats", "--json").json
    names = [one["name"] for one in shown]

    assert {"arxiv-feed", "arxiv-mail", "bibtex", "daily-papers-json", "mail", "ris"} <= set(names)
    lines = octavo("formats").out.splitlines()
    kinds = list(dict.fromkeys(one["kind"] for one in shown))
    assert [line for line in lines if not line.startswith(" ")] == kinds
    assert len(lines) == len(kinds) + 2 * len(names)
    assert lines[1].split() == [names[0], *shown[0]["title"].split()]
    assert lines[2].strip() == shown[0]["example"]
    assert max(map(len, lines)) <= 80


def test_the_format_can_be_forced(octavo: Octavo, folder: Path) -> None:
    file = folder / "notes.txt"
    file.write_text("title;abstract\nOwls at noon;They see.\n")

    assert octavo("import", file, "--format", "csv", "--json").json[0]["papers"] == 1
    wrong = octavo("import", file, "--format", "bib")
    assert wrong.status == 3
    assert "bib: unknown format" in wrong.err
    other = octavo("import", file, "--format", "json-lines")
    assert other.status == 3
    assert "is in the library already, read as csv" in other.err


def test_an_archive_is_read_from_standard_input(
    octavo: Octavo, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.jsonl", '{"title": "Owls at noon", "abstract": "They see."}\n')
        archive.writestr("b.jsonl", '{"title": "Bats at dusk", "abstract": "They hear."}\n')
    stdin = SimpleNamespace(buffer=io.BytesIO(packed.getvalue()), isatty=lambda: False)
    monkeypatch.setattr("sys.stdin", stdin)

    assert [one["new"] for one in octavo("import", "-", "--json").json] == [1, 1]


NOON = dt.datetime(2026, 11, 30, 12, 0, tzinfo=dt.UTC)
ADDED = "added-2026-11-30"
SERVICES = {"2401.00001": "Tides of Salt", "2401.00002": "A History of Dams"}


def add(paths: Paths, *papers: object, json: bool = False, down: bool = False) -> int:
    """``octavo add`` with invented services."""
    services = FakeServices(arxiv=SERVICES)
    if down:
        services.down = {"export.arxiv.org": 0, "huggingface.co": 0}
    timing = Timing(now=lambda: NOON, sleep=lambda _: asyncio.sleep(0))
    environment = Environment(timing, Endpoints(gaps={}), transport=services)
    options = SimpleNamespace(
        papers=list(map(str, papers)), files=False, explain=False, date=None, format=None,
        json=json, jsonl=False, inbox=False,
    )  # fmt: skip
    return add_papers(options, paths, environment)


def test_add_says_what_was_added_with_its_title(
    paths: Paths, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ids = tmp_path / "ids.txt"
    ids.write_text("2401.00002\n")

    assert add(paths, "arXiv:2401.00001", ids) == 0
    out, err = capsys.readouterr()
    assert out == f"added to {ADDED}: Tides of Salt\n{ids}: ids: 1 paper, 1 new\n"
    assert err == ""

    assert add(paths, "2401.00001", "a history of dams", "2401.09999") == 3
    out, err = capsys.readouterr()
    assert out == (
        "already in the library: Tides of Salt\nalready in the library: A History of Dams\n"
    )
    assert err == "octavo: 2401.09999: no paper arXiv:2401.09999\n"


def test_add_prints_json(paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    assert add(paths, "2401.00001", json=True) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "input": "2401.00001",
            "key": "arxiv:2401.00001",
            "title": "Tides of Salt",
            "digest": ADDED,
            "known": False,
        }
    ]


def test_add_without_a_network_says_when_the_title_comes(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(paths, "2401.00001", down=True) == 0
    out, err = capsys.readouterr()
    assert out == f"added to {ADDED}: arXiv:2401.00001 (octavo fetch gets its title)\n"
    assert "octavo: arXiv: no connection\n" in err


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("2401.00001", "arXiv:2401.00001"),
        ("https://arxiv.org/abs/2401.00001v2", "arXiv:2401.00001"),
        ("https://doi.org/10.1000/weirs", "doi:10.1000/weirs"),
        (
            "https://openreview.net/forum?id=aBcD12eFgH",
            "https://openreview.net/forum?id=aBcD12eFgH",
        ),
        ("A History of Weirs and Dams", "A History of Weirs and Dams"),
    ],
)
def test_one_line_of_standard_input_may_be_an_id_an_address_or_a_title(
    octavo: Octavo, monkeypatch: pytest.MonkeyPatch, line: str, title: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line.encode() + b"\n")))
    assert octavo("import", "-").status == 0
    assert octavo("list", "--json").json[0]["title"] == title


def test_import_says_how_many_papers_have_no_title_yet(octavo: Octavo, tmp_path: Path) -> None:
    ids = tmp_path / "ids.txt"
    ids.write_text("2401.00001\n2401.00002\n10.1000/weirs\n")
    result = octavo("import", ids)
    assert result.out == (
        f"{ids}: ids: 3 papers, 3 new\n"
        "3 papers are known by their id alone: octavo fetch gets their titles\n"
    )


def test_a_bibliography_goes_to_the_inbox_if_asked(
    octavo: Octavo, paths: Paths, tmp_path: Path
) -> None:
    (tmp_path / "a.bib").write_text("@article{a, title = {A Title}, year = 2020}")
    octavo("add", tmp_path / "a.bib")
    with Library.open(paths) as library:
        assert library.catalog.counts(View.inbox()).total == 0
    octavo("add", "--inbox", tmp_path / "a.bib")
    with Library.open(paths) as library:
        assert library.catalog.counts(View.inbox()).total == 1
