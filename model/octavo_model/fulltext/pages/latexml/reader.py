"""Pages of LaTeXML as documents: arXiv's HTML and ar5iv, of all versions since 0.8.0.

Only names of classes and elements that are part of its schema decide; where they are in the tree
changes from version to version. Steps of reading yield the steps inside them to `_run`, so that
nothing here is recursive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from octavo_model.fulltext.document import Block, BlockKind, Run, RunKind, RunStyle
from octavo_model.fulltext.pages.latexml.bibliography import reference_of
from octavo_model.fulltext.pages.latexml.front_matter import authors_of, notes_of_author
from octavo_model.fulltext.pages.latexml.inline import InlineReader, PageIndex, is_hidden
from octavo_model.fulltext.pages.latexml.listings import code_of
from octavo_model.fulltext.pages.latexml.tables import is_cell, read_formulas, read_table
from octavo_model.fulltext.pages.latexml.tree import Holding, Kid, Node
from octavo_model.fulltext.pages.runs import flat, tidy

if TYPE_CHECKING:
    from octavo_model.fulltext.pages.builder import DocumentBuilder

Steps: TypeAlias = Iterator["Steps"]

_LEVELS = {
    f"ltx_title_{name}": level
    for level, names in (
        (1, "part chapter"),
        (2, "section appendix bibliography acknowledgements index glossary"),
        (3, "subsection"),
        (4, "subsubsection"),
    )
    for name in names.split()
}
_RUN_IN = (
    "ltx_runin",
    "ltx_title_theorem",
    "ltx_title_proof",
    "ltx_title_paragraph",
    "ltx_title_subparagraph",
    "ltx_title_keywords",
    "ltx_title_classification",
)
_HEADING = re.compile(r"h[1-6]")
# What positions in a text are relative to.
_NAMED = ("ltx_theorem", "ltx_proof")
_FORMULAS = ("ltx_equation", "ltx_equationgroup", "ltx_eqn_table")
_FLOATS = ("ltx_figure", "ltx_table", "ltx_float")
_LISTINGS = ("ltx_listing", "ltx_verbatim")
_LOST = (((Run(RunKind.TEXT, "[missing formula]"),),),)
_AROUND_LABELS = " .:\u2003"


class _Nesting(NamedTuple):
    """Where a block is."""

    level: int = 0
    is_quote: bool = False


def read_latexml(article: Node, page: PageIndex, builder: DocumentBuilder) -> None:
    """Read the element ``article`` of ``page`` into ``builder``."""
    waiting = [_LatexmlReader(page, builder).read(article)]
    while waiting:
        inner = next(waiting[-1], None)
        if inner is None:
            waiting.pop()
        else:
            waiting.append(inner)


class _LatexmlReader:
    def __init__(self, page: PageIndex, builder: DocumentBuilder) -> None:
        self._inline = InlineReader(page, builder)
        self._builder = builder
        self._left_out: set[Node] = set()
        # The label of the item whose first block is not put yet.
        self._item: str | None = None
        self._floats = 0
        # The numbers of formulas that the page does not have.
        self._lost: list[str] = []

    def read(self, article: Node) -> Steps:
        yield self._kids(article.kids, _Nesting())
        if self._lost:
            self._builder.miss(f"The page lacks the formulas {', '.join(self._lost)}")

    def _kids(self, kids: Sequence[Kid], nesting: _Nesting) -> Steps:
        """Read what is in an element: blocks, and paragraphs of what is between them."""
        loose: list[Kid] = []
        for kid in kids:
            if self._builder.is_full:
                return
            if isinstance(kid, str):
                loose.append(kid)
            elif is_hidden(kid) or kid in self._left_out:
                continue
            elif kid.is_block or (kid.holds and not kid.has("ltx_note") and kid.tag != "cite"):
                self._paragraph(loose, nesting)
                loose = []
                yield self._block(kid, nesting)
            else:
                loose.append(kid)
        self._paragraph(loose, nesting)

    def _paragraph(self, kids: Sequence[Kid], nesting: _Nesting) -> None:
        runs = self._inline.runs(kids) if kids else ()
        kind = BlockKind.QUOTE if nesting.is_quote else BlockKind.PARAGRAPH
        if runs:
            self._put(Block(kind, runs, level=nesting.level), nesting)
        if self._inline.images and not self._floats:
            images = tuple(dict.fromkeys(self._inline.images))
            self._inline.images.clear()
            if not runs:
                self._put(Block(BlockKind.FIGURE, images=images), nesting)

    def _put(self, block: Block, nesting: _Nesting) -> None:
        """Add a block; the first one of an item is its text."""
        label, self._item = self._item, None
        if label is not None and block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE):
            block = replace(block, kind=BlockKind.ITEM, label=label)
        elif label is not None:
            item = Block(BlockKind.ITEM, level=nesting.level, label=label)
            self._builder.put(item, even_if_empty=True)
        self._builder.put(block, even_if_empty=bool(label))

    def _block(self, node: Node, nesting: _Nesting) -> Steps:
        is_float = node.tag == "figure" or node.has(*_FLOATS)
        is_formula = node.has(*_FORMULAS) and not is_cell(node)
        if not is_float and not is_formula and not node.has("ltx_bibliography"):
            self._inline.meet(node, always=node.tag == "section" or node.has(*_NAMED))
        if node.has("ltx_title") or _HEADING.fullmatch(node.tag):
            self._heading(node, nesting)
        elif node.has("ltx_authors"):
            self._authors(node)
        elif node.has("ltx_dates", "ltx_date"):
            runs = self._inline.runs(node.kids)
            self._builder.put(Block(BlockKind.NOTE, runs))
        elif node.has("ltx_abstract"):
            yield self._abstract(node)
        elif node.has("ltx_bibitem"):
            self._builder.add_reference(reference_of(node, self._inline))
        elif is_formula:
            self._formulas(node, nesting)
        elif is_float:
            yield self._float(node, nesting)
        elif node.tag == "table" or node.has("ltx_tabular"):
            yield self._table(node, nesting)
        elif (node.has(*_LISTINGS) or node.tag == "pre") and (lines := code_of(node, self._inline)):
            self._put(Block(BlockKind.CODE, (Run(RunKind.TEXT, lines),)), nesting)
        elif node.tag in ("li", "dd", "dt") or node.has("ltx_item"):
            yield self._list_item(node, nesting)
        elif node.tag == "blockquote" or node.has("ltx_quote"):
            yield self._kids(node.kids, _Nesting(nesting.level + 1, is_quote=True))
        else:
            yield self._kids(node.kids, nesting)

    def _heading(self, node: Node, nesting: _Nesting) -> None:
        if node.has("ltx_title_document"):
            self._builder.title = self._builder.title or self._inline.plain(node.kids)
            return
        if node.has("ltx_title_abstract", "ltx_title_bibliography"):
            return
        tag = node.find("ltx_tag")
        label = self._inline.plain(tag.kids).strip(_AROUND_LABELS) if tag else ""
        runs = self._inline.runs(node.kids, without=[tag] if tag else [])
        runs = tidy(
            replace(run, style=RunStyle.PLAIN) for run in runs
        )  # heads are bold as they are
        if not any(letter.isalnum() for letter in flat(runs)):
            runs = ()
        level = next((_LEVELS[name] for name in node.classes if name in _LEVELS), 0)
        if not level and not node.has(*_RUN_IN) and _HEADING.fullmatch(node.tag):
            level = max(2, int(node.tag[1]))
        kind = BlockKind.HEADING if level else BlockKind.RUN_IN
        if runs or label:
            place_level = level or nesting.level
            block = Block(kind, runs, level=place_level, label=label)
            self._put_head(block, nesting)

    def _put_head(self, block: Block, nesting: _Nesting) -> None:
        if self._item is not None:
            self._put(Block(BlockKind.PARAGRAPH), nesting)
        self._builder.put(block, even_if_empty=True)

    def _authors(self, node: Node) -> None:
        for creator in authors_of(node):
            name, note = notes_of_author(creator, self._inline)
            if name:
                self._builder.authors.append(name)
            self._builder.put(Block(BlockKind.NOTE, note))

    def _abstract(self, node: Node) -> Steps:
        before, self._builder.blocks = self._builder.blocks, self._builder.abstract
        yield self._kids(node.kids, _Nesting())
        self._builder.blocks = before

    def _formulas(self, node: Node, nesting: _Nesting) -> None:
        for label, lines, nodes in read_formulas(node, self._inline.runs):
            for one in reversed(nodes):  # that of the line first, then that of all lines
                self._inline.meet(one, always=True)
            if not lines:
                self._lost.append(label)
            self._put(Block(BlockKind.EQUATION, label=label, rows=lines or _LOST), nesting)

    def _list_item(self, node: Node, nesting: _Nesting) -> Steps:
        tag = next((one for one in node.elements() if one.has("ltx_tag")), None)
        level = nesting.level + 1
        if node.tag == "dt":
            # Its text is the label of the next element, ``dd``.
            if self._item:
                self._put(Block(BlockKind.PARAGRAPH, level=level), _Nesting(level))
            self._item = self._inline.plain(node.kids)
            return
        if tag is not None:
            self._left_out.add(tag)
            self._item = self._inline.plain(tag.kids)
        elif node.tag != "dd":
            self._item = "•"
        yield self._kids(node.kids, _Nesting(level, nesting.is_quote))
        if self._item not in (None, "•", ""):
            self._put(Block(BlockKind.PARAGRAPH, level=level), _Nesting(level))
        self._item = None

    def _table(self, node: Node, nesting: _Nesting) -> Steps:
        """A table, or blocks if it only arranges them on the page."""
        if node.holds is Holding.SECTIONS:
            yield self._kids(node.kids, nesting)
            return
        rows, heads = read_table(node, self._inline.runs)
        if len(rows) == 1 and len(rows[0]) == 1:
            self._put(Block(BlockKind.PARAGRAPH, rows[0][0], level=nesting.level), nesting)
        elif rows:
            self._put(Block(BlockKind.TABLE, rows=rows, heads=heads), nesting)

    def _float(self, node: Node, nesting: _Nesting) -> Steps:
        """A figure or table: its caption with its images or rows, then what else is in it."""
        caption = _caption_of(node)
        tag = caption.find("ltx_tag") if caption else None
        label = self._inline.plain(tag.kids).strip(_AROUND_LABELS) if tag else ""
        outer, self._inline.images = self._inline.images, []
        runs = self._inline.runs(caption.kids, without=[tag] if tag else []) if caption else ()
        if caption:
            self._left_out.add(caption)
        blocks = self._builder.blocks
        at = len(blocks) + (self._item is not None)
        self._put(Block(BlockKind.FIGURE, runs, node.id, label=label, images=("",)), nesting)
        at = next(i for i in range(len(blocks) - 1, -1, -1) if blocks[i].images == ("",))
        self._floats += 1
        yield self._kids(node.kids, nesting)
        self._floats -= 1
        images, self._inline.images = tuple(dict.fromkeys(self._inline.images)), outer
        figure = replace(blocks[at], images=images)
        has_caption = bool(runs or label)
        tables = (i for i in range(at + 1, len(blocks)) if _is_bare_table(blocks[i]))
        table = next(tables, None)
        if not has_caption and self._floats:
            # A panel without a caption: its images are those of the figure around it.
            outer += images
        if images and (has_caption or not self._floats):
            blocks[at] = figure
        elif has_caption and table is not None and not images:
            self._builder.rename(blocks[table].id, figure.id)
            blocks[table] = replace(blocks[table], runs=runs, label=label, id=figure.id)
            del blocks[at]
        elif has_caption:
            blocks[at] = figure
        else:
            del blocks[at]
            if at < len(blocks) and figure.id and not blocks[at].id:
                blocks[at] = replace(blocks[at], id=figure.id)
            elif at < len(blocks):
                self._builder.rename(figure.id, blocks[at].id)


def _is_bare_table(block: Block) -> bool:
    return block.kind is BlockKind.TABLE and not block.runs and not block.label


def _caption_of(node: Node) -> Node | None:
    """Return the caption of the float ``node``, not that of one in it."""
    waiting = [node.elements()]
    while waiting:
        one = next(waiting[-1], None)
        if one is None:
            waiting.pop()
        elif one.tag == "figcaption" or one.has("ltx_caption"):
            return one
        elif one.tag != "figure" and not one.has(*_FLOATS) and not is_cell(one):
            waiting.append(one.elements())
    return None
