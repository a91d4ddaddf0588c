"""Tokens that are read from left to right, with the arguments that are no formulas."""

from __future__ import annotations

import re

from octavo_model.text.latex.mathematics.parsing.tokens import partners_of

_HEIGHT = re.compile(r"\s*(?:-?[\d.]*\s*(?:[a-z]{2}|\\[a-z]+))\s*")
_LONGEST_OPTION = 60
_LONGEST_LENGTH = 12
_LETTERS_OF_UNIT = 2
_RULES = frozenset({r"\hline", r"\midrule"})
NO_ARGUMENT = frozenset("}&^_")


class TokenReader:
    """Reads tokens from left to right; ``at`` is the index of the next one."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.partners = partners_of(tokens)
        self.at = 0

    def has_group(self, end: int) -> bool:
        """Return whether a group in braces is next."""
        self.skip_spaces(end)
        return self.at < end and self.tokens[self.at] == "{" and self.partners[self.at] >= 0

    def source(self, end: int) -> str:
        """Return the source of the argument at ``at``, and go behind it."""
        if not self.has_group(end):
            if self.at >= end or self.tokens[self.at] in NO_ARGUMENT:
                return ""
            self.at += 1
            return self.tokens[self.at - 1]
        first, close = self.at + 1, self.partners[self.at]
        self.at = close + 1
        return "".join(self.tokens[first:close])

    def option_source(self, end: int) -> str:
        """Return the source of the option in square brackets at ``at``; empty without one."""
        first = self.at
        close = self.close_of_option(end)
        if close < 0:
            self.at = first
            return ""
        text = "".join(self.tokens[self.at + 1 : close])
        self.at = close + 1
        return text

    def height(self, end: int) -> None:
        r"""Go behind the height of a row: ``\\[2pt]``; other brackets begin the next row."""
        first = self.at
        is_option = first < end and self.tokens[first] == "["
        if is_option and not _HEIGHT.fullmatch(self.option_source(end)):
            self.at = first

    def rules(self, end: int) -> bool:
        r"""Go behind each ``\hline`` at ``at``; return whether there is one."""
        is_ruled = False
        self.skip_spaces(end)
        while self.at < end and self.tokens[self.at] in _RULES:
            is_ruled = True
            self.at += 1
            self.skip_spaces(end)
        return is_ruled

    def close_of_option(self, end: int) -> int:
        """Return the index of the bracket that closes the option at ``at``; -1 without one."""
        self.skip_spaces(end)
        if self.at >= end or self.tokens[self.at] != "[":
            return -1
        place = self.at + 1
        last = min(end, place + _LONGEST_OPTION)
        while place < last:
            piece = self.tokens[place]
            if piece == "]":
                return place
            if piece == "{" and self.partners[place] >= 0:
                place = self.partners[place]
            elif piece == "&":
                return -1
            place += 1
        return -1

    def skip_spaces(self, end: int) -> None:
        """Go to the next piece that is no white space."""
        while self.at < end and self.tokens[self.at] == " ":
            self.at += 1

    def length(self, end: int) -> float:
        r"""Go behind a length of TeX, for example of ``\kern``, and return its number."""
        self.skip_spaces(end)
        if self.has_group(end):
            self.source(end)
            return 0
        start, letters, number = self.at, 0, ""
        while self.at < end and self.at < start + _LONGEST_LENGTH and letters < _LETTERS_OF_UNIT:
            piece = self.tokens[self.at]
            if piece.isascii() and piece.isalpha() and self.at > start:
                letters += 1
            elif not letters and (piece[0].isdecimal() or piece in "-+=. "):
                number += piece if piece in "-." or piece[0].isdecimal() else ""
            else:
                break
            self.at += 1
        try:
            return float(number)
        except ValueError:
            return 0
