"""Listings and algorithms as lines of text, with formulas as readable text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.fulltext.document import Run, RunKind
from octavo_model.fulltext.pages.latexml.inline import is_hidden
from octavo_model.fulltext.pages.runs import shown
from octavo_model.text.clean import clean_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.fulltext.pages.latexml.inline import InlineReader
    from octavo_model.fulltext.pages.latexml.tree import Kid, Node


def code_of(node: Node, inline: InlineReader) -> str:
    """Return the lines of a listing; empty if ``node`` is not written in lines.

    White space is kept, as it has a meaning there.
    """
    if lines := list(_lines_of(node)):
        found = [_text(line.kids, inline).replace("\n", "").rstrip() for line in lines]
        return clean_lines("\n".join(found))
    if node.tag == "pre" or node.has("ltx_verbatim"):
        return clean_lines(_text(node.kids, inline))
    return ""


def _lines_of(node: Node) -> Iterator[Node]:
    """Yield the lines of the listing ``node``, not those of one in it."""
    waiting = [node.elements()]
    while waiting:
        one = next(waiting[-1], None)
        if one is None:
            waiting.pop()
        elif one.has("ltx_listingline"):
            yield one
        elif not one.has("ltx_listing"):
            waiting.append(one.elements())


def _text(kids: list[Kid], inline: InlineReader) -> str:
    found: list[str] = []
    waiting = [iter(kids)]
    while waiting:
        kid = next(waiting[-1], None)
        if kid is None:
            waiting.pop()
        elif isinstance(kid, str):
            found.append(kid.replace("\xa0", " "))
        elif kid.tag == "math":
            found.append(shown(Run(RunKind.MATH, kid.attributes["tex"])))
        elif kid.tag == "br":
            found.append("\n")
        elif kid.has("ltx_ERROR"):
            inline.miss(kid)
        elif not is_hidden(kid):
            inline.meet(kid)
            waiting.append(iter(kid.kids))
    return "".join(found)
