"""Queries with names: the table ``views`` of the settings file, edited in place.

    [views]
    # what I look at first
    "This week" = "is:unread date:<7d"
    code = "has:code -is:read"

Their order is that of the file. A change edits the lines of its views, and leaves the rest of the
file, with its comments, as the user wrote it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.settings import settings
from octavo_model.storage.failures import explained
from octavo_model.text.clean import is_text
from octavo_model.text.fold import nearest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Views = dict[str, str]
"""Queries by their names, in the user's order."""

_TABLE = re.compile(r"[ \t]*\[[ \t]*(?:views|\"views\"|'views')[ \t]*\]")
_HEADER = re.compile(r"[ \t]*\[")
_ENTRY = re.compile(r"""[ \t]*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)([ \t]*=.*)""", re.DOTALL)


def load(path: Path) -> Views:
    """Return the views in the settings at ``path``, without broken ones."""
    return dict(settings.load(path)[0].views)


def read(path: Path) -> Views:
    """Return the views as `load` does, but raise `OctavoError` if the file cannot be read.

    A reader then keeps the views it has, for instance while the user edits the file.
    """
    with explained(path):
        try:
            _, table = settings.read_for_editing(path)
        except ValueError as error:
            raise OctavoError(str(path), str(error), "fix it first") from None
    return dict(settings.parse(table)[0].views)


def named(views: Views, name: str) -> str:
    """Return the name of the view that ``name`` means: in any case, or a unique beginning of it."""
    if name in views:
        return name
    lowered = name.strip().lower()
    same = [view for view in views if view.lower() == lowered]
    found = same or [view for view in views if lowered and view.lower().startswith(lowered)]
    if len(found) == 1:
        return found[0]
    if found:
        raise OctavoError(name, f"matches {len(found)} views", f"write more of it, e.g. {found[0]}")
    near = nearest(name, tuple(views))
    hint = f"did you mean {near}?" if near else "octavo views lists them"
    raise OctavoError(name, "no view with that name", hint)


def add(path: Path, name: str, query: str) -> None:
    """Save ``query`` as the last view, or as the new query of the view with this name."""
    name, query = _valid_name(name), " ".join(query.split())
    if not query:
        raise OctavoError(name, "a view needs a query", 'e.g. "is:unread date:<7d"')
    if not is_text(query):
        raise OctavoError(query, "cannot be saved: not all of it is UTF-8", "type it again")

    def change(views: Views, lines: list[str]) -> Views:
        place = _place_of(lines, name)
        if place is None:
            lines.insert(_end_of(lines), _line(name, query))
        else:
            lines[place] = _line(name, query)
        return {**views, name: query}

    _edit(path, change)


def remove(path: Path, name: str) -> None:
    """Remove the view with this name."""

    def change(views: Views, lines: list[str]) -> Views:
        known = named(views, name)
        place = _place_of(lines, known)
        if place is not None:
            del lines[place]
        return {one: query for one, query in views.items() if one != known}

    _edit(path, change)


def rename(path: Path, name: str, new: str) -> None:
    """Rename the view ``name`` to ``new``; its position stays."""
    new = _valid_name(new)

    def change(views: Views, lines: list[str]) -> Views:
        known = named(views, name)
        if new in views and new != known:
            raise OctavoError(new, "another view has that name", "remove that one first")
        place = _place_of(lines, known)
        if place is not None and (entry := _ENTRY.fullmatch(lines[place])):
            key = _line(new, "").partition(" = ")[0]
            lines[place] = f"{key}{entry[2]}"
        return {new if one == known else one: query for one, query in views.items()}

    _edit(path, change)


def move(path: Path, name: str, place: int) -> None:
    """Move the view ``name`` to ``place``, counted from 0; beyond the end, it becomes the last."""

    def change(views: Views, lines: list[str]) -> Views:
        known = named(views, name)
        others = [one for one in views if one != known]
        at = max(0, min(place, len(others)))
        mine = _place_of(lines, known)
        if mine is not None:
            line = lines.pop(mine)
            before = _place_of(lines, others[at]) if at < len(others) else _end_of(lines)
            lines.insert(mine if before is None else before, line)
        order = [*others[:at], known, *others[at:]]
        return {one: views[one] for one in order}

    _edit(path, change)


def _valid_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise OctavoError(repr(name), "is not a name for a view", "use letters and words")
    return name


def _edit(path: Path, change: Callable[[Views, list[str]], Views]) -> None:
    """Let ``change`` edit the lines of the table, and check that they hold what it returned."""
    import tomllib

    with settings.editing(path) as (text, table):
        kept = table.get("views", {})
        if not isinstance(kept, dict):
            raise OctavoError(str(path), "views is not a table", "fix it first")
        good = {name: query for name, query in kept.items() if isinstance(query, str)}
        head, lines, tail = _parted(text)
        wanted = change(good, lines)
        # A broken view stays, for the user to fix.
        broken = {name: query for name, query in kept.items() if name not in good}
        whole = {**table, "views": {**wanted, **broken}}
        edited = "".join([*head, *lines, *tail])
        try:
            parsed = tomllib.loads(edited)
            views = parsed.get("views", {})
            is_right = parsed == whole and [one for one in views if one in wanted] == list(wanted)
        except (tomllib.TOMLDecodeError, AttributeError):
            is_right = False
        if not is_right:
            import tomli_w

            edited = tomli_w.dumps(whole)
        settings.write(path, edited)


def _parted(text: str) -> tuple[list[str], list[str], list[str]]:
    """Return the lines before the entries of the table, the entries, and the lines after."""
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    start = next((place for place, line in enumerate(lines) if _TABLE.match(line)), None)
    if start is None:
        return [*lines, *(["\n"] if lines else []), "[views]\n"], [], []
    start += 1
    end = start
    while end < len(lines) and not _HEADER.match(lines[end]):
        end += 1
    return lines[:start], lines[start:end], lines[end:]


def _place_of(lines: list[str], name: str) -> int | None:
    """Return the position of the line of the view ``name``."""
    import tomllib

    for place, line in enumerate(lines):
        entry = _ENTRY.fullmatch(line)
        if entry is None:
            continue
        try:
            table = tomllib.loads(f"{entry[1]} = 0")
        except tomllib.TOMLDecodeError:
            continue
        if name in table:
            return place
    return None


def _end_of(lines: list[str]) -> int:
    """Return the position after the last line that is not blank."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return end


def _line(name: str, query: str) -> str:
    import tomli_w

    return tomli_w.dumps({name: query})
