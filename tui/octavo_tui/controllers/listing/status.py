"""What the status line says about a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_tui.widgets.status_line import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model.core.views import Counts
    from octavo_tui.widgets.paper_list import PaperList


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

    ``left`` and ``notice`` are those of `Status`, and ``hints`` is `Keymap.hints`.
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
