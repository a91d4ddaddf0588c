from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.tui.conftest import PAGES

from octavo_model import Library, Paths
from octavo_tui.cli.imports import Asked, Incoming, bring


def incoming(tmp_path: Path, *names: str) -> Incoming:
    with Library.open(Paths.under(tmp_path)) as library:
        asked = Asked(dt.date(2025, 11, 5))
        return bring(library, [str(PAGES / name) for name in names], asked)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["plain.txt"], "12 papers, 12 new"),
        (["slips.txt"], "7 papers, 7 new, 2 warnings"),
        (["plain.txt", "bylines.txt", "slips.txt"], "3 digests, 49 papers, 34 new, 2 warnings"),
        (["plain.txt", "plain.txt"], "2 digests, 24 papers, 12 new"),
        (["no_papers.txt"], "no_papers.txt: no papers in it, nothing imported"),
        (["plain.txt", "no_papers.txt", "not_a_digest.txt"], "12 papers, 12 new"),
    ],
)
def test_the_status_line_sums_up(tmp_path: Path, names: list[str], said: str) -> None:
    assert incoming(tmp_path, *names).said == said


def test_the_status_line_says_that_a_digest_is_known(tmp_path: Path) -> None:
    incoming(tmp_path, "plain.txt", "slips.txt")

    assert incoming(tmp_path, "plain.txt").said == "known already"
    assert incoming(tmp_path, "plain.txt", "slips.txt").said == (
        "2 digests, known already, 2 warnings"
    )


def test_failures_and_the_number_of_warnings_are_noticed(tmp_path: Path) -> None:
    notices = incoming(
        tmp_path, "slips.txt", "plain.txt", "no_papers.txt", "not_a_digest.txt"
    ).notices

    assert notices == [
        f"{PAGES}/not_a_digest.txt: not a digest (see octavo formats)",
        f"{PAGES}/no_papers.txt: no papers in it, nothing imported",
        "slips.txt: 2 warnings; octavo import PATH tells them",
    ]


def test_what_went_well_is_no_notice(tmp_path: Path) -> None:
    assert incoming(tmp_path, "plain.txt").notices == []
    assert incoming(tmp_path, "no_papers.txt").notices == []
