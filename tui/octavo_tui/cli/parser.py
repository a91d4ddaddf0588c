"""From the words of a command line to options, or to a mistake with its remedy.

Only the verb that was typed gets a parser: to make all of them takes longer than most of them take
to run.
"""

from __future__ import annotations

import argparse
import os
import re
from typing import TYPE_CHECKING, Any, NoReturn

from octavo_model import __version__
from octavo_tui.cli import verbs
from octavo_tui.cli.arguments import COLORS, QUERY_MARK
from octavo_tui.cli.exit_status import refuse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from octavo_tui.cli.arguments import CliCommand

_OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")
_WITH_VALUE = re.compile(r"(?<![\w-])(--?[a-z][\w-]*)\s+[A-Z0-9]")
_UNKNOWN = re.compile(r"unrecognized arguments: (--?[a-z][\w-]*)")
_CHOICE = re.compile(r"invalid choice: '([^']*)' \(choose from (.*)\)")
_BETTER_STARTS = {
    "unrecognized arguments:": "not understood:",
    "the following arguments are required:": "missing:",
    "argument ": "",
}
_VERB = re.compile(r"[a-z]+(?:-[a-z]+)*")
_COMMON = {"--library": "DIR", "--color": "WHEN"}
_TAKES_ALL = ("--", "--words")
"""After these no word is an option that every command has."""


class _CommandParser(argparse.ArgumentParser):
    """Reports a mistake in one line with a remedy; knows options by their whole names only."""

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
        from octavo_model.text.fold import nearest

        near = None
        if unknown := _UNKNOWN.match(message):
            near = nearest(unknown[1], [*options_of(self), *_COMMON])
        elif wrong := _CHOICE.search(message):
            choices = re.findall(r"[\w-]+", wrong[2])
            near = nearest(wrong[1], choices)
            message = f"{message[: wrong.start()]}unknown: {wrong[1]}; use {', '.join(choices)}"
        meant = f"did you mean {near}? " if near else ""
        for start, better in _BETTER_STARTS.items():
            if message.startswith(start):
                message = f"{better}{message.removeprefix(start)}"
        refuse(f"{message} ({meant}see {self.prog} --help)")


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    """Return the options of ``parser``."""
    return set(_OPTION.findall(parser.format_usage()))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the options in ``arguments``, with the command or action to run as ``command``.

    The options that every command has may be anywhere: ``library``, ``color`` and ``quiet``.
    """
    words, common = _split_common(arguments)
    words = verbs.expanded(words)
    command = verbs.command(words[0]) if words else None
    if command is not None:
        options = _parse_command(command, words[1:])
    else:
        if words:
            _check_verb(words[0])
        parser = _CommandParser(prog="octavo")
        _prepare(parser, verbs.reader())
        version = f"octavo {__version__}"
        parser.add_argument("--version", action="version", version=version, help="Show the version")
        options = parser.parse_args(words)
    vars(options).update(common)
    return options


def parser_of(command: CliCommand) -> argparse.ArgumentParser:
    """Return the parser of a verb."""
    parser = _CommandParser(prog=f"octavo {command.name}")
    _prepare(parser, command)
    return parser


def _split_common(arguments: Sequence[str]) -> tuple[list[str], dict[str, Any]]:
    """Return ``arguments`` without the options that every command has, and these."""
    found: dict[str, Any] = {"library": None, "color": "auto", "quiet": False}
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if word in _TAKES_ALL:
            rest += [word, *words]
        elif word == "--quiet":
            found["quiet"] = True
        elif name in _COMMON:
            taken = value if equals else next(words, "")
            if not taken:
                refuse(f"{name} needs a value (e.g. {name} {_COMMON[name]})")
            found[name.removeprefix("--")] = taken
        else:
            rest.append(word)
    if found["color"] not in COLORS:
        refuse(f"--color {found['color']}: unknown (use {', '.join(COLORS)})")
    return rest, found


def _check_verb(word: str) -> None:
    """Refuse ``word`` if it can only be a verb, and Octavo has no such one."""
    if not _VERB.fullmatch(word) or os.path.lexists(word):
        return
    near = verbs.similar(word)
    meant = f"did you mean octavo {near}? " if near else ""
    refuse(f"{word}: no such command or file ({meant}octavo --help lists the commands)")


def _parse_command(command: CliCommand, arguments: Sequence[str]) -> argparse.Namespace:
    parser = parser_of(command)
    if command.has_query:
        return _parse_with_query(parser, arguments, mixed=not command.actions)
    return parser.parse_args(arguments)


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
    options, with_value = options_of(parser), set(_WITH_VALUE.findall(parser.format_usage()))
    end = arguments.index("--") if "--" in arguments else len(arguments)
    _check_after_dashes(parser, arguments[end + 1 :], options)
    marked: list[str] = []
    for before, word in zip(["", *arguments], arguments[:end], strict=False):
        is_part = len(word) > len("-o") and word[0] == "-" != word[1] and before not in with_value
        if is_part and f"-{word}" in options:
            parser.error(f"{word} is not an option: did you mean -{word}?")
        # The value of a short option may follow without a space: -oFILE.
        marked.append(QUERY_MARK + word if is_part and word[:2] not in with_value else word)
    marked += (QUERY_MARK + word for word in arguments[end + 1 :])
    return (parser.parse_intermixed_args if mixed else parser.parse_args)(marked)


def _check_after_dashes(
    parser: argparse.ArgumentParser, words: Iterable[str], options: set[str]
) -> None:
    for word in words:
        if word.partition("=")[0] in {*options, *_COMMON, "--quiet"}:
            parser.error(f"{word} after -- is part of the query: write it before --")
