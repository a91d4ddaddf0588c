"""Equations on lines of their own, with their number at the right edge."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.fulltext.document import Run, RunKind
from octavo_model.fulltext.layout import formulas
from octavo_model.fulltext.layout.flow import Span, flow_of, plain_flow
from octavo_model.fulltext.layout.layout import TextRole
from octavo_model.fulltext.layout.layout_builder import pieces_of
from octavo_model.text.widths import width as width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.fulltext.document import Block, Document, Runs
    from octavo_model.fulltext.layout.layout_builder import LayoutBuilder

_SPECIAL = re.compile(r"[\\{}$&#^_%~]")
_INDENT = 4
_GAP = 2
"""The least space between a formula and its number."""
_LEAST = 16
"""The fewest cells of a formula beside its number; otherwise that has a line of its own."""


def put_equation(
    page: LayoutBuilder, document: Document, block: Block, indent: int, *, tex: bool
) -> None:
    """Add the rows of an equation; its number is in the middle of the last one."""
    left = min(indent + _INDENT, page.width // 4)
    room = page.width - left
    beside = room - width_of(block.label) - _GAP if block.label else room
    is_beside = beside >= _LEAST
    width = beside if is_beside else room
    rows = _aligned(block, width) if len(block.rows) > 1 and not tex else []
    rows = rows or [list(_row(document, _joined(row), width, tex=tex)) for row in block.rows]
    lines = [line for row in rows for line in row]
    middle = len(lines) - 1 - (len(rows[-1]) - 1) // 2 if rows and block.label and is_beside else -1
    for number, (line, spans) in enumerate(lines):
        text = " " * left + line
        moved = [one._replace(start=one.start + left, end=one.end + left) for one in spans]
        if number == middle:
            start = len(text) + page.width - width_of(text) - width_of(block.label)
            text = text.ljust(start) + block.label
            moved.append(Span(start, len(text), TextRole.LABEL))
        page.put(text, moved)
    if block.label and middle < 0:
        label = plain_flow(block.label, TextRole.LABEL)
        page.flow(label, page.width - width_of(block.label), 0, least=2)


def _aligned(block: Block, width: int) -> list[list[tuple[str, Iterable[Span]]]]:
    """Return the lines of all rows, aligned at their cells; nothing if they do not fit so."""
    sources = [[_source(cell) for cell in row] for row in block.rows]
    if not all(
        source or not cell
        for row, of in zip(sources, block.rows, strict=True)
        for source, cell in zip(row, of, strict=True)
    ):
        return []
    if all(len(row) == 1 for row in sources):  # at their left edges
        sources = [["", *row] for row in sources]
    rows = r" \\ ".join(" & ".join(row) for row in sources)
    shown = formulas.display(rf"\begin{{aligned}} {rows} \end{{aligned}}", width)
    lines = [line.rstrip() for line in shown]
    return [[(line, _formula(line)) for line in lines]] if len(lines) >= len(block.rows) else []


def _joined(row: tuple[Runs, ...]) -> Runs:
    """Return the cells of a row as one; formulas beside each other are one formula."""
    runs = [run for cell in row for run in cell]
    if len(row) > 1 and all(run.kind is RunKind.MATH for run in runs):
        return (Run(RunKind.MATH, " ".join(run.text for run in runs)),)
    return tuple(runs)


def _formula(line: str) -> tuple[Span, ...]:
    bare = line.lstrip()
    return (Span(len(line) - len(bare), len(line), TextRole.MATH),) if bare else ()


def _row(
    document: Document, runs: Runs, width: int, *, tex: bool
) -> Iterator[tuple[str, Iterable[Span]]]:
    """Return the lines of one row: a formula as it is displayed, or text with formulas in it."""
    source = _source(runs)
    if not source or tex:
        flow = flow_of(document, runs, tex=tex)
        for (start, end, _), spans in pieces_of(flow, width, width):
            yield flow.text[start:end], spans
        return
    for shown in formulas.display(source, width):
        line = shown.rstrip()
        yield line, _formula(line)


def _source(runs: Runs) -> str:
    """Return the TeX of a row of formulas and words; empty if it has links or other signs."""
    parts = []
    for run in runs:
        if run.kind is RunKind.MATH:
            parts.append(run.text)
        elif run.kind is RunKind.TEXT and not _SPECIAL.search(run.text):
            parts.append(rf"\text{{{run.text}}}")
        else:
            return ""
    return " ".join(parts)
