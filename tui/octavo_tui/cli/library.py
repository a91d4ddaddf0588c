"""The library as commands open it, with what is wrong with it on standard error."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from octavo_model import Library, OctavoError, View
from octavo_model.core.errors import UnusableError
from octavo_model.settings import settings as settings_file
from octavo_tui.cli.output import print_errors
from octavo_tui.cli.progress import ProgressBar
from octavo_tui.render.labels import plural, problems_of
from octavo_tui.terminal.streams import print_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model import Paths

INSTANCE = "cli"
"""The instance of marks from the command line, in the journal."""


def open_library(
    paths: Paths, instance: str | None = INSTANCE, *, is_new: bool = False, finish: bool = False
) -> Library:
    """Open the library, and print what is wrong with it; ``finish`` interrupted imports."""
    try:
        with ProgressBar("Rebuilding the index…") as progress:
            library = Library.open(paths, instance=instance, progress=progress, finish=False)
    except OctavoError as error:
        raise UnusableError(error.what, error.why, error.hint) from error
    if finish:
        with ProgressBar("Finishing an earlier import…") as progress:
            library.finish(progress)
    # That a new library had no index is no news.
    print_errors("library", problems_of(library, with_repairs=not is_new))
    if paths.settings.exists():
        settings, _ = settings_file.load(paths.settings)
        library.catalog.inbox_days = settings.inbox_days
        library.full_texts.settings = settings.full_text
        library.catalog.hide(
            cross_lists=settings.hide_cross_lists, replacements=settings.hide_replacements
        )
    return library


def open_for_reading(paths: Paths) -> Library:
    """Open the library as it is, and report unfinished imports."""
    library = open_library(paths)
    report_unfinished(library)
    return library


@contextmanager
def open_to_change(paths: Paths) -> Iterator[Library]:
    """Open the library; when it is closed, print what went wrong since, e.g. with its copies."""
    with open_for_reading(paths) as library:
        library.require_writable()
        known = library.problems
        yield library
    print_errors("library", [one for one in library.problems if one not in known])


def report_unfinished(library: Library) -> None:
    """Report how many digests are not fully indexed, and what finishes them."""
    number = library.unfinished()
    if not number:
        return
    verb, it = ("is", "it") if number == 1 else ("are", "them")
    what = f"{plural(number, 'digest')} {verb} not fully indexed yet"
    if library.is_importing():
        print_error(f"{what}: an import is running")
    else:
        print_error(f"{what}: the next import finishes {it}, or the reader (octavo)")


def say_if_empty(library: Library) -> None:
    """Say that the library has no papers, if so, and how to add some.

    A library that lost its digests has reported that, and how to restore them.
    """
    if not library.problems and not library.catalog.counts(View.all()).total:
        print_error("the library is empty: octavo FILE or octavo today adds papers")


def find_paper(library: Library, key: str) -> int:
    """Return the paper that ``key`` names: its key, arXiv id, title, or the start of one."""
    try:
        return library.catalog.resolve(key)
    except OctavoError as error:
        hint = error.hint or "try: octavo search WORDS"
        raise OctavoError(error.what, error.why, hint) from None
