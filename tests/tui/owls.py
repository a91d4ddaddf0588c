"""One invented paper as several digests tell of it: read in its first version, then revised."""

from __future__ import annotations

import datetime as dt

from tests.parsed import import_parsed

from octavo_model import Library
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import Announcement, ParsedDigest, ParsedPaper

OWLS = "Owls Hear in Two Dimensions"
ID = "2511.00047"
FIRST = (
    "Owls find mice in the dark. We model their ears as two slow microphones and show that "
    "three milliseconds suffice."
)
SECOND = (
    "Owls find mice in the dark. We model their ears as two fast microphones and show that two "
    "milliseconds suffice. Code is at https://github.com/noctua/owls."
)
MAILED = ParsedPaper(
    title=OWLS,
    abstract=FIRST,
    authors=("Ada Strix", "Bo Tyto"),
    arxiv_id=ID,
    announced=Announcement.NEW,
    date=dt.date(2025, 11, 2),
    categories=("cs.SD", "cs.LG"),
    comments="12 pages, 3 owls, accepted at the Parliament of Fowls",
)
ON_DAILY_PAPERS = ParsedPaper(
    title=OWLS,
    abstract=FIRST,
    authors=("Ada Strix", "Bo Tyto"),
    organization="Noctua",
    arxiv_id=ID,
    date=dt.date(2025, 11, 2),
    comment_count=3,
    upvotes=47,
    keywords=("owls", "sound localisation", "slow microphones"),
    ai_summary="Two microphones are enough to find a mouse, as owls have long known.",
    code="https://github.com/noctua/owls",
    project="https://noctua.example.org/owls",
)
REPLACED = MAILED._replace(
    abstract=SECOND,
    announced=Announcement.REPLACE,
    version=2,
    revised=dt.date(2025, 11, 20),
    journal="Journal of Invented Birds 12 (2025) 3-14",
    doi="10.1000/owls.47",
)
BATS = ParsedPaper(title="Bats Are Not Blind", abstract="They never were.")


def add_digest(library: Library, format_name: str, day: dt.date, *papers: ParsedPaper) -> None:
    """Take in a digest of ``day`` that holds ``papers``."""
    name = f"{format_name}-{day.isoformat()}"
    import_parsed(library, ParsedDigest(day, False, papers), name, format_name)


def add_owls(library: Library) -> int:
    """Two digests of the owls, which are read then, and one with their revision; their number."""
    add_digest(library, "arxiv-mail", dt.date(2025, 11, 3), MAILED._replace(version=1))
    add_digest(library, "daily-papers-json", dt.date(2025, 11, 4), ON_DAILY_PAPERS)
    owls = library.catalog.resolve(ID)
    library.marks.mark([owls], MarkField.READ, True)
    add_digest(library, "arxiv-feed", dt.date(2025, 11, 21), REPLACED, BATS)
    return owls
