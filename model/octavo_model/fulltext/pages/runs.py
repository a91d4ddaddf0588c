"""Runs made clean: joined, with white space as a browser shows it, safe to print. Pure."""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from octavo_model.core.links import link_to
from octavo_model.fulltext.document import Run, RunKind
from octavo_model.text.clean import clean_line
from octavo_model.text.latex import plainly

if TYPE_CHECKING:
    from collections.abc import Iterable

    from octavo_model.fulltext.document import Runs, RunStyle

# Pages that a program indented have white space before punctuation.
_BEFORE_MARK = re.compile(r"(?<=\S) +([,;.:!?)\]]+)(?=\s|$)")
_MARK_AT_START = re.compile(r"\A +([,;.:!?)\]]+)(?=\s|$)")
_BEHIND_MARK = re.compile(r"(?<=[(\[]) +(?=\w)")
_LONGEST_READABLE = 4_000


def tidy(runs: Iterable[Run]) -> Runs:
    """Return ``runs`` without empty ones, neighbours of one kind joined, each text clean.

    Links to other places than the web become text.
    """
    found: list[Run] = []
    ends_in_space = True
    for (kind, targets, style), group in groupby(runs, _sort_of):
        texts = [run.text for run in group]
        if kind is RunKind.MATH:
            text = " ".join(texts).strip()
            if text:
                found.append(Run(kind, text, targets, style))
                ends_in_space = False
            continue
        written = "".join(texts)
        text = _BEHIND_MARK.sub("", clean_line(written))
        if written[:1].isspace() and not ends_in_space:
            text = f" {text}"
        if text and text != " " and written[-1:].isspace():
            text += " "
        text = _MARK_AT_START.sub(r"\1", _BEFORE_MARK.sub(r"\1", text))
        if text:
            ends_in_space = text[-1] == " "
            found.append(Run(kind, text, targets, style))
    return _without_end(found)


def _without_end(runs: list[Run]) -> Runs:
    """``runs`` without white space at the end, those of one kind that are neighbours now joined."""
    while runs and runs[-1].kind is not RunKind.MATH and runs[-1].text.endswith(" "):
        last = runs.pop()
        if text := last.text.rstrip():
            runs.append(Run(last.kind, text, last.targets, last.style))
    return tuple(runs)


def _sort_of(run: Run) -> tuple[RunKind, tuple[str, ...], RunStyle]:
    return run.kind, run.targets, run.style


def flat(runs: Iterable[Run]) -> str:
    """Return the text of ``runs`` on one line, with formulas as readable text."""
    return clean_line("".join(shown(run) for run in runs))


def shown(run: Run) -> str:
    """Return the text of ``run``, a formula as readable text."""
    if run.kind is not RunKind.MATH:
        return run.text
    if len(run.text) > _LONGEST_READABLE:
        return run.text
    return plainly(f"${run.text}$").strip("$")


def web_address(text: str) -> str:
    """Return the address ``text`` if it is safe to open, http or https; else an empty text."""
    link = link_to(text.strip())
    return link.url if link else ""
