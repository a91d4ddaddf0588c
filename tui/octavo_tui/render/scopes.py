"""What the filter says of its scope: the notes in its line, and the lines above near matches."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size

from octavo_model.core.views import ViewKind
from octavo_tui.render.labels import LISTS
from octavo_tui.render.list_head import HeadLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model import View
    from octavo_model.search.query.nodes import Problem, Query
    from octavo_model.search.results import SearchResult

_NAMES = {
    ViewKind.ALL: "the library",
    ViewKind.DIGEST: "this digest",
    ViewKind.QUERY: "this view",
    ViewKind.TAG: "this tag",
    ViewKind.RELATED: "these papers",
}
_UNKNOWN = "…"
"""A count that is not known yet."""


class ScopeCounts(NamedTuple):
    """What a query finds outside of the list that is searched; None is not known yet."""

    library: int | None = None
    starred: int = 0
    """How many of those in the library have a star."""
    abstracts: int | None = None
    """How many papers of the list it finds if abstracts are searched, too."""


def scope_name(view: View) -> str:
    """Return the name of a list in a sentence: ``this digest``, ``Starred``."""
    return _NAMES.get(view.kind) or LISTS[view.kind]


def scope_notes(
    name: str, found: int, total: int, library: int | None, *, wide: bool
) -> tuple[str, ...]:
    """Return what the line says of its scope, the longest first.

    >>> scope_notes("this digest", 0, 17, 3, wide=False)[0]
    'this digest 0 · library 3 — Tab to widen'
    >>> scope_notes("this digest", 3, 17, 3, wide=False)[:2]
    ('this digest 3 · library 3', '3 · library 3')
    >>> scope_notes("the library", 3, 467, None, wide=True)
    ('whole library 3 — Tab to narrow', 'library 3 · Tab', '3 of 467')
    """
    least = f"{found:,} of {total:,}"
    if wide:
        return f"whole library {found:,} — Tab to narrow", f"library {found:,} · Tab", least
    outside = f"library {_number(library)}"
    widen = " — Tab to widen" if library is None or library > found else ""
    return f"{name} {found:,} · {outside}{widen}", f"{found:,} · {outside}", least


def heading(
    view: View, result: SearchResult, counts: ScopeCounts, *, first: str, near: bool
) -> tuple[HeadLine, ...]:
    """Return what a list says in which no paper matches in full.

    Keys are those of the filter's line; ``first`` is the key that goes there.
    Above ``near`` matches it is short.
    """
    first = f"{first} " if first else ""
    said = (_headline(view, result) or "No papers to filter", *map(str, result.problems))
    lines = [HeadLine(f"{one}.".replace("?.", "?")) for one in said]
    if view.kind is not ViewKind.ALL:
        text = f"{_number(counts.library)} in the whole library"
        if counts.starred:
            text += f", {counts.starred:,} starred"
        lines.append(_offer(text, counts.library, f"{first}Tab", "search the library"))
    if may_add_abstracts(result.query):
        text = f"{_number(counts.abstracts)} in {scope_name(view)} if abstracts count"
        lines.append(_offer(text, counts.abstracts, f"{first}~", "search abstracts"))
    if not near:
        lines.append(HeadLine("", "Esc", "clear the filter"))
    return tuple(lines)


def may_add_abstracts(query: Query) -> bool:
    """Return whether a ``~`` before ``query`` lets it search abstracts, too."""
    return bool(query.words.strip()) and not (query.abstracts or query.read_as_text or query.ids)


def line_message(
    width: int,
    room: int,
    notes: Sequence[str],
    problems: Sequence[Problem] = (),
    *,
    advice: str = "",
    read_as: str = "",
) -> str:
    """Return what a filter's line of ``width`` columns says at its right.

    That is the longest of ``notes`` for which there is ``room``, else the last one; after advice,
    problems or what the text was read as, it is the last one. These may take half of the line.
    """
    if not (advice or problems or read_as):
        note = next((one for one in notes if cell_len(one) + 2 <= room), notes[-1])
        return f" {note} " if note else ""
    note = f"· {notes[-1]} " if notes[-1] else ""
    messages: Sequence[str] = (advice or f"read as: {read_as}",)
    if problems and not advice:
        messages = problem_texts(problems)
    # At least half of a narrow line, so that it can be read.
    room = max(room, width // 2) - cell_len(note) - 2
    message = next((one for one in messages if cell_len(one) <= room), messages[-1])
    if cell_len(message) > room:
        message = f"{set_cell_size(message, max(0, room - 1)).rstrip()}…"
    return f" {message} {note}"


def problem_texts(problems: Sequence[Problem]) -> tuple[str, ...]:
    """Return what the line says of parts of a query that match nothing, the longest first.

    These parts are underlined, so the shortest text does without them.
    """
    shortest = " · ".join(f"→ {_meant(one)}?" if one.nearest else one.short for one in problems)
    if len(problems) == 1 and not problems[0].nearest:
        return problems[0].brief, shortest
    return " · ".join(map(_correction, problems)), shortest


def _correction(problem: Problem) -> str:
    if not problem.nearest:
        return f"{problem.part}: {problem.why}"
    return f"{problem.part} → {_meant(problem)}?"


def _meant(problem: Problem) -> str:
    """Return what to write instead: ``is:starred`` for ``is:star``."""
    field, colon, _ = problem.part.partition(":")
    return problem.nearest if problem.counts else f"{field}{colon}{problem.nearest}"


def _headline(view: View, result: SearchResult) -> str:
    query = result.query
    if query.conditions or query.ids or not query.words.strip():
        return result.why
    # Imported here, as everything that the first paint does not need.
    from octavo_model.search.query.nodes import shortened

    where = "title, author or abstract" if query.abstracts else "title or author"
    return f"No {where} in {scope_name(view)} matches “{shortened(query.words.strip())}”"


def _offer(text: str, count: int | None, key: str, action: str) -> HeadLine:
    return HeadLine(text) if count == 0 else HeadLine(text, key, action)


def _number(count: int | None) -> str:
    return _UNKNOWN if count is None else f"{count:,}"
