"""The user's own commands: run on a paper, one at a time, and what they print beside it."""

from __future__ import annotations

import asyncio
import shlex
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_model.core.dates import utc_now
from octavo_model.settings.user_commands import UserCommand
from octavo_tui.controllers.work_queue import Controller

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model import Paper
    from octavo_model.library.outputs import Output
    from octavo_model.sources.local.programs import ProgramResult
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.widgets.paper_view import PaperView

_LONGEST_TITLE = 40


@dataclass(eq=False, repr=False)
class OwnCommandController(Controller):
    """Runs the user's own commands, and shows what they printed.

    What a command printed that failed is shown until the reader is left. Without any output the
    view never asks for one.
    """

    _view: PaperView
    _papers: PaperListController
    _running: UserCommand | None = field(default=None, init=False)
    _task: asyncio.Task[ProgramResult] | None = field(default=None, init=False)
    _is_stopped = False
    _stops = ""
    """Which key stops the command that is running."""
    _top = 0
    _history: list[str] = field(default_factory=list, init=False)
    _is_reading = False
    _saved: tuple[int, list[Output]] = field(default=(0, []), init=False)
    _unsaved: dict[int, Output] = field(default_factory=dict, init=False)

    # ---- running

    def run(self, name: str) -> None:
        """Run a command on the paper under the cursor; if it is running, stop it."""
        command = self._settings.commands[name]
        if self._running is command:
            self.stop()
        elif self._is_free():
            self._start(command, self._papers.paper(), f"own.{name}")

    def ask(self) -> None:
        """Ask which program to run; if one that was asked for is running, stop it."""
        if self._running is not None and not self._running.key:
            self.stop()
        elif self._is_free() and (paper := self._papers.paper()) is not None:
            from octavo_tui.dialogs.own_commands import AskCommandDialog

            screen = AskCommandDialog(self._history)
            self._screen.app.push_screen(screen, partial(self._asked, paper))

    def _asked(self, paper: Paper, line: str | None) -> None:
        if line:
            self._history = [*(one for one in self._history if one != line), line]
            title = line if len(line) <= _LONGEST_TITLE else f"{line[: _LONGEST_TITLE - 1]}…"
            self._start(UserCommand(tuple(shlex.split(line)), title), paper, "ask_command")

    def _is_free(self) -> bool:
        if self._running is None:
            return True
        self._status.say(f"“{self._running.title}” is still running", keys=self._stops)
        return False

    def stop(self) -> bool:
        """Stop the command that is running; return whether there was one."""
        if self._task is None:
            return False
        self._is_stopped = True
        self._task.cancel()
        return True

    def _start(self, command: UserCommand, paper: Paper | None, name: str) -> None:
        if paper is not None:
            hint = self._keymap.hint
            self._stops = hint(name, "stops it") or hint("back", "stops it")
            self._running, self._is_stopped, self._top = command, False, self._view.top
            # A task of its own: to stop it does not cancel what follows.
            self._task = asyncio.create_task(_result(command, paper))
            self._work.start(partial(self._finish, command, paper, self._task), "own command")

    async def _finish(
        self, command: UserCommand, paper: Paper, task: asyncio.Task[ProgramResult]
    ) -> None:
        self._status.show_progress(f"“{command.title}” is running", self._stops)
        try:
            result = await task
        except asyncio.CancelledError:
            if not self._is_stopped:
                raise
            self._status.say(f"Stopped “{command.title}”")
        except OctavoError as error:
            self._status.say(f"Could not run “{command.title}”: {error}", error=True)
        else:
            await self._keep(command, paper, result)
        finally:
            self._running = self._task = None
            self._status.show_progress("")

    async def _keep(self, command: UserCommand, paper: Paper, result: ProgramResult) -> None:
        """Save what a command printed, and show it; of one that failed, only show it."""
        from octavo_model.library.outputs import LONGEST_OUTPUT, MOST_LINES, Output
        from octavo_model.text.clean import clean_output

        parts = [result.output] + ([result.message] if result.failure else [])
        texts = [clean_output(part.decode("utf-8", "replace")) for part in parts]
        lines = "\n".join(filter(None, texts)).split("\n")
        note = result.failure
        if not note and (result.is_cut or len(lines) > MOST_LINES):
            note = f"cut after {LONGEST_OUTPUT >> 10} kB or {MOST_LINES:,} lines"
        output = Output(command.title, utc_now(), "\n".join(lines[:MOST_LINES]), note)
        self._unsaved.pop(paper.id, None)
        if result.failure:
            self._unsaved[paper.id] = output
            self._status.say(f"“{command.title}” {result.failure}", error=True)
        elif not output.text:
            self._status.say(f"“{command.title}” printed nothing")
            return
        else:
            try:
                await asyncio.to_thread(self._library.outputs.add, paper.key, output)
                self._status.say(f"“{command.title}” is done", paper.title)
            except OctavoError as error:
                self._unsaved[paper.id] = output
                self._status.say(f"Could not save the output: {error}", error=True)
        # Not if the user reads the paper meanwhile.
        await self._show_again(paper.id, scroll=self._view.top == self._top)

    # ---- showing

    def prepare(self) -> None:
        """Look whether there are outputs of earlier days, and show those of the paper."""
        self._work.start(self._prepare, "outputs")

    async def _prepare(self) -> None:
        exist = await asyncio.to_thread(self._library.outputs.exist)
        if exist and self._view.paper is not None:
            await self._show_again(self._view.paper.id, scroll=False)

    def outputs(self, paper_id: int) -> Sequence[Output]:
        """Return the outputs of a paper that are in memory, and read the others from disk."""
        saved_of, outputs = self._saved
        if saved_of != paper_id:
            outputs = []
            if not self._is_reading:
                self._is_reading = True
                self._work.start(self._read, "outputs")
        unsaved = self._unsaved.get(paper_id)
        return [unsaved, *outputs] if unsaved else outputs

    async def _read(self) -> None:
        """Read the outputs of the paper on screen, which may change meanwhile."""
        try:
            while (paper := self._view.paper) is not None and paper.id != self._saved[0]:
                self._saved = paper.id, await self._outputs_of(paper.id)
        finally:
            self._is_reading = False
        if self._saved[1]:
            self._view.show_outputs(scroll=False)

    async def _outputs_of(self, paper_id: int) -> list[Output]:
        try:
            return await asyncio.to_thread(self._library.outputs.of, paper_id)
        except OctavoError as error:
            self._status.say(str(error), error=True)
            return []

    async def _show_again(self, paper_id: int, *, scroll: bool) -> None:
        """Show the outputs of a paper as they are now, if it is on screen."""
        self._view.outputs = self.outputs
        outputs = await self._outputs_of(paper_id)
        if self._view.paper is not None and self._view.paper.id == paper_id:
            self._saved = paper_id, outputs
            self._view.show_outputs(scroll=scroll)

    # ---- removing

    async def remove(self) -> None:
        """Ask which output of the paper to remove."""
        paper = self._papers.paper()
        if paper is None:
            return
        unsaved = self._unsaved.get(paper.id)
        outputs = [*([unsaved] if unsaved else []), *await self._outputs_of(paper.id)]
        if not outputs:
            self._status.say("This paper has no output of a command")
            return
        from octavo_tui.dialogs.own_commands import OutputDialog

        remove = partial(self._remove, paper.id, outputs)
        self._screen.app.push_screen(OutputDialog(outputs), remove)

    async def _remove(self, paper_id: int, outputs: Sequence[Output], index: int | None) -> None:
        if index is None:
            return
        output = outputs[index]
        if not output.file:
            self._unsaved.pop(paper_id, None)
        try:
            if output.file:
                await asyncio.to_thread(self._library.outputs.remove, output)
        except OctavoError as error:
            self._status.say(f"Could not remove it: {error}", error=True)
        else:
            self._status.say(f"Removed the output of “{output.title}”")
        await self._show_again(paper_id, scroll=False)


async def _result(command: UserCommand, paper: Paper) -> ProgramResult:
    """Run a command on a paper."""
    from octavo_model.export import program_input
    from octavo_model.library.outputs import LONGEST_OUTPUT
    from octavo_model.sources.local import programs

    words = program_input.arguments(command.run, paper)
    try:
        async with asyncio.timeout(command.timeout):
            return await programs.run(
                words,
                LONGEST_OUTPUT,
                stdin=program_input.standard_input(paper, command.stdin),
                variables=program_input.variables(paper),
            )
    except TimeoutError:
        why = f"took longer than {command.timeout:g} seconds"
        raise OctavoError(words[0], why, "set its timeout in [commands]") from None
