"""The import of many items: while some are written to the index, the next are read."""

from __future__ import annotations

import gc
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError, OctavoError
from octavo_model.core.parsed import ImportReport, no_progress
from octavo_model.formats import Source
from octavo_model.library.importing.items import LargeFile
from octavo_model.library.importing.streaming import BATCH, discard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from octavo_model.library.importing.commit import Committer
    from octavo_model.library.importing.items import Item
    from octavo_model.library.importing.streaming import PendingDigest

    Result = ImportReport | OctavoError

_MOST_AT_ONCE = 16
"""Digests stored durably in one go."""
_ALONE = 1_000_000
"""Bytes from which a digest is not read while others are written: one pattern over all of it keeps
the interpreter for longer than another process should wait for the library's lock."""
_SWITCH_INTERVAL = 0.0005
"""Seconds that a thread keeps the interpreter while another wants it."""
_NEW_OBJECTS = 20_000
"""Objects after which an import looks for garbage."""


def import_all(
    items: Iterable[Item],
    receive: Callable[[Item], PendingDigest | ImportReport],
    committer: Committer,
) -> list[Result]:
    """Import what ``receive`` reads of items; the result of one that fails is its error."""
    results: dict[int, Result] = {}
    waiting: dict[int, PendingDigest] = {}
    mails, others = Counter[str](), Counter[str]()
    with ThreadPoolExecutor(1, "octavo-index") as indexer, short_turns():
        committing = indexer.submit(_commit, committer, {})
        for number, item in enumerate(items):
            if item.mailbox is not None:
                mails[item.mailbox] += 1
            source = item.source
            is_alone = isinstance(source, LargeFile) or (
                isinstance(source, Source) and len(source.data) > _ALONE
            )
            if is_alone:
                committing.result()
            try:
                received = receive(item)
            except OctavoError as error:
                if isinstance(error, NotADigestError) and item.mailbox is not None:
                    others[item.mailbox] += 1
                else:
                    results[number] = _alone(error)
                continue
            if isinstance(received, ImportReport):
                results[number] = received
                continue
            waiting[number] = received
            size = sum(len(one.parsed.papers) for one in waiting.values() if one.parsed)
            # A large one holds its bytes until it is written.
            if size >= BATCH or len(waiting) == _MOST_AT_ONCE or is_alone:
                results |= committing.result()
                committing = indexer.submit(_commit, committer, waiting)
                waiting = {}
        results |= committing.result()
        results |= _commit(committer, waiting)
    without = [
        NotADigestError(box, f"none of its {number} mails holds a digest")
        for box, number in mails.items()
        if others[box] == number
    ]
    return [*(results[number] for number in sorted(results)), *without]


def _alone(error: OctavoError) -> OctavoError:
    """Return ``error`` without what it came from, which may hold all bytes of a file."""
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _commit(committer: Committer, waiting: dict[int, PendingDigest]) -> dict[int, Result]:
    """Store digests together; an error is the result of all of them."""
    if not waiting:
        return {}
    try:
        committer.commit(list(waiting.values()), no_progress)
        return {number: committer.report(one) for number, one in waiting.items()}
    except OctavoError as error:
        for one in waiting.values():
            discard(one.draft)
        return {
            number: OctavoError(one.label, error.why, error.hint) for number, one in waiting.items()
        }


@contextmanager
def short_turns() -> Iterator[None]:
    """Let the threads of the process alternate ten times as often.

    The thread that writes papers lets go of the interpreter at each statement, and gets it back
    when the thread that reads the next digest has had its turn; meanwhile it holds the library's
    lock, and a star in another process waits for both.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, _SWITCH_INTERVAL))
    try:
        yield
    finally:
        sys.setswitchinterval(before)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for garbage more rarely: papers are no garbage until they are written."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _NEW_OBJECTS), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
