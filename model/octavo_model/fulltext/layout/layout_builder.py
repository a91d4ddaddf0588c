"""A layout in the making: lines are added from top to bottom."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from octavo_model.fulltext.layout.flow import LinkDraft, Span, plain_flow
from octavo_model.fulltext.layout.layout import Layout, Line, Link, Piece, Role, Section
from octavo_model.fulltext.layout.wrapping import wrap
from octavo_model.text.widths import columns
from octavo_model.text.widths import width as width_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.fulltext.document import Block, Reference
    from octavo_model.fulltext.layout.flow import Flow
    from octavo_model.fulltext.layout.wrapping import Stretch

_LEAST = 8
"""The fewest cells of text that an indent leaves, if nothing else is said."""


class LayoutBuilder:
    """Lines, and what they belong to, until the layout is done."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.lines: list[Line] = []
        self._blocks: list[Block | Reference | None] = []
        self._starts: list[int] = []
        self._places: dict[str, int] = {}
        self._links: list[Link] = []
        self._sections: list[Section] = []
        self._split: set[int] = set()

    def begin(self, block: Block | Reference | None, name: str = "", *, gap: int = 1) -> None:
        """Begin a block with the id ``name``, after at least ``gap`` empty lines."""
        while gap and self.lines and any(line.text for line in self.lines[-gap:]):
            self.lines.append(_EMPTY)
        self._blocks.append(block)
        self._starts.append(len(self.lines))
        if name:
            self._places.setdefault(name, len(self.lines))

    def section(self, level: int, label: str, title: str, name: str) -> None:
        """Add a section to the outline, at the next line."""
        self._sections.append(Section(len(self.lines), level, label, title, name))

    def put(self, text: str = "", spans: Iterable[Span] = ()) -> None:
        """Add a line of the last block."""
        number = len(self.lines)
        text = text.rstrip(" ")
        pieces = tuple(
            Piece(start, min(end, len(text)), role, self._index(link, number) if link else -1)
            for start, end, role, link in spans
            if start < min(end, len(text))
        )
        self.lines.append(Line(text, pieces, len(self._blocks) - 1))

    def flow(
        self, flow: Flow, indent: int = 0, hang: int | None = None, *, least: int = _LEAST
    ) -> None:
        """Add ``flow``, wrapped.

        Args:
            flow: The text.
            indent: The cells before the first line.
            hang: The cells before all other lines, as ``indent`` if None.
            least: The fewest cells of text on a line.
        """
        most = self.width - least
        first = max(0, min(indent, most))
        rest = first if hang is None else min(hang, most)
        margin = " " * first
        for stretch, spans in pieces_of(flow, self.width - first, self.width - rest, first, rest):
            if stretch.inside:
                self._split.add(len(self.lines))
            self.put(margin + flow.text[stretch.start : stretch.end], spans)
            margin = " " * rest

    def labelled(self, label: Flow, flow: Flow, indent: int, hang: int, *, gap: int = 1) -> None:
        """Add ``flow`` with ``label`` before it, and its other lines at ``hang``.

        The space between both is at least ``gap``; a flow without a label has none.
        """
        if not label.text:
            self.flow(flow, indent, hang)
            return
        gap = max(gap, hang - indent - width_of(label.text))
        start = len(label.text) + gap
        moved = (
            span._replace(start=span.start + start, end=span.end + start) for span in flow.spans
        )
        joined = flow._replace(
            text=label.text + " " * gap + flow.text,
            guide=label.guide + "\xa0" * gap + flow.guide,
            spans=(*label.spans, *moved),
        )
        self.flow(joined, indent, hang)

    def code(self, line: str, indent: int, sign: str) -> None:
        """Add a line of code; where it is too long, it goes on behind ``sign``."""
        starts, at, lead = columns(line), 0, ""
        while True:
            room = self.width - indent - width_of(lead)
            end = max(at + 1, bisect_right(starts, starts[at] + room) - 1)
            text = " " * indent + lead + line[at:end]
            if end < len(line):
                self._split.add(len(self.lines))
            self.put(text, (Span(indent, len(text), Role.CODE),))
            if end >= len(line):
                return
            at, lead = end, sign

    def rule(self, sign: str, size: int, indent: int = 0) -> None:
        """Add a line of ``sign``."""
        self.flow(plain_flow(sign * min(size, self.width - indent), Role.RULE), indent)

    def layout(self) -> Layout:
        """Return what was added."""
        while self.lines and not self.lines[-1].text:
            self.lines.pop()
        # Blocks without any text at the end have no line of their own.
        last = max(0, len(self.lines) - 1)
        return Layout(
            self.width,
            tuple(self.lines),
            tuple(self._blocks),
            tuple(min(start, last) for start in self._starts),
            {name: min(line, last) for name, line in self._places.items()},
            tuple(self._links),
            tuple(one._replace(line=min(one.line, last)) for one in self._sections),
            frozenset(self._split),
        )

    def _index(self, link: LinkDraft, line: int) -> int:
        if link.index < 0:
            link.index = len(self._links)
            self._links.append(Link(line, link.kind, link.targets, link.text))
        return link.index


_EMPTY = Line("")


def pieces_of(
    flow: Flow, first: int, rest: int, shift: int = 0, hang: int = 0
) -> Iterator[tuple[Stretch, list[Span]]]:
    """Return the lines of a flow, each with its spans.

    Args:
        flow: The text.
        first: The most cells of the first line.
        rest: The most cells of each other line.
        shift: How many characters are before the first line.
        hang: How many characters are before each other line.
    """
    spans = flow.spans
    at, count = 0, len(spans)
    for stretch in wrap(flow.text, flow.guide, first, rest):
        start, end, _ = stretch
        found = []
        move = shift - start
        while at < count and spans[at].end <= start:
            at += 1
        here = at
        while here < count and spans[here].start < end:
            span = spans[here]
            found.append(
                Span(
                    max(span.start, start) + move,
                    min(span.end, end) + move,
                    span.role,
                    span.link,
                )
            )
            here += 1
        at = max(at, here - 1)
        yield stretch, found
        shift = hang
