"""What commands print."""

from __future__ import annotations

import re
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from octavo_model.text.clean import visible
from octavo_tui.cli.exit_status import refuse
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from octavo_model import Digest, Paper
    from octavo_model.core.paper import PaperKey
    from octavo_tui.cli.arguments import Options

DATE_GUESSED = "(date guessed)"
"""Shown with a digest that does not name all of its day."""
_MEASURE = 90
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=-|$)")


def print_errors(subject: str, problems: Iterable[object]) -> None:
    """Print what is wrong with ``subject`` to standard error, a line each."""
    for problem in problems:
        print_error(f"{subject}: {problem}")


def print_json(options: Options, objects: Iterable[dict[str, Any]]) -> bool:
    """Print ``objects``, one by one, if the options ask for JSON or for some of its fields.

    Return whether they do.
    """
    wanted = getattr(options, "fields", None)
    if not (options.json or options.jsonl or wanted):
        return False
    # Loaded when used: most output is not JSON.
    from octavo_model.export import json

    if wanted:
        objects = _only(wanted, objects)
    if options.json or options.jsonl:
        sys.stdout.writelines(json.lines(objects) if options.jsonl else json.array(objects))
    else:
        for one in objects:
            print("\t".join(map(_as_cell, one.values())))
    return True


def _only(names: Sequence[str], objects: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield ``objects`` with these fields alone; refuse a field that they do not have."""
    for one in objects:
        if unknown := [name for name in names if name not in one]:
            from octavo_model.text.fold import nearest

            near = nearest(unknown[0], one)
            meant = f"did you mean {near}?" if near else f"use {', '.join(one)}"
            refuse(f"--fields: no field {unknown[0]} ({meant})")
        yield {name: one[name] for name in names}


def _as_cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(map(_as_cell, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else visible(str(value))


def confirmed(question: str, options: Options) -> bool:
    """Return whether the user agrees; where nobody can be asked, only ``--yes`` says so."""
    if options.yes:
        return True
    if not sys.stdin.isatty():
        refuse(f"{question}? No terminal to ask on (add --yes)")
    print(f"{question}? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def digest_fields(digest: Digest) -> dict[str, Any]:
    """Return a digest as JSON."""
    return {
        "name": digest.name,
        "format": digest.format,
        "date": digest.date.isoformat() if digest.date else None,
        "date_inferred": digest.date_inferred if digest.date else None,
        "papers": digest.total,
        "unread": digest.undecided,
    }


def print_digests(digests: Sequence[Digest]) -> None:
    """Print a line a digest: name, unread, total, and its day if that is not in its name.

    A name is what users refer to: it does not change when the day is corrected.
    """
    width = max((len(digest.name) for digest in digests), default=0)
    for digest in digests:
        note = f"  {DATE_GUESSED}" if digest.date and digest.date_inferred else ""
        named = _DAY.search(digest.name)
        if digest.date and (named is None or named[0] != digest.date.isoformat()):
            note = f"  (of {digest.date.isoformat()}){note}"
        print(f"{digest.name:{width}}  {digest.undecided:5} of {digest.total:5} unread{note}")


_WHY = {
    "ids": "one entry has both ids",
    "title": "same title, and no other authors or year",
    "user": "you merged them",
}


def print_keys(keys: Sequence[PaperKey]) -> None:
    """Print the keys of a paper that has several, and why they are of one paper."""
    if len(keys) > 1:
        print("\nOne paper with these keys (octavo paper split separates them):")
        for one in keys:
            print(f"  {one.key}{f'  ({_WHY[one.why]})' if one.why in _WHY else ''}")


def print_paper(paper: Paper, *, raw: bool = False) -> None:
    """Print a whole paper, wrapped for reading; with ``raw``, LaTeX is not rendered."""
    import shutil
    import textwrap

    from octavo_model.text.latex import plainly
    from octavo_tui.render.decisions import verdict_words
    from octavo_tui.render.labels import SUMMARY_HEADING, byline, facts, origin

    width = min(_MEASURE, shutil.get_terminal_size().columns)
    fill = partial(textwrap.fill, width=width, break_long_words=False, break_on_hyphens=False)
    marks = ["read" if paper.read else "unread", "starred" if paper.starred else ""]
    marks.append(verdict_words(paper.verdict))
    read = str if raw else plainly
    head = [
        read(paper.title),
        byline(paper, raw=raw),
        f"{', '.join(filter(None, marks))}; in {', '.join(paper.digests)}",
        origin(paper),
        *facts(paper, raw=raw),
        f"Tags: {', '.join(paper.tags)}" if paper.tags else "",
        *(f"{link.url} ({link.role})" if link.role else link.url for link in paper.links),
        paper.key,
    ]
    print(*map(fill, filter(None, head)), sep="\n")
    below = [read(paragraph) for paragraph in paper.abstract.split("\n\n")]
    if paper.keywords:
        below.append(f"Keywords: {', '.join(paper.keywords)}")
    if paper.ai_summary:
        below.append(f"{SUMMARY_HEADING} {read(paper.ai_summary)}")
    for paragraph in below:
        print(f"\n{fill(paragraph)}")
    if paper.note:
        print(f"\nNote:\n{paper.note}")
