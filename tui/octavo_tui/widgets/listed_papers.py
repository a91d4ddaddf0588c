"""What a list of papers has on its lines: full matches, a line between, near matches."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class ListedPapers(NamedTuple):
    """Papers by line. Between the two there is a line without a paper, if any are near.

    >>> both = ListedPapers((7, 8), (9,))
    >>> both.line_count, both.rule, both.line_of(2), both.index_of(3), both.paper_at(3)
    (4, 2, 3, 2, 9)
    """

    ids: Sequence[int] = ()
    """The papers that are listed, in order."""
    near: Sequence[int] = ()
    """Those that match only in part."""
    head: int = 0
    """Lines of text above all, with near matches only."""

    @property
    def line_count(self) -> int:
        """The number of lines."""
        return self.head + len(self.ids) + (len(self.near) + 1 if self.near else 0)

    @property
    def rule(self) -> int | None:
        """The line between full and near matches; None without near ones."""
        return self.head + len(self.ids) if self.near else None

    @property
    def papers(self) -> Sequence[int]:
        """All papers, in order."""
        return array("q", [*self.ids, *self.near]) if self.near else self.ids

    def paper_at(self, line: int) -> int:
        """Return the paper on a line."""
        line, above = line - self.head, len(self.ids)
        return self.ids[line] if line < above else self.near[line - above - 1]

    def line_of(self, index: int) -> int:
        """Return the line of the paper with this index in `papers`."""
        return self.head + index + (bool(self.near) and index >= len(self.ids))

    def index_of(self, line: int) -> int:
        """Return the index in `papers` of the paper on a line."""
        return line - self.head - (line - self.head > len(self.ids))

    def between(self, top: int, bottom: int) -> Sequence[int]:
        """Return the papers on the lines from ``top`` to the one before ``bottom``."""
        if not self.near:
            return self.ids[top:bottom]
        lines = range(max(top, self.head), min(bottom, self.line_count))
        return array("q", [self.paper_at(line) for line in lines if line != self.rule])
