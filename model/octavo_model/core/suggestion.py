"""Papers that are suggested, each with the reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A paper to read next.

    Attributes:
        id: The paper.
        score: How well it fits. Of related papers the cosine of the two, 0 to 1; of papers for
            the user only the order means something.
        terms: The words and phrases that speak for it most, as the paper writes them.
        nearest: The starred paper it is most like, where it is for the user.
        nearest_title: The title of that.
        same: Whether it may be the same work, as the one it is related to or the nearest starred
            one: see `octavo_model.library.Library.merge`.
    """

    id: int
    score: float
    terms: tuple[str, ...]
    nearest: int | None = None
    nearest_title: str = ""
    same: bool = False


@dataclass(frozen=True, slots=True)
class ForYou:
    """What is ranked by the user's stars.

    Attributes:
        suggestions: The papers, best first.
        missing: How many more stars are needed before there can be any; 0 where there are enough.
    """

    suggestions: tuple[Suggestion, ...]
    missing: int = 0
