"""What of a query is to be seen in what it found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from octavo_model.search.query.nodes import InAbstract, InTitle, Word
from octavo_model.text.latex import plainly

if TYPE_CHECKING:
    from octavo_model.search.query.nodes import Query


@dataclass(frozen=True, slots=True)
class Lit:
    """What lights up: `octavo_model.search.titles.light` tells where in a title.

    Attributes:
        words: For the fuzzy highlighting of titles.
        titles: Texts that titles hold as they are.
        abstracts: Words and phrases that abstracts hold.
    """

    words: str = ""
    titles: tuple[InTitle, ...] = ()
    abstracts: tuple[InAbstract, ...] = ()


def lit_by(query: Query) -> Lit:
    """What ``query`` lights up; what it does not want cannot be seen."""
    terms = [term for clause in query.clauses for term in clause]
    words = [term.text for term in terms if isinstance(term, Word)]
    return Lit(
        plainly(query.words if query.is_plain else " ".join(words)),
        tuple(term for term in terms if isinstance(term, InTitle) and not term.negated),
        tuple(term for term in terms if isinstance(term, InAbstract) and not term.negated),
    )
