"""``octavo export``: papers as BibTeX, Markdown, CSV or JSON."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_model.text.clean import visible
from octavo_tui.cli.arguments import EXIT_CODE, CliCommand, argument
from octavo_tui.cli.exit_status import refuse
from octavo_tui.cli.selection import ARGUMENTS as SELECTION
from octavo_tui.cli.selection import open_for_query, selected, status_of
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence

    from octavo_model import Library, Paths
    from octavo_tui.cli.arguments import Options


def export_papers(options: Options, paths: Paths) -> int:
    """Write the papers that the options choose to a file, or to standard output."""
    from octavo_model.export.writing import BY_NAME, AlreadyThereError, by_file_name, save

    target = None if options.output in {None, "-"} else options.output
    if target == "":
        refuse("-o: the name of the file is empty (use - for standard output)")
    by_name = by_file_name(target) if target else None
    format_ = BY_NAME[options.format] if options.format else by_name or BY_NAME["bibtex"]
    if options.append and (target is None or format_.name != "bibtex"):
        refuse("--append needs a file of BibTeX (e.g. -o refs.bib)")
    with open_for_query(options, paths) as library:
        ids = selected(library, options).ids
        if options.append:
            _append(library, ids, Path(target or ""))
        elif target is None:
            sys.stdout.writelines(format_.pieces(library.catalog.papers(ids)))
        else:
            pieces = format_.pieces(library.catalog.papers(ids))
            try:
                save(Path(target), pieces, replace=options.force)
            except AlreadyThereError as error:
                hint = "--force replaces it"
                raise OctavoError(error.what, error.why, hint) from None
            print(f"{visible(target)}: {plural(len(ids), 'paper')}")
    return status_of(len(ids), options)


def _append(library: Library, ids: Sequence[int], path: Path) -> None:
    """Add the papers to the bibliography ``path`` that it does not have yet."""
    from octavo_model.export.bibtex import added
    from octavo_model.export.writing import save
    from octavo_model.storage.failures import explained

    with explained(path):
        known = path.read_text("utf-8") if path.exists() else ""
    pieces = list(added(known, library.catalog.papers(ids)))
    if pieces:
        save(path, [known, *pieces], replace=True)
    already = f", {len(ids) - len(pieces)} already there" if len(pieces) < len(ids) else ""
    print(f"{visible(str(path))}: {plural(len(pieces), 'paper')} added{already}")


def _add_format(parser: ArgumentParser) -> None:
    from octavo_model.export.writing import BY_NAME

    names = ", ".join(BY_NAME)
    help_ = f"{names}; by default as FILE ends, else bibtex"
    parser.add_argument("--format", metavar="NAME", choices=tuple(BY_NAME), help=help_)


def _add_how(parser: ArgumentParser) -> None:
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--append", action="store_true", help="Add to the BibTeX that FILE has")
    how.add_argument("--force", action="store_true", help="Replace FILE if it exists")


COMMANDS = (
    CliCommand(
        "export",
        "Write papers as BibTeX, Markdown, CSV or JSON",
        export_papers,
        (
            *SELECTION,
            _add_format,
            argument("-o --output", "FILE", "Write to FILE; - is stdout"),
            _add_how,
            EXIT_CODE,
        ),
        "octavo export is:starred -o stars.bib\noctavo export is:starred -o refs.bib --append",
        has_query=True,
    ),
)
