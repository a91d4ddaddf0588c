"""Which paper an entry of a digest is about. Pure: the index asks, this module decides.

A paper is keyed by its arXiv id where that is known (``arxiv:2401.01234``), else by its DOI
(``doi:10.1000/xyz``), else by its folded title (``title:a-folded-title``). A key once given leads
to its paper permanently. Revisions have keys of their own (``arxiv:2401.01234#v2``), which lead to
the paper too: they show which revision was read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import datetime as dt

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
    """Return the arXiv id in ``text``, without version; None if ``text`` is anything else.

    It may be bare, after ``arXiv:``, or in an address of arXiv or a Hugging Face paper page.

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
    """Return the version in the arXiv id ``text``; None without one.

    >>> arxiv_version("arXiv:2401.01234v2"), arxiv_version("2401.01234")
    (2, None)
    """
    found = _ARXIV_ID.fullmatch(text.strip())
    return int(found[2]) if found and found[2] and int(found[2]) else None


def doi(text: str) -> str | None:
    """Return the DOI in ``text``, in lower case; None if ``text`` is anything else.

    It may be bare, after ``doi:``, or in an address of a resolver. DOIs of arXiv
    (``10.48550/arXiv.…``) do not count: see `arxiv_id`.

    >>> doi("https://doi.org/10.1000/XYZ.1"), doi("10.48550/arXiv.2401.01234")
    ('10.1000/xyz.1', None)
    >>> doi("https://doi.org/10.1000/x%1b]0;y%07")
    """
    found = _DOI.fullmatch(text.strip())
    if found is None:
        return None
    name: str = (unquote(found[1]) if "://" in text else found[1]).lower()
    # It is shown, so nothing unsafe may appear in it by decoding.
    if _ARXIV_DOI.match(name) or name.split() != [name] or clean_line(name) != name:
        return None
    return name


def doi_key(text: str) -> str | None:
    """Return the key of a paper with this DOI; None if ``text`` is not a DOI."""
    found = doi(text)
    return found and DOI + found


def arxiv_key(text: str) -> str | None:
    """Return the key of a paper with this arXiv id; None if ``text`` is not an arXiv id."""
    found = arxiv_id(text)
    return found and ARXIV + found


def title_key(folded: str) -> str:
    """Return the key of a paper known only by its folded title.

    >>> title_key("naive bayes")
    'title:naive-bayes'
    """
    return TITLE + folded.replace(" ", "-")


def edition_keys(arxiv: str, version: int | None, revised: dt.date | None) -> tuple[str, ...]:
    """Return the keys of a later version of the paper ``arxiv``; empty for its first version.

    >>> import datetime as dt
    >>> edition_keys("arxiv:2401.01234", 2, dt.date(2024, 2, 1))
    ('arxiv:2401.01234#v2', 'arxiv:2401.01234#2024-02-01')
    """
    if version == 1:
        return ()
    keys = (f"{arxiv}#v{version}",) if version else ()
    return (*keys, f"{arxiv}#{revised.isoformat()}") if revised else keys


def is_edition(key: str) -> bool:
    """Return whether ``key`` is that of a revision; ids do not contain its separator."""
    return key.startswith(ARXIV) and "#" in key


def is_later(edition: str, known: str) -> bool:
    """Return whether ``edition`` is later than ``known``; True if they cannot be compared.

    >>> is_later("arxiv:2401.01234#v10", "arxiv:2401.01234#v9")
    True
    """
    one, other = (key.rpartition("#")[2] for key in (edition, known))
    if one.startswith("v") != other.startswith("v"):
        return True
    return int(one[1:]) > int(other[1:]) if one.startswith("v") else one > other


def id_of_key(key: str) -> str | None:
    """Return the arXiv id in a key; None without one."""
    return key[len(ARXIV) :] if key.startswith(ARXIV) else None


class Verdict(NamedTuple):
    """The identity of an entry."""

    paper: int | None  # None if the library does not have it
    adopts: bool = False  # whether it gets the id of the entry, and had only a title or a DOI
    absorbs: tuple[int, ...] = ()  # other papers that turn out to be the same one


def may_be_one(one: str, other: str) -> bool:
    """Return whether papers with these keys may be the same: not if their arXiv ids differ.

    >>> may_be_one("arxiv:2401.01234", "doi:10.1000/x"), may_be_one("arxiv:1", "arxiv:2")
    (True, False)
    """
    return one == other or not (one.startswith(ARXIV) and other.startswith(ARXIV))
