"""From a stream of papers and warnings to a digest, with no flood of warnings. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

MOST_WARNINGS = 100
"""How many warnings of a digest are told one by one."""

_LONGEST_QUOTE = 60


def quoted(text: str) -> str:
    """``text``, which must be clean, in quotation marks and cut where it is long."""
    short = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1].rstrip() + "…"
    return f"“{short}”"


def rationed(
    found: Iterable[ParsedPaper | ParseWarning], most: int = MOST_WARNINGS
) -> Iterator[ParsedPaper | ParseWarning]:
    """``found``, but of its warnings the first ``most``; a last one says how many more there are.

    >>> told = rationed([ParseWarning(1, "odd"), ParseWarning(2, "odd")], most=1)
    >>> [str(one) for one in told]
    ['line 1: odd', '1 more warning']
    """
    warned = 0
    for one in found:
        if isinstance(one, ParseWarning):
            warned += 1
            if warned > most:
                continue
        yield one
    if more := max(0, warned - most):
        yield ParseWarning(0, f"{more:,} more warning{'s' if more > 1 else ''}")


def gather(
    found: Iterable[ParsedPaper | ParseWarning], date: dt.date | None, name: str = ""
) -> ParsedDigest:
    """The digest of a day that holds all of ``found``, called ``name`` before its day."""
    papers: list[ParsedPaper] = []
    warnings: list[ParseWarning] = []
    for one in found:
        if isinstance(one, ParsedPaper):
            papers.append(one)
        else:
            warnings.append(one)
    return ParsedDigest(date, False, tuple(papers), tuple(warnings), name)
