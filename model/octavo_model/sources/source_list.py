"""The user's list of sources: a TOML file that can be edited by hand.

A file of the user's, like the settings: what is wrong in it is told and costs itself alone, and
comments survive what Octavo changes.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from octavo_model.core.errors import OctavoError
from octavo_model.sources.spec import (
    DAILY_PAPERS,
    DEFAULT_EVERY,
    Kind,
    SourceSpec,
    check_there,
    make,
    show_every,
)
from octavo_model.storage.failures import explained
from octavo_model.storage.files import LARGEST_SETTINGS, read_at_most, write_atomically
from octavo_model.storage.locks import changing
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from octavo_model.storage.data_folder import Paths

_TABLE = "source"
_KEYS = ("name", "target", "kind", "every", "since")
_HEADER = re.compile(rf"[ \t]*\[\[[ \t]*{_TABLE}[ \t]*\]\][ \t]*(?:#.*)?")
_ANY_HEADER = re.compile(r"[ \t]*\[")
_MOST_EDITED = 50
_ABOUT = "# What `octavo fetch` asks, in turn. `octavo sources add` writes here; so may you.\n"


class SourceBook:
    """The list of sources below ``paths``. Each call looks at the file anew."""

    def __init__(self, paths: Paths) -> None:
        self._path = paths.sources

    def load(self) -> tuple[tuple[SourceSpec, ...], tuple[str, ...]]:
        """The sources in their order, and what is wrong in the file, in plain words.

        Never raises for what the file holds.
        """
        try:
            table = self._read()[1]
        except OctavoError as error:
            return (), (str(error),)
        return parse(table)

    def choose(self, names: Sequence[str]) -> list[SourceSpec]:
        """The sources called ``names``, or all where there are no names.

        Raises:
            OctavoError: There is none of a name; the nearest is told.
        """
        known = {one.name: one for one in self.load()[0]}
        for name in names:
            if name not in known:
                raise self._unknown(name, list(known))
        return [known[name] for name in dict.fromkeys(names)] if names else list(known.values())

    def add(self, spec: SourceSpec) -> None:
        """Add ``spec`` at the end.

        Raises:
            OctavoError: There is one of its name, its folder or program does not exist, the file
                is no TOML, or cannot be written.
        """
        import tomli_w

        check_there(spec)
        fields: dict[str, Any] = {
            "name": spec.name,
            "kind": spec.kind.value,
            "target": spec.target,
            "every": show_every(spec.every),
        }
        if spec.since is not None:
            fields["since"] = spec.since
        with explained(self._path), changing(self._path):
            text, table = self._read()
            entries = _entries(table)
            if any(isinstance(one, dict) and one.get("name") == spec.name for one in entries):
                hint = f"octavo sources remove {spec.name}, or choose another name"
                raise OctavoError(spec.name, "there is a source of this name", hint)
            addition = f"[[{_TABLE}]]\n{tomli_w.dumps(fields)}"
            edited = f"{text.rstrip()}\n\n{addition}" if text.strip() else f"{_ABOUT}\n{addition}"
            self._write(edited, {**table, _TABLE: [*entries, fields]})

    def remove(self, name: str) -> None:
        """Take the source called ``name`` off the list, with the comment right above it.

        Raises:
            OctavoError: There is none, the file is no TOML, or cannot be written.
        """
        with explained(self._path), changing(self._path):
            text, table = self._read()
            entries = _entries(table)
            names = [one.get("name") if isinstance(one, dict) else None for one in entries]
            if name not in names:
                raise self._unknown(name, [one for one in names if isinstance(one, str)])
            place = names.index(name)
            kept = [*entries[:place], *entries[place + 1 :]]
            wanted = {**table, _TABLE: kept}
            if not kept:
                del wanted[_TABLE]
            self._write(_without(text, place), wanted)

    def _read(self) -> tuple[str, dict[str, Any]]:
        """The text of the file and what it says; both empty where there is no file."""
        try:
            with explained(self._path):
                data = read_at_most(self._path, LARGEST_SETTINGS)
            return _understood(data, self._path)
        except OctavoError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return "", {}
            raise

    def _write(self, edited: str, wanted: dict[str, Any]) -> None:
        """Write ``edited`` if it says what is ``wanted``, else that anew, without comments."""
        # The file may be a link into a folder of dotfiles, and stays one.
        target = self._path.resolve()
        write_atomically(target, _spelt(edited, wanted))

    def _unknown(self, name: str, known: Sequence[str]) -> OctavoError:
        from difflib import get_close_matches

        near = get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]}?" if near else "octavo sources list tells all"
        return OctavoError(name or "''", "there is no source of this name", hint)


def parse(table: dict[str, Any]) -> tuple[tuple[SourceSpec, ...], tuple[str, ...]]:
    """The sources in a TOML ``table``, and what was wrong in it.

    What is wrong in one source costs that source; of two with one name the first counts.
    """
    problems = [f"{_said(key)}: there is no such setting here" for key in table if key != _TABLE]
    if not isinstance(table.get(_TABLE, []), list):
        problems.append(f"{_TABLE}: must be tables headed [[{_TABLE}]]")
    found: dict[str, SourceSpec] = {}
    for number, entry in enumerate(_entries(table), 1):
        try:
            spec, odd = _parse_one(entry)
        except OctavoError as error:
            name = entry.get("name") if isinstance(entry, dict) else None
            label = _said(name) if isinstance(name, str) else f"source {number}"
            problems.append(f"{label}: {clean_line(str(error))}; it is left out")
            continue
        problems += [f"{spec.name}: {_said(key)}: there is no such setting" for key in odd]
        if spec.name in found:
            problems.append(f"{spec.name}: there are two of this name; the first is used")
        found.setdefault(spec.name, spec)
    return tuple(found.values()), tuple(problems)


def without_programs(data: bytes) -> tuple[bytes, list[tuple[str, str]]]:
    """A list of sources without those that run a program.

    Args:
        data: What a file like the user's holds.

    Returns:
        What it would hold without them, and of each of them its name and how to add it again.

    Raises:
        OctavoError: It is no TOML.
    """
    text, table = _understood(data, "sources.toml")
    entries = _entries(table)
    places = [
        place
        for place, one in enumerate(entries)
        if isinstance(one, dict) and one.get("kind") == Kind.COMMAND
    ]
    if not places:
        return data, []
    kept = [one for place, one in enumerate(entries) if place not in set(places)]
    wanted = {**table, _TABLE: kept}
    if not kept:
        del wanted[_TABLE]
    # Each takes the time that the file takes, and nobody has so many.
    for place in reversed(places if len(places) <= _MOST_EDITED else []):
        text = _without(text, place)
    return _spelt(text, wanted), [_to_add(entries[place], place + 1) for place in places]


def _to_add(entry: dict[str, Any], number: int) -> tuple[str, str]:
    """The name of a source that runs a program, and how it can be added."""
    import shlex

    name = entry.get("name")
    label = _said(name) if isinstance(name, str) else str(number)
    try:
        spec = _parse_one(entry)[0]
    except OctavoError as error:
        return label, f"{error}, so it cannot be added"
    words = ("octavo", "sources", "add", spec.name, entry["target"].strip())
    how = ("--kind", spec.kind.value, "--every", show_every(spec.every))
    return label, f"to add it, {shlex.join((*words, *how))}"


def _understood(data: bytes, what: Path | str) -> tuple[str, dict[str, Any]]:
    """``data`` as text, and what it says.

    Raises:
        OctavoError: It is no TOML.
    """
    import tomllib

    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        return text, tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # of TOML, of UTF-8, of numbers too long
        why = f"is not valid TOML: {clean_line(str(error))}"
        raise OctavoError(str(what), why, "put it right in an editor") from None


def _spelt(edited: str, wanted: dict[str, Any]) -> bytes:
    """``edited`` if it says what is ``wanted``, else that anew, without comments."""
    import tomllib

    import tomli_w

    try:
        right = tomllib.loads(edited) == wanted
    except tomllib.TOMLDecodeError:
        right = False
    return (edited if right else tomli_w.dumps(wanted)).encode()


def _parse_one(entry: object) -> tuple[SourceSpec, list[str]]:
    """The source that ``entry`` describes, and its keys that mean nothing."""
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
        try:
            since = dt.date.fromisoformat(since)
        except ValueError:
            raise OctavoError("since", "must be a date like 2025-10-28") from None
    if since is not None and (not isinstance(since, dt.date) or isinstance(since, dt.datetime)):
        raise OctavoError("since", "must be a date like 2025-10-28")
    spec = make(
        texts["name"] or "",
        texts["target"] or "",
        kind=texts["kind"],
        every=texts["every"] or show_every(DEFAULT_EVERY),
        since=since,
    )
    return spec, [key for key in entry if key not in _KEYS]


def _entries(table: dict[str, Any]) -> list[Any]:
    entries = table.get(_TABLE, [])
    return entries if isinstance(entries, list) else []


def _without(text: str, place: int) -> str:
    """``text`` without the lines of its table number ``place`` (from 0).

    A comment that touches the header from above goes with it; one above the next header stays.
    """
    lines = text.splitlines(keepends=True)
    headers = [at for at, line in enumerate(lines) if _ANY_HEADER.match(line)]
    ours = [at for at in headers if _HEADER.fullmatch(lines[at].rstrip("\r\n"))]
    if place >= len(ours):
        return text
    start, end = ours[place], next((at for at in headers if at > ours[place]), len(lines))
    start, end = _above(lines, start, 0), _above(lines, end, start + 1)
    if start == 0 and lines[0] == _ABOUT:
        start = 1
    rest = "".join(lines[end:])
    return (
        f"{''.join(lines[:start]).rstrip()}\n\n{rest}".lstrip("\n")
        if rest
        else ("".join(lines[:start]).rstrip() + "\n")
    )


def _above(lines: Sequence[str], at: int, least: int) -> int:
    """Where the comment begins that touches line ``at`` from above; ``at`` where there is none."""
    while at < len(lines) and at - 1 >= least and lines[at - 1].lstrip().startswith("#"):
        at -= 1
    return at


def _said(text: str) -> str:
    return clean_line(text)[:80]


_ARXIV = "arxiv"


@dataclass(frozen=True, slots=True)
class Preset:
    """A source to choose.

    Attributes:
        target: As of a `SourceSpec`.
        title: What a person calls it.
    """

    target: str
    title: str


PRESETS = (
    Preset(DAILY_PAPERS, "Daily Papers of Hugging Face"),
    Preset("cs.LG", "arXiv cs.LG · Machine Learning"),
    Preset("cs.CL", "arXiv cs.CL · Computation and Language"),
    Preset("cs.CV", "arXiv cs.CV · Computer Vision"),
    Preset("cs.AI", "arXiv cs.AI · Artificial Intelligence"),
    Preset("cs.RO", "arXiv cs.RO · Robotics"),
    Preset("cs.IR", "arXiv cs.IR · Information Retrieval"),
    Preset("cs.NE", "arXiv cs.NE · Neural and Evolutionary Computing"),
    Preset("cs.MA", "arXiv cs.MA · Multiagent Systems"),
    Preset("cs.HC", "arXiv cs.HC · Human-Computer Interaction"),
    Preset("cs.SD", "arXiv cs.SD · Sound"),
    Preset("cs.CR", "arXiv cs.CR · Cryptography and Security"),
    Preset("eess.AS", "arXiv eess.AS · Audio and Speech Processing"),
    Preset("eess.IV", "arXiv eess.IV · Image and Video Processing"),
    Preset("stat.ML", "arXiv stat.ML · Machine Learning (Statistics)"),
    Preset("math.OC", "arXiv math.OC · Optimization and Control"),
    Preset("q-bio.QM", "arXiv q-bio.QM · Quantitative Methods in Biology"),
    Preset("quant-ph", "arXiv quant-ph · Quantum Physics"),
)
"""The first one is the one to begin with."""


def sources_of(targets: Collection[str], taken: Collection[str] = ()) -> list[SourceSpec]:
    """The sources that ``targets`` of `PRESETS` make.

    The categories of arXiv are one source: one request, one digest a day, each paper once.

    Args:
        targets: What was chosen.
        taken: Names that other sources have.

    >>> [(one.name, one.target) for one in sources_of(["daily-papers", "cs.LG", "cs.CL"])]
    [('daily-papers', 'daily-papers'), ('arxiv', 'cs.LG+cs.CL')]
    """
    wanted = [one.target for one in PRESETS if one.target in targets]
    categories = [target for target in wanted if target != DAILY_PAPERS]
    made = []
    if DAILY_PAPERS in wanted:
        made.append(make(_free(DAILY_PAPERS, taken), DAILY_PAPERS))
    if categories:
        made.append(make(_free(_ARXIV, taken), "+".join(categories)))
    return made


def _free(name: str, taken: Collection[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    return free
