"""The words of an index in one run of bytes: they take no time to load, and little memory."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, overload

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_END = 0x0A


class WordList(Sequence[str]):
    """Distinct words without line feeds, numbered from 0. Immutable.

    The first ``in_order`` are in code point order, which is that of their bytes. Those added later
    follow in any order.
    """

    def __init__(self, joined: NDArray[np.uint8], in_order: int) -> None:
        """Use words ``joined`` by line feeds, with one after each."""
        self.joined = joined
        self.in_order = in_order
        self._bytes = joined.data
        self._ends = np.flatnonzero(joined == _END)

    @classmethod
    def of(cls, words: Sequence[str]) -> WordList:
        """Return a list of ``words``, which are in order."""
        return cls(_joined(words), len(words))

    def extended(self, words: Iterable[str]) -> WordList:
        """Return these words and, after them, others."""
        return WordList(np.concatenate((self.joined, _joined(words))), self.in_order)

    def sorted(self) -> tuple[WordList, NDArray[np.int64]]:
        """Return these words in order, and the new number of each."""
        words = list(self)
        order = np.array(sorted(range(len(words)), key=words.__getitem__), np.int64)
        new = np.empty(len(words), np.int64)
        new[order] = np.arange(len(words))
        return WordList.of([words[number] for number in order]), new

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, number: int) -> str: ...
    @overload
    def __getitem__(self, number: slice) -> list[str]: ...
    def __getitem__(self, number: int | slice) -> str | list[str]:
        if isinstance(number, slice):
            return [self._word(one) for one in range(*number.indices(len(self)))]
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        return self._word(number % len(self))

    def _word(self, number: int) -> str:
        return str(self._slice(number), "utf-8")

    def _slice(self, number: int) -> memoryview:
        start = int(self._ends[number - 1]) + 1 if number else 0
        return self._bytes[start : int(self._ends[number])]

    def number(self, word: str) -> int | None:
        """Return the number of ``word``, None if it is not here."""
        encoded = word.encode("utf-8", "surrogatepass")
        number = self._first_from(encoded)
        if number < self.in_order and self._slice(number) == encoded:
            return number
        return self._added.get(word)

    def starting_with(self, start: str) -> tuple[range, list[int]]:
        """Return the numbers of words that start with ``start``: a run, and of those added."""
        encoded = start.encode("utf-8", "surrogatepass")
        # No byte of UTF-8 is 0xff.
        run = range(self._first_from(encoded), self._first_from(encoded + b"\xff"))
        return run, [number for word, number in self._added.items() if word.startswith(start)]

    def alike(self, word: str) -> list[int]:
        """Return the numbers of words that may have one letter more, less, different or moved.

        Their first letter is that of ``word``, which has at least four; more are returned than are
        alike.
        """
        run, added = self.starting_with(word[0])
        ends = self._ends[run.start : run.stop]
        starts = np.concatenate(([-1], self._ends))[run.start : run.stop] + 1
        encoded = word.encode("utf-8", "surrogatepass")
        # A letter of UTF-8 has four bytes at most.
        most = 1 if word.isascii() else 4
        near = np.abs(ends - starts - len(encoded)) <= most
        # One error is not both at the start and at the end.
        second = self.joined[starts + 1] == encoded[1]
        near &= second | (self.joined[ends - 1] == encoded[-1])
        return [*(run.start + np.flatnonzero(near)).tolist(), *added]

    def _first_from(self, encoded: bytes) -> int:
        """Return the number of the first word in order that is not before ``encoded``."""
        low, high = 0, self.in_order
        while low < high:
            middle = (low + high) // 2
            if bytes(self._slice(middle)) < encoded:
                low = middle + 1
            else:
                high = middle
        return low

    @cached_property
    def _added(self) -> dict[str, int]:
        return {self._word(number): number for number in range(self.in_order, len(self))}


def _joined(words: Iterable[str]) -> NDArray[np.uint8]:
    text = "".join(f"{word}\n" for word in words)
    return np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
