"""Runs as one text with spans: how citations, notes and formulas read, and what stays together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.fulltext.document import RunKind, RunStyle
from octavo_model.fulltext.layout import formulas
from octavo_model.fulltext.layout.layout import LinkKind, TextRole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.fulltext.document import Document, Run

FIRM = "\xa0"
"""A space in the guide of a flow at which no line ends."""
END_SIGNS = (".", ":", "!", "?")
"""With which the head of a theorem or paragraph ends."""
_BEFORE_SIGN = re.compile(r" (?=[,.;:!?)\]}’”»…]+(?:[ \xa0]|$))")
_WORD_OF_LETTERS = re.compile(r"[^\W\d_]{2}")
_MARKS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SHORT = 24
"""The most characters of a formula that stays on one line."""
_ROLES = {
    RunStyle.PLAIN: TextRole.TEXT,
    RunStyle.ITALIC: TextRole.ITALIC,
    RunStyle.BOLD: TextRole.BOLD,
    RunStyle.CODE: TextRole.CODE,
}


@dataclass(slots=True)
class LinkDraft:
    """A link before its line is known.

    Attributes:
        index: Its place among the links of the layout; -1 before its first line is made.
    """

    kind: LinkKind
    targets: tuple[str, ...]
    text: str
    index: int = -1


class Span(NamedTuple):
    """A range of characters of a flow with a role, and with a link if it has one."""

    start: int
    end: int
    role: TextRole
    link: LinkDraft | None = None


class Flow(NamedTuple):
    """A text to be wrapped.

    Attributes:
        guide: The text, with `FIRM` spaces where no line may end.
        spans: In order, without overlaps.
    """

    text: str
    guide: str
    spans: tuple[Span, ...] = ()


class FlowBuilder:
    """Makes one flow from left to right, with single spaces."""

    def __init__(self, document: Document, *, tex: bool = False) -> None:
        self.document = document
        self.tex = tex
        self._texts: list[str] = []
        self._guides: list[str] = []
        self._spans: list[Span] = []
        self._at = 0
        self._last = " "

    def put(
        self,
        text: str,
        role: TextRole = TextRole.TEXT,
        link: LinkDraft | None = None,
        guide: str = "",
    ) -> None:
        """Add ``text``; a space at its start is dropped behind another one."""
        if self._last == " " and text[:1] == " ":
            text, guide = text.lstrip(" "), guide[1:]
        if not text:
            return
        if not text.isprintable():
            text, guide = text.translate(_BLANKS), ""
        self._texts.append(text)
        self._guides.append(guide or text)
        if role is not TextRole.TEXT or link:
            self._spans.append(Span(self._at, self._at + len(text), role, link))
        self._at += len(text)
        self._last = text[-1]

    def space(self) -> None:
        """Add a space, if the text does not end with one."""
        self.put(" ")

    def ends_with(self, signs: tuple[str, ...]) -> bool:
        """Return whether the text ends with one of ``signs``, or is empty."""
        return self._last in signs or not self._texts

    def runs(self, runs: Iterable[Run], role: TextRole = TextRole.TEXT) -> None:
        """Add ``runs``; ``role`` is for their plain text."""
        for run in runs:
            if run.kind is RunKind.TEXT:
                plain = run.style is RunStyle.PLAIN
                self.put(run.text, role if plain else _ROLES[run.style])
            elif run.kind is RunKind.MATH:
                self._formula(run.text)
            else:
                self._link(run)

    def flow(self) -> Flow:
        """Return what was added."""
        text = "".join(self._texts)
        guide = _BEFORE_SIGN.sub(FIRM, "".join(self._guides))
        return Flow(text, guide, tuple(self._spans))

    def _formula(self, tex: str) -> None:
        text = f"${tex}$" if self.tex else formulas.inline(tex)
        if self.tex:
            guide = text
        elif len(text) > _SHORT:
            guide = formulas.formula_guide(text)
        else:
            guide = text.replace(" ", FIRM)
        self.put(text, TextRole.MATH, None, guide)

    def _link(self, run: Run) -> None:
        text = run.text
        if run.kind is RunKind.CITE:
            text = citation(self.document, run)
            if self._last == "[":
                text = text.strip("[]")
        elif run.kind is RunKind.NOTE:
            text = note_mark(text)
        if not run.targets:
            self.put(text, TextRole(run.kind))
            return
        if run.kind is RunKind.NOTE:
            self._drop_space()
        elif run.kind is not RunKind.LINK and _WORD_OF_LETTERS.search(text) is None:
            self._hold()
        lead = len(text) - len(text.lstrip(" "))
        if lead:
            self.put(" ")
            text = text[lead:]
        bare = text.rstrip(" ")
        if bare:
            for part, targets in self._parts(run, bare):
                link = LinkDraft(LinkKind(run.kind), targets, part) if targets else None
                self.put(part, TextRole(run.kind), link, part.replace(" [", f"{FIRM}["))
        if len(bare) < len(text):
            self.put(" ")

    def _parts(self, run: Run, text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Return the parts of ``text`` that lead to different references, and what is between."""
        numbers = _numbers(self.document, run) if run.kind is RunKind.CITE else {}
        if len(numbers) < 2:
            yield text, run.targets
            return
        before, _, after = text.rpartition(", ".join(numbers))
        yield before, ()
        for at, (number, target) in enumerate(numbers.items()):
            if at:
                yield ", ", ()
            yield number, (target,)
        yield after, ()

    def _hold(self) -> None:
        """Let no line end at the space before what follows, if there is one."""
        if self._last == " " and self._guides:
            self._guides[-1] = self._guides[-1][:-1] + FIRM

    def _drop_space(self) -> None:
        """Remove the space at the end of plain text, before the mark of a note."""
        if self._last == " " and self._texts and len(self._texts[-1]) > 1:
            if self._spans and self._spans[-1].end == self._at:
                return
            self._texts[-1] = self._texts[-1][:-1]
            self._guides[-1] = self._guides[-1][:-1]
            self._at -= 1


_BLANKS = dict.fromkeys((*range(32), *range(0x7F, 0xA1), 0x2028, 0x2029), " ")


def citation(document: Document, run: Run) -> str:
    """Return ``[12]`` for numbers; words keep, and have the numbers behind them."""
    numbers = _numbers(document, run)
    if not numbers:
        return run.text
    text = f"[{', '.join(numbers)}]"
    return f"{run.text} {text}" if _WORD_OF_LETTERS.search(run.text) else text


def _numbers(document: Document, run: Run) -> dict[str, str]:
    """Return the numbers of the references that a citation names, each with the first of them."""
    found: dict[str, str] = {}
    for target in run.targets:
        if number := document.number(target):
            found.setdefault(number, target)
    return found


def note_mark(text: str) -> str:
    """Return how the mark of a note reads.

    >>> note_mark("12"), note_mark("†")
    ('¹²', '†')
    """
    return text.translate(_MARKS)


def flow_of(document: Document, runs: Iterable[Run], *, tex: bool = False) -> Flow:
    """Return ``runs`` as a flow."""
    builder = FlowBuilder(document, tex=tex)
    builder.runs(runs)
    return builder.flow()


def plain_flow(text: str, role: TextRole = TextRole.TEXT) -> Flow:
    """Return ``text`` as a flow with one role."""
    return Flow(text, text, () if role is TextRole.TEXT else (Span(0, len(text), role),))
