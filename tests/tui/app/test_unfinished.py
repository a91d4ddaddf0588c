"""A killed import on the command line and in the reader: nobody waits for it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cut_off import cut_off, write_papers
from tests.tui.driver import reading
from tests.tui.virtual_terminal import Terminal, environment_in, paths_in

from octavo_model import Library, Paths, View
from octavo_model.library.importing.streaming import BATCH
from octavo_tui.cli.run import run

PAPERS = 3 * BATCH
NOTE = "octavo: 1 digest is not fully indexed yet: the next import finishes it, or the reader"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    cut_off(paths_in(home), write_papers(tmp_path / "papers.jsonl", PAPERS), BATCH)
    return home


def unfinished(paths: Paths) -> int:
    with Library.open(paths, finish=False) as library:
        return library.unfinished()


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments",
    [
        ["list"],
        ["list", "--limit", "1"],
        ["list", "--json"],
        ["show", "2401.00000", "--json"],
        ["export"],
        ["digests", "--json"],
        ["star", "2401.00000"],
    ],
    ids=" ".join,
)
def test_what_only_reads_does_not_finish_it_and_says_so(
    home: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    paths = paths_in(home)
    assert run(arguments, paths) == 0
    out, err = capsys.readouterr()
    (line,) = err.splitlines()
    assert line.startswith(NOTE)
    assert out
    assert "indexed" not in out
    if "--json" in arguments:
        assert len(json.loads(out)) == (BATCH if "list" in arguments else 1)
    assert unfinished(paths) == 1


def test_the_next_import_finishes_it(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = paths_in(home)
    owls = tmp_path / "owls.jsonl"
    owls.write_text('{"title": "Owls", "abstract": "They see."}\n')
    assert run(["import", str(owls)], paths) == 0
    assert unfinished(paths) == 0
    capsys.readouterr()
    assert run(["list"], paths) == 0
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == PAPERS + 1
    assert err == ""


def test_the_doctor_mentions_it_and_is_content(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["doctor", "--json"], paths_in(home))
    (found,) = [one for one in json.loads(capsys.readouterr().out) if "indexed" in one["text"]]
    assert found["text"] == "1 digest not fully indexed yet"
    assert unfinished(paths_in(home)) == 1


@pytest.mark.slow
def test_the_reader_opens_at_once_and_finishes_it(home: Path) -> None:
    with Terminal(environment_in(home), size=(140, 24)) as terminal:
        terminal.wait_for(f"{PAPERS:,} left")
        terminal.type("q")
        assert terminal.wait_for_end() == 0
    assert unfinished(paths_in(home)) == 0


async def test_the_reader_tells_how_far_it_is_and_can_be_used_and_left(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, reported, ended = paths_in(home), threading.Event(), threading.Event()

    def finish(progress: Callable[[int, int], None], *, cancelled: Callable[[], bool]) -> None:
        progress(BATCH, PAPERS)
        reported.set()
        while not cancelled():
            ended.wait(0.01)
        ended.set()

    with Library.open(paths, finish=False) as library:
        monkeypatch.setattr(library, "finish", finish)
        async with reading(library, paths) as reader:
            while not reported.is_set():
                await reader.pilot.pause(0.01)
            await reader.settle()
            assert reader.screen.status.progress == "Indexing papers: 500 of 1,500"
            await reader.press("j", "s")
            assert library.catalog.counts(View.starred()).total == 1
        assert ended.wait(10)
