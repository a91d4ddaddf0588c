"""Where a text is in a layout, also over the ends of lines.

Case and accents do not matter, as in the rest of Octavo. If there is a capital letter in what is
searched for, case matters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.fulltext.layout.layout import Layout


class FoundPart(NamedTuple):
    """Adjacent characters of one line that are searched for, or a part of them."""

    line: int
    start: int
    end: int


class _FoldedText(NamedTuple):
    """The lines of a block as one folded text.

    Attributes:
        text: Folded.
        lines: The line of each of its characters.
        places: The character of that line that each of them is from.
    """

    text: str
    lines: list[int]
    places: list[int]


def matches(layout: Layout, needle: str) -> tuple[FoundPart, ...]:
    """Return where ``needle`` is, from top to bottom; one over two lines gives two."""
    return tuple(part for parts in occurrences(layout, needle) for part in parts)


def occurrences(layout: Layout, needle: str) -> tuple[tuple[FoundPart, ...], ...]:
    """Return where ``needle`` is: each place with its part of each line."""
    words = fold(needle).split()
    if not words:
        return ()
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    exact = " ".join(_bare(needle).split()) if needle != needle.lower() else ""
    found = []
    for text in _texts(layout):
        for one in pattern.finditer(text.text):
            parts = _parts(layout, text, one.start(), one.end())
            if not exact or _written(layout, parts) == exact.replace(" ", ""):
                found.append(parts)
    return tuple(found)


def _texts(layout: Layout) -> Iterator[_FoldedText]:
    """Return the texts in which something may go over the end of a line: those of blocks."""
    text: list[str] = []
    lines: list[int] = []
    places: list[int] = []
    before = -1
    for number, line in enumerate(layout.lines):
        if line.block != before:
            if text:
                yield _FoldedText("".join(text), lines, places)
            text, lines, places = [], [], []
            before = line.block
        first = len(line.text) - len(line.text.lstrip(" "))
        folded = _folded(line.text[first:])
        if text and number - 1 not in layout.split:
            text.append(" ")
            lines.append(number)
            places.append(first)
        text.append(folded[0])
        places += [first + at for at in folded[1]]
        lines += [number] * len(folded[0])
    if text:
        yield _FoldedText("".join(text), lines, places)


def _folded(text: str) -> tuple[str, list[int] | range]:
    """Return a text folded, and which of its characters each character of that is from."""
    if text.isascii():
        return text.lower(), range(len(text))
    parts = [_fold_char(char) for char in text]
    return "".join(parts), [at for at, part in enumerate(parts) for _ in part]


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    return fold(char)


def _parts(layout: Layout, text: _FoldedText, start: int, end: int) -> tuple[FoundPart, ...]:
    """Return the parts of a found text, each with the accents of its last letter."""
    parts: list[FoundPart] = []
    for line, place in zip(text.lines[start:end], text.places[start:end], strict=True):
        if parts and parts[-1].line == line:
            parts[-1] = parts[-1]._replace(end=place + 1)
        else:
            parts.append(FoundPart(line, place, place + 1))
    return tuple(one._replace(end=_behind_marks(layout, one)) for one in parts)


def _behind_marks(layout: Layout, part: FoundPart) -> int:
    text, end = layout.lines[part.line].text, part.end
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return end


def _written(layout: Layout, parts: tuple[FoundPart, ...]) -> str:
    """Return a found text with its capital letters, without spaces and accents."""
    text = "".join(layout.lines[line].text[start:end] for line, start, end in parts)
    return _bare(text).replace(" ", "")


def _bare(text: str) -> str:
    """Return ``text`` without accents, in plain letters, in its case."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))
