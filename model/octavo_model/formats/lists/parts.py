"""A text in Markdown in parts that can be parsed on their own. Pure, in linear time.

A parser of Markdown takes quadratic time on some texts; in parts of limited size it does not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_WANTED, _LARGEST = 1 << 14, 1 << 16
_LONGEST_BLOCK, _MOST_BRACKETS = 20_000, 300
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[-: \t]*){1,40}")
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\n.{0,20000}?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL
)
# The user's tags and note about a paper: what they link to is no entry.
_OF_USER = re.compile(r"^> \*\*My (?:tags|note):\*\*.*(?:\n>.*)*", re.MULTILINE)
_REFERENCE = re.compile(r"^ {0,3}\[([^\[\]\n]{1,200})\]:[ \t]*<?([^\s<>]{1,2000})>?", re.MULTILINE)


def without_front_matter(text: str) -> tuple[str, str]:
    """Return the metadata at the start of a note, which may be empty, and the text below it."""
    found = _FRONT_MATTER.match(text)
    return (text[: found.end()], text[found.end() :]) if found else ("", text)


def without_notes(text: str) -> str:
    """Return ``text`` with empty lines in place of what `octavo_model.export.markdown` quotes."""
    return _OF_USER.sub(lambda found: "\n" * found[0].count("\n"), text)


def references_of(text: str) -> dict[str, dict[str, object]]:
    """Return the addresses that links name by a label, as the parser of Markdown keeps them."""
    found: dict[str, dict[str, object]] = {}
    for label, href in _REFERENCE.findall(text):
        found.setdefault(
            " ".join(label.upper().split()), {"title": "", "href": href, "map": [0, 0]}
        )
    return found


def parts_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield the parts of ``text``, each with the number of its first line, from 0.

    A part ends before a heading, or a paragraph that continues nothing, or behind a table. If a
    table is too large, the next part starts with the heading of the table again.
    """
    part: list[str] = []
    size, first = 0, 0
    block = 0  # where the lines without an empty one between them start in the part
    is_fenced = is_table = False
    for number, line in enumerate(text.split("\n")):
        is_start = not is_fenced and _starts_block(part, line)
        is_behind = is_table and "|" not in line
        if part and (size > _LARGEST or is_behind or (is_start and size > _WANTED)):
            yield first, "\n".join(part)
            repeated = [] if is_start or is_behind else _table_head(part[block:])
            part, first, block = list(repeated), number - len(repeated), 0
            size = sum(map(len, part))
            is_table = bool(repeated)
        if _FENCE.match(line):
            is_fenced = not is_fenced
        if not line.strip():
            block = len(part) + 1
        is_table = is_table or ("|" in line and len(part) > block and _is_delimiter(line))
        part.append(line)
        size += len(line) + 1
    if part:
        yield first, "\n".join(part)


def pieces_of_block(text: str) -> Iterator[str]:
    """Yield the text of a block, parted between lines if it is too long to be parsed as a whole."""
    if len(text) <= _LONGEST_BLOCK and text.count("[") <= _MOST_BRACKETS:
        yield text
        return
    part: list[str] = []
    size = brackets = 0
    for written in text.split("\n"):
        line = written[:_LONGEST_BLOCK]
        here = line.count("[")
        if here > _MOST_BRACKETS:
            line, here = "[".join(line.split("[", _MOST_BRACKETS)[:-1]), _MOST_BRACKETS
        if part and (size + len(line) > _LONGEST_BLOCK or brackets + here > _MOST_BRACKETS):
            yield "\n".join(part)
            part, size, brackets = [], 0, 0
        part.append(line)
        size, brackets = size + len(line), brackets + here
    yield "\n".join(part)


def _is_delimiter(line: str) -> bool:
    return _DELIMITER.fullmatch(line) is not None


def _table_head(lines: list[str]) -> list[str]:
    """The heading of the table that ``lines`` end in, if they do."""
    if not lines or "|" not in lines[-1]:
        return []
    at = next((at for at, line in enumerate(lines) if at and _is_delimiter(line)), 0)
    return lines[at - 1 : at + 1] if at else []


def _starts_block(part: list[str], line: str) -> bool:
    if _HEADING.match(line):
        return True
    return bool(part) and not part[-1].strip() and bool(line) and not line[0].isspace()
