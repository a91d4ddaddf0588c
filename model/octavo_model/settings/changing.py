"""Change one line of the settings file; comments and everything else stay."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from octavo_model.core.errors import OctavoError
from octavo_model.settings.settings import Settings, parse
from octavo_model.storage.failures import explained
from octavo_model.storage.files import LARGEST_SETTINGS, read_at_most, write_atomically
from octavo_model.storage.locks import changing
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from pathlib import Path

_TABLE = re.compile(r"\s*\[")
_PLAIN_VALUE = re.compile(r"""[^=]*=\s*(?:"[^"\\]*"|'[^']*'|[^\s"'#\[{]+)(\s*#.*)?""")


def change(path: Path, name: str, value: str) -> None:
    """Set the setting ``name``, or ``table.name``, in the file ``path``.

    The value must be right: see `fault`.

    Raises:
        OctavoError: The file cannot be read or written, or the setting is not on a line of its own.
    """
    table, dot, entry = name.partition(".")
    wanted = _typed(name, value)
    with explained(path), changing(path):
        try:
            text = read_at_most(path, LARGEST_SETTINGS).decode("utf-8-sig")
        except FileNotFoundError:
            text = ""
        except ValueError as error:
            raise OctavoError(str(path), "is not UTF-8", "fix it in an editor") from error
        expected = _read(path, text)
        if not dot:
            expected[name] = wanted
        elif isinstance(entries := expected.setdefault(table, {}), dict):
            entries[entry] = wanted
        changed = with_line(text, table if dot else "", entry or table, wanted)
        if not _has(changed, expected):
            raise OctavoError(str(path), f"{name} is written in another way", "edit it by hand")
        write_atomically(path.resolve(), changed.encode())


def fault(name: str, value: str) -> str:
    """Return what is wrong with a setting, ``name`` or ``table.name``; empty if it is right.

    >>> fault("measure", "90"), fault("measure", "3"), fault("theme.x", "1")
    ('', 'measure: must be at least 20', 'theme: must be a text in quotation marks')
    """
    table, dot, entry = name.partition(".")
    wanted = _typed(name, value)
    wrong = parse({table: {entry: wanted} if dot else wanted})[1]
    return wrong[0].partition("; the default")[0] if wrong else ""


def with_line(text: str, table: str, name: str, value: Any) -> str:
    r"""Return the TOML ``text`` with ``name = value`` in ``table``, or before all tables.

    >>> with_line("# Mine\na = 1\n[keys]\nb = 3\n", "", "a", 2)
    '# Mine\na = 2\n[keys]\nb = 3\n'
    >>> with_line("[keys]\nb = 3\n", "keys", "c", "y")
    '[keys]\nc = "y"\nb = 3\n'
    >>> with_line("a = 1  # Mine\n", "", "a", 2)
    'a = 2  # Mine\n'
    """
    # JSON writes texts, numbers, true and false as TOML does.
    line = f"{_key(name)} = {json.dumps(value, ensure_ascii=False)}"
    lines = text.splitlines()
    heads = [number for number, one in enumerate(lines) if _TABLE.match(one)]
    start, end = 0, heads[0] if heads else len(lines)
    if table:
        header = re.compile(rf"\s*\[\s*{re.escape(table)}\s*\]\s*(?:#.*)?")
        at = next((number for number in heads if header.fullmatch(lines[number])), None)
        if at is None:
            gap = [""] if lines else []
            return "\n".join([*lines, *gap, f"[{table}]", line, ""])
        start, end = at + 1, next((number for number in heads if number > at), len(lines))
    same = re.compile(rf"\s*(?:{re.escape(name)}|{re.escape(json.dumps(name))})\s*=")
    for number in range(start, end):
        if same.match(lines[number]):
            end_of_line = _PLAIN_VALUE.fullmatch(lines[number])
            lines[number] = line + (end_of_line[1] or "" if end_of_line else "")
            break
    else:
        lines.insert(start if table else end, line)
    return "\n".join([*lines, ""])


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _typed(name: str, value: str) -> object:
    """Return ``value`` in the type of the setting ``name``, if that is possible."""
    default: object = Settings()
    for one in name.split("."):
        default = getattr(default, one, None)
    if isinstance(default, bool):
        return {"true": True, "false": False}.get(value.lower(), value)
    try:
        if isinstance(default, int):
            return int(value)
        if isinstance(default, float):
            return float(value)
    except ValueError:
        pass
    return value


def _has(text: str, expected: dict[str, Any]) -> bool:
    import tomllib

    try:
        return tomllib.loads(text) == expected
    except ValueError:
        return False


def _read(path: Path, text: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(text)
    except ValueError as error:
        why = f"is not valid TOML: {clean_line(str(error))}"
        raise OctavoError(str(path), why, "fix it in an editor") from None
