"""Going back and forth in the queries that were asked before, as a shell does."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Recall:
    """Where in the history a line is.

    What was typed before one began to go back is the newest, and waits there.

    >>> recall = Recall(["tidal", "owls"])
    >>> recall.go("att", -1), recall.go("owls", -1), recall.go("tidal", 1), recall.go("owls", 1)
    ('owls', 'tidal', 'owls', 'att')
    """

    def __init__(self, queries: Sequence[str] = ()) -> None:
        self._queries = list(queries)
        self._at = len(self._queries)
        self._typed = ""

    def go(self, text: str, step: int) -> str | None:
        """The query before (-1) or after (1) the one that is shown.

        Args:
            text: What stands in the line.
            step: Which way.

        Returns:
            What is to stand there; None where there is nothing that way.
        """
        if self._at < len(self._queries) and text != self._queries[self._at]:
            self._at = len(self._queries)  # it was edited: that is the newest now
        if self._at == len(self._queries):
            self._typed = text
        at = self._at + step
        while 0 <= at < len(self._queries) and self._queries[at] == text:
            at += step
        if not 0 <= at <= len(self._queries):
            return None
        self._at = at
        return self._typed if at == len(self._queries) else self._queries[at]
