"""The papers whose addresses are in plain text, below or behind their titles."""

from __future__ import annotations

import re

from octavo_model.core.ids import mentions
from octavo_model.formats.common.targets import Target, target_of
from octavo_model.formats.common.titles import title_of
from octavo_model.text.clean import clean_line
from octavo_model.text.fold import is_word

# Private characters mark links and edges on their way through a text; those of the page go.
OPEN, MIDDLE, CLOSE, EDGE, ELSEWHERE = "\ue000", "\ue001", "\ue002", "\ue003", "\ue004"
_EDGE_OF_TEXT = re.compile(
    r"^(?:(?P<rule>[-=*_]{3,}[ \t]*$)|(?P<head>#{1,6} |[A-Z][A-Z0-9 &:'-]{3,60}$)"
    r"|(?P<item>[ \t]{0,3}(?:\d{1,3}[.)]|[-*+•·▪●]|\[\d{1,3}\])[ \t]))"
)
RULE, HEADING, ITEM = 0, 6, 7
"""What an edge is of: a digit after its mark."""
SENTENCE = re.compile(r"[^\W\d]{2}\. +[A-Z]")
FEWEST_WORDS = 3
_MOST_LINES_BETWEEN = 2


def with_plain_links(text: str, found: list[tuple[str, Target]]) -> str:
    """Return ``text`` with a mark where an address follows its title, and where items start."""
    lines = text.split("\n")
    above = -1
    edges: dict[int, int] = {}
    for at, line in enumerate(lines):
        edge = _EDGE_OF_TEXT.match(line)
        if edge:
            edges[at] = RULE if edge["rule"] else ITEM if edge["item"] else HEADING
        link = _address_in(line) if ":" in line and OPEN not in line else None
        if link is not None:
            start, end, address, target = link
            before, rest = line[:start].rstrip("<"), line[end:].lstrip(">").removeprefix(")")
            is_short = len(clean_line(before).split()) < FEWEST_WORDS
            mark = f"{OPEN}{len(found)}{MIDDLE}"
            found.append((address, target))
            # In the middle of a sentence an address does not follow a title.
            if any(map(is_word, rest)) or SENTENCE.search(before):
                lines[at] = f"{before}{mark}{CLOSE}{rest}"
            elif title_of(before):
                lines[at] = f"{mark}{before}{CLOSE}{rest}"
            elif above >= 0 and is_short and _title_above(lines[above], edges.get(above)):
                lines[above] = f"{mark}{lines[above]}{CLOSE}"
                lines[at] = rest
            else:
                lines[at] = f"{before}{mark}{CLOSE}{rest}"
            above = -1
        elif OPEN in line:
            above = -1
        elif line.strip():
            # Authors may be between a title and its address, but not a paragraph.
            if edge or not (at and lines[at - 1].strip()):
                above = at
            elif at - above > _MOST_LINES_BETWEEN:
                above = -1
        elif above >= 0 and not lines[at - 1].strip():
            above = -1
    return "\n".join(
        f"{EDGE}{edges[at]}{line}" if at in edges else line for at, line in enumerate(lines)
    )


def _title_above(line: str, edge: int | None) -> str:
    return title_of(line, is_marked=edge in (ITEM, HEADING))


def _address_in(line: str) -> tuple[int, int, str, Target] | None:
    """The first address of a paper in ``line``: where it is, and where it leads."""
    for found in mentions(line):
        is_marked = found.text[:4].lower() in ("http", "arxi", "doi:")
        target = target_of(found.text) if is_marked else None
        if target is not None:
            return found.start, found.end, found.text, target
    return None
