"""Which paper an entry of a digest speaks of. Pure: the index asks, this module decides.

A paper is keyed by its arXiv id where that is known (``arxiv:2401.01234``), else by its folded
title (``title:a-folded-title``). A key once given leads to its paper for ever.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Collection

ARXIV = "arxiv:"
TITLE = "title:"
DOI = "doi:"

_ARXIV_ID = re.compile(
    r"""(?:arxiv:\s*
        |(?:https?://)?(?:[a-z-]+\.)?(?:arxiv\.org|alphaxiv\.org)/(?:abs|pdf|html|format|e-print)/
        |(?:https?://)?(?:(?:dx\.|www\.)?doi\.org/)?10\.48550/arxiv\.
        |(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/papers/)?
    (\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[a-z]{2})?/\d{7})
    (?:v(\d{1,4}))?(?:\.pdf)?/?(?:[?#]\S*)?""",
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


_DOI = re.compile(
    r"(?:doi:\s*|(?:https?://)?(?:dx\.|www\.)?doi\.org/)?(10\.\d{4,9}/[^\s\x00-\x1f]{1,300})",
    re.IGNORECASE | re.ASCII,
)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.", re.IGNORECASE)


def arxiv_id(text: str) -> str | None:
    """The arXiv id that ``text`` is, without version; None where it is none.

    It may stand bare, after ``arXiv:``, or in an address of arXiv or a Hugging Face paper page.

    >>> arxiv_id("https://arxiv.org/abs/2401.01234v2"), arxiv_id("math.GT/0309136")
    ('2401.01234', 'math/0309136')
    >>> arxiv_id("Chapter 2401.01234 of many")
    """
    found = _ARXIV_ID.fullmatch(text.strip())
    if found is None:
        return None
    name: str = found[1].lower()
    archive, slash, number = name.partition("/")
    # The subject class (math.GT) is no part of an old id: the archive alone is unambiguous.
    return archive.partition(".")[0] + slash + number if slash else name


def arxiv_version(text: str) -> int | None:
    """The version that the arXiv id ``text`` names, if it names one.

    >>> arxiv_version("arXiv:2401.01234v2"), arxiv_version("2401.01234")
    (2, None)
    """
    found = _ARXIV_ID.fullmatch(text.strip())
    return int(found[2]) if found and found[2] and int(found[2]) else None


def doi(text: str) -> str | None:
    """The DOI that ``text`` is, in lower case, as DOIs are compared; None where it is none.

    It may stand bare, after ``doi:``, or in an address of a resolver. One that arXiv gives out
    (``10.48550/arXiv.…``) is none: the arXiv id in it says as much, see `arxiv_id`.

    >>> doi("https://doi.org/10.1000/XYZ.1"), doi("10.48550/arXiv.2401.01234")
    ('10.1000/xyz.1', None)
    """
    found = _DOI.fullmatch(text.strip())
    if found is None:
        return None
    name: str = unquote(found[1]) if "://" in text else found[1]
    return None if _ARXIV_DOI.match(name) else name.lower()


def doi_key(text: str) -> str | None:
    """The key of a paper with this DOI; None where ``text`` is no DOI."""
    found = doi(text)
    return None if found is None else DOI + found


def arxiv_key(text: str) -> str | None:
    """The key of a paper with this arXiv id; None where ``text`` is no arXiv id."""
    found = arxiv_id(text)
    return None if found is None else ARXIV + found


def title_key(folded: str) -> str:
    """The key of a paper known by its folded title alone.

    >>> title_key("naive bayes")
    'title:naive-bayes'
    """
    return TITLE + folded.replace(" ", "-")


def id_of_key(key: str) -> str | None:
    """The arXiv id that a key tells, if it tells one."""
    return key[len(ARXIV) :] if key.startswith(ARXIV) else None


class Verdict(NamedTuple):
    """What an entry is.

    Attributes:
        paper: The paper it speaks of; None: one the library does not have.
        adopts: Whether that paper, known by title alone till now, takes on the entry's id.
        absorbs: Another paper that turns out to be the same one.
    """

    paper: int | None
    adopts: bool = False
    absorbs: int | None = None


def judge_with_id(holder: int | None, namesakes: Collection[tuple[int, bool]]) -> Verdict:
    """Decide for an entry whose arXiv id is known.

    Args:
        holder: The paper that has this id.
        namesakes: Every paper that was ever called by the entry's folded title, each with
            whether it has an id.
    """
    others = sum(has_id for paper, has_id in namesakes if paper != holder)
    by_title = [paper for paper, has_id in namesakes if not has_id and paper != holder]
    # A title that several papers with ids bear says nothing about one without.
    sure = by_title[0] if len(by_title) == 1 and not others else None
    if holder is None:
        return Verdict(sure, adopts=sure is not None)
    return Verdict(holder, absorbs=sure)


def judge_by_title(holder: int | None, namesakes: Collection[tuple[int, bool]]) -> Verdict:
    """Decide for an entry that has nothing but its title.

    Args:
        holder: The paper that the entry's title key leads to. Where an entry like this one
            has been settled before, this one is settled alike.
        namesakes: As for `judge_with_id`.
    """
    if holder is not None:
        return Verdict(holder)
    # Of several with different ids it could be any: it stays apart until someone decides.
    return Verdict(next(iter(namesakes))[0] if len(namesakes) == 1 else None)
