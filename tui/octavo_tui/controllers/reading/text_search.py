"""Searching in the full text that is open."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.fulltext.layout.layout import Layout
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
        self._work.start(partial(self._find, goes_there=True), "search")

    def text_changed(self) -> None:
        """Find the words in another text or layout."""
        self._matches, self._at = (), -1
        if self._words:
            self._work.start(partial(self._find, goes_there=False), "search")

    async def _find(self, *, goes_there: bool) -> None:
        """Find the words in a thread, mark them, and perhaps go to the first one below."""
        layout, words = self._text.layout, self._words
        if layout is None:
            return
        matches = await asyncio.to_thread(_occurrences, layout, words)
        view = self._text.view
        if view is None or self._text.layout is not layout or words != self._words:
            return
        self._matches, self._at = matches, -1
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for parts in matches:
            for line, start, end in parts:
                found[line].append((start, end))
        view.show_marks(matches=found, match=None)
        if goes_there and matches:
            below = (index for index, one in enumerate(matches) if one[0].line >= view.top)
            self._show(next(below, 0))
        elif goes_there and words:
            self._status.say("Not found", words)

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


def _occurrences(layout: Layout, words: str) -> Sequence[tuple[FoundPart, ...]]:
    from octavo_model.fulltext.layout.search import occurrences

    return occurrences(layout, words)
