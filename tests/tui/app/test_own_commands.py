"""The user's own commands in the reader: run, shown, saved, stopped, removed."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.tui.driver import Reader, make_app, reading
from textual.widgets import Input, OptionList, Static

from octavo_model import Library, Paths
from octavo_model.settings.settings import Settings
from octavo_model.settings.user_commands import UserCommand
from octavo_tui.dialogs.help import HelpDialog
from octavo_tui.dialogs.own_commands import AskCommandDialog, OutputDialog

WAIT = "import threading; threading.Event().wait()"
SUMMARY = "import json, sys; print('In short:', json.load(sys.stdin)['title'], sys.argv[1])"


def python(code: str, *arguments: str, title: str = "", key: str = "W") -> UserCommand:
    return UserCommand((sys.executable, "-c", code, *arguments), title or "Summarise", key)


def own(**commands: UserCommand) -> dict[str, Any]:
    quiet = Settings(read_after=0, read_on_open=False, fetch_automatically=False)
    return {"settings": replace(quiet, commands=commands)}


def shown(reader: Reader) -> list[str]:
    """The lines of the paper that are in sight."""
    view = reader.screen.view
    return [view.render_line(y).text.strip(" ▐▕") for y in range(view.size.height)]


def spaceless(text: str) -> str:
    """A text without the spaces at which lines are broken."""
    return "".join(text.split())


async def test_output_is_shown_below_the_paper_and_survives_a_restart(
    library: Library, paths: Paths
) -> None:
    options = own(summary=python(SUMMARY, "{id}"))
    async with reading(library, paths, (80, 24), **options) as reader:
        title, key = reader.title, library.catalog.keys(reader.screen.papers.ids[:1])[0]
        printed = f"In short: {title} {key}"
        before = reader.text
        await reader.press("W")

        assert reader.said == f"“Summarise” is done: {title}"
        assert reader.text.startswith(before)
        assert spaceless(printed) in spaceless(reader.text)
        assert any(line.startswith("From “Summarise”, ") for line in shown(reader))
        await reader.press("j")
        assert spaceless(printed) not in spaceless(reader.text)
        await reader.press("k")
        assert spaceless(printed) in spaceless(reader.text)
    async with reading(library, paths, **options) as reader:
        reader.controllers.own.prepare()
        await reader.settle()
        assert spaceless(printed) in spaceless(reader.text)


async def test_hostile_output_is_data(library: Library, paths: Paths) -> None:
    evil = r"print('\x1b[31m[bold]x[/bold] [link=a]\x1b]52;c;UFdO\x07 $x \u202egnp\n  two\x9b2J')"
    async with reading(library, paths, **own(evil=python(evil))) as reader:
        await reader.press("W")
        assert reader.page.endswith("\n[bold]x[/bold] [link=a] $x gnp\ntwo2J")
        assert "\x1b" not in reader.page


async def test_a_failure_is_said_and_shown_but_not_saved(library: Library, paths: Paths) -> None:
    fail = python("import sys; print('half'); sys.exit('no key')")
    async with reading(library, paths, **own(fail=fail, gone=UserCommand(("/no/x",), key="Y"))) as (
        reader
    ):
        await reader.press("W")
        assert reader.said == "“Summarise” failed with status 1: no key"
        assert reader.text.endswith("· failed with status 1: no key half no key")
        await reader.press("Y")
        assert "/no/x: no such file or folder" in reader.said
    assert not library.outputs.exist()


async def test_a_command_that_prints_nothing_says_so(library: Library, paths: Paths) -> None:
    async with reading(library, paths, **own(quiet=python("print()"))) as reader:
        await reader.press("W")
        assert reader.said == "“Summarise” printed nothing"


async def test_long_output_is_cut_and_says_so(library: Library, paths: Paths) -> None:
    commands = own(
        long=python("while True: print('owl')"), lines=python("print('y\\n' * 9999)", key="Y")
    )
    async with reading(library, paths, **commands) as reader:
        for key in ("W", "Y"):
            await reader.press(key)
            (output, *_) = library.outputs.of(reader.row.id)
            assert output.note == "cut after 64 kB or 2,000 lines"
            assert output.text.count("\n") == 1_999
            assert output.note in reader.text


async def test_a_command_that_takes_too_long_is_ended(library: Library, paths: Paths) -> None:
    slow = UserCommand((sys.executable, "-c", WAIT), "Slow", "W", timeout=0.1)
    async with reading(library, paths, **own(slow=slow)) as reader:
        await reader.press("W")
        assert "took longer than 0.1 seconds" in reader.said


def waiting(folder: Path) -> tuple[UserCommand, Path]:
    """A command that does not end, and the pipe to which it writes its number."""
    ready = folder / "ready"
    os.mkfifo(ready)
    code = f"import os; open({str(ready)!r}, 'w').write(str(os.getpid())); {WAIT}"
    return python(code, title="Wait"), ready


def is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


async def test_the_same_key_and_esc_stop_it(library: Library, paths: Paths, tmp_path: Path) -> None:
    wait, ready = waiting(tmp_path)
    async with reading(library, paths, **own(wait=wait, other=python("", key="Y"))) as reader:
        for key in ("W", "escape"):
            await reader.pilot.press("W")
            number = int(await asyncio.to_thread(ready.read_text))
            assert "“Wait” is running · W stops it" in reader.status
            await reader.pilot.press("Y")
            assert "“Wait” is still running · W stops it" in reader.status
            await reader.press(key)
            assert reader.said == "Stopped “Wait”"
            assert reader.screen.status.progress == ""
            assert not is_alive(number)


async def test_what_was_in_progress_before_is_not_shown_again(
    library: Library, paths: Paths, tmp_path: Path
) -> None:
    wait, ready = waiting(tmp_path)
    async with reading(library, paths, **own(wait=wait)) as reader:
        reader.screen.status.show_progress("Indexing papers: 1 of 2")
        await reader.pilot.press("W")
        await asyncio.to_thread(ready.read_text)
        await reader.press("W")
        assert reader.screen.status.progress == ""


async def test_leaving_the_reader_ends_it(library: Library, paths: Paths, tmp_path: Path) -> None:
    wait, ready = waiting(tmp_path)
    app = make_app(library, paths, **own(wait=wait))
    async with app.run_test() as pilot:
        await pilot.press("W")
        number = int(await asyncio.to_thread(ready.read_text))
        await pilot.press("Q")
    assert not is_alive(number)
    assert app.return_code == 0


async def test_a_program_can_be_asked_for(library: Library, paths: Paths) -> None:
    async with reading(library, paths, **own()) as reader:
        await reader.press("|")
        dialog = reader.pilot.app.screen
        assert isinstance(dialog, AskCommandDialog)
        line = dialog.query_one(Input)
        line.value = f"{sys.executable} -c 'print(1"
        await reader.press("enter")
        assert "close the quotation mark" in str(dialog.query_one("#remarks", Static).content)
        line.value += " + 1)' '*'"
        await reader.press("enter")
        assert reader.text.endswith(" 2")
        await reader.press("|", "up")
        assert reader.pilot.app.screen.query_one(Input).value == line.value


async def test_an_output_can_be_removed(library: Library, paths: Paths) -> None:
    async with reading(library, paths, **own(one=python("print('one')"))) as reader:
        before = reader.text
        await reader.controllers.own.remove()
        assert reader.said == "This paper has no output of a command"
        await reader.press("W")
        await reader.controllers.own.remove()
        assert isinstance(reader.pilot.app.screen, OutputDialog)
        await reader.press("enter")
        assert reader.said == "Removed the output of “Summarise”"
        assert reader.text == before
    assert not library.outputs.exist()


async def test_help_and_palette_have_them_and_faults_are_named(
    library: Library, paths: Paths
) -> None:
    commands = own(
        one=python("", title="[/x] Sum [b]up[/b]"), taken=python("", title="Two", key="s")
    )
    async with reading(library, paths, **commands) as reader:
        app = reader.pilot.app
        await reader.pilot.press("ctrl+p")
        await reader.pilot.pause()
        palette = [str(one.prompt) for one in app.screen.query_one(OptionList).options]
        assert any("Own commands" in one and "[/x] Sum [b]up[/b]" in one for one in palette)
        assert any("Two" in one for one in palette)
        await reader.pilot.press("escape", "?")
        await reader.pilot.pause()
        assert isinstance(app.screen, HelpDialog)
        text = "\n".join(str(one.prompt) for one in app.screen.query_one(OptionList).options)
        assert "[/x] Sum [b]up[/b]" in text
        assert "commands.taken.key: s belongs to the command star" in text
