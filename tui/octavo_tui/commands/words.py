"""Words for commands: in the footer, and by which help and palette find them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        "full_text": "text", "open_pdf": "PDF", "help": "keys", "back": "back",
    },
    "text": {
        "text_page": "page", "next_section": "section", "outline": "outline",
        "next_link": "link", "follow_link": "follow", "jump_back": "return",
        "text_search": "search", "text_star": "star", "dismiss": "no", "text_select": "select",
        "text_copy": "copy", "text_note": "note", "open_pdf": "PDF", "help": "keys",
        "back": "close",
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
    "full_text": "html read whole paper", "outline": "contents sections toc",
    "cited": "citations", "tex": "math formulas latex", "quit": "exit", "quit_now": "exit close",
}  # fmt: skip
"""More words by which help and palette find commands."""
