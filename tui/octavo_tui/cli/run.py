"""Run a command line and return its exit status.

Nothing here imports Textual: the reader is loaded when it opens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model import Paths
from octavo_tui.cli.parser import GROUPS, commands, parse
from octavo_tui.terminal import streams

if TYPE_CHECKING:
    from collections.abc import Sequence

_HELP = """\
usage: octavo [--date YYYY-MM-DD] [--format NAME] [PATH ...]
       octavo COMMAND ...

Read and triage research papers in the terminal.

  octavo                  Open the reader
  octavo PATH ...         Import files or folders, then open the reader
  cat page.txt | octavo   The same from standard input
"""
_BELOW = """\
octavo COMMAND --help shows details; octavo --version the version.
For a file that is named like a command, write its folder: octavo ./list
Where the output is not a terminal, octavo prints the list of papers.
Exit status: 0 done; 1 failed, or nothing found; 2 invalid command line."""


def run(arguments: Sequence[str], paths: Paths | None = None) -> int:
    """Run ``octavo`` on the library below ``paths`` (the user's own), and return the exit status.

    0: done; 1: failed, or nothing found; 2: invalid command line; 130: interrupted; 128 and a
    number: that signal ended the reader.
    """
    return streams.guarded(lambda: _run(arguments, paths), paths)


def _run(arguments: Sequence[str], paths: Paths | None) -> int:
    if arguments and arguments[0] in {"-h", "--help"}:
        print(_HELP)
        for title, module in GROUPS:
            print(title, *(f"  {one.name:9} {one.help}" for one in commands(module)), "", sep="\n")
        print(_BELOW)
        return 0
    options = parse(arguments)
    status: int = options.command.run(options, paths or Paths.of_user())
    return status
