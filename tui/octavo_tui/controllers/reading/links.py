"""Links of a full text: going along them, following them and back, and the papers they cite."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from octavo_model.fulltext.layout.layout import LinkKind
from octavo_model.fulltext.layout.position import Position
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from octavo_model.fulltext.document import Reference
    from octavo_model.fulltext.layout.layout import TextLink
    from octavo_tui.controllers.deciding.marks import MarkController
    from octavo_tui.controllers.outside.sharing import SharingController
    from octavo_tui.controllers.reading.cited import CitedController
    from octavo_tui.controllers.reading.full_text import FullTextController, OpenText, Place


@dataclass(eq=False, repr=False)
class LinkController(Controller):
    """Goes along the links of the text that is open, and follows them."""

    _text: FullTextController
    _cited: CitedController
    _marks: MarkController
    _sharing: SharingController
    _jumps: list[tuple[Place, int]] = field(default_factory=list, init=False)
    """The places that links were followed from."""
    _of: OpenText | None = field(default=None, init=False)

    def text_changed(self) -> None:
        """Forget the places in another text."""
        if self._text.current is not self._of:
            self._of = self._text.current
            self._jumps.clear()

    # ---- moving

    @property
    def _link(self) -> TextLink | None:
        return None if self._text.view is None else self._text.view.link()

    def move(self, by: int) -> None:
        """Go to the next (1) or the previous (-1) link; the first one is that on screen."""
        view, layout = self._text.view, self._text.layout
        if view is None or layout is None:
            return
        if not layout.links:
            self._status.say("This text has no links")
            return
        at, window = view.marks.link, view.window
        if at < 0 or layout.links[at].line not in window:
            lines = [one.line for one in layout.links]
            if by > 0:
                at = next((index for index, line in enumerate(lines) if line >= view.top), -1)
            else:
                bottom = window.stop - 1
                found = [index for index, line in enumerate(lines) if line <= bottom]
                at = found[-1] if found else len(lines) - 1
        else:
            at += by
        self.select(at % len(layout.links))

    def select(self, index: int) -> None:
        """Go to a link of the text, and show what it leads to."""
        view, layout = self._text.view, self._text.layout
        if view is None or layout is None:
            return
        view.show_marks(link=index)
        view.go_to(layout.links[index].line)
        self._preview(layout.links[index])

    def _preview(self, link: TextLink) -> None:
        follow = self._keymap.hint("follow_link", "follows it")
        reference = self._reference(link)
        if reference is not None:
            self._preview_reference(reference)
        elif link.kind == LinkKind.LINK:
            self._status.say(link.targets[0], keys=self._keymap.hint("follow_link", "opens it"))
        elif link.kind == LinkKind.FIGURE:
            opens = self._keymap.hint("text_open_link", "opens the image")
            self._status.say(link.text, keys=opens)
        elif self._line_of(link) is None:
            self._status.say(f"{link.text}: not in this text")
        else:
            self._status.say(link.text, keys=follow)

    def _preview_reference(self, reference: Reference) -> None:
        from octavo_model.fulltext.references import brief

        keys = self._keymap.hint("text_star", "stars it")
        number = self._text.number(reference)
        self._status.say(f"[{number}]", brief(reference), keys=keys, needs_keys=False)

    @property
    def reference(self) -> Reference | None:
        """The reference that the current link cites, or is."""
        return self._reference(self._link)

    def _reference(self, link: TextLink | None) -> Reference | None:
        """Return the reference that a link cites, or is."""
        current = self._text.current
        if link is None or current is None or link.kind not in (LinkKind.CITE, LinkKind.REFERENCE):
            return None
        found = map(current.document.reference, link.targets)
        return next(filter(None, found), None)

    def _line_of(self, link: TextLink) -> int | None:
        layout = self._text.layout
        if layout is None:
            return None
        return next((layout.places[name] for name in link.targets if name in layout.places), None)

    # ---- following

    async def follow(self) -> None:
        """Follow the current link: to its place, to the web, or to the text of a cited paper."""
        link = self._link
        if link is None:
            self._status.say("No link", keys=self._keymap.hint("next_link", "goes to one"))
        elif link.kind == LinkKind.REFERENCE:
            await self._open_cited(link)
        elif link.kind == LinkKind.LINK:
            await self._sharing.open_url(link.targets[0])
        elif link.kind == LinkKind.FIGURE:
            await self.open_outside()
        else:
            self._jump(link)

    def _jump(self, link: TextLink) -> None:
        view, layout, place = self._text.view, self._text.layout, self._text.place()
        if view is None or layout is None or place is None:
            return
        line = self._line_of(link)
        if line is None:
            self._status.say(f"{link.text}: not in this text")
            return
        self._jumps.append((place, view.marks.link))
        own = (
            index
            for index, one in enumerate(layout.links)
            if one.kind == LinkKind.REFERENCE and one.targets[:1] == link.targets[:1]
        )
        view.show_marks(link=next(own, -1))
        view.scroll_to_line(line)
        back = self._keymap.hint("jump_back", "goes back")
        reference = self._reference(link)
        if reference is None:
            self._status.say(link.text, keys=back)
        else:
            from octavo_model.fulltext.references import brief

            self._status.say("Reference", brief(reference), keys=back)

    async def _open_cited(self, link: TextLink) -> None:
        """Open the text of a cited paper, or its page in the browser if it is not here."""
        reference = self._reference(link)
        if reference is None:
            return
        paper = await self._cited.paper(reference)
        if paper is not None:
            self._text.open_paper(paper, goes_back=True)
            return
        address = _address(reference)
        if address:
            await self._sharing.open_url(address)
        else:
            keys = self._keymap.hint("text_copy", "copies it as BibTeX")
            self._status.say("Not in your library, and its entry has no link", keys=keys)

    def back(self) -> None:
        """Go back to where the last link was followed from, also in another text."""
        view, layout = self._text.view, self._text.layout
        if self._jumps and view is not None and layout is not None:
            place, link = self._jumps.pop()
            view.show_marks(link=link)
            view.scroll_to_line(layout.line_of(Position(*place)))
        elif self._text.before:
            self._work.start(self._text.open_before, "full text")
        else:
            self._status.say("No earlier place", keys=self._keymap.hint("back", "closes the text"))

    async def open_outside(self) -> None:
        """Open a link or an image in the browser; without a link, the page of the paper."""
        link = self._link
        if link is not None and link.kind in (LinkKind.LINK, LinkKind.FIGURE):
            await self._sharing.open_url(link.targets[0])
        elif (reference := self._reference(link)) is not None and _address(reference):
            await self._sharing.open_url(_address(reference))
        else:
            await self._sharing.open_link()

    async def star(self) -> None:
        """Star the cited paper of the current link, which may be added; else the open paper."""
        reference = self.reference
        if reference is None:
            await self._marks.star()
        else:
            await self._cited.star(reference)

    def cited(self) -> None:
        """Ask to which of the places to go that cite the current reference."""
        reference, layout = self._reference(self._link), self._text.layout
        current = self._text.current
        if reference is None or layout is None or current is None:
            self._status.say("Not on a reference", keys=self._keymap.hint("next_link", "next link"))
            return
        places = [
            index
            for index, one in enumerate(layout.links)
            if one.kind == LinkKind.CITE and reference.id in one.targets
        ]
        if not places:
            self._status.say("Not cited in this text")
            return
        from octavo_model.fulltext.passages import place_name
        from octavo_tui.dialogs.reading import CitationDialog

        lines = [layout.links[index].line for index in places]
        texts = [f"{place_name(layout, one)}  {layout.lines[one].text.strip()}" for one in lines]
        title = f"[{self._text.number(reference)}] is cited {plural(len(places), 'time')}"

        def go(chosen: int | None) -> None:
            place = self._text.place()
            if chosen is None or place is None or self._text.current is not current:
                return
            view = self._text.view
            if view is not None:
                self._jumps.append((place, view.marks.link))
            self.select(places[chosen])

        self._screen.app.push_screen(CitationDialog(title, texts), go)


def _address(reference: Reference) -> str:
    if reference.arxiv:
        return f"https://arxiv.org/abs/{reference.arxiv}"
    if reference.doi:
        return f"https://doi.org/{reference.doi}"
    return next(iter(reference.links), "")
