"""A text that is built from left to right, with its styles and with the spaces TeX would make."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

_CLOSING = ",.;:!?)]}’”"
_OPENING = " \n([{⟨⌈⌊"


class Style(StrEnum):
    """The style of a part of a text."""

    ITALIC = "italic"
    BOLD = "bold"
    LINK = "link"


class StyledRange(NamedTuple):
    """A range of characters and its style."""

    start: int
    end: int
    style: Style


class TextBuilder:
    """A text under construction; ``last`` is a space where it may not start with one."""

    __slots__ = ("_parts", "_soft", "last", "size", "spans")

    def __init__(self, last: str = "") -> None:
        self._parts: list[str] = []
        self._soft = False
        self.size = 0
        self.last = last
        self.spans: list[StyledRange] = []

    def put(self, text: str) -> None:
        """Add ``text``, without double spaces and without one before the end of a paragraph."""
        if self._soft and text:
            self._soft = False
            if text[0] not in _CLOSING and self.last not in " \n":
                text = " " + text
        if text.startswith(" ") and self.last and self.last in " \n":
            text = text.lstrip(" ")
        elif text.startswith("\n"):
            self.drop_space()
        if text:
            self._parts.append(text)
            self.size += len(text)
            self.last = text[-1]

    def put_operator(self, text: str, *, spaced: bool) -> None:
        """Add a sign like ``≤`` with space on both sides, if the author gave it any."""
        if self.last == " " and self.size:
            spaced = True
        elif spaced and self.size and self.last not in _OPENING:
            self.put(" ")
        self.put(text)
        self._soft = spaced

    def put_function(self, text: str, *, spaced: bool) -> None:
        """Add a name like ``log``, separated from the letters around it."""
        if self.last.isalnum() or (self.last and self.last in ")]}⟩⌉⌋|"):
            self.put(" ")
        self.put(text)
        self._soft = spaced

    def drop_space(self) -> None:
        """Remove a space at the end."""
        self._soft = False
        if self._parts and len(self._parts[-1]) > 1 and self._parts[-1].endswith(" "):
            self._parts[-1] = self._parts[-1][:-1]
        elif len(self._parts) > 1 and self._parts[-1] == " ":
            self._parts.pop()
        else:
            return
        self.size -= 1
        self.last = self._parts[-1][-1]

    def want_space(self) -> None:
        """Add a space before the next text, unless that is punctuation."""
        self._soft = True

    def add(self, other: TextBuilder, style: Style | None = None) -> None:
        """Add the text of ``other`` with its styles, and in ``style``."""
        text = other.text
        before = self.size + (1 if self._soft and text and text[0] not in _CLOSING else 0)
        soft = other._soft
        self.put(text)
        # `put` may have removed a space, or added one.
        start = self.size - len(text) if self.size - before <= len(text) else before
        for first, end, inner_style in other.spans:
            self.spans.append(StyledRange(max(0, start + first), start + end, inner_style))
        if style is not None and text.strip():
            self.style_from(max(0, start), style)
        self._soft = soft

    def enclose(
        self, left: str, other: TextBuilder, right: str, style: Style | None = None
    ) -> None:
        """Add the text of ``other``, in ``style``, between ``left`` and ``right``."""
        self.put(left)
        self.add(other, style)
        self.put(right)

    def style_from(self, start: int, style: Style) -> None:
        """Style everything after the first ``start`` characters."""
        self.spans.append(StyledRange(start, self.size, style))

    def take(self) -> str:
        """Return the text, and start again with none."""
        text = self.text
        self._parts.clear()
        self.spans.clear()
        self.size, self.last, self._soft = 0, "", False
        return text

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)
