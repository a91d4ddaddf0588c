"""The verbs of the command line: their groups on the help page, and the modules that have them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from octavo_tui.cli.arguments import CliCommand

GROUPS: Mapping[str, Mapping[str, str]] = {
    "Papers": {
        "add": "imports",
        "list": "papers",
        "search": "search",
        "show": "papers",
        "text": "texts",
        "star": "decisions",
        "later": "decisions",
        "dismiss": "decisions",
        "read": "decisions",
        "tag": "annotations.tags",
        "note": "annotations.notes",
        "open": "papers",
        "export": "export",
        "related": "papers",
        "for-you": "papers",
    },
    "Collections": {
        "digest": "digests",
        "view": "views",
        "paper": "digests",
        "interest": "interests.interests",
        "follow": "interests.following",
        "mute": "interests.following",
    },
    "Sources": {"today": "reader", "source": "sources", "fetch": "sources"},
    "Library": {
        "undo": "decisions",
        "log": "decisions",
        "stats": "library.statistics",
        "backup": "library.maintenance",
        "restore": "library.maintenance",
        "doctor": "library.maintenance",
        "rebuild": "library.maintenance",
        "merge": "digests",
        "journal": "library.maintenance",
    },
    "Setup": {
        "config": "config",
        "keys": "config",
        "formats": "imports",
        "completion": "completion",
        "tour": "reader",
        "help": "completion",
    },
}
"""For each heading its verbs, and for each of these the module in `octavo_tui.cli.commands`."""
ALIASES: Mapping[str, tuple[str, ...]] = {
    "-h": ("help",),
    "--help": ("help",),
    "ls": ("list",),
    "import": ("add", "--files"),
    "unstar": ("star", "--off"),
    "unread": ("read", "--off"),
    "unfollow": ("follow", "--off"),
    "unmute": ("mute", "--off"),
    "digests": ("digest",),
    "views": ("view",),
    "interests": ("interest",),
    "papers": ("paper",),
    "tags": ("tag",),
    "sources": ("source",),
    "paths": ("config", "path"),
}
"""Other names, which work but are on no page: what each is short for."""
_MODULES = {verb: module for verbs in GROUPS.values() for verb, module in verbs.items()}


def command(name: str) -> CliCommand | None:
    """Return the command of a verb; None if that is unknown. Only its module is imported."""
    if name not in _MODULES:
        return None
    module = import_module(f"octavo_tui.cli.commands.{_MODULES[name]}")
    commands: tuple[CliCommand, ...] = module.COMMANDS
    return next(one for one in commands if one.name == name)


def reader() -> CliCommand:
    """Return what runs without a verb."""
    found: CliCommand = import_module("octavo_tui.cli.commands.reader").READER
    return found


def expanded(words: Sequence[str]) -> list[str]:
    """Return ``words`` with what the first is short for."""
    return [*ALIASES.get(words[0], words[:1]), *words[1:]] if words else []


def similar(word: str) -> str:
    """Return the verb that ``word`` most likely means; empty if none is near."""
    from octavo_model.text.fold import nearest

    near = nearest(word, [*_MODULES, *ALIASES])
    return " ".join(ALIASES.get(near, (near,))) if near else ""
