"""Every command of the reader, in one table.

Keys, help, footer and palette are all made from it, so they cannot disagree. Adding a command
takes one row here and one ``action_`` method on the reading screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Command(NamedTuple):
    """Something the user can tell the reader to do.

    Attributes:
        name: What settings call it; also the id of its binding.
        keys: The keys that run it, with commas between them, as Textual names them.
        title: What it does, in a few words, for the help and the palette.
        action: The Textual action that does it.
        group: The heading it stands under in the help.
        footer: Its word in the footer; empty where it does not stand there.
        palette: Whether the palette offers it.
    """

    name: str
    keys: str
    title: str
    action: str
    group: str
    footer: str = ""
    palette: bool = True


MOVING, READING, MARKING, FINDING, VIEWS, TAKING, OCTAVO = (
    "Moving", "Reading", "Marking", "Finding", "Lists and panes", "Taking with you", "Octavo",
)  # fmt: skip

COMMANDS: tuple[Command, ...] = (
    Command("down", "j,down", "Down", "move(1)", MOVING, palette=False),
    Command("up", "k,up", "Up", "move(-1)", MOVING, palette=False),
    Command("first", "g,home", "To the first", "move_to_end(-1)", MOVING),
    Command("last", "G,end", "To the last", "move_to_end(1)", MOVING),
    Command("half_down", "ctrl+d", "Half a page down", "page(0.5)", MOVING, palette=False),
    Command("half_up", "ctrl+u", "Half a page up", "page(-0.5)", MOVING, palette=False),
    Command("page_down", "pagedown,ctrl+f", "A page down", "page(1)", MOVING, palette=False),
    Command("page_up", "pageup,ctrl+b", "A page up", "page(-1)", MOVING, palette=False),
    Command("read_on", "space", "Read on: page, then next unread", "read_on", READING, "read on"),
    Command("open", "enter", "Open the paper, or the list in the drawer", "open", READING),
    Command("back", "escape", "Back; clear the filter", "back", READING, palette=False),
    Command("revision", "v", "What changed since the version before", "revision", READING),
    Command("raw", "backslash", "LaTeX as it came, or as it reads", "raw", READING),
    Command("next_unread", "n", "Next unread paper", "next_unread(1)", READING, "unread"),
    Command("previous_unread", "N", "Previous unread paper", "next_unread(-1)", READING),
    Command("star", "s", "Star, or take the star away", "star", MARKING, "star"),
    Command("read", "r", "Mark read, or unread", "toggle_read", MARKING, "read"),
    Command("undo", "u", "Undo the last mark made by a key", "undo", MARKING, "undo"),
    Command("redo", "ctrl+r", "Redo the mark undone last", "redo", MARKING),
    Command("read_all", "A", "Mark all papers of the list as read", "read_all", MARKING),
    Command("merge", "M", "Say that this is the same paper as another", "merge", MARKING),
    Command("filter", "/", "Filter: words, fields, queries", "filter", FINDING, "filter"),
    Command("related", "m", "Papers related to this one; esc goes back", "related", FINDING),
    Command("drawer", "d", "Drawer: all digests and lists", "drawer", VIEWS, "digests"),
    Command("previous_digest", "[", "Newer digest", "digest(-1)", VIEWS),
    Command("next_digest", "]", "Older digest", "digest(1)", VIEWS),
    Command("all", "1", "List of all papers", "view('all')", VIEWS),
    Command("unread", "2", "List of the unread papers", "view('unread')", VIEWS),
    Command("starred", "3", "List of the starred papers", "view('starred')", VIEWS),
    Command("for_you", "4", "List of unread papers like those you starred", "for_you", VIEWS),
    Command("save_view", "S", "Save the filter as a view, for the drawer", "save_view", VIEWS),
    Command("edit_view", "E", "Drawer: edit the view's name and query", "edit_view", VIEWS),
    Command("view_down", "J", "Drawer: move the view down", "move_view(1)", VIEWS),
    Command("view_up", "K", "Drawer: move the view up", "move_view(-1)", VIEWS),
    Command("delete_view", "D", "Drawer: delete the view", "delete_view", VIEWS),
    Command("pane", "tab", "Next pane", "pane", VIEWS, palette=False),
    Command("wider", ">", "More room for the list", "resize(1)", VIEWS),
    Command("narrower", "<", "Less room for the list", "resize(-1)", VIEWS),
    Command("open_link", "o", "Open the paper's link in the browser", "open_link", TAKING, "link"),
    Command("choose_link", "O", "Choose one of the paper's links", "choose_link", TAKING),
    Command("open_pdf", "p", "Open the paper's PDF", "open_pdf", TAKING),
    Command("copy", "y", "Copy: link, title, BibTeX, citation, abstract", "copy", TAKING, "copy"),
    Command("export", "e", "Export the list, or the paper", "export", TAKING),
    Command("fetch", "R", "Fetch what is new from your sources; again: stop", "fetch", OCTAVO),
    Command("sources", "", "Choose sources to fetch from", "sources", OCTAVO),
    Command("welcome", "", "Open the welcome digest", "welcome", OCTAVO),
    Command("help", "?,f1", "All keys", "help", OCTAVO, "help"),
    Command(
        "palette", "ctrl+p", "Find a command by name", "app.command_palette", OCTAVO, palette=False
    ),
    Command("redraw", "ctrl+l", "Draw the screen anew", "app.redraw", OCTAVO),
    Command("suspend", "ctrl+z", "Suspend; fg comes back", "app.suspend_process", OCTAVO),
    Command("quit", "q,ctrl+q", "Quit", "quit", OCTAVO, "quit"),
)

BY_NAME: Mapping[str, Command] = {one.name: one for one in COMMANDS}


def bindings(keys: Mapping[str, str]) -> list[Binding]:
    """The bindings of all commands, with the user's own keys in place of the usual ones.

    They have priority: Textual runs such an action before it looks at the next key, so that of
    keys that arrive together (a fast hand, a slow line) each finds what the one before it did.
    """
    return [
        Binding(
            keys.get(one.name, one.keys),
            one.action,
            one.title,
            show=False,
            id=one.name,
            priority=True,
        )
        for one in COMMANDS
        if keys.get(one.name, one.keys)
    ]


def check_keys(keys: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The user's keys in so far as they can be used, and what is wrong with the others.

    Textual takes any name and any key without a word. Here an unknown command, an unknown key
    and a key that two commands would share are told, and do not count. Keys can be swapped, and
    an empty text takes the keys from a command, but not from the one that ends the reader.
    """
    good: dict[str, str] = {}
    problems: list[str] = []
    for name, value in keys.items():
        unknown = [key for key in _split(value) if not _is_key(key)]
        if name not in BY_NAME:
            problems.append(f"keys.{name}: there is no such command")
        elif unknown:
            problems.append(f"keys.{name}: there is no key {unknown[0] or repr(value)}")
        elif name == "quit" and not value:
            problems.append(f"keys.quit: it needs a key; it keeps {BY_NAME['quit'].keys}")
        else:
            good[name] = value
    for name in reversed(list(good)):
        owner = _owner(name, good)
        if owner:
            problems.append(f"keys.{name}: {good.pop(name)} belongs to the command {owner}")
    return good, tuple(problems)


def _split(keys: str) -> list[str]:
    return [key.strip() for key in keys.split(",")] if keys else []


def _owner(name: str, users: Mapping[str, str]) -> str:
    """Which other command has one of the keys of ``name`` as well; empty where none has."""
    wanted = _key_names(users[name])
    for one in COMMANDS:
        if one.name != name and wanted & _key_names(users.get(one.name, one.keys)):
            return one.name
    return ""


def _key_names(keys: str) -> set[str]:
    """The keys as Textual names them: ``slash`` for ``/``."""
    return {one.key for one in Binding.make_bindings([Binding(keys, "")])} if keys else set()


def _is_key(key: str) -> bool:
    """Whether a keyboard has ``key``: a character, or a name that Textual knows."""
    *modifiers, name = key.split("+") if len(key) > 1 else [key]
    if not set(modifiers) <= {"ctrl", "alt", "shift", "super", "hyper", "meta"}:
        return False
    named = {*Keys, *KEY_NAME_REPLACEMENTS.values()}
    return len(name) == 1 or name in named or key_to_character(name) is not None


_SHOWN = {
    "escape": "esc", "pagedown": "pgdn", "pageup": "pgup", "up": "↑", "down": "↓",
    "backslash": "\\",
}  # fmt: skip


def show_key(key: str) -> str:
    """A key as a person would write it: ``esc`` for ``escape``."""
    return _SHOWN.get(key, key)


def show_keys(command: Command, keys: Mapping[str, str], most: int = 3) -> str:
    """The keys of ``command`` for the help: ``j ↓``."""
    names = keys.get(command.name, command.keys).split(",")
    return " ".join(show_key(name) for name in names[:most] if name)


def groups(commands: Iterable[Command] = COMMANDS) -> dict[str, list[Command]]:
    """The commands under their headings, in the table's order."""
    headed: dict[str, list[Command]] = {}
    for one in commands:
        headed.setdefault(one.group, []).append(one)
    return headed
