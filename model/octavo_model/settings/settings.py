"""The settings of the user, read from a TOML file.

An unknown setting is reported, and a wrong value is replaced by its default.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any

from octavo_model.settings.full_text import FullTextSettings, parse_full_text
from octavo_model.settings.user_commands import UserCommand, parse_commands
from octavo_model.storage.files import LARGEST_SETTINGS, read_at_most
from octavo_model.text.clean import visible
from octavo_model.text.fold import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_LONGEST_PROBLEM = 400
_MOST = 1_000_000


def _setting(default: Any, doc: str, **more: Any) -> Any:
    """Return the field of a setting with this default, or with what a class makes.

    ``least`` is the least number, and ``read`` returns the valid entries of a table, and a message
    for each other one.
    """
    metadata = {"doc": doc, **more}
    if isinstance(default, type):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


def _entries(name: str, table: dict[str, Any]) -> tuple[dict[str, str], list[str]]:
    """Return the valid entries of a table of texts, and a message for each other one."""
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


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings, each with its default, and its description for `docs/settings.md`."""

    theme: str = _setting(
        "auto",
        "Name of the colour theme, until you choose one in the reader: ctrl+p, Theme,"
        " lists them all; `auto` is dark or light, to match the terminal.",
    )
    ascii: bool = _setting(
        False, "Whether signs, lines and marks are shown in ASCII, for fonts without them."
    )
    inbox_days: int = _setting(
        30,
        "Days after the date of a digest in which its undecided papers are in the Inbox.",
        least=1.0,
    )
    read_after: float = _setting(
        0.0,
        "Seconds an abstract stays on screen before its paper counts as read; 0 turns that off.",
        least=0.0,
    )
    read_on_open: bool = _setting(
        False, "Whether a paper counts as read as soon as it is opened or paged through."
    )
    advance: bool = _setting(
        True, "Whether a decision in the list goes on to the next undecided paper."
    )
    measure: int = _setting(90, "Widest line of an abstract, in columns.", least=20.0)
    hide_cross_lists: bool = _setting(
        False, "Whether papers that arXiv only cross-listed are left out of the lists."
    )
    hide_replacements: bool = _setting(
        False, "Whether papers that arXiv only replaced are left out of the lists."
    )
    fetch_automatically: bool = _setting(
        True, "Whether the open reader fetches from sources that are due; R fetches from all."
    )
    early_paint: bool = _setting(
        True, "Whether the first rows are shown before the rest of the reader is up."
    )
    full_text: FullTextSettings = field(
        default_factory=FullTextSettings,
        metadata={
            "doc": "Full texts and PDFs of papers:"
            " see [below](#full-texts) and [full-text.md](full-text.md).",
            "read": parse_full_text,
        },
    )
    keys: Mapping[str, str] = _setting(
        dict,
        "Keys of your own: the name of a command, and its keys or sequences of keys, with"
        ' commas between them: star = "s,asterisk", all = "g w".',
    )
    commands: Mapping[str, UserCommand] = _setting(
        dict,
        "Commands of your own, which run a program on a paper: see"
        " [commands.md](commands.md). They are in no backup.",
        read=parse_commands,
    )
    views: Mapping[str, str] = _setting(
        dict,
        "Saved views of an earlier Octavo. They are imported once; later changes here"
        " have no effect: see `octavo view list`.",
        read=_entries,
    )


def parse(table: Mapping[str, Any]) -> tuple[Settings, tuple[str, ...]]:
    """Return settings from a TOML table, and a message for each mistake."""
    good: dict[str, Any] = {}
    problems: list[str] = []
    known = {one.name: one for one in fields(Settings)}
    defaults = Settings()
    for name, value in table.items():
        if name not in known:
            near = nearest(name, known)
            hint = f"; did you mean {near}?" if near else ""
            problems.append(f"{name}: no such setting{hint}")
            continue
        read = known[name].metadata.get("read")
        if read is not None and isinstance(value, dict):
            good[name], faults = read(name, value)
            problems += faults
            continue
        least = known[name].metadata.get("least")
        fault = "must be a table" if read else _fault(value, getattr(defaults, name), least)
        if fault:
            problems.append(f"{name}: {fault}; the default is used")
        else:
            good[name] = float(value) if isinstance(getattr(defaults, name), float) else value
    return replace(defaults, **good), _shown(problems)


def _shown(problems: Iterable[str]) -> tuple[str, ...]:
    """Return messages without control characters, which a file may have in a name."""
    return tuple(visible(problem)[:_LONGEST_PROBLEM] for problem in problems)


def load(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """Return the settings in the file ``path``, and a message for each mistake.

    It never raises for a damaged file, as the user must be able to open the reader.
    """
    try:
        data = read_at_most(path, LARGEST_SETTINGS)
    except FileNotFoundError:
        return Settings(), ()
    except OSError as error:
        return Settings(), (f"cannot be read: {error.strerror}",)
    import tomllib

    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a plain ValueError
        return Settings(), _shown([f"is not valid TOML: {error}"])
    return parse(table)


def _fault(value: object, default: object, least: float | None) -> str:
    """Return what is wrong with ``value`` instead of ``default``; empty if it is valid."""
    if isinstance(default, bool):
        return "" if isinstance(value, bool) else "must be true or false"
    if isinstance(default, int | float):
        whole = isinstance(default, int)
        kinds = (int,) if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            return "must be a whole number" if whole else "must be a number"
        if least is not None and not least <= value:
            return f"must be at least {least:g}"
        # TOML has infinite numbers, and integers beyond every float.
        return "" if -_MOST <= value <= _MOST else f"must be at most {_MOST:,}"
    if isinstance(default, str):
        return "" if isinstance(value, str) else "must be a text in quotation marks"
    if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
        return ""
    return "must be a table of texts"
