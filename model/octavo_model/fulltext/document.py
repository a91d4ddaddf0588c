"""The full text of one paper as values: blocks in reading order, references, what is missing.

Mathematics stays TeX here and becomes text when it is laid out, so that the reader can switch
between both, and a better renderer needs no new download. All text is cleaned: nothing in it can
reach the terminal as a control code.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator


class RunKind(StrEnum):
    """What a piece of a line is."""

    TEXT = "text"
    MATH = "math"
    """TeX of a formula in a line, without dollars."""
    CITE = "cite"
    """A citation: the targets are ids of references."""
    REF = "ref"
    """A mention of a section, figure, table, equation or theorem: the targets are ids of blocks."""
    NOTE = "note"
    """The mark of a footnote: the target is the id of its block."""
    LINK = "link"
    """A link to the web: the target is its address, http or https."""


class RunStyle(StrEnum):
    """How a piece of a line is printed."""

    PLAIN = ""
    ITALIC = "italic"
    BOLD = "bold"
    CODE = "code"


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    RUN_IN = "run-in"
    """The head of a theorem, proof or paragraph, before its text."""
    PARAGRAPH = "paragraph"
    ITEM = "item"
    EQUATION = "equation"
    """Its rows are lines of one formula, whose cells are aligned; one line has one cell."""
    TABLE = "table"
    FIGURE = "figure"
    CODE = "code"
    QUOTE = "quote"
    NOTE = "note"
    """A footnote, behind the block that has its mark."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line: text of one kind and style.

    Attributes:
        text: As it reads; TeX for mathematics. White space is single spaces, except in code.
        targets: What it leads to, see `RunKind`.
    """

    kind: RunKind
    text: str
    targets: tuple[str, ...] = ()
    style: RunStyle = RunStyle.PLAIN


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a paper in reading order.

    Attributes:
        runs: The text; of a figure or table, its caption; of code, one run with its lines.
        id: How references name it, unique in the document; empty if nothing can refer to it.
        level: Of a heading 1 (part or chapter), 2 (section), 3 (subsection) and so on; of other
            blocks, how many lists or quotes they are in.
        label: Its number or mark: ``3.1``, ``(7)``, ``Theorem 2``, ``Figure 4``, ``•``.
        rows: Of a table or an equation: rows of cells of runs. Cells that another one spans are
            empty.
        heads: How many rows at the top of a table are its head.
        images: Addresses of the images of a figure, as they are in the page.
    """

    kind: BlockKind
    runs: Runs = ()
    id: str = ""
    level: int = 0
    label: str = ""
    rows: tuple[tuple[Runs, ...], ...] = ()
    heads: int = 0
    images: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of the bibliography.

    Attributes:
        id: How citations name it, unique in the document.
        label: As it is cited: ``12``, ``Quill et al. (2024)``; empty if it has no label.
        text: The whole entry, with mathematics as readable text.
        arxiv: The arXiv id it names, without its version; empty if none.
        doi: The DOI it names; empty if none.
        links: The addresses it links to.
    """

    id: str
    label: str
    text: str
    arxiv: str = ""
    doi: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """The full text of one paper.

    Attributes:
        authors: As the page has them, which is often wrong: show those of the library.
        abstract: Its blocks, which are not among ``blocks``.
        references: In the order of the bibliography. Appendices may follow it in the page; they
            are in ``blocks``.
        missing: What the page does not have, or could not be converted, each one a sentence
            without a full stop for the user.
        source: Where it was read: ``arxiv``, ``huggingface``, ``ar5iv``, ``file``.
        url: Its address, or the path of its file.
    """

    title: str = ""
    authors: tuple[str, ...] = ()
    abstract: tuple[Block, ...] = ()
    blocks: tuple[Block, ...] = ()
    references: tuple[Reference, ...] = ()
    missing: tuple[str, ...] = ()
    source: str = ""
    url: str = ""

    def walk(self) -> Iterator[Block]:
        """Return all blocks in reading order, the abstract first."""
        yield from self.abstract
        yield from self.blocks

    def words(self) -> str:
        """Return the text without formulas and references, a line for each block."""
        cells = (cell for one in self.walk() for row in one.rows for cell in row)
        texts = chain((one.runs for one in self.walk()), cells)
        lines = (
            "".join(one.text for one in runs if one.kind is not RunKind.MATH) for runs in texts
        )
        return "\n".join(filter(None, (self.title, *lines)))

    def reference(self, name: str) -> Reference | None:
        """Return the reference with the id ``name``."""
        at = self._indices.get(name)
        return None if at is None else self.references[at]

    def number(self, name: str) -> str:
        """Return how the reference with the id ``name`` is numbered: its label, or its place."""
        at = self._indices.get(name)
        if at is None:
            return ""
        label = self.references[at].label
        return label if label.isdigit() else str(at + 1)

    @cached_property
    def _indices(self) -> dict[str, int]:
        return {one.id: at for at, one in enumerate(self.references)}
