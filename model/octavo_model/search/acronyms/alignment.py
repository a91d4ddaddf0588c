"""Which words an acronym means.

This extends the algorithm of Schwartz & Hearst (2003), which takes the shortest run of words that
has the letters in their order and starts with the first. There, letters may be anywhere in a word;
here the first letter taken from a word is its own first, as in nearly all acronyms, so that fewer
runs match by chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_SMALL = "a an and as at by de du et for from in into of on or over per the to und via von with"
_FIRST = "are based be called is its our so that this using we which"
_LAST = """
algorithm algorithms approach architecture assignment auction communication communications criterion
decomposition framework graph mechanism method methods metric model models network networks paradigm
problem problems process protocol scheme schemes system systems technique techniques theory
"""
SMALL = frozenset(_SMALL.split())
"""Words that acronyms often skip."""
_NEVER_FIRST = SMALL.union(_FIRST.split()) - {"et", "in", "into", "on", "over", "per", "via", "von"}
_KINDS = frozenset(_LAST.split())
"""What may follow the words that two letters mean."""
_SPOKEN = {
    "2": ("to", "two", "too", "second"),
    "3": ("three", "third"),
    "4": ("for", "four", "fourth"),
    "5": ("five", "fifth"),
    "n": ("and",),
}
_INSIDE = 0.3
"""The cost of a letter from inside a word; one that continues its start or is a capital is free."""
_SKIPPED = 1.0
"""The cost of a word that gives no letter; a small one is free."""
_PART = 0.5
"""The second part of a compound costs this share of it: pre-trained."""
_MOST, _MOST_OF_TWO = 1.35, 0.75
"""Letters must cost less, and two letters."""
_IMPOSSIBLE = 99.0


class PlainWord(NamedTuple):
    """A word of what may be a long form."""

    text: str
    folded: str
    is_part: bool
    """Whether no space is between the word before it and this one."""


def last_words(letters: str, words: Sequence[PlainWord]) -> Sequence[PlainWord]:
    """Return the last of ``words`` that an acronym of these ``letters`` means, if any.

    One word may follow them: ``integer programming problem (IP)``.
    """
    acronym, size = fold(letters), len(letters)
    if len(acronym) != size:
        return ()
    found, cost = _initials(acronym, words), 0.0
    if not found and not letters.islower():
        found, cost = _cheapest(acronym, words)
    if (not found or cost >= _SKIPPED) and len(words) > 1 and not words[-1].is_part:
        is_kind = words[-1].folded in _KINDS
        if is_kind or size > 2:
            found = _initials(acronym, words[:-1]) or found
        if not found and is_kind and not letters.islower():
            found, _ = _cheapest(acronym, words[:-1])
    return found


def can_mean(letters: str, words: Sequence[PlainWord]) -> bool:
    """Return whether an acronym of these ``letters`` can mean all of ``words``."""
    acronym, size = fold(letters), len(letters)
    if len(acronym) != size or not 0 < len(words) <= _reach(size):
        return False
    most = _INSIDE if letters.islower() else _most(size)
    return words[0].folded not in _NEVER_FIRST and _cost(acronym, words) < most


def _reach(size: int) -> int:
    """Return how many words an acronym of ``size`` letters can mean."""
    return min(size + 5, 2 * size)


def _most(size: int) -> float:
    return _MOST_OF_TWO if size == 2 else _MOST


def _initials(acronym: str, words: Sequence[PlainWord]) -> Sequence[PlainWord]:
    """Return the last of ``words`` if they begin with the letters; small ones may be skipped.

    Most acronyms are of this kind, which is quick to check.
    """
    position, left = len(words), len(acronym)
    while position and left:
        position -= 1
        word = words[position].folded
        if word[:1] == acronym[left - 1]:
            left -= 1
        elif word not in SMALL or left == len(acronym):
            return ()
    return () if left or words[position].folded in _NEVER_FIRST else words[position:]


def _cheapest(acronym: str, words: Sequence[PlainWord]) -> tuple[Sequence[PlainWord], float]:
    """Return the last words from which the letters cost least, and what they cost.

    Of those that cost the same the fewest.
    """
    best: Sequence[PlainWord] = ()
    least = _most(len(acronym))
    for count in range(1, min(_reach(len(acronym)), len(words)) + 1):
        first = words[-count]
        if first.folded not in _NEVER_FIRST and _start(acronym[0], first) >= 0:
            cost = _cost(acronym, words[-count:])
            if cost < least:
                best, least = words[-count:], cost
    return best, least


def _cost(acronym: str, words: Sequence[PlainWord]) -> float:
    """Return the least cost of taking all letters of ``acronym`` from ``words``, in order.

    A word gives its first letter and maybe more after it, or none; the first and the last give
    some.
    """
    size, last = len(acronym), len(words) - 1
    costs = [0.0] + [_IMPOSSIBLE] * size  # of having taken so many letters, after each word
    for number, word in enumerate(words):
        after = [_IMPOSSIBLE] * (size + 1)
        if 0 < number < last:
            skipped = 0.0 if word.folded in SMALL else _SKIPPED
            if word.is_part:
                skipped *= _PART
            after = [cost + skipped for cost in costs]
        for taken, cost in enumerate(costs[:size]):
            if cost < _IMPOSSIBLE:
                start = _start(acronym[taken], word)
                if start >= 0:
                    after[taken + 1] = min(after[taken + 1], cost)
                    _take(acronym[taken + 1 :], cost, word, start, after)
        costs = after
    return costs[size]


def _start(letter: str, word: PlainWord) -> int:
    """Return which letter of a word may be the first that an acronym takes, -1 if none may.

    It is the first of the word; of ``eXtensible`` the capital, too.
    """
    if word.folded[:1] == letter or word.folded in _SPOKEN.get(letter, ()):
        return 0
    return word.text.find(letter.upper()) if word.text[:1].islower() else -1


def _take(letters: str, cost: float, word: PlainWord, start: int, after: list[float]) -> None:
    """Take ``letters`` from ``word`` after ``start``, as many as it has in order.

    Updates ``after``, the costs of having taken so many letters.
    """
    at, first = start, len(after) - len(letters)
    for count, letter in enumerate(letters):
        following = word.folded.find(letter, at + 1)
        if following < 0:
            return
        continues = following == start + count + 1
        is_capital = word.text[following : following + 1].isupper()
        cost += 0.0 if continues or is_capital else _INSIDE
        at = following
        after[first + count] = min(after[first + count], cost)
