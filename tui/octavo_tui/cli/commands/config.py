"""Commands about settings and keys."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from octavo_model import OctavoError
from octavo_model.settings import settings as settings_file
from octavo_model.settings.user_commands import UserCommand
from octavo_model.text.clean import visible
from octavo_tui.cli.arguments import CliCommand, add_json, argument
from octavo_tui.cli.exit_status import ExitStatus, refuse
from octavo_tui.cli.output import print_errors, print_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from octavo_model import Paths
    from octavo_tui.cli.arguments import Options


def get_settings(options: Options, paths: Paths) -> int:
    """Print a setting, or all of them, as they are in force."""
    settings, problems = settings_file.load(paths.settings)
    values = {one.name: getattr(settings, one.name) for one in fields(settings)}
    values["full_text"] = asdict(settings.full_text)
    wanted = getattr(options, "name", None)
    if wanted is not None:
        table, dot, _ = wanted.partition(".")
        if table == "keys" and dot:
            values["keys"], faults = _keys_in_force(settings.keys)
            problems = (*problems, *faults)
        if dot and isinstance(values.get(table), dict):
            values = {f"{table}.{entry}": value for entry, value in values[table].items()}
        if wanted not in values:
            refuse(f"config get: no setting {visible(wanted)}{_similar(wanted, values)}")
        values = {wanted: values[wanted]}
    print_errors("settings", problems)
    if print_json(options, [_as_json(values)]):
        pass
    elif wanted is not None:
        print(_written(values[wanted]))
    else:
        for name, value in values.items():
            print(f"{name} = {_written(value)}")
    return ExitStatus.FAILED if problems else ExitStatus.DONE


def set_setting(options: Options, paths: Paths) -> int:
    """Change a setting; refuse a value that is wrong."""
    from octavo_model.settings.changing import change, fault

    wrong = fault(options.name, options.value)
    if options.name == "theme":
        # Imported here: it imports Textual.
        from octavo_tui.render.colours.themes import check_theme

        wrong = wrong or check_theme(options.value)
    if not wrong and options.name.startswith("keys."):
        # Imported here: it imports Textual.
        from octavo_tui.keys import check_keys

        known = settings_file.load(paths.settings)[0].keys
        name = options.name.removeprefix("keys.")
        good, faults = check_keys({**known, name: options.value})
        if good.get(name) != options.value:
            wrong = next((one for one in faults if one.startswith(f"keys.{name}:")), "")
    if wrong:
        refuse(f"config set: {wrong}")
    change(paths.settings, options.name, options.value)
    print(visible(f"{options.name} = {options.value}"))
    return ExitStatus.DONE


def edit_settings(_options: Options, paths: Paths) -> int:
    """Open the settings in the editor of the user, then check them."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        refuse("config edit: needs a terminal (octavo config set NAME VALUE needs none)")
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    paths.config.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(  # noqa: S603 - the editor that the user chose
            [*shlex.split(editor), str(paths.settings)], check=False
        )
    except (OSError, ValueError):
        raise OctavoError(editor, "cannot be started", "set EDITOR to your editor") from None
    problems = settings_file.load(paths.settings)[1]
    print_errors("settings", problems)
    return ExitStatus.FAILED if problems or done.returncode else ExitStatus.DONE


def show_paths(options: Options, paths: Paths) -> int:
    """Print where data and settings are."""
    names = (
        "data", "digests", "journal", "copies", "index", "settings", "sources", "state",
        "full_texts",
    )  # fmt: skip
    found = {name: str(getattr(paths, name)) for name in names}
    if not print_json(options, [found]):
        for name, path in found.items():
            print(f"{name:10} {visible(path)}")
    return ExitStatus.DONE


def show_keys(options: Options, paths: Paths) -> int:
    """Print every key of the reader, with those of the user."""
    # Imported here: they import Textual.
    from octavo_tui.commands import COMMANDS, groups
    from octavo_tui.keys import check_keys, own_commands, sequences, show_sequence

    settings, _ = settings_file.load(paths.settings)
    keys, faults = check_keys(settings.keys)
    own, faults_of_own = own_commands(settings.commands, keys)
    rows = [
        {
            "name": one.name,
            "keys": [show_sequence(each) for each in sequences(keys.get(one.name, one.keys))],
            "title": one.title,
            "group": group,
        }
        for group, commands in groups((*COMMANDS, *own)).items()
        for one in commands
    ]
    if not print_json(options, rows):
        group = None
        for row in rows:
            if row["group"] != group:
                group = row["group"]
                print(group)
            print(f"  {' '.join(row['keys']):14} {row['title']}  ({row['name']})")
    problems = (*faults, *faults_of_own)
    print_errors("settings", problems)
    return ExitStatus.FAILED if problems else ExitStatus.DONE


def _keys_in_force(own: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the keys of each command, with the user's ``own``, and what is wrong with these."""
    # Imported here: they import Textual.
    from octavo_tui.commands import COMMANDS
    from octavo_tui.keys import Keymap, check_keys

    keys, faults = check_keys(own)
    table = Keymap(keys)
    return {one.name: table.keys_of(one) for one in COMMANDS}, faults


def _similar(name: str, known: dict[str, object]) -> str:
    from octavo_model.text.fold import nearest

    near = nearest(name, known)
    return f" (did you mean {near}?)" if near else " (octavo config get lists them)"


def _as_json(value: object) -> Any:
    if isinstance(value, UserCommand):
        return asdict(value)
    if isinstance(value, dict):
        return {key: _as_json(one) for key, one in value.items()}
    return value


def _written(value: object) -> str:
    """Return a value as the file has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, UserCommand):
        return visible(shlex.join(value.run))
    if isinstance(value, dict):
        return ", ".join(f"{visible(key)}: {_written(one)}" for key, one in value.items())
    return visible(str(value))


_SETTING = "A setting, or one of a table: keys.star"
COMMANDS = (
    CliCommand(
        "config",
        "Show and change settings",
        get_settings,
        (add_json,),
        "octavo config get theme\noctavo config set read_after 0\noctavo config path",
        actions=(
            CliCommand(
                "get",
                "Show a setting, or all of them",
                get_settings,
                (argument("name", "NAME", _SETTING, nargs="?"), add_json),
            ),
            CliCommand(
                "set",
                "Change a setting",
                set_setting,
                (argument("name", "NAME", _SETTING), argument("value", "VALUE", "Its value")),
            ),
            CliCommand("edit", "Open the settings in your editor", edit_settings),
            CliCommand("path", "Show where your data and settings are", show_paths, (add_json,)),
        ),
    ),
    CliCommand("keys", "List the keys of the reader", show_keys, (add_json,), "octavo keys"),
)
