from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from octavo_model import Library, View

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.cli.conftest import Octavo

    from octavo_model import Paths

BIB = "".join(
    f"@article{{k{number}, title = {{Rails of the marsh, part {number}}}, year = 2019}}\n"
    for number in range(3)
)


def test_a_file_is_imported_and_stays_out_of_the_inbox(
    octavo: Octavo, paths: Paths, tmp_path: Path
) -> None:
    (tmp_path / "refs.bib").write_text(BIB)
    exported = octavo("add", "--files", tmp_path / "refs.bib")
    assert exported.status == 0
    octavo("export", "-o", tmp_path / "export.json", "--format", "json")
    octavo("digest", "remove", "refs", "--yes")

    added = octavo("interest", "add", "mine", "--from", tmp_path / "export.json")
    assert (added.out, added.err) == ("mine: 3 papers (digest:export)\n", "")
    with Library.open(paths) as library:
        assert library.catalog.counts(View.all()).total == 3
        assert library.catalog.counts(View.inbox()).total == 0
    listed = octavo("interest", "--json").json
    assert listed == [{"name": "mine", "query": "digest:export", "papers": 3, "unknown": []}]


def test_several_files_are_one_interest(octavo: Octavo, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB)
    (tmp_path / "b b.bib").write_text(BIB.replace("Rails", "Coots"))
    files = ("--from", tmp_path / "a.bib", "--from", tmp_path / "b b.bib")
    assert octavo("interest", "add", *files, "birds").out == (
        "birds: 6 papers (digest:a | digest:b-b)\n"
    )


def test_a_removed_digest_is_named_and_the_others_count(octavo: Octavo, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB)
    (tmp_path / "b.bib").write_text(BIB.replace("Rails", "Coots"))
    octavo("interest", "add", "birds", "--from", tmp_path / "a.bib", "--from", tmp_path / "b.bib")
    octavo("digest", "remove", "b", "--yes")
    line = octavo("interest").out
    assert line.split(maxsplit=3)[1:] == [
        "3",
        "papers",
        "digest:a | digest:b (not in the library: digest:b)\n",
    ]
    (listed,) = octavo("interest", "--json").json
    assert (listed["papers"], listed["unknown"]) == (3, ["digest:b"])


def test_what_an_interest_replaces_is_said(filled: Octavo) -> None:
    filled("interest", "add", "mine", "--from", "au:quill")
    again = filled("interest", "add", "mine", "--from", "au:quill")
    assert again.out.endswith("(au:quill)\n")
    other = filled("interest", "add", "mine", "--from", "au:owl")
    assert other.out.endswith("(au:owl), in place of au:quill\n")
    assert filled("undo").status == 0
    assert [one["query"] for one in filled("interest", "--json").json] == ["au:quill"]


def test_queries_and_views_are_interests(filled: Octavo) -> None:
    filled("view", "add", "Tides", "'tid", "sort:title")
    assert filled("interest", "add", "tides", "--from", "view:Tides").status == 0
    assert filled("interest", "add", "birds", "--from", "au:owl | au:quill").status == 0
    lines = filled("interests").out.splitlines()
    assert [line.split()[0] for line in lines] == ["birds", "tides"]
    assert lines[1].endswith("'tid sort:title")
    assert filled("interest", "rename", "birds", "flight").out.startswith("flight: ")
    assert filled("interest", "remove", "tides").status == 2
    assert filled("interest", "remove", "tid", "--yes").out == "tides: removed; its papers stay\n"
    assert filled("undo").out == "Interest tides: 'tid sort:title\n"
    assert [one["name"] for one in filled("interest", "list", "--json").json] == [
        "flight",
        "tides",
    ]
    assert "Renamed interest birds to flight" in filled("log").out


@pytest.mark.parametrize(
    ("source", "status"),
    [
        (("is:unraed",), 2),
        (("gone.bib",), 3),
        (("view:nowhere",), 3),
        ((".", "au:quill"), 2),
        (("",), 3),
    ],
)
def test_what_is_wrong_is_refused(filled: Octavo, source: tuple[str, ...], status: int) -> None:
    arguments = [part for one in source for part in ("--from", one)]
    result = filled("interest", "add", "mine", *arguments)
    assert (result.status, result.out) == (status, "")
    assert result.err
    assert "No interests yet" in filled("interest").out
