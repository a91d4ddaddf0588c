"""Papers as RIS, https://en.wikipedia.org/wiki/RIS_(file_format), with what was decided.

The decision is a note (``N1``): Rayyan and ASReview write theirs there, and Zotero and EndNote keep
notes. Tags are the first keywords; the decision names them, too, so that nobody takes them for
those of the paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.dates import Precision
from octavo_model.core.links import abstract_page, link_to
from octavo_model.text.clean import clean_line
from octavo_model.text.people import family_at, is_family, is_group, is_suffix

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.core.paper import Paper


def pieces(papers: Iterable[Paper]) -> Iterator[str]:
    """Yield a record for each paper, separated by blank lines."""
    before = ""
    for paper in papers:
        lines = (
            f"{tag}  - {value}\n" for tag, text in _fields(paper) if (value := clean_line(text))
        )
        yield f"{before}{''.join(lines)}ER  - \n"
        before = "\n"


def _fields(paper: Paper) -> Iterator[tuple[str, str]]:
    yield "TY", "JOUR" if paper.journal else "UNPB" if paper.arxiv_id else "GEN"
    yield "TI", paper.title
    yield from (("AU", _author(name)) for name in map(clean_line, paper.authors))
    yield "AD", paper.organization or ""
    if paper.date:
        yield "PY", f"{paper.date.year:04}"
        yield "DA", _day(paper)
    yield "T2", paper.journal or ""
    yield "DO", paper.doi or ""
    page = abstract_page(paper) or (link_to(paper.page) if paper.page else None)
    yield "UR", page.url if page else ""
    yield "ID", paper.key
    yield from (("KW", word) for word in dict.fromkeys([*paper.tags, *paper.keywords]))
    yield "AB", paper.abstract
    yield "N1", paper.comments
    # `octavo_model.formats.records.tagged` recognizes both.
    tags = f"; tags: {', '.join(paper.tags)}" if paper.tags else ""
    yield "N1", f"Octavo decision: {paper.decision}{tags}"
    yield "N1", f"Octavo note: {paper.note}" if paper.note else ""


def _day(paper: Paper) -> str:
    """Return year, month and day between slashes, as far as they are known; empty for a year."""
    if paper.date is None or paper.date_precision not in (Precision.DAY, Precision.MONTH):
        return ""
    day = f"{paper.date.day:02}" if paper.date_precision is Precision.DAY else ""
    return f"{paper.date.year:04}/{paper.date.month:02}/{day}/"


def _author(name: str) -> str:
    """Return a name with the family name first, and that of a group with a comma at its end.

    >>> _author("Bo van der Tyto"), _author("Bo Tyto Jr."), _author("The Lichen Consortium")
    ('van der Tyto, Bo', 'Tyto, Bo, Jr.', 'The Lichen Consortium,')
    """
    bare, comma, suffix = name.rpartition(", ")
    if not (comma and is_suffix(suffix)):
        bare, suffix = name, ""
    if is_group(name) or "," in bare:
        return f"{name},"
    words = bare.split(" ")
    if not suffix and is_suffix(words[-1]):
        suffix = words.pop()
    at = family_at(words)
    family, given = " ".join(words[at:]), " ".join(words[:at])
    if not given or not is_family(family):
        return name
    return ", ".join(filter(None, (family, given, suffix)))
