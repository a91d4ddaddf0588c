"""A look over everything Octavo keeps: what is well, what is not, and what to do about it."""

from __future__ import annotations

import os
import shlex
import shutil
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from octavo_model.core.dates import Clock, utc_now
from octavo_model.core.errors import OctavoError
from octavo_model.core.views import View
from octavo_model.library import Library
from octavo_model.library.backup.journal_repair import is_lost
from octavo_model.library.importing.items import Reader
from octavo_model.search.query import parse
from octavo_model.settings import settings as settings_file
from octavo_model.sources.source_list import SourceList
from octavo_model.sources.state import FetchStateStore
from octavo_model.storage.archive import Archive
from octavo_model.storage.journal import Damaged, Journal, Section
from octavo_model.storage.journal_record import (
    LostMarksError,
    beside,
    find_loss,
    read_by_index,
    ways_out,
)
from octavo_model.text.clean import clean_line, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from octavo_model.settings.settings import Settings
    from octavo_model.storage.data_folder import Paths

    Judge = Callable[[Settings], Iterable[str]]

_LITTLE_SPACE = 200_000_000
"""Bytes: what an import of a month may take for a moment."""
_NAMED = 5
"""How many files are named where there may be many."""
_PATIENCE = 60.0
"""Seconds for the index, which is looked through page by page."""


class State(StrEnum):
    """How a part is: well, well with an advice, or such that something is to be done."""

    WELL = "ok"
    ODD = "warn"
    ILL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one part.

    Attributes:
        part: Its name: ``data``, ``index``, ``sources``.
        state: How it is.
        text: What was found, in words.
        hint: What to do about it; empty where there is nothing to do.
    """

    part: str
    state: State
    text: str
    hint: str = ""


def look_over(
    paths: Paths, clock: Clock = utc_now, faults_in: Judge = lambda _settings: ()
) -> Iterator[Finding]:
    """Look at everything below ``paths``, part by part; never raises for what is wrong there.

    A damaged index is repaired on the way, as at any start; nothing else is changed.

    Args:
        paths: Where everything lies.
        clock: Tells the time.
        faults_in: What is wrong in settings that only those can judge who use them, such as the
            names of themes and keys.
    """
    yield from _folders(paths)
    yield from _library(paths, clock)
    yield from _digests(Archive(paths.digests))
    yield from _journal(Journal.of(paths))
    yield from _copies(paths)
    yield from _settings(paths, faults_in)
    yield from _sources(paths)
    yield from _crashes(paths.state)


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _folders(paths: Paths) -> Iterator[Finding]:
    for what, folder in (("data", paths.data), ("settings", paths.config), ("state", paths.state)):
        told = f"{what} in {folder}"
        if not folder.exists():
            yield Finding("folders", State.WELL, f"{told}, which is not there yet")
        elif not os.access(folder, os.W_OK | os.X_OK):
            hint = "check who owns it"
            yield Finding("folders", State.ILL, f"{told}, which cannot be written", hint)
        else:
            yield Finding("folders", State.WELL, told)
    if paths.data.exists():
        free = shutil.disk_usage(paths.data).free
        told = f"{free / 1e9:.1f} GB free"
        if free < _LITTLE_SPACE:
            yield Finding("disk", State.ODD, told, "free some space before you import")
        else:
            yield Finding("disk", State.WELL, told)
    for path in (paths.index, paths.journal):
        if path.exists() and os.name == "posix" and path.stat().st_mode & 0o077:
            hint = f"chmod 600 {path}"
            yield Finding("data", State.ODD, f"others may read {path.name}", hint)


def _library(paths: Paths, clock: Clock) -> Iterator[Finding]:
    try:
        with Library.open(paths, clock=clock, instance="doctor", finish=False) as library:
            whole = library.check(_PATIENCE)
            counts, digests = library.counts(View.all()), len(library.digests())
            parts = (
                _many(counts.total, "paper"),
                f"{counts.starred:,} starred",
                _many(digests, "digest"),
            )
            yield Finding("library", State.WELL, ", ".join(parts))
            for repair in library.repairs:
                yield Finding("index", State.ODD, repair)
            if number := library.unfinished():
                text = f"{_many(number, 'digest')} not fully indexed yet"
                hint = "octavo finishes that in the background, or the next import does"
                yield Finding("library", State.ODD, text, hint)
            if library.read_only and not is_lost(Journal.of(paths)):  # reported below
                yield Finding("library", State.ILL, library.read_only)
            for problem in library.problems:
                yield Finding("library", State.ILL, problem)
            if whole:
                yield Finding("index", State.WELL, "looked through, nothing contradicts itself")
            else:
                yield Finding("index", State.ODD, "too large to be looked through in a minute")
    except LostMarksError:
        pass  # told below
    except OctavoError as error:
        yield Finding("library", State.ILL, f"{error.what}: {error.why}", error.hint)


def _digests(archive: Archive) -> Iterator[Finding]:
    reader, well = Reader(), 0
    try:
        sources = archive.sources()
    except OctavoError as error:
        yield Finding("digests", State.ILL, f"{error.what}: {error.why}", error.hint)
        return
    for source in sources:
        try:
            record = archive.record(source)
            archive.verify(source)
            reader.known(record)
            well += 1
        except OctavoError as error:
            yield Finding("digests", State.ILL, f"{error.what}: {error.why}", error.hint)
    yield Finding("digests", State.WELL, f"{well:,} kept and sound")
    if others := archive.others():
        more = f" and {len(others) - _NAMED} more" if len(others) > _NAMED else ""
        told = f"ignored in {archive.folder}: {visible(', '.join(others[:_NAMED]))}{more}"
        yield Finding("digests", State.ODD, told, "they are no digests; remove them")


def _journal(journal: Journal) -> Iterator[Finding]:
    known: set[int] = set()
    marks = 0
    try:
        for section in journal.sections():
            if isinstance(section, Damaged):
                where = f"line {section.number} of {section.path.name} cannot be read"
                hint = "its marks are lost unless a copy has them: see copies/ in the data folder"
                yield Finding("marks", State.ODD, where, hint)
            else:
                marks += len(section.changes)
                known.update(_fingerprints(section))
        for path in beside(journal):
            yield _copy_of_journal(path, known)
    except OSError as error:
        yield Finding("marks", State.ILL, f"{journal.path}: {error.strerror}")
    else:
        if loss := find_loss(journal, *read_by_index(journal)):
            lost = LostMarksError(*loss, ways_out(journal))
            yield Finding("marks", State.ILL, f"{lost.what}: {lost.why}", lost.hint)
        else:
            yield Finding("marks", State.WELL, f"the journal has {_many(marks, 'change')}")


def _copy_of_journal(path: Path, known: set[int]) -> Finding:
    """What a file beside the journal holds, such as a conflict copy of it."""
    held = {
        one
        for section in Journal(path).sections()
        if isinstance(section, Section)
        for one in _fingerprints(section)
    }
    if not (news := len(held - known)):
        told = f"{visible(str(path))}: the journal has all of it ({_many(len(held), 'change')})"
        return Finding("marks", State.ODD, told, "remove it")
    told = (
        f"{visible(str(path))}: {_many(len(held), 'change')}, {news:,} of them not in the journal"
    )
    hint = f"octavo restore {visible(shlex.quote(str(path)))}"
    return Finding("marks", State.ODD, told, hint)


def _fingerprints(section: Section) -> Iterator[int]:
    """What tells one change from any other; of millions, numbers take less memory."""
    for change in section.changes:
        yield hash((*section.heading[:4], change.key, change.field.value, change.after))


def _copies(paths: Paths) -> Iterator[Finding]:
    days = sorted(path.stem for path in paths.copies.glob("*.zip"))
    if days:
        yield Finding("copies", State.WELL, f"{len(days)}, the latest of {days[-1]}")
    elif paths.journal.exists():
        yield Finding("copies", State.WELL, "none yet; one is made each day that you mark papers")


def _settings(paths: Paths, faults_in: Judge) -> Iterator[Finding]:
    settings, problems = settings_file.load(paths.settings)
    faults = list(problems)
    for name, query in settings.views.items():
        faults += [f"views.{name}: {fault}" for fault in parse(query).problems]
    faults += faults_in(settings)
    for fault in faults:
        yield Finding("settings", State.ILL, clean_line(fault), f"edit {paths.settings}")
    if not faults and paths.settings.exists():
        yield Finding("settings", State.WELL, f"{paths.settings.name} is understood")


def _sources(paths: Paths) -> Iterator[Finding]:
    sources, problems = SourceList(paths).load()
    for problem in problems:
        yield Finding("sources", State.ILL, clean_line(problem), f"edit {paths.sources}")
    store = FetchStateStore(paths)
    failing = 0
    for source in sources:
        try:
            state = store.load(source)
        except OctavoError as error:
            yield Finding("sources", State.ODD, str(error))
            continue
        if state.error:
            failing += 1
            since = f" since {state.success:%Y-%m-%d}" if state.success else ""
            text = f"{source.name} fails{since}: {clean_line(state.error)}"
            yield Finding("sources", State.ODD, text, f"octavo fetch {source.name}")
    if sources:
        told = f"{len(sources)}, {len(sources) - failing} of them well"
        yield Finding("sources", State.WELL, told)
    elif not problems:
        yield Finding("sources", State.WELL, "none; octavo sources add hf daily-papers adds one")


def _crashes(folder: Path) -> Iterator[Finding]:
    logs = sorted(folder.glob("crash-*.log"))
    if logs:
        told = f"{len(logs)} on record, the latest in {logs[-1]}"
        yield Finding("crashes", State.ODD, told, "report it, then remove the file")
