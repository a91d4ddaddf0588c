from __future__ import annotations

import pytest
from tests.tui.cli.conftest import TIDAL, Octavo
from tests.tui.conftest import PAGES


def test_without_a_terminal_octavo_prints_the_list(
    octavo: Octavo, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (PAGES / "plain.txt").open() as page:
        monkeypatch.setattr("sys.stdin", page)
        (first, *_) = octavo().out.splitlines()
        assert first.startswith(f"●  {TIDAL}  ")
        assert first.endswith("-11-05 (of its digest)")


def test_octavo_with_a_page_lists_it_and_reports_warnings(octavo: Octavo) -> None:
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


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("digestz", "did you mean digests? octavo --help lists the commands"),
        ("imports", "did you mean import? octavo --help lists the commands"),
        ("help", "octavo --help lists the commands"),
        ("frobnicate", "octavo --help lists the commands"),
    ],
)
def test_a_word_that_is_not_a_file_may_be_a_command(octavo: Octavo, word: str, advice: str) -> None:
    result = octavo(word)

    assert result.status == 1
    assert result.err == f"octavo: {word}: no such command or file ({advice})\n"


def test_the_name_of_a_file_is_not_a_command(octavo: Octavo) -> None:
    assert octavo("digest.txt").err == "octavo: digest.txt: no such file or folder\n"


def test_the_tour_needs_a_terminal(octavo: Octavo) -> None:
    result = octavo("tour")

    assert (result.status, result.out) == (1, "")
    assert result.err == "octavo: the tour: needs a terminal (start octavo tour in one)\n"
