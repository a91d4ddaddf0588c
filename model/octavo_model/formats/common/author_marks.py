r"""What is no name in a list of authors: affiliations, raised marks, *et al.*, counts. Pure."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

_TROUBLE = re.compile(r"[^\w\s.,;&'’\-]|\d|[⁰¹²³⁴-⁹ᵃ-ᶻ]|_")
# Commands of LaTeX that print a mark or a note behind a name.
_NOTES = re.compile(
    r"\\(?:textsuperscript|thanks|footnote(?:mark|text)?|inst|orcid(?:link|ID)?|affil(?:iation)?"
    r"|email|IEEEauthorrefmark|corref|fnref|tnoteref|samethanks)\*?"
    r"(?:\[[^\[\]]{0,200}\])?(?:\{[^{}]{0,300}\})?"
)
_STYLED_ET_AL = re.compile(
    r"\{?\\(?:it|em|emph|textit|itshape)\b\s*\{?\s*(et\.?[\s~]*al\.?)\s*\}*|\b(et\.?~+al\.?)",
    re.IGNORECASE,
)
_SUP = re.compile(r"<su[pb]\b[^<>]{0,100}>[^<>]{0,100}</su[pb]\s*>", re.IGNORECASE)
_MAIL = re.compile(r"<?\b[^\s,;<>(){}\[\]@]{1,100}@[^\s,;<>(){}\[\]@]{1,200}>?")
_ORCID = re.compile(
    r"(?:https?://)?(?:(?:www\.)?orcid\.org/|\bORCID(?:[ -]?iD)?\s?:?\s?)?"
    r"\b\d{4}-\d{4}-\d{4}-\d{3}[\dX]\b|\bORCID(?:[ -]?iD)?\b(?=\s*(?:[,;)]|$))",
    re.IGNORECASE,
)
_MARKS = "⁰¹²³⁴-⁹⁺⁽⁾ᵃ-ᶻ⁎*∗✱＊†‡§¶⋆★☆✉♯#"
# ``\^`` is an accent.
_RAISED = re.compile(
    r"\$\s?\^[^$]{1,60}\$"
    r"|(?<!\\)\^(?:\{[^{}]{0,60}\}|\\[A-Za-z]{1,10}|[\d*∗†‡§¶]{1,6}(?:,\d{1,2})*|[a-z](?![a-z]))"
    # Inside of a word they are letters that were decoded wrongly: GÃ¶tz.
    rf"|(?:(?<![^\W\d_])[{_MARKS}]+|[{_MARKS}]+(?![^\W\d_{_MARKS}]))(?:[,，] ?[{_MARKS}]+)*"
    r"|\$?\\d?dag(?:ger)?\$?(?![A-Za-z])",
)
# ``Kelp1,2`` and ``Kelp 1, 2``: digits between a name and the next one.
_DIGITS = re.compile(
    r"(?<=[^\W\d_.])[ ]?\d{1,2}(?:[ ]?[,，][ ]?\d{1,2}\b)*(?=[\s,，]*(?:[,;，；、]|$|\band\b|&))"
    r"|(?<=\.)\d{1,2}(?:[ ]?,[ ]?\d{1,2}\b)*(?=[\s,]*(?:[,;]|$|\band\b|&))",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[()\[\]（）【】]|[^()\[\]（）【】]+")
_CLOSING = {")": "(", "]": "[", "）": "（", "】": "【"}
_OPENING = frozenset(_CLOSING.values())
_UNCLOSED = re.compile(r"[(\[（【][^,;]*")

_PEOPLE = r"(?:co-?)?(?:authors?|contributors?|people|researchers|names)"
_TOTAL = re.compile(
    rf"(?:(?:a )?total(?: of)?:? )?(\d{{1,6}})\s+{_PEOPLE}(?: in total)?|等\s?(\d{{1,6}})\s?人",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:and |with |plus |&|\+)?\s?(\d{1,6})\s+"
    rf"(?:(?:additional|more|other|further)\b(?:\s{_PEOPLE})?|others)(?:\s(?:are )?not shown)?"
    rf"|\+\s?(\d{{1,6}})(?:\s{_PEOPLE})?"
    rf"|(\d{{1,6}})\s+{_PEOPLE} not shown|(?:외|ほか|他)\s?(\d{{1,6}})\s?[명인名人]",
    re.IGNORECASE,
)
_ET_AL = (
    r"et\.?\s?al(?:ii|iae|ia)?\b\.?|(?:and|&)\s+(?:many\s+)?(?:others|colleagues|coworkers)\.?"
    r"|et coll\.?|(?:y|e) (?:otros|col(?:s|aboradores)?\.?|outros|altri)|и (?:др\.?|другие)"
    r"|u\.\s?a\.|\.\s?\.\s?\.|…"
)
_CUT_HERE = re.compile(
    rf"(?:(?<![^\s,;.])(?:{_ET_AL})|(?<=[\u3040-\u9fff\uac00-\ud7a3])\s?(?:等人?|ほか|他|외))\s*$",
    re.IGNORECASE,
)
# In lower case: More, Al and Et are names, too.
_OTHERS = re.compile(
    rf"(?:and |&)?\s?(?:many )?(?:more|additional|further)?\s?(?:[Oo]thers?|more|{_PEOPLE}"
    r"|colleagues)\.?|al\.?|et|and|&|等|ほか|외"
)
# The last words may say how many others there are: ``Ada Lovelace +3 authors``.
_MORE_AT_END = re.compile(rf"(?<=\w)[\s.]+(?:{_MORE.pattern})$", re.IGNORECASE)
_MOST_REMARKS, _LONGEST_REMARK = 4, 80


class Rest(NamedTuple):
    """A text without its remarks on people who are not named, and how many those are."""

    text: str
    total: int = 0  # of all authors, if it says that
    more: int = 0  # besides those that are named, if it says that
    cut: bool = False  # whether it says that there are others


def without_marks(text: str) -> Rest:
    """Return ``text`` without affiliations in brackets and marks behind names.

    >>> without_marks("Ada Lovelace^{1,2} (London (UK)), C. Babbage† [+ 3 authors]")
    Rest(text='Ada Lovelace , C. Babbage ', total=0, more=3, cut=True)
    """
    if not _TROUBLE.search(text):
        return Rest(text)
    if "\\" in text or "~" in text:
        text = _STYLED_ET_AL.sub("et al.", text)
    text = _RAISED.sub("", _ORCID.sub("", _MAIL.sub("", _SUP.sub("", _NOTES.sub("", text)))))
    rest = _without_brackets(text)
    return rest._replace(text=_DIGITS.sub("", rest.text) if rest.text else "")


def without_others(part: str) -> Rest:
    """Return ``part`` of a list without *et al.*, ``and others``, ``44 more`` at its end.

    >>> without_others("D. et al."), without_others("44 more authors").more
    (Rest(text='D.', total=0, more=0, cut=True), 44)
    """
    total = more = 0
    cut = False
    for _ in range(_MOST_REMARKS):
        if found := _TOTAL.fullmatch(part):
            return Rest("", _number(found), more, cut)
        if found := _MORE.fullmatch(part):
            return Rest("", total, _number(found), True)
        if _OTHERS.fullmatch(part):
            return Rest("", total, more, True)
        before, end = part[:-_LONGEST_REMARK], part[-_LONGEST_REMARK:]
        if found := _MORE_AT_END.search(end):
            more = _number(found)
        else:
            found = _CUT_HERE.search(end)
        if not found:
            break
        part, cut = (before + end[: found.start()]).rstrip(" ,"), True
    return Rest(part, total, more, cut)


def _number(found: re.Match[str]) -> int:
    return int(next(group for group in found.groups() if group))


def _without_brackets(text: str) -> Rest:
    """``text`` without brackets and their contents, however nested; a count inside is kept.

    A bracket that is never closed hides only the text up to the next comma.
    """
    visible: list[str] = []
    opened: list[tuple[str, int]] = []
    waiting = Counter[str]()
    total = more = 0
    for token in _BRACKET.findall(text):
        opening = _CLOSING.get(token)
        if opening is None:
            if len(token) == 1 and token in _OPENING:
                opened.append((token, len(visible)))
                waiting[token] += 1
            visible.append(token)
        while opening and waiting[opening]:
            mark, at = opened.pop()
            waiting[mark] -= 1
            if mark == opening:
                inside = "".join(visible[at + 1 : at + 3]).strip(" .")
                if found := _TOTAL.fullmatch(inside):
                    total = _number(found)
                elif found := _MORE.match(inside):
                    more = _number(found)
                del visible[at:]
                break
    bare = "".join(visible)
    return Rest(_UNCLOSED.sub("", bare) if opened else bare, total, more, bool(more))
