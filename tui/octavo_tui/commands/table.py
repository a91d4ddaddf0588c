"""The commands of the reader, but those in the full text of a paper."""

from __future__ import annotations

from functools import partial

from octavo_tui.commands.command import Command

MOVE, DECIDE, FIND, LISTS, TAKE_OUT, APP, OWN = (
    "Move", "Decide", "Find", "Lists", "Take out", "App", "Own commands",
)  # fmt: skip

_for_paper = partial(Command, needs_paper=True)
_hidden = partial(Command, palette=False)

ROWS: tuple[Command, ...] = (
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
    _for_paper("open_pdf", "p", "Save and open the PDF", "pdf.open", TAKE_OUT),
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
