"""HTML as a tree of limited depth and size, in linear time, without recursion.

Parsers that follow the standard take quadratic time on deep nesting: lexbor needs two seconds for
200 KB of ``<div>``. Pages of papers are written by programs and well formed, so this one closes
only what they leave open, cuts formulas out unread, and keeps nothing deeper than the limit but
its text. See docs/decisions/0010-own-html-parser.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from octavo_model.formats.common.html import unescape, unescape_attribute
from octavo_model.fulltext.pages.latexml.math_elements import MathEnds, tex_of
from octavo_model.fulltext.pages.latexml.tree import BLOCK_TAGS, Holding, Node

DEEPEST = 200
"""How many elements are in each other at most."""
MOST_ELEMENTS = 100_000
"""More than any paper has: what follows is left out, so that a hostile page costs little."""
_FARTHEST = 20
"""How far up an element is closed that an element in it ends without an end tag."""

_OPEN = re.compile(r"<(?:(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*)|(?P<comment>!--)|[!?/])")
# Behind ``<!--``: ``<!-->`` and ``<!--->`` are whole comments.
_COMMENT_END = re.compile(r"(?<=<!--)-?>|--!?>")
_ATTRIBUTE = re.compile(
    r"[\s/]*([^\s/>=][^\s/>=]*)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*)))?"
)
_RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes")
}
_VOID_WORDS = """
area base br col embed hr img input link meta source track wbr
"""
_VOID = frozenset(_VOID_WORDS.split())
_INLINE_WORDS = """
a abbr b big cite code em font i small span strong sub sup tt u
"""
_INLINE = frozenset(_INLINE_WORDS.split())
# What an element closes if it is open, up to the first element in which both may be.
_CLOSES = {
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl"})),
    "tr": (frozenset({"tr", "td", "th"}), frozenset({"table"})),
    "td": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "th": (frozenset({"td", "th"}), frozenset({"table", "tr"})),
    "tbody": (frozenset({"thead", "tbody", "tr", "td", "th"}), frozenset({"table"})),
}
_PARAGRAPH = frozenset({"p"})
_CELLS = frozenset({"td", "th"})
_AROUND_CELLS = frozenset({"html", "body", "table", "tbody", "thead", "tfoot", "tr", "td", "th"})
_CLOSE_PARAGRAPHS = BLOCK_TAGS - {"body", "html", "td", "th", "tr", "tbody", "thead", "tfoot"}


class Tree(NamedTuple):
    """A page or fragment.

    Attributes:
        root: Its root, which has no tag.
        nodes: All elements in their order.
        is_whole: Whether it has no more elements than are kept.
    """

    root: Node
    nodes: list[Node]
    is_whole: bool


def parse(source: str) -> Tree:
    """Return the tree of the page or fragment ``source``. Never raises."""
    builder = _Builder(source)
    root = builder.build()
    return Tree(root, builder.nodes, builder.is_whole)


class _Builder:
    def __init__(self, source: str) -> None:
        self._source = source
        self._ends = MathEnds(source)
        self._open = [Node("")]
        self.nodes: list[Node] = []
        self.is_whole = True
        self._open_tags: defaultdict[str, int] = defaultdict(int)
        # Tags that are left out, as they are too deep: their ends close nothing.
        self._too_deep: defaultdict[str, int] = defaultdict(int)

    def build(self) -> Node:
        source, at = self._source, 0
        while found := _OPEN.search(source, at):
            if found.start() > at:
                self._add_text(source[at : found.start()])
            at = found.end()
            name = found["name"]
            if name and not found["end"]:
                if len(self.nodes) >= MOST_ELEMENTS:
                    self.is_whole = False
                    return self._open[0]
                at = self._start(_local(name), at)
                continue
            if name:
                self._end(_local(name))
            elif found["comment"]:
                comment_end = _COMMENT_END.search(source, at)
                at = comment_end.end() - 1 if comment_end else len(source)
            at = (source.find(">", at) + 1) or len(source)
        self._add_text(source[at:])
        return self._open[0]

    def _start(self, tag: str, at: int) -> int:
        """Add the element whose attributes start at ``at``; return where the page goes on."""
        source = self._source
        attributes: dict[str, str] = {}
        while source[at : at + 1] != ">" and (found := _ATTRIBUTE.match(source, at)):
            name, double, single, bare = found.groups()
            value = double if double is not None else single if single is not None else bare or ""
            attributes.setdefault(
                name.lower(), unescape_attribute(value) if "&" in value else value
            )
            at = found.end()
        end = source.find(">", at)
        at, is_closed = (
            (len(source), False) if end < 0 else (end + 1, source[at:end].strip() == "/")
        )
        if tag == "math":
            ends, after = (at, at) if is_closed else self._ends.end(at)
            if tex := tex_of(attributes, source[at:ends]):
                self._add(Node(tag, {"tex": tex}))
            return after
        node = Node(tag, attributes)
        if tag in _RAW:
            raw_end = None if is_closed else _RAW[tag].search(source, at)
            text_end = raw_end.start() if raw_end else at if is_closed else len(source)
            node.kids.append(unescape(source[at:text_end]))
            self._add(node)
            return text_end
        self._close_for(tag)
        is_empty = is_closed or tag in _VOID
        if not is_empty and len(self._open) > DEEPEST:
            self._too_deep[tag] += 1
            return at
        self._add(node)
        if not is_empty:
            self._open.append(node)
            self._open_tags[tag] += 1
        return at

    def _end(self, tag: str) -> None:
        if self._too_deep.get(tag):
            self._too_deep[tag] -= 1
        elif self._open_tags.get(tag):
            at = len(self._open) - 1
            while self._open[at].tag != tag:
                if self._open[at].tag in _CELLS and tag not in _AROUND_CELLS:
                    return  # what is in a cell ends nothing that is around it
                at -= 1
            self._leave(at)
        elif tag == "br":
            self._add(Node(tag))

    def _close_for(self, tag: str) -> None:
        """Close what an element with the name ``tag`` ends without an end tag."""
        if tag in _CLOSE_PARAGRAPHS and self._open_tags.get("p"):
            self._close(_PARAGRAPH, None)
        if (closes := _CLOSES.get(tag)) and any(map(self._open_tags.get, closes[0])):
            self._close(*closes)

    def _close(self, tags: frozenset[str], within: frozenset[str] | None) -> None:
        """Close the outermost of ``tags``, up to ``within`` or else to the first block."""
        close = 0
        lowest = max(0, len(self._open) - 1 - _FARTHEST)
        for at in range(len(self._open) - 1, lowest, -1):
            tag = self._open[at].tag
            if tag in tags:
                close = at
            elif tag in within if within is not None else tag not in _INLINE:
                break
        if close:
            self._leave(close)

    def _leave(self, at: int) -> None:
        """Close the elements from number ``at``, counted from outside."""
        for node in self._open[at:]:
            self._open_tags[node.tag] -= 1
        del self._open[at:]

    def _add_text(self, source: str) -> None:
        if source:
            self._open[-1].kids.append(unescape(source) if "&" in source else source)

    def _add(self, node: Node) -> None:
        self._open[-1].kids.append(node)
        self.nodes.append(node)
        if node.is_block:
            size = Holding.SECTIONS if node.is_section else Holding.BLOCKS
            for around in reversed(self._open):
                if around.holds >= size or around.has("ltx_note"):
                    break
                around.holds = size


def _local(name: str) -> str:
    """Return the name of a tag without that of its space: ``m:math`` is ``math``."""
    name = name.lower()
    return name.rpartition(":")[2] if ":" in name else name
