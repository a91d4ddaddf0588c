"""What Textual reads from the terminal and writes to it: any input is safe, output is short.

Textual ends every piece of text with a reset and begins the next with all its colours, whatever
was there before: that is half of what a move of the cursor writes. And it stops at the first byte
that is not UTF-8, and at a key sequence with numbers out of range.
"""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from textual._xterm_parser import XTermParser
from textual.events import Resize

from octavo_tui.render.geometry import clamped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.driver import Driver
    from textual.message import Message

_TICK = 0.1
"""Seconds between two checks whether an escape sequence is over, or the reader."""
_MOST_READ = 4096

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


class Keyboard:
    """Turns the bytes of a terminal into events.

    A byte that is not UTF-8 becomes U+FFFD. A sequence that Textual's parser fails on is dropped.
    """

    def __init__(self, *, debug: bool = False) -> None:
        self._debug = debug
        self._parser = XTermParser(debug)
        self._decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode

    def feed(self, data: bytes) -> Iterator[Message]:
        """The events that ``data`` completes; what it leaves open waits for more."""
        for char in self._decode(data):
            try:
                # One character at a time, so that a bad sequence takes nothing else with it.
                yield from self._parser.feed(char)
            except (ValueError, OverflowError):
                self._parser = XTermParser(self._debug)

    def tick(self) -> Iterator[Message]:
        """The events of a sequence that was left open for too long, such as a plain Escape."""
        yield from self._parser.tick()


def lean(driver: type[Driver]) -> type[Driver]:
    """A driver like ``driver`` that reads any bytes, writes less and shows the same.

    It is for `OctavoApp`: it reads no key before the app is ready for keys, and the app hears
    what ends the input.
    """

    class LeanDriver(driver):  # type: ignore[misc, valid-type]  # which one, the platform decides
        def __init__(
            self,
            app: Any,
            *,
            debug: bool = False,
            mouse: bool = True,
            size: tuple[int, int] | None = None,
        ) -> None:
            super().__init__(app, debug=debug, mouse=mouse, size=size)
            if size is None:
                # The app would ask Rich, which believes any size.
                self._size = self._get_terminal_size()

        def _get_terminal_size(self) -> tuple[int, int]:
            return clamped(*super()._get_terminal_size())

        def process_message(self, message: Message) -> None:
            if isinstance(message, Resize):
                message = Resize.from_dimensions(clamped(*message.size), message.pixel_size)
            super().process_message(message)

        def write(self, data: str) -> None:
            super().write(shortened(data))

        def _run_input_thread(self) -> None:
            try:
                self.run_input_thread()
            except OSError:  # the terminal is gone, and SIGHUP is ignored or not here yet
                leave = partial(self._app.exit, return_code=128 + signal.SIGHUP)
                self._loop.call_soon_threadsafe(leave)
            except Exception as error:  # noqa: BLE001 - the app reports it
                self._loop.call_soon_threadsafe(self._app.fail, error)

        def run_input_thread(self) -> None:
            """Read keys, once the app is ready for them; until then the terminal queues them."""
            while not self._app.ready_for_keys.wait(_TICK):
                if self.exit_event.is_set():
                    return
            keyboard, is_first = Keyboard(debug=self._debug), True
            while not self.exit_event.is_set():
                if select.select([self.fileno], [], [], _TICK)[0]:
                    data = os.read(self.fileno, _MOST_READ)
                    if not data:
                        raise OSError("the terminal is gone")
                    if is_first:
                        # Enter, where it was typed before the terminal was in raw mode.
                        data, is_first = data.replace(b"\n", b"\r"), False
                    for message in keyboard.feed(data):
                        self.process_message(message)
                for message in keyboard.tick():
                    self.process_message(message)

    return LeanDriver
