"""The whole document in lines: title, what is missing, abstract, blocks, references."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from octavo_model.fulltext.document import BlockKind
from octavo_model.fulltext.layout import equations, tables
from octavo_model.fulltext.layout.flow import (
    END_SIGNS,
    Flow,
    FlowBuilder,
    LinkDraft,
    Span,
    note_mark,
    plain_flow,
)
from octavo_model.fulltext.layout.layout import LinkKind, Role
from octavo_model.fulltext.layout.layout_builder import LayoutBuilder
from octavo_model.text.clean import cut
from octavo_model.text.widths import width as width_of

if TYPE_CHECKING:
    from octavo_model.fulltext.document import Block, Document, Runs
    from octavo_model.fulltext.layout.layout import Layout

_STEP = 2
"""How far each list or quote is indented, if no item says more."""
_DEEPEST = 8
"""The most lists or quotes that are indented further."""
_RULES = {1: "━", 2: "─"}
_CONTINUED = "↪ "
_QUOTE = 4
_LONGEST_MARK = 5
"""The most cells of an item's mark beside which all of its lines begin."""
_LONGEST_NUMBER = 7
_NAME = 24
"""The most letters of an image's name."""
_LONGEST_ADDRESS = 2000


def lay_out(document: Document, width: int, *, tex: bool = False) -> Layout:
    """Return ``document`` in lines of at most ``width`` cells, from 20 on.

    Args:
        document: The paper.
        width: The cells of a line.
        tex: Whether formulas are the TeX they are written in, instead of readable text.
    """
    return _LayoutWriter(document, width, tex=tex).layout()


class _LayoutWriter:
    """Puts the blocks of one document on a page."""

    def __init__(self, document: Document, width: int, *, tex: bool) -> None:
        self.document = document
        self.tex = tex
        self.page = LayoutBuilder(width)
        self.margins = [0]
        """Where the text of each depth of lists and quotes begins."""
        self.before: BlockKind | None = None

    def layout(self) -> Layout:
        """Return the layout of the document."""
        page = self.page
        if self.document.title:
            page.begin(None)
            page.flow(plain_flow(self.document.title, Role.TITLE))
            page.rule(_RULES[1], max((width_of(line.text) for line in page.lines), default=0))
        if self.document.missing:
            page.begin(None)
            page.flow(plain_flow(f"Missing: {'; '.join(self.document.missing)}", Role.DIM))
        names = {block.id for block in self.document.walk()}
        if self.document.abstract:
            self._own_heading("Abstract", names)
            self._blocks(self.document.abstract)
        self._blocks(self.document.blocks)
        if self.document.references:
            self._own_heading("References", names)
            self._references()
        return page.layout()

    def _own_heading(self, title: str, names: set[str]) -> None:
        name = title.lower()
        self.page.begin(None, "" if name in names else name, gap=2)
        self.page.section(2, "", title, "" if name in names else name)
        self._heading_lines(2, "", plain_flow(title, Role.HEADING))

    def _blocks(self, blocks: tuple[Block, ...]) -> None:
        head: Block | None = None
        for block, after in zip_longest(blocks, blocks[1:]):
            if (
                block.kind is BlockKind.RUN_IN
                and after
                and (after.kind, after.level) == (BlockKind.PARAGRAPH, block.level)
            ):
                self._begin(block)
                head = block
                continue
            self._begin(block, gap=0 if head else 1)
            self._put(block, head)
            head = None

    def _begin(self, block: Block, gap: int = 1) -> None:
        kind = block.kind
        if kind is BlockKind.HEADING:
            self.margins = [0]
            gap = 2 if block.level in _RULES else 1
        elif kind is BlockKind.ITEM and self.before is BlockKind.ITEM:
            gap = 0
        self.page.begin(block, block.id, gap=gap)
        self.before = kind

    def _put(self, block: Block, head: Block | None) -> None:
        page, kind = self.page, block.kind
        margin = self._margin(block)
        if kind is BlockKind.HEADING:
            self._heading(block)
        elif kind is BlockKind.EQUATION:
            equations.put_equation(page, self.document, block, margin, tex=self.tex)
        elif kind in (BlockKind.TABLE, BlockKind.FIGURE):
            self._caption_and_content(block, margin)
        elif kind is BlockKind.CODE:
            self._code(block, margin)
        elif kind is BlockKind.ITEM:
            self._item(block)
        elif kind is BlockKind.NOTE:
            label = plain_flow(note_mark(block.label) or "Note", Role.LABEL)
            page.labelled(label, self._flow(block.runs), margin + 4, margin + 6)
        else:
            builder = FlowBuilder(self.document, tex=self.tex)
            if head:
                self._head(builder, head)
            if kind is BlockKind.RUN_IN:
                self._head(builder, block)
            else:
                builder.runs(block.runs)
            page.flow(builder.flow(), margin + _QUOTE if kind is BlockKind.QUOTE else margin)

    def _flow(self, runs: Runs, role: Role = Role.TEXT) -> Flow:
        builder = FlowBuilder(self.document, tex=self.tex)
        builder.runs(runs, role)
        return builder.flow()

    def _margin(self, block: Block) -> int:
        """Return where the text of a block begins, and forget the deeper items before it."""
        depth = min(max(0, block.level), _DEEPEST)
        if block.kind is BlockKind.HEADING:
            return 0
        if block.kind in (BlockKind.ITEM, BlockKind.QUOTE):
            depth = max(0, depth - 1)
        del self.margins[depth + 1 :]
        while len(self.margins) <= depth:
            self.margins.append(self.margins[-1] + _STEP)
        return min(self.margins[depth], self.page.width // 3)

    def _heading(self, block: Block) -> None:
        title = self._flow(block.runs, Role.HEADING)
        self.page.section(block.level, block.label, title.text, block.id)
        self._heading_lines(block.level, block.label, title)

    def _heading_lines(self, level: int, label: str, title: Flow) -> None:
        page = self.page
        start = len(page.lines)
        if label:
            hang = min(width_of(label) + 2, page.width // 3)
            page.labelled(plain_flow(label, Role.HEADING), title, 0, hang, gap=2)
        else:
            page.flow(title)
        if level in _RULES:
            longest = max((width_of(line.text) for line in page.lines[start:]), default=0)
            page.rule(_RULES[level], longest)

    def _head(self, builder: FlowBuilder, block: Block) -> None:
        """Add the head of a theorem or paragraph, with a sign at its end."""
        builder.put(block.label, Role.LABEL)
        if block.runs and block.runs[0].text[:1] not in (".", ":"):
            builder.space()
        builder.runs(block.runs, Role.LABEL)
        if not builder.ends_with(END_SIGNS):
            builder.put(".", Role.LABEL)
        builder.space()

    def _item(self, block: Block) -> None:
        depth = min(max(0, block.level - 1), _DEEPEST)
        margin = self._margin(block)
        size = width_of(block.label)
        hang = margin + (size + 1 if size <= _LONGEST_MARK else _STEP)
        label = plain_flow(block.label or "•", Role.LABEL)
        self.page.labelled(label, self._flow(block.runs), margin, max(hang, margin + _STEP))
        self.margins[depth + 1 :] = [max(hang, margin + _STEP)]

    def _caption_and_content(self, block: Block, margin: int) -> None:
        """Add a table under its caption, or the images of a figure above it."""
        page = self.page
        if block.images:
            shown = _images(block.images)
            link = LinkDraft(LinkKind.FIGURE, block.images, shown)
            page.flow(Flow(shown, shown, (Span(0, len(shown), Role.LINK, link),)), margin + _STEP)
        indent = margin if block.rows else margin + _STEP
        if block.label or block.runs:
            caption = self._flow(block.runs)
            page.labelled(plain_flow(block.label, Role.LABEL), caption, indent, indent, gap=2)
        if block.rows:
            flows = [[self._flow(cell) for cell in row] for row in block.rows]
            tables.put_table(page, flows, block.heads, margin)

    def _code(self, block: Block, margin: int) -> None:
        """Add lines of code; one that is too long goes on behind a sign."""
        indent = min(margin + 4, self.page.width // 4)
        for line in "".join(run.text for run in block.runs).expandtabs(4).split("\n"):
            self.page.code(line, indent, _CONTINUED)

    def _references(self) -> None:
        labels = [f"[{self.document.number(one.id)}]" for one in self.document.references]
        hang = min(max(map(width_of, labels)) + 1, _LONGEST_NUMBER)
        for at, (label, one) in enumerate(zip(labels, self.document.references, strict=True)):
            self.page.begin(one, one.id, gap=int(at == 0))
            link = LinkDraft(LinkKind.REFERENCE, (one.id,), label)
            number = Flow(label, label, (Span(0, len(label), Role.LABEL, link),))
            self.page.labelled(number, plain_flow(one.text), 0, hang)


def _images(addresses: tuple[str, ...]) -> str:
    """Return what is shown for the images of a figure.

    >>> _images(("https://owl.example/1/x3.png",)), _images(("a.png", "b.png", "c.png"))
    ('[image x3.png]', '[3 images: a.png, b.png, …]')
    """
    names = [
        cut(urlsplit(one[:_LONGEST_ADDRESS]).path.rpartition("/")[2], _NAME)
        for one in addresses[:2]
    ]
    if len(addresses) == 1:
        return f"[image {names[0]}]".replace(" ]", "]")
    more = ", …" if len(addresses) > 2 else ""
    return f"[{len(addresses)} images: {', '.join(names)}{more}]"
