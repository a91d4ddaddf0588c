"""The user's list of sources: a TOML file that `octavo source add` writes, and users may edit.

A mistake in the file is reported, and costs only the source it is in.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from itertools import chain, count, takewhile
from typing import TYPE_CHECKING, Any

from octavo_model.core.errors import OctavoError
from octavo_model.sources.spec import (
    DAILY_PAPERS,
    SourceKind,
    SourceSpec,
    check_exists,
    make,
    show_every,
)
from octavo_model.storage.failures import explained
from octavo_model.storage.files import LARGEST_SETTINGS, read_at_most, write_atomically
from octavo_model.storage.locks import changing
from octavo_model.text.clean import clean_line
from octavo_model.text.fold import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from octavo_model.storage.data_folder import Paths

_TABLE = "source"
_KEYS = ("name", "target", "kind", "every", "since")
_FIRST_LINE = "# Written by octavo; edit with octavo source add and octavo source remove."


class SourceList:
    """The list of sources in the configuration folder. Each call reads the file again."""

    def __init__(self, paths: Paths) -> None:
        self._path = paths.sources

    def load(self) -> tuple[tuple[SourceSpec, ...], tuple[str, ...]]:
        """Return the sources in their order, and the problems in the file; never raises."""
        try:
            table = self._read()[1]
        except OctavoError as error:
            return (), (str(error),)
        return parse(table)

    def select(self, names: Sequence[str]) -> list[SourceSpec]:
        """Return the sources with these names, or all if ``names`` is empty."""
        known = {spec.name: spec for spec in self.load()[0]}
        for name in names:
            if name not in known:
                raise _unknown(name, list(known))
        return [known[name] for name in dict.fromkeys(names)] if names else list(known.values())

    def add(self, *specs: SourceSpec) -> None:
        """Add ``specs`` at the end, all or none."""
        for spec in specs:
            check_exists(spec)
        with explained(self._path), changing(self._path):
            text, table = self._read()
            entries = _entries(table)
            for spec in specs:
                if spec.name in _names(table):
                    hint = f"octavo source remove {spec.name}, or use another name"
                    raise OctavoError(spec.name, "a source with that name exists", hint)
                entries.append(_written(spec))
            self._write(text, table, entries)

    def remove(self, name: str) -> None:
        """Remove the source ``name``."""
        with explained(self._path), changing(self._path):
            text, table = self._read()
            names = _names(table)
            if name not in names:
                raise _unknown(name, [known for known in names if isinstance(known, str)])
            entries = _entries(table)
            del entries[names.index(name)]
            self._write(text, table, entries)

    def change(self, spec: SourceSpec) -> None:
        """Put ``spec`` in the place of the source with its name."""
        check_exists(spec)
        with explained(self._path), changing(self._path):
            text, table = self._read()
            entries = _entries(table)
            entries[_names(table).index(spec.name)] |= _written(spec)
            self._write(text, table, entries)

    def _read(self) -> tuple[str, dict[str, Any]]:
        """Return the text of the file and its contents; both empty if it does not exist."""
        with explained(self._path):
            try:
                data = read_at_most(self._path, LARGEST_SETTINGS)
            except FileNotFoundError:
                return "", {}
        return _decode(data, self._path)

    def _write(self, text: str, table: dict[str, Any], entries: list[Any]) -> None:
        # A link, perhaps into a folder of dotfiles, stays a link.
        write_atomically(self._path.resolve(), _encode(text, table, entries))


def parse(table: dict[str, Any]) -> tuple[tuple[SourceSpec, ...], tuple[str, ...]]:
    """Return the sources in a TOML ``table``, and its problems.

    A source with a problem is left out; of two with the same name, the first is used.
    """
    problems = [f"{_short(key)}: unknown setting" for key in table if key != _TABLE]
    if not isinstance(table.get(_TABLE, []), list):
        problems.append(f"{_TABLE}: must be tables headed [[{_TABLE}]]")
    specs: dict[str, SourceSpec] = {}
    for number, entry in enumerate(_entries(table), 1):
        try:
            spec = _parse_entry(entry)
        except OctavoError as error:
            name = entry.get("name") if isinstance(entry, dict) else None
            label = _short(name) if isinstance(name, str) else f"source {number}"
            problems.append(f"{label}: {clean_line(str(error))}; it is left out")
            continue
        unknown = [key for key in entry if key not in _KEYS]
        problems += [f"{spec.name}: {_short(key)}: unknown setting" for key in unknown]
        if spec.name in specs:
            problems.append(f"{spec.name}: two sources have this name; the first is used")
        specs.setdefault(spec.name, spec)
    return tuple(specs.values()), tuple(problems)


def _written(spec: SourceSpec) -> dict[str, Any]:
    """Return ``spec`` as the file has it."""
    entry = {"name": spec.name, "kind": spec.kind.value, "target": spec.target}
    since = {"since": spec.since} if spec.since else {}
    return {**entry, "every": show_every(spec.every), **since}


def without_programs(data: bytes) -> tuple[bytes, list[tuple[str, str]]]:
    """Return a file of sources without those that run a program, e.g. from a backup.

    With it comes the name of each removed source, and how to add it again.
    """
    text, table = _decode(data, "sources.toml")
    kept: list[Any] = []
    removed: list[tuple[str, str]] = []
    for number, entry in enumerate(_entries(table), 1):
        if isinstance(entry, dict) and entry.get("kind") == SourceKind.COMMAND:
            removed.append(_how_to_add(entry, number))
        else:
            kept.append(entry)
    return (_encode(text, table, kept) if removed else data), removed


def _how_to_add(entry: dict[str, Any], number: int) -> tuple[str, str]:
    """Return the name of a source that runs a program, and how to add it."""
    import shlex

    name = entry.get("name")
    label = _short(name) if isinstance(name, str) else str(number)
    try:
        spec = _parse_entry(entry)
    except OctavoError as error:
        return label, f"{error}, so it cannot be added"
    words = ("octavo", "source", "add", spec.name, entry["target"].strip())
    options = ("--kind", spec.kind.value, "--every", show_every(spec.every))
    return label, f"to add it, {shlex.join((*words, *options))}"


def _decode(data: bytes, what: Path | str) -> tuple[str, dict[str, Any]]:
    """Return ``data`` as text and as a table."""
    import tomllib

    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return text, tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of TOML, of UTF-8, of numbers too long
        why = f"is not valid TOML: {clean_line(str(error))}"
        raise OctavoError(str(what), why, "fix it in an editor") from None


def _encode(text: str, table: dict[str, Any], entries: list[Any]) -> bytes:
    """Return the file with ``entries``, other settings, and the comments at the top of ``text``."""
    import tomli_w

    comments = takewhile(lambda line: line.startswith("#"), text.splitlines())
    head = [line for line in comments if line != _FIRST_LINE]
    others = {key: value for key, value in table.items() if key != _TABLE}
    if all(map(_is_flat, entries)):
        # One table each: tomli-w would write short ones as one array, hard to extend by hand.
        tables = [f"[[{_TABLE}]]\n{tomli_w.dumps(entry)}" for entry in entries]
        parts = [tomli_w.dumps(others), *tables]
    else:
        parts = [tomli_w.dumps({**others, _TABLE: entries})]
    return "\n".join(["\n".join([_FIRST_LINE, *head, ""]), *filter(None, parts)]).encode()


def _is_flat(entry: object) -> bool:
    return isinstance(entry, dict) and not any(
        isinstance(value, dict | list) for value in entry.values()
    )


def _parse_entry(entry: object) -> SourceSpec:
    """Return the source that ``entry`` describes."""
    if not isinstance(entry, dict):
        raise OctavoError("entry", "must be a table")
    texts: dict[str, str | None] = {}
    for key in ("name", "target", "kind", "every"):
        value = entry.get(key)
        if value is None and key in {"name", "target"}:
            raise OctavoError(key, "is missing")
        if value is not None and not isinstance(value, str):
            raise OctavoError(key, "must be a text in quotation marks")
        texts[key] = value
    since = entry.get("since")
    if isinstance(since, str):
        with suppress(ValueError):
            since = dt.date.fromisoformat(since)
    if since is not None and type(since) is not dt.date:
        raise OctavoError("since", "must be a date like 2025-10-28")
    return make(
        texts["name"] or "",
        texts["target"] or "",
        kind=texts["kind"],
        every=texts["every"] or None,
        since=since,
    )


def _entries(table: dict[str, Any]) -> list[Any]:
    entries = table.get(_TABLE, [])
    return list(entries) if isinstance(entries, list) else []


def _names(table: dict[str, Any]) -> list[Any]:
    return [entry.get("name") if isinstance(entry, dict) else None for entry in _entries(table)]


def _unknown(name: str, known: Sequence[str]) -> OctavoError:
    near = nearest(name, known)
    hint = f"did you mean {near}?" if near else "see octavo source list"
    return OctavoError(name or "''", "no source with that name", hint)


def _short(text: str) -> str:
    return clean_line(text)[:80]


def sources_of(
    targets: Sequence[str], taken: Collection[str] = (), every: str | None = None
) -> list[SourceSpec]:
    """Return sources for Daily Papers and lists of arXiv, with names that are not ``taken``.

    >>> [(one.name, one.target) for one in sources_of(["daily-papers", "cs.LG", "cs.CL"])]
    [('daily-papers', 'daily-papers'), ('arxiv', 'cs.LG+cs.CL')]
    """
    categories = "+".join(target for target in targets if target != DAILY_PAPERS)
    wanted = {"daily-papers": DAILY_PAPERS if DAILY_PAPERS in targets else "", "arxiv": categories}
    return [
        make(free_name(name, taken), target, every=every)
        for name, target in wanted.items()
        if target
    ]


def free_name(name: str, taken: Collection[str]) -> str:
    """Return ``name``, with a number if it is ``taken``."""
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(free for free in names if free not in taken)
