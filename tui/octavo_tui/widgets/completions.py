"""What the filter can become: completions of a word, shown above it, and earlier queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from octavo_model.text.clean import visible
from octavo_tui.render.geometry import CURSOR
from octavo_tui.render.rows import fit
from octavo_tui.widgets.base import DrawnWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events

    from octavo_model.search.query.completion import Completion

_MOST = 8
"""Lines shown."""
_WIDEST = 60
_HINTS = (
    ("enter", "keep"), ("esc", "clear"), ("↑ ↓", "move"), ("tab", "widen"),
    ("⇧tab", "fields"), ("^s", "save"), ("alt+↑", "earlier"),
)  # fmt: skip
"""The footer while a filter is typed."""
_HINTS_OF_BOX = (
    ("enter", "keep"), ("esc", "close"), ("↑ ↓", "move"), ("tab", "complete"), ("⇧tab", "next"),
)  # fmt: skip
"""The footer while completions are shown, too."""


class Completions(DrawnWidget):
    """The completions of a word, one of which is selected."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"completions--current", "completions--help"}
    DEFAULT_CSS = """
    Completions {
        layer: above;
        dock: bottom;
        margin-bottom: 1;
        margin-left: 2;
        background: $ground-bar;
        .completions--current {
            background: $ground-cursor;
            color: $role-strong;
            text-style: bold;
        }
        .completions--help { color: $role-muted; }
    }
    """

    def __init__(self) -> None:
        super().__init__(id="completions")
        self.display = False
        self.chosen: Callable[[Completion], object] = bool
        self.toggled: Callable[[], object] = bool
        """Called after it was shown or hidden."""
        self._all: Sequence[Completion] = ()
        self._index = 0
        self._labels = 0

    @property
    def current(self) -> Completion | None:
        """The selected completion; None if nothing is shown."""
        return self._all[self._index] if self.display and self._all else None

    @property
    def hints(self) -> Sequence[tuple[str, str]]:
        """The keys of the filter, for the footer."""
        return _HINTS_OF_BOX if self.display else _HINTS

    def show(self, completions: Sequence[Completion]) -> None:
        """Show ``completions`` and select the first; none hides the widget."""
        if completions == self._all and self.display == bool(completions):
            return
        # The same ones, with counts that became known, are no reason to select another.
        if [one.text for one in completions] != [one.text for one in self._all]:
            self._index = 0
        self._all = completions
        if self.display != bool(completions):
            self.display = bool(completions)
            self.toggled()
        if completions:
            self.styles.height = min(len(completions), self._most)
            labels = [cell_len(visible(one.label)) for one in completions]
            self._labels = min(max(labels), _WIDEST // 2)
            longest = max(
                max(width, self._labels if one.help else 0) + cell_len(visible(f"  {one.help}"))
                for width, one in zip(labels, completions, strict=True)
            )
            self.styles.width = min(longest + 3, _WIDEST)
            self.refresh()

    def step(self, by: int) -> None:
        """Select the next (1) or the previous (-1), round and round."""
        if self._all:
            self._index = (self._index + by) % len(self._all)
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose a completion."""
        event.stop()
        index = self._first + event.y
        if index < len(self._all):
            self.chosen(self._all[index])

    @property
    def _first(self) -> int:
        """The completion in the first line, so that the selected one is visible."""
        return max(0, min(self._index - self._most // 2, len(self._all) - self._most))

    @property
    def _most(self) -> int:
        """The number of lines there is room for above the filter."""
        above = self.parent.size.height - 1 if isinstance(self.parent, Widget) else _MOST
        return max(1, min(_MOST, above))

    def render_line(self, y: int) -> Strip:
        """Draw a completion."""
        index, width = self._first + y, self.size.width
        if index >= len(self._all):
            return Strip.blank(width, self.base)
        one, get = self._all[index], self.get_component_rich_style
        is_current = index == self._index
        style = get("completions--current") if is_current else self.base
        label = visible(one.label)
        if one.help:
            label += " " * (self._labels - cell_len(label))
        label = f"{CURSOR if is_current else ' '} {label}"
        rest = max(0, width - cell_len(label))
        help_ = get("completions--current") if is_current else get("completions--help")
        text = fit(f"  {one.help}" if one.help else "", rest) if rest else ""
        return Strip([Segment(label, style), Segment(text, help_)]).adjust_cell_length(width, style)


class QueryHistory:
    """The earlier queries, and which of them is shown. The text typed before counts as newest.

    >>> history = QueryHistory(["tidal", "owls"])
    >>> history.move("att", -1), history.move("owls", -1)
    ('owls', 'tidal')
    >>> history.move("tidal", 1), history.move("owls", 1)
    ('owls', 'att')
    """

    def __init__(self, queries: Sequence[str] = ()) -> None:
        self._queries = list(queries)
        self._index = len(self._queries)
        self._typed = ""

    def move(self, text: str, step: int) -> str:
        """Return the query before (-1) or after (1) the shown ``text``; itself at either end."""
        newest = len(self._queries)
        if self._index < newest and text != self._queries[self._index]:
            self._index = newest  # it was edited
        if self._index == newest:
            self._typed = text
        index = self._index + step
        while 0 <= index < newest and self._queries[index] == text:
            index += step
        if not 0 <= index <= newest:
            return text
        self._index = index
        return self._typed if index == newest else self._queries[index]
