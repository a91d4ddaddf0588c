"""What a user can set, typed, and its home in a TOML file.

A settings file is the user's: what Octavo does not know in it is reported and kept, and a
value of the wrong kind costs itself alone.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from octavo_model.storage.files import LARGEST_SETTINGS, read_at_most

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_LONGEST_PROBLEM = 400
_MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, each with its default.

    The documentation of a setting is its ``doc``; `docs/settings.md` is made from them.
    """

    theme: str = field(
        default="octavo",
        metadata={"doc": "Name of the colour theme; ctrl+p, Theme, shows them all."},
    )
    read_after: float = field(
        default=2.0,
        metadata={
            "doc": "Seconds an abstract stays on screen before its paper counts as read;"
            " 0 turns that off.",
            "least": 0.0,
        },
    )
    read_on_open: bool = field(
        default=True,
        metadata={"doc": "Whether a paper that is opened or read on counts as read."},
    )
    measure: int = field(
        default=90,
        metadata={"doc": "Widest line of an abstract, in columns.", "least": 20.0},
    )
    hide_cross_lists: bool = field(
        default=False,
        metadata={"doc": "Whether papers that arXiv only cross-listed are left out of the lists."},
    )
    hide_replacements: bool = field(
        default=False,
        metadata={"doc": "Whether papers that arXiv only replaced are left out of the lists."},
    )
    early_paint: bool = field(
        default=True,
        metadata={"doc": "Whether the first rows are shown before the rest of the reader is up."},
    )
    keys: Mapping[str, str] = field(
        default_factory=dict,
        metadata={
            "doc": "Keys of your own: the name of a command, and the keys it gets, with commas"
            ' between them: star = "s,asterisk". The help names the commands.'
        },
    )
    views: Mapping[str, str] = field(
        default_factory=dict,
        metadata={
            "doc": "Queries with names, for the drawer and `octavo views`, in their order:"
            ' week = "is:unread date:<7d". `octavo list --help` tells what a query may say.',
            "entries": True,
        },
    )


def parse(table: Mapping[str, Any]) -> tuple[Settings, tuple[str, ...]]:
    """Settings from a TOML table, and what was wrong in it, in plain words."""
    good: dict[str, Any] = {}
    problems: list[str] = []
    known = {one.name: one for one in fields(Settings)}
    defaults = Settings()
    for name, told in table.items():
        if name not in known:
            problems.append(f"{name}: there is no such setting{_nearest(name, known)}")
            continue
        value = told
        if known[name].metadata.get("entries") and isinstance(told, dict):
            # Each entry stands for itself: one that is broken costs no other.
            value, faults = _entries(name, told)
            problems += faults
        fault = _fault(value, getattr(defaults, name), known[name].metadata.get("least"))
        if fault:
            problems.append(f"{name}: {fault}; the default is used")
        else:
            good[name] = float(value) if isinstance(getattr(defaults, name), float) else value
    return replace(defaults, **good), _shown(problems)


def _shown(problems: Iterable[str]) -> tuple[str, ...]:
    """What was wrong, as it may be shown: a file can name a setting in any letters."""
    told = tuple(problems)
    if told:
        from octavo_model.text.clean import visible

        told = tuple(visible(one)[:_LONGEST_PROBLEM] for one in told)
    return told


def _entries(name: str, table: dict[str, Any]) -> tuple[dict[str, str], list[str]]:
    """The good entries of a table of texts, and what is wrong with the others."""
    good: dict[str, str] = {}
    faults: list[str] = []
    for key, value in table.items():
        if not isinstance(value, str):
            faults.append(f"{name}.{key}: must be a text in quotation marks; it is left out")
        elif not value.strip() or not key.strip():
            faults.append(f"{name}.{key}: is empty; it is left out")
        else:
            good[key] = value
    return good, faults


def load(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """The settings at ``path`` (the defaults where there is no file), and what was wrong.

    Never raises for what a file holds: a user must be able to open the reader to put it right.
    """
    table, problems = _read(path)
    settings, more = parse(table)
    return settings, problems + more


def save(path: Path, name: str, value: object) -> None:
    """Change one setting in the file at ``path``; all else in it, comments too, stays.

    Raises:
        OctavoError: The file cannot be written, or holds what is no TOML; writing would destroy
            what the user has there.
    """
    with editing(path) as (text, table):
        write(path, _with(text, table, name, value))


@contextmanager
def editing(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Be the one who changes the file at ``path``: as it stands, and what it says.

    Raises:
        OctavoError: It cannot be read, locked or written, or holds what is no TOML.
    """
    from octavo_model.core.errors import OctavoError
    from octavo_model.storage.failures import explained
    from octavo_model.storage.locks import changing

    with explained(path), changing(path):
        try:
            text, table = read_for_editing(path)
        except ValueError as error:
            raise OctavoError(str(path), str(error), "put it right first") from None
        yield text, table


def read_for_editing(path: Path) -> tuple[str, dict[str, Any]]:
    """The file at ``path`` as it stands, and what it says; nothing where there is none.

    Raises:
        OSError: The file cannot be read.
        ValueError: It holds what is no TOML; writing would destroy what the user has there.
    """
    table, problems = _read(path)
    if problems:
        raise ValueError(problems[0])
    if not path.exists():
        return "", table
    return read_at_most(path, LARGEST_SETTINGS).decode("utf-8-sig").replace("\r\n", "\n"), table


def write(path: Path, text: str) -> None:
    """Write the file at ``path`` anew, whole or not at all; for who is `editing` it.

    Raises:
        OSError: It cannot be written.
    """
    from octavo_model.storage.files import make_folder, write_atomically

    # The file may be a link into a folder of dotfiles, and stays one.
    target = path.resolve()
    make_folder(target.parent)
    write_atomically(target, text.encode())


def _with(text: str, table: dict[str, Any], name: str, value: object) -> str:
    """The TOML ``text``, which holds ``table``, with one setting changed.

    Its line is exchanged or put first, where the comments stay. Should that not give what is
    meant, as where the old value takes several lines, the whole is written anew.
    """
    import re
    import tomllib

    import tomli_w

    wanted = {**table, name: value}
    line = tomli_w.dumps({name: value})
    head, bracket, rest = re.split(r"(^\s*\[|\Z)", text, maxsplit=1, flags=re.MULTILINE)
    changed, count = re.subn(
        rf"^[ \t]*{re.escape(name)}[ \t]*=.*\n?", lambda _: line, head, count=1, flags=re.MULTILINE
    )
    edited = (changed if count else line + head) + bracket + rest
    try:
        if tomllib.loads(edited) == wanted:
            return edited
    except tomllib.TOMLDecodeError:
        pass
    return tomli_w.dumps(wanted)


def _read(path: Path) -> tuple[dict[str, Any], tuple[str, ...]]:
    try:
        data = read_at_most(path, LARGEST_SETTINGS)
    except FileNotFoundError:
        return {}, ()
    except OSError as error:
        return {}, (f"cannot be read: {error.strerror}",)
    import tomllib

    try:
        return tomllib.loads(data.decode("utf-8-sig")), ()
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is no error of TOML's
        return {}, _shown([f"is not valid TOML: {error}"])


def _fault(value: object, default: object, least: float | None) -> str:
    """What is wrong with ``value`` in the place of ``default``; empty where nothing is."""
    if isinstance(default, bool):
        return "" if isinstance(value, bool) else "must be true or false"
    if isinstance(default, int | float):
        whole = isinstance(default, int)
        kinds = (int,) if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            return "must be a whole number" if whole else "must be a number"
        if least is not None and not least <= value:
            return f"must be at least {least:g}"
        # TOML has infinite numbers, and whole ones that no float can be.
        return "" if -_MOST <= value <= _MOST else f"must be at most {_MOST:,}"
    if isinstance(default, str):
        return "" if isinstance(value, str) else "must be a text in quotation marks"
    if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
        return ""
    return "must be a table of texts"


def _nearest(name: str, known: Mapping[str, object]) -> str:
    from octavo_model.text.fold import nearest

    near = nearest(name, known)
    return f"; did you mean {near}?" if near else ""
