"""Papers as a bibliography in BibTeX, https://www.ctan.org/pkg/bibtex.

With the fields of arXiv, https://info.arxiv.org/help/hypertex/bibstyles, without abstracts. Tags
are the first keywords, and a note is the annotation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from octavo_model.core.dates import MONTHS, Precision
from octavo_model.core.identity import LETTERS, letters_of
from octavo_model.core.links import abstract_page, link_to
from octavo_model.core.paper import describe_author_count
from octavo_model.export.latex import latex, latex_title
from octavo_model.text.clean import clean_line
from octavo_model.text.fold import fold_title
from octavo_model.text.people import family_at, is_family, is_group, is_suffix

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from octavo_model.core.paper import Paper

_KEY = re.compile(r"@\w+\s*[{(]\s*([^\s,]+)\s*,")
_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)?(?:\.[A-Za-z]+(?:-[A-Za-z]+)?)?")
# Words at which BibTeX would split a name.
_SPLITS = re.compile(r"(?:^|\s)(?:and|others)(?:\s|$)", re.IGNORECASE)


def pieces(papers: Iterable[Paper]) -> Iterator[str]:
    """Yield an entry for each paper, separated by blank lines."""
    taken: set[str] = set()
    for paper in papers:
        key = entry_key(paper, taken)
        before = "\n" if taken else ""
        taken.add(key)
        yield before + entry(paper, key)


def added(known: str, papers: Iterable[Paper]) -> Iterator[str]:
    """Yield what to write after the bibliography ``known``: a piece for each paper not in it."""
    keys = set(_KEY.findall(known))
    before = "" if not known or known.endswith("\n\n") else "\n" if known[-1] == "\n" else "\n\n"
    for paper in papers:
        key = entry_key(paper)
        if key not in keys:
            keys.add(key)
            yield before + entry(paper, key)
            before = "\n"


def entry(paper: Paper, key: str = "") -> str:
    """Return the entry of ``paper``, with `entry_key` if no key is given."""
    kind = "article" if paper.journal else "misc"
    lines = [f"@{kind}{{{key or entry_key(paper)},\n"]
    for name, text in _fields(paper):
        if text:
            # Every style of BibTeX defines the months, without braces.
            value = text if name == "month" else f"{{{text}}}"
            lines.append(f"  {name:13} = {value},\n")
    return "".join([*lines, "}\n"])


def _fields(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "title", latex_title(clean_line(paper.title))
    yield "author", _authors(paper)
    yield "organization", latex(clean_line(paper.organization or ""))
    yield "journal", latex(clean_line(paper.journal or ""))
    if paper.date:
        yield "year", f"{paper.date.year:04}"
        if paper.date_precision in (Precision.DAY, Precision.MONTH):
            yield "month", MONTHS[paper.date.month - 1]
    if paper.arxiv_id:
        yield "eprint", paper.arxiv_id
        yield "archivePrefix", "arXiv"
        first = paper.categories[0] if paper.categories else ""
        yield "primaryClass", first if _CATEGORY.fullmatch(first) else ""
    # Programs that know the field read it verbatim; braces must balance anyway.
    yield "doi", quote(paper.doi or "", safe="/:;(),@!$&'*+=-._~<>[]#?")
    page = abstract_page(paper) or (link_to(paper.page) if paper.page else None)
    yield "url", page.url if page else ""
    if paper.author_count and not paper.authors:
        yield "note", describe_author_count(paper.author_count)
    keywords = dict.fromkeys([*paper.tags, *paper.keywords])
    yield "keywords", ", ".join(latex(clean_line(word)) for word in keywords)
    yield "annote", "\n".join(map(latex, paper.note.split("\n")))


def _authors(paper: Paper) -> str:
    """Return the names, in order."""
    names = [name for name in map(clean_line, paper.authors) if name]
    written = list(map(_author, names))
    if names and (paper.author_count or 0) > len(names):
        written.append("others")
    return " and ".join(written)


def _author(name: str) -> str:
    """Return the name of a person, or of a group in braces.

    With a suffix or TeX in it, the family name is first: BibTeX takes the case of the letter after
    an accent for that of a particle.
    """
    bare, comma, suffix = name.rpartition(", ")
    if not (comma and is_suffix(suffix)):
        bare, suffix = name, ""
    if is_group(name) or "," in bare or _SPLITS.search(name):
        return f"{{{latex(name)}}}"
    if not (suffix or "\\" in name):
        return latex(name)
    words = bare.split(" ")
    at = family_at(words)
    family, given = " ".join(words[at:]), " ".join(words[:at])
    if not given or not is_family(family) or is_suffix(words[at - 1]):
        return f"{{{latex(name)}}}" if suffix else latex(name)
    return ", ".join(latex(part) for part in (family, suffix, given) if part)


_NO_LETTERS = re.compile("[^a-z0-9]+")
_JUNIOR = re.compile(r",?\s+(?:jr|sr|i{1,3}|iv)\.?$", re.IGNORECASE)
_LONGEST = 24
_MINOR = frozenset(
    """
    a an and are as at be beyond by can do does for from how in into is it its not of on or our over
    re the their through to toward towards under using via we what when where which who why with
    without you your
    """.split()  # noqa: SIM905
)


def entry_key(paper: Paper, taken: Container[str] = ()) -> str:
    """Return a key made from ``paper`` alone: author, year, word, and letters of its own.

    The letters, a hash of the paper's key in the library, are always there, so that the key does
    not depend on other papers; only if it is in ``taken``, which is very rare, it gets more.
    """
    author, year, word = key_parts(paper)
    parts = [author, year, word] if author else [word, year]
    digest = letters_of(paper.key)
    for length in range(LETTERS, len(digest) + 1):
        key = "-".join(filter(None, ("".join(parts), digest[:length])))
        if key not in taken:
            return key
    raise ValueError(f"{paper.key} is written twice")


def key_parts(paper: Paper) -> tuple[str, str, str]:
    """Return the family name of the first author, the year, and the first word of the title.

    They have small letters and digits alone; one that is not known is empty.
    """
    author = _plain(_JUNIOR.sub("", paper.authors[0]).split(" ")[-1]) if paper.authors else ""
    words = map(_plain, fold_title(paper.title).split())
    word = next((one for one in words if one and one not in _MINOR), "")
    return author, str(paper.date.year) if paper.date else "", word


def _plain(text: str) -> str:
    return _NO_LETTERS.sub("", fold_title(text))[:_LONGEST]
