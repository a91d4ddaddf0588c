r"""Names of authors in lists on one line. Pure.

``A. Lovelace, C. Babbage (Univ. of London, UK) and M. Somerville`` names three people. TeX
accents (``Erd\H{o}s``) are kept.
"""

from __future__ import annotations

import re

from octavo_model.text.clean import clean_line

_BRACKETS = re.compile(r"[()]|[^()]+")
_UNCLOSED = re.compile(r"\([^,;]*")
# "and" also follows a comma: "A, B, and C". A TeX ampersand is part of a name.
_SEPARATOR = re.compile(r"\s*,?\s+(?:and|&)\s+|\s*,\s*", re.IGNORECASE)
_SEMICOLON = re.compile(r"\s*;\s*(?:(?:and|&)\s+)?", re.IGNORECASE)
_LEADING_AND = re.compile(r"^(?:(?:and|&)\s+)+", re.IGNORECASE)
# "The X Collaboration: A. Lovelace, ..." names the collaboration and then its members.
_COLLABORATION = re.compile(r"(\b(?:collaboration|consortium|team|group)s?)\s*:\s*", re.IGNORECASE)
_ET_AL = re.compile(r"[\s,]*\bet\.? al(?:ii|iae|\b)\.?\s*$", re.IGNORECASE)
_OTHERS = re.compile(r"(?:\d+ )?(?:more|other|additional)? ?(?:others?|authors?)\.?", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:[JS]r\.?|II|III|IV|Ph\.?D\.?|M\.?D\.?)", re.IGNORECASE)
_NOT_SHOWN = re.compile(r"\((\d{1,6})\s+(?:additional|more|other)\s+authors?\b[^()]*\)")


def split_people(text: str) -> tuple[str, ...]:
    r"""Return the names in ``text``, in order, without affiliations and et al.

    Names are separated by commas, ``and`` or ``&``. If semicolons separate them, a comma is part
    of a name, and ``Family, Given`` is reversed.

    >>> split_people("Ada Lovelace (London (UK), Paris), C. Babbage, and Paul Erd\\H{o}s et al.")
    ('Ada Lovelace', 'C. Babbage', 'Paul Erd\\H{o}s')
    >>> split_people("Lovelace, Ada; Babbage, Charles")
    ('Ada Lovelace', 'Charles Babbage')
    """
    bare = _COLLABORATION.sub(r"\1, ", clean_line(_without_brackets(clean_line(text))))
    if ";" in bare:
        pieces = [_given_first(piece) for piece in _SEMICOLON.split(bare)]
    else:
        pieces = _SEPARATOR.split(bare)
    names: list[str] = []
    for piece in pieces:
        name = _LEADING_AND.sub("", _ET_AL.sub("", clean_line(piece))).strip(" ,")
        if not any(map(str.isalnum, name)) or name.lower() == "and" or _OTHERS.fullmatch(name):
            continue
        if names and _SUFFIX.fullmatch(name):
            names[-1] += f", {name}"
        else:
            names.append(name)
    return tuple(names)


def not_shown(text: str) -> int:
    """Return how many authors a shortened list says it leaves out.

    >>> not_shown("Ada Lovelace, et al. (97 additional authors not shown)")
    97
    """
    found = _NOT_SHOWN.search(clean_line(text))
    return int(found[1]) if found else 0


def _without_brackets(text: str) -> str:
    """Return ``text`` without parentheses and their contents, however nested.

    One that is never closed hides only the text up to the next comma.
    """
    visible: list[str] = []
    opened: list[int] = []
    for token in _BRACKETS.findall(text):
        if token == ")":  # noqa: S105
            if opened:
                del visible[opened.pop() :]
            continue
        if token == "(":  # noqa: S105
            opened.append(len(visible))
        visible.append(token)
    return _UNCLOSED.sub("", "".join(visible))


def _given_first(name: str) -> str:
    """``Given Family`` for ``Family, Given``."""
    family, comma, given = name.partition(",")
    if not comma or "," in given or _SUFFIX.fullmatch(given.strip()):
        return name
    return f"{given.strip()} {family.strip()}"
