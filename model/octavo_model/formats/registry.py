"""The formats Octavo reads, and the choice among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.errors import NOT_A_DIGEST, NotADigestError
from octavo_model.formats import CERTAIN
from octavo_model.formats.arxiv.feed import ArxivFeed
from octavo_model.formats.arxiv.mail import ArxivMail
from octavo_model.formats.daily_papers.api import DailyPapersJson
from octavo_model.formats.daily_papers.html import DailyPapersHtml
from octavo_model.formats.daily_papers.text import DailyPapersText
from octavo_model.formats.feeds.feed import AnyFeed
from octavo_model.formats.feeds.json_feed import JsonFeed
from octavo_model.formats.mail.mail import Mail
from octavo_model.formats.mail.newsletter import Newsletter
from octavo_model.formats.records.bibtex import BibTeX
from octavo_model.formats.records.csv import CsvTable
from octavo_model.formats.records.json_lines import JsonLines
from octavo_model.formats.records.tagged import RIS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.formats import Format, Source

_BARE: tuple[Format, ...] = (
    DailyPapersJson(),
    DailyPapersHtml(),
    ArxivMail(),
    ArxivFeed(),
    AnyFeed(),
    JsonFeed(),
    JsonLines(),
    CsvTable(),
    BibTeX(),
    RIS(),
    Newsletter(),
    # Last, for it has no marks of its own and looks longest.
    DailyPapersText(),
)

FORMATS: tuple[Format, ...] = (Mail(_BARE), *_BARE)
"""In the order in which they are asked; of equally sure ones the first is taken."""


def choose(source: Source, formats: Sequence[Format] = FORMATS) -> Format:
    """The format that is surest it can read ``source``.

    Raises:
        NotADigestError: None of them can.
    """
    best, surest = None, 0.0
    for one in formats:
        sure = one.sniff(source)
        if sure > surest:
            best, surest = one, sure
        if surest >= CERTAIN:
            break
    if best is not None:
        return best
    raise NotADigestError(source.name, NOT_A_DIGEST, "octavo formats tells what is read")
