"""The list of papers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip

from octavo_tui.render.columns import MARKS_WIDTH, has_heads, window_top
from octavo_tui.render.digest_names import head_text
from octavo_tui.render.list_head import head_columns, head_strip, text_strip
from octavo_tui.render.row_texts import digest_in_column, heading_of
from octavo_tui.render.rows import render_row, rule_text
from octavo_tui.widgets.listed_papers import KnownRows, ListedPapers, RankedRows
from octavo_tui.widgets.row_looks import CSS, PARTS, RowLooks
from octavo_tui.widgets.virtual_list import CursorList

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from textual.geometry import Region

    from octavo_model import Digest, PaperRow
    from octavo_model.core.marks import MarkState
    from octavo_tui.render.list_head import HeadLine
    from octavo_tui.render.reasons import Reason, Texts
    from octavo_tui.widgets.listed_papers import Fetch, Read

    Explain = Callable[[int, str, Texts], Reason]


class PaperList(CursorList):
    """Papers, one a row, of which only the visible ones are read and drawn.

    Those `near` what is searched for are below a line that counts the others, the `ids`. In a list
    over several digests, each has a heading where there is room; else there is a column for it.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"papers--{part}" for part in PARTS}
    DEFAULT_CSS = CSS

    class Opened(Message):
        """A paper was opened by a double click."""

    raw = reactive(False)
    """Whether titles are shown with their LaTeX source."""

    def __init__(self, fetch: Fetch, read: Read, today: Callable[[], dt.date]) -> None:
        super().__init__(id="papers")
        self._known = KnownRows(fetch, read)
        self.today = today
        self.listed = ListedPapers()
        self._starts: Sequence[int] = ()
        self._is_mixed = False
        self._rule = ""
        self._text: Sequence[HeadLine] = ()
        self.digest_of: Callable[[int], Digest | None] = lambda _number: None
        self._selected: frozenset[int] = frozenset()
        self._explain: Explain | None = None
        self._ranked: RankedRows | None = None
        self._empty = ""
        self.looks = RowLooks(self)
        self.moved: Callable[[], object] = int

    @property
    def line_count(self) -> int:
        """The number of papers, and of the lines between them."""
        return self.listed.line_count

    @property
    def head(self) -> int:
        """The number of lines above all papers."""
        return self.listed.head

    def is_gap(self, line: int) -> bool:
        """Return whether a line has no paper."""
        return self.listed.is_gap(line)

    @property
    def selected(self) -> frozenset[int]:
        """The papers that are selected."""
        return self._selected

    @selected.setter
    def selected(self, papers: frozenset[int]) -> None:
        changed, self._selected = self._selected ^ papers, papers
        self._refresh_papers(changed)

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
        starts: Sequence[int] | None = None,
        cursor: int = 0,
        offset: int | None = None,
        explain: Explain | None = None,
        ranked: RankedRows | None = None,
        empty: str = "",
    ) -> None:
        """List papers, the near ones below the line ``rule``, with the cursor on index ``cursor``.

        The lines ``head`` are above near papers, and in a list without papers. ``starts`` has the
        indexes at which the papers of a digest start; None is for a list of one digest. The cursor
        is ``offset`` lines below the top; without ``offset`` it keeps its line of the window.
        ``explain`` returns why a paper is listed, given its title and what returns its other texts;
        ``ranked`` is None in a list that is not; ``empty`` is the text of an empty list.
        """
        self._starts, self._is_mixed = starts or (), starts is not None
        above = len(head) if listed.near else 0
        self._explain, self._ranked, self._empty = explain, ranked, empty
        self.listed = listed._replace(heads=self._heads(), head=above)
        self._rule, self._text = rule, head
        line = self.listed.line_of(max(0, cursor))
        wanted = self.cursor - self.top if offset is None else offset
        self.cursor = line
        if self.size.height:
            self.top = window_top(line, wanted, self.size.height, self.line_count)
            self.keep_in_sight()
        else:
            # Before the first layout the window is unknown; `on_resize` corrects this.
            self.top = line - wanted
        self.refresh()
        self.highlighted()

    def reorder(self, listed: ListedPapers, ranked: RankedRows | None) -> None:
        """List the same papers in another order; that under the cursor has the same index."""
        before, place = self._seen(), (self.top, self.cursor, self.line_count)
        self._ranked = ranked
        self._relist(listed._replace(heads=self._heads(), head=self.head))
        if place != (self.top, self.cursor, self.line_count):
            self.refresh()
            return
        for line, (old, new) in enumerate(zip(before, self._seen(), strict=True), self.top):
            if old != new:
                self.refresh_row(line)

    def _seen(self) -> list[object]:
        return [] if self._ranked is None else self._ranked.seen(self.listed, self.window)

    def show_head(self, head: Sequence[HeadLine]) -> None:
        """Show other texts of as many lines above near papers, or in a list without papers."""
        if head != self._text and (not self.head or len(head) == self.head):
            self._text = head
            self.refresh()

    def _heads(self) -> Sequence[int]:
        """Return the indexes of papers with a line or, if there is room for it, a heading above."""
        if self._ranked is not None:
            return self._ranked.cut
        return self._starts if has_heads(self.row_width, self.size.height) else ()

    def on_resize(self) -> None:
        """Show headings or a column for digests; Textual then calls `CursorList.on_resize`, too."""
        self._fit()

    def _fit(self) -> None:
        """Show headings if there is room: Textual may draw before it reports a size."""
        heads = self._heads()
        if heads is not self.listed.heads:
            self._relist(self.listed._replace(heads=heads))

    def _relist(self, listed: ListedPapers) -> None:
        """List papers; that under the cursor keeps its index, and its line of the window."""
        index, offset, self.listed = self.index, self.cursor - self.top, listed
        self.cursor = listed.line_of(index)
        self.top = window_top(self.cursor, offset, self.size.height, self.line_count)

    def go_to(self, index: int) -> None:
        """Move the cursor to the paper with this index among all papers."""
        self.move_to(self.listed.line_of(index))

    def row(self, paper_id: int) -> PaperRow | None:
        """Return the row of a paper; None if the library no longer has it."""
        return self._known.row(paper_id)

    def rows(self, papers: Sequence[int]) -> list[PaperRow]:
        """Return the rows of those ``papers`` that the library still has, read at once."""
        return self._known.rows(papers)

    def known_row(self, paper_id: int) -> PaperRow | None:
        """Return the row of a paper if it was read."""
        return self._known.known(paper_id)

    def mark(self, states: Mapping[int, MarkState]) -> None:
        """Show the marks of papers."""
        self._known.mark(states)
        self._refresh_papers(states.keys())

    def forget(self, papers: AbstractSet[int] | None = None) -> None:
        """Read papers again when they are drawn: ``papers``, or all."""
        self._known.forget(papers)
        if papers is None:
            self.refresh()
        else:
            self._refresh_papers(papers)

    def highlighted(self) -> None:
        """Report that the cursor moved, so that list and paper change in one frame."""
        self.moved()

    def chosen(self) -> None:
        """Post that the paper under the cursor was opened."""
        self.post_message(self.Opened())

    def notify_style_update(self) -> None:
        """Compute the styles again for another theme or focus."""
        self.looks.clear()
        super().notify_style_update()

    def render_row(self, index: int, width: int) -> Strip:
        """Return the strip of a paper, or of the line between full and near matches."""
        if index < self.head:
            return self._line_of_text(index, width)
        if self.is_gap(index):
            text, style = self._between(index, width)
            return Strip([Segment(text, self.get_component_rich_style(style))], width)
        paper_id = self.listed.paper_at(index)
        row = self._known.row(paper_id, lambda: self.in_sight)
        at_cursor, selected = index == self.cursor, paper_id in self._selected
        styles = self.looks.under("cursor" if at_cursor else "selected" if selected else "")
        if row is None:
            return Strip.blank(width, styles.read)
        reason = None
        if self._explain is not None:
            title = row.title if self.raw else row.shown
            texts = partial(self._known.texts, paper_id, lambda: self.in_sight)
            reason = self._explain(paper_id, title, texts)
        today, digest = self.today(), None
        if self._is_mixed and (self._ranked is not None or not self.listed.heads):
            digest = digest_in_column(self.digest_of(row.digest), today)
        rank = None if self._ranked is None else self._ranked.rank(paper_id)
        marks = {"at_cursor": at_cursor, "selected": selected, "raw": self.raw}
        return render_row(
            row, width, styles, today, digest=digest, reason=reason, rank=rank, **marks
        )

    def _between(self, line: int, width: int) -> tuple[str, str]:
        """Return the text and the style of a line between papers: a rule, or that of a digest."""
        if self.listed.near or self._ranked is not None:
            text = self._rule if self.listed.near or self._ranked is None else self._ranked.line
            return rule_text(text, width), "papers--rule"
        row = self.row(self.listed.paper_at(line))
        digest = None if row is None else self.digest_of(row.digest)
        return head_text(heading_of(digest, self.today()), width, cell_len), "papers--head"

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of ``crop``, with headings if there is room."""
        self._fit()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw a paper; in an empty list, what to do."""
        if self.line_count:
            return super().render_line(y)
        if self._text:
            return self._line_of_text(y - 1, self.size.width)
        style = self.get_component_rich_style("papers--empty")
        return text_strip(self._empty, y, self.size.width, style) or super().render_line(y)

    def _line_of_text(self, index: int, width: int) -> Strip:
        """Return the strip of a line above near papers, or in a list without papers."""
        lines = head_columns(self._text, width - MARKS_WIDTH, wrapped=not self.head)
        if not 0 <= index < len(lines):
            return Strip.blank(width, self.base)
        get = self.get_component_rich_style
        return head_strip(lines[index], width, get("papers--empty"), get("papers--dot"))

    def _refresh_papers(self, papers: AbstractSet[int]) -> None:
        for line in self.window:
            if not self.is_gap(line) and self.listed.paper_at(line) in papers:
                self.refresh_row(line)
