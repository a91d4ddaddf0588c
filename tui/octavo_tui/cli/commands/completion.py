"""Completion for shells, and ``octavo help``."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model import Paths
from octavo_model.text.clean import visible
from octavo_tui.cli import verbs
from octavo_tui.cli.arguments import COLORS, CliCommand, argument
from octavo_tui.cli.exit_status import ExitStatus, refuse
from octavo_tui.cli.parser import options_of, parser_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from octavo_model import Library
    from octavo_tui.cli.arguments import Options

_BASH = """\
_octavo() {
    local IFS=$'\\n'
    COMPREPLY=($(octavo completion --line "${COMP_LINE:0:COMP_POINT}" 2>/dev/null))
}
complete -o default -F _octavo octavo"""
_ZSH = """\
#compdef octavo
_octavo() {
    local -a found
    found=("${(@f)$(octavo completion --words "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ -n "$found" ]]; then compadd -a found; else _files; fi
}
compdef _octavo octavo"""
_FISH = """\
complete -c octavo -f -a '(octavo completion --words (commandline -opc)[2..] \
(commandline -ct | string collect --allow-empty) 2>/dev/null)'
complete -c octavo -F -n '__fish_seen_subcommand_from add import backup restore export'"""
SCRIPTS = {"bash": _BASH, "zsh": _ZSH, "fish": _FISH}
_COMMON = ("--library", "--color", "--quiet")
_OF_PAPERS = frozenset(("show", "star", "read", "note", "open", "related", "merge", "paper"))
_COLLECTIONS, _NAMELESS = ("digest", "view", "interest"), ("", "add", "list")
"""Verbs whose actions have a name of one that is there, and the actions that have none."""
_LISTS = ("follow", "mute")
_MOST_PAPERS = 200
_BREAKS = re.compile(r".*[:=]")
"""Bash starts a new word after these, and replaces only what follows."""


def complete_for_shell(options: Options, paths: Paths) -> int:
    """Print the script of a shell, or what completes a command line."""
    if options.line is not None:
        print("\n".join(for_bash(options.line, paths)))
    elif options.words is not None:
        words = options.words or [""]
        print("\n".join(completions(words, paths)))
    elif options.shell not in SCRIPTS:
        refuse(f"completion: name a shell ({', '.join(SCRIPTS)})")
    else:
        print(SCRIPTS[options.shell])
    return ExitStatus.DONE


def for_bash(line: str, paths: Paths) -> list[str]:
    """Return what bash puts in place of the last word of ``line``, after its last colon."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="")
    lexer.whitespace_split, lexer.commenters = True, ""
    try:
        words = list(lexer)
    except ValueError:  # a quotation mark that is still open
        words = line.replace('"', "").replace("'", "").split()
    if line[-1:].isspace():
        words.append("")
    found = completions(words[1:] or [""], paths)
    before = _BREAKS.match(words[-1]) if words else None
    start = len(before[0]) if before else 0
    return [re.sub(r"([^\w./:=@%+,-])", r"\\\1", one[start:]) for one in found]


def completions(words: Sequence[str], paths: Paths) -> list[str]:
    """Return what the last of ``words``, which come after ``octavo``, may be completed to."""
    *before, typed = words
    option, equals, value = typed.partition("=")
    start = ""
    if equals and option.startswith("--"):
        before, typed, start = [*before, option], value, f"{option}="
    found = [visible(one) for one in _candidates(before, typed, paths)]
    return [f"{start}{one}" for one in found if one.startswith(typed) and one != typed]


def _candidates(before: Sequence[str], typed: str, paths: Paths) -> Iterable[str]:
    last = before[-1] if before else ""
    if last == "--color":
        return COLORS
    if last == "--library":
        return ()
    plain, library = _without_common(before)
    if library:
        paths = Paths.under(Path(library).expanduser())
    if not plain:
        names = (name for group in verbs.GROUPS.values() for name in group)
        return ("--help", "--version", *_COMMON) if typed.startswith("-") else names
    name, *rest = verbs.expanded(plain)
    command = verbs.command(name)
    if command is None:
        return ()
    action = next((one for one in command.actions if one.name in rest[:1]), None)
    if typed.startswith("-"):
        parser = parser_of(command if action is None else action)
        return (*sorted(options_of(parser) - {"-h"}), *_COMMON)
    if command.actions and not rest:
        return [one.name for one in command.actions]
    return _values(name, action.name if action else "", last, paths)


def _without_common(words: Sequence[str]) -> tuple[list[str], str]:
    """Return ``words`` without the options that every command has, and the folder they name."""
    rest: list[str] = []
    library = ""
    left = iter(words)
    for word in left:
        name, equals, value = word.partition("=")
        if name not in _COMMON:
            rest.append(word)
        elif name != "--quiet":
            value = value if equals else next(left, "")
            library = value if name == "--library" else library
    return rest, library


def _values(verb: str, action: str, option: str, paths: Paths) -> Iterable[str]:
    """Return what may follow ``option``, or be an argument of a verb."""
    kind = {"--view": "view", "--digest": "digest"}.get(option)
    if kind is None and verb in _OF_PAPERS:
        kind = "paper"
    elif kind is None and verb == "tag" and action not in {"", "list"}:
        kind = "tag" if option == action else "paper"
    elif kind is None and (verb in _LISTS or (verb in _COLLECTIONS and action not in _NAMELESS)):
        kind = verb
    if verb == "fetch" or (verb == "source" and action not in {"", "add", "list"}):
        from octavo_model.sources.source_list import SourceList

        return [spec.name for spec in SourceList(paths).load()[0]]
    if verb in {"export", "list"} and option == "--format":
        from octavo_model.export.writing import BY_NAME

        return BY_NAME
    if verb == "config" and action in {"get", "set"}:
        from dataclasses import fields

        from octavo_model.settings.settings import Settings

        return [one.name for one in fields(Settings)]
    if verb == "completion":
        return SCRIPTS
    if verb == "help":
        return [*(name for group in verbs.GROUPS.values() for name in group), "query"]
    return _names(kind, paths) if kind and paths.index.exists() else ()


def _names(kind: str, paths: Paths) -> list[str]:
    from octavo_model import Library

    with Library.open(paths, instance="cli", finish=False) as library:
        if kind == "view":
            return list(library.views.all())
        if kind == "tag":
            return [one.name for one in library.tags.all()]
        if kind == "interest":
            return [interest.name for interest in library.interests.all()]
        if kind in {"follow", "mute"}:
            return library.interests.followed() if kind == "follow" else library.interests.muted()
        if kind == "digest":
            return [digest.name for digest in library.catalog.digests()]
        return _starred(library)


def _starred(library: Library) -> list[str]:
    """Return the keys of the starred papers."""
    from octavo_model import View

    keys = library.catalog.keys(library.catalog.ids(View.starred(), _MOST_PAPERS))
    return [key for key in keys if key]


def help_on(options: Options, _paths: Paths) -> int:
    """Print the page of a command, or of the query language."""
    from octavo_tui.cli.run import help_page
    from octavo_tui.cli.selection import query_help

    if not options.words:
        print(help_page())
        return ExitStatus.DONE
    name = options.words[0]
    if name == "query":
        print(query_help())
        return ExitStatus.DONE
    words = verbs.expanded(options.words)
    command = verbs.command(words[0])
    if command is None:
        near = verbs.similar(name)
        meant = f"did you mean {near}?" if near else "octavo --help lists the commands"
        refuse(f"help: no command {name} ({meant})")
    parser = parser_of(command)
    parser.parse_args([*(one for one in words[1:] if not one.startswith("-")), "--help"])
    return ExitStatus.DONE


_NOTES = """\
In ~/.bashrc:  eval "$(octavo completion bash)"
In ~/.zshrc:   eval "$(octavo completion zsh)", after compinit
In fish:       octavo completion fish > ~/.config/fish/completions/octavo.fish"""

COMMANDS = (
    CliCommand(
        "completion",
        "Print the completion for your shell",
        complete_for_shell,
        (
            argument("shell", "SHELL", "bash, zsh or fish", nargs="?"),
            argument("--line", "TEXT", "Complete this line, as bash has it"),
            argument("--words", "WORD", "Complete the last of these words", nargs="..."),
        ),
        "octavo completion bash",
        lambda: _NOTES,
    ),
    CliCommand(
        "help",
        "Explain a command, or queries",
        help_on,
        (argument("words", "COMMAND", "A command, with its action; or query", nargs="*"),),
        "octavo help list\noctavo help digest rename\noctavo help query",
    ),
)
