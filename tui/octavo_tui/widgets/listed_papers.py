"""What a list of papers has on its lines, and what was read of these papers."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from octavo_model import Paper, PaperRow
    from octavo_model.core.marks import MarkState
    from octavo_tui.render.columns import Rank

    Fetch = Callable[[Sequence[int]], Sequence[PaperRow | None]]
    Read = Callable[[Sequence[int]], Iterable[Paper]]
    Beside = Callable[[], Sequence[int]]


class ListedPapers(NamedTuple):
    """Papers by line. Above those of each digest there may be a heading.

    Above near matches, if there are any, there is a line without a paper. Such a list has no
    headings.

    >>> both = ListedPapers((7, 8), (9,))
    >>> both.line_count, both.rule, both.line_of(2), both.index_of(3), both.paper_at(3)
    (4, 2, 3, 2, 9)
    >>> headed = ListedPapers((7, 8, 9), heads=(0, 2))
    >>> [headed.line_of(index) for index in range(3)], headed.line_count
    ([1, 2, 4], 5)
    >>> [headed.is_gap(line) for line in range(5)], headed.index_of(4)
    ([True, False, False, True, False], 2)
    """

    ids: Sequence[int] = ()
    """The papers that are listed, in order."""
    near: Sequence[int] = ()
    """Those that match only in part."""
    heads: Sequence[int] = ()
    """The indexes of papers with a heading above them, in order."""
    head: int = 0
    """Lines of text above all, with near matches only."""

    @property
    def line_count(self) -> int:
        """The number of lines."""
        return self.head + len(self.ids) + len(self.near) + len(self._gaps)

    @property
    def _gaps(self) -> Sequence[int]:
        """The indexes of papers with a line above them that has no paper."""
        return (len(self.ids),) if self.near else self.heads

    @property
    def rule(self) -> int | None:
        """The line between full and near matches; None without near ones."""
        return self.head + len(self.ids) if self.near else None

    @property
    def papers(self) -> Sequence[int]:
        """All papers, in order."""
        return array("q", [*self.ids, *self.near]) if self.near else self.ids

    def paper_at(self, line: int) -> int:
        """Return the paper on a line; for one without a paper, that below."""
        index, above = self.index_of(line), len(self.ids)
        return self.ids[index] if index < above else self.near[index - above]

    def line_of(self, index: int) -> int:
        """Return the line of the paper with this index in `papers`."""
        return self.head + index + bisect_right(self._gaps, index)

    def index_of(self, line: int) -> int:
        """Return the index in `papers` of the paper on a line, or of that below."""
        line = max(0, line - self.head)
        return line - self._gaps_above(line)

    def is_gap(self, line: int) -> bool:
        """Return whether a line has no paper."""
        if line < self.head:
            return True
        line -= self.head
        above, gaps = self._gaps_above(line), self._gaps
        return above < len(gaps) and gaps[above] + above == line

    def _gaps_above(self, line: int) -> int:
        gaps = self._gaps
        if not gaps:
            return 0
        # The gap with number n is on the line gaps[n] + n.
        return bisect_left(range(len(gaps)), line, key=lambda number: gaps[number] + number)

    def between(self, top: int, bottom: int) -> Sequence[int]:
        """Return the papers on the lines from ``top`` to the one before ``bottom``."""
        if not self._gaps:
            return self.ids[top:bottom]
        lines = range(top, min(bottom, self.line_count))
        return array("q", [self.paper_at(line) for line in lines if not self.is_gap(line)])


class RankedRows(NamedTuple):
    """What the rows of a ranked list have besides: scores, and a line that says what is left.

    ``rank`` returns the score of a paper and its reasons. The ``line`` is above the paper whose
    index is in ``cut``, which may be empty.
    """

    rank: Callable[[int], Rank]
    cut: Sequence[int] = ()
    line: str = ""

    def seen(self, listed: ListedPapers, lines: Iterable[int]) -> list[object]:
        """Return what each of the ``lines`` shows, but for marks; equal ones look the same."""
        papers = (None if listed.is_gap(line) else listed.paper_at(line) for line in lines)
        return [self.line if paper is None else (paper, self.rank(paper)) for paper in papers]


_MOST_ROWS = 2_000
_MOST_TEXTS = 1_000


@dataclass(repr=False)
class KnownRows:
    """Reads rows and texts once, those of several papers together."""

    _fetch: Fetch
    _read: Read
    _rows: OrderedDict[int, PaperRow | None] = field(default_factory=OrderedDict)
    _texts: OrderedDict[int, tuple[Sequence[str], str]] = field(default_factory=OrderedDict)

    def row(self, paper_id: int, beside: Beside = tuple) -> PaperRow | None:
        """Return the row of a paper; None if the library no longer has it.

        If it is not known, those that ``beside`` returns are read too.
        """
        if paper_id not in self._rows:
            self._load({paper_id: None, **dict.fromkeys(beside())})
        return self._rows[paper_id]

    def rows(self, papers: Sequence[int]) -> list[PaperRow]:
        """Return the rows of those ``papers`` that the library still has, read at once."""
        self._load(papers)
        return [row for row in map(self.row, papers) if row is not None]

    def _load(self, papers: Iterable[int]) -> None:
        missing = [paper_id for paper_id in papers if paper_id not in self._rows]
        self._rows.update(zip(missing, self._fetch(missing), strict=True))
        while len(self._rows) > _MOST_ROWS:
            self._rows.popitem(last=False)

    def texts(self, paper_id: int, beside: Beside) -> tuple[Sequence[str], str]:
        """Return authors and abstract of a paper; as `row`."""
        if paper_id not in self._texts:
            missing = [one for one in {paper_id, *beside()} if one not in self._texts]
            self._texts.update(dict.fromkeys(missing, ((), "")))  # some may be gone
            self._texts.update(
                (paper.id, (paper.authors, paper.abstract)) for paper in self._read(missing)
            )
            while len(self._texts) > _MOST_TEXTS:
                self._texts.popitem(last=False)
        return self._texts[paper_id]

    def known(self, paper_id: int) -> PaperRow | None:
        """Return the row of a paper if it was read."""
        return self._rows.get(paper_id)

    def mark(self, states: Mapping[int, MarkState]) -> None:
        """Change the marks of papers."""
        for paper_id in states.keys() & self._rows.keys():
            row = self._rows[paper_id]
            if row is not None:
                self._rows[paper_id] = replace(row, **states[paper_id]._asdict())

    def forget(self, papers: AbstractSet[int] | None = None) -> None:
        """Read papers again when they are asked for: ``papers``, or all."""
        if papers is None:
            self._rows.clear()
            self._texts.clear()
            return
        for paper_id in papers & self._rows.keys():
            del self._rows[paper_id]
