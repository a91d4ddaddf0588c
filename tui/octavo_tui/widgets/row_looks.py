"""The styles of rows, computed once for a theme and a focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_tui.render.colours.terminals import sequences
from octavo_tui.render.rows import RowStyles, row_styles

if TYPE_CHECKING:
    from octavo_tui.widgets.virtual_list import CursorList


PARTS = (*RowStyles._fields, "rule", "head", "selected", "empty", "under")
"""What has a style of its own in the list of papers."""
CSS = """
PaperList {
    .papers--unread { color: $role-strong; text-style: bold; }
    .papers--read { color: $role-muted; }
    .papers--cursor { background: $ground-cursor-idle; color: $role-heading; }
    .papers--under { color: $role-text; }
    .papers--dot { color: $role-key; }
    .papers--later { color: $role-later; }
    .papers--star { color: $role-star; }
    .papers--follow { color: $role-heading; }
    .papers--match { color: $role-match; text-style: bold underline; }
    .papers--votes { color: $role-key; }
    .papers--meta { color: $role-muted; }
    .papers--score { color: $role-score; }
    .papers--rule { color: $role-muted; }
    .papers--head { color: $role-heading; text-style: bold; }
    .papers--selected { background: $ground-selection; }
    .papers--empty { color: $role-muted; text-style: italic; }
    &:focus .papers--cursor { background: $ground-cursor; }
}
"""
"""These styles."""
_EARLY = tuple(one for one in RowStyles._fields if one != "match")
"""The parts that the early paint draws."""


class RowLooks:
    """How the rows of a list look: their styles, and these as escape sequences."""

    def __init__(self, papers: CursorList) -> None:
        self._papers = papers
        self._styles: dict[str, RowStyles] = {}
        self._sequences: dict[str, str] = {}

    def clear(self) -> None:
        """Compute them again: the theme or the focus changed."""
        self._styles.clear()
        self._sequences = {}

    def under(self, name: str) -> RowStyles:
        """Return the styles ``under`` the cursor, a selection, or nothing: see `row_styles`."""
        if name not in self._styles:
            self._styles[name] = row_styles(self._papers.get_component_rich_style, name)
        return self._styles[name]

    def paint(self) -> dict[str, str]:
        """Return the escape sequences of a row's parts, for the early paint."""
        if self._sequences:
            return self._sequences
        papers = self._papers
        parts = {"base": papers.base, "head": papers.get_component_rich_style("papers--head")}
        for under, suffix in (("", ""), ("cursor", "-cursor")):
            styles = self.under(under)
            for role in _EARLY:
                parts[role + suffix] = getattr(styles, role)
        filters, back = papers.get_line_filters(), papers.background_colors[1]
        self._sequences = sequences(parts, filters, back, papers.app.console.color_system)
        return self._sequences
