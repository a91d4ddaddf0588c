"""The terms of a text: its words, folded as by the filter, without those that mean little."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from octavo_model.search.titles.words import find_words, is_dense, split_words
from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Callable

NO_TERM = -1
"""The number of a word that is not a term: no phrase contains it."""
_MAX_LENGTH = 40

# The most frequent words of English, and remains of addresses and TeX: never indexed.
_STOPS = """
a about above across actually after again against all allow allowing allows almost along already
also although always among an and another any are around as at available based be became because
become becomes been before being below better between beyond both but by can cannot certain com
consider considered could currently de deal despite did different do does doing don done due during
each easily either emph especially etc even every existing far finally five following for four from
further furthermore generally get give given gives good had has have having he her here him his how
however http https i ie if important in including indeed instead into is it its itself just known
largely last latter less let like likely made main mainly make makes making many may might more
moreover most mostly much must near need needed needs neither never new next no non none nor not
novel now number of off often on once ones only onto or org other others otherwise our out over
overall own particular particularly per perform possible potentially present presented presents
previous previously quite rather re recent recently require required requires respectively same see
seen several should significant significantly similar simple simply since so some specific still
such t take taken takes textbf textit th than that the their them themselves then there thereby
therefore these they thing third this those though three through throughout thus to together too
toward towards two type typical typically under unlike until up upon us use used useful using
usually various very via vs was way ways we well were what when where whereas whether which while
who whole whose why wide widely will with within without work works would www yet you your able
"""
# What every abstract says of itself: searched for, but it makes no paper similar to another.
_COMMON_WORDS = """
accordingly achieve achieved achieves achieving address addressed addresses aim aims allowed
analyse analyze apply applied applying approach approaches article aspect author authors cases
challenge challenges challenging compare compared comparing comparison compelling comprehensive
conduct conducted contribution contributions current demonstrate demonstrated demonstrates
demonstrating describe described describes designed develop developed developing directly discuss
discussed e easy effective effectively effectiveness efficient efficiently empirical empirically
enable enables enabling evaluate evaluated example examples experiment experimental experiments
explore explored extensive find finding findings focus found fully g github al art called defined
help idea identify illustrate improve improved improvement improvements improves increase
increasing introduce introduced introduces introducing investigate investigated issue issues lead
leads leading leverage leveraging mathbb mathbf mathcal mathrm method methods multiple naturally
note obtain obtained offer outperform outperforms paper papers performance problem problems propose
proposed proposes proposing prove proved provide provided provides providing purpose reach related
reported research result resulting results show showed showing shown shows solution solutions solve
solving study studied studies studying suggest suggests superior technique techniques tested
understand understanding verify something someone anything everything nothing maybe
"""
_STOP = frozenset(_STOPS.split())
_COMMON = frozenset(_COMMON_WORDS.split())
_ASCII_WORD = re.compile(r"[a-z0-9]+[+#]*|[^a-z0-9\s'-]")
_SIGNS = re.compile(r"[.,;:!?()\[\]{}$/|–—…“”„«»。、，：；]+")
_BREAK = "."
_DIGITS = re.compile(r"\d+[+#]*")


def words(text: str) -> list[str]:
    """Return the words of ``text``, folded, in order; in a dense script, each pair of characters.

    Separators other than hyphens and apostrophes are among them; they are noise.

    >>> words("Naïve C++: 深度学习")
    ['naive', 'c++', '.', '深度', '度学', '学习']
    """
    folded = fold(text)
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    result: list[str] = []
    for part in _SIGNS.split(folded):
        if result:
            result.append(_BREAK)
        for word in split_words(part):
            if len(word) > 2 and is_dense(word):
                result.extend(map("".join, pairwise(word)))
            else:
                result.append(word)
    return result


def stem(word: str) -> str:
    """Return ``word`` in the singular, more or less: what forms of a term have in common.

    >>> [stem(word) for word in ("networks", "boundaries", "classes", "bus", "analysis")]
    ['network', 'boundary', 'class', 'bus', 'analysis']
    """
    if len(word) < 4 or word[-1] != "s" or word[-2] in "sui":
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word[:-1]


def is_noise(word: str) -> bool:
    """Return whether a folded word is not indexed, as it says nothing.

    >>> [is_noise(word) for word in ("we", "3", "x", "3d", "c++", "graph")]
    [True, True, True, False, False, False]
    """
    return (
        (len(word) == 1 and word.isascii())
        or word in _STOP
        or len(word) > _MAX_LENGTH
        or _DIGITS.fullmatch(word) is not None
    )


COMMON_STEMS = frozenset(map(stem, _COMMON))
"""The terms that most abstracts of any subject have."""


class Numbering(dict[str, int]):
    """The number of each word's term; terms are numbered when they are first looked up.

    ``known`` returns the numbers of terms that have one; new ones follow from ``first`` on.
    """

    def __init__(
        self, known: Callable[[str], int | None] = lambda _stem: None, first: int = 0
    ) -> None:
        super().__init__()
        self._known = known
        self._first = first
        self.new: dict[str, int] = {}
        """The terms that were not known."""
        self.common: list[int] = []
        """Those of `COMMON_STEMS` that were looked up."""

    @property
    def size(self) -> int:
        """How many terms are numbered."""
        return self._first + len(self.new)

    def __missing__(self, word: str) -> int:
        number = NO_TERM
        if not is_noise(word):
            root = stem(word)
            known = self._known(root)
            if known is None:
                known = self.new.setdefault(root, self._first + len(self.new))
            number = known
            if root in COMMON_STEMS:
                self.common.append(number)
        self[word] = number
        return number


class TermText:
    """A text, searched for the form in which it writes a term of words that are ``by`` stems.

    >>> text = TermText("Gaussian Splats. The Gaussian-splats are ours.")
    >>> text.form_of(("gaussian", "splat"))
    'Gaussian-splats'
    """

    def __init__(self, text: str, by: Callable[[str], str] = stem) -> None:
        folded = fold(text)
        self._by = by
        self._text = text if len(folded) == len(text) else folded
        self._words = list(find_words(folded))
        self._positions: dict[str, list[int]] = {}
        for position, (word, _) in enumerate(self._words):
            self._positions.setdefault(by(word), []).append(position)

    def form_of(self, term: tuple[str, ...]) -> str | None:
        """Return how the term of these stems is written here, None if it is not.

        Of several forms the one with the fewest capitals: titles and sentences start with some
        that are not the term's own.
        """
        forms = set()
        for first in self._positions.get(term[0], ()):
            parts = self._words[first : first + len(term)]
            if tuple(self._by(word) for word, _ in parts) == term:
                form = self._text[parts[0][1] : parts[-1][1] + len(parts[-1][0])]
                if not _SIGNS.search(form):
                    forms.add(" ".join(form.split()))
        return min(forms, key=lambda form: (sum(map(str.isupper, form)), form), default=None)
