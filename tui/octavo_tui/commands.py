"""Every command of the reader, in one table.

Keys, help, footer, palette and docs/keys.md are all made from it, so they cannot disagree. A new
command is one row here and one method of a controller. The keys inside the filter
(`widgets.filter_input`) and in dialogs are their own.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Command(NamedTuple):
    """What the user can ask the reader to do.

    Its name is in the settings. Its keys have commas between them, and a sequence of keys has
    spaces: ``g a``. It runs a method of a controller of the reading screen, ``panes.move(1)``, or
    an action of Textual, ``app.redraw`` or ``screen.quit``.

    Attributes:
        footer: A word for the footer. With a key of its own the command is always shown there, with
            a sequence while its first key waits for the next one.
        palette: Whether the palette offers it.
        needs_paper: Whether it waits for the filter, and does not run while the drawer has the
            focus.
        counted: What it runs after a number, with ``{}`` for that number; empty if it takes none.
        pane: ``drawer`` for a command whose keys mean it only there.
    """

    name: str
    keys: str
    title: str
    run: str
    group: str
    footer: str = ""
    palette: bool = True
    needs_paper: bool = False
    counted: str = ""
    pane: str = ""

    @property
    def target(self) -> str:
        """What it runs, without arguments: ``panes.move``."""
        return self.run.partition("(")[0]

    @property
    def action(self) -> str:
        """The Textual action that runs it."""
        return _action(self.run)

    def times(self, count: int) -> str:
        """Return the Textual action that runs it after the number ``count``."""
        return _action(self.counted.format(count))


def _action(run: str) -> str:
    target, bracket, arguments = run.partition("(")
    if target.startswith(("app.", "screen.")):
        return run.removeprefix("screen.")
    return f"do({target!r}, {arguments}" if bracket else f"do({target!r})"


MOVE, DECIDE, FIND, LISTS, TAKE_OUT, APP, OWN = (
    "Move", "Decide", "Find", "Lists", "Take out", "App", "Own commands",
)  # fmt: skip

_for_paper = partial(Command, needs_paper=True)
_hidden = partial(Command, palette=False)

COMMANDS: tuple[Command, ...] = (
    _hidden("down", "j,down", "Down", "panes.move(1)", MOVE, counted="panes.move({})"),
    _hidden("up", "k,up", "Up", "panes.move(-1)", MOVE, counted="panes.move(-{})"),
    Command("first", "g g,home", "First paper", "panes.move_to_end(-1)", MOVE, "top"),
    Command("last", "G,end", "Last paper", "panes.move_to_end(1)", MOVE),
    _hidden("half_down", "ctrl+d", "Half a page down", "panes.page(0.5)", MOVE),
    _hidden("half_up", "ctrl+u", "Half a page up", "panes.page(-0.5)", MOVE),
    _hidden(
        "page_down",
        "pagedown,ctrl+f",
        "Page down",
        "panes.page(1)",
        MOVE,
        counted="panes.page({})",
    ),
    _hidden(
        "page_up", "pageup,ctrl+b", "Page up", "panes.page(-1)", MOVE, counted="panes.page(-{})"
    ),
    _hidden(
        "paper_down",
        "J",
        "Scroll the paper down",
        "panes.scroll_paper(1)",
        MOVE,
        counted="panes.scroll_paper({})",
    ),
    _hidden(
        "paper_up",
        "K",
        "Scroll the paper up",
        "panes.scroll_paper(-1)",
        MOVE,
        counted="panes.scroll_paper(-{})",
    ),
    _for_paper("read_on", "space", "Page down, then next unread", "paper.read_on", MOVE, "page"),
    Command("open", "enter,l,right", "Open the paper or the list", "paper.open", MOVE),
    _hidden("back", "escape,h,left", "Back; clear the filter", "paper.escape", MOVE),
    _for_paper("next_unread", "n", "Next unread paper", "advance.next_unread(1)", MOVE),
    _for_paper("previous_unread", "N", "Previous unread paper", "advance.next_unread(-1)", MOVE),
    Command(
        "previous_digest",
        "[",
        "Newer digest",
        "lists.open_neighbour(-1)",
        MOVE,
        counted="lists.open_neighbour(-{})",
    ),
    Command(
        "next_digest",
        "]",
        "Older digest",
        "lists.open_neighbour(1)",
        MOVE,
        counted="lists.open_neighbour({})",
    ),
    _for_paper(
        "star", "s", "Star / unstar", "marks.star", DECIDE, "star", counted="marks.star({})"
    ),
    _for_paper(
        "dismiss", "x", "No: not for me", "marks.dismiss", DECIDE, "no", counted="marks.dismiss({})"
    ),
    _for_paper(
        "later",
        "b",
        "Later: on Monday; 3b: in 3 days",
        "marks.later",
        DECIDE,
        "later",
        counted="marks.later({})",
    ),
    _for_paper(
        "read",
        "r",
        "Mark read / unread",
        "marks.toggle_read",
        DECIDE,
        "read",
        counted="marks.toggle_read({})",
    ),
    _for_paper(
        "read_to_here", ".", "Read up to here", "marks.read_to_here", DECIDE, "read to here"
    ),
    _for_paper("read_all", "A", "Mark the whole list read", "marks.read_all", DECIDE),
    _for_paper("dismiss_rest", "B", "No to the rest below the line", "marks.dismiss_rest", DECIDE),
    _for_paper("select", "V", "Select a range: moving extends it", "selection.range", DECIDE),
    _for_paper("pick", "v", "Select one more paper", "selection.pick", DECIDE),
    _for_paper("tag", "t", "Tags: add, remove, make new ones…", "tags.tag", DECIDE, "tag"),
    _for_paper("note", "c", "Note about the paper…", "notes.write", DECIDE, "note"),
    Command("follow", "F", "Follow an author or words…", "following.follow", DECIDE),
    Command("mute", "X", "Mute words or an author…", "following.mute", DECIDE),
    Command("undo", "u", "Undo", "changes.undo", DECIDE, "undo", counted="changes.undo({})"),
    Command("redo", "U,ctrl+r", "Redo", "changes.redo", DECIDE, counted="changes.redo({})"),
    Command("changes", "g u", "Last 200 changes: undo one…", "changes.choose", DECIDE, "log"),
    Command("filter", "/", "Filter the list", "filter.open", FIND, "filter"),
    Command("filter_library", "", "Search the whole library: //", "filter.open_library", FIND),
    Command("sort_date", "comma d", "Sort by date", "filter.sort('date')", FIND, "date"),
    Command("sort_votes", "comma v", "Sort by votes", "filter.sort('up')", FIND, "votes"),
    Command("sort_score", "comma f", "Sort for you", "filter.sort('score')", FIND, "for you"),
    Command("sort_title", "comma t", "Sort by title", "filter.sort('title')", FIND, "title"),
    Command("sort_starred", "comma s", "Sort by star", "filter.sort('starred')", FIND, "starred"),
    Command("sort_added", "comma a", "Sort by import", "filter.sort('added')", FIND, "added"),
    Command(
        "sort_relevance",
        "comma r",
        "Sort by relevance",
        "filter.sort('relevance')",
        FIND,
        "relevance",
    ),
    _for_paper("related", "m", "More papers like this one", "suggestions.related", FIND),
    _for_paper("merge", "M", "Merge with a duplicate…", "paper.merge", FIND),
    _for_paper("revision", "=", "Compare with the previous version", "paper.revision", FIND),
    Command("inbox", "g i", "Inbox", "lists.open_list('inbox')", LISTS, "inbox"),
    Command("all", "g a", "All papers", "lists.open_list('all')", LISTS, "all"),
    Command("starred", "g s", "Starred papers", "lists.open_list('starred')", LISTS, "stars"),
    Command("later_list", "g l", "Later", "lists.open_list('later')", LISTS, "later"),
    Command("for_you", "g f", "For you", "suggestions.for_you", LISTS, "yours"),
    Command("drawer", "d", "Lists and digests", "panes.toggle_drawer", LISTS, "lists"),
    Command("save_view", "S", "Save the filter as a view…", "saved_views.save", LISTS),
    Command("go_to_digest", "g d", "Go to a digest…", "digests.go_to", LISTS, "digest"),
    Command("go_to_tag", "g t", "Go to a tag…", "tags.go_to", LISTS, "tag"),
    Command("edit_view", "E", "Drawer: edit view, tag or digest…", "entries.edit", LISTS),
    Command("drawer_line", "space", "Drawer: open or fold", "paper.open", LISTS, pane="drawer"),
    Command(
        "merge_digest",
        "M",
        "Drawer: merge into another digest…",
        "digests.merge",
        LISTS,
        pane="drawer",
    ),
    Command(
        "inbox_digest",
        "i",
        "Drawer: show in the Inbox or not",
        "digests.toggle_inbox",
        LISTS,
        pane="drawer",
    ),
    Command(
        "view_down", "J", "Drawer: move the view down", "saved_views.move(1)", LISTS, pane="drawer"
    ),
    Command(
        "view_up", "K", "Drawer: move the view up", "saved_views.move(-1)", LISTS, pane="drawer"
    ),
    Command("delete_view", "D", "Drawer: remove view, tag, digest…", "entries.remove", LISTS),
    Command("statistics", "i", "Statistics", "statistics.show", LISTS),
    _hidden("pane", "tab", "Next pane", "panes.next_pane", LISTS),
    Command("layout", "z", "Both panes, the list, the paper", "panes.cycle", LISTS),
    Command("wider", ">", "Widen the list", "panes.resize(1)", LISTS),
    Command("narrower", "<", "Narrow the list", "panes.resize(-1)", LISTS),
    _for_paper("open_link", "o", "Open in the browser", "sharing.open_link", TAKE_OUT, "browser"),
    _for_paper("choose_link", "O", "Choose a link…", "sharing.choose_link", TAKE_OUT),
    _for_paper("open_pdf", "p", "Open the PDF", "sharing.open_pdf", TAKE_OUT),
    _for_paper("copy", "y", "Copy link, title, BibTeX…", "sharing.copy", TAKE_OUT, "copy"),
    Command("export", "e", "Export the list or the paper…", "sharing.export", TAKE_OUT),
    Command("fetch", "R", "Fetch new papers; again: stop", "fetch.fetch", APP),
    Command("sources", "g r", "Sources…", "adding.choose_sources", APP, "sources"),
    Command("fetch_details", "!", "Details of the last fetch", "fetch.show_details", APP),
    Command("add", "a", "Add a paper, file or folder…", "adding.ask", APP),
    Command("tour", "", "Open the tour", "app.tour", APP),
    Command("raw", "backslash", "Toggle LaTeX source", "paper.toggle_raw", APP),
    Command("help", "?,f1", "Keys", "app.keys", APP, "keys"),
    _hidden("palette", "ctrl+p,:", "Commands", "app.command_palette", APP),
    Command("redraw", "ctrl+l", "Redraw the screen", "app.redraw", APP),
    Command("suspend", "ctrl+z", "Suspend; fg resumes", "app.suspend_process", APP),
    _hidden("quit", "q", "Back; quit from the top list", "screen.quit", APP, "quit"),
    Command("quit_now", "Q,ctrl+q", "Quit", "app.quit", APP),
    _for_paper("ask_command", "|", "Run a program on this paper…", "own.ask", OWN),
    _for_paper("remove_output", "", "Remove the output of a command…", "own.remove", OWN),
)

BY_NAME: Mapping[str, Command] = {one.name: one for one in COMMANDS}
RUN_OWN = "own.run"
PAPER_TARGETS = frozenset({RUN_OWN, *(one.target for one in COMMANDS if one.needs_paper)})
PREFIXES: Mapping[str, str] = {"g": "go to…", "comma": "sort…"}
"""Words for the footer, by the first key of sequences."""
FOOTERS: Mapping[str, Mapping[str, str]] = {
    "drawer": {
        "open": "open", "drawer_line": "fold", "edit_view": "edit", "delete_view": "remove",
        "merge_digest": "merge", "inbox_digest": "Inbox", "back": "back", "help": "keys",
    },
    "paper": {
        "read_on": "page", "star": "star", "dismiss": "no", "later": "later", "read": "read",
        "next_unread": "next", "open_link": "browser", "copy": "copy", "undo": "undo",
        "open_pdf": "PDF", "help": "keys", "back": "back",
    },
}  # fmt: skip
"""Words for the footer of a pane that has one of its own, by commands."""
SYNONYMS: Mapping[str, str] = {
    "tag": "label keyword", "note": "comment annotate remark",
    "star": "bookmark favourite favorite like", "dismiss": "reject skip hide",
    "later": "snooze postpone remind", "follow": "watch subscribe alert interest",
    "mute": "ignore block hide", "read_all": "catch up", "undo": "revert",
    "filter": "search find query", "sort_score": "rank recommend triage",
    "related": "similar", "merge": "same",
    "revision": "diff changes", "drawer": "sidebar", "copy": "clipboard yank cite",
    "export": "save markdown csv bib", "fetch": "refresh update download sync",
    "sources": "feeds subscribe rss", "add": "import", "tour": "tutorial lessons",
    "raw": "math formulas", "help": "shortcuts", "layout": "split zoom", "edit_view": "rename",
    "delete_view": "delete", "statistics": "heat map pace backlog history",
    "quit": "exit", "quit_now": "exit close",
}  # fmt: skip
"""More words by which help and palette find commands."""


def groups(commands: Iterable[Command] = COMMANDS) -> dict[str, list[Command]]:
    """Return the commands under their headings, in the table's order."""
    headed: dict[str, list[Command]] = {}
    for one in commands:
        headed.setdefault(one.group, []).append(one)
    return headed
