"""From text to the words the filter compares. Titles and queries pass through the same door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from octavo_model.text.clean import fold, is_word

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_QUERY_TEXT = 1_000
"""Characters of a query that whole titles are compared to."""

MAX_QUERY_WORDS = 32
"""Words of a query beyond these are ignored: a pasted page must not stop the keyboard."""
MAX_WORD_LENGTH = 200
"""Letters of a query word beyond these are ignored, for the same reason."""

# Scripts written without spaces between words, or (Hangul) with particles glued to them: Thai,
# Lao, Burmese, Khmer, Kana, Han, Hangul. In these a word may begin anywhere.
_DENSE = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_DENSE_CHAR = re.compile(f"[{_DENSE}]")
# Plus and number signs behind a word belong to it: C++, F#.
_ASCII_WORD = re.compile("[a-z0-9]+[+#]*")
_WORD = re.compile(f"[{_DENSE}]+|[^ +#{_DENSE}]+[+#]*")


class _Separators(dict[int, int]):
    """A table for `str.translate`, filled as characters are met: what is no word is a space."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        self[code] = code if is_word(char) or char in "+#" else 32
        return self[code]


_SEPARATORS = _Separators()


def split_words(folded: str) -> list[str]:
    """The words of a folded text: runs of letters and digits, cut where a dense script begins.

    >>> split_words("g-simclr : 3d c++ gpt模型")
    ['g', 'simclr', '3d', 'c++', 'gpt', '模型']
    """
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    return _WORD.findall(folded.translate(_SEPARATORS))


def find_words(folded: str) -> Iterator[tuple[str, int]]:
    """The words of a folded text with the place where each begins."""
    if folded.isascii():
        found = _ASCII_WORD.finditer(folded)
    else:
        found = _WORD.finditer(folded.translate(_SEPARATORS))
    return ((word.group(), word.start()) for word in found)


def is_dense(word: str) -> bool:
    """Whether ``word`` is a run of a script in which words follow each other without a space."""
    return not word.isascii() and _DENSE_CHAR.match(word) is not None


@dataclass(frozen=True, slots=True)
class Query:
    """What the user typed, as the filter understands it.

    Attributes:
        text: Folded, white space squeezed, punctuation kept: what a whole title is compared to.
        words: The distinct words in the order typed; empty where nothing can be looked for.
        punctuated: Whether there is more in ``text`` than words and spaces.
    """

    text: str
    words: tuple[str, ...]
    punctuated: bool

    @classmethod
    def parse(cls, query: str) -> Query:
        """Read ``query``; any text is one.

        >>> Query.parse("  [Re]  Naïve re ")
        Query(text='[re] naive re', words=('re', 'naive'), punctuated=True)
        """
        return _parse(query)


@lru_cache(maxsize=32)
def _parse(query: str) -> Query:
    text = " ".join(fold(query).split())
    words = split_words(text)
    distinct = dict.fromkeys(word[:MAX_WORD_LENGTH] for word in words)
    punctuated = " ".join(words) != text
    return Query(text[:MAX_QUERY_TEXT], tuple(distinct)[:MAX_QUERY_WORDS], punctuated)
