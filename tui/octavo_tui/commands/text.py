"""The commands in the full text of a paper."""

from __future__ import annotations

from functools import partial

from octavo_tui.commands.command import Command

FULL_TEXT = "Full text"

_here = partial(Command, group=FULL_TEXT, pane="text")

ROWS: tuple[Command, ...] = (
    Command(
        "full_text",
        "f",
        "Full text of the paper",
        "text.open",
        FULL_TEXT,
        "full text",
        needs_paper=True,
    ),
    _here("text_page", "space", "Page down", "sections.page"),
    _here(
        "next_section",
        "]",
        "Next section",
        "sections.go_to_section(1)",
        counted="sections.go_to_section({})",
    ),
    _here(
        "previous_section",
        "[",
        "Previous section",
        "sections.go_to_section(-1)",
        counted="sections.go_to_section(-{})",
    ),
    _here("outline", "O", "Outline…", "sections.outline"),
    _here("next_link", "tab", "Next link", "links.move(1)"),
    _here("previous_link", "shift+tab", "Previous link", "links.move(-1)"),
    _here("follow_link", "enter,l,right", "Follow the link", "links.follow"),
    _here("jump_back", "backspace", "Back to where you were", "links.back"),
    _here("cited", "*", "Where the reference is cited", "links.cited"),
    _here("text_search", "/", "Search in the text", "text_search.ask"),
    _here("next_match", "n", "Next match", "text_search.move(1)"),
    _here("previous_match", "N", "Previous match", "text_search.move(-1)"),
    _here("text_star", "s", "Star the paper, or the reference", "links.star"),
    _here("text_select", "v,V", "Select lines", "passages.select"),
    _here("text_copy", "y", "Copy lines or the reference", "passages.copy"),
    _here("text_note", "c", "Note on the paper or the passage…", "passages.note"),
    _here("text_open_link", "o", "Open the link, image or page", "links.open_outside"),
    _here("tex", "backslash", "Toggle TeX of formulas", "text.toggle_tex"),
    _here("beside", "z", "Full text beside the list", "text.toggle_beside"),
)
