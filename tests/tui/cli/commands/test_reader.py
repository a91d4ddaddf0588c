from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from tests.model.sources.resolver.fake_services import FakeServices
from tests.tui.cli.commands.test_imports import NOON, SERVICES
from tests.tui.cli.conftest import TIDAL, Octavo
from tests.tui.conftest import PAGES

from octavo_model import Library, Paths, View
from octavo_model.core.dates import Precision
from octavo_model.sources.environment import Endpoints, Environment, Timing
from octavo_tui.cli.commands.reader import open_reader
from octavo_tui.cli.parser import parse


def test_without_a_terminal_octavo_prints_the_list(
    octavo: Octavo, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (PAGES / "plain.txt").open() as page:
        monkeypatch.setattr("sys.stdin", page)
        assert octavo().out.splitlines()[0].endswith(f"\t{TIDAL}")


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

    assert (result.status, len(result.out.splitlines())) == (3, 12)
    assert "not a digest" in result.err


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("digestz", "did you mean octavo digest? octavo --help lists the commands"),
        ("imports", "did you mean octavo add --files? octavo --help lists the commands"),
        ("starr", "did you mean octavo star? octavo --help lists the commands"),
        ("frobnicate", "octavo --help lists the commands"),
    ],
)
def test_a_word_that_is_not_a_file_may_be_a_command(octavo: Octavo, word: str, advice: str) -> None:
    result = octavo(word, "--json")

    assert (result.status, result.out) == (2, "")
    assert result.err == f"octavo: usage: {word}: no such command or file ({advice})\n"


def test_the_name_of_a_file_is_not_a_command(octavo: Octavo) -> None:
    assert octavo("digest.txt").err == "octavo: digest.txt: no such file or folder\n"


def test_an_id_is_added_and_its_digest_listed(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = Environment(
        Timing(now=lambda: NOON, sleep=lambda _: asyncio.sleep(0)),
        Endpoints(gaps={}),
        transport=FakeServices(arxiv=SERVICES),
    )
    options = parse(["2401.00001", "2401.09999", str(PAGES / "plain.txt")])

    assert open_reader(options, paths, environment) == 3
    said = capsys.readouterr()
    assert said.out == "arxiv:2401.00001\tTides of Salt\n"
    assert said.err.splitlines()[-1].startswith("octavo: 2401.09999: ")


def test_an_id_without_a_network_says_that_details_come_later(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    services = FakeServices(arxiv=SERVICES)
    services.down = {"export.arxiv.org": 0, "huggingface.co": 0}
    timing = Timing(now=lambda: NOON, sleep=lambda _: asyncio.sleep(0))
    environment = Environment(timing, Endpoints(gaps={}), transport=services)

    assert open_reader(parse(["2401.00001"]), paths, environment) == 0
    said = capsys.readouterr()
    assert said.err == "octavo: 1 paper, 1 new; no details yet: the next fetch asks\n"
    with Library.open(paths) as library:
        (paper,) = library.catalog.papers(library.catalog.ids(View.all()))
        assert (paper.date, paper.date_precision) == (dt.date(2024, 1, 1), Precision.MONTH)
        assert paper.is_guess


def test_the_tour_needs_a_terminal(octavo: Octavo) -> None:
    result = octavo("tour")

    assert (result.status, result.out) == (3, "")
    assert result.err == "octavo: the tour: needs a terminal (start octavo tour in one)\n"
