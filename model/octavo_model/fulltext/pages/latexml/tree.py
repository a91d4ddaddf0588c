"""HTML as a tree of limited depth, in linear time, without recursion.

Parsers that follow the standard take quadratic time on deep nesting: lexbor needs two seconds for
200 KB of ``<div>``. Pages of papers are written by programs and well formed, so this one closes
only what they leave open, cuts formulas out unread, and keeps nothing deeper than the limit but
its text.
"""

from __future__ import annotations

import re
from collections import Counter
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from octavo_model.formats.common.html import unescape
from octavo_model.fulltext.pages.latexml.math_elements import MathEnds, tex_of

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST = 200
"""How many elements are in each other at most."""
_FARTHEST = 20
"""How far up an element is closed that an element in it ends without an end tag."""

_OPEN = re.compile(r"<(?:(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*)|(?P<comment>!--)|[!?/])")
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
_BLOCK_TAGS_WORDS = """
address article aside blockquote body dd details div dl dt fieldset figcaption figure footer
form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody td tfoot th thead
tr ul
"""
BLOCK_TAGS = frozenset(_BLOCK_TAGS_WORDS.split())
_CLASSES_OF_BLOCKS_WORDS = """
ltx_p ltx_para ltx_tabular ltx_itemize ltx_enumerate ltx_description ltx_item ltx_listing
ltx_equation ltx_equationgroup ltx_eqn_table ltx_figure ltx_float ltx_theorem ltx_proof
ltx_title ltx_bibliography ltx_abstract ltx_tr ltx_td
"""
_CLASSES_OF_BLOCKS = frozenset(_CLASSES_OF_BLOCKS_WORDS.split())
_SECTION_TAGS_WORDS = """
article blockquote figure h1 h2 h3 h4 h5 h6 pre section
"""
_SECTION_TAGS = frozenset(_SECTION_TAGS_WORDS.split())
_CLASSES_OF_SECTIONS_WORDS = """
ltx_equation ltx_equationgroup ltx_figure ltx_float ltx_listing ltx_title
"""
_CLASSES_OF_SECTIONS = frozenset(_CLASSES_OF_SECTIONS_WORDS.split())
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
_CLOSE_PARAGRAPHS = BLOCK_TAGS - {"body", "html", "td", "th", "tr", "tbody", "thead", "tfoot"}


class Holding(IntEnum):
    """What is in an element, from little to much."""

    WORDS = 0
    BLOCKS = 1
    """Something that begins a line of its own."""
    SECTIONS = 2
    """Something that is no part of a table: headings, figures, displayed formulas."""


class Node:
    """An element.

    Attributes:
        tag: Its name in lower case; ``math`` is a formula with its TeX as the attribute ``tex``.
        attributes: By name in lower case, decoded, not cleaned.
        classes: Its classes.
        kids: The elements and texts in it; texts are not cleaned.
        holds: The most that an element in it is.
    """

    __slots__ = ("attributes", "classes", "holds", "kids", "tag")

    def __init__(self, tag: str, attributes: dict[str, str] | None = None) -> None:
        self.tag = tag
        self.attributes = attributes or {}
        self.classes = frozenset(self.attributes.get("class", "").split())
        self.kids: list[Kid] = []
        self.holds = Holding.WORDS

    @property
    def id(self) -> str:
        """Its id; empty if it has none."""
        return self.attributes.get("id", "")

    @property
    def is_block(self) -> bool:
        """Whether it begins a line of its own."""
        return self.tag in BLOCK_TAGS or not self.classes.isdisjoint(_CLASSES_OF_BLOCKS)

    @property
    def is_section(self) -> bool:
        """Whether it is, or begins, a part of a paper that is no part of a table."""
        return self.tag in _SECTION_TAGS or not self.classes.isdisjoint(_CLASSES_OF_SECTIONS)

    def has(self, *classes: str) -> bool:
        """Return whether it has one of ``classes``."""
        return not self.classes.isdisjoint(classes)

    def elements(self) -> Iterator[Node]:
        """Yield the elements directly in it."""
        return (kid for kid in self.kids if isinstance(kid, Node))

    def walk(self) -> Iterator[Node]:
        """Yield all elements in it, in the order of the page."""
        waiting = [self.elements()]
        while waiting:
            node = next(waiting[-1], None)
            if node is None:
                waiting.pop()
            else:
                yield node
                waiting.append(node.elements())

    def find(self, *names: str) -> Node | None:
        """Return the first element in it with one of ``names`` as its tag or class."""
        return next((one for one in self.walk() if one.tag in names or one.has(*names)), None)

    def text(self) -> str:
        """Return all text in it, without formulas; not cleaned."""
        found: list[str] = []
        waiting = [iter(self.kids)]
        while waiting:
            kid = next(waiting[-1], None)
            if kid is None:
                waiting.pop()
            elif isinstance(kid, str):
                found.append(kid)
            else:
                waiting.append(iter(kid.kids))
        return "".join(found)


Kid: TypeAlias = Node | str


class Tree(NamedTuple):
    """A page or fragment: its root, which has no tag, and all elements in their order."""

    root: Node
    nodes: list[Node]


def parse(source: str) -> Tree:
    """Return the tree of the page or fragment ``source``. Never raises."""
    builder = _Builder(source)
    return Tree(builder.build(), builder.nodes)


class _Builder:
    def __init__(self, source: str) -> None:
        self._source = source
        self._ends = MathEnds(source)
        self._open = [Node("")]
        self.nodes: list[Node] = []
        self._open_tags: Counter[str] = Counter()
        # Tags that are left out, as they are too deep: their ends close nothing.
        self._too_deep: Counter[str] = Counter()

    def build(self) -> Node:
        source, at = self._source, 0
        while found := _OPEN.search(source, at):
            self._add(unescape(source[at : found.start()]))
            at = found.end()
            if found["comment"]:
                end = source.find("-->", at)
                at = len(source) if end < 0 else end + 3
            elif found["name"] is None:
                at = (source.find(">", at) + 1) or len(source)
            elif found["end"]:
                self._end(found["name"].lower())
                at = (source.find(">", at) + 1) or len(source)
            else:
                at = self._start(found["name"].lower().rpartition(":")[2], at)
        self._add(unescape(source[at:]))
        return self._open[0]

    def _start(self, tag: str, at: int) -> int:
        """Add the element whose attributes start at ``at``; return where the page goes on."""
        source = self._source
        attributes: dict[str, str] = {}
        while source[at : at + 1] != ">" and (found := _ATTRIBUTE.match(source, at)):
            name, double, single, bare = found.groups()
            value = double if double is not None else single if single is not None else bare or ""
            attributes.setdefault(name.lower(), unescape(value) if "&" in value else value)
            at = found.end()
        end = source.find(">", at)
        at = len(source) if end < 0 else end + 1
        is_closed = source[max(0, at - 2) : at] == "/>"
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
        if len(self._open) > DEEPEST and tag not in _VOID:
            self._too_deep[tag] += not is_closed
            return at
        self._add(node)
        if tag not in _VOID and not is_closed:
            self._open.append(node)
            self._open_tags[tag] += 1
        return at

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if self._too_deep[tag]:
            self._too_deep[tag] -= 1
            return
        if self._open_tags[tag]:
            at = len(self._open) - 1
            while self._open[at].tag != tag:
                at -= 1
            self._leave(at)

    def _close_for(self, tag: str) -> None:
        """Close what an element with the name ``tag`` ends without an end tag."""
        if tag in _CLOSE_PARAGRAPHS:
            self._close(frozenset({"p"}), None)
        if tag in _CLOSES:
            self._close(*_CLOSES[tag])

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

    def _add(self, kid: Kid) -> None:
        if not kid:
            return
        self._open[-1].kids.append(kid)
        if isinstance(kid, str):
            return
        self.nodes.append(kid)
        if kid.is_block:
            size = Holding.SECTIONS if kid.is_section else Holding.BLOCKS
            for node in reversed(self._open):
                if node.holds >= size or node.has("ltx_note"):
                    break
                node.holds = size
