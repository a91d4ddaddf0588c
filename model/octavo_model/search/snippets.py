"""Which part of an abstract shows why it matches a query, and what to highlight in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import OSA

from octavo_model.search.similar.terms import is_noise, stem
from octavo_model.search.titles.words import is_dense
from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

# Characters between white space, hyphens and punctuation, as written; of C++ and F# also the signs.
_WORD = re.compile(
    "[^\\s!-/:-@\\[-`{-~\u2010-\u2027\u2030-\u205e\u3001-\u3011\uff01-\uff0f\uff1a-\uff20]+[+#]*"
)
_SENTENCE = re.compile(r"[.!?]\s(?=[^a-z])|[。！？]\s?(?=.)")
_ENDS = frozenset(".!?。！？")
_SHORTEST_START = 4
"""A query word of fewer letters must be whole: too many words start with it."""
_SHORTEST_MISSPELT = 5
_LEAD = 3
"""In the middle of a sentence one of this many parts of the free room is before the matches."""
_NEIGHBOURS = 0.4
"""What two words of the query, next to each other there and in the text, count in addition."""
_WHOLE, _START, _MISSPELT = 3, 2, 1
"""How a word of the text is like a word of the query."""
_WEIGHTS = {_WHOLE: 1.0, _START: 0.8, _MISSPELT: 0.5}


@dataclass(frozen=True, slots=True)
class Snippet:
    """A part of a text on one line, with an ellipsis where a sentence is cut."""

    text: str
    ranges: tuple[tuple[int, int], ...]
    """The parts of ``text`` to highlight: ascending, disjoint ``(start, end)``."""


def snippet(text: str, words: Sequence[str], width: int) -> Snippet:
    """Return the part of ``text`` that has most of ``words``, in at most ``width`` characters.

    Forms of a word match it, words that start with it, and, if nothing else does, words with one
    wrong letter. Words that mean little count only without others. A text without a match
    is shown from its start.

    Args:
        text: An abstract; its white space is squeezed.
        words: Words of a query as typed. One with several words is a phrase: it is highlighted as
            a whole where the text has it.
        width: In characters.

    >>> snippet("We trap owls. Their ears are two slow microphones.", ["microphone", "ear"], 24)
    Snippet(text='Their ears are two slow…', ranges=((6, 10),))
    """
    text = " ".join(text.split())
    if width < 1 or not text:
        return Snippet("", ())
    matches = _WantedWords.of(tuple(words)).matches(text)
    start, end, opening = 0, len(text), ""
    if len(text) > width:
        sentences = [0, *(match.end() for match in _SENTENCE.finditer(text))]
        start = _start(text, matches, sentences, width)
        opening = "" if start in sentences else "…"
        end = _end(text, matches, sentences, start, width - len(opening))
    closing = "" if end == len(text) or text[end - 1] in _ENDS else "…"
    shift = len(opening) - start
    ranges = [
        (max(match.start, start) + shift, min(match.end, end) + shift)
        for match in matches
        if match.start < end and match.end > start
    ]
    return Snippet(f"{opening}{text[start:end]}{closing}", tuple(ranges))


class _Match(NamedTuple):
    """A part of a text that is like a word of the query, or a whole phrase."""

    start: int
    end: int
    position: int
    """The number of its first word in the text."""
    word: int
    """The number of its word in the query, of a phrase the first."""
    kind: int
    size: int = 1
    """How many words it has."""


class _WantedWords:
    """Words to find in texts. The words of texts are compared only once."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self._words: list[str] = []
        self._phrases: list[tuple[int, list[str]]] = []
        for one in words:
            parts = _WORD.findall(fold(one))
            if len(parts) > 1:
                self._phrases.append((len(self._words), list(map(stem, parts))))
            self._words += parts
        meant = [number for number, word in enumerate(self._words) if not is_noise(word)]
        self._numbers = meant or range(len(self._words))
        self._stems = list(map(stem, self._words))
        self._first = {self._words[number][0] for number in self._numbers}
        self._is_dense = any(map(is_dense, self._words))
        self._known: dict[str, list[_Match]] = {}

    @classmethod
    @lru_cache(maxsize=4)  # the rows of one list
    def of(cls, words: tuple[str, ...]) -> _WantedWords:
        return cls(words)

    def matches(self, text: str) -> list[_Match]:
        """Return the matches in ``text``: ascending and disjoint."""
        found: list[_Match] = []
        known = self._known
        tokens = [(match.group(), match.start()) for match in _WORD.finditer(text)]
        for position, (token, start) in enumerate(tokens):
            if (forms := known.get(token)) is None:
                forms = known[token] = self._compare(token)
            for form in forms:
                moved = start + form.start, start + form.end
                found.append(_Match(*moved, position, form.word, form.kind))
        exact = {match.word for match in found if match.kind != _MISSPELT}
        found = [match for match in found if match.kind != _MISSPELT or match.word not in exact]
        if self._phrases:
            found = self._with_phrases(tokens, found)
        return found

    def _compare(self, token: str) -> list[_Match]:
        """Return what ``token`` matches, as parts of it: usually nothing, or one."""
        folded = fold(token)
        if folded[:1] not in self._first and not self._is_dense:
            return []
        same = len(folded) == len(token)
        root = stem(folded)
        best: _Match | None = None
        inside: list[_Match] = []
        for number in self._numbers:
            word, size = self._words[number], len(token)
            kind = 0
            if is_dense(word):
                at = folded.find(word)
                if at >= 0 and (not inside or at >= inside[-1].end):
                    ends = (at, at + len(word)) if same else (0, size)
                    inside.append(_Match(*ends, 0, number, _WHOLE))
                continue
            if root == (start := self._stems[number]):
                kind = _WHOLE
            elif len(start) >= _SHORTEST_START and folded.startswith(start):
                kind, size = _START, len(start) if same else size
            elif _is_slip(word, folded):
                kind = _MISSPELT
            if kind and (best is None or kind > best.kind):
                best = _Match(0, size, 0, number, kind)
        return [best] if best else inside

    def _with_phrases(self, tokens: list[tuple[str, int]], found: list[_Match]) -> list[_Match]:
        """Return ``found`` with whole phrases in the place of their words."""
        stems = [stem(fold(token)) for token, _ in tokens]
        taken: dict[int, _Match] = {}
        for number, phrase in self._phrases:
            for first in range(len(stems) - len(phrase) + 1):
                last = first + len(phrase) - 1
                if stems[first : last + 1] == phrase and taken.keys().isdisjoint(
                    range(first, last + 1)
                ):
                    ends = tokens[first][1], tokens[last][1] + len(tokens[last][0])
                    match = _Match(*ends, first, number, _WHOLE, len(phrase))
                    taken.update(dict.fromkeys(range(first, last + 1), match))
        rest = [match for match in found if match.position not in taken]
        return sorted({*rest, *taken.values()})


def _is_slip(word: str, other: str) -> bool:
    return (
        len(word) >= _SHORTEST_MISSPELT
        and word[0] == other[0]
        and abs(len(word) - len(other)) < 2
        and OSA.distance(word, other, score_cutoff=1) < 2
    )


def _start(text: str, matches: list[_Match], sentences: list[int], width: int) -> int:
    """Return where the part of ``text`` with the most matches starts."""
    room = width - 2  # without an ellipsis before and after
    if room < 1:
        return 0
    best = 0.0, 0, 0
    for number, first in enumerate(matches):
        last = number
        while last + 1 < len(matches) and matches[last + 1].end - first.start <= room:
            last += 1
        value = _value(matches[number : last + 1])
        if value > best[0] + 1e-9:
            best = value, first.start, matches[last].end
    _, start, end = best
    sentence = bisect_right(sentences, start) - 1
    if end - sentences[sentence] <= room:
        # At the end of the text there may be room for more sentences.
        while sentence and len(text) - sentences[sentence - 1] <= width:
            sentence -= 1
        return sentences[sentence]
    lead = max(room - (end - start), 0) // _LEAD
    rest = [*sentences, len(text)][bisect_right(sentences, end - 1)]
    earliest = max(min(start - lead, rest - room), sentences[sentence])
    return text.find(" ", earliest, start) + 1 or start


def _value(matches: list[_Match]) -> float:
    """Return how much of the query these matches show."""
    best: dict[int, float] = {}
    pairs = set()
    before: _Match | None = None
    for match in matches:
        value = match.size * _WEIGHTS[match.kind] + _NEIGHBOURS * (match.size - 1)
        best[match.word] = max(best.get(match.word, 0.0), value)
        if (
            before is not None
            and match.position == before.position + before.size
            and match.word == before.word + before.size
        ):
            pairs.add(match.word)
        before = match
    return sum(best.values()) + _NEIGHBOURS * len(pairs)


def _end(text: str, matches: list[_Match], sentences: list[int], start: int, room: int) -> int:
    """Return where the part of ``text`` from ``start`` on ends: after a word, if possible."""
    if len(text) - start <= room:
        return len(text)
    latest = start + max(room - 1, 0)
    sentence = sentences[bisect_right(sentences, latest) - 1]
    shown = [match for match in matches if match.start < latest]
    if (sentence - start) * _LEAD > room * (_LEAD - 1) and (
        not shown or shown[-1].start < sentence
    ):
        # Not the first words of one more sentence.
        return start + len(text[start:sentence].rstrip())
    space = text.rfind(" ", start + 1, latest + 1)
    if space < 0 or any(match.start < space < match.end <= latest for match in shown):
        return latest
    return space
