"""What leaves a list by marks of this reader, and stays listed: nothing moves under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.views import ViewKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from octavo_model import View
    from octavo_model.core.changes import MarkChange
    from octavo_model.core.marks import MarkState
    from octavo_model.core.views import Counts

LEAVING: Mapping[ViewKind, Callable[[MarkState], bool]] = {
    ViewKind.INBOX: lambda marks: not marks.undecided,
    ViewKind.STARRED: lambda marks: not marks.starred,
    ViewKind.LATER: lambda marks: marks.verdict is None or marks.verdict.until is None,
}
"""Whether a paper with these marks is not in a list."""


def retained_after(change: MarkChange, view: View, retained: frozenset[int]) -> frozenset[int]:
    """Return which papers of ``view`` left it by marks of this reader, the last being ``change``.

    >>> from octavo_model.core.marks import Decision, MarkState
    >>> from octavo_model.core.changes import MarkChange
    >>> from octavo_model.core.views import View
    >>> read = MarkChange("", Decision.READ, dict.fromkeys((1, 2), MarkState(read=True)))
    >>> sorted(retained_after(read, View.inbox(), frozenset({3})))
    [1, 2, 3]
    """
    has_left = LEAVING[view.kind]
    left = {paper for paper, marks in change.states.items() if has_left(marks)}
    return (retained - change.states.keys()) | left


def counts_after(
    change: MarkChange, view: View, counts: Counts, retained: frozenset[int]
) -> Counts:
    """Return the counts of ``view`` after marks of this reader, if `Totals` does not have them.

    ``retained`` had left the view before. Papers that may be new in it are counted, so that the
    list does not agree with the counts and is read again.

    >>> from octavo_model.core.changes import MarkChange
    >>> from octavo_model.core.marks import Decision, MarkState
    >>> from octavo_model.core.views import Counts, View
    >>> read = MarkChange("", Decision.READ, dict.fromkeys((1, 2), MarkState(read=True)))
    >>> counts_after(read, View.inbox(), Counts(5, 5, 1), frozenset({2}))
    Counts(total=4, undecided=4, starred=1)
    """
    has_left = LEAVING[view.kind]
    left = {paper for paper, marks in change.states.items() if has_left(marks)}
    total = counts.total - len(left - retained) + len(change.states.keys() - left)
    return counts._replace(total=total, undecided=total if view.kind is ViewKind.INBOX else 0)
