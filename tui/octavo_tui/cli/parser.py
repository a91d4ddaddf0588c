"""Which command was typed, with what.

Only the command that was typed gets a parser: to make all of them takes longer than most of them
take to run.
"""

from __future__ import annotations

import argparse
import re
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from octavo_model.text.clean import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from octavo_tui.cli.arguments import Command

GROUPS = (
    ("Papers", "papers"),
    ("Import", "imports"),
    ("Views", "views"),
    ("Sources", "sources"),
    ("Library", "maintenance"),
)
"""The heading of each group of commands, and its module in `octavo_tui.cli.commands`."""
_OPEN = "reader"
"""The module of what runs without a command."""

_OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")
_WITH_VALUE = re.compile(r"(?<![\w-])(--?[a-z][\w-]*)\s+[A-Z]")
_MARK = "\0"
"""Marks an argument that is not an option; no argument can contain it."""


class _Parser(argparse.ArgumentParser):
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


def commands(module: str) -> tuple[Command, ...]:
    """Return the commands of the module of a group."""
    found: tuple[Command, ...] = import_module(f"octavo_tui.cli.commands.{module}").COMMANDS
    return found


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options in ``arguments``, with the command or action to run as ``command``.

    Raises:
        SystemExit: They are wrong, or ask for help; the message is printed.
    """
    command = _find(arguments[0]) if arguments else None
    if command is None:
        parser = _Parser(prog="octavo")
        _prepare(parser, *commands(_OPEN))
        options = parser.parse_args(arguments)
        options.advise = similar_command
        return options
    parser = _Parser(prog=f"octavo {command.name}")
    _prepare(parser, command)
    if command.has_query:
        return _parse_with_query(parser, arguments[1:], mixed=not command.actions)
    return parser.parse_args(arguments[1:])


def similar_command(word: str) -> str:
    """Return a hint for ``word``, which is not the name of a file: perhaps a command was meant."""
    if not word.isalpha():
        return ""
    from difflib import get_close_matches

    names = [command.name for _, module in GROUPS for command in commands(module)]
    for name in get_close_matches(word, names, n=1):
        return f"did you mean {name}? octavo --help lists the commands"
    return "octavo --help lists the commands"


def _find(name: str) -> Command | None:
    every = (command for _, module in GROUPS for command in commands(module))
    return next((command for command in every if command.name == name), None)


def _prepare(parser: argparse.ArgumentParser, command: Command) -> None:
    parser.description, parser.epilog = command.help, "\n".join(_below(command))
    for add in command.arguments:
        add(parser)
    parser.set_defaults(command=command)
    if command.actions:
        actions = parser.add_subparsers(
            metavar="ACTION", dest="action", required=command.run is None
        )
        for action in command.actions:
            _prepare(actions.add_parser(action.name, help=action.help), action)


def _below(command: Command) -> Iterable[str]:
    """Return the lines below the help: examples, then notes."""
    if command.examples:
        yield from ("examples:", *(f"  {line}" for line in command.examples.splitlines()))
    if command.notes is not None:
        yield from ("", command.notes())


def _parse_with_query(
    parser: argparse.ArgumentParser, arguments: Sequence[str], *, mixed: bool
) -> argparse.Namespace:
    """Parse ``arguments``, of which those that are not options may be parts of a query.

    ``-word`` and ``-field:…`` are such parts: no option has a single dash and several letters.
    With ``mixed``, options may come between the parts of the query.
    """
    marked = _mark_query(parser, arguments)
    options = (parser.parse_intermixed_args if mixed else parser.parse_args)(marked)
    for name, value in vars(options).items():
        if isinstance(value, str):
            setattr(options, name, value.removeprefix(_MARK))
        elif isinstance(value, list):
            setattr(options, name, [word.removeprefix(_MARK) for word in value])
    return options


def _mark_query(parser: argparse.ArgumentParser, arguments: Sequence[str]) -> list[str]:
    usage = parser.format_usage()
    options, with_value = set(_OPTION.findall(usage)), set(_WITH_VALUE.findall(usage))
    short = {option for option in with_value if not option.startswith("--")}
    end = arguments.index("--") if "--" in arguments else len(arguments)
    for word in arguments[end + 1 :]:
        if word.partition("=")[0] in options:
            parser.error(f"{word} after -- is part of the query: write it before --")
    marked: list[str] = []
    for index, word in enumerate(arguments[:end]):
        is_value = index > 0 and arguments[index - 1] in with_value
        if len(word) > len("-o") and word[0] == "-" != word[1] and not is_value:
            if f"-{word}" in options:
                parser.error(f"{word} is not an option: did you mean -{word}?")
            # The value of a short option may follow without a space: -oFILE.
            marked.append(word if word[:2] in short else _MARK + word)
        else:
            marked.append(word)
    return [*marked, *(_MARK + word for word in arguments[end + 1 :])]
