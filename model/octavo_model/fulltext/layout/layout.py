"""The lines of a document at one width: what is on them, where they lead, and what they belong to.

All values are frozen. `octavo_model.fulltext.layout.lay_out` makes them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.fulltext.layout.position import Position, block_keys, find_block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from octavo_model.fulltext.document import Block, Reference

_FEW = 16


class TextRole(StrEnum):
    """What a piece of a line is, for its style."""

    TEXT = "text"
    TITLE = "title"
    HEADING = "heading"
    LABEL = "label"
    """The number or mark of an item, theorem, caption, equation or reference."""
    MATH = "math"
    CITE = "cite"
    REF = "ref"
    NOTE = "note"
    LINK = "link"
    CODE = "code"
    RULE = "rule"
    """Lines of tables, and under headings."""
    DIM = "dim"
    ITALIC = "italic"
    BOLD = "bold"


class LinkKind(StrEnum):
    """What a link leads to; the first four are equal to those of `RunKind`."""

    CITE = "cite"
    REF = "ref"
    NOTE = "note"
    LINK = "link"
    FIGURE = "figure"
    """The images of a figure: the targets are their addresses."""
    REFERENCE = "reference"
    """An entry of the references: the target is its id."""


class LinePiece(NamedTuple):
    """Adjacent characters of a line with one role and link.

    Attributes:
        start: The first of its characters in the text of the line.
        end: The one behind its last.
        link: Its place in `Layout.links`; -1 if it leads nowhere.
    """

    start: int
    end: int
    role: TextRole
    link: int = -1


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of the layout.

    Attributes:
        text: Without spaces at its end.
        pieces: In order, without overlaps; what is between them is plain text.
        block: Its block in `Layout.blocks`; -1 for an empty line between blocks.
    """

    text: str
    pieces: tuple[LinePiece, ...] = ()
    block: int = -1


class TextLink(NamedTuple):
    """A part of the text that leads to somewhere.

    Attributes:
        line: The line where it starts.
        targets: Ids of references or blocks, or addresses, see `RunKind` and `LinkKind`.
        text: As it reads, also where it goes over several lines.
    """

    line: int
    kind: LinkKind
    targets: tuple[str, ...]
    text: str


class TextSection(NamedTuple):
    """A heading, for the outline.

    Attributes:
        level: 1 for parts and chapters, 2 for sections, 3 for subsections and so on.
        label: Its number; empty if it has none.
        id: As references name it; of the abstract and the references ``abstract`` and
            ``references``, if nothing else has that id.
    """

    line: int
    level: int
    label: str
    title: str
    id: str


@dataclass(frozen=True)
class Layout:
    """A document in lines, none wider than ``width`` cells.

    Attributes:
        blocks: In reading order; None for the title, what is missing, and the headings that are
            not in the document.
        starts: The first line of each block. The head of a theorem has the same one as its text.
        places: The line of each id: of blocks and of references.
        links: In reading order.
        split: The lines that end inside a word, which goes on in the next line.
    """

    width: int
    lines: tuple[TextLine, ...] = ()
    blocks: tuple[Block | Reference | None, ...] = ()
    starts: tuple[int, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    links: tuple[TextLink, ...] = ()
    sections: tuple[TextSection, ...] = ()
    split: frozenset[int] = frozenset()

    def block_at(self, line: int) -> int:
        """Return the block that ``line`` is in, or behind; -1 if the layout is empty."""
        return max(0, bisect_right(self.starts, line) - 1) if self.starts else -1

    def position(self, line: int) -> Position:
        """Return the place of ``line``, which `line_of` finds at any width."""
        at = self.block_at(line)
        if at < 0:
            return Position("", 0.0)
        start, end = self._extent(at)
        share = min(max(0.0, (line - start) / max(1, end - start)), 1.0)
        return Position(self._keys[at], share, max(0, line) / max(1, len(self.lines)))

    def line_of(self, position: Position) -> int:
        """Return the line of a position in this document, or in another version of it."""
        at = find_block(position.block, self._keys)
        if at < 0:
            return min(round(position.whole * len(self.lines)), max(0, len(self.lines) - 1))
        start, end = self._extent(at)
        # Shares of lines are fractions: a little less than a whole line is that line.
        return min(start + int(position.share * (end - start) + 1e-6), max(start, end - 1))

    def _extent(self, at: int) -> tuple[int, int]:
        """Return the first line of a block, and the one behind it and the space after it."""
        start = self.starts[at]
        after = bisect_right(self.starts, start)
        return start, self.starts[after] if after < len(self.starts) else len(self.lines)

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        # The first letters of a line are the same at every width.
        texts = (
            "".join(line.text.partition(" ")[0][:_FEW] for line in self.lines[start : start + 1])
            if block is None
            else block
            for start, block in zip(self.starts, self.blocks, strict=True)
        )
        return block_keys(texts)
