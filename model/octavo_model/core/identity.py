"""Which paper an entry of a digest is about. Pure: the index asks, this module decides.

A paper is keyed by its arXiv id where that is known (``arxiv:2401.01234``), else by its DOI
(``doi:10.1000/xyz``), else by its folded title (``title:a-folded-title``). A paper whose title is
not known is keyed by the address of its page (``url:example.org/a``), and others with a page lead
there, too. A key once given leads to its paper permanently. Revisions have keys of their own
(``arxiv:2401.01234#v2``), which lead to the paper too: they show which revision was read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.addresses import normal
from octavo_model.core.ids import arxiv_id as arxiv_id  # noqa: PLC0414
from octavo_model.core.ids import arxiv_version as arxiv_version  # noqa: PLC0414
from octavo_model.core.ids import doi as doi  # noqa: PLC0414
from octavo_model.core.ids import ids_of, page_of

if TYPE_CHECKING:
    import datetime as dt

ARXIV = "arxiv:"
TITLE = "title:"
DOI = "doi:"
URL = "url:"


def doi_key(text: str) -> str | None:
    """Return the key of a paper with this DOI; None if ``text`` is not a DOI."""
    found = ids_of(text).doi
    return found and DOI + found


def arxiv_key(text: str) -> str | None:
    """Return the key of a paper with this arXiv id; None if ``text`` is not an arXiv id."""
    found = ids_of(text).arxiv_id
    return found and ARXIV + found


def page_key(address: str) -> str | None:
    """Return the key of a paper whose own page is at ``address``; None if it is no web address.

    >>> page_key("https://www.example.org/a/?utm_source=x#top"), page_key("owls")
    ('url:example.org/a', None)
    """
    found = page_of(address) or normal(address)
    return found and URL + found.partition("//")[2].removeprefix("www.").rstrip("/")


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


LETTERS = 6
"""How many letters of a key are in the entry of a bibliography, unless another has the same."""


def letters_of(key: str) -> str:
    """Return letters and digits made of a key, for names that must not depend on other papers.

    >>> letters_of("arxiv:2401.01234")[:LETTERS]
    'qyximw'
    """
    from base64 import b32encode
    from hashlib import sha256

    return b32encode(sha256(key.encode(errors="replace")).digest()).decode().lower()


class PaperMatch(NamedTuple):
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


def rank(key: str) -> int:
    """Return how sure a key is, the surest first: arXiv ids, then DOIs."""
    return 0 if key.startswith(ARXIV) else 1 if key.startswith(DOI) else 2
