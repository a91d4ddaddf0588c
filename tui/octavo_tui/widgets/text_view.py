"""The pane with the full text of a paper: laid out lines, of which the visible ones are drawn."""

from __future__ import annotations

from asyncio import Event
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from octavo_model.fulltext.layout.layout import TextRole
from octavo_tui.render.geometry import CURSOR, NOTE, SELECTED
from octavo_tui.widgets.virtual_list import ScrolledLines

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from rich.style import Style
    from textual.events import Click

    from octavo_model.fulltext.layout.layout import Layout, TextLine, TextLink

_MARGIN = 2
_CONTEXT = 2
"""The lines that stay visible above a place that was jumped to."""
_PARTS = {
    TextRole.TITLE: "title", TextRole.HEADING: "heading", TextRole.LABEL: "label",
    TextRole.MATH: "math",
    TextRole.CITE: "link", TextRole.REF: "link", TextRole.NOTE: "link", TextRole.LINK: "link",
    TextRole.CODE: "code", TextRole.RULE: "rule", TextRole.DIM: "rule", TextRole.ITALIC: "italic",
    TextRole.BOLD: "bold",
}  # fmt: skip


@dataclass
class TextMarks:
    """What is drawn over the lines of a text.

    Attributes:
        link: The index of the current link; -1 for none.
        first: The line where the selection began; -1 without one.
        last: The line to which it was extended, which may be above.
        matches: Where the words that are searched for are: characters by line.
        match: The line and the first character of the current one.
        noted: The lines with a passage that the user's note quotes.
    """

    link: int = -1
    first: int = -1
    last: int = -1
    matches: Mapping[int, Sequence[tuple[int, int]]] = field(default_factory=dict)
    match: tuple[int, int] | None = None
    noted: frozenset[int] = frozenset()

    @property
    def selection(self) -> range:
        """The selected lines; empty without any."""
        first, last = sorted((self.first, self.last))
        return range(first, last + 1) if first >= 0 else range(0)


class TextView(ScrolledLines):
    """The full text of a paper.

    `resized` is called when its size changed, and `sized` is set while it has one. Links are drawn
    underlined, the current one reversed.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"text--{part}" for part in (*_PARTS.values(), "current", "match", "selection", "note")
    }
    DEFAULT_CSS = """
    TextView {
        width: 1fr; height: 1fr; display: none;
        .text--title { text-style: bold; color: $role-heading; }
        .text--heading { text-style: bold; color: $role-heading; }
        .text--label { color: $role-muted; }
        .text--math { color: $role-text; }
        .text--link { color: $role-link; text-style: underline; }
        .text--code { color: $role-muted; }
        .text--rule { color: $role-rule; }
        .text--italic { text-style: italic; }
        .text--bold { text-style: bold; }
        .text--current { text-style: reverse; }
        .text--match { color: $role-match; text-style: bold underline; }
        .text--selection { background: $ground-selection; }
        .text--note { color: $role-key; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="text")
        self.laid_out: Layout | None = None
        self.marks = TextMarks()
        self.sized = Event()
        self.resized: Callable[[], object] = int

    @dataclass
    class LinkClicked(Message):
        """A link of the text was clicked."""

        link: int

    @property
    def line_count(self) -> int:
        """The number of lines of the text."""
        return 0 if self.laid_out is None else len(self.laid_out.lines)

    def show(self, layout: Layout, top: int, *, is_same: bool) -> None:
        """Show a layout from line ``top`` on; one of the same text keeps link and selection."""
        before, old, self.marks = self.laid_out, self.marks, TextMarks()
        self.laid_out = layout
        if is_same and before is not None:
            self.marks.link = old.link
            if old.first >= 0:
                lines = (layout.line_of(before.position(one)) for one in (old.first, old.last))
                self.marks.first, self.marks.last = lines
        self.top = max(0, min(top, self.last_top))
        self.refresh()

    def show_marks(self, **changed: object) -> None:
        """Show marks that changed, by their names in `TextMarks`."""
        for name, value in changed.items():
            setattr(self.marks, name, value)
        self.refresh()

    def go_to(self, line: int) -> None:
        """Scroll to a line, with a few lines above it; not if it is well inside of the window."""
        height = self.size.height
        if not self.top <= line < self.top + max(1, height - 1):
            self.scroll_to_line(line - min(_CONTEXT, height // 4))

    def move(self, by: int) -> None:
        """Scroll by lines; while lines are selected, extend the selection."""
        marks = self.marks
        if marks.first < 0:
            self.scroll_to_line(self.top + by)
            return
        marks.last = max(0, min(marks.last + by, self.line_count - 1))
        self.refresh()
        self.go_to(marks.last)

    def on_resize(self) -> None:
        """Report the new size: the text is laid out again in the background."""
        self.top = max(0, min(self.top, self.last_top))
        self.refresh()
        self.sized.set()
        self.resized()

    def on_hide(self) -> None:
        """Note that it has no size."""
        self.sized.clear()

    def on_click(self, event: Click) -> None:
        """Post the link that was clicked."""
        link = self._link_at(self.top + event.y, event.x - self._left)
        if link >= 0:
            event.stop()
            self.post_message(self.LinkClicked(link))

    def _link_at(self, index: int, cell: int) -> int:
        if self.laid_out is None or not 0 <= index < self.line_count:
            return -1
        line = self.laid_out.lines[index]
        for piece in line.pieces:
            start, end = cell_len(line.text[: piece.start]), cell_len(line.text[: piece.end])
            if piece.link >= 0 and start <= cell < end:
                return piece.link
        return -1

    @property
    def _left(self) -> int:
        """The columns before the text: it is in the middle of a wide pane."""
        width = 0 if self.laid_out is None else self.laid_out.width
        return max(_MARGIN, (self.row_width - width) // 2)

    def render_row(self, index: int, width: int) -> Strip:
        """Return the strip of a line."""
        if self.laid_out is None:
            return Strip.blank(width, self.base)
        line, left, marks = self.laid_out.lines[index], self._left, self.marks
        is_selected = index in marks.selection
        base = self.base
        if is_selected:
            base += self.get_component_rich_style("text--selection", partial=True)
        sign = SELECTED if is_selected else NOTE if index in marks.noted else self._pointer(index)
        margin = f"{' ' * (left - _MARGIN)}{sign:<{_MARGIN}}"
        note = self.get_component_rich_style("text--note", partial=True)
        segments = [Segment(margin, self.base + note if sign else self.base)]
        segments += self._pieces(line, index, base)
        length = left + cell_len(line.text)
        if length > width:  # a window that is too narrow for the layout, until the next one
            return Strip(segments).crop(0, width)
        return Strip([*segments, Segment(" " * (width - length), self.base)], width)

    def _pointer(self, index: int) -> str:
        """The sign beside the line of the current link: it must be found without colours."""
        links = () if self.laid_out is None else self.laid_out.links
        link = self.marks.link
        return CURSOR if 0 <= link < len(links) and links[link].line == index else ""

    def _pieces(self, line: TextLine, index: int, base: Style) -> list[Segment]:
        """Return the segments of a line, split where its style changes."""
        marks = self.marks
        found = marks.matches.get(index, ())
        cuts = {0, len(line.text)}
        cuts.update(at for piece in line.pieces for at in (piece.start, piece.end))
        cuts.update(at for span in found for at in span)
        segments = []
        for start, end in pairwise(sorted(cuts)):
            style = base
            for piece in line.pieces:
                if piece.start <= start < piece.end:
                    part = _PARTS.get(piece.role)
                    if part is not None:
                        style += self.get_component_rich_style(f"text--{part}", partial=True)
                    if piece.link >= 0 and piece.link == marks.link:
                        style += self.get_component_rich_style("text--current", partial=True)
            for first, last in found:
                if first <= start < last:
                    style += self.get_component_rich_style("text--match", partial=True)
                    if marks.match == (index, first):
                        style += self.get_component_rich_style("text--current", partial=True)
            segments.append(Segment(line.text[start:end], style))
        return segments

    def link(self) -> TextLink | None:
        """Return the current link."""
        links = () if self.laid_out is None else self.laid_out.links
        return links[self.marks.link] if 0 <= self.marks.link < len(links) else None
