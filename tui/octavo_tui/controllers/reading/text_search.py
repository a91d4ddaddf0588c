"""Searching in the full text that is open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.fulltext.layout.search import FoundPart
    from octavo_tui.controllers.reading.full_text import FullTextController


@dataclass(eq=False, repr=False)
class TextSearchController(Controller):
    """Finds words in the text that is open, and goes along them."""

    _text: FullTextController
    _words: str = field(default="", init=False)
    _matches: Sequence[tuple[FoundPart, ...]] = field(default=(), init=False)
    _at: int = field(default=-1, init=False)

    def ask(self) -> None:
        """Ask for words, and go to the first match below."""
        if self._text.layout is None:
            return
        from octavo_tui.dialogs.ask import AskDialog

        words = self._words
        dialog = AskDialog("Search in the text", "Words", "goes to the first match", text=words)
        self._screen.app.push_screen(dialog, self._search)

    def _search(self, words: str | None) -> None:
        if words is None:
            return
        self._words = words.strip()
        self.text_changed()
        view = self._text.view
        if view is None or not self._words:
            return
        if not self._matches:
            self._status.say("Not found", self._words)
            return
        below = (index for index, one in enumerate(self._matches) if one[0].line >= view.top)
        self._show(next(below, 0))

    def text_changed(self) -> None:
        """Find the words in another text or layout."""
        view, layout = self._text.view, self._text.layout
        self._at = -1
        if view is None or layout is None:
            return
        from octavo_model.fulltext.layout.search import occurrences

        self._matches = occurrences(layout, self._words) if self._words else ()
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for parts in self._matches:
            for line, start, end in parts:
                found[line].append((start, end))
        view.show_marks(matches=found, match=None)

    def move(self, by: int) -> None:
        """Go to the next (1) or the previous (-1) match; after the last one comes the first."""
        view = self._text.view
        if view is None:
            return
        if not self._matches:
            search = self._keymap.hint("text_search", "searches")
            self._status.say("Not found" if self._words else "No search", self._words, keys=search)
            return
        lines = [one[0].line for one in self._matches]
        at = self._at + by
        if self._at < 0 or lines[self._at] not in view.window:
            if by > 0:
                at = next((i for i, line in enumerate(lines) if line >= view.top), 0)
            else:
                earlier = [i for i, line in enumerate(lines) if line < view.window.stop]
                at = earlier[-1] if earlier else len(lines) - 1
        self._show(at % len(lines))

    def drop(self) -> bool:
        """End the search; return whether there was one."""
        view = self._text.view
        if not self._words or view is None:
            return False
        self._words, self._matches, self._at = "", (), -1
        view.show_marks(matches={}, match=None)
        return True

    def _show(self, at: int) -> None:
        view = self._text.view
        if view is None:
            return
        self._at = at
        line, start, _ = self._matches[at][0]
        view.show_marks(match=(line, start))
        view.go_to(line)
        count = plural(len(self._matches), "match", "es")
        self._status.say(f"{at + 1} of {count}", self._words)
