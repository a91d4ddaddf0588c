"""The palette: commands, themes and queries, found by parts of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import set_cell_size
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets.option_list import Option

from octavo_tui.dialogs.search import WIDTH, SearchDialog

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_GROUP, _KEY = 10, 10
_TITLE = WIDTH - _GROUP - _KEY


class PaletteEntry(NamedTuple):
    """What the palette offers; a sentence as a title is not found by single letters."""

    group: str
    title: str
    key: str = ""
    is_sentence: bool = False


class Palette(SearchDialog):
    """A line for each item, those of ``recent`` first. Returns the name of the chosen item."""

    TITLE = "Commands"
    SUB_TITLE = "enter runs · esc closes"

    def __init__(self, items: Mapping[str, PaletteEntry], recent: Sequence[str]) -> None:
        super().__init__()
        first = [name for name in recent if name in items]
        self._items = {name: items[name] for name in (*first, *items)}

    def found(self) -> tuple[list[Option], int]:
        """Return the items whose titles have the letters of the text in order, best first."""
        names, text = list(self._items), self.text.strip()
        if text:
            matcher = Matcher(text)
            scores = {
                name: matcher.match(one.title)
                for name, one in self._items.items()
                if not one.is_sentence or text.casefold() in one.title.casefold()
            }
            names = sorted(filter(scores.get, scores), key=lambda name: -scores[name])
        return [Option(self._line(self._items[name]), id=name) for name in names], len(self._items)

    def _line(self, item: PaletteEntry) -> Content:
        # Without a key, a long title may have its columns.
        title = set_cell_size(item.title, _TITLE) if item.key else item.title
        return Content.assemble(
            item.group.ljust(_GROUP),
            title,
            (item.key.rjust(_KEY), "bold $role-key") if item.key else "",
        )
