"""Start the reader: the step from the command line to Textual."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_model.settings import session as sessions
from octavo_model.settings import settings as settings_file
from octavo_tui.app.app import OctavoApp
from octavo_tui.controllers.fetching.sources import Sources
from octavo_tui.render.labels import problems_of
from octavo_tui.startup import early_paint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from octavo_model import Library, Paths, View


def read(
    library: Library,
    paths: Paths,
    start: View | None = None,
    *,
    said: str = "",
    notices: Iterable[str] = (),
) -> int:
    """Return the exit status of a reader on ``library``, when the user leaves it.

    The status line shows ``said`` first. A user who leaves for the tour comes back to the reader.
    The exit status is 0, or 128 and the number of the signal that ended the reader; an unexpected
    error that ended it is raised once the terminal is restored.
    """
    settings, problems = settings_file.load(paths.settings)
    session = paths.sessions / f"{library.instance}.json"
    reader = partial(
        OctavoApp,
        library,
        settings,
        settings_path=paths.settings,
        session_path=session,
        history_path=paths.history,
        sources=Sources(paths),
    )
    is_first = not library.catalog.digests() and not session.exists()
    # A user who opens a digest knows where papers come from.
    offer = is_first and not library.read_only and not said and not paths.sources.exists()
    app = reader(
        start=start,
        said=said,
        notices=notices,
        problems=problems_of(library),
        offer=offer,
        faults=[f"{paths.settings.name}: {problem}" for problem in problems],
    )
    status = _run(app)
    while app.wants_tour and not status:
        status = read_tour(paths, theme=app.theme)
        if not status:
            app = reader(offer=offer and not paths.sources.exists())
            status = _run(app)
    return status


def read_tour(paths: Paths, *, theme: str = "") -> int:
    """Return the exit status of a reader on the tour, as `read` does.

    It has the settings of the user, and its own library, which is removed at the end. Its ``theme``
    is that of the user's first session, unless given.
    """
    from octavo_tui.app.tour import tour_library

    settings, _ = settings_file.load(paths.settings)
    with tour_library(theme or sessions.load(paths.sessions / "0.json").theme) as (library, own):
        app = OctavoApp(
            library,
            settings,
            settings_path=paths.settings,
            session_path=own.sessions / f"{library.instance}.json",
            is_tour=True,
        )
        return _run(app)


def _run(app: OctavoApp) -> int:
    _take_keyboard()
    if not sys.stderr.isatty() and sys.stdout.isatty():
        sys.__stderr__ = sys.__stdout__  # type: ignore[misc]  # where Textual paints
    early_paint.hand_over()
    app.terminal = app.terminal.adapted(app.console.color_system, os.environ, sys.stdout.encoding)
    app.run()
    if app.crash is not None:
        raise app.crash
    # No status means that it did not end by `exit`.
    return 1 if app.return_code is None else app.return_code


def _take_keyboard() -> None:
    """Read the keys from the terminal itself if standard input is a digest."""
    if sys.stdin.isatty():
        return
    try:
        terminal = os.open("/dev/tty", os.O_RDWR)
    except OSError:
        why, hint = "no terminal to read keys from", "start octavo in one"
        raise OctavoError("the keyboard", why, hint) from None
    os.dup2(terminal, 0)
    os.close(terminal)
