"""A real terminal for tests: Octavo on a pty, and what a terminal emulator shows of it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
import time
from typing import TYPE_CHECKING, Any

import pyte

from octavo_model import Paths

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from pyte.screens import Char

PATIENCE = 30.0
"""Seconds after which what was waited for is given up."""
MOST_SHOWN = 200
"""Columns and lines of what the emulator shows, at most: it is slow on more."""
_ESCAPE = re.compile(r"\x1b(?:\[[0-9;?<>=]*[a-zA-Z]|\][^\x07\x1b]*\x07)")
START = """
import os, select, sys
alive, reached, gate = map(int, sys.argv[1:4])
wanted, sys.argv = sys.argv[4], ["octavo", *sys.argv[5:]]
# The first terminal that the leader of a session opens becomes the session's.
os.close(os.open(os.ttyname(1), os.O_RDWR))

class Gate:
    def find_spec(self, name, path=None, target=None):
        if name == wanted:
            sys.meta_path.remove(self)
            os.write(reached, b".")
            # Not simply read: a signal that comes just before it would wait for its end.
            while not select.select([gate], [], [], 0.05)[0]:
                pass

sys.meta_path.insert(0, Gate())
from octavo_tui.__main__ import main
sys.exit(main())
"""


class _Screen(pyte.Screen):
    """One that knows of the alternate screen, as far as that is empty when it is entered."""

    _ALTERNATE = 1049
    _is_alternate = False

    def set_mode(self, *modes: int, **rest: Any) -> None:
        if self._ALTERNATE in modes and not self._is_alternate:
            self._is_alternate = True
            self.erase_in_display(2)
        super().set_mode(*modes, **rest)

    def reset_mode(self, *modes: int, **rest: Any) -> None:
        if self._ALTERNATE in modes:
            self._is_alternate = False
        super().reset_mode(*modes, **rest)


class Terminal:
    """``octavo`` with some arguments on a terminal of its own.

    Args:
        environment: What the program is to find besides what this process has.
        arguments: Those of ``octavo``.
        size: Columns and lines.
        gate: The module whose import is to wait until `let_go`.
        stdin: What the program reads in the place of the terminal.
        stderr: Where it prints errors, in the place of the terminal.
        folder: Where it is started.
        start: The program, which takes three descriptors, the gate and the arguments.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        *arguments: str,
        size: tuple[int, int] = (80, 24),
        gate: str = "",
        stdin: int | None = None,
        stderr: int | None = None,
        folder: Path | None = None,
        start: str = START,
    ) -> None:
        self._master, self._slave = pty.openpty()
        columns, lines = size
        set_size(self._slave, columns, lines)
        self.modes_before = self.modes
        self.output = b""
        self._gone = False
        self._screen = _Screen(min(columns, MOST_SHOWN), min(lines, MOST_SHOWN))
        self._stream = pyte.ByteStream(self._screen)
        # The one end of each pipe is the program's: it is signalled, or signals, through theirs.
        self._ended, alive = os.pipe()
        self._reached, reached = os.pipe()
        gate_read, self._gate = os.pipe()
        theirs = (alive, reached, gate_read)
        self._process = subprocess.Popen(
            [sys.executable, "-c", start, *map(str, theirs), gate, *arguments],
            stdin=self._slave if stdin is None else stdin,
            stdout=self._slave,
            stderr=self._slave if stderr is None else stderr,
            env={**_plain_environment(), **environment},
            cwd=folder,
            start_new_session=True,
            pass_fds=theirs,
        )
        for descriptor in theirs:
            os.close(descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.kill()
        self._process.wait()
        for one in (self._master, self._slave, self._ended, self._reached, self._gate):
            os.close(one)

    @property
    def descriptor(self) -> int:
        """Our end of it."""
        return self._master

    def vanish(self) -> None:
        """Go away, as a terminal does whose window is closed or whose line is cut."""
        nowhere = os.open(os.devnull, os.O_RDWR)
        for one in (self._slave, self._master):
            os.dup2(nowhere, one)
        os.close(nowhere)
        self._gone = True

    def scribble(self, text: str) -> None:
        """Write on it as another program would."""
        os.write(self._slave, text.encode())

    @property
    def modes(self) -> list[object]:
        """The modes of the terminal, e.g. whether it echoes."""
        return list(termios.tcgetattr(self._slave))

    @property
    def echoes(self) -> bool:
        return bool(termios.tcgetattr(self._slave)[3] & termios.ECHO)

    @property
    def lines(self) -> list[str]:
        """What is on the screen."""
        # Not pyte's `display`: it fails on half of a wide character, in the middle of a frame.
        screen = self._screen
        rows = (screen.buffer[y] for y in range(screen.lines))
        return ["".join(row[x].data for x in range(screen.columns)) for row in rows]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def region(self, x: int, y: int, width: int, height: int) -> list[list[tuple[object, ...]]]:
        """What is visible of a part of the screen: characters and their colours."""
        return [
            [_seen(self._screen.buffer[line][column]) for column in range(x, x + width)]
            for line in range(y, y + height)
        ]

    def type(self, keys: str | bytes) -> None:
        os.write(self._master, keys.encode() if isinstance(keys, str) else keys)

    def resize(self, columns: int, lines: int) -> None:
        """Report another size; what the emulator shows keeps its own."""
        set_size(self._slave, columns, lines)

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    def wait_for(self, wanted: str | Callable[[], bool]) -> None:
        """Read on until the screen shows ``wanted``, or that is so."""
        there = wanted if callable(wanted) else lambda: wanted in self.text
        end = time.monotonic() + PATIENCE
        while not there():
            if not self._read(end - time.monotonic(), self._ended):
                raise AssertionError(f"never came: {wanted!r}; on screen:\n{self.text}")

    def wait_for_report(self) -> str:
        """Read on until the program reports something by the pipe of the gate, or has ended.

        Returns:
            One line, without its end; empty where it has ended.
        """
        line, end = b"", time.monotonic() + PATIENCE
        while not line.endswith(b"\n"):
            while self._read(end - time.monotonic(), self._reached, self._ended):
                pass
            ready = select.select([self._reached, self._ended], [], [], 0)[0]
            assert ready, f"no report; on screen:\n{self.text}"
            if self._reached not in ready:
                break
            char = os.read(self._reached, 1)
            if not char:
                break
            line += char
        return line.decode().rstrip("\n")

    def read_for(self, seconds: float) -> None:
        """Read for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self._read(end - time.monotonic(), self._ended)

    def wait_for_stop(self) -> None:
        """Wait until the program has stopped, as ctrl+z makes it."""
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED | os.WNOWAIT)

    def wait_for_gate(self) -> None:
        """Read on until the program is at the gate; all it wrote until then is on screen."""
        end = time.monotonic() + PATIENCE
        while self._read(end - time.monotonic(), self._reached, self._ended):
            pass
        assert select.select([self._reached], [], [], 0)[0], f"never at the gate:\n{self.text}"
        self._read_rest()

    def let_go(self) -> None:
        """Open the gate."""
        os.write(self._gate, b".")

    def wait_for_end(self) -> int:
        """Read on until the program has ended.

        Returns:
            Its exit status; negative where a signal ended it.
        """
        end = time.monotonic() + PATIENCE
        while self._read(end - time.monotonic(), self._ended):
            pass
        self._read_rest()
        return self._process.wait(PATIENCE)

    @property
    def is_clean(self) -> bool:
        """Whether the terminal is as it was found: modes, screen, cursor."""
        return (
            self.modes == self.modes_before
            and self.output.rfind(b"\x1b[?1049l") >= self.output.rfind(b"\x1b[?1049h")
            and self.output.rfind(b"\x1b[?25h") >= self.output.rfind(b"\x1b[?25l")
        )

    @property
    def after(self) -> list[str]:
        """The lines that were written after the screen was left."""
        rest = self.output.rpartition(b"\x1b[?1049l")[2].decode()
        return [line for line in _ESCAPE.sub("", rest).splitlines() if line]

    def _read_rest(self) -> None:
        while self._read(0):
            pass

    def _read(self, patience: float, *others: int) -> bool:
        """Read some output; False without any, or if one of ``others`` came first."""
        if self._gone:
            return patience > 0 and not select.select(others, [], [], patience)[0]
        ready = select.select([self._master, *others], [], [], max(0.0, patience))[0]
        if self._master not in ready:
            return False
        chunk = os.read(self._master, 1 << 16)
        self.output += chunk
        self._stream.feed(chunk)
        return True


def set_size(descriptor: int, columns: int, lines: int) -> None:
    """Set the size of a terminal."""
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def _plain_environment() -> dict[str, str]:
    """That of this process, as far as it does not say how to paint."""
    ours = ("COLUMNS", "LINES", "NO_COLOR", "TMUX")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ours and not name.startswith("TEXTUAL")
    }
    return {**kept, "TERM": "xterm-256color", "COLORTERM": "truecolor"}


def _seen(cell: Char) -> tuple[object, ...]:
    blank = cell.data == " " and not (cell.underscore or cell.reverse or cell.strikethrough)
    return (cell.data, cell.bg) if blank else tuple(cell)


_FOLDERS = ("data", "config", "state", "cache")


def paths_in(home: Path) -> Paths:
    """Where `environment_in` makes ``octavo`` keep its things."""
    return Paths(*(home / name / "octavo" for name in _FOLDERS))


def environment_in(home: Path, *, asked: bool = True) -> dict[str, str]:
    """The environment of somebody who has all things in ``home``.

    Who was ``asked`` has settled on sources, on none: the first start does not offer any.
    """
    if asked:
        sources = home / "config" / "octavo" / "sources.toml"
        sources.parent.mkdir(parents=True, exist_ok=True)
        sources.touch()
    return {f"XDG_{name.upper()}_HOME": str(home / name) for name in _FOLDERS}
