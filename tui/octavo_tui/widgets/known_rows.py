"""The rows of papers, and the texts in which a filter found something, as far as they were read."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from octavo_model.core.views import MarkField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from octavo_model import Paper, PaperRow

    Fetch = Callable[[Sequence[int]], Sequence[PaperRow | None]]
    Read = Callable[[Sequence[int]], Iterable[Paper]]

_MOST_ROWS = 2_000
_MOST_TEXTS = 1_000


@dataclass(repr=False)
class KnownRows:
    """Reads rows and texts once, those of several papers together."""

    _fetch: Fetch
    _read: Read
    _rows: OrderedDict[int, PaperRow | None] = field(default_factory=OrderedDict)
    _texts: OrderedDict[int, tuple[Sequence[str], str]] = field(default_factory=OrderedDict)

    def row(self, paper_id: int, beside: Sequence[int] = ()) -> PaperRow | None:
        """Return the row of a paper; None if the library no longer has it.

        If it is not known, those ``beside`` are read too.
        """
        if paper_id not in self._rows:
            self._load({paper_id: None, **dict.fromkeys(beside)})
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

    def texts(self, paper_id: int, beside: Sequence[int]) -> tuple[Sequence[str], str]:
        """Return authors and abstract of a paper; as `row`."""
        if paper_id not in self._texts:
            missing = [one for one in {paper_id, *beside} if one not in self._texts]
            self._texts.update(dict.fromkeys(missing, ((), "")))  # some may be gone
            self._texts.update(
                (paper.id, (paper.authors, paper.abstract)) for paper in self._read(missing)
            )
            while len(self._texts) > _MOST_TEXTS:
                self._texts.popitem(last=False)
        return self._texts[paper_id]

    def mark(self, papers: AbstractSet[int], mark: MarkField, *, value: bool) -> None:
        """Change a mark of papers; one marked read or unread is no longer updated."""
        for paper_id in papers & self._rows.keys():
            row = self._rows[paper_id]
            if row is not None:
                change: dict[str, Any] = {mark.value: value}
                if mark is MarkField.READ:
                    change["updated"] = False
                self._rows[paper_id] = replace(row, **change)

    def forget(self, papers: AbstractSet[int] | None = None) -> None:
        """Read papers again when they are asked for: ``papers``, or all."""
        if papers is None:
            self._rows.clear()
            self._texts.clear()
            return
        for paper_id in papers & self._rows.keys():
            del self._rows[paper_id]
