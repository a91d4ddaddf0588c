"""What to read next, in the reader."""

from __future__ import annotations

import json
import re
from threading import Event
from typing import TYPE_CHECKING

import pytest
from tests.model.search.similar.papers import invented
from tests.tui.driver import reading

from octavo_model import Library, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_model.core.views import ViewKind
from octavo_model.index.first_page import FirstPage
from octavo_tui.dialogs.paper import MergeDialog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from octavo_model import Paths

PAPERS = invented(120)
OWLS = [f"title:{paper['title']}" for subject, paper in PAPERS if subject == "owls"]


def page(*papers: dict[str, str]) -> bytes:
    return "".join(json.dumps(one) + "\n" for one in papers).encode()


@pytest.fixture
def shelf(paths: Paths) -> Iterator[Library]:
    """120 papers about six subjects."""
    with Library.open(paths, machine="desk") as library:
        papers = page(*(paper for _, paper in PAPERS))
        library.imports.import_bytes(papers, ImportOptions(name="2025-01-01.jsonl"))
        yield library


def star(library: Library, number: int) -> None:
    library.marks.mark(
        [library.catalog.resolve(key) for key in OWLS[:number]], MarkField.STARRED, True
    )


async def test_4_lists_unread_papers_like_the_starred_ones_each_with_its_why(
    shelf: Library, paths: Paths
) -> None:
    star(shelf, 8)
    async with reading(shelf, paths, start=View.all()) as reader:
        await reader.press("g", "f")
        assert reader.controllers.paper_list.view == View.for_you()
        assert reader.status.startswith(" For you ")
        assert {shelf.catalog.resolve(key) for key in OWLS[8:]} <= set(
            reader.screen.papers.ids[:14]
        )
        assert re.search(r"≈ For you \d\d: ", reader.text)
        first = reader.text
        await reader.press("j")
        assert re.search(r"≈ For you \d\d: ", reader.text)
        assert reader.text != first


async def test_with_too_few_stars_it_says_how_many_are_missing(
    shelf: Library, paths: Paths
) -> None:
    star(shelf, 2)
    async with reading(shelf, paths, start=View.all()) as reader:
        await reader.press("g", "f")
        assert "Star 3 more papers" in reader.shown[1]
        await reader.press("g", "a", "s", "s", "g", "f")
        assert "Star 1 more paper" in reader.shown[1]
        await reader.press("g", "a", "G", "s", "g", "f")
        assert reader.titles


async def test_a_star_more_or_less_is_heeded_when_the_list_is_opened_again(
    shelf: Library, paths: Paths
) -> None:
    star(shelf, 6)
    async with reading(shelf, paths, start=View.all()) as reader:
        await reader.press("g", "f")
        best = reader.title
        await reader.press("s")
        assert (reader.titles[0], reader.place[:2]) == (best, "2/")
        await reader.press("g", "f")
        assert best not in reader.titles
        await reader.press("u", "g", "f")
        assert reader.title == best


async def test_m_lists_what_is_related_and_esc_goes_back(shelf: Library, paths: Paths) -> None:
    async with reading(shelf, paths, start=View.all()) as reader:
        await reader.press("j", "j")
        first = reader.title
        await reader.press("m")
        assert len(reader.titles) == 10
        assert reader.status.startswith(f" Related to {first}")
        assert "≈ like: " in reader.text
        await reader.press("j")
        second = reader.title
        await reader.press("m")
        assert reader.status.startswith(f" Related to {second}")
        await reader.press("escape")
        assert reader.status.startswith(f" Related to {first}")
        assert reader.title == second
        await reader.press("escape")
        assert reader.controllers.paper_list.view == View.all()
        assert reader.title == first
        assert "≈" not in reader.text
        await reader.press("escape")
        assert reader.controllers.paper_list.view == View.all()


async def test_esc_goes_back_to_the_filter_that_was_left(shelf: Library, paths: Paths) -> None:
    async with reading(shelf, paths, start=View.all()) as reader:
        await reader.press("/")
        await reader.type("owl")
        await reader.press("enter", "j")
        left = (reader.titles, reader.title)
        await reader.press("m")
        assert not reader.screen.line.display
        await reader.press("escape")
        assert (reader.titles, reader.title) == left
        assert reader.screen.line.text == "owl"


async def test_esc_goes_back_to_the_suggestions_that_were_left(
    shelf: Library, paths: Paths
) -> None:
    star(shelf, 8)
    async with reading(shelf, paths, start=View.all()) as reader:
        await reader.press("g", "f", "j", "j")
        await reader.press("r", "k")
        left = (reader.titles, reader.title, reader.text)
        await reader.press("m", "j", "escape")
        assert (reader.titles, reader.title) == left[:2]
        assert reader.controllers.paper_list.view == View.for_you()
        assert reader.text == left[2]


async def test_esc_goes_back_to_suggestions_also_if_their_paper_is_gone(
    shelf: Library, paths: Paths
) -> None:
    star(shelf, 8)
    async with reading(shelf, paths, start=View.all()) as reader:
        await reader.press("g", "f", "j", "j")
        titles, title = reader.titles, reader.title
        await reader.press("m")
        assert reader.title != title
        shelf.edits.remove_papers([shelf.catalog.resolve(title)])
        await reader.press("escape")
        assert reader.controllers.paper_list.view == View.for_you()
        # Ranked again without it: words are rarer by one paper.
        assert sorted(reader.titles) == sorted(one for one in titles if one != title)
        assert reader.title == titles[0]


async def test_suggestions_can_be_filtered(shelf: Library, paths: Paths) -> None:
    star(shelf, 8)
    async with reading(shelf, paths, start=View.all()) as reader:
        await reader.press("g", "f")
        every = reader.titles
        await reader.press("/")
        await reader.type("talon")
        assert 0 < len(reader.titles) < len(every)
        await reader.press("escape")
        assert reader.titles == every


@pytest.mark.parametrize("kind", ["for-you", "related"])
def test_suggestions_are_not_painted_early(shelf: Library, paths: Paths, kind: str) -> None:
    page = FirstPage(str(paths.data))
    try:
        assert page.rows(kind, None, "", 10) is None
        assert page.rows("all", None, "", 10) is not None
    finally:
        page.close()


@pytest.mark.parametrize("kind", ["gf", "m"])
async def test_the_reader_goes_on_in_suggestions(shelf: Library, paths: Paths, kind: str) -> None:
    star(shelf, 8)
    async with reading(shelf, paths, start=View.all()) as reader:
        await reader.press(*kind, "j", "j")
        left = (reader.controllers.paper_list.view, reader.title, reader.titles)

    async with reading(shelf, paths) as reader:
        assert (reader.controllers.paper_list.view, reader.title, reader.titles) == left
        assert "≈ " in reader.text
        if kind == "m":
            await reader.press("escape")
            assert reader.controllers.paper_list.view == View.all()


async def test_a_paper_that_is_gone_has_no_relations(shelf: Library, paths: Paths) -> None:
    paths.sessions.mkdir(parents=True)
    (paths.sessions / "0.json").write_text('{"kind": "related", "paper": "arxiv:1234.56789"}')

    async with reading(shelf, paths, size=(140, 24)) as reader:
        assert "the library has no paper with this arXiv id" in reader.shown[1]


async def test_while_the_index_is_made_the_list_says_so_and_keys_go_on(
    shelf: Library, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    star(shelf, 8)
    go_on, real = Event(), shelf.recommendations.for_you

    def slow(**options: object) -> object:
        assert go_on.wait(30)
        return real()

    monkeypatch.setattr(shelf.recommendations, "for_you", slow)
    async with reading(shelf, paths, start=View.all()) as reader:
        await reader.pilot.press("g", "f")
        await reader.pilot.pause()
        assert "Comparing with your starred papers" in reader.shown[1]
        reader.controllers.suggestions.progress()(1000, 5000)
        await reader.pilot.pause()
        assert "Reading abstracts: 1,000 of 5,000." in reader.shown[1]
        await reader.pilot.press("g", "a", "j")
        await reader.pilot.pause()
        assert reader.controllers.paper_list.view == View.all()
        assert reader.screen.papers.cursor == 1
        go_on.set()
        await reader.settle()
        # What came too late is not shown.
        assert reader.controllers.paper_list.view == View.all()
        await reader.press("g", "f")
        assert reader.titles


async def test_the_drawer_offers_what_is_for_you(shelf: Library, paths: Paths) -> None:
    star(shelf, 8)
    async with reading(shelf, paths, size=(140, 30), start=View.all()) as reader:
        await reader.press("d", "j", "j", "j")
        line = reader.screen.drawer.render_line(5).text
        assert "≈ For you" in line
        await reader.press("enter")
        assert reader.controllers.paper_list.view.kind is ViewKind.FOR_YOU
        assert reader.titles


SAME = (
    "Owls find mice in the dark. We model their ears as two slow microphones and show that three"
    " milliseconds suffice to find the place of a mouse under snow, no matter what the wind does."
)


async def test_a_work_seen_again_is_offered_for_merging_and_merged_when_told(
    shelf: Library, paths: Paths
) -> None:
    shelf.imports.import_bytes(
        page(
            {"title": "Slow ears suffice", "abstract": SAME},
            {"title": "Owls hear in two dimensions", "abstract": SAME, "id": "2401.00001"},
        ),
        ImportOptions(name="2025-02-02.jsonl"),
    )
    async with reading(shelf, paths, start=View.all()) as reader:
        assert reader.title == "Slow ears suffice"
        await reader.press("m")
        assert "perhaps a duplicate: M merges" in reader.text
        await reader.press("escape", "s", "M")
        assert isinstance(reader.pilot.app.screen, MergeDialog)
        await reader.press("escape")
        assert shelf.catalog.counts(View.all()).total == 122
        await reader.press("M", "enter")
        assert reader.said == "Merged: one paper with the digests and marks of both"
        assert "u undo" in reader.status
        assert shelf.catalog.counts(View.all()).total == 121
        assert shelf.catalog.paper(reader.row.id).key == "arxiv:2401.00001"
        assert reader.row.starred


# ---- on the command line


def octavo(paths: Paths, *arguments: str) -> int:
    from octavo_tui.cli.run import run

    return run(arguments, paths)


def test_list_for_you(shelf: Library, paths: Paths, capsys: pytest.CaptureFixture[str]) -> None:
    star(shelf, 8)
    shelf.close()

    assert octavo(paths, "for-you", "--limit", "3", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found) == 3
    assert found[0]["why"]
    assert found[0]["like"].startswith("title:on-the-")
    assert [one["score"] for one in found] == sorted((one["score"] for one in found), reverse=True)

    assert octavo(paths, "for-you", "--limit", "3") == 0
    assert [line.partition("\t")[0] for line in capsys.readouterr().out.splitlines()] == [
        one["key"] for one in found
    ]
    assert octavo(paths, "for-you", "--filter", "talon") == 0
    assert "talon" in capsys.readouterr().out


def test_list_for_you_with_too_few_stars(
    shelf: Library, paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf.close()

    assert octavo(paths, "for-you", "--exit-code") == 1
    said = capsys.readouterr()
    assert (said.out, "star 5 more papers" in said.err) == ("", True)


def test_related_on_the_command_line(
    shelf: Library, paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    shelf.close()

    assert octavo(paths, "related", OWLS[0], "--jsonl") == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(found) == 10
    assert {"key", "title", "score", "why", "same"} <= set(found[0])
    assert octavo(paths, "related", OWLS[0], "--limit", "2") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


@pytest.mark.slow
def test_nothing_heavy_is_imported_for_the_ways_that_are_fast(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys, octavo_tui.app.app, octavo_model.library;"
        "similar = 'octavo_model.search.similar';"
        "print([name for name in ('numpy', similar + '.recommender', similar)"
        " if name in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert said.stdout == "[]\n"


async def test_a_wide_window_shows_related_papers_below_the_abstract(
    shelf: Library, paths: Paths
) -> None:
    async with reading(shelf, paths, size=(200, 60), start=View.all()) as reader:
        await reader.press("j")
        related = shelf.recommendations.related(reader.row.id, 5)
        titles = [row.shown for row in shelf.catalog.rows([one.id for one in related]) if row]
        _, heading, below = reader.page.partition("≈ More like this")

        assert heading
        assert [line.strip(" ●★")[:30] for line in below.split("\n")[1:6]] == [
            title[:30] for title in titles
        ]


async def test_a_narrower_window_looks_up_nothing(shelf: Library, paths: Paths) -> None:
    async with reading(shelf, paths, size=(189, 60), start=View.all()) as reader:
        await reader.press("j")

        assert "More like this" not in reader.page


async def test_related_papers_are_those_of_the_paper_on_which_the_cursor_rests(
    shelf: Library, paths: Paths
) -> None:
    async with reading(shelf, paths, size=(200, 60), start=View.all()) as reader:
        shown: list[int] = []
        reader.controllers.suggestions.show_beside = lambda beside: shown.append(beside.paper)
        await reader.pilot.press("j", "j", "j")
        await reader.settle()

        assert shown[-1] == reader.row.id
        assert not {*shown} & {*reader.screen.papers.ids[1:3]}
