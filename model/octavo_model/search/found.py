"""What a query found, and why it found nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from octavo_model.search.query.lit import Lit
from octavo_model.search.query.nodes import briefly

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.search.query.nodes import Problem, Query, Term

_NEAR = 3
"""Parts that are named in a message."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a query found.

    Attributes:
        query: The query, as it was understood.
        ids: Paper ids, in the order of the list.
        scores: How well each fits, 0 to 100, in the same order; 100 where it does not matter.
        problems: What of the query does nothing, and why, in its order.
        lit: What of it is to be seen in titles: see `octavo_model.search.titles.light`.
        why: Why nothing was found, in words; empty where something was, or nothing was there.
    """

    query: Query
    ids: Sequence[int]
    scores: Sequence[float]
    problems: tuple[Problem, ...] = ()
    lit: Lit = field(default_factory=Lit)
    why: str = ""


def why_nothing(query: Query, alone: Sequence[Sequence[Term]], left: int, size: int) -> str:
    """Why nothing was found, in words.

    Args:
        query: What was looked for.
        alone: Its conditions that fit nothing of the list, each by itself.
        left: How many papers all conditions but the words for titles leave.
        size: How many papers the list holds.
    """
    if alone:
        named = list(dict.fromkeys(briefly(_said(query, clause)) for clause in alone))
        parts = " and ".join(f"“{one}”" for one in named[:_NEAR])
        return f"{parts} {'fits' if len(named) == 1 else 'fit'} no paper of this list"
    if left:
        rest = f" of the {left} that the rest leaves" if left < size else ""
        return f"no title{rest} fits “{briefly(query.words.strip())}”"
    return "each part fits some paper of this list, but none fits them all"


def _said(query: Query, clause: Sequence[Term]) -> str:
    """How ``clause`` stands in the text of ``query``."""
    same = [term for one in query.clauses for term in one if term in clause]
    return query.text[min(term.start for term in same) : max(term.end for term in same)]
