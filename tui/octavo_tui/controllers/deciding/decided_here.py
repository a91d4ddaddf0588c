"""What was decided in a list since it was opened, for the line that ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from octavo_model.core.marks import MarkState

_MINUTE = 60.0


class DecidedHere:
    """The papers of one list that were decided since it was opened.

    Args:
        seconds: The time, from any start.
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._opening = -1
        self._start = 0.0
        self._decided: dict[int, MarkState] = {}

    def note(self, opening: int, states: Mapping[int, MarkState]) -> None:
        """Note the marks that papers have now; a new ``opening`` is that of another list."""
        if opening != self._opening:
            self._opening = opening
            self._decided.clear()
        if not self._decided:
            self._start = self._seconds()
        for paper, marks in states.items():
            if marks.undecided:
                self._decided.pop(paper, None)
            else:
                self._decided[paper] = marks

    def summary(self) -> tuple[str, str, str]:
        """Return what was decided, in words: ``41 papers``, ``4 min``, ``3 ★``.

        Without a star the last one is empty; with no decision all are.
        """
        if not self._decided:
            return "", "", ""
        minutes = round((self._seconds() - self._start) / _MINUTE)
        stars = sum(marks.starred for marks in self._decided.values())
        papers = plural(len(self._decided), "paper")
        return papers, f"{minutes or '< 1'} min", f"{stars} ★" if stars else ""
