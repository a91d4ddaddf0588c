r"""The web addresses in an abstract, as a person would read them. Pure, in linear time.

Abstracts come through LaTeX, feeds and copy-paste: addresses are without a scheme, inside
the remains of ``\url{…}`` or ``\href{…}{…}``, glued to the word before, written twice.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from octavo_model.core.paper import Link, may_hold_links
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.core.paper import Paper

_LONGEST = 2_000

_TILDE = re.compile(
    r"\$\s*\\sim\s*\$|\\(?:textasciitilde|sim)(?![a-z])(?:\{\})?|\\string~|\\~(?:\{\})?"
)
_BRACED_ESCAPE = re.compile(r"\{\\([_%#&$-])\}")
_ESCAPE = re.compile(r"\\([_%#&$/-])")
# Characters of addresses; braces separate the arguments of \url and \href.
_TOKEN = re.compile(r"""[^\s{}<>"`|\\^“”„‘’«»‹›、。，；：（）【】…]+""")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_KNOWN_HOST = re.compile(
    r"(?<![\w@./:=-])(?:(?:www\.)?(?:github\.com|gitlab\.com|huggingface\.co|hf\.co|arxiv\.org)/\w"
    r"|[a-z0-9][a-z0-9-]*\.(?:github|gitlab)\.io(?![\w.-]*@)(?!\w))",
    re.IGNORECASE | re.ASCII,
)
_ADDRESS = re.compile(
    r"(https?)://((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*|[\d.]+)"
    r"(:\d{1,5})?([/?#].*)?",
    re.IGNORECASE | re.ASCII,
)
_CLOSING = {")": "(", "]": "["}
_TRAILING = ".,;:!?'*_$" + "".join(_CLOSING)


def links_in(text: str) -> tuple[Link, ...]:
    r"""Return the links in ``text``, in order, without repeats.

    Only http and https, and never with a user name before the host.

    >>> links_in(r"Code: github.com/x/y.git, \url{https://x.github.io/a\_b/}.")[1].url
    'https://x.github.io/a_b/'
    """
    if not may_hold_links(text):
        return ()
    if "\\" in text:
        text = _BRACED_ESCAPE.sub(r"\1", _TILDE.sub("~", text))
        text = _ESCAPE.sub(r"\1", text)
    return _distinct(_link(piece) for token in _TOKEN.findall(text) for piece in _pieces(token))


def links_of(
    abstract: str,
    *,
    code: str | None = None,
    project: str | None = None,
    page: str | None = None,
) -> tuple[Link, ...]:
    """Return the links of a paper: to its code, project and page, then those in its abstract."""
    named = [("code", code), ("project", project), ("page", page)]
    return _distinct(
        [*(_in_role(role, _link(url)) for role, url in named if url), *links_in(abstract)]
    )


def link_to(address: str) -> Link | None:
    """Return the link to ``address``; None if it is not an address that is safe to open.

    It contains nothing invisible and nothing that a terminal would obey.

    >>> link_to("https://www.example.org/owls"), link_to("javascript:alert(1)")
    (Link(url='https://www.example.org/owls', label='example.org/owls', role=''), None)
    """
    if len(address) > _LONGEST or _TOKEN.fullmatch(address) is None:
        return None
    if not address.isprintable() or clean_line(address) != address:
        return None
    parts = _ADDRESS.fullmatch(address)
    if parts is None:
        return None
    scheme, host, port, rest = parts.groups("")
    place = host.lower() + port + rest
    return Link(f"{scheme.lower()}://{place}", place.removeprefix("www."))


def _pieces(token: str) -> Iterator[str]:
    """Yield the addresses in ``token``, which has no space, each with a scheme."""
    starts = [one.start() for one in _SCHEME.finditer(token)]
    starts = starts[:1] + [
        inner for outer, inner in pairwise(starts) if not _is_nested(token, outer, inner)
    ]
    bare = token[: starts[0]] if starts else token
    known = _KNOWN_HOST.search(bare)
    if known is not None:
        yield "https://" + bare[known.start() :]
    for start, end in pairwise([*starts, len(token)]):
        yield token[start:end]


def _is_nested(token: str, outer: int, inner: int) -> bool:
    """Return whether the address at ``inner`` is part of the one at ``outer``, as in archives."""
    if token[inner - 1] not in "/=" or token[inner - 3 : inner] == "://":
        return False
    return _host(token[outer : outer + 300]) != _host(token[inner : inner + 300])


def _host(address: str) -> str:
    return re.split("[/?#]", address.partition("://")[2], maxsplit=1)[0].lower()


def _link(piece: str) -> Link | None:
    return link_to(_without_trailing(piece))


def _without_trailing(piece: str) -> str:
    """Return ``piece`` without the punctuation of the sentence around it."""
    surplus = {last: piece.count(last) - piece.count(first) for last, first in _CLOSING.items()}
    end = len(piece)
    while end and (last := piece[end - 1]) in _TRAILING:
        if last in surplus:
            if surplus[last] <= 0:
                break
            surplus[last] -= 1
        end -= 1
    return piece[:end]


def _in_role(role: str, link: Link | None) -> Link | None:
    return None if link is None else replace(link, role=role)


def _distinct(links: Iterable[Link | None]) -> tuple[Link, ...]:
    """Return the first link to each page; some are written with small differences."""
    found: dict[str, Link] = {}
    for link in links:
        if link is not None:
            known = link_to(link.url) or link
            found.setdefault(known.label.lower().rstrip("/").removesuffix(".git"), link)
    return tuple(found.values())


_MOST_ASKED = 150
"""Characters of a title in the address of a search; each may take nine."""
_PLAIN = "/:;(),@!$&'*+=-._~"
"""Characters that are not quoted in addresses and DOIs."""


def best_link(paper: Paper) -> Link:
    """Return the address to open for ``paper``.

    Its arXiv page, else the page of its DOI, else its own page, else the first of its links, else
    the Hugging Face page that searches for its title.
    """
    return links_of_paper(paper)[0]


def links_of_paper(paper: Paper) -> tuple[Link, ...]:
    """Return all addresses of ``paper``, at least one, the best first.

    Its abstract page, PDF and Hugging Face page, the page of its DOI, its own page, its code and
    project, and those in the abstract; without any, the page that searches for its title.
    """
    known = [
        abstract_page(paper),
        pdf(paper) if paper.arxiv_id else None,
        hugging_face_page(paper),
        doi_page(paper),
        _in_role("page", link_to(paper.page or "")),
        *paper.links,
    ]
    return _distinct(known) or (search_page(paper.shown),)


def abstract_page(paper: Paper) -> Link | None:
    """Return the page of ``paper`` on arXiv, with its latest version."""
    if not paper.arxiv_id:
        return None
    return Link(f"https://arxiv.org/abs/{paper.arxiv_id}", f"arXiv:{paper.arxiv_id}", "abstract")


def pdf(paper: Paper) -> Link | None:
    """Return the PDF of ``paper``: that of arXiv, else the first of its links to one."""
    if paper.arxiv_id:
        name = f"arxiv.org/pdf/{paper.arxiv_id}"
        return Link(f"https://{name}", name, "PDF")
    for link in (link_to(paper.page or ""), *paper.links):
        if link is not None and urlsplit(link.url).path.lower().endswith(".pdf"):
            return link
    return None


def hugging_face_page(paper: Paper) -> Link | None:
    """Return the page of ``paper`` on Hugging Face; every paper with a new arXiv id has one."""
    if not paper.arxiv_id or "/" in paper.arxiv_id:
        return None
    name = f"huggingface.co/papers/{paper.arxiv_id}"
    return Link(f"https://{name}", name, "discussion")


def doi_page(paper: Paper) -> Link | None:
    """Return the page of the DOI of ``paper``."""
    if not paper.doi:
        return None
    return Link(f"https://doi.org/{quote(paper.doi, safe=_PLAIN)}", f"doi:{paper.doi}", "publisher")


def search_page(title: str) -> Link:
    """Return the Hugging Face page that searches for ``title``."""
    query = quote(title[:_MOST_ASKED])
    return Link(f"https://huggingface.co/papers?q={query}", "search on huggingface.co")
