"""``octavo note``: the note about a paper."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from octavo_model.text.clean import visible
from octavo_tui.cli.arguments import KEY, CliCommand, add_json, argument
from octavo_tui.cli.exit_status import ExitStatus
from octavo_tui.cli.library import find_paper, open_for_reading, open_to_change
from octavo_tui.cli.output import print_json
from octavo_tui.render.decisions import describe_change
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    from octavo_model import Paths
    from octavo_tui.cli.arguments import Options


def note_paper(options: Options, paths: Paths) -> int:
    """Print the note about a paper, or write it."""
    return write_note(options, paths) if options.note else print_note(options, paths)


def print_note(options: Options, paths: Paths) -> int:
    """Print the note about a paper."""
    with open_for_reading(paths) as library:
        paper = library.catalog.paper(find_paper(library, options.key))
    fields = {"key": paper.key, "title": paper.title, "note": paper.note or None}
    if print_json(options, [fields]):
        pass
    elif paper.note:
        print(paper.note)
    else:
        print_error(visible(f"{paper.shown}: no note (octavo note KEY TEXT writes one)"))
    return ExitStatus.DONE


def write_note(options: Options, paths: Paths) -> int:
    """Write the note about a paper."""
    text = " ".join(options.note)
    if text == "-":
        text = sys.stdin.read()
    with open_to_change(paths) as library:
        paper = find_paper(library, options.key)
        change = library.notes.set(paper, text)
        title = library.catalog.paper(paper).shown
    print(visible(describe_change(change) if change.values else f"as before: {title}"))
    return ExitStatus.DONE


COMMANDS = (
    CliCommand(
        "note",
        "Print the note about a paper, or write it",
        note_paper,
        (
            KEY,
            argument("note", "TEXT", "The note, in Markdown; - is stdin, '' removes it", nargs="*"),
            add_json,
        ),
        "octavo note 2401.01234\noctavo note 2401.01234 'replicate *figure 2*'\n"
        "octavo note 2401.01234 - < note.md",
    ),
)
