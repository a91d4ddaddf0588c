"""Digests on their way in: read, but not or not wholly in the index yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.index.write import writer

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source
    from octavo_model.storage.archive_record import Record


@dataclass(slots=True)
class Arrival:
    """A digest on its way in.

    Attributes:
        label: What the user calls it.
        content: Its name in the archive.
        source: Where it came from.
        parsed: What it says.
        record: What is settled about it, but for its number and the end of its name.
        draft: Its bytes, being written down meanwhile.
        number: Of the digest; 0 before it has one.
        known: Whether the library had it, in whole or in part.
        gains: Whether papers come in by it.
        redated: Whether its day was corrected.
        done: How many of its papers are in.
    """

    label: str
    content: str
    source: Source
    parsed: ParsedDigest
    record: Record
    draft: Future[Path | None]
    number: int = 0
    known: bool = False
    gains: bool = True
    redated: bool = False
    done: int = -1

    def give_up(self) -> None:
        """Remove what was written down of it, once that is done."""
        discard_later(self.draft)


class Step(NamedTuple):
    """How many papers of a digest are in after a transaction."""

    arrival: Arrival
    done: int


def take_some(
    db: sqlite3.Connection, arrivals: Sequence[Arrival], room: int, go_on: Callable[[], bool]
) -> list[Step]:
    """Take in the next ``room`` papers of ``arrivals``, fewer where ``go_on`` says so."""
    steps: list[Step] = []
    for one in arrivals:
        before, papers = max(one.done, 0), one.parsed.papers
        done = in_place(writer.take_in(db, one.number, papers, room, go_on))
        steps.append(Step(one, done))
        room -= done - before
        if room <= 0 or done < len(papers) or not go_on():
            break
    return steps


def in_place(done: int | None) -> int:
    """How many are in.

    Raises:
        OctavoError: The index has no such digest any more.
    """
    if done is None:
        raise OctavoError("the index", "was replaced during an import", "import again")
    return done


def discard_later(draft: Future[Path | None]) -> None:
    """Remove a draft that is not wanted after all, once it is written."""
    draft.add_done_callback(_discard)


def _discard(draft: Future[Path | None]) -> None:
    if draft.exception() is None and (path := draft.result()) is not None:
        path.unlink(missing_ok=True)
