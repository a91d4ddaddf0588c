"""A driver for Textual that accepts any input and writes less.

Textual resets all colours after every text and sets all of them before the next: 40 % of the bytes
of a cursor move and half of those of a page, which is felt over SSH. It also stops at a byte that
is not UTF-8, and at a key sequence with numbers out of range.
"""

from __future__ import annotations

import codecs
import os
import re
import select
import signal
from collections import deque
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from textual._xterm_parser import XTermParser
from textual.events import Resize

from octavo_tui.render.geometry import clamped
from octavo_tui.terminal.background import QUESTION, Answers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.driver import Driver
    from textual.message import Message

_TICK = 0.1
"""Seconds between two checks for the end of an escape sequence, or of the reader."""

_COLOURS = re.compile(r"\x1b\[([0-9;]*)m")
_MOVE = r"\x1b\[[0-9]+;[0-9]+H"
_UNSEEN = re.compile(rf"(?:\n|{_MOVE})*")
"""Text in which no colour is visible: moves of the cursor, if nothing scrolls."""
_BLANK = re.compile(rf"(?: |\n|{_MOVE})*")
"""Text in which only the background is visible."""
_REDUNDANT_MOVES = re.compile(rf"(?:\n|{_MOVE})+(?={_MOVE})")
_ENDED_BY = {
    "1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "6": "25", "7": "27", "8": "28",
    "9": "29", "21": "24", "51": "54", "52": "54", "53": "55",
}  # fmt: skip
_ON_BLANKS = frozenset(("4", "7", "9", "21", "51", "52", "53"))
"""The effects that are visible on blanks: lines, and reversed colours."""


_CANCEL = "\x1b[I"
"""What ends an open sequence of Textual's parser; its events are dropped."""


class _Look(NamedTuple):
    """The style of a terminal: parameters of ECMA-48's SGR, empty for the default."""

    ink: str = ""
    paper: str = ""
    effects: frozenset[str] = frozenset()


_PLAIN = _Look()


def shortened(text: str) -> str:
    r"""Return ``text`` with as few colours and cursor moves as show the same.

    It assumes nothing about the terminal before, and leaves it as ``text`` would.

    >>> shortened("\x1b[0;1mone\x1b[0m\x1b[2;1H\x1b[0m\x1b[31mtwo\x1b[0m\x1b[31mthree\x1b[0m")
    '\x1b[0;1mone\x1b[2;1H\x1b[0;31mtwothree\x1b[0m'
    """
    first, *rest = _COLOURS.split(text)
    out = [first]
    shown: _Look | None = None  # the style of the terminal; None if unknown
    meant: _Look | None = None  # the style that it should have
    for colours, piece in zip(rest[::2], rest[1::2], strict=True):
        then = _after(meant, colours)
        if then is None:
            # It adds to an unknown style, or is unknown.
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
    return _REDUNDANT_MOVES.sub("", "".join(out))


def _are_alike_blank(one: _Look | None, other: _Look | None) -> bool:
    if one is None or other is None or one.paper != other.paper:
        return False
    return _ON_BLANKS.isdisjoint(one.effects | other.effects)


@lru_cache(maxsize=1024)
def _after(look: _Look | None, colours: str) -> _Look | None:
    """Return ``look`` after the parameters ``colours``; None if unknown."""
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
    """Return the sequence from ``old`` to ``new``, with a reset if that is shorter."""
    if new is None or new == old:
        return ""
    effects = sorted(new.effects)
    reset = ["0", *effects, *filter(None, (new.ink, new.paper))]
    codes = reset
    if old is not None:
        ended = sorted({_ENDED_BY[one] for one in old.effects - new.effects})
        # What ends one effect may end another, which is then set again.
        started = [one for one in effects if one not in old.effects or _ENDED_BY[one] in ended]
        step = [*ended, *started]
        step += [new.ink or "39"] if new.ink != old.ink else []
        step += [new.paper or "49"] if new.paper != old.paper else []
        codes = min(step, reset, key=lambda codes: len(";".join(codes)))
    return f"\x1b[{';'.join(codes)}m"


class Keyboard:
    """Turns the bytes of a terminal into events.

    A byte that is not UTF-8 becomes U+FFFD. A sequence that Textual's parser fails on is dropped.
    Answers of the terminal are no keys.
    """

    def __init__(self) -> None:
        self._parser = XTermParser()
        self._answers = Answers()
        self._decode = codecs.getincrementaldecoder("utf-8")(errors="replace").decode

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield the events that ``data`` completes."""
        for char in self._decode(data):
            if self._answers.take(char):
                if self._answers.is_first:
                    deque(self._parser.feed(_CANCEL), maxlen=0)
                yield from self._answers.finished()
                continue
            try:
                # One character at a time, so that a bad sequence loses nothing else.
                yield from self._parser.feed(char)
            except (ValueError, OverflowError):
                self._parser = XTermParser()

    def tick(self) -> Iterator[Message]:
        """Yield the events of a sequence that is open for too long, e.g. of a plain Escape."""
        self._answers.tick()
        yield from self._parser.tick()


def short_output(driver: type[Driver]) -> type[Driver]:
    """Return a driver like ``driver`` that accepts any bytes, and writes less for the same screen.

    It is for `OctavoApp`: it reads no key before the app is ready, and reports the end of input.
    """

    class ShortOutputDriver(driver):  # type: ignore[misc, valid-type]  # it depends on the platform
        def __init__(
            self, app: Any, *, size: tuple[int, int] | None = None, **options: bool
        ) -> None:
            super().__init__(app, size=size, **options)
            if size is None:
                # The app would ask Rich, which accepts any size.
                self._size = self._get_terminal_size()
            if hasattr(self, "_sigtstp_application"):  # it has a terminal
                # These handlers of Textual write to it. Python would call them anywhere, also where
                # a text is being written, which they would wait for; the loop does between events.
                self._loop.add_signal_handler(signal.SIGTSTP, self._sigtstp_application)
                self._loop.add_signal_handler(signal.SIGCONT, self._sigcont_application)

        def _get_terminal_size(self) -> tuple[int, int]:
            return clamped(*super()._get_terminal_size())

        def process_message(self, message: Message) -> None:
            if isinstance(message, Resize):
                message = Resize.from_dimensions(clamped(*message.size), message.pixel_size)
            super().process_message(message)

        def write(self, data: str) -> None:
            super().write(shortened(data))

        def ask_background(self) -> None:
            """Ask the terminal for its background; the app may get a `BackgroundReported`."""
            self.write(QUESTION)

        def _run_input_thread(self) -> None:
            try:
                self.run_input_thread()
            except OSError:  # the terminal is gone; SIGHUP is ignored or late
                leave = partial(self._app.exit, return_code=128 + signal.SIGHUP)
                self._loop.call_soon_threadsafe(leave)
            except Exception as error:  # noqa: BLE001 - the app reports it
                self._loop.call_soon_threadsafe(self._app.fail, error)

        def run_input_thread(self) -> None:
            """Read keys once the app is ready; until then the terminal queues them."""
            while not self._app.ready_for_keys.wait(_TICK):
                if self.exit_event.is_set():
                    return
            keyboard, is_first = Keyboard(), True
            while not self.exit_event.is_set():
                if select.select([self.fileno], [], [], _TICK)[0]:
                    data = os.read(self.fileno, 4096)
                    if not data:
                        raise OSError("the terminal is gone")
                    if is_first:
                        # Enter that was typed before the terminal was in raw mode.
                        data, is_first = data.replace(b"\n", b"\r"), False
                    for message in keyboard.feed(data):
                        self.process_message(message)
                for message in keyboard.tick():
                    self.process_message(message)

    return ShortOutputDriver
