from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.tui.cli.conftest import TIDAL, Octavo
from tests.tui.virtual_terminal import Terminal, environment_in

FIELDS = [
    "key", "title", "readable_title", "abstract", "authors", "author_count", "organization", "date",
    "date_inferred", "comment_count", "arxiv_id", "links", "digests", "read", "starred",
    "updated", "verdict", "later_until", "followed", "muted", "badges", "doi", "version", "revised",
    "categories", "comments", "journal", "upvotes", "keywords", "ai_summary", "page", "code",
    "project", "tags", "note",
]  # fmt: skip


KEY = "title:tidal-attention-letting-context-windows-breathe"


def test_list_prints_key_and_title_for_other_programs(filled: Octavo) -> None:
    lines = filled("list").out.splitlines()

    assert len(lines) == 34
    assert lines[0] == f"{KEY}\t{TIDAL}"
    keys = [line.partition("\t")[0] for line in lines]
    assert filled("star", *keys).out.count("starred: ") == 34


def test_a_list_may_be_in_sentences(filled: Octavo) -> None:
    filled("star", TIDAL)
    (line,) = filled("list", "tidal attention", "--plain").out.splitlines()

    assert line == f"{TIDAL}, 3 authors, ~11 Mar 2025, read, starred."


def test_on_a_terminal_a_list_has_the_columns_of_the_reader(filled: Octavo, tmp_path: Path) -> None:
    filled("star", TIDAL)
    environment = {**environment_in(tmp_path), "COLUMNS": "", "TERM": "xterm-256color"}
    home = str(tmp_path / "home")
    with Terminal(environment, "--library", home, "list", "--limit", "2") as terminal:
        assert terminal.wait_for_end() == 0
        first, *_ = terminal.lines
    assert first.startswith(f" ★ {TIDAL[:38]}")
    assert first.index("~Mar'25") + len("~Mar'25") == 80
    assert b"\x1b[33m" in terminal.output
    options = "list", "--library", home, "--color=never", "--limit", "2"
    with Terminal(environment, *options) as terminal:
        assert terminal.wait_for_end() == 0
        assert b"\x1b[" not in terminal.output


def test_fields_are_chosen_by_name(filled: Octavo) -> None:
    (one,) = filled("list", TIDAL, "--json", "--fields", "title,read").json
    assert one == {"title": TIDAL, "read": False}
    assert filled("list", TIDAL, "--fields", "title,read,authors").out == f"{TIDAL}\tno\t\n"
    wrong = filled("list", TIDAL, "--fields", "titel")
    assert (wrong.status, wrong.out) == (2, "")
    assert "no field titel (did you mean title?)" in wrong.err


def test_a_paper_in_json_has_every_field(filled: Octavo) -> None:
    paper = filled("list", "--json", "--limit", "1").json[0]

    assert list(paper) == FIELDS
    assert paper["key"] == KEY
    assert (paper["date"], paper["date_inferred"]) == ("2025-03-11", True)
    assert paper["links"] == ["https://github.com/saltmarsh-lab/tidal-attention"]
    assert paper["digests"] == ["daily-papers-2025-11-05", "daily-papers-2025-10-28"]
    assert (paper["authors"], paper["arxiv_id"], paper["organization"]) == (None, None, None)
    assert (paper["read"], paper["starred"]) == (False, False)


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


def test_export_replaces_a_file_only_with_force(filled: Octavo, tmp_path: Path) -> None:
    file = tmp_path / "a.bib"
    file.write_text("mine")

    result = filled("export", "-o", file)
    assert (result.status, result.out) == (3, "")
    assert result.err == f"octavo: {file}: is already there (--force replaces it)\n"
    assert file.read_text() == "mine"

    assert filled("export", "-o", file, "--force").status == 0
    assert file.read_text().startswith("@misc")


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("missing/a.bib", "no such file or folder"),
        (".", "is already there (--force replaces it)"),
    ],
)
def test_export_reports_in_one_line_what_cannot_be_written(
    filled: Octavo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, why: str
) -> None:
    monkeypatch.chdir(tmp_path)

    result = filled("export", "-o", target)
    assert (result.status, result.out) == (3, "")
    assert why in result.err
    assert result.err.count("\n") == 1


def test_export_appends_what_a_bibliography_lacks(filled: Octavo, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text("@book{mine, title = {Mine}}\n")
    first = filled("export", "tidal attention", "-o", file, "--append")
    assert first.out == f"{file}: 1 paper added\n"
    both = filled("export", "--limit", 2, "-o", file, "--append")
    assert both.out == f"{file}: 1 paper added, 1 already there\n"
    text = file.read_text()
    assert text.startswith("@book{mine, title = {Mine}}\n\n@misc{tidal2025-")
    assert text.count("@misc{") == 2
    assert filled("export", "--limit", 2, "-o", file, "--append").out.startswith(
        f"{file}: 0 papers"
    )
    assert file.read_text() == text


@pytest.mark.parametrize("options", [["-o", ""], ["--append"], ["--append", "-o", "a.md"]])
def test_export_refuses_what_cannot_be_meant(filled: Octavo, options: list[str]) -> None:
    assert (filled("export", *options).status, filled("export", *options).out) == (2, "")


def test_an_exported_paper_is_imported_as_the_same_paper(filled: Octavo, tmp_path: Path) -> None:
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


@pytest.mark.parametrize("verb", [["list"], ["digests"], ["show", "tidal"], ["keys"]])
def test_json_lines_hold_the_same_objects(filled: Octavo, verb: list[str]) -> None:
    objects = [json.loads(line) for line in filled(*verb, "--jsonl").out.splitlines()]

    assert objects == filled(*verb, "--json").json
    assert objects


def test_show_prints_the_whole_paper(filled: Octavo) -> None:
    out = filled("show", "tidal").out

    assert out.startswith(f"{TIDAL}\n3 authors · ~11 Mar 2025\nunread; in daily-")
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
def test_only_the_known_part_of_a_date_is_shown(
    octavo: Octavo, tmp_path: Path, date: str, shown: str, listed: str
) -> None:
    page = tmp_path / "quills.bib"
    page.write_text(f"@misc{{q, title = {{Quills}}, author = {{Ada Strix}}, {date}}}")
    octavo("import", page)

    assert octavo("show", "quills").out.splitlines()[1] == f"Ada Strix · {shown}"
    (paper,) = octavo("list", "--json").json
    assert (paper["date"], paper["date_inferred"]) == (listed, False)


def test_digests_are_listed_newest_first(filled: Octavo) -> None:
    assert filled("digests").out.splitlines() == [
        "daily-papers-2025-11-05     12 of    12 left",
        "daily-papers-2025-10-28     30 of    30 left",
    ]
    assert filled("digests", "--json").json[0] == {
        "name": "daily-papers-2025-11-05",
        "format": "daily-papers-text",
        "date": "2025-11-05",
        "date_inferred": False,
        "papers": 12,
        "unread": 12,
        "undecided": 12,
    }
    # Starred and unread: nothing is left to decide.
    filled("star", TIDAL)
    filled("read", "--off", TIDAL)
    assert "   11 of    12 left" in filled("digests").out
    shown = filled("digest", "show", "daily-papers-2025-11-05").out
    assert "undecided     11" in shown
    assert "unread" not in shown


def test_a_link_is_opened_or_printed(filled: Octavo, monkeypatch: pytest.MonkeyPatch) -> None:
    # A browser in the terminal counts as none.
    monkeypatch.setenv("BROWSER", "lynx")
    result = filled("open", TIDAL, "nonsense-of-the-first-order")

    assert (result.status, result.out.count("\n")) == (3, 1)
    assert result.out.startswith("https://")
    assert result.err.startswith("octavo: nonsense-of-the-first-order: ")


def test_marks_from_the_command_line(filled: Octavo) -> None:
    key = "title:rounding-is-enough"

    assert filled("star", key).out == "starred: Rounding Is Enough\n"
    assert filled("star", key).out == "starred already: Rounding Is Enough\n"
    assert filled("star", "--off", key).out == "not starred: Rounding Is Enough\n"
    assert filled("unstar", key).out == "not starred already: Rounding Is Enough\n"
    assert filled("read", key).out == "read already: Rounding Is Enough\n"
    assert filled("unread", key).out == "unread: Rounding Is Enough\n"
    assert filled("read", key).out == "read: Rounding Is Enough\n"


def test_an_unknown_key_does_not_stop_the_others(filled: Octavo) -> None:
    result = filled("star", "nonsense-of-the-first-order", "rounding-is-enough")

    assert (result.status, result.out) == (3, "starred: Rounding Is Enough\n")
    assert result.err.startswith("octavo: nonsense-of-the-first-order: ")


@pytest.mark.parametrize("key", ["zzzzzz", "2101.00001"])
def test_an_unknown_key_comes_with_advice(filled: Octavo, key: str) -> None:
    assert "(try: octavo search WORDS)" in filled("show", key).err


@pytest.mark.parametrize("step", ["is_due", "make"])
def test_a_star_is_saved_when_the_daily_backup_fails(
    filled: Octavo, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "/copies")

    monkeypatch.setattr(f"octavo_model.library.backup.write.{step}", refuse)
    done = filled("star", TIDAL)
    assert done.status == 0
    assert done.out.startswith("starred")
    assert "Daily backup of your marks failed: /copies: no permission" in done.err
    assert TIDAL in filled("list", "--starred").out


@pytest.mark.parametrize("arguments", [("list",), ("list", "owls"), ("search", "owls")])
def test_an_empty_library_says_how_to_add_papers(octavo: Octavo, arguments: tuple[str]) -> None:
    result = octavo(*arguments)
    assert (result.status, result.out) == (0, "")
    assert result.err.endswith(
        "octavo: the library is empty: octavo FILE or octavo today adds papers\n"
    )


def test_a_query_without_matches_does_not_say_that_the_library_is_empty(filled: Octavo) -> None:
    assert "is empty" not in filled("list", "xyzzyq").err


@pytest.mark.parametrize("name", ["bibtex", "ris", "markdown", "csv"])
def test_list_prints_the_formats_of_export(filled: Octavo, name: str) -> None:
    listed = filled("list", "'tidal", "--format", name)
    assert listed.out == filled("export", "'tidal", "--format", name).out
    assert TIDAL in listed.out.replace("{", "").replace("}", "")


def test_list_prints_json_by_its_format_too(filled: Octavo) -> None:
    assert (
        filled("list", "'tidal", "--format", "json").out == filled("list", "'tidal", "--json").out
    )


@pytest.mark.parametrize("other", ["--json", "--jsonl", "--plain", "--raw", "--fields=key"])
def test_a_format_and_another_output_are_refused(filled: Octavo, other: str) -> None:
    result = filled("list", "--format", "ris", other)
    assert (result.status, result.out) == (2, "")
    assert f"--format ris goes without {other.partition('=')[0]}" in result.err


def test_nothing_is_printed_for_a_day_without_digests(filled: Octavo) -> None:
    result = filled("list", "digest:today", "--format", "markdown")
    assert (result.status, result.out) == (0, "")
