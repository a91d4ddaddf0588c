"""The programs that are measured on a terminal, opened and ready."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from libraries import FOLDER, titles_file
from papers import papers
from terminal import SIZE, Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from libraries import Made

HERE = Path(__file__).resolve().parent
PYTHON = sys.executable
WATCHED = str(HERE / "watched.py")
OCTAVO = str(Path(sys.executable).with_name("octavo"))
TEXTUAL_STARTS = b"\x1b[?1000h"
"""What Textual's driver sends when it takes the terminal: it asks for the mouse."""

DOWN, UP = "j", "k"
PAGE_DOWN, PAGE_UP = "\x1b[6~", "\x1b[5~"
FIRST, LAST = "\x1b[H", "G"
FILTER, CLEAR, ENTER = "/", "\x15", "\r"
STAR, READ_ALL, UNDO = "s", "A", "u"
QUIT = "q"


@contextmanager
def octavo(
    made: Made,
    *,
    size: tuple[int, int] = SIZE,
    watched: Path | None = None,
    profile: Path | None = None,
    **session: object,
) -> Iterator[Terminal]:
    """The shipped ``octavo`` on a list of all papers, at rest.

    Args:
        made: The library.
        size: Of the terminal.
        watched: Where to keep what held the event loop up (see `watched`), when it has quit.
        profile: Where to keep a profile as well.
        session: Where the reader was left, as far as it is not at the first paper of all.
    """
    made.leave_at(**{"kind": "all", **session})
    command, environment = [OCTAVO], made.environment
    if watched is not None:
        command = [PYTHON, WATCHED, str(watched)]
    if profile is not None:
        environment = {**environment, "OCTAVO_BENCH_PROFILE": str(profile)}
    with Terminal(command, environment, size) as terminal:
        terminal.wait_for(TEXTUAL_STARTS)
        # What is put off until the reader is idle, e.g. the index of titles, is done.
        terminal.settle(1.2)
        yield terminal


@contextmanager
def stock(
    count: int, *, size: tuple[int, int] = SIZE, watched: Path | None = None
) -> Iterator[Terminal]:
    """A reader of Textual's own widgets on as many papers, at rest; ``watched`` as above."""
    python, *script = stock_command(count)
    command = [python, *([WATCHED, str(watched)] if watched else []), *script]
    with Terminal(command, size=size) as terminal:
        terminal.wait_for(TEXTUAL_STARTS)
        terminal.settle(1.2)
        yield terminal


def stock_command(count: int) -> list[str]:
    """How to start that reader."""
    file = FOLDER / f"papers-{count}.json"
    if not file.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps([(paper.title, paper.abstract) for paper in papers(count)]))
    return [PYTHON, str(HERE / "apps" / "stock.py"), str(file)]


@contextmanager
def one_line() -> Iterator[Terminal]:
    """The least of a Textual app, at rest."""
    with Terminal([PYTHON, str(HERE / "apps" / "one_line.py")]) as terminal:
        terminal.wait_for(TEXTUAL_STARTS)
        terminal.settle()
        yield terminal


@contextmanager
def fzf(made: Made) -> Iterator[Terminal]:
    """An interactive ``fzf`` over the titles of a library, at rest."""
    with Terminal(["sh", "-c", 'exec fzf < "$0"', str(titles_file(made))]) as terminal:
        terminal.settle(0.5)
        yield terminal
