"""Which format reads a file and why, as `octavo add --explain` prints it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model.text.clean import visible
from octavo_tui.cli.exit_status import ExitStatus
from octavo_tui.cli.import_results import STANDARD_INPUT
from octavo_tui.cli.output import print_json
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from octavo_model.library.importing.explain import Explanation
    from octavo_tui.cli.arguments import Options


def print_explanations(options: Options) -> int:
    """Print which formats may read each file, and which one does; fail if none does."""
    explained = [one for path in options.papers for one in _explanations(path, options)]
    if not print_json(options, map(_explanation_fields, explained)):
        for one in explained:
            print(_explanation_line(one))
            width = max((len(each.name) for each in one.candidates), default=0)
            for each in one.candidates:
                mark = f"line {each.line}: {visible(each.mark)}" if each.mark else ""
                print(f"  {each.likelihood:.2f}  {each.name:{width}}  {mark}".rstrip())
    return ExitStatus.DONE if all(one.format for one in explained) else ExitStatus.FAILED


def _explanations(path: str, options: Options) -> Iterator[Explanation]:
    from octavo_model.core.dates import utc_now
    from octavo_model.core.parsed import ImportOptions, no_progress
    from octavo_model.formats import Source
    from octavo_model.library.importing.explain import explain
    from octavo_model.library.importing.files import contents, items_at
    from octavo_model.library.importing.items import DigestReader

    reader = DigestReader()
    if path == "-":
        source = Source(b"", "-", utc_now(), options.date, options.format)
        items = contents(reader.choose, sys.stdin.buffer, source, STANDARD_INPUT)
    else:
        named = ImportOptions(date=options.date, format=options.format)
        items = items_at(Path(path), named, reader, no_progress)
    return explain(items, reader)


def _explanation_line(one: Explanation) -> str:
    label = visible(one.label)
    if one.format is None:
        return f"{label}: {one.reason}"
    warned = f", {plural(one.warnings, 'warning')}" if one.warnings else ""
    papers = "" if one.papers is None else f"{plural(one.papers, 'paper')}{warned}; "
    return f"{label}: {one.format} ({papers}{one.reason})"


def _explanation_fields(one: Explanation) -> dict[str, Any]:
    return {**one._asdict(), "candidates": [each._asdict() for each in one.candidates]}
