"""The tour: lessons in a library of their own, which is removed when it is closed."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from octavo_model import ImportOptions, Library, Paths
from octavo_model.formats.registry import known_format
from octavo_model.settings import session as sessions
from octavo_model.storage.failures import explained

if TYPE_CHECKING:
    from collections.abc import Iterator

_LESSONS = Path(__file__).with_name("tour.jsonl")


@contextmanager
def tour_library(theme: str) -> Iterator[tuple[Library, Paths]]:
    """Yield a temporary library that holds the lessons, and where it is.

    Its reader starts with ``theme``; if that is empty, with the theme of the settings.
    """
    with explained("the tour"):
        folder = TemporaryDirectory(prefix="octavo-tour-", ignore_cleanup_errors=True)
    with folder as name:
        paths = Paths.under(name)
        # Papers of the tour come from nowhere, and have no badge.
        form = replace(known_format("json-lines"), origin_label="")
        with Library.open(paths, formats=[form]) as library:
            library.imports.import_bytes(_LESSONS.read_bytes(), ImportOptions(_LESSONS.name))
            session = sessions.Session(theme=theme)
            sessions.save(paths.sessions / f"{library.instance}.json", session)
            yield library, paths
