"""Acronyms that a text defines, and the words that they mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.search.acronyms.alignment import PlainWord, can_mean, last_words
from octavo_model.search.titles.words import split_words
from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_REACH = 120
"""Characters before a parenthesis in which its words are looked for."""
_REACH_OF_ACRONYM = 20
_FEWEST, _MOST = 2, 10
"""Letters of an acronym."""
_NUMERALS = frozenset({"ii", "iii", "iv", "vi", "vii", "viii", "ix", "xi", "xii"})

_SHORT = r"((?:[^\W_]|[.&/\-‐‑–+](?=[^\W_])){2,12})"
_QUOTES = "\"'“”‘’`*"
_PARENTHESIS = re.compile(r"\(([^()]{2,100})\)")
_ACRONYM = re.compile(
    rf"[\s{_QUOTES}]*"
    r"(?:(?:or|i\.e\.|also|abbreviated|(?:here|hence)(?:after|forth)|called|termed)[, ]+(?:as )?)?"
    rf"[{_QUOTES}]*{_SHORT}\.?(?:['’]?s)?[{_QUOTES}]*"
    r"(?:\s*[,;:].*| for short| in short)?\s*",
    re.DOTALL,
)
_LAST_ACRONYM = re.compile(rf"(?:^|[\s{_QUOTES}\[]){_SHORT}[{_QUOTES}]*\s*\Z")
_BREAK = re.compile(r"[.;:?!]\s|[()\[\]]|\s(?:[–—]|-{1,3})\s")
_END = re.compile("[,;:]")
_MARKUP = re.compile(r"\\['\"`^~=.]\s*|\\[^\W\d_]+ ?(?=\{)|[${}]")
_WORD = re.compile(r"[^\W_]+")


class LongForm(NamedTuple):
    """An acronym, and what a text says that it means."""

    acronym: str
    """Folded, in the singular, in words as the filter splits them: ``k nn`` for ``k-NN``."""
    words: tuple[str, ...]
    """Folded, as they are in the text."""


def long_forms(text: str) -> Iterator[LongForm]:
    """Yield what ``text`` defines, in its order: ``long form (LF)`` and ``LF (long form)``.

    >>> text = "Long Short-Term Memory (LSTM) in GANs (generative adversarial networks)"
    >>> [(form.acronym, " ".join(form.words)) for form in long_forms(text)]
    [('lstm', 'long short term memory'), ('gan', 'generative adversarial networks')]
    """
    if "(" not in text:
        return
    if "$" in text or "\\" in text:
        text = _MARKUP.sub("", text)
    for found in _PARENTHESIS.finditer(text):
        inside, start = found[1], found.start()
        if short := _ACRONYM.fullmatch(inside):
            words = _words_before(_letters(short[1]), text[max(0, start - _REACH) : start])
        elif inside[0].isalpha() and (" " in inside or "-" in inside):
            before = text[max(0, start - _REACH_OF_ACRONYM) : start]
            if (short := _LAST_ACRONYM.search(before)) is None:
                continue
            words = _words_inside(_letters(short[1]), inside)
        else:
            continue
        if words:
            acronym = " ".join(split_words(fold(_singular(short[1]))))
            form = tuple(split_words(" ".join(word.folded for word in words)))
            if acronym and form and acronym.replace(" ", "") != "".join(form):
                yield LongForm(acronym, form)


def _letters(short: str) -> str:
    """Return the letters and digits of an acronym, in the singular; "" if it cannot be one."""
    letters = "".join(_WORD.findall(_singular(short)))
    can_be = _FEWEST <= len(letters) <= _MOST and any(map(str.isalpha, letters))
    if not can_be or letters.lower() in _NUMERALS or (letters.islower() and len(letters) < 3):
        return ""
    return letters


def _singular(short: str) -> str:
    """Return an acronym without the s of its plural: GANs, HetNets, but QoS."""
    is_plural = len(short) > 2 and short[-1] == "s"
    if is_plural and (short[-2].isupper() or sum(map(str.isupper, short)) > 1):
        return short[:-1]
    return short


def _words_before(letters: str, before: str) -> Sequence[PlainWord]:
    """Return the words at the end of ``before`` that ``letters`` mean, if any."""
    if not letters:
        return ()
    before = before.rstrip()
    start = max((mark.end() for mark in _BREAK.finditer(before)), default=0)
    words = _split(before[start:])
    if not start and len(before) >= _REACH - 1:
        del words[:1]  # cut in two
    return last_words(letters, words)


def _split(text: str) -> list[PlainWord]:
    words: list[PlainWord] = []
    end = 0
    for found in _WORD.finditer(text):
        between, word = text[end : found.start()], found[0]
        is_part = bool(words) and between != " " and not any(map(str.isspace, between))
        words.append(PlainWord(word, fold(word), is_part))
        end = found.end()
    return words


def _words_inside(letters: str, inside: str) -> Sequence[PlainWord]:
    """Return the words that ``inside`` consists of if ``letters`` can mean them."""
    words = _split(_END.split(inside, maxsplit=1)[0])
    if words and words[0].folded in ("a", "an", "the"):
        del words[0]
    if letters and len(words) > 1 and can_mean(letters, words):
        return words
    return ()
