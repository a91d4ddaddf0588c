"""The selection: papers of a list that decisions, copies and exports act on together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from octavo_tui.controllers.work_queue import Controller

if TYPE_CHECKING:
    from octavo_tui.controllers.paper_list import PaperListController


@dataclass(eq=False, repr=False)
class SelectionController(Controller):
    """Selects papers of the open list: a range that every move extends, and single ones.

    The selection ends with the list, or the filter, in which it was made.
    """

    _listed: PaperListController
    _picked: frozenset[int] = field(default=frozenset(), init=False)
    _anchor: int | None = field(default=None, init=False)
    """The paper at which the range starts; None without a range."""
    _list: tuple[int, str] = field(default=(0, ""), init=False)

    def range(self) -> None:
        """Start a range at the cursor, which moves extend; again: end it, and keep its papers."""
        papers = self._listed.papers
        if self._anchor is not None:
            self._picked, self._anchor = papers.selected, None
        else:
            self._begin()
            self._anchor = papers.current
        self.follow()

    def pick(self) -> None:
        """Select the paper under the cursor, or no longer, and go to the next row."""
        papers = self._listed.papers
        self._begin()
        if papers.current is not None:
            self._picked, self._anchor = papers.selected ^ {papers.current}, None
            self.follow()
            papers.move(1)

    def drop(self) -> bool:
        """Select nothing; return whether something was selected."""
        had_any = bool(self._listed.papers.selected)
        self._picked, self._anchor = frozenset(), None
        self.follow()
        return had_any

    def follow(self) -> None:
        """Extend the range to the cursor, which moved; drop what another list had."""
        papers = self._listed.papers
        if self._list != self._place:
            self._picked, self._anchor = frozenset(), None
        selected = self._picked
        if self._anchor is not None:
            start = self._library.search.position(self._anchor, papers.listed.papers)
            first, last = sorted((papers.index if start is None else start, papers.index))
            selected |= frozenset(papers.listed.papers[first : last + 1])
        if selected != papers.selected:
            papers.selected = selected
            self._listed.show_status()

    def papers(self) -> list[int]:
        """Return the selected papers in the order of the list; none without a selection."""
        selected = self._listed.papers.selected
        if not selected or self._list != self._place:
            return []
        return [paper for paper in self._listed.papers.listed.papers if paper in selected]

    @property
    def _place(self) -> tuple[int, str]:
        return self._listed.openings, self._listed.query

    def _begin(self) -> None:
        """Drop what another list had."""
        self.follow()
        self._list = self._place
