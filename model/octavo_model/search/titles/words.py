"""The words of titles and queries, and vocabularies that numpy searches as a whole."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from octavo_model.text.fold import fold, is_word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

_END = 0x0A  # A line feed comes before, between and after words: it is never part of one.
_BLOCK = 1 << 16
_PAST_ALL = "\U0010ffff"


def sort_words(words: Iterable[str]) -> list[str]:
    """Return ``words`` in code point order, sorted in steps that do not block other threads."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word)
    return [word for first in sorted(groups) for word in sorted(groups[first])]


def letter_mask(codes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """Return a bit for each character: an own or shared one; a line feed has none."""
    bit: NDArray[np.uint32] = 36 + codes % 28
    bit = np.where((codes >= 97) & (codes <= 122), codes - 97, bit)
    bit = np.where((codes >= 48) & (codes <= 57), codes - 48 + 26, bit)
    mask: NDArray[np.uint64] = (codes != _END).astype(np.uint64) << bit.astype(np.uint64)
    return mask


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the characters of ``text`` as numbers."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def find_bytes(buffer: NDArray[np.uint8], part: bytes) -> NDArray[np.intp]:
    """Return every position in ``buffer`` where ``part``, which is not empty, starts."""
    more = len(part) - 1
    # In blocks, which stay in the processor's cache from one comparison to the next.
    blocks = [
        start + _find_bytes(buffer[start : start + _BLOCK + more], part)
        for start in range(0, len(buffer) - more, _BLOCK)
    ]
    return np.concatenate(blocks) if blocks else np.empty(0, np.intp)


def _find_bytes(buffer: NDArray[np.uint8], part: bytes) -> NDArray[np.intp]:
    size = len(buffer) - len(part) + 1
    here = buffer[:size] == part[0]
    for offset in range(1, min(3, len(part))):
        here &= buffer[offset : size + offset] == part[offset]
    positions = np.flatnonzero(here)
    for offset in range(3, len(part)):
        if not len(positions):
            break
        positions = positions[buffer[positions + offset] == part[offset]]
    return positions


class _Lines:
    """Many texts in one buffer, to be searched for a run of bytes."""

    def __init__(self, joined: bytes) -> None:
        self._bytes = np.frombuffer(joined, np.uint8)
        self._starts = np.flatnonzero(self._bytes == _END)

    def containing(self, part: bytes) -> NDArray[np.intp]:
        """Return the numbers of the lines with ``part`` in them, ascending, each once.

        The line feed before a line belongs to it, so ``part`` may match its start only.
        """
        positions = find_bytes(self._bytes, part)
        lines = np.searchsorted(self._starts, positions, side="right") - 1
        return lines[np.diff(lines, prepend=-1) > 0]


class Vocabulary:
    """Distinct words in code point order, so that the words with a common prefix are a range.

    The position of a word is its number, also in the arrays: ``lengths`` in characters, ``masks``
    of letters (see `letter_mask`) and ``first``, the first three characters of each as code points,
    a line feed if the word is shorter. Shape (3, number of words).
    """

    def __init__(self, words: Sequence[str]) -> None:
        """Index ``words``, which are distinct, not empty, and sorted by `sort_words`."""
        self.words = words
        self.array: NDArray[Any] = np.array(words, object)
        joined = "\n".join(["", *words, ""])
        codes = code_points(joined + "\n\n\n")
        starts = np.flatnonzero(codes == _END)[: len(words) + 1] + 1
        self.lengths: NDArray[np.int32] = (np.diff(starts) - 1).astype(np.int32)
        starts = starts[:-1]
        self.first: NDArray[np.uint32] = np.stack([codes[starts + k] for k in range(3)])
        self.first[2][self.lengths == 1] = _END
        self.masks: NDArray[np.uint64] = np.bitwise_or.reduceat(letter_mask(codes), starts)
        self._lines = _Lines(joined.encode())

    def __len__(self) -> int:
        return len(self.words)

    def number(self, word: str) -> int | None:
        """Return the number of ``word``, None if no title has it."""
        number = bisect_left(self.words, word)
        return number if number < len(self.words) and self.words[number] == word else None

    def starting_with(self, start: str) -> tuple[int, int]:
        """Return bounds of the words that start with ``start``: ``range(low, high)``."""
        low = bisect_left(self.words, start)
        return low, bisect_left(self.words, start + _PAST_ALL, low)

    def containing(self, part: str) -> NDArray[np.intp]:
        """Return the numbers of the words that contain ``part``."""
        return self._lines.containing(part.encode())


_FUNCTION_WORDS = """
a an and are as at be by can do does for from how in into is it its of on or over that the to toward
towards under using via we what when where which who why with without
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""English words that say nothing by themselves."""
MAX_QUERY_TEXT = 1_000
"""Characters of a query that are compared to whole titles."""
MAX_QUERY_WORDS = 32
"""Words of a query beyond these are ignored, so that a pasted page does not block the keyboard."""
MAX_WORD_LENGTH = 200
"""Letters of a query word beyond these are ignored, for the same reason."""

# Scripts written without spaces between words, or (Hangul) with particles glued to them: Thai,
# Lao, Burmese, Khmer, Kana, Han, Hangul. In these a word may start anywhere.
_DENSE = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_DENSE_CHAR = re.compile(f"[{_DENSE}]")
# Plus and number signs after a word belong to it: C++, F#.
_ASCII_WORD = re.compile("[a-z0-9]+[+#]*")
_WORD = re.compile(f"[{_DENSE}]+|[^ +#{_DENSE}]+[+#]*")


class _Separators(dict[int, int]):
    """A table for `str.translate`, filled when needed: what is not part of a word is a space."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        self[code] = code if is_word(char) or char in "+#" else 32
        return self[code]


_SEPARATORS = _Separators()


def split_words(folded: str) -> list[str]:
    """Return the words of a folded text: runs of letters and digits, cut at dense scripts.

    >>> split_words("g-simclr : 3d c++ gpt模型")
    ['g', 'simclr', '3d', 'c++', 'gpt', '模型']
    """
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    return _WORD.findall(folded.translate(_SEPARATORS))


def find_words(folded: str) -> Iterator[tuple[str, int]]:
    """Return the words of a folded text, each with its position."""
    if folded.isascii():
        words = _ASCII_WORD.finditer(folded)
    else:
        words = _WORD.finditer(folded.translate(_SEPARATORS))
    return ((word.group(), word.start()) for word in words)


_SYMBOLS = {"×": "times", "∞": "infinity infty", "ℓ": "ell", "≤": "leq", "≥": "geq", "∂": "partial"}
# A Greek letter by itself, not one of a Greek word.
_SYMBOL = re.compile(rf"[{''.join(_SYMBOLS)}]|(?<![^\W\d_])[Α-Ωα-ω](?![^\W\d_])")


def spelled(title: str) -> str:
    """Return the names of the symbols of a title, as people without these on a keyboard type them.

    >>> spelled("The η-μ Model with M × N Antennas"), spelled("Περί της σιωπής")
    ('eta mu times', '')
    """
    return " ".join(map(_name, _SYMBOL.findall(title)))


def _name(symbol: str) -> str:
    # "GREEK SMALL LETTER MU"; Unicode writes "LAMDA".
    name = _SYMBOLS.get(symbol) or unicodedata.name(symbol).rsplit(" ", 1)[-1].lower()
    return name.replace("lamda", "lambda")


def is_dense(word: str) -> bool:
    """Return whether ``word`` is of a script that writes words without spaces between them."""
    return not word.isascii() and _DENSE_CHAR.match(word) is not None


@dataclass(frozen=True, slots=True)
class TitleQuery:
    """A query as the filter understands it."""

    text: str
    """Folded, white space squeezed, with punctuation: compared to whole titles."""
    words: tuple[str, ...]
    """The distinct words in the order typed; may be empty."""
    punctuated: bool
    """Whether ``text`` has more than words and spaces."""

    @classmethod
    @lru_cache(maxsize=32)
    def parse(cls, query: str) -> TitleQuery:
        """Parse ``query``, any text.

        >>> TitleQuery.parse("  [Re]  Naïve re ")
        TitleQuery(text='[re] naive re', words=('re', 'naive'), punctuated=True)
        """
        text = " ".join(fold(query).split())
        words = split_words(text)
        distinct = dict.fromkeys(word[:MAX_WORD_LENGTH] for word in words)
        punctuated = " ".join(words) != text
        return cls(text[:MAX_QUERY_TEXT], tuple(distinct)[:MAX_QUERY_WORDS], punctuated)
