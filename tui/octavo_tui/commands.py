"""Every command of the reader, in one table.

Keys, help, footer and palette are all made from it, so they cannot disagree. A new command is one
row here and one method of a controller. The keys inside the filter (`widgets.filter_input`) and in
dialogs are their own.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from textual.binding import Binding
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character

if TYPE_CHECKING:
    from collections.abc import Mapping


class Command(NamedTuple):
    """What the user can ask the reader to do.

    Its name is in the settings, and the id of its binding. It runs a method of a controller of the
    reading screen, ``panes.move(1)``, or an action of Textual, ``app.redraw`` or ``screen.quit``.
    With a word for the footer it is shown there. If it needs a paper, it waits for the filter, and
    does not run while the drawer has the focus.
    """

    name: str
    keys: str
    title: str
    run: str
    group: str
    footer: str = ""
    palette: bool = True
    needs_paper: bool = False

    @property
    def target(self) -> str:
        """What it runs, without arguments: ``panes.move``."""
        return self.run.partition("(")[0]

    @property
    def action(self) -> str:
        """The Textual action that runs it."""
        target, bracket, arguments = self.run.partition("(")
        if target.startswith(("app.", "screen.")):
            return self.run.removeprefix("screen.")
        return f"do({target!r}, {arguments}" if bracket else f"do({target!r})"


MOVING, READING, MARKING, FINDING, VIEWS, TAKING, OCTAVO = (
    "Moving", "Reading", "Marking", "Finding", "Lists and panes", "Taking with you", "Octavo",
)  # fmt: skip

_for_paper = partial(Command, needs_paper=True)

COMMANDS: tuple[Command, ...] = (
    Command("down", "j,down", "Down", "panes.move(1)", MOVING, palette=False),
    Command("up", "k,up", "Up", "panes.move(-1)", MOVING, palette=False),
    Command("first", "g,home", "First paper", "panes.move_to_end(-1)", MOVING),
    Command("last", "G,end", "Last paper", "panes.move_to_end(1)", MOVING),
    Command("half_down", "ctrl+d", "Half a page down", "panes.page(0.5)", MOVING, palette=False),
    Command("half_up", "ctrl+u", "Half a page up", "panes.page(-0.5)", MOVING, palette=False),
    Command("page_down", "pagedown,ctrl+f", "A page down", "panes.page(1)", MOVING, palette=False),
    Command("page_up", "pageup,ctrl+b", "A page up", "panes.page(-1)", MOVING, palette=False),
    _for_paper(
        "read_on", "space", "Page down, then next unread", "paper.read_on", READING, "read on"
    ),
    Command("open", "enter", "Open the paper, or the list in the drawer", "paper.open", READING),
    Command("back", "escape", "Back; clear the filter", "paper.back", READING, palette=False),
    _for_paper("revision", "v", "Compare with the previous version", "paper.revision", READING),
    Command("raw", "backslash", "Toggle LaTeX source", "paper.toggle_raw", READING),
    _for_paper("next_unread", "n", "Next unread paper", "paper.next_unread(1)", READING, "unread"),
    _for_paper("previous_unread", "N", "Previous unread paper", "paper.next_unread(-1)", READING),
    _for_paper("star", "s", "Star / unstar", "marks.star", MARKING, "star"),
    _for_paper("read", "r", "Mark read / unread", "marks.toggle_read", MARKING, "read"),
    Command("undo", "u", "Undo", "marks.undo", MARKING, "undo"),
    Command("redo", "ctrl+r", "Redo", "marks.redo", MARKING),
    _for_paper("read_all", "A", "Mark all papers of the list as read", "marks.read_all", MARKING),
    _for_paper("merge", "M", "Merge with a duplicate…", "paper.merge", MARKING),
    Command("filter", "/", "Filter: words, fields, queries", "filter.open", FINDING, "filter"),
    _for_paper(
        "related", "m", "Papers related to this one; esc goes back", "suggestions.related", FINDING
    ),
    Command(
        "drawer", "d", "Drawer: all digests and lists", "panes.toggle_drawer", VIEWS, "digests"
    ),
    Command("previous_digest", "[", "Newer digest", "lists.open_neighbour(-1)", VIEWS),
    Command("next_digest", "]", "Older digest", "lists.open_neighbour(1)", VIEWS),
    Command("all", "1", "List of all papers", "lists.open_list('all')", VIEWS),
    Command("unread", "2", "List of the unread papers", "lists.open_list('unread')", VIEWS),
    Command("starred", "3", "List of the starred papers", "lists.open_list('starred')", VIEWS),
    Command(
        "for_you", "4", "List of unread papers like those you starred", "suggestions.for_you", VIEWS
    ),
    Command(
        "save_view", "S", "Save the filter as a view, for the drawer", "saved_views.save", VIEWS
    ),
    Command("edit_view", "E", "Drawer: edit the view's name and query", "saved_views.edit", VIEWS),
    Command("view_down", "J", "Drawer: move the view down", "saved_views.move(1)", VIEWS),
    Command("view_up", "K", "Drawer: move the view up", "saved_views.move(-1)", VIEWS),
    Command("delete_view", "D", "Drawer: delete the view", "saved_views.delete", VIEWS),
    Command("pane", "tab", "Next pane", "panes.next_pane", VIEWS, palette=False),
    Command("layout", "z", "Show list and paper, the list, the paper", "panes.cycle", VIEWS),
    Command("wider", ">", "Widen the list", "panes.resize(1)", VIEWS),
    Command("narrower", "<", "Narrow the list", "panes.resize(-1)", VIEWS),
    _for_paper(
        "open_link",
        "o",
        "Open the paper's link in the browser",
        "sharing.open_link",
        TAKING,
        "link",
    ),
    _for_paper(
        "choose_link", "O", "Choose one of the paper's links", "sharing.choose_link", TAKING
    ),
    _for_paper("open_pdf", "p", "Open the paper's PDF", "sharing.open_pdf", TAKING),
    _for_paper(
        "copy", "y", "Copy: link, title, BibTeX, citation, abstract", "sharing.copy", TAKING, "copy"
    ),
    Command("export", "e", "Export the list, or the paper", "sharing.export", TAKING),
    Command("fetch", "R", "Fetch from all sources, due or not; again: stop", "fetch.fetch", OCTAVO),
    Command("sources", "", "Choose sources to fetch from", "fetch.choose_sources", OCTAVO),
    Command("tour", "", "Open the tour", "app.tour", OCTAVO),
    Command("help", "?,f1", "All keys", "screen.help", OCTAVO, "help"),
    Command(
        "palette", "ctrl+p", "Find a command by name", "app.command_palette", OCTAVO, palette=False
    ),
    Command("redraw", "ctrl+l", "Redraw the screen", "app.redraw", OCTAVO),
    Command("suspend", "ctrl+z", "Suspend; fg comes back", "app.suspend_process", OCTAVO),
    Command("quit", "q,ctrl+q", "Quit", "screen.quit", OCTAVO, "quit"),
)

BY_NAME: Mapping[str, Command] = {one.name: one for one in COMMANDS}
PAPER_TARGETS = frozenset(one.target for one in COMMANDS if one.needs_paper)


def bindings() -> list[Binding]:
    """Return the bindings of all commands.

    They have priority: Textual runs such an action before it looks at the next key, so that each
    of several keys that arrive together sees what the one before it did.
    """
    return [
        Binding(one.keys, one.action, one.title, show=False, id=one.name, priority=True)
        for one in COMMANDS
        if one.keys
    ]


def check_keys(keys: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the user's keys that can be used, and what is wrong with the others.

    Textual accepts any name and any key. Here an unknown command, an unknown key and a key that
    two commands would share are reported and ignored. Keys can be swapped, and an empty text
    removes the keys of a command, but not of the one that quits.
    """
    good: dict[str, str] = {}
    problems: list[str] = []
    for name, value in keys.items():
        unknown = [key for key in value.split(",") if value and not _is_key(key.strip())]
        if name not in BY_NAME:
            problems.append(f"keys.{name}: there is no such command")
        elif unknown:
            problems.append(f"keys.{name}: there is no key {unknown[0].strip() or repr(value)}")
        elif name == "quit" and not value:
            problems.append(f"keys.quit: it needs a key; it keeps {BY_NAME['quit'].keys}")
        else:
            good[name] = value
    for name in reversed(list(good)):
        owner = _owner(name, good)
        if owner:
            problems.append(f"keys.{name}: {good.pop(name)} belongs to the command {owner}")
    return good, tuple(problems)


def _owner(name: str, users: Mapping[str, str]) -> str:
    """Return the other command that has one of the keys of ``name``; empty if none has."""
    wanted = _key_names(users[name])
    for one in COMMANDS:
        if one.name != name and wanted & _key_names(users.get(one.name, one.keys)):
            return one.name
    return ""


def _key_names(keys: str) -> set[str]:
    """Return the keys as Textual names them: ``slash`` for ``/``."""
    return {one.key for one in Binding.make_bindings([Binding(keys, "")])} if keys else set()


def _is_key(key: str) -> bool:
    """Return whether ``key`` exists: a character, or a name that Textual knows."""
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
    """Return a key as a person would write it: ``esc`` for ``escape``."""
    return _SHOWN.get(key, key)


def show_keys(command: Command, keys: Mapping[str, str], most: int = 3) -> str:
    """Return the keys of ``command`` for the help: ``j ↓``."""
    names = keys.get(command.name, command.keys).split(",")
    return " ".join(show_key(name) for name in names[:most] if name)


def groups() -> dict[str, list[Command]]:
    """Return the commands under their headings, in the table's order."""
    headed: dict[str, list[Command]] = {}
    for one in COMMANDS:
        headed.setdefault(one.group, []).append(one)
    return headed
