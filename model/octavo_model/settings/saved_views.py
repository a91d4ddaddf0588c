"""Queries with names: the table ``views`` of the settings file, edited where it stands.

    [views]
    # what I look at first
    "This week" = "is:unread date:<7d"
    code = "has:code -is:read"

Their order is that of the file. What is done here changes the lines it is about and leaves the
rest of the file, comments too, as the user wrote it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.settings import settings
from octavo_model.storage.failures import explained
from octavo_model.text.clean import is_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Views = dict[str, str]
"""Queries by their names, in the user's order."""

_TABLE = re.compile(r"[ \t]*\[[ \t]*(?:views|\"views\"|'views')[ \t]*\]")
_HEADER = re.compile(r"[ \t]*\[")
_ENTRY = re.compile(r"""[ \t]*("(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)([ \t]*=.*)""", re.DOTALL)


def load(path: Path) -> Views:
    """The views kept in the settings at ``path``; those that are broken are left out."""
    return dict(settings.load(path)[0].views)


def read(path: Path) -> Views:
    """The same, for who would rather keep what was read before than show none.

    Raises:
        OctavoError: The file cannot be read, or is no TOML, as while it is edited.
    """
    with explained(path):
        try:
            _, table = settings.read_for_editing(path)
        except ValueError as error:
            raise OctavoError(str(path), str(error), "put it right first") from None
    return dict(settings.parse(table)[0].views)


def named(views: Views, name: str) -> str:
    """The name of the view that ``name`` means: itself, in any case, or its only beginning.

    Raises:
        OctavoError: There is none, or several begin so.
    """
    if name in views:
        return name
    lowered = name.strip().lower()
    same = [one for one in views if one.lower() == lowered]
    found = same or [one for one in views if lowered and one.lower().startswith(lowered)]
    if len(found) == 1:
        return found[0]
    if found:
        raise OctavoError(name, f"fits {len(found)} views", f"write more of it, as {found[0]}")
    from octavo_model.search.query.suggestions import nearest_name

    near = nearest_name(name, tuple(views))
    hint = f"did you mean {near}?" if near else "octavo views lists them"
    raise OctavoError(name, "no view is called so", hint)


def add(path: Path, name: str, query: str) -> None:
    """Keep ``query`` under ``name``, as the last view; one of that name gets the new query.

    Raises:
        OctavoError: The name is none, the query is empty or no text, or the file cannot be edited.
    """
    name, query = _sound(name), " ".join(query.split())
    if not query:
        raise OctavoError(name, "a view needs a query", 'such as "is:unread date:<7d"')
    if not is_text(query):
        raise OctavoError(query, "is no query to keep: not all of it is UTF-8", "type it anew")

    def change(views: Views, lines: list[str]) -> Views:
        place = _place_of(lines, name)
        if place is None:
            lines.insert(_end_of(lines), _line(name, query))
        else:
            lines[place] = _line(name, query)
        return {**views, name: query}

    _edit(path, change)


def remove(path: Path, name: str) -> None:
    """Forget the view called ``name``.

    Raises:
        OctavoError: There is none, or the file cannot be edited.
    """

    def change(views: Views, lines: list[str]) -> Views:
        known = named(views, name)
        place = _place_of(lines, known)
        if place is not None:
            del lines[place]
        return {one: query for one, query in views.items() if one != known}

    _edit(path, change)


def rename(path: Path, name: str, new: str) -> None:
    """Call the view ``name`` ``new``; its place stays.

    Raises:
        OctavoError: There is none, another has that name, or the file cannot be edited.
    """
    new = _sound(new)

    def change(views: Views, lines: list[str]) -> Views:
        known = named(views, name)
        if new in views and new != known:
            raise OctavoError(new, "another view is called so", "remove that one first")
        place = _place_of(lines, known)
        if place is not None and (entry := _ENTRY.fullmatch(lines[place])):
            key = _line(new, "").partition(" = ")[0]
            lines[place] = f"{key}{entry[2]}"
        return {new if one == known else one: query for one, query in views.items()}

    _edit(path, change)


def move(path: Path, name: str, place: int) -> None:
    """Make the view ``name`` the one at ``place``, counted from 0; beyond the end, the last.

    Raises:
        OctavoError: There is none, or the file cannot be edited.
    """

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


def _sound(name: str) -> str:
    name = " ".join(name.split())
    if not name or not name.isprintable():
        raise OctavoError(repr(name), "is no name for a view", "use letters and words")
    return name


def _edit(path: Path, change: Callable[[Views, list[str]], Views]) -> None:
    """Let ``change`` alter the table's lines, and check that they say what it returned."""
    import tomllib

    with settings.editing(path) as (text, table):
        kept = table.get("views", {})
        if not isinstance(kept, dict):
            raise OctavoError(str(path), "views is no table", "put it right first")
        good = {name: query for name, query in kept.items() if isinstance(query, str)}
        head, lines, tail = _parted(text)
        wanted = change(good, lines)
        # What is broken stays for its owner to mend.
        broken = {name: query for name, query in kept.items() if name not in good}
        whole = {**table, "views": {**wanted, **broken}}
        edited = "".join([*head, *lines, *tail])
        try:
            told = tomllib.loads(edited)
            views = told.get("views", {})
            right = told == whole and [one for one in views if one in wanted] == list(wanted)
        except (tomllib.TOMLDecodeError, AttributeError):
            right = False
        if not right:
            import tomli_w

            edited = tomli_w.dumps(whole)
        settings.write(path, edited)


def _parted(text: str) -> tuple[list[str], list[str], list[str]]:
    """The file's lines before the entries of the table, those entries, and the lines after."""
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
    """Which of ``lines`` tells the view ``name``."""
    import tomllib

    for place, line in enumerate(lines):
        entry = _ENTRY.fullmatch(line)
        if entry is None:
            continue
        try:
            told = tomllib.loads(f"{entry[1]} = 0")
        except tomllib.TOMLDecodeError:
            continue
        if name in told:
            return place
    return None


def _end_of(lines: list[str]) -> int:
    """Behind the last line that is not blank."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return end


def _line(name: str, query: str) -> str:
    import tomli_w

    return tomli_w.dumps({name: query})
