"""The help: all keys, from the table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from octavo_model.search.query.operators import examples
from octavo_tui.commands import groups, show_keys
from octavo_tui.dialogs.dialog import TextDialog
from octavo_tui.render.geometry import STAR, UNREAD, UPDATED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from octavo_tui.commands import Command

_KEYS_WIDTH, _NOTES_WIDTH, _QUERY_WIDTH = 18, 22, 26

NOTES = (
    (f"{UNREAD} unread", "opening a paper, paging past it or staying on it marks it read"),
    (f"{UPDATED} updated", "read, and revised since; r marks the revision read"),
    (f"{STAR} starred", "saved as soon as you press the key"),
    ("u, ctrl+r", "undo and redo your own marks, in any list, also after a restart"),
    ("HF ▲47 · arXiv", "where a paper comes from: 47 upvotes on Hugging Face, and arXiv"),
    ("/ name, ! name", "a saved view in the drawer; !: its query has a mistake"),
    ("tab, alt+↑", "in the filter: search the whole library; show an earlier query"),
    ("↑ ↓ ctrl+n", "in the filter: move in the list"),
    ("3 of 44 · near:", "below it, papers that match in part; A and exports leave them out"),
    ("≈ like: …", "why a paper is suggested: shared terms, and the closest starred paper"),
    ("3c", "number of comments in the discussion"),
    ("28 Oct 2025?", "date partly guessed"),
    ("wl-paste | octavo", "imports a page you copied; pbpaste or xclip -o elsewhere"),
    ("octavo page.txt", "imports a file or folder; octavo formats lists what it can read"),
    ("octavo inbox.mbox", "imports the digests of a mailbox, a Maildir or a mail"),
    ("curl -s URL | octavo", "imports a feed, once"),
    ("octavo sources", "octavo sources add NAME URL-OR-PATH; what is due is fetched by itself"),
)


class HelpDialog(TextDialog):
    """Every command with its keys, the fields of queries, signs, and faults of the settings."""

    TITLE = "Keys"
    SUB_TITLE = "esc closes"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "dismiss(None)", "Close"),
    ]

    def __init__(
        self, keys: Mapping[str, str], faults: Sequence[str] = (), own: Sequence[Command] = ()
    ) -> None:
        lines: list[Content] = []
        for heading, commands in groups(own).items():
            rows = [(show_keys(one, keys) or "in the palette", one.title) for one in commands]
            lines += _section(heading, rows, _KEYS_WIDTH)
        queries = [(one.query, one.finds) for one in examples()]
        lines += _section("In the filter, and in octavo list", queries, _QUERY_WIDTH)
        lines += _section("Good to know", NOTES, _NOTES_WIDTH)
        if faults:
            lines.append(Content.styled("Wrong in your settings", "bold $role-error"))
            lines += map(Content, faults)
        super().__init__(Content("\n").join(lines).rstrip())


def _section(heading: str, rows: Sequence[tuple[str, str]], width: int) -> list[Content]:
    return [
        Content.styled(heading, "bold $role-heading"),
        *(Content.assemble((left.ljust(width), "bold $role-key"), right) for left, right in rows),
        Content(""),
    ]
