"""What Textual writes to the terminal, in fewer bytes.

Textual ends every piece of text with a reset and begins the next with all its colours, whatever
was there before: that is half of what a move of the cursor writes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from textual.driver import Driver

_COLOURS = re.compile(r"\x1b\[([0-9;]*)m")
_PLACE = r"\x1b\[[0-9]+;[0-9]+H"
_UNSEEN = re.compile(rf"(?:\n|{_PLACE})*")
"""Where to go on writing: all that colours cannot be seen in, where nothing scrolls."""
_BLANK = re.compile(rf"(?: |\n|{_PLACE})*")
"""What is seen of a colour only where it is the background's."""
_ON_THE_WAY = re.compile(rf"(?:\n|{_PLACE})+(?={_PLACE})")
_ENDED_BY = {
    "1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28",
    "9": "29", "21": "24", "51": "54", "52": "54", "53": "55",
}  # fmt: skip
_ON_BLANKS = frozenset(("4", "7", "9", "21", "51", "52", "53"))
"""What is seen of a style where nothing is written: lines, and colours that are exchanged."""


class _Look(NamedTuple):
    """What a terminal writes with: parameters of ECMA-48's SGR, empty where it is the default."""

    ink: str = ""
    paper: str = ""
    effects: frozenset[str] = frozenset()


_PLAIN = _Look()


def shortened(text: str) -> str:
    r"""``text`` with no more of colours and places than it takes to show the same.

    Of what was written before nothing is taken for granted, and what comes after finds the
    terminal as it would have been.

    >>> shortened("\x1b[0;1mone\x1b[0m\x1b[2;1H\x1b[0m\x1b[31mtwo\x1b[0m\x1b[31mthree\x1b[0m")
    '\x1b[0;1mone\x1b[2;1H\x1b[0;31mtwothree\x1b[0m'
    """
    first, *rest = _COLOURS.split(text)
    out = [first]
    shown: _Look | None = None  # how the terminal writes now; None where that is not known
    meant: _Look | None = None  # how it is to write
    for colours, piece in zip(rest[::2], rest[1::2], strict=True):
        then = _after(meant, colours)
        if then is None:
            # On top of what is not known, or not known itself.
            out += (_change(shown, meant), f"\x1b[{colours}m")
            shown = None
        meant = then
        if meant != shown:
            same = _BLANK if _are_alike_blank(shown, meant) else _UNSEEN
            if not same.fullmatch(piece):
                out.append(_change(shown, meant))
                shown = meant
        out.append(piece)
    out.append(_change(shown, meant))
    return _ON_THE_WAY.sub("", "".join(out))


def _are_alike_blank(one: _Look | None, other: _Look | None) -> bool:
    return (
        one is not None
        and other is not None
        and one.paper == other.paper
        and _ON_BLANKS.isdisjoint(one.effects)
        and _ON_BLANKS.isdisjoint(other.effects)
    )


@lru_cache(maxsize=1024)
def _after(look: _Look | None, colours: str) -> _Look | None:
    """What ``colours`` make of ``look``; None where that is not known."""
    parts = iter(colours.split(";"))
    for part in parts:
        if not part.strip("0"):
            look = _PLAIN
        elif look is None:
            return None
        elif part in _ENDED_BY:
            look = look._replace(effects=look.effects | {part})
        elif part in ("38", "48"):
            kind = next(parts, "")
            more = [next(parts, "") for _ in range({"5": 1, "2": 3}.get(kind, 0))]
            if not all(more) or not more:
                return None
            colour = ";".join((part, kind, *more))
            look = look._replace(ink=colour) if part == "38" else look._replace(paper=colour)
        elif re.fullmatch("3[0-7]|9[0-7]", part):
            look = look._replace(ink=part)
        elif re.fullmatch("4[0-7]|10[0-7]", part):
            look = look._replace(paper=part)
        else:
            return None
    return look


@lru_cache(maxsize=1024)
def _change(old: _Look | None, new: _Look | None) -> str:
    """What turns ``old`` into ``new``, by a reset where that is shorter."""
    if new is None or new == old:
        return ""
    effects = sorted(new.effects)
    anew = ["0", *effects, *filter(None, (new.ink, new.paper))]
    codes = anew
    if old is not None:
        ended = sorted({_ENDED_BY[one] for one in old.effects - new.effects})
        # What ends one effect may end another: that begins again.
        begun = [one for one in effects if one not in old.effects or _ENDED_BY[one] in ended]
        step = [*ended, *begun]
        step += [new.ink or "39"] if new.ink != old.ink else []
        step += [new.paper or "49"] if new.paper != old.paper else []
        codes = min(step, anew, key=lambda codes: len(";".join(codes)))
    return f"\x1b[{';'.join(codes)}m"


def lean(driver: type[Driver]) -> type[Driver]:
    """A driver like ``driver`` that writes less and shows the same."""

    class LeanDriver(driver):  # type: ignore[misc, valid-type]  # which one, the platform decides
        def write(self, data: str) -> None:
            super().write(shortened(data))

    return LeanDriver
