"""A source: a name, a kind, a target, and how often it is fetched."""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.sources.targets import preprints, venues
from octavo_model.sources.targets.arxiv import looks_like_categories, spell
from octavo_model.sources.urls import check_url
from octavo_model.text.clean import is_text, visible
from octavo_model.text.fold import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

DEFAULT_EVERY = dt.timedelta(hours=6)
"""The interval of a source that names none, unless its kind has another."""
DAILY_PAPERS = "daily-papers"
"""The only target of the kind of this name."""

_LEAST_EVERY = dt.timedelta(minutes=5)
_MOST_EVERY = dt.timedelta(days=366)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_EVERY = re.compile(r"([0-9]{1,5})([mhdw])")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
_LONGEST_TARGET = 2_000


class SourceKind(StrEnum):
    """How a source is fetched."""

    DAILY_PAPERS = "daily-papers"
    ARXIV = "arxiv"
    FEED = "feed"
    FOLDER = "folder"
    COMMAND = "command"
    BIORXIV = "biorxiv"
    OPENREVIEW = "openreview"
    ACL = "acl"


_DAILY = {SourceKind.DAILY_PAPERS, SourceKind.ARXIV, SourceKind.BIORXIV}
"""Kinds that are fetched day by day."""


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One source, as the user entered it. Made by `make`, which checks it."""

    name: str
    kind: SourceKind
    target: str
    """What to fetch, as its kind spells it: see `_TARGETS`."""
    every: dt.timedelta = DEFAULT_EVERY
    """How long after a success it is due again."""
    since: dt.date | None = None
    """The first day to fetch; None for the week before the first fetch."""


def make(
    name: str,
    target: str,
    *,
    kind: str | None = None,
    every: str | None = None,
    since: dt.date | None = None,
) -> SourceSpec:
    """Return a source from what the user entered; a ``kind`` of None is guessed from its target."""
    if not _NAME.fullmatch(name):
        why = "a source's name has lower-case letters, digits and hyphens, at most 40"
        raise OctavoError(repr(name)[:80], why, "e.g. arxiv-ml")
    if not is_text(target):
        why = "its target is not UTF-8"
        raise OctavoError(name, why, "rename the folder, or make a link to it")
    if len(target) > _LONGEST_TARGET or visible(target) != target:
        raise OctavoError(name, "its target is too long or not printable")
    target = target.strip()
    known = guess_kind(target) if kind is None else _kind(kind)
    if since is not None and known not in _DAILY:
        why = "only daily-papers, arXiv, bioRxiv and medRxiv can be fetched for past days"
        raise OctavoError(name, why, "drop --since")
    rules = _TARGETS[known]
    interval = rules.every if every is None else parse_every(every)
    return SourceSpec(name, known, rules.check(target), interval, since)


def guess_kind(target: str) -> SourceKind:
    """Return the kind of source that ``target`` means."""
    for kind, rules in _TARGETS.items():
        if rules.matches(target):
            return kind
    why = "is not daily-papers, an arXiv category, biorxiv, medrxiv, a URL or a folder that exists"
    raise OctavoError(target or "''", why, "for a program, add --kind command")


def describe(spec: SourceSpec) -> str:
    """Return what ``spec`` fetches, in words."""
    return _TARGETS[spec.kind].describe(spec.target)


def argv(spec: SourceSpec) -> list[str]:
    """Return the program and arguments of a source of kind ``command``."""
    import shlex

    return shlex.split(spec.target)


def parse_every(text: str) -> dt.timedelta:
    """Return an interval from a whole number of m, h, d or w.

    >>> parse_every("90m")
    datetime.timedelta(seconds=5400)
    """
    match = _EVERY.fullmatch(text.strip())
    if not match:
        raise OctavoError(repr(text)[:80], "is not an interval", "e.g. 30m, 6h, 1d or 1w")
    interval = dt.timedelta(**{_UNITS[match[2]]: int(match[1])})
    if not _LEAST_EVERY <= interval <= _MOST_EVERY:
        raise OctavoError(text, "an interval is between five minutes and a year", "e.g. 6h")
    return interval


def show_every(interval: dt.timedelta) -> str:
    """Return ``interval`` as `parse_every` reads it.

    >>> show_every(dt.timedelta(hours=36)), show_every(dt.timedelta(days=2))
    ('36h', '2d')
    """
    minutes = int(interval.total_seconds()) // 60
    for unit, size in (("w", 7 * 24 * 60), ("d", 24 * 60), ("h", 60)):
        if minutes and minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"


def check_exists(spec: SourceSpec) -> None:
    """Check that the folder or program of ``spec``, which is about to be added, exists."""
    if spec.kind is SourceKind.FOLDER and not Path(spec.target).is_dir():
        raise OctavoError(spec.target, "no such folder")
    if spec.kind is SourceKind.COMMAND:
        from shutil import which

        program = argv(spec)[0]
        if which(program) is None:
            raise OctavoError(program, "no such program, or no permission to run it")


def _kind(name: str) -> SourceKind:
    try:
        return SourceKind(name)
    except ValueError:
        near = nearest(name, list(SourceKind))
        hint = f"did you mean {near}?" if near else f"use one of {', '.join(SourceKind)}"
        raise OctavoError(repr(name)[:80], "is not a kind of source", hint) from None


def _path(text: str) -> Path:
    """Return ``text`` as a path, with ``~`` for the user's home if that is known."""
    return Path(os.path.expanduser(text))  # noqa: PTH111 - Path's own raises if it is not known


def _is_folder(text: str) -> bool:
    try:
        return bool(text) and _path(text).is_dir()
    except OSError:  # too long for a name
        return False


def _check_daily_papers(target: str) -> str:
    if target != DAILY_PAPERS:
        raise OctavoError(target or "''", f"the target of this kind is {DAILY_PAPERS}")
    return target


def _check_folder(target: str) -> str:
    if not target:
        raise OctavoError("''", "no such folder")
    return str(_path(target).absolute())


def _check_command(line: str) -> str:
    """Return ``line`` with the program's path made absolute, if it has one."""
    import shlex

    try:
        words = shlex.split(line)
    except ValueError as error:
        raise OctavoError(line, f"is not a command: {str(error).lower()}") from None
    if not words or not words[0]:
        raise OctavoError(line or "''", "is not a command", "e.g. 'my-digest --today'")
    if "/" not in words[0]:
        return line
    return shlex.join([str(_path(words[0]).absolute()), *words[1:]])


class _TargetRules(NamedTuple):
    """The targets of a kind: which ones mean it, how to check one, what it is in words.

    ``every`` is the interval of a source that names none.
    """

    matches: Callable[[str], bool]
    check: Callable[[str], str]
    describe: Callable[[str], str]
    every: dt.timedelta = DEFAULT_EVERY


_TARGETS = {
    SourceKind.DAILY_PAPERS: _TargetRules(
        DAILY_PAPERS.__eq__, _check_daily_papers, "the Daily Papers of Hugging Face".format
    ),
    SourceKind.ARXIV: _TargetRules(
        looks_like_categories,
        spell,
        lambda target: f"arXiv's new papers in {target.replace('+', ' and ')}",
    ),
    SourceKind.BIORXIV: _TargetRules(
        preprints.is_preprints, preprints.spell_preprints, preprints.describe_preprints
    ),
    SourceKind.OPENREVIEW: _TargetRules(
        venues.is_openreview,
        venues.spell_openreview,
        lambda target: f"the papers of {target.removeprefix(venues.OPENREVIEW)} at OpenReview",
        dt.timedelta(days=1),
    ),
    SourceKind.ACL: _TargetRules(
        venues.is_acl,
        venues.spell_acl,
        lambda target: f"{target.removeprefix(venues.ACL)} of the ACL Anthology",
        dt.timedelta(weeks=1),
    ),
    SourceKind.FEED: _TargetRules(lambda target: "://" in target, check_url, "the feed {}".format),
    SourceKind.FOLDER: _TargetRules(_is_folder, _check_folder, "the folder {}".format),
    SourceKind.COMMAND: _TargetRules(
        lambda _target: False, _check_command, "what the program prints: {}".format
    ),
}
