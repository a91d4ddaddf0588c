"""The list of papers."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from octavo_tui.render.geometry import MARKS_WIDTH, window_top
from octavo_tui.render.list_head import head_columns, head_strip, text_strip
from octavo_tui.render.rows import RowStyles, render_row, rule_text
from octavo_tui.render.terminal_colours import sequences
from octavo_tui.widgets.listed_papers import ListedPapers
from octavo_tui.widgets.virtual_list import CursorList

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from octavo_model import Paper, PaperRow
    from octavo_model.core.marks import MarkState
    from octavo_tui.render.list_head import HeadLine
    from octavo_tui.render.reasons import Reason, Texts

    Fetch = Callable[[Sequence[int]], Sequence[PaperRow | None]]
    Read = Callable[[Sequence[int]], Iterable[Paper]]
    Explain = Callable[[int, str, Texts], Reason]

_CACHED_ROWS = 2_000
_CACHED_TEXTS = 1_000
_BOLD = Style(bold=True)


class PaperList(CursorList):
    """Papers, one a row, of which only the visible ones are read and drawn.

    Those `near` what is searched for are below a line that counts the others, the `ids`.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"papers--{part}" for part in (*RowStyles._fields, "rule", "empty", "under")
    }
    DEFAULT_CSS = """
    PaperList {
        .papers--unread { color: $role-strong; text-style: bold; }
        .papers--read { color: $role-muted; }
        .papers--cursor { background: $ground-cursor-idle; color: $role-heading; }
        .papers--under { color: $role-text; }
        .papers--dot { color: $role-key; }
        .papers--star { color: $role-star; }
        .papers--match { color: $role-match; text-style: bold underline; }
        .papers--meta { color: $role-muted; }
        .papers--rule { color: $role-muted; }
        .papers--empty { color: $role-muted; text-style: italic; }
        &:focus .papers--cursor { background: $ground-cursor; }
    }
    """

    class Opened(Message):
        """A paper was opened by a double click."""

    raw = reactive(False)
    """Whether titles are shown with their LaTeX source."""

    def __init__(self, fetch: Fetch, read: Read, today: Callable[[], dt.date]) -> None:
        super().__init__(id="papers")
        self._fetch = fetch
        self._read = read
        self._today = today
        self.listed = ListedPapers()
        self._rule = ""
        self._head: Sequence[HeadLine] = ()
        self._explain: Explain | None = None
        self._empty = ""
        self._rows: OrderedDict[int, PaperRow | None] = OrderedDict()
        self._texts: OrderedDict[int, tuple[Sequence[str], str]] = OrderedDict()
        self._styles: dict[bool, RowStyles] = {}
        self._paint: dict[str, str] = {}
        self.moved: Callable[[], object] = int

    @property
    def line_count(self) -> int:
        """The number of papers, of the line between them, and of those above."""
        return self.listed.line_count

    @property
    def head(self) -> int:
        """The number of lines above all papers."""
        return self.listed.head

    @property
    def rule(self) -> int | None:
        """The line between full and near matches; None without near ones."""
        return self.listed.rule

    @property
    def ids(self) -> Sequence[int]:
        """The papers that are listed, in order, without the near ones."""
        return self.listed.ids

    @property
    def index(self) -> int:
        """The index of the paper under the cursor among all papers, the near ones too."""
        return self.listed.index_of(self.cursor)

    @property
    def current(self) -> int | None:
        """The paper under the cursor; None in an empty list."""
        return self.listed.paper_at(self.cursor) if self.line_count else None

    @property
    def in_sight(self) -> Sequence[int]:
        """The papers that are visible."""
        return self.listed.between(self.top, self.top + self.size.height)

    def show(
        self,
        listed: ListedPapers,
        *,
        rule: str = "",
        head: Sequence[HeadLine] = (),
        cursor: int = 0,
        offset: int | None = None,
        explain: Explain | None = None,
        empty: str = "",
    ) -> None:
        """List papers, the near ones below the line ``rule``, with the cursor on index ``cursor``.

        The lines ``head`` are above near papers, and in a list without papers.
        The cursor is ``offset`` lines below the top; without ``offset`` it keeps its line of the
        window. ``explain`` returns why a paper is listed, given its title and what returns its
        other texts; ``empty`` is the text of an empty list.
        """
        listed = listed._replace(head=len(head) if listed.near else 0)
        self.listed, self._rule, self._head = listed, rule, head
        self._explain, self._empty = explain, empty
        line = listed.line_of(max(0, cursor))
        wanted = self.cursor - self.top if offset is None else offset
        self.cursor = line
        if self.size.height:
            self.top = window_top(line, wanted, self.size.height, self.line_count)
            self.keep_in_sight()
        else:
            # Before the first layout there is no window; `on_resize` corrects this.
            self.top = max(0, line - wanted)
        self.refresh()
        self.highlighted()

    def show_head(self, head: Sequence[HeadLine]) -> None:
        """Show other texts of as many lines above near papers, or in a list without papers."""
        if head != self._head and (not self.head or len(head) == self.head):
            self._head = head
            self.refresh()

    def go_to(self, index: int) -> None:
        """Move the cursor to the paper with this index among all papers."""
        self.move_to(self.listed.line_of(index))

    def row(self, paper_id: int) -> PaperRow | None:
        """Return the row of a paper; None if the library no longer has it."""
        if paper_id not in self._rows:
            self._load([paper_id])
        return self._rows[paper_id]

    def known_row(self, paper_id: int) -> PaperRow | None:
        """Return the row of a paper if it was read."""
        return self._rows.get(paper_id)

    def rows(self, papers: Sequence[int]) -> list[PaperRow]:
        """Return the rows of those ``papers`` that the library still has, read at once."""
        self._load(papers)
        return [row for row in map(self.row, papers) if row is not None]

    def mark(self, states: Mapping[int, MarkState]) -> None:
        """Show the marks of papers."""
        for paper_id in states.keys() & self._rows.keys():
            row = self._rows[paper_id]
            if row is not None:
                self._rows[paper_id] = replace(row, **states[paper_id]._asdict())
        self._refresh_papers(states.keys())

    def forget(self, papers: AbstractSet[int] | None = None) -> None:
        """Read papers again when they are drawn: ``papers``, or all."""
        if papers is None:
            self._rows.clear()
            self._texts.clear()
            self.refresh()
            return
        for paper_id in papers & self._rows.keys():
            del self._rows[paper_id]
        self._refresh_papers(papers)

    def highlighted(self) -> None:
        """Report that the cursor moved, so that list and paper change in one frame."""
        self.moved()

    def chosen(self) -> None:
        """Post that the paper under the cursor was opened."""
        self.post_message(self.Opened())

    def notify_style_update(self) -> None:
        """Compute the styles again for another theme or focus."""
        self._styles.clear()
        self._paint = {}
        super().notify_style_update()

    def render_row(self, index: int, width: int) -> Strip:
        """Return the strip of a paper, or of the line between full and near matches."""
        if index < self.head:
            return self._head_line(index, width)
        if index == self.rule:
            style = self.get_component_rich_style("papers--rule")
            return Strip([Segment(rule_text(self._rule, width), style)], width)
        paper_id = self.listed.paper_at(index)
        if paper_id not in self._rows:
            self._load(self.in_sight)
        row = self._rows[paper_id]
        at_cursor = index == self.cursor
        styles = self._row_styles(at_cursor=at_cursor)
        if row is None:
            return Strip.blank(width, styles.read)
        reason = None
        if self._explain is not None:
            title = row.title if self.raw else row.shown
            reason = self._explain(paper_id, title, partial(self._texts_of, paper_id))
        today = self._today()
        return render_row(
            row, width, styles, today, at_cursor=at_cursor, reason=reason, raw=self.raw
        )

    def _head_line(self, index: int, width: int) -> Strip:
        """Return the strip of a line above near papers, or in a list without papers."""
        lines = head_columns(self._head, width - MARKS_WIDTH, wrapped=not self.head)
        if not 0 <= index < len(lines):
            return Strip.blank(width, self.base)
        get = self.get_component_rich_style
        return head_strip(lines[index], width, get("papers--empty"), get("papers--dot"))

    def render_line(self, y: int) -> Strip:
        """Draw a paper; in an empty list, what to do."""
        if self.line_count:
            return super().render_line(y)
        if self._head:
            return self._head_line(y - 1, self.size.width)
        style = self.get_component_rich_style("papers--empty")
        return text_strip(self._empty, y, self.size.width, style) or super().render_line(y)

    def paint(self) -> dict[str, str]:
        """Return the escape sequences of a row's parts, for the early paint."""
        if self._paint:
            return self._paint
        parts = {"base": self.base}
        for at_cursor, suffix in ((False, ""), (True, "-cursor")):
            styles = self._row_styles(at_cursor=at_cursor)
            for role in ("unread", "read", "cursor", "dot", "star", "meta"):
                parts[role + suffix] = getattr(styles, role)
        filters, back = self.get_line_filters(), self.background_colors[1]
        self._paint = sequences(parts, filters, back, self.app.console.color_system)
        return self._paint

    def _load(self, papers: Sequence[int]) -> None:
        missing = [paper_id for paper_id in papers if paper_id not in self._rows]
        self._rows.update(zip(missing, self._fetch(missing), strict=True))
        while len(self._rows) > _CACHED_ROWS:
            self._rows.popitem(last=False)

    def _texts_of(self, paper_id: int) -> tuple[Sequence[str], str]:
        """Return authors and abstract of a paper in sight."""
        if paper_id not in self._texts:
            missing = [one for one in {paper_id, *self.in_sight} if one not in self._texts]
            self._texts.update(dict.fromkeys(missing, ((), "")))  # some may be gone
            self._texts.update(
                (paper.id, (paper.authors, paper.abstract)) for paper in self._read(missing)
            )
            while len(self._texts) > _CACHED_TEXTS:
                self._texts.popitem(last=False)
        return self._texts[paper_id]

    def _refresh_papers(self, papers: AbstractSet[int]) -> None:
        for line in range(self.top, min(self.top + self.size.height, self.line_count)):
            if line >= self.head and line != self.rule and self.listed.paper_at(line) in papers:
                self.refresh_row(line)

    def _row_styles(self, *, at_cursor: bool) -> RowStyles:
        if at_cursor not in self._styles:
            get = self.get_component_rich_style
            cursor = get("papers--cursor")
            under = Style(bgcolor=cursor.bgcolor) if at_cursor else Style.null()
            styles = RowStyles(*(get(f"papers--{part}") + under for part in RowStyles._fields))
            if at_cursor:
                title = get("papers--under") + under
                styles = styles._replace(cursor=cursor, read=title, unread=title + _BOLD)
            else:
                styles = styles._replace(cursor=styles.read)
            self._styles[at_cursor] = styles
        return self._styles[at_cursor]
