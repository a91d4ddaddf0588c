"""Links, copies and exports: what a reader takes along."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.tui.driver import Reader, reading
from textual.widgets import Input, OptionList, Static

from octavo_model import Library, Paths, View
from octavo_model.core.parsed import ImportOptions
from octavo_tui.dialogs.export import ExportDialog
from octavo_tui.dialogs.paper import COPIES, CopyDialog, LinkDialog

TIDAL = "Tidal Attention: Letting Context Windows Breathe"
CODE = "https://github.com/saltmarsh-lab/tidal-attention"
OWLS = {
    "title": "Owls & [/] Hear $\\ell_1$",
    "abstract": "Owls find mice. See https://mice.example.org/é;x and file:///etc/passwd.",
    "authors": ["Ada Strix", "Bo Tyto"],
    "id": "2511.00047",
    "doi": "10.1000/owls",
    "date": "2025-11-06",
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of one's own to write to, with no browser and no tmux."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    return folder


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a browser, which is here, was asked to open."""
    asked: list[str] = []
    monkeypatch.setenv("BROWSER", "true")
    monkeypatch.setattr("octavo_tui.terminal.desktop.open_address", asked.append)
    return asked


@pytest.fixture
def owls(library: Library) -> Library:
    """The library with a paper of which much is known in its newest digest."""
    library.imports.import_bytes(
        json.dumps(OWLS).encode() + b"\n",
        ImportOptions(name="owls.jsonl", date=dt.date(2025, 11, 7)),
    )
    return library


@asynccontextmanager
async def asked(
    library: Library, paths: Paths, *keys: str, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[Reader]:
    """A reader in which keys were pressed, the last of which opens a screen."""
    async with reading(library, paths, size=size) as reader:
        await reader.press(*keys[:-1])
        await reader.pilot.press(keys[-1])
        await reader.pilot.pause()
        yield reader


async def exported(reader: Reader) -> None:
    """Wait until the export that was started is over."""
    await reader.settle()


def toasts(reader: Reader) -> list[str]:
    return [one.message for one in reader.pilot.app._notifications]


# ---- links


async def test_where_no_browser_can_be_the_link_is_copied(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("o")

        assert reader.pilot.app.clipboard == CODE
        assert reader.said.startswith("No browser; sent to the terminal's clipboard: https://")


async def test_o_opens_the_browser_where_there_is_one(
    library: Library, paths: Paths, opened: list[str]
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("o")

        assert opened == [CODE]
        assert reader.said == "Opened in the browser: github.com/saltmarsh-lab/tidal-attention"


async def test_o_opens_the_page_of_a_paper(owls: Library, paths: Paths, opened: list[str]) -> None:
    async with reading(owls, paths) as reader:
        await reader.press("o")

        assert opened == ["https://arxiv.org/abs/2511.00047"]


@pytest.mark.parametrize(
    ("browser", "what"), [("", "Already saved"), ("true", "Already saved and opened")]
)
async def test_p_opens_the_pdf_that_is_saved(
    owls: Library,
    paths: Paths,
    monkeypatch: pytest.MonkeyPatch,
    here: Path,
    browser: str,
    what: str,
) -> None:
    monkeypatch.setenv("BROWSER", browser)
    files: list[Path] = []
    monkeypatch.setattr("octavo_tui.terminal.desktop.open_file", files.append)
    pdf = here / "owls.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    paths.saved_pdfs.mkdir(parents=True)
    (paths.saved_pdfs / "2511.00047").write_bytes(bytes(pdf))
    async with reading(owls, paths, size=(200, 40)) as reader:
        await reader.press("p")

        assert reader.said.startswith(what)
        assert "owls.pdf" in reader.status
        assert files == ([pdf] if browser else [])


async def test_p_says_so_where_no_pdf_is_known(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("p")

        assert reader.said == "No PDF: where its PDF is, is not known"
        assert "o opens the page" in reader.status


async def test_a_browser_that_cannot_be_started_is_told(
    library: Library, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(url: str) -> None:
        raise OSError("too many processes")

    monkeypatch.setenv("BROWSER", "true")
    monkeypatch.setattr("octavo_tui.terminal.desktop.open_address", fail)
    async with reading(library, paths) as reader:
        await reader.press("o")

        assert reader.said == "Could not open: too many processes"


async def test_the_chooser_shows_every_link_in_full(owls: Library, paths: Paths) -> None:
    async with asked(owls, paths, "O") as reader:
        screen = reader.pilot.app.screen
        assert isinstance(screen, LinkDialog)
        options = screen.query_one(OptionList)
        shown = [str(options.get_option_at_index(n).prompt) for n in range(options.option_count)]
        assert shown == [
            "1  Abstract\n   https://arxiv.org/abs/2511.00047",
            "2  PDF\n   https://arxiv.org/pdf/2511.00047",
            "3  Discussion\n   https://huggingface.co/papers/2511.00047",
            "4  Publisher\n   https://doi.org/10.1000/owls",
            "5  Link\n   https://mice.example.org/é;x",
        ]


@pytest.mark.parametrize(
    ("keys", "url"),
    [
        (["enter"], "https://arxiv.org/abs/2511.00047"),
        (["o"], "https://arxiv.org/abs/2511.00047"),
        (["j", "j", "k", "enter"], "https://arxiv.org/pdf/2511.00047"),
        (["4"], "https://doi.org/10.1000/owls"),
        (["escape"], None),
        (["q"], None),
    ],
)
async def test_the_chooser_opens_what_is_chosen(
    owls: Library, paths: Paths, opened: list[str], keys: list[str], url: str | None
) -> None:
    async with asked(owls, paths, "O") as reader:
        await reader.pilot.press(*keys)
        await reader.settle()

        assert opened == ([url] if url else [])
        assert reader.pilot.app.screen is reader.screen


async def test_the_chooser_copies_too(owls: Library, paths: Paths, opened: list[str]) -> None:
    async with asked(owls, paths, "O") as reader:
        await reader.pilot.press("9", "j", "y")
        await reader.settle()

        assert (opened, reader.pilot.app.clipboard) == ([], "https://arxiv.org/pdf/2511.00047")


async def test_a_click_on_a_link_opens_it(
    library: Library, paths: Paths, opened: list[str]
) -> None:
    async with reading(library, paths, size=(140, 60)) as reader:
        lines = [
            reader.screen.view.render_line(y).text for y in range(reader.screen.view.size.height)
        ]
        y = next(y for y, line in enumerate(lines) if "→ github.com/saltmarsh" in line)
        await reader.pilot.click("#paper", offset=(lines[y].index("saltmarsh"), y))
        await reader.settle()
        assert opened == [CODE]

        await reader.pilot.click("#paper", offset=(lines[y].index("saltmarsh"), y + 2))
        await reader.settle()
        assert opened == [CODE]


async def test_links_of_the_page_are_hyperlinks_of_the_terminal(
    owls: Library, paths: Paths
) -> None:
    async with reading(owls, paths) as reader:
        view = reader.screen.view
        written = "".join(
            view.render_line(y).render(reader.pilot.app.console) for y in range(view.size.height)
        )
        assert ";https://mice.example.org/%C3%A9;x\x1b\\" in written
        assert written.count("\x1b]8;;\x1b\\") == written.count("\x1b]8;") / 2 > 0
        assert "passwd\x1b\\" not in written


# ---- copies


@pytest.mark.parametrize(
    ("key", "copied", "said"),
    [
        ("y", CODE, CODE),
        ("l", CODE, CODE),
        ("t", TIDAL, TIDAL),
        ("m", f"[{TIDAL}]({CODE})", "Markdown link"),
        ("b", "@misc{tidal2025", "BibTeX"),
        ("c", f"“{TIDAL}”. 2025.", "“Tidal"),
        ("a", "Transformers read a fixed window", "abstract"),
        ("enter", CODE, CODE),
    ],
)
async def test_y_copies_what_is_chosen(
    library: Library, paths: Paths, key: str, copied: str, said: str
) -> None:
    async with asked(library, paths, "y") as reader:
        screen = reader.pilot.app.screen
        assert isinstance(screen, CopyDialog)
        assert screen.query_one(OptionList).option_count == len(COPIES)
        await reader.pilot.press(key)
        await reader.settle()

        assert reader.pilot.app.clipboard.startswith(copied)
        assert reader.said.startswith(f"sent to the terminal's clipboard: {said}")


async def test_escape_copies_nothing(library: Library, paths: Paths) -> None:
    async with asked(library, paths, "y") as reader:
        await reader.pilot.press("escape")
        await reader.settle()

        assert (reader.pilot.app.clipboard, reader.said) == ("", "")


# ---- exports


async def test_e_writes_the_list_as_it_is_filtered(
    library: Library, paths: Paths, here: Path
) -> None:
    async with asked(library, paths, "/", *"tidal", "enter", "e") as reader:
        assert isinstance(reader.pilot.app.screen, ExportDialog)
        shown = len(reader.titles)
        assert shown < 12
        await reader.pilot.press("enter")
        await exported(reader)

        file = here / "daily-papers-2025-11-05-tidal.bib"
        assert toasts(reader) == [f"{shown} paper{'s' if shown > 1 else ''} as BibTeX:\n{file}"]
    assert file.read_text().count("@misc{") == shown
    assert "Tidal Attention" in file.read_text()


@pytest.mark.parametrize(
    ("keys", "name", "start"),
    [
        (["j", "enter"], "daily-papers-2025-11-05.md", "## [Tidal"),
        (["j", "j", "enter"], "daily-papers-2025-11-05.csv", "key,title"),
        (["j", "j", "j", "enter"], "daily-papers-2025-11-05.json", '[\n  {"key"'),
        (["p", "enter"], "tidal-attention-letting-context-windows-breathe.bib", "@misc{tidal"),
        (["tab", *"../x.y", "enter"], "../x.y", "@misc{tidal"),
        (["j", "tab", *"mine", "enter"], "mine", "## [Tidal"),
    ],
)
async def test_format_scope_and_name_are_chosen(
    library: Library, paths: Paths, here: Path, keys: list[str], name: str, start: str
) -> None:
    async with asked(library, paths, "e") as reader:
        await reader.pilot.press(*keys)
        await exported(reader)

    assert (here / name).read_text().startswith(start)


async def test_in_the_paper_e_means_the_paper(library: Library, paths: Paths, here: Path) -> None:
    async with asked(library, paths, "tab", "e") as reader:
        reported = str(reader.pilot.app.screen.query_one("#what", Static).content)
        assert reported == (
            f"p  ( ) the list: 12 papers, HF Daily · Wed 5 Nov\n   (•) the paper: {TIDAL}"
        )
        await reader.pilot.press("enter")
        await exported(reader)

    (file,) = here.iterdir()
    assert file.read_text().count("@misc{") == 1


async def test_a_name_that_was_typed_stays_when_the_format_changes(
    library: Library, paths: Paths
) -> None:
    async with asked(library, paths, "e") as reader:
        name = reader.pilot.app.screen.query_one(Input)
        await reader.pilot.press("j")
        await reader.pilot.pause()
        assert name.value.endswith(".md")

        await reader.pilot.press("tab", "x", "shift+tab", "j", "p")
        await reader.pilot.pause()
        assert name.value == "x"


async def test_nothing_is_written_over(library: Library, paths: Paths, here: Path) -> None:
    (here / "daily-papers-2025-11-05.bib").write_text("mine")
    async with asked(library, paths, "e") as reader:
        name = reader.pilot.app.screen.query_one(Input)
        assert name.value == "daily-papers-2025-11-05-2.bib"
        name.value = "daily-papers-2025-11-05.bib"
        await reader.pilot.press("enter")
        await exported(reader)

        assert reader.said.startswith("Could not export: ")
        assert reader.said.endswith("daily-papers-2025-11-05.bib: is already there")
        assert toasts(reader) == []
    assert [one.read_text() for one in here.iterdir()] == ["mine"]


@pytest.mark.parametrize("name", ["missing/x.bib", "~nobody-is-called-so/x.bib", "x" * 300])
async def test_what_cannot_be_written_is_said(library: Library, paths: Paths, name: str) -> None:
    async with asked(library, paths, "e") as reader:
        reader.pilot.app.screen.query_one(Input).value = name
        await reader.pilot.press("enter")
        await exported(reader)

        assert reader.said.startswith("Could not export: ")


async def test_an_empty_name_is_asked_for(library: Library, paths: Paths, here: Path) -> None:
    async with asked(library, paths, "e") as reader:
        screen = reader.pilot.app.screen
        screen.query_one(Input).value = " "
        await reader.pilot.press("enter")
        await reader.pilot.pause()

        assert reader.pilot.app.screen is screen
        assert screen.focused is screen.query_one(Input)
    assert list(here.iterdir()) == []


async def test_y_exports_to_the_clipboard(library: Library, paths: Paths, here: Path) -> None:
    async with asked(library, paths, "e") as reader:
        await reader.pilot.press("j", "y")
        await exported(reader)

        assert reader.pilot.app.clipboard.count("\n## [") == 11
        assert reader.said == "sent to the terminal's clipboard: 12 papers as Markdown"
    assert list(here.iterdir()) == []


async def test_what_is_too_much_for_a_clipboard_is_not_sent(library: Library, paths: Paths) -> None:
    day = json.dumps([{"title": f"Paper {n}", "abstract": "word " * 500} for n in range(200)])
    library.imports.import_bytes(
        day.encode(), ImportOptions(name="day.json", date=dt.date(2025, 11, 8))
    )
    assert library.catalog.counts(View.all()).total > 200
    async with asked(library, paths, "g", "a", "e") as reader:
        await reader.pilot.press("j", "y")
        await exported(reader)

        assert reader.pilot.app.clipboard == ""
        assert reader.said == "Too long to copy; export to a file instead"


async def test_an_empty_list_exports_nothing(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("g", "s", "e")

        assert reader.said == "Nothing to export"
        assert reader.pilot.app.screen is reader.screen


async def test_titles_are_no_markup_in_any_of_the_screens(owls: Library, paths: Paths) -> None:
    async with reading(owls, paths) as reader:
        for key in ("O", "y", "e"):
            await reader.pilot.press(key)
            await reader.pilot.pause()
            assert reader.pilot.app.screen is not reader.screen
            await reader.pilot.press("escape")
            await reader.settle()
        await reader.press("e")
        await reader.pilot.press("p", "enter")
        await exported(reader)
        assert toasts(reader)[0].startswith("1 paper as BibTeX:")


@pytest.mark.parametrize(
    ("key", "seen"),
    [
        ("y", ["y  Link", "t  Title", "m  Markdown", "b  BibTeX", "c  Citation", "a  Abstract"]),
        ("e", ["(•) the list", "( ) the paper", "BibTeX", "JSON", ".bib", "enter writes", "esc"]),
        ("O", ["1  ", "enter opens · y copies · esc closes"]),
    ],
)
async def test_on_a_low_screen_a_dialog_shows_all_its_choices(
    library: Library, paths: Paths, key: str, seen: list[str]
) -> None:
    async with reading(library, paths, size=(50, 15)) as reader:
        await reader.pilot.press(key)
        await reader.pilot.pause()
        strips = reader.pilot.app.screen._compositor.render_strips()
        shown = "\n".join(strip.text for strip in strips)
        assert [part for part in seen if part not in shown] == []
