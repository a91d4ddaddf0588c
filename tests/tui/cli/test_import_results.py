from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.tui.conftest import PAGES

from octavo_model import Library, Paths
from octavo_model.core.parsed import ImportOptions
from octavo_tui.cli.commands.imports import import_paths
from octavo_tui.cli.import_results import ImportResults


def results(tmp_path: Path, *names: str) -> ImportResults:
    with Library.open(Paths.under(tmp_path)) as library:
        options = ImportOptions(date=dt.date(2025, 11, 5))
        return import_paths(library, [str(PAGES / name) for name in names], options)


@pytest.mark.parametrize(
    ("names", "summary"),
    [
        (["plain.txt"], "12 papers, 12 new"),
        (["slips.txt"], "7 papers, 7 new, 2 warnings"),
        (["plain.txt", "bylines.txt", "slips.txt"], "3 digests, 49 papers, 34 new, 2 warnings"),
        (["plain.txt", "plain.txt"], "2 digests, 24 papers, 12 new"),
        (["no_papers.txt"], "no_papers.txt: no papers in it, nothing imported"),
        (["plain.txt", "no_papers.txt", "not_a_digest.txt"], "12 papers, 12 new"),
    ],
)
def test_the_status_line_sums_up(tmp_path: Path, names: list[str], summary: str) -> None:
    assert results(tmp_path, *names).summary == summary


def test_the_status_line_says_that_a_digest_is_known(tmp_path: Path) -> None:
    results(tmp_path, "plain.txt", "slips.txt")

    assert results(tmp_path, "plain.txt").summary == "already imported"
    assert results(tmp_path, "plain.txt", "slips.txt").summary == (
        "2 digests, already imported, 2 warnings"
    )


def test_failures_and_the_number_of_warnings_are_noticed(tmp_path: Path) -> None:
    notices = results(
        tmp_path, "slips.txt", "plain.txt", "no_papers.txt", "not_a_digest.txt"
    ).notices

    assert notices[0].startswith(f"{PAGES}/not_a_digest.txt: not a digest: ")
    assert notices[1:] == [
        f"{PAGES}/no_papers.txt: no papers in it, nothing imported",
        "slips.txt: 2 warnings; octavo add PATH shows them",
    ]


def test_what_went_well_is_no_notice(tmp_path: Path) -> None:
    assert results(tmp_path, "plain.txt").notices == []
    assert results(tmp_path, "no_papers.txt").notices == []
