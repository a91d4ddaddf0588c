"""Opening the reader: the door between the command line and Textual."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from octavo_model import settings as settings_file
from octavo_tui import early_paint
from octavo_tui.app import OctavoApp

if TYPE_CHECKING:
    from octavo_model import Library, Paths, View


def read(library: Library, paths: Paths, start: View | None) -> None:
    """Open the reader on ``library`` and return when the user leaves it.

    An empty library opens on the welcome digest.
    """
    settings, problems = settings_file.load(paths.settings)
    if not library.digests():
        library.import_welcome()
    _take_keyboard()
    app = OctavoApp(
        library,
        settings,
        settings_path=paths.settings,
        session_path=paths.sessions / f"{library.instance}.json",
        start=start,
        notices=[f"{paths.settings.name}: {problem}" for problem in problems],
    )
    early_paint.hand_over()
    app.run()


def _take_keyboard() -> None:
    """Where standard input was a digest, read the keys from the terminal itself."""
    if sys.stdin is not None and sys.stdin.isatty():
        return
    terminal = os.open("/dev/tty", os.O_RDWR)
    os.dup2(terminal, 0)
    os.close(terminal)
