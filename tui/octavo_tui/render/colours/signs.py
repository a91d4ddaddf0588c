"""The signs of the reader in ASCII, for terminals and fonts that have no others.

This module imports nothing: the early paint uses it before Textual is imported.
"""

from __future__ import annotations

_ASCII = {
    "●": "*", "↻": "~", "★": "S", "×": "X", "▌": ">", "┃": "|", "▲": "^", "◆": "+",
    "▸": ">", "▾": "v", "▐": "|", "▕": "|", "▏": "|", "▎": "|", "▊": "|", "█": "#",
    "▇": "#", "▆": "#", "▅": "=", "▄": "=", "▃": "_", "▂": "_", "▓": "%", "▒": "+", "░": ":",
    "─": "-", "│": "|", "━": "=", "┄": ".", "▁": "_", "▔": "-",
    "╭": "+", "╮": "+", "╰": "+", "╯": "+", "┌": "+", "┐": "+", "└": "+", "┘": "+",
    "…": ".", "·": "-", "•": "*", "–": "-", "—": "-", "≈": "=", "→": ">", "←": "<", "↑": "^",
    "↓": "v", "↶": "<", "↗": ">", "✓": "v", "✗": "x", "✎": "#", "⠋": ":",
    "‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ",
}  # fmt: skip
"""A sign of one column for each that the reader draws, also in the marks of texts."""
_MARKS = 4
_TABLE = str.maketrans(_ASCII)


def in_ascii(text: str) -> str:
    """Return ``text`` with the signs of the reader in ASCII, in as many columns.

    >>> in_ascii("▌●★ Owls · 3 – 4…")
    '>*S Owls - 3 - 4.'
    """
    if text.isascii():
        return text
    # In a title it is a quotation mark.
    marks, rest = text[:_MARKS].replace("»", "L"), text[_MARKS:].replace("»", '"')
    return (marks + rest).translate(_TABLE)
