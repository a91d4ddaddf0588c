"""The formats Octavo reads, and the choice among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.digests.arxiv_mail import ArxivMail
from octavo_model.digests.daily_papers_text import DailyPapersText
from octavo_model.digests.mail import Mail
from octavo_model.digests.newsletter import Newsletter
from octavo_model.errors import NotADigestError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.digests.protocol import Format, Source

_BARE: tuple[Format, ...] = (
    DailyPapersText(),
    ArxivMail(),
    Newsletter(),
)

FORMATS: tuple[Format, ...] = (*_BARE, Mail(_BARE))
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
    if best is not None:
        return best
    expected = ", or ".join(one.title for one in formats)
    raise NotADigestError(source.name, f"not a digest; expected a {expected}")
