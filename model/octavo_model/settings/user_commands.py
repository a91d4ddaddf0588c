"""The user's own commands: the table ``[commands]`` of the settings. They run programs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from octavo_model.text.clean import clean_line
from octavo_model.text.fold import nearest

_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_LONGEST_TITLE = 60
_LONGEST_TIME = 86_400.0
_INPUTS = ("json", "markdown")


@dataclass(frozen=True, slots=True)
class UserCommand:
    """A command of the user, which gets the paper under the cursor.

    Attributes:
        run: The program and its arguments, with placeholders: see
            `octavo_model.export.program_input`.
        title: What help, palette and outputs call it.
        key: A key as Textual names it; empty for none.
        stdin: What the program reads: ``json`` or ``markdown``.
        timeout: Seconds after which the program is ended.
    """

    run: tuple[str, ...]
    title: str = ""
    key: str = ""
    stdin: str = "json"
    timeout: float = 120.0


def parse_commands(where: str, table: dict[str, Any]) -> tuple[dict[str, UserCommand], list[str]]:
    """Return the valid commands of a table by name, and a message for each other one."""
    good: dict[str, UserCommand] = {}
    faults: list[str] = []
    for name, entry in table.items():
        fault = _fault(name, entry)
        if fault:
            faults.append(f"{where}.{name}: {fault}; it is left out")
        else:
            title = clean_line(entry.get("title", ""))[:_LONGEST_TITLE] or name
            good[name] = UserCommand(**{**entry, "run": tuple(entry["run"]), "title": title})
    return good, faults


def _fault(name: str, entry: object) -> str:
    """Return what is wrong with a command; empty if it is valid."""
    if not _NAME.fullmatch(name):
        return "a name has letters, digits, - and _, 40 at most"
    if not isinstance(entry, dict):
        return "must be a table with run = [program, arguments]"
    known = UserCommand.__dataclass_fields__
    for one in entry:
        if one not in known:
            near = nearest(one, known)
            return f"{one} is unknown{f'; did you mean {near}?' if near else ''}"
    run, timeout = entry.get("run"), entry.get("timeout", 120.0)
    texts = list(run) if isinstance(run, list | tuple) else []
    if not (texts and all(isinstance(one, str) for one in texts) and texts[0].strip()):
        return "run must be a list of texts: a program and its arguments"
    if not all(isinstance(entry.get(one, ""), str) for one in ("title", "key")):
        return "title and key must be texts in quotation marks"
    if entry.get("stdin", "json") not in _INPUTS:
        return "stdin must be json or markdown"
    is_number = isinstance(timeout, int | float) and not isinstance(timeout, bool)
    if not (is_number and 1 <= timeout <= _LONGEST_TIME):
        return f"timeout must be a number from 1 to {_LONGEST_TIME:,.0f}"
    return ""


def without_commands(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Return a settings file without the user's commands, and their names, e.g. for a backup.

    A file without any is returned as it is; `ValueError` means that it is not valid TOML.
    """
    import tomllib

    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if "commands" not in table:
        return data, ()
    import tomli_w

    commands = table.pop("commands")
    names = tuple(map(clean_line, commands)) if isinstance(commands, dict) else ()
    return tomli_w.dumps(table).encode(), names
