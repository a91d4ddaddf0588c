"""Reading the full text of a paper: opened, searched, its links followed, left and opened again."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.model.fulltext.sites import Sites, html_reply, page
from tests.tui import owls
from tests.tui.driver import Reader, reading

from octavo_model import Library, Paths, View
from octavo_model.fulltext.document import (
    Block,
    BlockKind,
    Document,
    Reference,
    Run,
    RunKind,
)
from octavo_tui.widgets.text_view import TextView

ID = owls.ID
DAY = dt.date(2025, 11, 2)
BATS = "Bats Are Not Blind"


def text(words: str) -> Run:
    return Run(RunKind.TEXT, words)


def paragraph(name: str, *runs: Run | str) -> Block:
    pieces = tuple(text(one) if isinstance(one, str) else one for one in runs)
    return Block(BlockKind.PARAGRAPH, pieces, name)


def heading(name: str, label: str, title: str) -> Block:
    return Block(BlockKind.HEADING, (text(title),), name, 2, label)


FILLER = "Owls wait on a branch until the grass moves, and then they wait a little longer. " * 8
DOCUMENT = Document(
    "Owls Hear in Two Dimensions",
    abstract=(paragraph("abstract.p1", "Owls find mice in the dark."),),
    blocks=(
        heading("S1", "1", "Introduction"),
        paragraph(
            "S1.p1",
            "Echoes were studied before ",
            Run(RunKind.CITE, "[1, 2]", ("bib.1", "bib.2")),
            ", see ",
            Run(RunKind.REF, "Section 2", ("S2",)),
            " and ",
            Run(RunKind.LINK, "the code", ("https://github.com/noctua/owls",)),
            ".",
        ),
        paragraph("S1.p2", FILLER),
        heading("S2", "2", "Two Microphones"),
        paragraph(
            "S2.p1", "The delay is ", Run(RunKind.MATH, r"\frac{d}{c}"), " seconds. ", FILLER
        ),
        paragraph("S2.p2", FILLER),
        heading("S3", "3", "Mice"),
        paragraph("S3.p1", "Mice are quiet ", Run(RunKind.CITE, "[2]", ("bib.2",)), ". ", FILLER),
        paragraph("S3.p2", FILLER),
    ),
    references=(
        Reference("bib.1", "1", "I. Vesper. Bats are not blind. 2001."),
        Reference("bib.2", "2", "M. Grass. On the noise of mice. 2003.", "2401.00077"),
    ),
    source="file",
    url=f"https://arxiv.org/html/{ID}v1",
)


@pytest.fixture
def sites() -> Iterator[Sites]:
    sites = Sites()
    yield sites
    sites.server.close()


@pytest.fixture
def read(library: Library) -> Library:
    """A library with a paper whose text is kept, and one that it cites."""
    cited = owls.BATS._replace(authors=("Ira Vesper",))
    owls.add_digest(library, "arxiv-mail", DAY, owls.MAILED, cited)
    library.full_texts.store.put(ID, DOCUMENT)
    return library


@asynccontextmanager
async def opened(
    library: Library, paths: Paths, *keys: str, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Reader]:
    """A reader with the text open."""
    async with reading(library, paths, size=size) as reader:
        await reader.press("g", "a")
        found = library.catalog.resolve(f"arxiv:{ID}")
        reader.screen.papers.go_to(list(reader.screen.papers.ids).index(found))
        await reader.settle()
        await reader.press("f", *keys)
        yield reader


def view(reader: Reader) -> TextView:
    return reader.screen.query_one(TextView)


def lines(reader: Reader) -> list[str]:
    """The lines on screen."""
    shown = view(reader)
    return [shown.render_line(y).text.rstrip(" ▐▕") for y in range(shown.size.height)]


def pointed(reader: Reader) -> str:
    """The line beside which the sign of the current link is."""
    return next((line for line in lines(reader) if line.startswith("▌")), "")


# ---- opening and leaving


async def test_f_opens_the_text_and_esc_closes_it(read: Library, paths: Paths) -> None:
    async with opened(read, paths) as reader:
        assert reader.focus == "text"
        assert lines(reader)[0].strip() == "Owls Hear in Two Dimensions"
        assert "min left" in reader.status
        assert not reader.screen.papers.region.width

        await reader.press("escape")

        assert reader.focus == "papers"
        assert reader.screen.papers.region.width
        assert "min left" not in reader.status


async def test_enter_on_an_open_paper_opens_its_text(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "escape", "enter") as reader:
        assert reader.focus == "paper"
        await reader.press("enter")
        assert reader.focus == "text"


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (140, 45), (200, 60)])
async def test_the_text_has_all_of_the_room(
    read: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with opened(read, paths, size=size) as reader:
        assert view(reader).size.height == size[1] - 2
        assert max(map(len, lines(reader))) <= view(reader).size.width
        assert lines(reader)[0].strip() == "Owls Hear in Two Dimensions"


async def test_it_opens_again_where_it_was_left(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "]", "]", "]", "j", "j", "j") as reader:
        before = lines(reader)
        await reader.press("q")
        await reader.press("f")
        assert lines(reader) == before
        await reader.press("q")
    async with opened(read, paths) as reader:
        assert lines(reader) == before


async def test_the_place_is_kept_when_the_terminal_changes(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "]", "]", "]") as reader:
        await reader.pilot.resize_terminal(50, 15)
        await reader.settle()
        assert lines(reader)[0].strip() == "2  Two Microphones"
        await reader.pilot.resize_terminal(140, 45)
        await reader.settle()
        assert lines(reader)[0].strip() == "2  Two Microphones"


async def test_leaving_the_reader_keeps_the_place(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "]", "]", "]") as reader:
        await reader.pilot.press("Q")
    paper = read.catalog.resolve(f"arxiv:{ID}")
    place = read.full_texts.places.of(paper)
    assert place is not None
    assert place[0].startswith("S2#")


# ---- moving


async def test_keys_move_by_lines_pages_and_sections(read: Library, paths: Paths) -> None:
    async with opened(read, paths) as reader:
        top = []
        for keys in ("j", "3j", "k", "space", "G", "gg", "]", "2]", "["):
            await reader.press(*keys) if keys != "space" else await reader.press("space")
            top.append(view(reader).top)
        sections = {one.title: one.line for one in view(reader).laid_out.sections}  # type: ignore[union-attr]
        assert top[:4] == [1, 4, 3, 3 + 21]
        assert top[4] == view(reader).last_top
        assert top[5:] == [
            0,
            sections["Abstract"],
            sections["Two Microphones"],
            sections["Introduction"],
        ]


async def test_the_outline_goes_to_a_section(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "]", "]", "O", "j", "enter") as reader:
        assert lines(reader)[0].strip() == "2  Two Microphones"


async def test_the_end_of_the_text_says_so(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "G", "space") as reader:
        assert reader.said == "The end of the paper"


# ---- links


async def test_tab_goes_along_the_links_and_shows_what_they_are(
    read: Library, paths: Paths
) -> None:
    async with opened(read, paths, "tab") as reader:
        assert "[1" in pointed(reader)
        assert "I. Vesper. Bats are not blind. 2001." in reader.said
        assert reader.said.startswith("[1●]: I. Vesper.")
        await reader.press("tab")
        assert reader.said.startswith("[2]: M. Grass.")
        await reader.press("tab")
        assert "Section 2" in reader.said
        await reader.press("tab")
        assert reader.said == "https://github.com/noctua/owls"
        await reader.press("shift+tab")
        assert "Section 2" in reader.said


async def test_a_link_is_followed_and_backspace_returns(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "tab", "tab", "tab") as reader:
        before = lines(reader)
        await reader.press("enter")
        assert lines(reader)[0].strip() == "2  Two Microphones"
        await reader.press("backspace")
        assert lines(reader) == before
        await reader.press("backspace")
        assert reader.said == "No earlier place"


async def test_a_citation_leads_to_its_reference(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "tab", "enter") as reader:
        assert "Vesper" in pointed(reader)
        await reader.press("*")
        await reader.press("enter")
        assert "Echoes were studied before" in pointed(reader)


async def test_a_cited_paper_of_the_library_shows_its_state_and_is_starred(
    read: Library, paths: Paths
) -> None:
    cited = read.catalog.resolve(BATS)
    async with opened(read, paths, "tab") as reader:
        assert "[1●, 2]" in pointed(reader)
        await reader.press("s")
        assert "[1★, 2]" in pointed(reader)
        assert read.catalog.paper(cited).starred
        assert not reader.row.starred
        await reader.press("u")
        assert not read.catalog.paper(cited).starred


async def test_s_without_a_link_stars_the_open_paper(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "s") as reader:
        assert reader.row.starred
        assert read.catalog.paper(read.catalog.resolve(f"arxiv:{ID}")).starred
        assert reader.focus == "text"


async def test_the_decision_keys_work_in_the_text(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "x") as reader:
        assert reader.row.verdict is not None
        assert reader.focus == "text"


async def test_y_copies_the_bibtex_of_a_reference(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "G", "tab") as reader:
        while "mice" not in reader.said:
            await reader.press("tab")
        await reader.press("y")
        copied = reader.pilot.app.clipboard
        assert copied.startswith("@misc{grass2003,")
        assert "eprint = {2401.00077}" in copied


async def test_the_text_of_a_cited_paper_opens_and_backspace_returns(
    read: Library, paths: Paths
) -> None:
    owls.add_digest(
        read,
        "arxiv-mail",
        DAY,
        owls.BATS._replace(title="On the Noise of Mice", arxiv_id="2401.00077"),
    )
    read.full_texts.store.put(
        "2401.00077", Document("On the Noise of Mice", blocks=(paragraph("p1", "Mice are loud."),))
    )
    async with opened(read, paths, "G", "tab") as reader:
        while "noise of mice" not in reader.said:
            await reader.press("tab")
        await reader.press("enter")
        assert lines(reader)[0].strip() == "On the Noise of Mice"
        await reader.press("backspace")
        assert any("Vesper" in line for line in lines(reader))


# ---- search


async def test_words_are_searched_and_n_goes_along_them(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "/") as reader:
        await reader.type("mice")
        await reader.press("enter")
        assert reader.said == "1 of 4 matches: mice"
        await reader.press("n", "n")
        assert reader.said == "3 of 4 matches: mice"
        await reader.press("N")
        assert reader.said == "2 of 4 matches: mice"
        await reader.press("escape", "n")
        assert reader.said == "No search"
        assert reader.focus == "text"


async def test_what_is_not_there_is_not_found(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "/") as reader:
        await reader.type("gulls")
        await reader.press("enter")
        assert reader.said == "Not found: gulls"


# ---- passages


async def test_a_passage_is_copied_with_its_citation(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "]", "]", "]", "j", "j", "v", "j", "j", "y") as reader:
        copied = reader.pilot.app.clipboard
        assert copied.startswith("The delay is d/c seconds. Owls wait")
        assert copied.endswith(f"\n[Strix et al. 2025, §2, arXiv:{ID}]")
        assert "\n" not in copied.partition("\n[")[0]


async def test_a_selection_is_extended_up_and_down(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "]", "]", "]", "5", "j", "v", "k", "k") as reader:
        top = view(reader).marks.selection.start
        assert len(view(reader).marks.selection) == 3
        await reader.press("j", "j", "j")
        assert view(reader).marks.selection == range(top + 2, top + 4)


async def test_a_note_on_a_passage_quotes_it(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "]", "]", "]", "j", "j", "v") as reader:
        reader.controllers.notes.in_editor = lambda before: f"{before}Why so long?"
        await reader.press("c")
        note = read.notes.of(read.catalog.resolve(f"arxiv:{ID}"))
        assert note.startswith("> The delay is d/c seconds.")
        assert f"(Strix et al. 2025, §2, arXiv:{ID})" in note
        assert note.endswith("Why so long?")
        await reader.press("q", "f")
        assert any(line.startswith("✎") for line in lines(reader))


# ---- formulas, layout


async def test_formulas_toggle_between_unicode_and_tex(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "]", "]", "]") as reader:
        assert any("d/c" in line for line in lines(reader))
        await reader.press("backslash")
        assert any(r"\frac{d}{c}" in line for line in lines(reader))


async def test_on_a_wide_terminal_the_text_is_beside_the_list(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "z", size=(170, 45)) as reader:
        assert reader.screen.papers.region.width
        assert view(reader).region.x > reader.screen.papers.region.x
        await reader.press("tab", "escape")
        await reader.press("z")
    async with opened(read, paths, "z") as reader:
        assert reader.said == "Needs a terminal of 160 columns or more"


async def test_in_the_list_beside_the_text_keys_are_those_of_the_list(
    read: Library, paths: Paths
) -> None:
    async with opened(read, paths, "z", size=(170, 45)) as reader:
        reader.controllers.panes.go_to_list()
        await reader.settle()
        await reader.press("j", "s")
        starred = [row.title for row in read.catalog.rows(read.catalog.ids(View.starred())) if row]
        assert "Owls Hear in Two Dimensions" not in starred
        assert view(reader).display


async def test_a_later_version_is_said_and_fetched(
    read: Library, paths: Paths, sites: Sites
) -> None:
    owls.add_digest(read, "arxiv-feed", dt.date(2025, 11, 20), owls.REPLACED)
    read.full_texts.environment = sites.environment()
    sites.serve(f"arxiv.org/html/{ID}v2", html_reply(page("Owls, Revised")))
    async with opened(read, paths) as reader:
        assert reader.said == "Version 2 is out"
        await reader.press("f")
        assert lines(reader)[0].strip() == "Owls, Revised"
        await reader.press("f")
        assert reader.said == "This is the full text"


async def test_a_text_that_is_not_to_be_had_says_why(read: Library, paths: Paths) -> None:
    async with reading(read, paths) as reader:
        await reader.press("g", "a")
        found = read.catalog.resolve(BATS)
        reader.screen.papers.go_to(list(reader.screen.papers.ids).index(found))
        await reader.settle()
        await reader.press("f")
        assert "only papers of arXiv have one" in reader.said
        assert reader.focus == "papers"


async def test_a_hostile_text_reaches_no_terminal(
    read: Library, paths: Paths, tmp_path: Path
) -> None:
    hostile = Document(
        "\x1b]52;c;x\x07[b]Owls[/b]", blocks=(paragraph("p", "\x1b[31mred [link=x]"),)
    )
    read.full_texts.store.put(ID, hostile)
    async with opened(read, paths) as reader:
        shown = "".join(lines(reader))
        assert "\x1b" not in "".join(
            segment.text
            for y in range(view(reader).size.height)
            for strip in view(reader).render_lines(view(reader).region.reset_offset)
            for segment in strip
        )
        assert "[link=x]" in shown
