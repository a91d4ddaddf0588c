"""State of the reader that may be lost: its place, its theme, and earlier queries."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from octavo_model.core.views import View, ViewKind
from octavo_model.storage import files
from octavo_model.storage.files import LARGEST_SETTINGS, read_at_most
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MOST_QUERIES = 200
"""Queries that are remembered."""
_LONGEST_QUERY = 1_000
_UNREAD = "unread"
"""The kind of the list of unread papers that Octavo 0.1 had."""
_LARGEST_HISTORY = 1 << 20


@dataclass(frozen=True, slots=True)
class Session:
    """Where one instance of the reader was left.

    Attributes:
        kind: Kind of the open view, as `ViewKind` names it; empty at the first start.
        digest: Name of the digest, for the view of a digest.
        key: Key of the paper under the cursor.
        offset: How many rows the cursor was below the top of the list.
        scroll: How many lines the abstract was scrolled.
        filter: The text of the filter.
        width: Share of the screen's width of a list beside the paper; 0 for the usual one.
        height: Share of the screen's height of a list above the paper; 0 for the usual one.
        single: Whether list or paper has all of the room.
        drawer: Whether the drawer was open where there is room beside it.
        raw: Whether LaTeX was shown as source.
        seen: The highest number of a digest when the Inbox was last open; 0 if it never was.
        day: The day then, counted from the year 1.
        folded: The groups of digests that are folded in the drawer, with spaces between them.
        query: The query, for the view of a query.
        paint: How rows looked on the terminal, for painting the first page early.
        paper: Key of the paper, for the view of papers related to it.
        tag: Name of the tag, for the view of the papers with it.
        theme: The theme chosen in the reader; empty for that of the settings.
        background: What the terminal reported last, for the theme auto: dark, light or empty.
        wide: Whether the filter searched the whole library instead of the open view.
        hidden_gaps: What is missing and was hidden, with spaces between.
        recent: What was chosen in the palette, the latest first, with spaces between.
        text_beside: Whether a full text is beside the list where there is room for both.
    """

    kind: str = ""
    digest: str | None = None
    key: str = ""
    offset: int = 0
    scroll: int = 0
    filter: str = ""
    width: float = 0.0
    height: float = 0.0
    single: bool = False
    drawer: bool = True
    raw: bool = False
    seen: int = 0
    day: int = 0
    folded: str = "finished"
    query: str | None = None
    paint: Mapping[str, str] = field(default_factory=dict)
    paper: str | None = None
    theme: str = ""
    background: str = ""
    wide: bool = False
    hidden_gaps: str = ""
    recent: str = ""
    tag: str | None = None
    text_beside: bool = False

    @property
    def view(self) -> View | None:
        """The open view, or None."""
        if self.kind == ViewKind.DIGEST:
            return View.of_digest(self.digest) if self.digest else None
        if self.kind == ViewKind.QUERY:
            return View.of_query(self.query) if self.query else None
        if self.kind == ViewKind.RELATED:
            return View.related(self.paper) if self.paper else None
        if self.kind == ViewKind.TAG:
            return View.of_tag(self.tag) if self.tag else None
        if self.kind == _UNREAD:
            return View.inbox()
        return View(ViewKind(self.kind)) if self.kind in set(ViewKind) else None


def load(path: Path) -> Session:
    """Return the session in the file ``path``; a new one if it is missing or damaged."""
    try:
        data = files.loads(read_at_most(path, LARGEST_SETTINGS))
    except (OSError, ValueError):
        return Session()
    return _valid(data) if isinstance(data, dict) else Session()


def save(path: Path, session: Session) -> None:
    """Write ``session`` to the file ``path``."""
    from octavo_model.storage.files import make_folder, write_atomically

    make_folder(path.parent)
    write_atomically(path, json.dumps(asdict(session), ensure_ascii=False).encode())


def _valid(data: dict[str, Any]) -> Session:
    defaults = asdict(Session())
    values: dict[str, Any] = {}
    for known in fields(Session):
        value, default = data.get(known.name), defaults[known.name]
        if default is None:
            is_valid = value is None or isinstance(value, str)
        elif isinstance(default, float):
            is_valid = isinstance(value, float) and 0.0 <= value < 1.0
        else:
            is_valid = type(value) is type(default)
        if is_valid:
            values[known.name] = value
    return Session(**values)


def load_queries(path: Path) -> list[str]:
    """Return the queries in the file ``path``, one a line, the latest last."""
    try:
        text = read_at_most(path, _LARGEST_HISTORY).decode("utf-8-sig", errors="replace")
    except FileNotFoundError:
        return []
    queries = [clean_line(line) for line in text.splitlines()]
    return [query for query in queries if query][-MOST_QUERIES:]


def add_query(path: Path, query: str) -> list[str]:
    """Add ``query`` as the latest, each query once, and return all queries."""
    from octavo_model.storage.failures import explained
    from octavo_model.storage.files import write_atomically
    from octavo_model.storage.locks import changing

    query = clean_line(query)[:_LONGEST_QUERY]
    with explained(path), changing(path, insist=False):
        known = load_queries(path)
        if not query or known[-1:] == [query]:
            return known
        queries = [*(one for one in known if one != query), query][-MOST_QUERIES:]
        write_atomically(path.resolve(), "".join(f"{one}\n" for one in queries).encode())
    return queries
