"""What a source is: a name, a kind, a target, and how often it is to be asked."""

from __future__ import annotations

import datetime as dt
import os
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from octavo_model.core.errors import OctavoError
from octavo_model.sources.urls import shown
from octavo_model.text.clean import is_text, visible

DEFAULT_EVERY = dt.timedelta(hours=6)
"""How often a source is asked where nothing else was said."""
DAILY_PAPERS = "daily-papers"
"""The only target that the kind of this name has."""

_LEAST_EVERY = dt.timedelta(minutes=5)
_MOST_EVERY = dt.timedelta(days=366)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_EVERY = re.compile(r"([0-9]{1,5})([mhdw])")
_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
_LONGEST_TARGET = 2_000


class Kind(StrEnum):
    """How a source is asked."""

    DAILY_PAPERS = "daily-papers"
    ARXIV = "arxiv"
    FEED = "feed"
    FOLDER = "folder"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class SourceSpec:
    """One source, as the user wrote it down. Made by `make`, which checks it.

    Attributes:
        name: What the user calls it: small letters, digits and hyphens.
        kind: How it is asked.
        target: Whom: arXiv categories joined by ``+``, a URL, a folder's absolute path, or a
            command line, by kind.
        every: How long after one success it is due again.
        since: From which day on Daily Papers are wanted; None means the week before the first
            fetch.
    """

    name: str
    kind: Kind
    target: str
    every: dt.timedelta = DEFAULT_EVERY
    since: dt.date | None = None


def make(
    name: str,
    target: str,
    *,
    kind: str | None = None,
    every: str | None = None,
    since: dt.date | None = None,
) -> SourceSpec:
    """A source from what a user wrote.

    Args:
        name: Its name.
        target: Whom to ask.
        kind: Name of a `Kind`; where it is not given, ``target`` tells.
        every: As `parse_every` reads it.
        since: For Daily Papers, the first day that is wanted.

    Raises:
        OctavoError: Something of it cannot be meant; the error says what would be right.
    """
    if not _NAME.fullmatch(name):
        why = "a source's name has small letters, digits and hyphens, at most 40"
        raise OctavoError(repr(name)[:80], why, "such as arxiv-ml")
    if not is_text(target):
        why = "its target is not all UTF-8, which is all that a list of sources can hold"
        raise OctavoError(name, why, "rename the folder, or make a link to it")
    if len(target) > _LONGEST_TARGET or visible(target) != target:
        raise OctavoError(name, "its target is too long, or holds what cannot be printed")
    target = target.strip()
    known = guess_kind(target) if kind is None else _kind_called(kind)
    if since is not None and known is not Kind.DAILY_PAPERS:
        raise OctavoError(name, "only daily-papers can be asked for days of the past", "no --since")
    interval = DEFAULT_EVERY if every is None else parse_every(every)
    return SourceSpec(name, known, _checked_target(known, target), interval, since)


def guess_kind(target: str) -> Kind:
    """The kind of source that ``target`` means.

    Raises:
        OctavoError: It might be anything.
    """
    from octavo_model.sources.arxiv_categories import looks_like_categories

    if target == DAILY_PAPERS:
        return Kind.DAILY_PAPERS
    if looks_like_categories(target):
        return Kind.ARXIV
    if "://" in target:
        return Kind.FEED
    if target and _is_folder(target):
        return Kind.FOLDER
    hint = "for a program, say --kind command"
    why = "is neither daily-papers, nor arXiv categories, nor a URL, nor a folder that exists"
    raise OctavoError(target or "''", why, hint)


def argv(spec: SourceSpec) -> list[str]:
    """The program and arguments of a source of kind ``command``."""
    import shlex

    return shlex.split(spec.target)


def parse_every(text: str) -> dt.timedelta:
    """An interval as people write it: a whole number of m, h, d or w.

    >>> parse_every("90m")
    datetime.timedelta(seconds=5400)

    Raises:
        OctavoError: It is none, or out of reason.
    """
    found = _EVERY.fullmatch(text.strip())
    if not found:
        raise OctavoError(repr(text)[:80], "is no interval", "such as 30m, 6h, 1d or 1w")
    interval = dt.timedelta(**{_UNITS[found[2]]: int(found[1])})
    if not _LEAST_EVERY <= interval <= _MOST_EVERY:
        raise OctavoError(text, "an interval is between five minutes and a year", "such as 6h")
    return interval


def show_every(interval: dt.timedelta) -> str:
    """``interval`` as `parse_every` reads it.

    >>> show_every(dt.timedelta(hours=36)), show_every(dt.timedelta(days=2))
    ('36h', '2d')
    """
    minutes = int(interval.total_seconds()) // 60
    for unit, size in (("w", 7 * 24 * 60), ("d", 24 * 60), ("h", 60)):
        if minutes and minutes % size == 0:
            return f"{minutes // size}{unit}"
    return f"{minutes}m"


def check_url(url: str) -> str:
    """``url``, if it can be fetched as it stands.

    Raises:
        OctavoError: It is no http or https address, or holds a user name or password.
    """
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise OctavoError(shown(url), "is no valid address") from None
    if parts.scheme not in {"http", "https"}:
        raise OctavoError(shown(url), "only http and https addresses can be fetched")
    if "@" in parts.netloc:
        why = "an address must not hold a user name or password"
        raise OctavoError(shown(url), why, "they would be kept in the open")
    if not host or not url.isprintable() or " " in url:
        raise OctavoError(shown(url), "is no valid address")
    return url


def _path(text: str) -> Path:
    """``text`` as a path; ``~`` is the user's home, where that is known."""
    return Path(os.path.expanduser(text))  # noqa: PTH111 - Path's own raises where it is not known


def _is_folder(text: str) -> bool:
    try:
        return _path(text).is_dir()
    except OSError:  # too long for a name
        return False


def _kind_called(name: str) -> Kind:
    try:
        return Kind(name)
    except ValueError:
        from difflib import get_close_matches

        near = get_close_matches(name, list(Kind), n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(Kind)}"
        raise OctavoError(repr(name)[:80], "is no kind of source", hint) from None


def _checked_target(kind: Kind, target: str) -> str:
    from octavo_model.sources.arxiv_categories import spell

    if kind is Kind.DAILY_PAPERS:
        if target != DAILY_PAPERS:
            raise OctavoError(target or "''", f"the target of this kind is {DAILY_PAPERS}")
        return target
    if kind is Kind.ARXIV:
        return spell(target)
    if kind is Kind.FEED:
        return check_url(target)
    if kind is Kind.FOLDER:
        if not target:
            raise OctavoError("''", "no such folder")
        return str(_path(target).absolute())
    return _checked_command(target)


def _checked_command(line: str) -> str:
    """``line`` with its program's path made absolute, where one was given."""
    import shlex

    try:
        words = shlex.split(line)
    except ValueError as error:
        raise OctavoError(line, f"is no command: {str(error).lower()}") from None
    if not words or not words[0]:
        raise OctavoError(line or "''", "is no command", "such as 'my-digest --today'")
    if "/" not in words[0]:
        return line
    return shlex.join([str(_path(words[0]).absolute()), *words[1:]])


def check_there(spec: SourceSpec) -> None:
    """See that a folder or program exists that somebody is about to add.

    Raises:
        OctavoError: It does not. Later it may come and go; then only its fetch fails.
    """
    if spec.kind is Kind.FOLDER and not Path(spec.target).is_dir():
        raise OctavoError(spec.target, "no such folder")
    if spec.kind is Kind.COMMAND:
        from shutil import which

        program = argv(spec)[0]
        if which(program) is None:
            raise OctavoError(program, "no such program, or it may not be run")
