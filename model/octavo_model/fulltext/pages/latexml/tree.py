"""The elements of a page of HTML, as `octavo_model.fulltext.pages.latexml.parsing` makes them."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

_BLOCK_TAGS_WORDS = """
address article aside blockquote body dd details div dl dt fieldset figcaption figure footer
form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody td tfoot th thead
tr ul
"""
BLOCK_TAGS = frozenset(_BLOCK_TAGS_WORDS.split())
_CLASSES_OF_BLOCKS_WORDS = """
ltx_p ltx_para ltx_tabular ltx_itemize ltx_enumerate ltx_description ltx_item ltx_listing
ltx_equation ltx_equationgroup ltx_eqn_table ltx_figure ltx_float ltx_theorem ltx_proof
ltx_title ltx_bibliography ltx_bibblock ltx_abstract ltx_tr ltx_td
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


class Holding(IntEnum):
    """What is in an element, from little to much."""

    WORDS = 0
    BLOCKS = 1
    """Something that begins a line of its own."""
    SECTIONS = 2
    """Something that is no part of a table: headings, figures, displayed formulas."""


class _NodeTraits(NamedTuple):
    """What the name and the classes of an element say."""

    classes: frozenset[str]
    is_block: bool
    is_section: bool


@lru_cache(2_000)
def _traits(tag: str, class_names: str) -> _NodeTraits:
    classes = frozenset(class_names.split())
    return _NodeTraits(
        classes,
        tag in BLOCK_TAGS or not classes.isdisjoint(_CLASSES_OF_BLOCKS),
        tag in _SECTION_TAGS or not classes.isdisjoint(_CLASSES_OF_SECTIONS),
    )


class Node:
    """An element.

    Attributes:
        tag: Its name in lower case; ``math`` is a formula with its TeX as the attribute ``tex``.
        attributes: By name in lower case, decoded, not cleaned.
        classes: Its classes.
        kids: The elements and texts in it; texts are not cleaned.
        is_block: Whether it begins a line of its own.
        is_section: Whether it is, or begins, a part of a paper that is no part of a table.
        holds: The most that an element in it is.
    """

    __slots__ = ("attributes", "classes", "holds", "is_block", "is_section", "kids", "tag")

    def __init__(self, tag: str, attributes: dict[str, str] | None = None) -> None:
        self.tag = tag
        self.attributes = attributes or {}
        names = self.attributes.get("class", "")
        self.classes, self.is_block, self.is_section = _traits(tag, names)
        self.kids: list[Kid] = []
        self.holds = Holding.WORDS

    @property
    def id(self) -> str:
        """Its id; empty if it has none."""
        return self.attributes.get("id", "")

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
