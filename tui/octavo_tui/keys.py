"""Keys and sequences of keys: what they mean, how they are written, and which ones clash."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

from octavo_model.text.fold import nearest
from octavo_tui.commands import COMMANDS, OWN, RUN_OWN, Command

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from octavo_model.settings.user_commands import UserCommand

    KeySequence = tuple[str, ...]
    """Keys to press one after the other, as Textual names them: ``("g", "a")``."""

_MODIFIERS = {"ctrl", "alt", "shift", "super", "hyper", "meta"}
_LEAVING = ("quit", "quit_now")
"""The commands of which one must have a key."""
_OF_0_1 = {"unread": "inbox"}
"""Commands by the names that they had in the settings of Octavo 0.1."""
_LAST_RESORT = "ctrl+q"


class Keymap:
    """Which of ``commands`` each key runs, with the user's ``keys`` by names of commands.

    In a pane its own commands hide those of the same keys that work everywhere.
    """

    def __init__(
        self, keys: Mapping[str, str] | None = None, commands: Sequence[Command] = COMMANDS
    ) -> None:
        self.keys = keys or {}
        self.commands = commands
        self.by_name = {one.name: one for one in commands}
        self._by_sequence: dict[tuple[str, KeySequence], Command] = {}
        self._starts: set[tuple[str, KeySequence]] = set()
        for one in commands:
            for sequence in sequences(self.keys_of(one)):
                self._by_sequence[one.pane, sequence] = one
                self._starts.update((one.pane, sequence[:end]) for end in range(1, len(sequence)))

    def keys_of(self, command: Command) -> str:
        """Return the keys of ``command``, as the settings write them."""
        return self.keys.get(command.name, command.keys)

    def command(self, pressed: KeySequence, pane: str = "") -> Command | None:
        """Return what exactly these keys run in ``pane``; None if they run nothing."""
        return self._by_sequence.get((pane, pressed)) or self._by_sequence.get(("", pressed))

    def is_start(self, pressed: KeySequence, pane: str = "") -> bool:
        """Return whether more keys may follow these."""
        return bool(self._starts & {(pane, pressed), ("", pressed)})

    def owner(self, sequence: KeySequence) -> Command | None:
        """Return the command whose keys clash with these; None if they are free."""
        taken = ((theirs, command) for (_, theirs), command in self._by_sequence.items())
        return next((command for theirs, command in taken if _clash(theirs, sequence)), None)

    def reached(self, sequence: KeySequence, pane: str = "") -> Command | None:
        """Return what these keys run in ``pane``, one after the other; None if they run nothing.

        They do not if the first ones already run something there.
        """
        starts = (sequence[:end] for end in range(1, len(sequence)))
        if any(self.command(one, pane) for one in starts):
            return None
        return self.command(sequence, pane)

    def works(self, command: Command, pane: str) -> bool:
        """Return whether ``command`` can be run in ``pane``: by a key, or because it has none."""
        if command.pane not in {"", pane} or (command.needs_paper and pane == "drawer"):
            return False
        given = sequences(self.keys_of(command))
        return not given or any(self.reached(one, pane) is command for one in given)

    def following(self, pressed: KeySequence, pane: str = "") -> Iterator[tuple[str, Command]]:
        """Yield what may follow these keys in ``pane``, as it is shown, and what it runs."""
        start = len(pressed)
        for (where, sequence), command in self._by_sequence.items():
            follows = sequence[:start] == pressed and len(sequence) > start
            if follows and where in {pane, ""} and self.reached(sequence, pane) is command:
                yield show_sequence(sequence[start:]), command

    def counted(self) -> Iterator[tuple[str, Command]]:
        """Yield the keys that take a number, each as it is shown, and what it runs."""
        for one in self.commands:
            if one.counted and self.keys_of(one) and not one.pane:
                yield show_keys(one, self.keys, 1), one

    def shown(self, name: str) -> str:
        """Return the first key of a command as it is shown; empty if it has none."""
        return show_keys(self.by_name[name], self.keys, 1)

    def hint(self, name: str, what: str, times: int = 1) -> str:
        """Return the first key of a command and ``what`` it does, ``u undo``; empty without."""
        key = self.shown(name)
        return f"{times if times > 1 else ''}{key} {what}" if key else ""

    def hints(self, *commands: tuple[str, str], text: str = "") -> str:
        """Return ``text``, then the hint of each command that has a key: ``Saved · d lists it``."""
        return " · ".join(filter(None, (text, *(self.hint(*one) for one in commands))))

    def all_shown(self, name: str) -> list[str]:
        """Return all keys of a command as they are shown."""
        return [show_sequence(one) for one in sequences(self.keys_of(self.by_name[name]))]


def _clash(one: KeySequence, other: KeySequence) -> bool:
    """Return whether keys are the same, or the start of the others."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


@cache
def sequences(keys: str) -> tuple[KeySequence, ...]:
    """Return the sequences of a setting.

    >>> sequences("g a,?")
    (('g', 'a'), ('question_mark',))
    """
    parts = (part.split() for part in keys.split(","))
    return tuple(tuple(map(_named, part)) for part in parts if part)


def _named(key: str) -> str:
    """Return the key as Textual names it: ``slash`` for ``/``."""
    if len(key) > 1 or key.isalnum():
        return key
    (binding,) = Binding.make_bindings([Binding(key, "")])
    return binding.key


def _is_key(key: str) -> bool:
    """Return whether ``key`` exists: a character, or a name that Textual knows."""
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    if not set(modifiers) <= _MODIFIERS:
        return False
    named = {*Keys, *KEY_NAME_REPLACEMENTS.values()}
    if len(name) == 1 or name in named:
        return True
    return name.isascii() and key_to_character(name) is not None


def check_keys(
    keys: Mapping[str, str], commands: Sequence[Command] = COMMANDS
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the keys that differ from the table, and what is wrong or clashes.

    An unknown command or key is ignored. Keys clash if they are the same, or if one is the start
    of the other's sequence. A user's key wins over the table, whose command loses its own; of two
    keys of the user the first one wins. An empty text removes the keys of a command, but some key
    always quits.
    """
    by_name = {one.name: one for one in commands}
    wanted: dict[str, str] = {}
    written: dict[str, str] = {}
    problems: list[str] = []
    for given, value in keys.items():
        name = _OF_0_1.get(given, given)
        fault = _fault(name, value, by_name)
        if fault:
            problems.append(f"keys.{given}: {fault}")
        else:
            wanted[name], written[name] = value, given
    if not wanted:
        return {}, tuple(problems)
    good, clashes = _resolved(wanted, by_name, written)
    if not any(good.get(name, by_name[name].keys) for name in _LEAVING):
        problems.append(f"keys.{_LEAVING[-1]}: some key must quit; {_LAST_RESORT} does")
        good, clashes = _resolved(
            {**wanted, _LEAVING[-1]: _LAST_RESORT}, by_name, written, first=_LEAVING
        )
    return good, (*problems, *clashes)


def own_commands(
    commands: Mapping[str, UserCommand], keys: Mapping[str, str]
) -> tuple[tuple[Command, ...], tuple[str, ...]]:
    """Return a row for each of the user's own commands, and what is wrong with their keys.

    ``keys`` are those of `check_keys`. A command whose key is another's is only in the palette.
    """
    table = Keymap(keys)
    taken: dict[KeySequence, str] = {}
    rows: list[Command] = []
    problems: list[str] = []
    for name, one in commands.items():
        key = "comma" if one.key == "," else one.key.strip()
        fault = ""
        if key and ("," in key or not all(map(_is_key, key.split()))):
            fault = f"unknown key {one.key}"
        for sequence in () if fault else sequences(key):
            other = table.owner(sequence)
            mine = (its_name for theirs, its_name in taken.items() if _clash(theirs, sequence))
            owner = other.name if other is not None else next(mine, "")
            if sequence[0].isdigit() and sequence[0] != "0":
                fault = f"{one.key} starts a number"
            elif owner:
                fault = f"{one.key} belongs to the command {owner}"
            else:
                taken[sequence] = name
        if fault:
            problems.append(f"commands.{name}.key: {fault}")
        run = f"{RUN_OWN}({name!r})"
        rows.append(
            Command(f"own.{name}", "" if fault else key, one.title, run, OWN, needs_paper=True)
        )
    return tuple(rows), tuple(problems)


def _fault(name: str, value: str, by_name: Mapping[str, Command]) -> str:
    """Return what is wrong with an entry of the settings; empty if it is valid."""
    if name not in by_name:
        near = nearest(name, by_name)
        return "unknown command" + (f"; did you mean {near}?" if near else "")
    for part in value.split(",") if value else ():
        if not part.split():
            return f"a key is missing in {value!r}; the comma key is named comma"
        unknown = [key for key in part.split() if not _is_key(key)]
        if unknown:
            return f"unknown key {unknown[0]}"
    return ""


def _resolved(
    wanted: Mapping[str, str],
    by_name: Mapping[str, Command],
    written: Mapping[str, str],
    first: Sequence[str] = (),
) -> tuple[dict[str, str], list[str]]:
    """Return the user's keys and those of the table without clashes, and the clashes in words.

    ``written`` has the names of commands as the user wrote them.
    """
    ours = sorted(wanted, key=lambda name: name not in first)
    owners: dict[tuple[str, KeySequence], tuple[str, str]] = {}
    starts: dict[tuple[str, KeySequence], tuple[str, str]] = {}
    good: dict[str, str] = {}
    ignored: list[str] = []
    replaced: dict[tuple[str, str], list[str]] = {}
    for name in [*ours, *(name for name in by_name if name not in wanted)]:
        pane, value = by_name[name].pane, wanted.get(name, by_name[name].keys)
        kept: list[str] = []
        for key in value.split(",") if value else ():
            (sequence,) = sequences(key)
            before = [sequence[:end] for end in range(1, len(sequence))]
            clash = starts.get((pane, sequence)) or next(
                (owners[pane, one] for one in (sequence, *before) if (pane, one) in owners), None
            )
            if clash is None:
                kept.append(key)
                owners[pane, sequence] = key, name
                starts.update({(pane, one): (key, name) for one in before})
            elif name in wanted:
                ignored.append(
                    f"keys.{written.get(name, name)}: {key} clashes with {clash[0]} of {clash[1]}"
                )
            elif not {name, clash[1]} <= set(_LEAVING):  # either of them quits
                replaced.setdefault(clash, []).append(f"{key} ({name})")
        if name in wanted or len(kept) < len(sequences(value)):
            good[name] = ",".join(kept)
    taken = [
        f"keys.{written.get(name, name)}: {key} replaces {', '.join(losers)}"
        for (key, name), losers in replaced.items()
    ]
    return good, [*ignored, *taken]


_SHOWN = {
    "escape": "esc", "pagedown": "pgdn", "pageup": "pgup", "up": "↑", "down": "↓", "left": "←",
    "right": "→", "slash": "/", "backslash": "\\",
}  # fmt: skip


def show_key(key: str) -> str:
    """Return a key as a person would write it: ``esc`` for ``escape``, ``,`` for ``comma``."""
    if key in _SHOWN:
        return _SHOWN[key]
    character = key_to_character(key) if len(key) > 1 else None
    return character if character and character.isprintable() and character != " " else key


def show_sequence(sequence: KeySequence) -> str:
    """Return keys as a person would write them: ``g a``, and ``gg`` for the same key twice."""
    shown = [show_key(key) for key in sequence]
    return ("" if len(set(shown)) == 1 and len(shown[0]) == 1 else " ").join(shown)


def show_keys(command: Command, keys: Mapping[str, str], most: int = 3) -> str:
    """Return the keys of ``command`` for the help: ``j ↓``; two spaces are between sequences."""
    found = sequences(keys.get(command.name, command.keys))[:most]
    between = "  " if any(len(one) > 1 for one in found) else " "
    return between.join(map(show_sequence, found))
