"""Parse a command line, run its command, and return the exit status.

Nothing here imports Textual: the reader is loaded when it opens. Only the command that was typed
gets a parser: to make all of them takes longer than most of them take to run.
"""

from __future__ import annotations

import argparse
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from octavo_model import Paths
from octavo_model.text.clean import visible
from octavo_tui.cli.arguments import QUERY_MARK
from octavo_tui.terminal import streams

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from octavo_tui.cli.arguments import CliCommand

GROUPS = (
    ("Reader", "reader"),
    ("Today", "today"),
    ("Papers", "papers"),
    ("Search", "search"),
    ("Import", "imports"),
    ("Digests", "digests"),
    ("Views", "views"),
    ("Sources", "sources"),
    ("Library", "maintenance"),
)
"""The heading of each group of commands, and its module in `octavo_tui.cli.commands`."""
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
Exit status: 0 done; 1 failed, or nothing found; 2 invalid command or query."""


def run(arguments: Sequence[str], paths: Paths | None = None) -> int:
    """Run ``octavo`` on the library of ``paths`` (the user's own), and return the exit status."""
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


_OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")
_WITH_VALUE = re.compile(r"(?<![\w-])(--?[a-z][\w-]*)\s+[A-Z]")


class _CommandParser(argparse.ArgumentParser):
    """Reports errors in one line, with exit status 2; knows options by their whole names only."""

    def __init__(self, **settings: Any) -> None:
        # An abbreviation of one option today may fit two options tomorrow.
        super().__init__(
            **settings,
            allow_abbrev=False,
            add_help=False,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        self.color = False  # Python 3.14 colours help by default
        self.add_argument("-h", "--help", action="help", help="Show this help")

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"octavo: usage: {visible(message)} (see {self.prog} --help)\n")


def commands(module: str) -> tuple[CliCommand, ...]:
    """Return the commands of the module of a group."""
    found: tuple[CliCommand, ...] = import_module(f"octavo_tui.cli.commands.{module}").COMMANDS
    return found


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options in ``arguments``, with the command or action to run as ``command``."""
    name = arguments[0] if arguments else ""
    command = next((one for one in _all_commands() if name in _names(one)), None)
    if command is None:
        parser = _CommandParser(prog="octavo")
        from octavo_tui.cli.commands.reader import READER

        _prepare(parser, READER)
        options = parser.parse_args(arguments)
        options.advise = similar_command
        return options
    parser = _CommandParser(prog=f"octavo {command.name}")
    _prepare(parser, command)
    if command.has_query:
        return _parse_with_query(parser, arguments[1:], mixed=not command.actions)
    return parser.parse_args(arguments[1:])


def _names(command: CliCommand) -> set[str]:
    """Return what a command is called: ``digests``, or ``digest``."""
    return {command.name, command.name.removesuffix("s")} if command.actions else {command.name}


def similar_command(word: str) -> str:
    """Return a hint for ``word``, which is not the name of a file: perhaps a command was meant."""
    if not word.isalpha():
        return ""
    from octavo_model.text.fold import nearest

    hint = "octavo --help lists the commands"
    near = nearest(word, (command.name for command in _all_commands()))
    return f"did you mean {near}? {hint}" if near else hint


def _all_commands() -> Iterator[CliCommand]:
    for _, module in GROUPS:
        yield from commands(module)


def _prepare(parser: argparse.ArgumentParser, command: CliCommand) -> None:
    parser.description = command.help
    if command.examples:
        examples = (f"  {line}" for line in command.examples.splitlines())
        parser.epilog = "\n".join(["examples:", *examples])
    if command.notes is not None:
        parser.epilog = f"{parser.epilog}\n\n{command.notes()}"
    for add in command.arguments:
        add(parser)
    parser.set_defaults(command=command)
    if command.actions:
        actions = parser.add_subparsers(
            metavar="ACTION", dest="action", required=command.run is None
        )
        for action in command.actions:
            _prepare(actions.add_parser(action.name, help=action.help), action)


def _parse_with_query(
    parser: argparse.ArgumentParser, arguments: Sequence[str], *, mixed: bool
) -> argparse.Namespace:
    """Parse ``arguments``, of which those that are not options may be parts of a query.

    ``-word`` and ``-field:…`` are such parts: no option has a single dash and several letters.
    With ``mixed``, options may come between the parts of the query.
    """
    usage = parser.format_usage()
    options, with_value = set(_OPTION.findall(usage)), set(_WITH_VALUE.findall(usage))
    end = arguments.index("--") if "--" in arguments else len(arguments)
    for word in arguments[end + 1 :]:
        if word.partition("=")[0] in options:
            parser.error(f"{word} after -- is part of the query: write it before --")
    marked: list[str] = []
    for before, word in zip(["", *arguments], arguments[:end], strict=False):
        is_part = len(word) > len("-o") and word[0] == "-" != word[1] and before not in with_value
        if is_part and f"-{word}" in options:
            parser.error(f"{word} is not an option: did you mean -{word}?")
        # The value of a short option may follow without a space: -oFILE.
        marked.append(QUERY_MARK + word if is_part and word[:2] not in with_value else word)
    marked += (QUERY_MARK + word for word in arguments[end + 1 :])
    return (parser.parse_intermixed_args if mixed else parser.parse_args)(marked)
