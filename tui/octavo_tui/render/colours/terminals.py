"""The last step of every line: its colours and signs as the terminal has them."""

from __future__ import annotations

import unicodedata
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.color import Color as RichColor
from rich.console import COLOR_SYSTEMS
from rich.segment import Segment
from rich.style import Style
from textual.filter import LineFilter, Monochrome, NoColor

from octavo_tui.render.colours.signs import in_ascii
from octavo_tui.render.colours.themes import TERMINAL, colours_of, number_in_256, roles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from rich.color_triplet import ColorTriplet
    from textual.color import Color


_SIGNS = "●é"
"""A sign, and a character of a text."""


class Depth(Enum):
    """How many colours a terminal has."""

    FULL = "truecolor"
    INDEXED = "256"
    SIXTEEN = "standard"
    NONE = "none"


class TerminalKind(NamedTuple):
    """What a terminal can show: colours, and signs.

    With ``ascii`` the signs of the reader are ASCII. With ``fold`` all texts are, as the terminal's
    encoding has little more.
    """

    depth: Depth = Depth.FULL
    ascii: bool = False
    fold: bool = False

    @property
    def is_deep(self) -> bool:
        """Whether a theme has its own background on the terminal."""
        return self.depth in (Depth.FULL, Depth.INDEXED)

    def adapted(
        self, color_system: str | None, environment: Mapping[str, str], encoding: str
    ) -> TerminalKind:
        """Return the kind of a terminal that Rich gives a ``color_system``, with these settings.

        >>> TerminalKind().adapted("truecolor", {"NO_COLOR": "1"}, "UTF-8").depth
        <Depth.NONE: 'none'>
        """
        if environment.get("NO_COLOR") or color_system is None:
            depth = Depth.NONE
        else:
            known = {depth.value: depth for depth in Depth}
            depth = known.get(color_system, Depth.SIXTEEN)
        is_utf8 = encoding.lower().replace("-", "") == "utf8"
        return self._replace(depth=depth, fold=not is_utf8)


def line_filters(
    theme: str, terminal: TerminalKind, textuals: Iterable[LineFilter]
) -> tuple[LineFilter, ...]:
    """Return what changes the lines of a ``theme`` for a terminal, in order, with ``textuals``."""
    own = _own_filters(theme, terminal)
    if own and isinstance(own[0], PlainColours):
        return own
    return *(one for one in textuals if not isinstance(one, Monochrome | NoColor)), *own


@lru_cache(maxsize=8)
def _own_filters(theme: str, terminal: TerminalKind) -> tuple[LineFilter, ...]:
    depth = terminal.depth
    if theme == TERMINAL.name and terminal.is_deep:
        depth = Depth.SIXTEEN
    own: list[LineFilter] = []
    if depth is Depth.INDEXED:
        own.append(IndexedColours(theme))
    elif depth is not Depth.FULL:
        own.append(PlainColours(theme, has_hues=depth is Depth.SIXTEEN))
    if terminal.ascii or terminal.fold:
        own.append(AsciiLines(fold=terminal.fold))
    return tuple(own)


def sequences(
    styles: Mapping[str, Style],
    filters: Sequence[LineFilter],
    background: Color,
    color_system: str | None,
) -> dict[str, str]:
    """Return the escape sequences of ``styles`` after ``filters``, for the early paint.

    ``signs`` is ``ascii`` if the filters change signs to ASCII, and ``other`` if they change texts.
    """
    system = COLOR_SYSTEMS[color_system or "standard"]
    segments = [Segment(_SIGNS, style) for style in styles.values()]
    for one in filters:
        segments = one.apply(segments, background)
    found = {"signs": ""}
    for name, (text, style, _) in zip(styles, segments, strict=True):
        shown = "|" if style is None else style.render("|", color_system=system)
        found[name] = f"\x1b[0m{shown.partition('|')[0]}"
        if text != _SIGNS:
            found["signs"] = "ascii" if text.endswith(_SIGNS[-1]) else "other"
    return found


class _StyleFilter(LineFilter):
    """Changes styles, each once."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = lru_cache(maxsize=1024)(self.changed)

    def changed(self, style: Style) -> Style:
        """Return ``style`` as the terminal should show it."""
        raise NotImplementedError

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return ``segments`` with other styles."""
        return [
            one if one.style is None else Segment(one.text, self._changed(one.style), one.control)
            for one in segments
        ]


class IndexedColours(_StyleFilter):
    """Gives each role its number among 256 colours; Rich would choose the nearest."""

    def __init__(self, theme: str) -> None:
        super().__init__()
        self._numbers = {
            _triplet(rgb): number
            for role, rgb in colours_of(theme).items()
            if (number := number_in_256(theme, role)) is not None
        }

    def changed(self, style: Style) -> Style:
        """Return ``style`` with numbers for colours."""
        return style + Style.from_color(self._number(style.color), self._number(style.bgcolor))

    def _number(self, colour: RichColor | None) -> RichColor | None:
        number = None
        if colour is not None and colour.triplet is not None:
            number = self._numbers.get(colour.triplet)
        return None if number is None else RichColor.from_ansi(number)


class PlainColours(_StyleFilter):
    """Shows roles by attributes, and by hue if the terminal ``has_hues``: 16 of them.

    A colour that is no role is shown as the nearest one.
    """

    def __init__(self, theme: str, *, has_hues: bool) -> None:
        super().__init__()
        self._has_hues = has_hues
        self._inks: dict[ColorTriplet, str] = {}
        self._grounds: dict[ColorTriplet, str] = {}
        for role, rgb in colours_of(theme).items():
            kind = self._inks if role.startswith("role-") else self._grounds
            kind.setdefault(_triplet(rgb), role)

    def changed(self, style: Style) -> Style:
        """Return ``style`` without colours, or with one of 16 for the text."""
        known = roles()
        ink, ground = _triplet_of(style.color), _triplet_of(style.bgcolor)
        if ink is None and ground is None:
            return style  # without colours, or below a dialog: it has passed this already
        role = None if ink is None else known[_nearest(ink, self._inks)]
        marks = set() if role is None else set(role.marks.split())
        if ground is not None:
            behind = _nearest(ground, {**self._inks, **self._grounds})
            marks ^= {"reverse"} if behind.startswith("role-") else set(known[behind].marks.split())
        is_reversed = ("reverse" in marks) is not bool(style.reverse)
        # On a reversed ground a hue would colour the ground of single letters.
        hue = role.hue if role is not None and self._has_hues and not is_reversed else ""
        more: dict[str, Any] = {"meta": style.meta} if style.meta else {}
        return Style(
            color=hue or None,
            bold=style.bold or "bold" in marks,
            italic=style.italic,
            underline=style.underline or "underline" in marks,
            strike=style.strike,
            reverse=is_reversed,
            link=style.link,
            **more,
        )


class AsciiLines(LineFilter):
    """Replaces signs by ASCII, and all other characters too if they ``fold``."""

    def __init__(self, *, fold: bool) -> None:
        super().__init__()
        self._fold = fold

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return ``segments`` of the same width."""
        return [
            one if one.text.isascii() else Segment(self._text(one.text), one.style, one.control)
            for one in segments
        ]

    def _text(self, text: str) -> str:
        text = in_ascii(text)
        if not self._fold or text.isascii():
            return text
        return "".join(char if char.isascii() else _folded(char) for char in text)


def _folded(char: str) -> str:
    """Return a character without its accents, or question marks, in as many columns."""
    base = unicodedata.normalize("NFKD", char)[0]
    width = cell_len(char)
    return base if base.isascii() and width == 1 else "?" * width


def _triplet(rgb: str) -> ColorTriplet:
    return RichColor.parse(rgb.lower()).get_truecolor()


def _triplet_of(colour: RichColor | None) -> ColorTriplet | None:
    return None if colour is None else colour.triplet


def _nearest(colour: ColorTriplet, known: Mapping[ColorTriplet, str]) -> str:
    def distance(other: Iterable[int]) -> int:
        return sum((one - its) ** 2 for one, its in zip(colour, other, strict=True))

    return known[min(known, key=distance)]
