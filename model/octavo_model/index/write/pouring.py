"""Papers that come one by one, taken in a batch at a time, so that they are never all held."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from octavo_model.core.parsed import ParsedPaper, ParseWarning
from octavo_model.storage.crash_reports import ReaderFailedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MOST_WARNINGS = 1_000


@dataclass(slots=True)
class Poured:
    """What has come.

    Attributes:
        papers: How many papers.
        warnings: What was not understood; of very many the first.
    """

    papers: int = 0
    warnings: list[ParseWarning] = field(default_factory=list)


def pour(
    told: Iterable[ParsedPaper | ParseWarning],
    take: Callable[[list[ParsedPaper], bool], None],
    size: int,
    *,
    done: int = 0,
) -> Poured:
    """Hand the papers of ``told`` to ``take``, ``size`` at a time; the last time with True.

    Args:
        told: Papers and warnings as they are read.
        take: Takes papers, and whether they are the last.
        size: Papers at a time; the last are fewer, perhaps none.
        done: How many of the first papers were taken before, and are not handed on.

    Raises:
        ReaderFailedError: What is read failed to be; what came before it was handed on.
    """
    poured = Poured()
    waiting: list[ParsedPaper] = []
    try:
        for one in told:
            if isinstance(one, ParseWarning):
                if len(poured.warnings) < _MOST_WARNINGS:
                    poured.warnings.append(one)
                continue
            poured.papers += 1
            if poured.papers <= done:
                continue
            waiting.append(one)
            if len(waiting) == size:
                take(waiting, False)
                waiting = []
    except ReaderFailedError:
        # It would fail there again at every start: what came before is all there is of it.
        take(waiting, True)
        raise
    take(waiting, True)
    return poured
