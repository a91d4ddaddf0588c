"""Run a command line, and return its exit status.

Nothing here imports Textual: the reader is loaded when it opens.
"""

from __future__ import annotations

import os
import textwrap
from contextlib import ExitStack, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model import Paths
from octavo_tui.cli import verbs
from octavo_tui.cli.parser import parse
from octavo_tui.terminal import streams

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ABOVE = """\
Read and triage research papers in the terminal.

  octavo                   open the reader
  octavo FILE… | URL | ID  add, then open the reader
  cat page.txt | octavo    the same from standard input
"""
_BELOW = """\
Common options  --json --jsonl --fields NAME,…  --plain  --quiet  --version
                --color auto|always|never  --library DIR
  octavo list 'cat:cs.LG is:unread sort:up' --limit 20
  octavo export is:starred -o refs.bib --append
  octavo source add hf daily-papers; octavo fetch --due

Exit status     0 done, also when nothing matches (--exit-code makes that 1)
                2 wrong usage or wrong query: nothing is printed or written
                3 something failed, in part or whole    4 library unusable

octavo help COMMAND · octavo help query"""
_MARGIN, _WIDTH = 12, 78
_JOIN = "\0"
"""Between a verb and its actions, where no line is broken."""


def run(arguments: Sequence[str], paths: Paths | None = None) -> int:
    """Run ``octavo`` on the library of ``paths`` (the user's own), and return the exit status."""
    return streams.guarded(lambda: _run(arguments, paths), paths)


def _run(arguments: Sequence[str], paths: Paths | None) -> int:
    options = parse(arguments)
    if options.library is not None:
        paths = Paths.under(Path(options.library).expanduser())
    with ExitStack() as stack:
        if options.quiet:
            # Any text can be written to it, as to standard output.
            nowhere = stack.enter_context(
                Path(os.devnull).open("w", encoding="utf-8", errors="replace")
            )
            stack.enter_context(redirect_stdout(nowhere))
        status: int = options.command.run(options, paths or Paths.of_user())
    return status


def help_page() -> str:
    """Return the page of ``octavo --help``."""
    lines = [_ABOVE]
    for heading, names in verbs.GROUPS.items():
        shown = [_with_actions(name) for name in names]
        gap = "  " if _JOIN in "".join(shown) else " "
        lines += textwrap.wrap(
            gap.join(shown),
            _WIDTH,
            initial_indent=f"{heading:{_MARGIN}}",
            subsequent_indent=" " * _MARGIN,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "\n".join([*lines, "", _BELOW]).replace(_JOIN, " ")


def _with_actions(verb: str) -> str:
    """Return ``verb``, with its first actions if it has some: ``view list|add|edit``."""
    command = verbs.command(verb)
    actions: Iterable[str] = (one.name for one in command.actions) if command else ()
    listed = "|".join(actions)
    return f"{verb}{_JOIN}{listed}" if listed else verb
