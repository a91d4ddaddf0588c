"""The palette: commands, themes and queries, found by parts of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import set_cell_size
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets.option_list import Option

from octavo_tui.dialogs.search import GROUP, WIDTH, SearchDialog, rank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_KEY = 10
_TITLE = WIDTH - GROUP - _KEY


class PaletteEntry(NamedTuple):
    """What the palette offers; a sentence as a title is only found by the text that it has.

    It is also found by another ``name``, and by more ``words``.
    """

    group: str
    title: str
    key: str = ""
    is_sentence: bool = False
    name: str = ""
    words: str = ""

    def rank(self, text: str) -> int:
        """Return how well it is what was typed; 0 if it is not."""
        if self.is_sentence:
            return int(text.casefold() in self.title.casefold())
        return rank(text, self.title, [self.name] if self.name else (), self.words)


class Palette(SearchDialog):
    """A line for each item, those of ``recent`` first. Returns the name of the chosen item."""

    TITLE = "Commands"
    SUB_TITLE = "enter runs · esc closes"

    def __init__(
        self, items: Mapping[str, PaletteEntry], recent: Sequence[str], text: str = ""
    ) -> None:
        super().__init__(text)
        first = [name for name in recent if name in items]
        self._items = {name: items[name] for name in (*first, *items)}

    def found(self) -> tuple[list[Option], int, int]:
        """Return the items that are what was typed, then those with its letters, best first."""
        names, text = list(self._items), self.text.strip()
        if text:
            matcher = Matcher(text)
            scores = {
                name: (one.rank(text), 0 if one.is_sentence else matcher.match(one.title))
                for name, one in self._items.items()
            }
            found = (name for name in names if any(scores[name]))
            names = sorted(found, key=scores.__getitem__, reverse=True)
        lines = [Option(self._line(self._items[name]), id=name) for name in names]
        return lines, len(lines), len(self._items)

    def _line(self, item: PaletteEntry) -> Content:
        # Without a key, a long title may have its columns.
        title = set_cell_size(item.title, _TITLE) if item.key else item.title
        return Content.assemble(
            item.group.ljust(GROUP),
            title,
            (item.key.rjust(_KEY), "bold $role-key") if item.key else "",
        )
