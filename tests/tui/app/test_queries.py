from __future__ import annotations

import pytest
from tests.tui.driver import reading
from tests.tui.near_owls import LINES

from octavo_model import Library, Paths
from octavo_model.core.parsed import ImportOptions

TIDAL = "Tidal Attention: Letting Context Windows Breathe"


async def test_a_query_filters_as_one_types(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("s", "/")
        await reader.type("is:starred")
        assert reader.titles == [TIDAL]
        assert "this digest 1 · library 1" in reader.screen.line.render_line(0).text

        await reader.press("escape", "/")
        await reader.type("!tidal")
        assert len(reader.titles) == 11
        assert TIDAL not in reader.titles


@pytest.mark.slow
async def test_words_stay_fuzzy_beside_fields(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("tidl atention is:unread")
        assert reader.titles[0] == TIDAL


async def test_what_is_not_understood_is_told_in_the_line(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("'tidal is:unraed")
        assert reader.titles == [TIDAL]
        line = reader.screen.line.render_line(0)
        assert "is:unraed → is:unread? · 1 of 12" in line.text
        assert "1 of 12" in line.text
        wrong = "".join(one.text for one in line if one.style and one.style.underline)
        assert wrong == "is:unraed"

        await reader.press("escape", "/")
        await reader.type("'tidal is:unread")
        assert "→" not in reader.screen.line.render_line(0).text


@pytest.mark.slow
async def test_what_is_told_leaves_all_that_is_typed_in_sight(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=(140, 45)) as reader:
        await reader.press("/")
        await reader.type("video is:")
        text = reader.screen.line.render_line(0).text
        assert text.startswith(" / video is: ")
        assert "(undecided, starred, no, later, …) · 0 of 12" in text
        await reader.type("zz sort:zz up:zz")
        text = reader.screen.line.render_line(0).text
        assert text.startswith(" / video is:zz sort:zz up:zz ")
        assert "…" in text


async def test_a_field_that_there_is_not_is_hinted_at(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.press("/")
        await reader.type("cats:cs.LG")
        line = reader.screen.line.render_line(0)
        assert "cats:cs.LG → cat:?" in line.text
        wrong = "".join(one.text for one in line if one.style and one.style.underline)
        assert wrong == "cats:cs.LG"
        assert "“cats:cs.LG”: no field cats; did you mean cat:?" in " ".join(
            " ".join(reader.shown).split()
        )


@pytest.mark.slow
async def test_of_what_is_being_typed_nothing_is_said_while_it_finds_something(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        for typed in ('"tidal att', "tidal |", "tidal !", "~"):
            await reader.type(typed)
            assert reader.titles
            assert not reader.screen.line.problems, typed
            await reader.press("ctrl+u")
        await reader.type('"zzzz')
        assert "the quotation mark is not closed" in reader.screen.line.render_line(0).text
        assert "the quotation mark is not closed." in " ".join(" ".join(reader.shown).split())


@pytest.mark.slow
async def test_every_problem_can_be_read_in_80_columns(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.press("/")
        for text in ("date:2024-13-01", "sort:votes", "id:owl", "tilte:tide", "up:9..3", "in:x"):
            await reader.press("ctrl+u")
            await reader.type(text)
            (problem,) = reader.screen.line.problems
            reported = reader.screen.line.render_line(0).text
            assert (problem.nearest or problem.short) in reported
            assert "…" not in reported


@pytest.mark.slow
async def test_an_id_finds_its_paper(library: Library, paths: Paths) -> None:
    library.imports.import_bytes(
        b'{"title": "Owls", "arxiv_id": "2509.24007", "date": "2025-11-01"}\n',
        ImportOptions(name="owls.jsonl"),
    )
    async with reading(library, paths) as reader:
        await reader.press("g", "a")
        for text in ("2509.24007", "https://arxiv.org/abs/2509.24007v2", "arXiv:2509.24007 owl"):
            await reader.press("/", "ctrl+u")
            await reader.type(text)
            assert reader.titles == ["Owls"], text
        await reader.press("ctrl+u")
        await reader.type("!2509.24007")
        assert "Owls" not in reader.titles
        assert reader.titles


@pytest.mark.slow
async def test_a_narrow_line_leaves_room_for_what_is_typed(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(50, 15)) as reader:
        await reader.press("/")
        await reader.type("'tidal is:unraed")
        text = reader.screen.line.render_line(0).text
        assert text.index("is:unraed") < text.index("→ is:unread?")
        await reader.type(" up:many up:more")
        text = reader.screen.line.render_line(0).text
        assert "…" in text
        assert "more" in text[: text.index("…")]
        assert "1 of 12" in text


async def test_an_empty_list_says_which_part_emptied_it(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("tidal is:starred")
        assert reader.titles == []
        assert "No paper here matches “is:starred”." in " ".join(reader.shown)
        assert "Esc    clear the filter" in " ".join(reader.shown)

        await reader.press("enter", "escape")
        assert len(reader.titles) == 12


async def test_an_author_with_a_slip_is_offered_as_the_library_has_it(
    library: Library, paths: Paths
) -> None:
    library.imports.import_bytes(LINES.encode(), ImportOptions(name="owls.jsonl"))
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("au:qiull")
        assert "matches “au:qiull”; did you mean au:quill?" in " ".join(reader.shown)


async def test_an_empty_list_tells_in_full_what_was_not_understood(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.press("/")
        await reader.type("qqqxz digest:qqq")
        reported = " ".join(" ".join(reader.shown).split())
        assert "No title matches “qqqxz”." in reported
        assert "“digest:qqq” matches no digest in the library." in reported


@pytest.mark.slow
async def test_what_matched_exactly_is_lit(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type('"dal att" is:unread')
        strip = reader.screen.papers.render_line(0)
        lit = {one.text for one in strip if one.style and one.style.bold}
        assert any("dal Att" in text for text in lit), lit


@pytest.mark.slow
async def test_a_query_comes_back_at_the_next_start(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("!tidal is:unread")
        await reader.press("enter")
        titles = reader.titles
    async with reading(library, paths) as reader:
        await reader.settle()
        assert reader.screen.line.text == "!tidal is:unread"
        assert reader.titles == titles
