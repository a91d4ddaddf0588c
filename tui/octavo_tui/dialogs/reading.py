"""The dialogs of a full text: its outline, and where a reference is cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from octavo_tui.dialogs.dialog import ListDialog
from octavo_tui.render.rows import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.fulltext.layout.layout import TextSection

_WIDTH = 68


class OutlineDialog(ListDialog[int]):
    """The sections of a text; the cursor is on that of line ``top``. Returns an index."""

    TITLE = "Outline"
    SUB_TITLE = "enter goes there · esc"

    def __init__(self, sections: Sequence[TextSection], top: int) -> None:
        least = min(one.level for one in sections)
        super().__init__(
            Content(
                fit(
                    "  " * (one.level - least) + " ".join(filter(None, (one.label, one.title))),
                    _WIDTH,
                ).rstrip()
            )
            for one in sections
        )
        self.options.highlighted = max(
            (index for index, one in enumerate(sections) if one.line <= top), default=0
        )

    def choose(self, index: int) -> None:
        """Return the section."""
        self.dismiss(index)


class CitationDialog(ListDialog[int]):
    """The lines that cite a reference. Returns an index."""

    SUB_TITLE = "enter goes there · esc"

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__(Content(fit(line, _WIDTH).rstrip()) for line in lines)
        self.title = title

    def choose(self, index: int) -> None:
        """Return the place."""
        self.dismiss(index)
