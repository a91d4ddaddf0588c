"""The detail pane: a paper, with its abstract in lines of readable length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from octavo_tui.render.geometry import CURSOR
from octavo_tui.render.paper_page import LINK_META, Beside, PageStyles, PaperPage
from octavo_tui.widgets.virtual_list import ScrolledLines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.content import Content
    from textual.events import Click
    from textual.style import Style

    from octavo_model import Paper, PaperRow
    from octavo_model.library.outputs import Output
    from octavo_tui.render.reasons import PageHighlights

_MARGIN = 2
_LOW = 16
"""The lines of a page that is low: little comes before the summary."""


class PaperView(ScrolledLines):
    """A paper's page. For another paper, only the lines that differ are drawn."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"paper--{part}" for part in PageStyles._fields}
    DEFAULT_CSS = """
    PaperView {
        .paper--title { text-style: bold; color: $role-heading; }
        .paper--meta { color: $role-muted; }
        .paper--link { color: $role-link; text-style: underline; }
        .paper--match { color: $role-match; text-style: bold underline; }
        .paper--score { color: $role-score; }
    }
    """

    def __init__(self, measure: int) -> None:
        super().__init__(id="paper")
        self.paper: Paper | None = None
        self._measure = measure
        self.merges = ""
        self.digest_label: Callable[[str], str] = str
        self.why: Callable[[int], str] = lambda _paper_id: ""
        self.highlights: Callable[[int], PageHighlights | None] = lambda _paper_id: None
        self.outputs: Callable[[int], Sequence[Output]] = lambda _paper_id: ()
        self._page: PaperPage | None = None
        self._beside: Beside | None = None
        self._marks: PaperRow | None = None
        self._lines: list[Content] = []
        self._visual: Style | None = None
        self.raw = False

    @property
    def line_count(self) -> int:
        """The number of lines of the page."""
        return len(self._lines)

    @dataclass
    class LinkClicked(Message):
        """A link of the page was clicked."""

        url: str

    def on_click(self, event: Click) -> None:
        """Post the link that was clicked."""
        url = event.style.meta.get(LINK_META)
        if url is not None:
            event.stop()
            self.post_message(self.LinkClicked(str(url)))

    def restore(self, paper: Paper | None, top: int) -> None:
        """Show ``paper`` from line ``top`` on, before the first layout."""
        self.paper, self.top = paper, top

    def show(self, paper: Paper | None, *, top: int | None = 0) -> None:
        """Show ``paper`` from line ``top`` on; None does not scroll."""
        self.paper, self._marks = paper, None
        self._show_lines(self._wrapped(), top)

    def show_matches(self) -> None:
        """Highlight what another query looks for in the same paper."""
        self._show_lines(self._wrapped(), None)

    def show_outputs(self, *, scroll: bool) -> None:
        """Show what commands printed about the paper; ``scroll`` to it, which is the page's end."""
        self._show_lines(self._wrapped(), None)
        if scroll and self._page is not None and self._page.output_lines:
            self.scroll_to_line(self.line_count - self._page.output_lines)

    def show_beside(self, beside: Beside) -> None:
        """Show what was looked up about the paper below the rest, if it is still shown."""
        self._beside = beside
        if self.paper is not None and self.paper.id == beside.paper:
            self._show_lines(self._wrapped(), None)

    def show_marks(self, marks: PaperRow) -> None:
        """Show the marks of the paper as they are now."""
        self._marks = marks
        self.show_why()

    def show_why(self) -> None:
        """Show why the paper is listed, and its marks; the rest is as it was."""
        if self._page is not None and self.paper is not None:
            self._show_lines(self._page_lines(self._page, self.paper), None)

    def _page_lines(self, page: PaperPage, paper: Paper) -> list[Content]:
        return page.lines(self._marks or paper, self.why(paper.id))

    def _show_lines(self, lines: list[Content], top: int | None) -> None:
        before, top_before, bar_before = self._lines, self.top, self.bar
        self._lines = lines
        self.top = max(0, min(self.top if top is None else top, self.last_top))
        self._refresh_changed(before, top_before, set(bar_before) ^ set(self.bar))

    def on_resize(self) -> None:
        """Wrap the lines again."""
        self._lines = self._wrapped()
        self.top = max(0, min(self.top, self.last_top))
        self.refresh()

    def notify_style_update(self) -> None:
        """Style the lines again for another theme."""
        super().notify_style_update()
        self._visual = None
        self._lines = self._wrapped()

    def render_row(self, index: int, width: int) -> Strip:
        """Return the strip of a line."""
        if self._visual is None:
            self._visual = self.visual_style
        line = self._lines[index]
        room = width - _MARGIN - line.cell_length
        # As the cursor of the list: the shape shows where keys go.
        is_marked = self.has_focus and self._page is not None and index < self._page.title_lines
        margin = f"{CURSOR if is_marked else '':{_MARGIN}}"
        segments = [Segment(margin, self.base), *line.render_segments(self._visual)]
        if room < 0:  # a window too narrow for a page
            return Strip(segments).crop(0, width)
        return Strip([*segments, Segment(" " * room, self.base)], width)

    def _wrapped(self) -> list[Content]:
        self._page = None
        if self.paper is None or not self.is_mounted or not self.size.width:
            return []
        width = max(10, min(self._measure, self.row_width - 2 * _MARGIN))
        get = self.get_visual_style
        styles = PageStyles(*(get(f"paper--{part}", partial=True) for part in PageStyles._fields))
        found = self.highlights(self.paper.id)
        outputs = self.outputs(self.paper.id)
        is_known = self._beside is not None and self._beside.paper == self.paper.id
        beside = self._beside if is_known else None
        self._page = PaperPage(
            self.paper,
            width,
            styles,
            self.digest_label,
            found=found,
            outputs=outputs,
            beside=beside,
            raw=self.raw,
            low=self.size.height < _LOW,
            merges=self.merges,
        )
        return self._page_lines(self._page, self.paper)

    def _refresh_changed(self, before: list[Content], top_before: int, whole: set[int]) -> None:
        (width, height), changed = self.size, list[Region]()
        for y in range(height):
            if y in whole:  # also the cell of the scroll bar
                changed.append(Region(0, y, width, 1))
                continue
            old = before[top_before + y] if top_before + y < len(before) else None
            new = self._lines[self.top + y] if self.top + y < len(self._lines) else None
            if old is None and new is None:
                continue
            if old is None or new is None or not old.is_same(new):
                # Only where there is or was text: blanks are as many bytes as letters.
                longest = max(line.cell_length for line in (old, new) if line is not None)
                changed.append(Region(_MARGIN, y, min(max(0, width - _MARGIN), longest), 1))
        if changed:
            self.refresh(*changed)
