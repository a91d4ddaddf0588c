"""Digests named on the command line: imported, and what became of them in words."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import NOT_A_DIGEST, NotADigestError, OctavoError
from octavo_model.core.parsed import NO_PAPERS, ImportOptions
from octavo_model.library.importing.items import Rejoined
from octavo_model.storage.failures import of_system
from octavo_model.text.clean import visible
from octavo_tui.cli.output import ProgressBar, counted, report_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Sequence

    from octavo_model import Library
    from octavo_model.core.parsed import ImportReport

    Result = ImportReport | OctavoError

STANDARD_INPUT = "standard input"

_HANDFUL = 5
"""Files that are named in one line."""
_MOST_REASONS = 8
"""Reasons why files are no digests that are told, each in a line."""


class Asked(NamedTuple):
    """What the user says of digests, whatever they say themselves.

    Attributes:
        date: Their day.
        format: Name of the format they are in.
    """

    date: dt.date | None = None
    format: str | None = None


_NOTHING_ASKED = Asked()


@dataclass(frozen=True, slots=True)
class Incoming:
    """What became of some digests.

    Attributes:
        reports: Of those that could be read.
        failures: Why others could not.
        empty: Folders without any file.
    """

    reports: Sequence[ImportReport] = ()
    failures: Sequence[OctavoError] = ()
    empty: Sequence[str] = ()

    @property
    def troubles(self) -> list[str]:
        """What was not imported, each in a line."""
        return [
            *(str(one) for one in self.failures),
            *(
                f"{visible(folder)}: nothing to import, there are no files in it"
                for folder in self.empty
            ),
        ]

    @property
    def warnings(self) -> list[str]:
        """What was not understood, each in a line."""
        return [
            f"{called(one)}: {warning}"
            for one in self.reports
            # That a page holds no papers is what its report says.
            for warning in one.warnings
            if warning.message != NO_PAPERS
        ]

    @property
    def paperless(self) -> list[str]:
        """Which pages held nothing, each in a line."""
        return [report_line(one) for one in self.reports if one.digest is None]

    @property
    def all_told(self) -> list[str]:
        """All that is amiss, each in a line."""
        return [*self.troubles, *self.paperless, *self.warnings]

    @property
    def said(self) -> str:
        """All in a few words, for a status line: ``6 papers, 6 new, 2 warnings``."""
        digests = [one for one in self.reports if one.digest is not None]
        if not digests:
            named = [replace(one, path=Path(one.path).name) for one in self.reports]
            return next(iter([*map(report_line, named), *self.troubles]), "")
        parts = [] if len(digests) == 1 else [counted(len(digests), "digest")]
        if len(digests) == 1 and digests[0].redated:
            parts += ["known already", "date changed"]
        elif all(one.known for one in digests):
            parts.append("known already")
        else:
            parts.append(counted(sum(one.papers for one in digests), "paper"))
            parts.append(f"{sum(one.new for one in digests)} new")
        if self.warnings:
            parts.append(counted(len(self.warnings), "warning"))
        return ", ".join(parts)

    @property
    def notices(self) -> list[str]:
        """What the reader shows besides: failures, and where to find the warnings."""
        told = self.troubles
        if any(one.digest for one in self.reports):
            told += self.paperless
        if not self.reports and not self.failures:
            told = []  # `said` has said it
        warned = [one for one in self.reports if one.digest and one.warnings]
        if warned:
            number = counted(sum(len(one.warnings) for one in warned), "warning")
            name = Path(called(warned[0])).name
            where = name if len(warned) == 1 else f"{len(warned)} files"
            told.append(f"{where}: {number}; octavo import PATH tells them")
        return told


def called(report: ImportReport) -> str:
    """What people call the file of ``report``."""
    return STANDARD_INPUT if report.path == "-" else visible(report.path)


def bring(
    library: Library,
    paths: Iterable[str],
    asked: Asked = _NOTHING_ASKED,
    *,
    optional: bool = False,
    missing: Callable[[str], str] = lambda _path: "",
) -> Incoming:
    """Import each of ``paths``, the good ones whatever happens to the others.

    Args:
        library: Where to.
        paths: Files and folders; ``-`` for standard input.
        asked: What the user says of them.
        optional: Whether nothing at all on standard input is fine too.
        missing: What to advise where nothing is called so.
    """
    reports: list[ImportReport] = []
    failures: list[OctavoError] = []
    empty: list[str] = []
    with ProgressBar("importing") as progress:
        for path in paths:
            try:
                if path == "-":
                    results = _standard_input(library, asked, progress, optional=optional)
                else:
                    _see_that_it_is_there(path, missing)
                    results = _path(library, path, asked, progress)
                    if not results:
                        empty.append(path)
            except OctavoError as error:
                results = [error]
            for one in results:
                if isinstance(one, OctavoError):
                    failures.append(one)
                else:
                    reports.append(one)
    return Incoming(reports, failures, empty)


def _see_that_it_is_there(path: str, missing: Callable[[str], str]) -> None:
    if not path:
        raise OctavoError("''", "no such file")  # Path("") would be the folder we are in
    if not os.path.lexists(path):
        raise OctavoError(path, "no such file or folder", missing(path))


def _path(library: Library, path: str, asked: Asked, progress: ProgressBar) -> Sequence[Result]:
    results = library.imports.import_path(
        Path(path), ImportOptions(date=asked.date, format=asked.format), progress=progress
    )
    strangers = [one for one in results if isinstance(one, NotADigestError)]
    good = [one for one in results if not isinstance(one, NotADigestError)]
    return [*good, *_in_few_lines(path, strangers)]


def _in_few_lines(path: str, strangers: Sequence[OctavoError]) -> list[OctavoError]:
    """The same said shorter: of the files at ``path``, those with one reason in one line."""
    reasons: dict[tuple[str, str], list[OctavoError]] = {}
    for one in strangers:
        reasons.setdefault((one.why, one.hint), []).append(one)
    told: list[OctavoError] = []
    for (why, hint), same in islice(reasons.items(), _MOST_REASONS):
        if len(same) == 1:
            told += same
            continue
        reason = "" if why == NOT_A_DIGEST else f"; {why}"
        said = f"{len(same)} files are no digests: {_named(path, same)}{reason}"
        told.append(OctavoError(path, said, hint))
    rest = [one for same in islice(reasons.values(), _MOST_REASONS, None) for one in same]
    if rest:
        said = f"{counted(len(rest), 'file')} more cannot be read: {_named(path, rest)}"
        told.append(OctavoError(path, said, "octavo import FILE tells why"))
    return told


def _named(path: str, strangers: Sequence[OctavoError]) -> str:
    """Which files these are, as they are called within ``path``; a handful of them."""
    folder = visible(str(Path(path)))
    names = [
        one.what.removeprefix(folder).lstrip("/:").lstrip()
        if one.what.startswith((f"{folder}/", f"{folder}: "))
        else one.what
        for one in strangers[:_HANDFUL]
    ]
    more = len(strangers) - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more else "")


def _standard_input(
    library: Library, asked: Asked, progress: ProgressBar, *, optional: bool
) -> Sequence[Result]:
    try:
        first = sys.stdin.buffer.read(1)
    except OSError as error:
        raise of_system(STANDARD_INPUT, error) from error
    if optional and not first:
        return []
    try:
        file = Rejoined(first, sys.stdin.buffer)
        return library.imports.import_stream(
            file, ImportOptions(name="-", date=asked.date, format=asked.format), progress=progress
        )
    except OctavoError as error:
        if error.what != "-":
            raise
        raise OctavoError(STANDARD_INPUT, error.why, error.hint) from None
