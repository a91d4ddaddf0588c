r"""In which order the names of a list are written, judged by the whole list. Pure.

A comma parts people in ``Dora Kelp, Ann Quill`` and the two halves of a name in
``Kelp, Dora, Quill, Ann``. So a list is read in each of these styles, and that with the fewest
unlikely names is taken; of equally likely ones the first:

1. *given first*: each part between commas is a person, ``Dora Kelp``.
2. *initials last*: each part is a person, ``Kelp D``, and is turned around.
3. *pairs*: a family name and given names, ``Kelp, Dora, Quill, Ann``.
4. *first inverted*: a pair, then people with given names first, ``Kelp, Dora, Ann Quill``.

What makes a name unlikely (`_alone`, `_pair`):

- A part of initials, ``D. M.``, is never a person; with the part before it, it is a pair.
- An initial is never in a family name.
- A person with a single word is unlikely, a pair of single words is not.
- A pair of two parts with several words each is unlikely, except if the first begins with a
  particle (``van der Berg, Jan Piet``) or the second ends with an initial (``Dora M.``).
- In the style *given first* a last word of initials is unlikely; in *initials last* anything else.
- A group (``The Lichen Consortium``) or a name in braces is always a person.
- A pair is never on both sides of ``and``.
"""

from __future__ import annotations

import re
import sys
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.people import PARTICLES, is_group, is_suffix

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_UPPER = "".join(chr(code) for code in range(ord("A"), 0x530) if chr(code).isupper())
_LOWER = "".join(chr(code) for code in range(ord("a"), 0x530) if chr(code).islower())
# Of one name: ``D.``, ``AM``, ``J.-P.``, ``Yu. K.``; three letters without full stop at most.
_INITIALS = re.compile(
    rf"(?:[{_UPPER}](?:\.|[{_LOWER}]{{1,2}}\.)[ \-‐’']*|[{_UPPER}][ \-‐]+){{0,4}}"
)
_BARE = re.compile(rf"[{_UPPER}]{{1,3}}")
_INITIAL_WITHIN = re.compile(rf"(?<![^\s.])[{_UPPER}](?:\.|[{_LOWER}]{{1,2}}\.|(?=\s))[ -]?(?=\S)")
_LATEX = re.compile(r"\\[A-Za-z]+\s?|\\.|[{}~]")
_CJK = re.compile(r"[\u3005-\u9fff\uac00-\ud7a3\uf900-\ufaff· ・]+")
# "Antwerp, University of": no name of a group ends so.
_END_OF_GIVEN = re.compile(r"\s(?:of|for)$", re.IGNORECASE)
_NEVER = 1000.0
_LONE_WORD, _LONE_IN_PAIRS, _DOUBLE_FAMILY = 4.0, 9.0, 2.5


class NameOrder(Enum):
    """What is known of a list before it is read."""

    ANY = 0
    GIVEN_FIRST = 1
    """Commas are between people, and given names are first, as arXiv prints them."""
    ONE_EACH = 2
    """Each text names one person; a comma parts a family name from given names."""


class Part(NamedTuple):
    """A text between two commas, with its suffix, and what kind of text it is."""

    text: str
    suffix: str  # as written behind it, with its comma: ``, Jr.``
    words: int  # without particles before the last one
    group: bool  # whether it is the name of a group
    braced: bool  # whether braces make it one name
    is_cjk: bool
    is_initials: bool
    has_initials: (
        bool  # whether an initial comes before another word: ``D. Kelp``, ``Dora B. Kelp``
    )
    turned: str  # with its last initials first; empty if it does not end in any
    may_be_name: bool  # whether these may be a name in capitals: LI XU
    is_family: bool  # whether it begins with a particle


def part_of(text: str, suffix: str = "", *, braced: bool = False) -> Part:
    """Return ``text`` with what it looks like; ``braced`` if braces make it one name.

    >>> part_of("van der Zee P").turned, part_of("D. M.").is_initials
    ('P van der Zee', True)
    """
    plain = _LATEX.sub("", text) if "\\" in text or "{" in text else text
    words = plain.split()
    group = is_group(plain)
    turned, may_be_name = ("", False) if group or braced else _turned(text.split())
    low = 0
    while low < len(words) - 1 and words[low].lower() in PARTICLES:
        low += 1
    return Part(
        text,
        suffix,
        max(len(words) - low, 1),
        group,
        braced,
        not plain.isascii() and _CJK.fullmatch(plain) is not None,
        _is_initials(plain),
        _INITIAL_WITHIN.search(plain) is not None,
        turned,
        may_be_name,
        bool(low and words[0][0].islower()),
    )


def _is_initials(text: str) -> bool:
    start = _INITIALS.match(text)
    rest = text[start.end() :] if start else text
    return bool(text) and (not rest or _BARE.fullmatch(rest) is not None)


def _turned(words: list[str]) -> tuple[str, bool]:
    """``AM Quill Jr`` for ``Quill AM Jr``; empty if no initials are last, or some first."""
    last = len(words)
    if last > 1 and is_suffix(words[-1]):
        last -= 1
    first = last
    while first > 0 and _is_initials(words[first - 1]):
        first -= 1
    family = words[:first]
    if not family or first == last or _is_initials(words[0]) or family[-1].endswith("."):
        return "", False
    may_be_name = words[first].isalpha() and len(words[first]) > 1 and " ".join(family).isupper()
    return " ".join([*words[first:last], *family, *words[last:]]), may_be_name


def people_of(groups: Sequence[Sequence[Part]], order: NameOrder, *, turns: bool) -> list[str]:
    """Return the names in ``groups`` of parts between commas; ``and`` is between groups.

    With ``turns``, initials may be last.
    """
    if order is NameOrder.GIVEN_FIRST:
        return _each(groups, _given_first).names
    if order is NameOrder.ONE_EACH:
        return [name for group in groups for name in _person_each(group, turns=turns)]
    pairs = [group for group in groups if len(group) == 2]
    # Only "and" is between people.
    if len(pairs) > 1 and all(len(group) <= 2 for group in groups):
        return [name for group in groups for name in _person_each(group, turns=turns)]
    return _best(groups, turns=turns)


def _person_each(group: Sequence[Part], *, turns: bool) -> list[str]:
    if len(group) == 2:
        family, given = group
        # "Collaboration, ATLAS": a program has turned around the name of a group.
        if family.words == 1 and (family.group or _END_OF_GIVEN.search(given.text)):
            return [_inverted(family, given)]
        turned = family.turned and not (family.is_family and not given.turned)  # "de la O"
        if not (family.group or given.group or family.has_initials or turned):
            return [_inverted(family, given)]
    return _best([group], turns=turns or len(group) > 1)


def _best(groups: Sequence[Sequence[Part]], *, turns: bool) -> list[str]:
    """The names in the most likely style."""
    turns = turns and not any(_ends_in_capitals(part.text) for group in groups for part in group)
    readings = [_each(groups, _given_first), _first_inverted(groups), _in_pairs(groups)]
    if turns:
        readings.insert(1, _each(groups, _initials_last))
    return min(readings, key=lambda reading: reading.unlikely).names


def _ends_in_capitals(name: str) -> bool:
    """Whether a family name is written ``Dora KELP``; then ``Jun LI`` has no initials."""
    last = name.rpartition(" ")[2]
    return len(last) > 3 and last.isalpha() and last.isupper() and not name.isupper()


class _Reading(NamedTuple):
    unlikely: float
    names: list[str]


def _given_first(part: Part) -> float:
    if part.turned:
        return 1.0 if part.may_be_name else 3.0
    return _alone(part)


def _initials_last(part: Part) -> float:
    if part.turned:
        return 1.0 if part.may_be_name else 0.0
    if part.has_initials:
        return 10.0
    return 0.0 if part.group or part.braced else max(3.0, _alone(part))


def _alone(part: Part) -> float:
    """How unlikely ``part`` is the whole name of a person."""
    if part.group or part.braced or (part.is_cjk and len(part.text) > 1):
        return 0.0
    if part.is_initials:
        # Three capitals may be a company.
        return 2.0 if len(part.text) > 2 and part.text.isalpha() else _NEVER
    if part.is_family:
        return 3.0
    return _LONE_WORD if " " not in part.text.replace(r"\ ", "") else 0.0


def _pair(family: Part, given: Part) -> float:
    """How unlikely ``family`` and ``given`` are one name."""
    if family.group or given.group or family.has_initials:
        return 2 * _NEVER
    if family.is_initials:
        return 2 * _NEVER if given.is_initials else 8.0
    if family.turned and not family.may_be_name:
        return 6.0
    if family.is_cjk and given.is_cjk:
        return 1.0 if len(family.text) == 1 or len(given.text) == 1 else 2.0
    if given.is_initials:
        return 3.0 if family.words > 1 and given.text.isalpha() and len(given.text) > 1 else 0.0
    if given.turned and not given.may_be_name:
        return 0.5 if family.words == 1 else 1.0 if given.text.endswith(".") else 3.5
    if family.words == 1:
        # A word with capitals inside is rarely a given name: OpenAI, NVIDIA.
        return 1.0 if given.words == 1 else 2.0
    if given.words == 1:
        return 5.0 if given.text[1:] != given.text[1:].lower() and "-" not in given.text else 2.0
    return 6.0


def _each(groups: Sequence[Sequence[Part]], unlikely: Callable[[Part], float]) -> _Reading:
    """Every part is a person."""
    parts = [part for group in groups for part in group]
    turns = unlikely is _initials_last
    names = [(part.turned if turns and part.turned else part.text) + part.suffix for part in parts]
    return _Reading(sum(map(unlikely, parts)), names)


def _first_inverted(groups: Sequence[Sequence[Part]]) -> _Reading:
    """The first two parts are one name, the others are people."""
    if not groups or len(groups[0]) < 2 or sum(map(len, groups)) < 3:
        return _Reading(sys.float_info.max, [])
    family, given, *others = groups[0]
    rest = _each([others, *groups[1:]], _given_first)
    pair = _pair(family, given) + (_DOUBLE_FAMILY if family.words > 1 else 0.0)
    return _Reading(pair + rest.unlikely, [_inverted(family, given), *rest.names])


def _in_pairs(groups: Sequence[Sequence[Part]]) -> _Reading:
    """As many pairs as possible."""
    unlikely, names = 0.0, list[str]()
    for group in groups:
        # The best readings of the first parts: how unlikely, and whether they end with a pair.
        best: list[tuple[float, bool]] = [(0.0, False)]
        for at, part in enumerate(group):
            alone = _alone(part)
            # It has no other half at all, or no place next to one.
            lone = 3.0 if not alone else _LONE_IN_PAIRS if len(group) > 1 else 0.0
            options = [(best[-1][0] + alone + lone, False)]
            if at:
                options.append((best[-2][0] + _pair(group[at - 1], part), True))
            best.append(min(options))
        unlikely += best[-1][0]
        found: list[str] = []
        at = len(group)
        while at:
            is_pair = best[at][1]
            part = group[at - 1]
            found.append(_inverted(group[at - 2], part) if is_pair else part.text + part.suffix)
            at -= 2 if is_pair else 1
        names += reversed(found)
    return _Reading(unlikely, names)


def _inverted(family: Part, given: Part) -> str:
    """``Given Family, Jr.`` for ``Family, Given, Jr.`` and ``Family, Jr., Given``."""
    if family.is_cjk and given.is_cjk:
        return family.text + given.text
    names, _, last = given.text.rpartition(" ")
    suffix = family.suffix + given.suffix
    if names and is_suffix(last) and len(last) > 1:
        return f"{names} {family.text} {last}{suffix}"
    return f"{given.text} {family.text}{suffix}"
