"""The dialogs about one paper: its links, what to copy, its revision, and its duplicates."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from octavo_model.core.links import best_link
from octavo_model.core.paper import Change, compare
from octavo_model.export import bibtex, markdown
from octavo_model.export.markdown import cite
from octavo_model.text.latex import plainly
from octavo_tui.dialogs.dialog import ListDialog, TextDialog
from octavo_tui.render.labels import byline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from octavo_model import Link, Paper
    from octavo_model.core.paper import Edition

_PREVIEW = 120  # characters
_MERGE = "Enter merges the two, and keeps the digests, details and marks of both."


class LinkDialog(ListDialog[tuple[str, "Link"]]):
    """The links of a paper. Returns ``open`` or ``copy``, and the link."""

    TITLE = "Links"
    SUB_TITLE = "enter opens · y copies · esc closes"
    IS_WIDE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy"),
        Binding("o", "open", "Open"),
        Binding("O", "dismiss(None)", "Close"),
    ]

    def __init__(self, links: Sequence[Link]) -> None:
        super().__init__(
            _line(str(number) if number < 10 else " ", link.role or "link", f"   {link.url}")
            for number, link in enumerate(links, 1)
        )
        self._links = links

    def choose(self, index: int) -> None:
        """Open a link."""
        if index < len(self._links):
            self.dismiss(("open", self._links[index]))

    def action_digit(self, index: int) -> None:
        """Open a link."""
        self.choose(index)

    def action_open(self) -> None:
        """Open the link under the cursor."""
        self.choose(self.index)

    def action_copy(self) -> None:
        """Copy the link under the cursor."""
        self.dismiss(("copy", self._links[self.index]))


def _line(key: str, name: str, text: str) -> Content:
    return Content.assemble((f"{key}  {name[0].upper()}{name[1:]}\n", "bold"), text)


class Copy(NamedTuple):
    """A text that can be copied from a paper, empty where it has none, and the keys for it.

    Those of several papers have ``between`` between them.
    """

    keys: str
    name: str
    text: Callable[[Paper], str]
    between: str = "\n"


COPIES = (
    Copy("y,l", "link", lambda paper: best_link(paper).url),
    Copy("t", "title", lambda paper: paper.shown),
    Copy("m", "Markdown link", markdown.link),
    Copy("b", "BibTeX", bibtex.entry, "\n\n"),
    Copy("c", "citation", cite),
    Copy("a", "abstract", lambda paper: paper.abstract, "\n\n"),
)
"""Everything that can be copied, in the order of the dialog."""


class CopyDialog(ListDialog[tuple[str, str]]):
    """The texts of papers to copy; ``y`` again copies links. Returns the name and the text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(one.keys, f"copy({index})", one.name.capitalize())
        for index, one in enumerate(COPIES)
    ]

    def __init__(self, *papers: Paper) -> None:
        self._texts = [one.between.join(filter(None, map(one.text, papers))) for one in COPIES]
        self._offered = [index for index, text in enumerate(self._texts) if text]
        super().__init__(
            _line(COPIES[index].keys[0], COPIES[index].name, _preview(self._texts[index]))
            for index in self._offered
        )
        self.title = "Copy" if len(papers) == 1 else f"Copy {len(papers)} papers"

    def choose(self, index: int) -> None:
        """Copy the text in a line."""
        self.action_copy(self._offered[index])

    def action_copy(self, index: int) -> None:
        """Copy one of `COPIES`, if the paper has it."""
        if self._texts[index]:
            self.dismiss((COPIES[index].name, self._texts[index]))


def _preview(text: str) -> str:
    line = " ".join(text[: 2 * _PREVIEW].split())
    return line if len(line) <= _PREVIEW else f"{line[:_PREVIEW].rstrip()}…"


class MergeDialog(ListDialog[int]):
    """The papers that may be duplicates of one. Returns the id of the one to merge.

    ``undoes`` says which key undoes that.
    """

    TITLE = "Merge with a duplicate?"
    IS_WIDE = True

    def __init__(self, paper: Paper, others: Sequence[Paper], undoes: str = "") -> None:
        later = "; ".join(filter(None, (undoes, "esc leaves them separate.")))
        above = Static(Content(f"{_paper_line(paper)}\n\n{_MERGE} {later}"))
        super().__init__((Content(_paper_line(one)) for one in others), above=above)
        self._others = others

    def choose(self, index: int) -> None:
        """Merge with a paper."""
        self.dismiss(self._others[index].id)


def _paper_line(paper: Paper) -> str:
    return f"{paper.shown}\n{byline(paper, 3) or paper.key}"


class RevisionDialog(TextDialog):
    """An abstract beside the one of the version before; brackets mark the words that changed."""

    SUB_TITLE = "[-removed-] {+added+}   esc closes"
    IS_WIDE = True
    BINDINGS: ClassVar[list[BindingType]] = [Binding("=", "dismiss(None)", "Close")]

    def __init__(self, paper: Paper, earlier: Edition) -> None:
        words: list[Content] = []
        for change, text in compare(plainly(earlier.abstract), plainly(paper.abstract)):
            if change is Change.GONE:
                words.append(Content.styled(f"[-{text}-]", "strike $role-error"))
            elif change is Change.ADDED:
                words.append(Content.styled(f"{{+{text}+}}", "bold $role-match"))
            else:
                words.append(Content(text))
        title = Content.styled(f"{paper.shown}\n\n", "bold $role-heading")
        super().__init__(title + Content(" ").join(words))
        before = f"v{earlier.version}" if earlier.version else "an earlier version"
        now = f"v{paper.version}" if paper.version else "now"
        self.title = f"What changed: {before} → {now}"
