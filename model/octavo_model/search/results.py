"""The papers that match a query, in their order, best first."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from octavo_model.search.query.nodes import Highlights, Problem, Where, Word, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from octavo_model.core.suggestions import Why
    from octavo_model.search.query.nodes import Query, Term

    Ordered = tuple[Sequence[int], Sequence[float]]
    """Paper ids, and the score of each."""

_STEPS = 600
"""Into how many parts a hundredth of a score is divided for sorting."""
_SECONDARY = np.float32(0.25)
"""The weight of alternatives that match less well than the best one of their clause."""
_MAX_NAMED = 3
"""Terms that are named in a message."""


class RankedList(Protocol):
    """A list ranked by what the user kept and refused: see `octavo_model.library.rankings`."""

    left_out: int

    def whys(self, ids: Sequence[int]) -> Mapping[int, Why]:
        """Return why papers have their scores."""


@dataclass(frozen=True, slots=True, eq=False)
class SearchResult:
    """What a query found, in the order of the list."""

    query: Query
    ids: Sequence[int]
    scores: Sequence[float]
    """How well each paper matches, 0 to 100; 100 if that does not matter. With `ranking`, that
    score of each; 0 of papers that it leaves out."""
    problems: tuple[Problem, ...] = ()
    """What in the query has no effect, and why."""
    highlights: Highlights = field(default_factory=Highlights)
    why: str = ""
    """Why nothing was found, in words; empty if something was, or the list was empty."""
    near: Sequence[int] = ()
    """Papers that match only in part, best first, none of ``ids``. For looking at: marks, export,
    counts and views use ``ids``."""
    read_as: str = ""
    """The words that were searched for, if the query was read as text and not as a language."""

    ranking: RankedList | None = None
    """What sorted the papers by ``sort:score``. None without that, or where nothing was kept yet:
    then they are in the order of the list."""

    @property
    def rows(self) -> Sequence[int]:
        """All papers to show: the full matches, then the near ones."""
        return array("q", [*self.ids, *self.near]) if self.near else self.ids


def has_scores(clause: tuple[Term, ...]) -> bool:
    """Return whether ``clause`` is a condition with a word, so that papers get scores."""
    words = [term for term in clause if isinstance(term, Word)]
    return bool(words) and (len(clause) > 1 or words[0].where is Where.TITLE)


def by_score(ids: Sequence[int], scores: NDArray[np.float32]) -> Ordered:
    """Return ``ids`` by ``scores``, at most 100, best first; ties keep their order."""
    # Numbers of two bytes are sorted by counting, which takes a tenth of the time.
    below = np.maximum(np.float32(100) - scores, np.float32(0))
    steps = (below * np.float32(_STEPS)).astype(np.uint16)
    order = np.argsort(steps, kind="stable")
    # Within a step they may rise.
    falling = np.minimum.accumulate(scores[order])
    return reordered(ids, order, "q"), array("f", falling.tobytes())


def by_both(
    query: Query, ids: Sequence[int], scores: Sequence[float], others: NDArray[np.float32]
) -> Ordered:
    """Return ``ids`` by the ``scores`` of words and the scores, by paper, of conditions."""
    words = len(query.clauses) - len(query.conditions)
    alternatives = sum(map(has_scores, query.clauses))
    other = others[np.asarray(ids, np.int64)]
    both = np.asarray(scores, np.float32) * np.float32(words) + other * np.float32(alternatives)
    return by_score(ids, (both / (words + alternatives)).astype(np.float32))


def score_of_alternatives(
    clauses: Sequence[tuple[int, Sequence[NDArray[np.float32]]]], size: int
) -> NDArray[np.float32]:
    """Return how well each of ``size`` papers matches clauses with alternatives, 0 to 100.

    The best match of a clause counts, and others by a part: so a title with both words comes
    before one with either, and one that hardly matches after both. ``clauses`` are the number of
    terms of each, and the scores of the papers for those that are known.
    """
    total = np.zeros(size, np.float32)
    for count, scores in clauses:
        best, whole = np.max(scores, axis=0), np.sum(scores, axis=0)
        highest = (1 + _SECONDARY * (count - 1)) * len(clauses)
        total += (best + _SECONDARY * (whole - best)) / highest
    return total


def in_order(
    query: Query, ids: Sequence[int], scores: Sequence[float], sort_keys: NDArray[np.int64] | None
) -> Ordered:
    """Return papers in the order that ``query`` asks for, by their ``sort_keys`` if it has any."""
    if query.sort is None or not len(ids):
        return ids, scores
    if sort_keys is None:
        return (ids[::-1], scores[::-1]) if query.sort.reverse else (ids, scores)
    keys = sort_keys[np.asarray(ids, np.int64)]
    # Dates and numbers start with the largest, titles with A; what has none comes last.
    falling = (query.sort.by != "title") != query.sort.reverse
    order = np.lexsort((-keys if falling else keys, keys < 0))
    return reordered(ids, order, "q"), reordered(scores, order, "f")


def reordered(values: Sequence[float], order: NDArray[np.intp], code: str) -> array[Any]:
    """Return ``values`` in this ``order``, as an array of type ``code``."""
    return array(code, np.asarray(values, code)[order].tobytes())


def why_nothing(
    query: Query, alone: Sequence[Sequence[Term]], left: int, size: int, author: str = ""
) -> str:
    """Return why nothing was found, in words; ``author`` may be meant by a field.

    Each of ``alone`` matches no paper of the list, which has ``size`` papers; ``left`` of them
    match all conditions but the words for titles.
    """
    if alone:
        texts = dict.fromkeys(shortened(_text_of(query, clause)) for clause in alone)
        named = [f"“{text}”" for text in texts][:_MAX_NAMED]
        name = f'"{author}"' if " " in author else author
        meant = f"; did you mean au:{name}?" if author else ""
        return f"No paper here matches {' or '.join(named)}{meant}"
    if left:
        rest = f" of the {left} that match the rest" if left < size else ""
        return f"No title{rest} matches “{shortened(query.words.strip())}”"
    return "Each term matches a paper here, but no paper matches all of them"


def those_in(ids: Sequence[int], papers: Sequence[int]) -> Sequence[int]:
    """Return those of a few ``papers`` that are in ``ids``, in their order."""
    known = np.asarray(ids, np.int64)
    return array("q", [paper for paper in papers if (known == paper).any()])


def why_not_named(query: Query) -> str:
    """Return why no paper that the ids of ``query`` name was found, in words."""
    return f"No paper here matches “{shortened(' or '.join(query.ids))}”"


def problems_of(query: Query, unknown: Mapping[Term, tuple[str, str]]) -> tuple[Problem, ...]:
    """Return the remarks of ``query`` and its ``unknown`` names (what, and the nearest)."""
    problems = list(query.remarks)
    for term in (term for clause in query.clauses for term in clause if term in unknown):
        what, near = unknown[term]
        part = query.text[term.start : term.end]
        why = f"matches no {what} in the library"
        problems.append(Problem(term.start, term.end, part, why, "", near))
    return tuple(sorted(problems, key=lambda problem: problem.start))


def _text_of(query: Query, clause: Sequence[Term]) -> str:
    """Return ``clause`` as it is written in ``query``."""
    same = [term for other in query.clauses for term in other if term in clause]
    return query.text[min(term.start for term in same) : max(term.end for term in same)]
