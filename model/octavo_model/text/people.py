"""Parts of names: particles, suffixes, groups. Pure.

The names of groups (collaborations, institutes, companies) are never turned around or abbreviated.
"""

from __future__ import annotations

import re
from itertools import accumulate

from octavo_model.text.names import PARTICLES as PARTICLES  # noqa: PLC0414 - for its users

_SUFFIX = re.compile(r"(?:[JjSs][Nn]?[Rr]\.?|I{2,3}|IV|VI{1,2}|2nd|3rd|4th)")
_COMPANY = re.compile(
    r"(?:Inc|Incorporated|Ltd|Limited|LLC|LLP|Corp|Co|GmbH|AG|PLC|Pty|S\.?A|B\.?V|N\.?V)\.?"
    r"(?:,? (?:Ltd|Inc)\.?)?",
    re.IGNORECASE,
)
_GROUP = re.compile(
    r"(?<![\w\-])(?:academ(?:y|ies)|agency|alliance|association|authority|authors|board|bureau|cent(?:er|re)s?"
    r"|club|collaborations?|college|commission|committee|community|company|confederation|conference"
    r"|consorti(?:um|a)|corporation|council|department|dept|division|editors|faculty|federation|force"
    r"|foundation|groups?|hospital|initiative|inc|institut(?:e|es|ion|o)?|international|investigators"
    r"|lab(?:s|orator(?:y|ies))?|library|ltd|gmbh|ministry|museum|network|observatory|office"
    r"|organi[sz]ations?|panel|program(?:me)?|project|research|school|services?|society|study"
    r"|taskforce|team|trialists|union|universit(?:y|ies|ät|é|à)|working)(?![\w\-])"
    r"|^the\s\S+\s|(?-i:^the\s)|^for the\s",
    re.IGNORECASE,
)


def is_suffix(text: str) -> bool:
    """Return whether ``text`` follows a family name: ``Jr.``, ``III``.

    >>> is_suffix("Jr."), is_suffix("III"), is_suffix("Ira")
    (True, True, False)
    """
    return _SUFFIX.fullmatch(text) is not None


def is_company_suffix(text: str) -> bool:
    """Return whether ``text`` follows the name of a company: ``Inc.``."""
    return _COMPANY.fullmatch(text) is not None


def is_group(name: str) -> bool:
    """Return whether ``name`` is that of a group of people, judging by its words.

    >>> is_group("The Lichen Consortium"), is_group("Acme, Inc."), is_group("Dora Kelp")
    (True, True, False)
    """
    before, _, last = name.rpartition(", ")
    return _GROUP.search(name) is not None or bool(before and is_company_suffix(last))


def family_at(words: list[str]) -> int:
    """Return where the family name begins in the ``words`` of a name, given names first.

    >>> family_at("Jan van der Berg".split()), family_at("Dora Kelp".split())
    (1, 1)
    """
    start = max(len(words) - 1, 0)
    while start > 1 and (is_suffix(words[start]) or words[start - 1] in PARTICLES):
        start -= 1
    return start


def is_family(text: str) -> bool:
    r"""Return whether ``text`` is surely a family name: no initials, and all its braces close.

    >>> is_family("van der Berg"), is_family("K."), is_family("Z}ofka")
    (True, False, False)
    """
    last = text.rpartition(" ")[2]
    depths = [*accumulate(1 if sign == "{" else -1 for sign in text if sign in "{}")]
    is_closed = not depths or (min(depths) >= 0 and depths[-1] == 0)
    return is_closed and any(map(str.islower, last)) and not last.endswith(".")
