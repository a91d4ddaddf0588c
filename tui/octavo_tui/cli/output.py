"""What the command line prints."""

from __future__ import annotations

import re
import sys
import time
from functools import partial
from itertools import repeat
from typing import TYPE_CHECKING, Any, Self

from octavo_model.core.dates import encoded
from octavo_model.core.views import Field
from octavo_model.text.clean import visible
from octavo_tui.startup import early_paint
from octavo_tui.startup.fast_list import paper_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence
    from types import TracebackType

    from rich.progress import Progress, TaskID

    from octavo_model import Digest, Library, Paper, PaperRow
    from octavo_model.core.parsed import ImportReport
    from octavo_model.core.views import MarkChange

_MEASURE = 90
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=-|$)")
_INFERRED = "(date inferred)"
"""What to say of a digest that does not tell all of its day."""


def as_json(objects: Iterable[dict[str, Any]], *, lines: bool) -> None:
    """Print one JSON array, or with ``lines`` one object a line; never all in memory at once."""
    # Loaded when wanted, as most output is none.
    from octavo_model.export import json

    sys.stdout.writelines(json.lines(objects) if lines else json.array(objects))


def digest_fields(digest: Digest) -> dict[str, Any]:
    """A digest as JSON."""
    return {
        "name": digest.name,
        "format": digest.format,
        "date": _iso(digest.date),
        "date_inferred": digest.date_inferred if digest.date else None,
        "papers": digest.total,
        "unread": digest.unread,
    }


def report_fields(report: ImportReport) -> dict[str, Any]:
    """What became of a file, as JSON."""
    return {
        "path": report.path,
        "digest": report.digest,
        "format": report.format,
        "papers": report.papers,
        "new": report.new,
        "warnings": [{"line": one.line or None, "message": one.message} for one in report.warnings],
    }


def report_line(report: ImportReport, digest: Digest | None = None) -> str:
    """What became of a file, for people.

    Args:
        report: What became of it.
        digest: As which it stands in the library now.
    """
    name = "standard input" if report.path == "-" else visible(report.path)
    if report.digest is None:
        told = "nothing new in it" if report.known else "no papers in it, nothing imported"
        return f"{name}: {told}"
    if report.redated and digest and digest.date:
        told = f"date changed to {digest.date.isoformat()}, its name stays"
        return f"{name}: {report.digest}: known already, {told}"
    if report.known:
        return f"{name}: {report.digest}: known already, nothing changed"
    papers = counted(report.papers, "paper")
    inferred = f" {_INFERRED}" if digest and digest.date and digest.date_inferred else ""
    return f"{name}: {report.digest}: {papers}, {report.new} new{inferred}"


def troubles(library: Library, *, with_repairs: bool = True) -> list[str]:
    """What the user has to know of ``library`` as it was opened, and of what was repaired then."""
    told = list(library.problems)
    if library.read_only:
        told.insert(0, f"{library.read_only}; it can be read, and keeps no marks")
    return [*told, *(library.repairs if with_repairs else ())]


def unfinished(library: Library) -> str:
    """Which digests are not fully indexed, and what finishes them; empty if there are none."""
    number = library.unfinished()
    if not number:
        return ""
    is_one = number == 1
    what = f"{counted(number, 'digest')} {'is' if is_one else 'are'} not fully indexed yet"
    if library.is_importing():
        return f"{what}: an import is running"
    return f"{what}: the next import finishes {'it' if is_one else 'them'}, or the reader (octavo)"


def counted(number: int, what: str) -> str:
    """``1 paper``, ``2 papers``."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def mark_line(batch: MarkChange, row: PaperRow, *, changed: bool) -> str:
    """What a mark did to one paper."""
    word = {
        (Field.STARRED, True): "starred",
        (Field.STARRED, False): "not starred",
        (Field.READ, True): "read",
        (Field.READ, False): "unread",
    }[batch.field, batch.value]
    return f"{word}{'' if changed else ' already'}: {row.shown}"


def papers_as_lines(
    rows: Iterable[PaperRow | None],
    keys: Iterable[str | None] | None = None,
    *,
    raw: bool = False,
) -> None:
    """One paper a line, as `paper_line` has it; before it the key and a tab, where given.

    With ``raw``, titles stand as they came, LaTeX and all.
    """
    for row, key in zip(rows, keys or repeat(None)):  # noqa: B905 - the latter has no end
        if row is not None:
            line = paper_line(
                row.title if raw else row.shown,
                row.day,
                dating=encoded(inferred=row.date_inferred, precision=row.date_precision),
                read=row.read,
                starred=row.starred,
                updated=row.updated,
            )
            print(f"{key}\t{line}" if key else line)


def digests_as_lines(digests: Sequence[Digest]) -> None:
    """One digest a line: name, unread, total; its day where that is not the one in its name.

    A name is what users refer to: it stays when the day is corrected.
    """
    width = max((len(one.name) for one in digests), default=0)
    for one in digests:
        told = f"  {_INFERRED}" if one.date and one.date_inferred else ""
        named = _DAY.search(one.name)
        if one.date and named and named[0] != one.date.isoformat():
            told = f"  (of {one.date.isoformat()}){told}"
        print(f"{one.name:{width}}  {one.unread:5} of {one.total:5} unread{told}")


def paper_as_text(paper: Paper, *, raw: bool = False) -> None:
    """A paper in full, wrapped for reading; with ``raw``, LaTeX stands as it came."""
    import shutil
    import textwrap

    from octavo_model.text.latex import plainly
    from octavo_tui.render.labels import SUMMARY_HEADING, byline, facts, origin

    width = min(_MEASURE, shutil.get_terminal_size().columns)
    wrapped = partial(textwrap.wrap, width=width, break_long_words=False, break_on_hyphens=False)
    marks = ["read" if paper.read else "unread", *(["starred"] if paper.starred else [])]
    read = str if raw else plainly
    head = [
        read(paper.title),
        byline(paper, raw=raw),
        f"{', '.join(marks)}; in {', '.join(paper.digests)}",
    ]
    head += [origin(paper), *facts(paper, raw=raw)]
    head += [f"{link.url} ({link.role})" if link.role else link.url for link in paper.links]
    head.append(paper.key)
    for line in filter(None, head):
        print("\n".join(wrapped(line)))
    below = [read(paragraph) for paragraph in paper.abstract.split("\n\n")]
    if paper.keywords:
        below.append(f"Keywords: {', '.join(paper.keywords)}")
    if paper.ai_summary:
        below.append(f"{SUMMARY_HEADING} {read(paper.ai_summary)}")
    for paragraph in below:
        print()
        print("\n".join(wrapped(paragraph)))


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


_BLINK = 0.4
"""Seconds before a bar appears."""


class ProgressBar:
    """Called with what is done and what there is to do; a bar on a terminal, else silent."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._begun = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` is done; a total of 0 is not known."""
        if self._bar is None:
            if time.monotonic() - self._begun < _BLINK or not sys.stderr.isatty():
                return
            self._start()
        if self._bar is not None and self._task is not None:
            self._bar.update(self._task, completed=done, total=total or None)

    def _start(self) -> None:
        early_paint.leave()
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        self._bar = Progress(*columns, console=Console(file=sys.__stderr__), transient=True)
        self._task = self._bar.add_task(self._label)
        self._bar.start()
