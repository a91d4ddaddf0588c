"""Moving in a full text by pages and sections, and how much of it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from octavo_tui.controllers.work_queue import Controller

if TYPE_CHECKING:
    from octavo_model.fulltext.layout.layout import Layout
    from octavo_model.fulltext.layout.reading_time import ReadingTime
    from octavo_tui.controllers.reading.full_text import FullTextController
    from octavo_tui.controllers.work_queue import Shared


@dataclass(eq=False, repr=False)
class SectionController(Controller):
    """Moves in the text that is open, and shows the place in the status line."""

    _text: FullTextController
    _time: tuple[Layout, ReadingTime] | None = field(default=None, init=False)

    def __post_init__(self, shared: Shared) -> None:
        super().__post_init__(shared)
        self._text.moved = self.show_progress

    def page(self) -> None:
        """Scroll by a page."""
        if self._text.view is not None:
            if self._text.view.at_end:
                self._status.say("The end of the paper", keys=self._keymap.hint("back", "closes"))
            self._text.view.page(1)

    def go_to_section(self, by: int) -> None:
        """Go to one of the next (1) or previous (-1) sections."""
        view, layout = self._text.view, self._text.layout
        if view is None or layout is None or not layout.sections:
            return
        lines = [one.line for one in layout.sections]
        later = [line for line in lines if line > view.top]
        earlier = [line for line in lines if line < view.top]
        found = later[by - 1 : by] or later[-1:] if by > 0 else earlier[by:][:1]
        if found:
            view.scroll_to_line(found[0])

    def outline(self) -> None:
        """Ask which section to go to."""
        view, layout, current = self._text.view, self._text.layout, self._text.current
        if view is None or layout is None or not layout.sections:
            self._status.say("This text has no sections")
            return
        from octavo_tui.dialogs.reading import OutlineDialog

        def go(index: int | None) -> None:
            now = self._text.layout  # which another size of the window may have changed
            if index is None or now is None or self._text.current is not current:
                return
            view.scroll_to_line(now.sections[index].line)

        self._screen.app.push_screen(OutlineDialog(layout.sections, view.top), go)

    def show_progress(self) -> None:
        """Show the section, how much is read, and the minutes that are left."""
        view, layout, current = self._text.view, self._text.layout, self._text.current
        if view is None or layout is None or current is None or not layout.lines:
            return
        from octavo_model.fulltext.layout.reading_time import ReadingTime

        if self._time is None or self._time[0] is not layout:
            self._time = layout, ReadingTime(layout)
        bottom = min(view.top + view.size.height, len(layout.lines))
        share = 100 * bottom // len(layout.lines)
        section = next((one for one in reversed(layout.sections) if one.line <= view.top), None)
        label = "" if section is None else section.label or section.title
        minutes = max(1, self._time[1].minutes(view.top))
        left = "" if view.at_end else f"{minutes} min left"
        place = " · ".join(filter(None, (label, f"{share} %", left)))
        self._status.show_text(current.paper.shown, place)
