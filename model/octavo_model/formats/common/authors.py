r"""Names of authors in lists, in every way that they are written. Pure.

A list is read in steps:

1. What is no name is removed (`author_marks`): affiliations in brackets, raised numbers, ORCID.
2. Semicolons, bars, CJK commas, and slashes or dots between spaces part people, if there are any;
   then a comma only parts a family name from given names, and ``and`` may be part of the name of a
   group.
3. Else ``and`` and ``&`` part people, and commas do, or part the halves of a name: the whole list
   says which (`author_styles`).
4. Suffixes (``Jr.``, ``III``) belong to the name before; degrees are removed. *et al.* and ``44
   more`` are no names; a count is kept.

Names in braces are one name. TeX accents (``Erd\H{o}s``) are kept.
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.formats.common.author_marks import Rest, without_marks, without_others
from octavo_model.formats.common.author_styles import NameOrder, Part, part_of, people_of
from octavo_model.text.clean import clean_line
from octavo_model.text.people import PARTICLES, is_company_suffix, is_group, is_suffix

if TYPE_CHECKING:
    from collections.abc import Sequence

_CJK = "\u3005-\u9fff\uac00-\ud7a3"
_BRACE = re.compile(r"(?<!\\)[{}]")
_MARK = re.compile(
    rf"(?P<text>\\(?!and\b)(?:[A-Za-z]+|.)|[{{}}])|(?P<hard>[;；、|]|\s[/·•](?=\s)|(?<=[{_CJK}])，)"
    r"|(?P<comma>[,，])|(?P<and>\s(?:\\?and|&)(?=\s))",
    re.IGNORECASE | re.DOTALL,
)
# "The Buoy and Bell Group", where each text names one person or group.
_GROUP_OF_TWO = re.compile(
    r"The (?:(?!and the )[^\s,;]+ )+and (?!the )(?:[^\s,;]+ )+(?:group|consortium|collaboration"
    r"|team|network|investigators|committee|project|initiative|foundation|society),?",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:(?:\\?and|&)\s+)+|authors?\s*:\s*|by:?\s+(?=(?-i:[^a-z\s]))"
    r"|\.\s?\.\s?\.\s?|…\s?)",
    re.IGNORECASE,
)
# "The X Collaboration: A. Lovelace, ..." names the collaboration and then its members.
_COLLABORATION = re.compile(r"(\b(?:collaboration|consortium|team|group)s?)\s*:\s*", re.IGNORECASE)
_DEGREE = re.compile(
    r"(?:Ph\.?\s?D|D\.?\s?Phil|M\.?D|M\.?Sc|B\.?Sc|M\.?P\.?H|Dr\.?\s?P\.?H|M\.?B\.?A|D\.?V\.?M|Ed\.?D"
    r"|Sc\.?D|Dr|Prof|FRCP|FRCS|MBBS|MBChB|RN|MS|MA|M\.?Eng|J\.?D|Pharm\.?D|FACP|FACS|Esq)\.?"
)
_LEADING_DIGITS = re.compile(r"^\d{1,2}(?:[,\s]\d{1,2})*[\s.)]*(?=\w[^\WA-Z\d_])")
# "Ministry of Health and Welfare": the name of a group does not end before "and".
_OPEN_GROUP = re.compile(r"\b(?:of|for|on|in|de|für)\s[^,]+$", re.IGNORECASE)
_FIELD = re.compile(
    r"(?:and )?(?:\w+|(?:[\w-]+ ){1,3}(?:sciences?|technology|engineering|medicine|studies|policy"
    r"|health|services|education|development|safety|control|prevention|research|management|arts"
    r"|affairs|statistics|informatics|mathematics|welfare|nutrition|culture))",
    re.IGNORECASE,
)
# A list with none of these holds plain names, given names first.
_UNUSUAL = re.compile(r"[^ \n.'’\-A-Za-z\u00c0-\u024f\u0370-\u052f\u1e00-\u1eff]")
# Such names one below the other, with single spaces in them.
_PLAIN = r"[.'’\-A-Za-z\u00c0-\u024f\u0370-\u0482\u048a-\u052f\u1e00-\u1eff]+"
_PLAIN_LIST = re.compile(f"{_PLAIN}(?>(?:[ \n]{_PLAIN})*)")
_REMARKS = ("et al", "et. al", "thers", "more", "uthors", " and ", "\nand ", "\nBy ", "...")
_FAMILY_INITIALS = r"[^,;]+\s(?!I{2,3}|IV)[^\W\d_a-z]{1,3}"
_INITIALS_LAST = re.compile(rf"(?:{_FAMILY_INITIALS}[,;]\s*)+[^,;]+\s[^\W\d_a-z]{{1,3}}\.")
_LONGEST_BYLINE = 2000
_SAYS_SO = re.compile(r"^(?:by|authors?:) | and | & |;|\bet\.? ?al\b|\d authors", re.IGNORECASE)
_PERSON = re.compile(
    rf"(?:[^\W\d_a-z][\w'’\-]*\.?\s)(?:(?:[^\W\d_a-z][\w'’\-]*\.?|{'|'.join(PARTICLES)})\s){{0,4}}"
    r"[^\W\d_a-z][\w'’\-]+(?:,? [JS]r\.?| I{2,3})?"
)
# Most lists: names of several words, none of which has initials at its end.
_WORD = r"[^\W\d_a-z][\w'’\-]*\.?"
_LAST_WORD = r"[^\W\d_a-z][^\W\d_A-Z][^\W\d_]{2,}"
_NAME = rf"(?!By ){_WORD} (?:(?:{_WORD}|van|von|de|der|den|di|da|la|bin|al) )*{_LAST_WORD}"
_GIVEN_FIRST = re.compile(rf"{_NAME}(?:(?:, and |, | and |; ){_NAME})*")
_INVERTED = re.compile(
    r"(?a:([A-Z][a-z'’-]+), "
    r"(?!(?:.* )?(?:[JS]r|Dr|Prof|Esq|Inc|Ltd|Co|Corp|Ag|Sa|Limited|Incorporated)\b)"
    r"([A-Z](?:[a-z]+|\.)(?: [A-Z](?:[a-z]+|\.))*))"
)
_BETWEEN = re.compile(", and |, | and |; ")


class People(NamedTuple):
    """The names in a list, in order; how many authors there are if it says so; if some lack."""

    names: tuple[str, ...]
    total: int | None = None
    cut: bool = False


def split_people(text: str) -> tuple[str, ...]:
    r"""Return the names in ``text``, in order, given names first.

    >>> split_people("Ada Lovelace (London (UK), Paris), C. Babbage, and Paul Erd\\H{o}s et al.")
    ('Ada Lovelace', 'C. Babbage', 'Paul Erd\\H{o}s')
    >>> split_people("Lovelace, Ada; Babbage, Charles")
    ('Ada Lovelace', 'Charles Babbage')
    """
    return read_people(text).names


def read_people(text: str, order: NameOrder = NameOrder.ANY) -> People:
    """Return the people in ``text``, and how many there are if it says so.

    >>> read_people("Kelp, D., Quill, A., and 44 more")
    People(names=('D. Kelp', 'A. Quill'), total=46, cut=True)
    """
    if _GIVEN_FIRST.fullmatch(text) and not is_group(text):
        return People(tuple(_BETWEEN.split(text)))
    return _read([text], order, turns=order is NameOrder.ANY)


def plainly_listed(texts: Sequence[object]) -> tuple[str, ...] | None:
    """Return ``texts`` if each is a plain name, and clean; else None: see `read_listed`.

    >>> plainly_listed(["Dora Kelp", "Ann Quill"]), plainly_listed(["Kelp, Dora"])
    (('Dora Kelp', 'Ann Quill'), None)
    """
    try:
        joined = "\n".join(texts)  # type: ignore[arg-type]
    except TypeError:
        return None
    if not _PLAIN_LIST.fullmatch(joined) or joined.count("\n") != len(texts) - 1:
        return None
    if any(map(joined.__contains__, _REMARKS)) or joined.startswith(("and ", "By ")):
        return None
    return tuple(texts)  # type: ignore[arg-type]


def read_listed(texts: Sequence[str], *, turns: bool = False) -> People:
    """Return the people in ``texts``, of which each names one person, or, against the rules, more.

    With ``turns``, initials behind every name are put first.

    >>> read_listed(["Kelp, Dora Ann", "Quill, A., Brandt, I.", "et al."]).names
    ('Dora Ann Kelp', 'A. Quill', 'I. Brandt')
    """
    joined = "\n".join(["", *texts])
    if not turns and not _UNUSUAL.search(joined) and not any(map(joined.__contains__, _REMARKS)):
        return People(tuple(filter(None, map(clean_line, texts))))
    # Most lists of databases.
    halves = list(map(_INVERTED.fullmatch, texts))
    if all(halves) and not is_group(joined):
        return People(tuple([f"{one[2]} {one[1]}" for one in halves if one]))
    return _read(texts, NameOrder.ONE_EACH, turns=turns)


def people_in_byline(line: str) -> People | None:
    """Return the people in ``line`` if it seems to hold nothing else: names with their initials.

    >>> people_in_byline("Ilse Brandt et al. (12 authors)")
    People(names=('Ilse Brandt',), total=12, cut=True)
    >>> people_in_byline("Ropes of straw, and how they hold"), people_in_byline("Deep Owls")
    (None, None)
    """
    if len(line) > _LONGEST_BYLINE or not ("," in line or _SAYS_SO.search(line)):
        return None
    people = read_people(line)
    return people if people.names and all(map(_PERSON.fullmatch, people.names)) else None


def _read(texts: Sequence[str], order: NameOrder, *, turns: bool) -> People:
    units: list[list[list[Part]]] = []
    rests: list[Rest] = []
    for text in texts:
        rests.append(without_marks(clean_line(text)))
        bare = clean_line(rests[-1].text)
        bare = _without_end(_LEADING.sub("", _COLLABORATION.sub(r"\1, ", bare)))
        if order is NameOrder.ONE_EACH and len(bare) < 200 and _GROUP_OF_TWO.fullmatch(bare):
            bare = f"{{{bare.rstrip(',')}}}"
        for split in _marked(bare):
            unit = [_parts([_name(piece, rests) for piece in pieces]) for pieces in split]
            if any(unit):
                units.append([group for group in unit if group])
    if len(units) > 1 or any(";" in text for text in texts):
        order = NameOrder.ONE_EACH
    # All of them end with initials, or none is turned around.
    singles = [part for unit in units for group in unit for part in group[: len(group) < 2]]
    if order is NameOrder.ONE_EACH and turns:
        turns = all(part.turned or part.group for part in singles) and any(
            part.turned and not part.may_be_name for part in singles
        )
    names: list[str] = []
    for unit in units:
        names += people_of(_whole_groups(unit), order, turns=turns)
    total = max(rest.total for rest in rests) if rests else 0
    more = max(rest.more for rest in rests) if rests else 0
    cut = any(rest.cut for rest in rests)
    everyone = total or (len(names) + more if more else None)
    return People(tuple(names), everyone, cut or bool(everyone and everyone > len(names)))


def _name(piece: str, rests: list[Rest]) -> str:
    """The name in ``piece``; empty without one. What it says of others goes to ``rests``."""
    if not piece:
        return ""
    rests.append(without_others(_LEADING.sub("", piece).strip(" ,")))
    name = _LEADING_DIGITS.sub("", rests[-1].text).strip(" ,")
    return name if any(map(str.isalpha, name)) else ""


def _marked(text: str) -> list[list[list[str]]]:
    """``text`` split at semicolons, then at ``and``, then at commas, outside of braces."""
    depths = [*accumulate(1 if brace[0] == "{" else -1 for brace in _BRACE.finditer(text))]
    if depths and (depths[-1] or min(depths) < 0):
        text = _BRACE.sub("", text)
    units: list[list[list[str]]] = [[[]]]
    start = depth = 0
    for mark in _MARK.finditer(text):
        if mark["text"]:
            depth += (mark[0] == "{") - (mark[0] == "}")
            continue
        if depth:
            continue
        units[-1][-1].append(text[start : mark.start()].strip())
        start = mark.end()
        if mark["hard"]:
            units.append([[]])
        elif mark["and"]:
            units[-1].append([])
    units[-1][-1].append(text[start:].strip())
    return units


def _without_end(text: str) -> str:
    """``text`` without the full stop behind a list; that of an initial or a suffix stays."""
    if not text.endswith(".") or text.endswith(".."):
        return text
    # "Kelp D, Quill AM."
    if "." not in text[:-1] and _INITIALS_LAST.fullmatch(text):
        return text[:-1]
    last = text[:-1].rpartition(" ")[2]
    is_word = len(last) > 3 and last.isalpha() and not is_company_suffix(last)
    return text[:-1] if is_word else text


def _parts(pieces: Sequence[str]) -> list[Part]:
    """The parts of a group; suffixes belong to the part before."""
    parts: list[Part] = []
    for piece in filter(None, pieces):
        if parts:
            before = parts[-1]
            if is_suffix(piece):
                parts[-1] = before._replace(suffix=f"{before.suffix}, {piece}")
                continue
            is_short = len(piece) < 3  # Sa, Co and Ag are given names, too.
            if is_company_suffix(piece) and (before.words > 1 or not (piece.isupper() or is_short)):
                parts[-1] = part_of(f"{before.text}, {piece}", before.suffix, braced=True)
                continue
            if _DEGREE.fullmatch(piece) and (before.words > 1 or "." in piece[:-1] or "h" in piece):
                continue
        inside = _inside_braces(piece)
        parts.append(part_of(inside or piece, braced=bool(inside)))
    return parts


def _inside_braces(piece: str) -> str:
    """What is in the pair of braces that holds all of ``piece``; empty if none does."""
    if not (piece.startswith("{") and piece.endswith("}")):
        return ""
    depths = [*accumulate(1 if brace[0] == "{" else -1 for brace in _BRACE.finditer(piece))]
    inside = piece[1:-1].strip()
    return (_inside_braces(inside) or inside) if 0 not in depths[:-1] and " " in inside else ""


def _whole_groups(groups: list[list[Part]]) -> list[list[Part]]:
    """``groups`` with the names of groups that hold ``and`` and commas put together again.

    As in ``Ministry of Health and Welfare``, ``Academies of Sciences, Engineering, and Medicine``.
    """
    whole: list[list[Part]] = []
    for group in groups:
        start = _open_group(whole[-1]) if whole else None
        if start is not None and len(group) == 1 and _FIELD.fullmatch(group[0].text):
            first = whole[-1]
            comma = ", and " if len(first) > start + 1 else " and "
            name = ", ".join(part.text for part in first[start:]) + comma + group[0].text
            whole[-1] = [*first[:start], part_of(name, braced=True)]
        else:
            whole.append(group)
    return whole


def _open_group(parts: Sequence[Part]) -> int | None:
    """Where the last parts are the beginning of the name of a group, with fields after it."""
    for at in range(len(parts) - 1, -1, -1):
        part = parts[at]
        if part.group and not part.braced and _OPEN_GROUP.search(part.text):
            return at
        if not (part.words == 1 and _FIELD.fullmatch(part.text)) or part.is_initials:
            return None
    return None
