"""The state of a list as the status line shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model.core.views import Counts
    from octavo_tui.widgets.paper_list import PaperList


class Status(NamedTuple):
    """The state of the list: how many of its papers are undecided, shown by a filter, selected.

    ``position`` is that of the cursor from 1; 0 in an empty list. With ``near`` both are those
    among the near matches. ``left`` says what is left to do, in words, ``drop`` which key drops
    the selection, and ``notice`` how the list is shown, if that is not as usual.
    """

    title: str = ""
    position: int = 0
    shown: int = 0
    undecided: int = 0
    total: int = 0
    filtered: bool = False
    near: bool = False
    selected: int = 0
    drop: str = ""
    left: str = ""
    notice: str = ""

    @property
    def counts(self) -> str:
        """The number that matters now."""
        if self.selected:
            return f" {self.selected:,} selected "
        if self.left:
            return f"· {self.left} "
        if self.undecided:
            return f" {self.undecided:,} left "
        return f" {self.total:,} {'paper' if self.total == 1 else 'papers'} "


def status_of(
    title: str,
    papers: PaperList,
    counts: Counts,
    *,
    filtered: bool,
    left: str,
    notice: str,
    hints: Callable[..., str],
) -> Status:
    """Return the status of a list with these ``counts``, of which ``papers`` shows a part.

    ``hints`` is `octavo_tui.keys.Keymap.hints`.
    """
    full = len(papers.ids)
    position = papers.index + 1 if papers.line_count else 0
    is_near = position > full
    if papers.raw:
        notice = hints(("raw", "renders"), text="LaTeX source")
    return Status(
        title,
        position=position - full if is_near else position,
        shown=len(papers.listed.near) if is_near else full,
        undecided=counts.undecided,
        total=counts.total,
        selected=len(papers.selected),
        filtered=filtered,
        near=is_near,
        drop=hints(("back", "drops it")) if papers.selected else "",
        left=left,
        notice=notice,
    )
