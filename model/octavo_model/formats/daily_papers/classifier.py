"""Classifies lines as titles or abstracts, by position and, where it is irregular, by content.

Between two certain signs a page has only blocks of text: title, abstract, title, abstract. A
blank line inside an abstract, a missing abstract or a missing title would swap all pairs after
it. So all blocks are classified at once, at the lowest cost: an irregularity has a cost, and so
has a block that does not look like its class. One odd block never costs more than an
irregularity, as two of them are needed to get back into step; a page out of step soon does.
"""

from __future__ import annotations

import re
from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class TextBlock(NamedTuple):
    """Text without a line break, not empty."""

    text: str
    line: int
    inner: bool = False
    """It follows the block above without the blank line that, on this page, separates blocks."""
    fresh: bool = False
    """Above it is a line that occurs only between papers, or a title and its abstract."""
    reach: int = 0
    """Characters up to the next blank line: the lines of a wrapped paragraph are classified
    together."""


class Role(IntEnum):
    """The class of a block."""

    TITLE = 0
    TITLE_GOES_ON = 1
    ABSTRACT = 2
    ABSTRACT_GOES_ON = 3


# The cost of each irregularity. Any two of them cost more than one block that looks least like
# its class (_SURE).
_NO_ABSTRACT = 3.2
_NO_TITLE = 3.0
_BROKEN_ABSTRACT = 3.0
_BROKEN_AGAIN = 0.5
_CUT_OFF = 1.0
_INNER_LINE = 0.3
_INNER_TITLE = 2.6
_TITLE_INSIDE = 4.0
_SENTENCE_GOES_ON = 2.0
_LOWER_CASE_ABSTRACT = 1.0
_IMPOSSIBLE = float("inf")
_SURE = 4.0

# Lengths in characters; one of a script that needs no spaces counts as three.
_ONE_SENTENCE = 120
_USUAL_TITLE = 160
_LONG_TITLE = 250
_USUAL_ABSTRACT = 300

_SENTENCE_END = re.compile(r"(?<=[a-z\d)\]%]{2})[.!?]+[\"')\]”’]* +(?=[A-Z\d(“\"])|[。！？](?=.)")
_ADDRESS = re.compile(r"https?://|www\.|\b(?:github|gitlab|huggingface)\.(?:com|io|co)/")
_FULL_STOP = (".", "!", "。", "！")
_FINISHED = (*_FULL_STOP, "?", "？", ")", "]", "}", '"', "”", "’", "'", "…", ":", ";")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uff60]")


def classify_lines(blocks: Sequence[TextBlock], *, ends_page: bool) -> list[Role]:
    """Return a role for each of the blocks between two certain signs, in linear time.

    With ``ends_page``, the page ends after them, so that the last one may be cut off.
    """
    if len(blocks) == 2 and not blocks[1].inner:
        return [Role.TITLE, Role.ABSTRACT]
    if not blocks:
        return []
    came_from: list[tuple[Role, ...]] = []
    title, _, abstract, _ = _looks(blocks[0])
    costs = [title, _IMPOSSIBLE, _NO_TITLE + abstract, _IMPOSSIBLE]
    for above, block in pairwise(blocks):
        costs, best = _step(costs, _looks(block), above, block)
        came_from.append(best)
    without = _CUT_OFF if ends_page else _NO_ABSTRACT
    costs[Role.TITLE] += without
    costs[Role.TITLE_GOES_ON] += without
    role = min(Role, key=costs.__getitem__)
    roles = [role]
    for best in reversed(came_from):
        role = best[role]
        roles.append(role)
    return roles[::-1]


def _step(
    costs: Sequence[float], looks: Sequence[float], above: TextBlock, block: TextBlock
) -> tuple[list[float], tuple[Role, ...]]:
    """The cost of each role for ``block``, and the role above with that cost."""
    continues = _continues(above.text, block.text)
    begin = _TITLE_INSIDE if block.inner else 0.0
    more, again = (_INNER_LINE, _INNER_LINE) if block.inner else (_BROKEN_ABSTRACT, _BROKEN_AGAIN)
    if block.fresh:
        more, again = more + _BROKEN_ABSTRACT, again + _BROKEN_ABSTRACT
    elif continues:
        begin += 1.0
        more = max(more - _SENTENCE_GOES_ON, 0.0)
        again = min(again, more)
    title, title_on, abstract, abstract_on = costs
    any_title, of_title = min((title, Role.TITLE), (title_on, Role.TITLE_GOES_ON))
    any_abstract, of_abstract = min((abstract, Role.ABSTRACT), (abstract_on, Role.ABSTRACT_GOES_ON))
    to_title_on, from_title_on = min(
        (title + _INNER_TITLE, Role.TITLE), (title_on + _INNER_LINE, Role.TITLE_GOES_ON)
    )
    lone_title = any_title + _NO_ABSTRACT
    to_title, from_title = min((any_abstract, of_abstract), (lone_title, of_title))
    to_more, from_more = min(
        (abstract + more, Role.ABSTRACT), (abstract_on + again, Role.ABSTRACT_GOES_ON)
    )
    lower_case = _LOWER_CASE_ABSTRACT if block.text[0].islower() else 0.0
    return (
        [
            to_title + begin + looks[Role.TITLE],
            to_title_on + looks[Role.TITLE_GOES_ON],
            any_title + lower_case + looks[Role.ABSTRACT],
            to_more + looks[Role.ABSTRACT_GOES_ON],
        ],
        (from_title, from_title_on, of_title, from_more),
    )


def _looks(block: TextBlock) -> tuple[float, float, float, float]:
    """How little ``block`` looks like each role: 0 (as expected) to `_SURE`."""
    text = block.text
    length = len(text) if text.isascii() else len(text) + 2 * len(_WIDE.findall(text))
    title = _unlike_title(text, length)
    length = max(length, block.reach)
    stopped = text.endswith(_FULL_STOP)
    if length > _USUAL_TITLE:
        abstract = more = 0.0 if stopped or length >= _USUAL_ABSTRACT else 0.5
    elif stopped:
        abstract, more = 0.7, 0.2
    elif _ADDRESS.search(text):
        abstract, more = 1.5, 0.2
    elif text.endswith(("?", "？")):
        abstract, more = 1.5, 2.0
    else:
        abstract, more = 2.5, 3.0
    title_on = title if block.inner else _IMPOSSIBLE
    return title, title_on, abstract, 0.0 if block.inner else more


def _unlike_title(text: str, length: int) -> float:
    cost = 0.0
    if length > _USUAL_TITLE:
        cost += 1.0 if length <= _LONG_TITLE else 2.0
    if length > _ONE_SENTENCE and (first := _SENTENCE_END.search(text)):
        cost += 2.0 if _SENTENCE_END.search(text, first.end()) else 1.0
    if text.endswith(_FULL_STOP):
        cost += 0.4
    if length <= _USUAL_ABSTRACT and _ADDRESS.search(text):
        cost += 2.0
    return min(cost, _SURE)


def _continues(above: str, below: str) -> bool:
    """Whether a sentence seems to continue from ``above`` to ``below``."""
    return (
        below[0].islower()
        and not above.endswith(_FINISHED)
        and not _ADDRESS.search(above, max(0, len(above) - 80))
    )
