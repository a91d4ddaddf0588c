"""A document, or one section of it, as Markdown, with formulas as TeX and notes as footnotes.

Footnotes, tables and mathematics are as GitHub, Pandoc and Obsidian read them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from octavo_model.export.latex import latex
from octavo_model.export.markdown import escape_signs
from octavo_model.fulltext.document import Block, BlockKind, Reference, RunKind, RunStyle
from octavo_model.fulltext.layout.as_text import blocks_of_section
from octavo_model.fulltext.layout.flow import END_SIGNS, citation
from octavo_model.fulltext.layout.lay_out import lay_out
from octavo_model.fulltext.layout.tables import MOST_HEADS, column_names, count_heads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.fulltext.document import Document, Run, Runs

_ANY_WIDTH = 80
_AT_START = re.compile(r"^(\d{0,9})([.)]|(?<!\d)[-+=])")
_NUMBERED = re.compile(r"\d{1,9}[.)]")
_BARE_BAR = re.compile(r"(?<!\\)\|")
_MARKS = {RunStyle.ITALIC: "*", RunStyle.BOLD: "**"}


def as_markdown(document: Document, *, section: str = "") -> str:
    """Return ``document``, or a section as `octavo_model.fulltext.layout.as_text` finds it.

    Raises:
        NoSectionError: No section has that name.
    """
    writer = _MarkdownWriter(document)
    if section:
        layout = lay_out(document, _ANY_WIDTH)
        found = blocks_of_section(layout, section)
        return writer.written(layout.blocks[found.start : found.stop])
    head = [f"# {escape_signs(document.title)}"] if document.title else []
    if document.missing:
        head.append(f"> Missing: {escape_signs('; '.join(document.missing))}")
    if document.abstract:
        head.append("## Abstract")
    parts = [writer.written(document.abstract), writer.written(document.blocks)]
    if document.references:
        parts.append(f"## References\n\n{writer.written(document.references)}")
    return "\n".join(["\n\n".join(head) + "\n" if head else "", *filter(None, parts)]).lstrip("\n")


class _MarkdownWriter:
    """Writes blocks of one document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        names = (block.id for block in document.walk() if block.kind is BlockKind.NOTE and block.id)
        self.notes = {name: str(number) for number, name in enumerate(names, 1)}
        self._open_items = 0
        """How many items the last block is in: text that is indented more would be code."""

    def written(self, blocks: Sequence[Block | Reference | None]) -> str:
        """Return ``blocks``: items on adjacent lines, others with a blank line between them."""
        parts: list[str] = []
        self._open_items = 0
        before: BlockKind | None = None
        for block in blocks:
            if block is None:
                continue
            kind = block.kind if isinstance(block, Block) else None
            text = self._reference(block) if isinstance(block, Reference) else self._block(block)
            if before is BlockKind.RUN_IN and kind is BlockKind.PARAGRAPH:
                parts += " ", text.lstrip()
            elif text:
                is_next_item = before is kind is BlockKind.ITEM
                parts += "\n" if is_next_item else "\n\n" if parts else "", text
            before = kind
        return "".join([*parts, "\n"]) if parts else ""

    def _block(self, block: Block) -> str:
        text = self._runs(block.runs)
        is_item = block.kind is BlockKind.ITEM
        is_text = block.kind is BlockKind.PARAGRAPH
        depth = min(max(0, block.level - is_item), self._open_items) if is_item or is_text else 0
        margin, self._open_items = "    " * depth, depth + is_item
        match block.kind:
            case BlockKind.HEADING:
                sign = "#" * min(max(1, block.level), 6)
                return f"{sign} {' '.join(filter(None, (escape_signs(block.label), text)))}"
            case BlockKind.RUN_IN:
                # What is bold in bold would end it.
                plain = text.replace("**", "")
                head = " ".join(filter(None, (escape_signs(block.label), plain)))
                return f"**{head if head.endswith(END_SIGNS) else f'{head}.'}**"
            case BlockKind.ITEM:
                numbered = _NUMBERED.fullmatch(block.label)
                mark = "" if numbered or len(block.label) <= 1 else f"{escape_signs(block.label)} "
                return f"{margin}{block.label if numbered else '-'} {mark}{_first(text)}"
            case BlockKind.EQUATION:
                return self._equation(block)
            case BlockKind.TABLE | BlockKind.FIGURE:
                return self._figure(block, text)
            case BlockKind.CODE:
                return _fenced("".join(run.text for run in block.runs))
            case BlockKind.QUOTE:
                return f"> {_first(text)}"
            case BlockKind.NOTE if block.id:
                return f"[^{self.notes[block.id]}]: {text}"
            case _:
                return f"{margin}{_first(text)}"

    def _runs(self, runs: Runs) -> str:
        return "".join(map(self._run, runs)).strip()

    def _run(self, run: Run) -> str:
        text = run.text
        match run.kind:
            case RunKind.MATH:
                return f"${text.strip()}$"
            case RunKind.CITE:
                return escape_signs(citation(self.document, run))
            case RunKind.NOTE:
                number = self.notes.get(run.targets[0] if run.targets else "")
                return f"[^{number}]" if number else escape_signs(text)
            case RunKind.LINK if run.targets:
                return f"[{escape_signs(text)}]({_address(run.targets[0])})"
        bare = text.strip()
        if run.style is RunStyle.PLAIN or not bare:
            return escape_signs(text)
        if run.style is RunStyle.CODE:
            made = _code(bare)
        else:
            made = f"{_MARKS[run.style]}{escape_signs(bare)}{_MARKS[run.style]}"
        # Marks of a style are beside letters, not beside spaces.
        return f"{' ' * text.startswith(' ')}{made}{' ' * text.endswith(' ')}"

    def _equation(self, block: Block) -> str:
        rows = [" ".join(_tex(run) for cell in row for run in cell) for row in block.rows]
        tag = rf" \tag{{{block.label.strip('()')}}}" if block.label else ""
        tex = rows[0] if len(rows) == 1 else _gathered(rows)
        return f"$$\n{tex}{tag}\n$$"

    def _figure(self, block: Block, caption: str) -> str:
        label = f"**{escape_signs(block.label)}**" if block.label else ""
        alt = escape_signs(block.label or "image")
        images = (
            f"![{alt}]({_address(urljoin(self.document.url, one))})"
            for one in block.images
            if one and "://" in urljoin(self.document.url, one)
        )
        text = " ".join(filter(None, (label, caption)))
        return "\n\n".join(filter(None, (" ".join(images), text, self._table(block))))

    def _table(self, block: Block) -> str:
        rows = [[self._cell(cell) for cell in row] for row in block.rows if row]
        columns = max(map(len, rows), default=0)
        if not columns:
            return ""
        count = count_heads(rows[:MOST_HEADS], block.heads)
        heads, body = rows[:count], rows[count:]
        # Markdown has one row of heads.
        head = column_names(heads) + [""] * (columns - max(map(len, heads), default=0))
        lines = [_row(head), f"|{' --- |' * columns}"]
        lines += map(_row, body)
        return "\n".join(lines)

    def _cell(self, cell: Runs) -> str:
        parts = (
            self._run(run).replace(r"\|", r"\Vert ").replace("|", r"\vert ")
            if run.kind is RunKind.MATH
            else _BARE_BAR.sub(r"\|", self._run(run))
            for run in cell
        )
        return "".join(parts).strip()

    def _reference(self, one: Reference) -> str:
        text = escape_signs(one.text)
        addresses = [f"https://arxiv.org/abs/{one.arxiv}"] if one.arxiv else []
        addresses += [f"https://doi.org/{one.doi}"] if one.doi else []
        links = "".join(f" <{address}>" for address in addresses if address not in one.text)
        return rf"\[{self.document.number(one.id)}\] {text}{links}"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _gathered(rows: list[str]) -> str:
    lines = " \\\\\n".join(rows)
    return f"\\begin{{gathered}}\n{lines}\n\\end{{gathered}}"


def _tex(run: Run) -> str:
    if run.kind is RunKind.MATH:
        return run.text.strip()
    words = latex(run.text).replace(r"\textbraceleft{}", r"\{").replace(r"\textbraceright{}", r"\}")
    return rf"\text{{{words}}}"


def _first(text: str) -> str:
    """Return a text at the start of a line, where a number or a sign would begin a list."""
    return _AT_START.sub(r"\1\\\2", text)


def _address(address: str) -> str:
    return address.replace("(", "%28").replace(")", "%29").replace(" ", "%20")


def _code(text: str) -> str:
    """Return code within a line, between more backticks than it has side by side."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    space = " " * bool(longest)
    return f"{'`' * (longest + 1)}{space}{text}{space}{'`' * (longest + 1)}"


def _fenced(code: str) -> str:
    longest = max(map(len, re.findall(r"`{3,}", code)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{code}\n{fence}"
