"""What the command line does to export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_model.export.registry import BY_NAME, by_file_name
from octavo_model.export.writing import AlreadyThereError, save
from octavo_model.text.clean import visible
from octavo_tui.cli.output import counted

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Iterator, Sequence
    from types import SimpleNamespace

    from octavo_model import Library, Paper


def export(library: Library, ids: Sequence[int], options: Namespace | SimpleNamespace) -> int:
    """Write the papers ``ids`` as ``options`` ask: to a file, or to standard output.

    Raises:
        OctavoError: The file cannot be written, or is there and may not be replaced.
    """
    target = None if options.output in {None, "-"} else options.output
    by_name = by_file_name(target) if target else None
    wanted = BY_NAME[options.format] if options.format else by_name or BY_NAME["bibtex"]
    written = _Counted(library.papers(ids))
    if target is None:
        sys.stdout.writelines(wanted.pieces(written))
        return 0
    if not target:
        raise OctavoError("-o", "an empty name is no file")
    try:
        save(Path(target), wanted.pieces(written), replace=options.force)
    except AlreadyThereError as error:
        raise OctavoError(error.what, error.why, "--force replaces it") from None
    print(f"{visible(target)}: {counted(written.number, 'paper')}")
    return 0


class _Counted:
    """Papers, and how many of them were asked for."""

    def __init__(self, papers: Iterable[Paper]) -> None:
        self._papers = papers
        self.number = 0

    def __iter__(self) -> Iterator[Paper]:
        for paper in self._papers:
            self.number += 1
            yield paper
