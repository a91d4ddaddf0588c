"""The distinct words of many titles, arranged so that numpy can look at all of them at once."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from octavo_model.text.clean import fold, is_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

_END = 0x0A  # A line feed stands before, between and after words: it is never part of one.
_BLOCK = 1 << 16
_PAST_ALL = "\U0010ffff"
_VOWELS = np.frombuffer(b"aeiou", np.uint8).astype(np.uint32)


def sort_words(words: Iterable[str]) -> list[str]:
    """``words`` in the order of their code points, in steps that do not hold the interpreter."""
    shelves: dict[str, list[str]] = {}
    for word in words:
        shelves.setdefault(word[0], []).append(word)
    return [word for first in sorted(shelves) for word in sorted(shelves[first])]


def letter_mask(codes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """One bit for each character: a-z and 0-9 have their own, all others share the rest.

    A line feed has none.
    """
    bit: NDArray[np.uint32] = 36 + codes % 28
    bit = np.where((codes >= 97) & (codes <= 122), codes - 97, bit)
    bit = np.where((codes >= 48) & (codes <= 57), codes - 48 + 26, bit)
    mask: NDArray[np.uint64] = (codes != _END).astype(np.uint64) << bit.astype(np.uint64)
    return mask


def code_points(text: str) -> NDArray[np.uint32]:
    """The characters of ``text`` as numbers."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def find_bytes(buffer: NDArray[np.uint8], part: bytes) -> NDArray[np.intp]:
    """Every place in ``buffer`` where ``part``, which is not empty, begins."""
    more = len(part) - 1
    # In blocks, which stay near the processor from one comparison to the next.
    found = [
        start + _find_bytes(buffer[start : start + _BLOCK + more], part)
        for start in range(0, len(buffer) - more, _BLOCK)
    ]
    return np.concatenate(found) if found else np.empty(0, np.intp)


def _find_bytes(buffer: NDArray[np.uint8], part: bytes) -> NDArray[np.intp]:
    """The same in a buffer that is at least as long as ``part``."""
    size = len(buffer) - len(part) + 1
    here = buffer[:size] == part[0]
    for offset in range(1, min(3, len(part))):
        here &= buffer[offset : size + offset] == part[offset]
    places = np.flatnonzero(here)
    for offset in range(3, len(part)):
        places = places[buffer[places + offset] == part[offset]]
    return places


class _Lines:
    """Texts one below the other in one buffer: which of them hold a given run of bytes?"""

    __slots__ = ("_bytes", "_starts")

    def __init__(self, joined: bytes) -> None:
        self._bytes = np.frombuffer(joined, np.uint8)
        self._starts = np.flatnonzero(self._bytes == _END)

    def holding(self, part: bytes) -> NDArray[np.intp]:
        """Numbers of the lines with ``part`` in them, ascending, each once.

        The line feed before a line belongs to it, so that ``part`` may be tied to its start.
        """
        places = find_bytes(self._bytes, part)
        lines = np.searchsorted(self._starts, places, side="right") - 1
        return lines[np.diff(lines, prepend=-1) > 0]


class Vocabulary:
    """Distinct words in code point order, so that the words with a common beginning are a range.

    Attributes:
        words: The words; a word's place here is its number.
        array: The same, for indexing by arrays of numbers.
        lengths: Characters in each word.
        masks: The letters of each word as bits, see `letter_mask`.
        first: First, second and third character of each word as code points; a line feed where
            the word is shorter. Shape (3, number of words).
        dense: Whether the word is of a script written without spaces.
    """

    __slots__ = ("_lines", "_skeletons", "array", "dense", "first", "lengths", "masks", "words")

    def __init__(self, words: Sequence[str]) -> None:
        """Arrange ``words``, which are distinct, not empty, and sorted as by `sort_words`."""
        self.words = words
        self.array: NDArray[Any] = np.empty(len(words), object)
        self.array[:] = words
        joined = "\n".join(["", *words, ""])
        codes = code_points(joined + "\n\n\n")
        starts = np.flatnonzero(codes == _END)[: len(words) + 1] + 1
        self.lengths: NDArray[np.int32] = (np.diff(starts) - 1).astype(np.int32)
        starts = starts[:-1]
        self.first: NDArray[np.uint32] = np.stack([codes[starts + k] for k in range(3)])
        self.first[2][self.lengths == 1] = _END
        if words:
            self.masks = np.bitwise_or.reduceat(letter_mask(codes), starts)
        else:
            self.masks = np.empty(0, np.uint64)
        self.dense: NDArray[np.bool_] = np.zeros(len(words), np.bool_)
        exotic = np.flatnonzero(self.first[0] >= 0xE00)
        self.dense[exotic] = [is_dense(words[number]) for number in exotic.tolist()]
        self._lines = _Lines(joined.encode())
        self._skeletons = _Lines(_skeletons(codes).encode())

    def __len__(self) -> int:
        return len(self.words)

    def number(self, word: str) -> int | None:
        """The number of ``word``, or None where no title has it."""
        place = bisect_left(self.words, word)
        return place if place < len(self.words) and self.words[place] == word else None

    def beginning_with(self, start: str) -> tuple[int, int]:
        """The words that begin with ``start``: their numbers are ``range(low, high)``."""
        low = bisect_left(self.words, start)
        return low, bisect_left(self.words, start + _PAST_ALL, low)

    def containing(self, part: str) -> NDArray[np.intp]:
        """Numbers of the words with ``part`` anywhere in them."""
        return self._lines.holding(part.encode())

    def abbreviated(self, skeleton: str) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Numbers of the words whose skeleton is ``skeleton``, and of those it begins.

        See `likeness.skeleton` for what that is.
        """
        whole = self._skeletons.holding(f"\n{skeleton}\n".encode())
        return whole, self._skeletons.holding(f"\n{skeleton}".encode())


def _skeletons(codes: NDArray[np.uint32]) -> str:
    """The skeletons of all words in ``codes``, line feeds as they stand there."""
    opens = np.empty(len(codes), np.bool_)
    opens[:1] = False
    opens[1:] = codes[:-1] == _END
    bones = codes[~np.isin(codes, _VOWELS) | opens]
    doubled = np.zeros(len(bones), np.bool_)
    doubled[1:] = (bones[1:] == bones[:-1]) & (bones[1:] != _END)
    return bones[~doubled].tobytes().decode("utf-32-le", "surrogatepass")


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
