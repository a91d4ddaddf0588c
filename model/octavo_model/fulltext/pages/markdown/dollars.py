r"""Formulas and footnotes in Markdown, taken out before anything else reads it. Linear.

Underscores, stars and lines that start with signs mean something else to Markdown. Each formula is
replaced by a mark with its number. A formula is in ``$…$``, ``$$…$$``, ``\(…\)`` or ``\[…\]``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from octavo_model.fulltext.pages.latexml.math_elements import clean_tex
from octavo_model.text.clean import clean_line

OPEN, CLOSE = "\ue000", "\ue001"
MARK = re.compile(f"{OPEN}(\\d{{1,7}}){CLOSE}")

_MARKS = re.compile(f"[{OPEN}{CLOSE}]")
_SIGN = re.compile(
    r"^ {0,3}(?P<fence>```|~~~)|(?P<ticks>`+)|\\[\\$`]|\$\$|\$|\\\(|\\\["
    r"|\[\^(?P<note>[^\]\s]{1,40})\](?!:)",
    re.MULTILINE,
)
_FENCES = {fence: re.compile(rf"^ {{0,3}}{fence}", re.MULTILINE) for fence in ("```", "~~~")}
_CLOSING = {"$$": "$$", "$": "$", "\\(": "\\)", "\\[": "\\]"}
_LONGEST = {"$$": 20_000, "\\[": 20_000, "$": 2_000, "\\(": 2_000}
_MOST_CUTTINGS = 50_000
"""More than any paper has: what follows is left as it is written."""
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
# Prices: ``$5 and $10``, ``$20 each, or $k$``.
_PRICE = re.compile(r"\d[\d.,]*(?:\s|-)+(?:[a-z]{2,}|[A-Z][a-z]+)\b")
_TAG = re.compile(r"\\tag\*?\{([^{}]{0,40})\}")
_NOTE = re.compile(r"^\[\^([^\]\s]{1,40})\]:[ \t]*(.*(?:\n[ \t]+\S.*)*)\n?", re.MULTILINE)


class Cutting(NamedTuple):
    """Something that was cut out of Markdown.

    Attributes:
        tex: The formula; empty if this is a mark of a footnote.
        is_display: Whether it is on lines of its own.
        label: The number of a displayed formula.
        note: The name of the footnote.
    """

    tex: str = ""
    is_display: bool = False
    label: str = ""
    note: str = ""


class Cut(NamedTuple):
    """Markdown with marks, what was in their places, and the texts of footnotes by name."""

    text: str
    cuttings: list[Cutting]
    notes: dict[str, str]


def cut_out(text: str) -> Cut:
    """Return the Markdown ``text`` without formulas and footnotes."""
    notes: dict[str, str] = {}

    def take(found: re.Match[str]) -> str:
        notes.setdefault(clean_line(found[1]), found[2])
        return "\n"

    if "[^" in text:
        text = _NOTE.sub(take, text)
    cuttings: list[Cutting] = []
    text = _cut(_MARKS.sub("", text), cuttings)
    # Formulas in the footnotes have numbers of the same list.
    notes = {name: _cut(_MARKS.sub("", note), cuttings) for name, note in notes.items()}
    return Cut(text, cuttings, notes)


def _cut(text: str, cuttings: list[Cutting]) -> str:
    kept: list[str] = []
    at = 0
    absent: dict[str, int] = {}
    while len(cuttings) < _MOST_CUTTINGS and (found := _SIGN.search(text, at)):
        kept.append(text[at : found.start()])
        end, cutting = _cutting(text, found, absent)
        if cutting is None:
            kept.append(text[found.start() : end])
        else:
            around = "\n\n" if cutting.is_display else ""
            kept.append(f"{around}{OPEN}{len(cuttings)}{CLOSE}{around}")
            cuttings.append(cutting)
        at = end
    return "".join([*kept, text[at:]])


def _cutting(text: str, found: re.Match[str], absent: dict[str, int]) -> tuple[int, Cutting | None]:
    """What starts at ``found``: where it ends, and what it is; None if it is text or code."""
    if found["fence"]:
        fence = _FENCES[found["fence"]].search(text, found.end())
        return (fence.end() if fence else len(text)), None
    if found["note"]:
        return found.end(), Cutting(note=clean_line(found["note"]) or "*")
    if found["ticks"]:
        end_of_code = text.find(found["ticks"], found.end(), found.end() + 1_000)
        return (end_of_code + len(found["ticks"]) if end_of_code >= 0 else found.end()), None
    sign = found[0]
    if sign not in _CLOSING:
        return found.end(), None
    limit = found.end() + _LONGEST[sign]
    # What was looked through in vain is not looked through again.
    close = text.find(_CLOSING[sign], max(found.end(), absent.get(sign, 0)), limit)
    if close < 0:
        absent[sign] = limit - 1
    content = text[found.end() : max(close, found.end())]
    if not content.strip():
        return found.end(), None
    end = close + len(sign)
    if sign == "$" and not _is_formula(content, text[end : end + 1]):
        return found.end(), None
    if sign == "\\(" and _BLANK_LINE.search(content):
        return found.end(), None
    is_display = sign in ("$$", "\\[")
    tags = _TAG.findall(content) if is_display else []
    label = f"({clean_line(tags[0]).strip('()')})" if len(tags) == 1 else ""
    tex = clean_tex(_unescaped(_TAG.sub("", content) if label else content))
    return end, Cutting(tex, is_display, label) if tex else None


def _is_formula(content: str, after: str) -> bool:
    """Return whether the text between two dollars is a formula, not what is between prices."""
    if _BLANK_LINE.search(content) or after.isdigit():
        return False
    return _PRICE.match(content) is None


def _unescaped(tex: str) -> str:
    """Return ``tex`` with underscores as they were before a program escaped all of them."""
    escaped = tex.count("\\_")
    return tex.replace("\\_", "_").replace("\\*", "*") if escaped == tex.count("_") else tex
