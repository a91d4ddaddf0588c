"""A check of everything that Octavo stores: what is wrong, and how to fix it."""

from __future__ import annotations

import os
import shlex
import shutil
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dates import Clock, utc_now
from octavo_model.core.errors import OctavoError
from octavo_model.core.views import View
from octavo_model.library import Library
from octavo_model.library.backup.journal_repair import is_lost
from octavo_model.library.importing.items import DigestReader
from octavo_model.search.query.parser import parse
from octavo_model.settings import settings as settings_file
from octavo_model.sources.source_list import SourceList
from octavo_model.sources.state import FetchStateStore
from octavo_model.storage.archive import Archive
from octavo_model.storage.journal import Journal
from octavo_model.storage.journal_format import Damaged, Section
from octavo_model.storage.journal_loss import (
    LostMarksError,
    conflict_copies,
    find_loss,
    many,
    position_of_index,
    recovery_options,
)
from octavo_model.text.clean import clean_line, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from octavo_model.settings.settings import Settings
    from octavo_model.storage.data_folder import Paths

    SettingsCheck = Callable[[Settings], Iterable[str]]

_LITTLE_SPACE = 200_000_000
"""Bytes that the import of a month may need."""
_MOST_NAMED = 5
"""Ignored files that are named."""


class State(StrEnum):
    """How a part is."""

    OK = "ok"
    WARNING = "warn"
    ERROR = "fail"


class Finding(NamedTuple):
    """The result of one check of a part: ``data``, ``index``, ``sources``."""

    part: str
    state: State
    text: str
    hint: str = ""


def look_over(
    paths: Paths, clock: Clock = utc_now, faults_in: SettingsCheck = lambda _settings: ()
) -> Iterator[Finding]:
    """Check everything below ``paths``, part by part; problems are findings and not errors.

    A damaged index is repaired, as at any start; nothing else is changed. ``faults_in`` finds
    problems in settings that the screen uses: names of themes and keys.
    """
    yield from _folders(paths)
    yield from _library(paths, clock)
    yield from _digests(Archive(paths.digests))
    yield from _journal(Journal.of(paths))
    yield from _copies(paths)
    yield from _settings(paths, faults_in)
    yield from _sources(paths)
    yield from _crashes(paths.state)


def _folders(paths: Paths) -> Iterator[Finding]:
    for what, folder in (("data", paths.data), ("settings", paths.config), ("state", paths.state)):
        text = f"{what} in {folder}"
        if not folder.exists():
            yield Finding("folders", State.OK, f"{text} (not created yet)")
        elif not os.access(folder, os.W_OK | os.X_OK):
            hint = "check who owns it"
            yield Finding("folders", State.ERROR, f"{text} cannot be written", hint)
        else:
            yield Finding("folders", State.OK, text)
    if paths.data.exists():
        free = shutil.disk_usage(paths.data).free
        state, hint = State.OK, ""
        if free < _LITTLE_SPACE:
            state, hint = State.WARNING, "free some space before you import"
        yield Finding("disk", state, f"{free / 1e9:.1f} GB free", hint)
    for path in (paths.index, paths.journal):
        if path.exists() and os.name == "posix" and path.stat().st_mode & 0o077:
            hint = f"chmod 600 {path}"
            yield Finding("data", State.WARNING, f"other users can read {path.name}", hint)


def _library(paths: Paths, clock: Clock) -> Iterator[Finding]:
    try:
        with Library.open(paths, clock=clock, instance="doctor", finish=False) as library:
            library.check()
            counts, digests = library.catalog.counts(View.all()), len(library.catalog.digests())
            stars = f"{counts.starred:,} starred"
            text = f"{many(counts.total, 'paper')}, {stars}, {many(digests, 'digest')}"
            yield Finding("library", State.OK, text)
            for repair in library.repairs:
                yield Finding("index", State.WARNING, repair)
            if number := library.unfinished():
                text = f"{many(number, 'digest')} not fully indexed yet"
                hint = "the reader or the next import finishes them"
                yield Finding("library", State.WARNING, text, hint)
            if library.read_only and not is_lost(Journal.of(paths)):  # reported below
                yield Finding("library", State.ERROR, library.read_only)
            for problem in library.problems:
                yield Finding("library", State.ERROR, problem)
            yield Finding("index", State.OK, "index OK")
            yield from _views(library.views.all())
    except LostMarksError:
        pass  # reported below
    except OctavoError as error:
        yield Finding("library", State.ERROR, f"{error.what}: {error.why}", error.hint)


def _views(views: Mapping[str, str]) -> Iterator[Finding]:
    for name, query in views.items():
        for fault in parse(query).problems:
            hint = f"octavo view add {shlex.quote(name)} QUERY"
            yield Finding("views", State.ERROR, clean_line(f"{name}: {fault}"), clean_line(hint))


def _digests(archive: Archive) -> Iterator[Finding]:
    reader, count = DigestReader(), 0
    try:
        sources = archive.sources()
    except OctavoError as error:
        yield Finding("digests", State.ERROR, f"{error.what}: {error.why}", error.hint)
        return
    for source in sources:
        try:
            record = archive.record(source)
            archive.verify(source)
            reader.known(record)
            count += 1
        except OctavoError as error:
            yield Finding("digests", State.ERROR, f"{error.what}: {error.why}", error.hint)
    yield Finding("digests", State.OK, f"{count:,} stored and OK")
    if others := archive.others():
        more = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
        text = f"ignored in {archive.folder}: {visible(', '.join(others[:_MOST_NAMED]))}{more}"
        yield Finding("digests", State.WARNING, text, "these files are not digests; remove them")


def _journal(journal: Journal) -> Iterator[Finding]:
    known: set[int] = set()
    marks = 0
    try:
        for section in journal.sections():
            if isinstance(section, Damaged):
                where = f"line {section.number} of {section.path.name} cannot be read"
                hint = "its marks are lost unless a backup has them: see copies/ in the data folder"
                yield Finding("marks", State.WARNING, where, hint)
            else:
                marks += len(section.changes)
                known.update(_fingerprints(section))
        for path in conflict_copies(journal):
            yield _copy_of_journal(path, known)
    except OSError as error:
        yield Finding("marks", State.ERROR, f"{journal.path}: {error.strerror}")
    else:
        if loss := find_loss(journal, *position_of_index(journal)):
            lost = LostMarksError(*loss, recovery_options(journal))
            yield Finding("marks", State.ERROR, f"{lost.what}: {lost.why}", lost.hint)
        else:
            yield Finding("marks", State.OK, f"the journal has {many(marks, 'change')}")


def _copy_of_journal(path: Path, known: set[int]) -> Finding:
    """Report what a copy of the journal beside it has, e.g. a conflict copy."""
    held = {
        fingerprint
        for section in Journal(path).sections()
        if isinstance(section, Section)
        for fingerprint in _fingerprints(section)
    }
    if not (new := len(held - known)):
        text = f"{visible(str(path))}: the journal has all of it ({many(len(held), 'change')})"
        return Finding("marks", State.WARNING, text, "remove it")
    text = f"{visible(str(path))}: {many(len(held), 'change')}, {new:,} of them not in the journal"
    hint = f"octavo restore {visible(shlex.quote(str(path)))}"
    return Finding("marks", State.WARNING, text, hint)


def _fingerprints(section: Section) -> Iterator[int]:
    """Yield a number for each change; of millions, numbers take less memory than changes."""
    for change in section.changes:
        yield hash((*section.heading[:4], change.key, change.field, repr(change.after)))


def _copies(paths: Paths) -> Iterator[Finding]:
    days = sorted(path.stem for path in paths.copies.glob("*.zip"))
    if days:
        yield Finding(
            "copies", State.OK, f"{many(len(days), 'daily backup')}, the latest of {days[-1]}"
        )
    elif paths.journal.exists():
        yield Finding(
            "copies", State.OK, "no daily backup yet; one is written each day that you mark papers"
        )


def _settings(paths: Paths, faults_in: SettingsCheck) -> Iterator[Finding]:
    settings, problems = settings_file.load(paths.settings)
    faults = [*problems, *faults_in(settings)]
    for fault in faults:
        yield Finding("settings", State.ERROR, clean_line(fault), f"edit {paths.settings}")
    if settings.views:
        text = "[views] was imported once, and has no effect any more"
        yield Finding(
            "settings", State.WARNING, text, "remove it; octavo view list lists your views"
        )
    if not faults and paths.settings.exists():
        yield Finding("settings", State.OK, f"{paths.settings.name} OK")


def _sources(paths: Paths) -> Iterator[Finding]:
    sources, problems = SourceList(paths).load()
    for problem in problems:
        yield Finding("sources", State.ERROR, clean_line(problem), f"edit {paths.sources}")
    state = FetchStateStore(paths)
    failing = 0
    for source in sources:
        try:
            memory = state.load(source)
        except OctavoError as error:
            yield Finding("sources", State.WARNING, str(error))
            continue
        if memory.error:
            failing += 1
            since = f" since {memory.success:%Y-%m-%d}" if memory.success else ""
            text = f"{source.name} fails{since}: {clean_line(memory.error)}"
            yield Finding("sources", State.WARNING, text, f"octavo fetch {source.name}")
    if sources:
        text = f"{many(len(sources), 'source')}, {len(sources) - failing} OK"
        yield Finding("sources", State.OK, text)
    elif not problems:
        yield Finding(
            "sources", State.OK, "no sources; to add one: octavo source add hf daily-papers"
        )


def _crashes(folder: Path) -> Iterator[Finding]:
    logs = sorted(folder.glob("crash-*.log"))
    if logs:
        text = f"{many(len(logs), 'crash report')}, the latest is {logs[-1]}"
        yield Finding("crashes", State.WARNING, text, "report it, then remove the file")
