"""All keys, made from the table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from octavo_model.search.query.fields import examples
from octavo_tui.commands import groups, show_keys
from octavo_tui.render.geometry import STAR, UNREAD, UPDATED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.app import ComposeResult

_KEYS_WIDTH = 18
_NOTES_WIDTH = 22
_QUERY_WIDTH = 26

NOTES = (
    (f"{UNREAD} unread", "a paper becomes read when opened, read on, or looked at for a while"),
    (f"{UPDATED} updated", "read, and revised since; r marks the revision read"),
    (f"{STAR} starred", "every mark is on disk at the key press"),
    ("u, ctrl+r", "of marks made by keys, in any list, also before a restart; r for others"),
    ("HF ▲47 · arXiv", "where a paper came from: 47 upvotes on Hugging Face, and arXiv"),
    ("/ name, ! name", "a saved view in the drawer; !: part of its query means nothing"),
    ("tab, alt+↑", "in the filter: complete what is typed; bring an earlier query back"),
    ("↑ ↓ ctrl+n", "in the filter: move in the list"),
    ("≈ like: …", "why a paper is suggested: what it shares, and with which starred one"),
    ("3c", "number of comments in the discussion"),
    ("28 Oct 2025?", "the digest does not tell all of its day: the rest was concluded"),
    ("wl-paste | octavo", "brings a page you copied; pbpaste or xclip -o elsewhere"),
    ("octavo page.txt", "brings a file or folder; octavo formats tells what is read"),
    ("octavo inbox.mbox", "brings the digests of a mailbox, a Maildir or a mail"),
    ("curl -s URL | octavo", "brings a feed, once"),
    ("octavo sources", "octavo sources add NAME URL-OR-PATH, then R or octavo fetch, ever again"),
)


class HelpScreen(ModalScreen[None]):
    """Every command with its keys, under its heading."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "dismiss(None)", "Close"),
        Binding("j,down", "scroll(1)", "Down"),
        Binding("k,up", "scroll(-1)", "Up"),
        Binding("space,pagedown,ctrl+f", "page(1)", "Page down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up"),
        Binding("ctrl+d", "page(0.5)", "Half a page down"),
        Binding("ctrl+u", "page(-0.5)", "Half a page up"),
        Binding("g,home", "page(-1000)", "To the top"),
        Binding("G,end", "page(1000)", "To the end"),
    ]
    DEFAULT_CSS = """
    HelpScreen {
        align: center middle;
        VerticalScroll {
            width: 76;
            max-width: 96%;
            height: auto;
            max-height: 90%;
            border: round $primary;
            border-title-color: $primary;
            background: $surface;
            padding: 0 2;
        }
        Static { width: 100%; }
    }
    """

    def __init__(self, keys: Mapping[str, str], faults: Sequence[str] = ()) -> None:
        super().__init__()
        self._keys = keys
        self._faults = faults

    def compose(self) -> ComposeResult:
        """The table."""
        with VerticalScroll() as box:
            box.border_title = Content("Keys")
            box.border_subtitle = Content("esc closes")
            yield Static(self._table())

    def _table(self) -> Content:
        lines: list[Content] = []
        for heading, commands in groups().items():
            lines.append(Content.styled(f"{chr(10) if lines else ''}{heading}", "bold $accent"))
            for one in commands:
                keys = show_keys(one, self._keys) or "in the palette"
                lines.append(
                    Content.assemble((keys.ljust(_KEYS_WIDTH), "bold $primary"), one.title)
                )
        lines.append(Content.styled("\nIn the filter, and in octavo list", "bold $accent"))
        lines += [
            Content.assemble((one.query.ljust(_QUERY_WIDTH), "bold $primary"), one.finds)
            for one in examples()
        ]
        lines.append(Content.styled("\nTo know", "bold $accent"))
        lines += [
            Content.assemble((sign.ljust(_NOTES_WIDTH), "bold $primary"), meaning)
            for sign, meaning in NOTES
        ]
        if self._faults:
            lines.append(Content.styled("\nWrong in your settings", "bold $error"))
            lines += [Content(fault) for fault in self._faults]
        return Content("\n").join(lines)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_page(self, by: float) -> None:
        """Scroll by pages."""
        box = self.query_one(VerticalScroll)
        box.scroll_relative(y=int(by * max(2, box.size.height - 1)), animate=False)
