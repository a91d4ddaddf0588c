"""Passages of a text: as paragraphs to copy, with what names their place, and found again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.fulltext.document import Block, BlockKind
from octavo_model.text.fold import fold
from octavo_model.text.people import family_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.core.paper import Paper
    from octavo_model.fulltext.layout.layout import Layout

_QUOTE = ">"
_LINES = (BlockKind.TABLE, BlockKind.EQUATION, BlockKind.CODE)
"""What does not flow from line to line."""
_SHORTEST = 12
"""Letters of a quoted passage: a shorter one is in many places."""


def passage(layout: Layout, lines: range) -> str:
    """Return the text of ``lines``: that of each block is one line.

    Lines of tables, code and formulas stay lines of their own.
    """
    parts: list[tuple[int, str]] = []
    for number in lines:
        line = layout.lines[number]
        text = line.text.strip()
        if not text:
            continue
        if parts and parts[-1][0] == line.block and _flows(layout, line.block):
            between = "" if number - 1 in layout.split else " "
            parts[-1] = line.block, f"{parts[-1][1]}{between}{text}"
        else:
            parts.append((line.block, text))
    return "\n".join(text for _, text in parts)


def _flows(layout: Layout, index: int) -> bool:
    block = layout.blocks[index] if index >= 0 else None
    return not (isinstance(block, Block) and block.kind in _LINES)


def place_name(layout: Layout, line: int) -> str:
    """Return what names the place of a line: ``§3.2``, ``Abstract``; empty before any heading."""
    section = next((one for one in reversed(layout.sections) if one.line <= line), None)
    if section is None:
        return ""
    return f"§{section.label}" if section.label[:1].isalnum() else section.title


def cite(paper: Paper, layout: Layout, line: int) -> str:
    """Return the citation of a passage: ``Quill et al. 2025, §3.2, arXiv:2401.01234``."""
    arxiv = f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else ""
    name = arxiv or (f"doi:{paper.doi}" if paper.doi else "")
    return ", ".join(filter(None, (_who_and_when(paper), place_name(layout, line), name)))


def _who_and_when(paper: Paper) -> str:
    year = str(paper.date.year) if paper.date else ""
    if not paper.authors:
        return " ".join(filter(None, (paper.organization, year)))
    words = paper.authors[0].split()
    family = " ".join(words[family_at(words) :])
    return " ".join(filter(None, (family, "et al." if len(paper.authors) > 1 else "", year)))


def quoted(layout: Layout, note: str) -> Iterator[int]:
    """Yield the lines whose text a ``note`` in Markdown quotes, after ``>``."""
    quotes = " ".join(
        fold(line.lstrip(f"{_QUOTE} ")) for line in note.split("\n") if line.startswith(_QUOTE)
    )
    if not quotes:
        return
    for number, line in enumerate(layout.lines):
        text = fold(line.text.strip())
        if len(text) >= _SHORTEST and text in quotes:
            yield number
