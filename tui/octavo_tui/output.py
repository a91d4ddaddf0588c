"""What the command line prints."""

from __future__ import annotations

import json
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from octavo_model.marks import Field

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from octavo_model import Digest, Paper, PaperRow
    from octavo_model.marks import Batch
    from octavo_model.parsed import ImportReport

_MEASURE = 90


def as_json(objects: Iterable[dict[str, Any]], *, lines: bool) -> None:
    """Print one JSON array, or with ``lines`` one object a line; never all in memory at once."""
    write = sys.stdout.write
    if lines:
        for one in objects:
            write(json.dumps(one, ensure_ascii=False) + "\n")
        return
    before = "["
    for one in objects:
        write(f"{before}\n  {json.dumps(one, ensure_ascii=False)}")
        before = ","
    write("[]\n" if before == "[" else "\n]\n")


def paper_fields(paper: Paper) -> dict[str, Any]:
    """A paper as JSON; null where a thing is not known."""
    return {
        "key": paper.key,
        "title": paper.title,
        "abstract": paper.abstract or None,
        "authors": list(paper.authors) or None,
        "author_count": paper.author_count,
        "organization": paper.organization,
        "date": _iso(paper.date),
        "date_inferred": paper.date_inferred if paper.date else None,
        "comment_count": paper.comment_count,
        "arxiv_id": paper.arxiv_id,
        "links": [link.url for link in paper.links],
        "digests": list(paper.digests),
        "read": paper.read,
        "starred": paper.starred,
    }


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
        "warnings": [{"line": one.line, "message": one.message} for one in report.warnings],
    }


def report_line(report: ImportReport) -> str:
    """What became of a file, for people."""
    if report.digest is None:
        return f"{report.path}: no papers in it, nothing imported"
    if report.known:
        return f"{report.path}: {report.digest}: known already, nothing changed"
    return f"{report.path}: {report.digest}: {report.papers} papers, {report.new} new"


def mark_line(batch: Batch, row: PaperRow, *, changed: bool) -> str:
    """What a mark did to one paper."""
    word = {
        (Field.STARRED, True): "starred",
        (Field.STARRED, False): "not starred",
        (Field.READ, True): "read",
        (Field.READ, False): "unread",
    }[batch.field, batch.value]
    return f"{word}{'' if changed else ' already'}: {row.title}"


def papers_as_lines(rows: Iterable[PaperRow | None]) -> None:
    """One paper a line: unread, star, title; a date where it is known."""
    for row in rows:
        if row is not None:
            marks = f"{' ' if row.read else '●'}{'★' if row.starred else ' '}"
            day = f"  {row.date.isoformat()}" if row.date else ""
            print(f"{marks} {row.title}{day}")


def digests_as_lines(digests: Sequence[Digest]) -> None:
    """One digest a line: name, unread, total."""
    width = max((len(one.name) for one in digests), default=0)
    for one in digests:
        inferred = "  (year inferred)" if one.date and one.date_inferred else ""
        print(f"{one.name:{width}}  {one.unread:5} of {one.total:5} unread{inferred}")


def paper_as_text(paper: Paper) -> None:
    """A paper in full, wrapped for reading."""
    import shutil
    import textwrap

    from octavo_tui.labels import byline

    width = min(_MEASURE, shutil.get_terminal_size().columns)
    wrapped = partial(textwrap.wrap, width=width, break_long_words=False, break_on_hyphens=False)
    marks = ["read" if paper.read else "unread", *(["starred"] if paper.starred else [])]
    head = [paper.title, byline(paper), f"{', '.join(marks)}; in {', '.join(paper.digests)}"]
    head += [link.url for link in paper.links]
    head.append(paper.key)
    for line in filter(None, head):
        print("\n".join(wrapped(line)))
    for paragraph in paper.abstract.split("\n\n"):
        print()
        print("\n".join(wrapped(paragraph)))


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
