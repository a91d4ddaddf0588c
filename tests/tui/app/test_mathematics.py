"""LaTeX in the reader and on the command line: as it reads, and at a key as it came."""

from __future__ import annotations

import pytest
from tests.tui.driver import reading
from tests.tui.mathematics import PERCH, SPARSE, SPARSE_RAW, add_mathematics
from textual.style import Style

from octavo_model import Library, Paths
from octavo_model.settings.session import load
from octavo_tui.cli.run import run
from octavo_tui.render.paper_page import PageStyles, PaperPage


@pytest.fixture
def owls(library: Library) -> int:
    return add_mathematics(library)


async def test_latex_is_shown_as_it_reads(library: Library, paths: Paths, owls: int) -> None:
    async with reading(library, paths) as reader:
        assert f"  {SPARSE}  " in reader.shown[0]
        assert f"  {PERCH}  " in reader.shown[1]
        assert reader.text.startswith(f"{SPARSE} André Strix, Stanisław Puszczyk 20 Nov")
        assert "Comments: 12 pages, Schläfer track J. of Owls 12" in reader.text
        assert "(1+ε)-approximation" in reader.text
        assert "Õ(n^(3/2)/ε²), i.e. faster than the Ω(n²) of [Strix07]. Barn owls" in reader.text
        assert "(n+1)/2 mice; tawny ones √n, where ‖x‖₂ ≤ 1 and x ∈ ℝⁿ." in reader.text
        assert "$5, about 2.5% of an owl. Code: https://noctua.example.org/" in reader.text

        await reader.press("j")

        assert "It costs $5, or $7 with a roof; see C:\\owls\\to\\perch." in reader.text


async def test_a_backslash_shows_it_as_it_came(library: Library, paths: Paths, owls: int) -> None:
    async with reading(library, paths) as reader:
        await reader.press("backslash")

        assert SPARSE_RAW[:40] in reader.shown[0]
        assert reader.text.startswith(f"{SPARSE_RAW} Andr\\'e Strix, Stanis\\law Puszczyk 20")
        assert 'Schl\\"afer track J. of \\emph{Owls} \\textbf{12}' in reader.text
        assert r"$\Omega(n^2)$ of \cite{Strix07}." in reader.text
        assert reader.said == "LaTeX source"

        await reader.press("j", "k")
        assert r"LaTeX source · \ renders" in reader.status

        await reader.press("backslash")

        assert f"  {SPARSE}  " in reader.shown[0]
        assert reader.said == "LaTeX rendered"

        await reader.press("j")
        assert "LaTeX" not in reader.status


async def test_the_choice_is_kept(library: Library, paths: Paths, owls: int) -> None:
    async with reading(library, paths) as reader:
        await reader.press("backslash")
    assert load(paths.sessions / "0.json").raw

    async with reading(library, paths) as reader:
        assert SPARSE_RAW[:40] in reader.shown[0]
        assert r"LaTeX source · \ renders" in reader.status


@pytest.mark.slow
async def test_what_a_filter_found_is_lit_where_it_is_seen(
    library: Library, paths: Paths, owls: int
) -> None:
    async with reading(library, paths) as reader:
        for query in ("l1 log", r"$\ell_1$ $\log$"):
            await reader.press("slash")
            await reader.type(query)
            papers = reader.screen.papers
            match = papers.get_component_rich_style("papers--match")
            strip = papers.render_line(0)

            assert [one.text for one in strip if one.style and one.style.underline] == ["ℓ₁", "log"]
            assert match.underline
            await reader.press("escape", "escape")


def test_italics_and_addresses_are_styled(library: Library, owls: int) -> None:
    styles = PageStyles(Style(bold=True), Style(dim=True), Style(underline=True), Style(), Style())
    paper = library.catalog.paper(owls)
    lines = PaperPage(paper, 400, styles).lines(paper)
    styled = {
        line.plain[span.start : span.end]: span.style for line in lines for span in line.spans
    }

    assert styled["Barn owls"] == styled["tawny"] == "italic"
    assert styled["https://noctua.example.org/sparse_owls"] == styles.link


def test_the_command_line_tells_it_as_it_reads(
    library: Library, paths: Paths, owls: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*arguments: str) -> str:
        assert run(arguments, paths) == 0
        return capsys.readouterr().out

    assert SPARSE in said("list")
    assert SPARSE_RAW in said("list", "--raw")
    assert said("show", "2511.00321").startswith(f"{SPARSE}\nAndré Strix, Stanisław Puszczyk ·")
    assert said("show", "2511.00321", "--raw").startswith(f"{SPARSE_RAW}\nAndr\\'e Strix")
    assert f"starred: {SPARSE}\n" == said("star", "2511.00321")
    assert f'"readable_title": "{SPARSE}"' in said("show", "2511.00321", "--jsonl")
    assert '"readable_title": null' in said("show", "2511.00322", "--jsonl")
