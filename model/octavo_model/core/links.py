r"""The web addresses an abstract speaks of, as a person would read them. Pure, in linear time.

Abstracts come through LaTeX, feeds and copy-paste: addresses stand without a scheme, inside
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
    from collections.abc import Iterator

    from octavo_model.core.paper import Paper

_LONGEST = 2_000

_TILDE = re.compile(
    r"\$\s*\\sim\s*\$|\\(?:textasciitilde|sim)(?![a-z])(?:\{\})?|\\string~|\\~(?:\{\})?"
)
_BRACED_ESCAPE = re.compile(r"\{\\([_%#&$-])\}")
_ESCAPE = re.compile(r"\\([_%#&$/-])")
# What stands in no address; the braces part the arguments of \url and \href.
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
    r"""The links in ``text``, in order, without repeats.

    Only http and https, and never with a user name before the host.

    >>> links_in(r"Code: github.com/x/y.git, \url{https://x.github.io/a\_b/}.")[1].url
    'https://x.github.io/a_b/'
    """
    if not may_hold_links(text):
        return ()
    if "\\" in text:
        text = _BRACED_ESCAPE.sub(r"\1", _TILDE.sub("~", text))
        text = _ESCAPE.sub(r"\1", text)
    found: dict[str, Link] = {}
    for token in _TOKEN.findall(text):
        for piece in _pieces(token):
            link = _link(piece)
            if link is not None:
                found.setdefault(_sameness(link), link)
    return tuple(found.values())


def links_of(
    abstract: str,
    *,
    code: str | None = None,
    project: str | None = None,
    page: str | None = None,
) -> tuple[Link, ...]:
    """The links of a paper: to its code, project and page, then those of its ``abstract``."""
    if code is None and project is None and page is None:
        return links_in(abstract)
    found: dict[str, Link] = {}
    for role, url in (("code", code), ("project", project), ("page", page)):
        named = _link(url) if url else None
        if named is not None:
            found.setdefault(_sameness(named), replace(named, role=role))
    for link in links_in(abstract):
        found.setdefault(_sameness(link), link)
    return tuple(found.values())


def link_to(address: str) -> Link | None:
    """The link to ``address``; None where that is none, or none that one would follow.

    Nothing in it is invisible or meant for a terminal.

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
    scheme, host, port, rest = parts[1].lower(), parts[2].lower(), parts[3] or "", parts[4] or ""
    shown = host.removeprefix("www.") + port + rest
    return Link(f"{scheme}://{host}{port}{rest}", shown)


def _pieces(token: str) -> Iterator[str]:
    """The addresses that stand in ``token``, which has no space, each with a scheme."""
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
    """Whether the address at ``inner`` is a part of the one at ``outer``, as archives have it."""
    if token[inner - 1] not in "/=" or token[inner - 3 : inner] == "://":
        return False
    return _host(token[outer : outer + 300]) != _host(token[inner : inner + 300])


def _host(address: str) -> str:
    return re.split("[/?#]", address.partition("://")[2], maxsplit=1)[0].lower()


def _link(piece: str) -> Link | None:
    return link_to(_without_trailing(piece))


def _without_trailing(piece: str) -> str:
    """``piece`` without the punctuation of the sentence around it."""
    surplus = {
        closing: piece.count(closing) - piece.count(opening)
        for closing, opening in _CLOSING.items()
    }
    end = len(piece)
    while end and (last := piece[end - 1]) in _TRAILING:
        if last in surplus:
            if surplus[last] <= 0:
                break
            surplus[last] -= 1
        end -= 1
    return piece[:end]


def is_same_page(one: Link, other: Link) -> bool:
    """Whether two links lead to one page, written with small differences.

    >>> is_same_page(Link("https://a.org/x", "here"), Link("http://www.a.org/x/", "there"))
    True
    """
    first, second = link_to(one.url), link_to(other.url)
    if first is None or second is None:
        return one.url == other.url
    return _sameness(first) == _sameness(second)


def _sameness(link: Link) -> str:
    return link.label.lower().rstrip("/").removesuffix(".git")


_MOST_ASKED = 150
"""Characters of a title that are searched for; each may take nine in an address."""
_PLAIN = "/:;(),@!$&'*+=-._~"
"""What stands in an address as it is, and in DOIs too."""


def best_link(paper: Paper) -> Link:
    """The address to open for ``paper``.

    Its arXiv page where its id is known, else where its DOI leads, else its own page, else the
    first of its links, else the Hugging Face page that searches for its title.
    """
    return links_of_paper(paper)[0]


def links_of_paper(paper: Paper) -> tuple[Link, ...]:
    """All addresses of ``paper``, the one to open first, each once; there is always one.

    Its abstract page, PDF and Hugging Face page where its arXiv id is known, where its DOI leads,
    its own page, its code and project, and those of the abstract; where nothing is known, the
    page that searches for its title.
    """
    own = link_to(paper.page) if paper.page else None
    known = [
        abstract_page(paper),
        doi_page(paper),
        None if own is None else replace(own, role="page"),
        *paper.links,
    ]
    if paper.arxiv_id:
        known[1:1] = [pdf(paper), hugging_face_page(paper)]
    found: list[Link] = []
    for link in known:
        if link is not None and not any(is_same_page(link, other) for other in found):
            found.append(link)
    return tuple(found) or (search_page(paper.shown),)


def abstract_page(paper: Paper) -> Link | None:
    """The page of ``paper`` on arXiv, which holds its latest version."""
    if not paper.arxiv_id:
        return None
    return Link(f"https://arxiv.org/abs/{paper.arxiv_id}", f"arXiv:{paper.arxiv_id}", "abstract")


def pdf(paper: Paper) -> Link | None:
    """The PDF of ``paper``: that of arXiv, else the first of its links that names one."""
    if paper.arxiv_id:
        name = f"arxiv.org/pdf/{paper.arxiv_id}"
        return Link(f"https://{name}", name, "PDF")
    own = link_to(paper.page) if paper.page else None
    for link in (own, *paper.links):
        if link is not None and urlsplit(link.url).path.lower().endswith(".pdf"):
            return link
    return None


def hugging_face_page(paper: Paper) -> Link | None:
    """The page of ``paper`` on Hugging Face, which any paper with an id of the newer kind has."""
    if not paper.arxiv_id or "/" in paper.arxiv_id:
        return None
    name = f"huggingface.co/papers/{paper.arxiv_id}"
    return Link(f"https://{name}", name, "discussion")


def doi_page(paper: Paper) -> Link | None:
    """Where the DOI of ``paper`` leads."""
    if not paper.doi:
        return None
    return Link(f"https://doi.org/{quote(paper.doi, safe=_PLAIN)}", f"doi:{paper.doi}", "publisher")


def search_page(title: str) -> Link:
    """The Hugging Face page that searches for a paper called ``title``."""
    return Link(
        f"https://huggingface.co/papers?q={quote(title[:_MOST_ASKED])}", "search on huggingface.co"
    )


def cite(paper: Paper) -> str:
    """One line of plain text that names ``paper``: who, what, where, when; only what is known.

    More than three authors become the first and *et al.*
    """
    return _sentences(_who(paper), f"“{paper.shown}”", *_where(paper))


def cite_source(paper: Paper) -> str:
    """As `cite`, with all authors and without the title; empty where nothing is known."""
    return _sentences(", ".join(paper.authors) or _who(paper), *_where(paper))


def _who(paper: Paper) -> str:
    if len(paper.authors) > 3:
        return f"{paper.authors[0]} et al."
    return ", ".join(paper.authors) or paper.organization or ""


def _where(paper: Paper) -> tuple[str, str, str]:
    where = ""
    if paper.arxiv_id:
        where = f"arXiv:{paper.arxiv_id}"
    elif paper.doi:
        where = f"doi:{paper.doi}"
    return paper.journal or "", str(paper.date.year) if paper.date else "", where


def _sentences(*parts: str) -> str:
    return ". ".join(part.rstrip(".") for part in parts if part) + "." if any(parts) else ""
