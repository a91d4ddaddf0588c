"""A terminal with a program in it: keys go in, and what comes back is timed and counted.

The program runs on a pty of its own, as the leader of a session, started by ``posix_spawn``: a
fork of this process would cost more the more it holds.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import termios
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import TracebackType
    from typing import Self

SIZE = (120, 40)
"""Columns and lines, where nothing else is said."""
PATIENCE = 120.0
"""Seconds after which a program that was to answer, and did not, is given up."""
_IDLE = 0.25
"""Share of the time a program at rest may use: a clock may tick in it."""


@dataclass(frozen=True, slots=True)
class Echo:
    """What a key made a program do.

    Attributes:
        first: Seconds from the key to the first byte.
        last: Seconds from the key to the last byte.
        cpu: Seconds of processor time, over all its threads.
        output: What it wrote.
        began: When the key was sent, by `time.perf_counter`, which all processes share.
    """

    first: float
    last: float
    cpu: float
    output: bytes
    began: float


class TerminalError(RuntimeError):
    """The program did not do what was waited for."""


class Terminal:
    """A program on a pty.

    Args:
        command: The program and its arguments.
        environment: All of its environment but what every program gets.
        size: Columns and lines.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        size: tuple[int, int] = SIZE,
    ) -> None:
        program = _program(command)
        self._master, slave = pty.openpty()
        columns, lines = size
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.output = b""
        self.started = time.perf_counter()
        self.pid = os.posix_spawn(
            program,
            list(command),
            {**plain_environment(), **(environment or {})},
            # The first terminal that the leader of a session opens becomes the session's.
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.ttyname(slave), os.O_RDWR, 0),
                (os.POSIX_SPAWN_DUP2, 0, 1),
                (os.POSIX_SPAWN_DUP2, 0, 2),
            ],
            setsid=True,
        )
        os.close(slave)
        self._running = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def kill(self) -> None:
        """End the program the hard way, if it still runs."""
        if self._running:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self._running = False
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def quit(self, key: str) -> None:
        """Send ``key`` and wait until the program has ended by itself."""
        self.send(key)
        for _ in self._chunks(PATIENCE):
            pass
        os.waitpid(self.pid, 0)
        self._running = False
        self.kill()

    def send(self, keys: str) -> None:
        """Type ``keys``."""
        os.write(self._master, keys.encode())

    def wait_for(
        self,
        wanted: bytes | Callable[[bytes], bool],
        since: int = 0,
        patience: float = PATIENCE,
    ) -> float:
        """Read until the output, from byte ``since`` on, holds what is wanted.

        Returns:
            When it did, by `time.perf_counter`.

        Raises:
            TerminalError: It never did.
        """
        there = wanted if callable(wanted) else lambda output: wanted in output
        seen = self.output[since:]
        now = time.perf_counter()
        limit, chunks = now + patience, self._chunks(patience)
        while not there(seen):
            arrived = next(chunks, None) if now < limit else None
            if arrived is None:
                raise TerminalError(f"no {wanted!r} in {patience:.0f} s; last: {seen[-500:]!r}")
            now, chunk = arrived
            seen += chunk
        return now

    def press(self, key: str, quiet: float = 0.06) -> Echo:
        """Send ``key`` and wait until the program has written its last and rests.

        Args:
            key: What the terminal sends for it.
            quiet: Seconds without output, and nearly without work, that mean rest. They do not
                count.

        Raises:
            TerminalError: Nothing came back.
        """
        return self._answer(lambda: self.send(key), repr(key), quiet)

    def resize(self, columns: int, lines: int, quiet: float = 0.06) -> Echo:
        """Change the size, and wait as for a key.

        Raises:
            TerminalError: Nothing came back.
        """
        size = struct.pack("HHHH", lines, columns, 0, 0)
        change = partial(fcntl.ioctl, self._master, termios.TIOCSWINSZ, size)
        return self._answer(change, f"{columns}×{lines}", quiet)

    def _answer(self, act: Callable[[], object], what: str, quiet: float) -> Echo:
        if self._has_more(0):
            self.settle(quiet)  # what came since nobody was looking belongs to no key
        cpu = self.cpu
        start = len(self.output)
        began = time.perf_counter()
        act()
        arrived = next(self._chunks(PATIENCE), None)
        if arrived is None:
            raise TerminalError(f"nothing came back for {what}")
        first, last = arrived[0], self._until_quiet(arrived[0], quiet)
        return Echo(first - began, last - began, self.cpu - cpu, self.output[start:], began)

    def settle(self, quiet: float = 0.5) -> None:
        """Wait until the program rests."""
        self._until_quiet(time.perf_counter(), quiet)

    @property
    def cpu(self) -> float:
        """Seconds of processor time the program has used, over all its threads."""
        # Linux numbers the clocks of other processes so; Python has no name for it.
        return time.clock_gettime((~self.pid << 3) | 2)

    @property
    def memory(self) -> int:
        """Bytes of the program that are in memory (RSS)."""
        return _memory(self.pid, "VmRSS")

    def _until_quiet(self, last: float, quiet: float) -> float:
        """When the last byte came before the program rested; ``last`` where none came."""
        limit = time.perf_counter() + PATIENCE
        while time.perf_counter() < limit:
            seen, cpu = len(self.output), self.cpu
            for arrived, _ in self._chunks(quiet):
                last = arrived
            if len(self.output) == seen and self.cpu - cpu < quiet * _IDLE:
                return last
        raise TerminalError("the program never rests")

    def _chunks(self, patience: float) -> Iterator[tuple[float, bytes]]:
        """What the program writes and when, until it is silent for ``patience`` seconds."""
        while self._has_more(patience):
            try:
                chunk = os.read(self._master, 1 << 16)
            except OSError:
                return  # on Linux, how a pty says that nobody is at its other end
            now = time.perf_counter()
            if not chunk:
                return
            self.output += chunk
            yield now, chunk

    def _has_more(self, patience: float) -> bool:
        return bool(select.select([self._master], [], [], patience)[0])


def plain_environment() -> dict[str, str]:
    """What every measured program has in its environment."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor"}


def run_timed(command: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """Seconds that ``command`` takes from its start to its end, its output thrown away.

    Raises:
        TerminalError: It failed.
    """
    began = time.perf_counter()
    _, status = os.waitpid(_spawned(command, environment), 0)
    took = time.perf_counter() - began
    if status:
        raise TerminalError(f"{' '.join(command)} failed")
    return took


def run_counted(command: Sequence[str], environment: Mapping[str, str] | None = None) -> float:
    """Seconds of processor that ``command`` takes, with all its threads.

    Raises:
        TerminalError: It failed.
    """
    _, status, used = os.wait4(_spawned(command, environment), 0)
    if status:
        raise TerminalError(f"{' '.join(command)} failed")
    return used.ru_utime + used.ru_stime


def peak_memory(command: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """The most bytes that ``command`` has in memory (RSS) while it runs.

    What the system reports at its end would count this process as well, of which it was born.

    Raises:
        TerminalError: It failed.
    """
    pid, peak = _spawned(command, environment), 0
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            break
        peak = max(peak, _memory(pid, "VmHWM"))
        time.sleep(0.005)
    if status:
        raise TerminalError(f"{' '.join(command)} failed")
    return peak


def _spawned(command: Sequence[str], environment: Mapping[str, str] | None) -> int:
    return os.posix_spawn(
        _program(command),
        list(command),
        {**plain_environment(), **(environment or {})},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDWR, 0),
            (os.POSIX_SPAWN_DUP2, 0, 1),
        ],
    )


def _program(command: Sequence[str]) -> str:
    program = shutil.which(command[0])
    if program is None:
        raise TerminalError(f"{command[0]} is not installed")
    return program


def _memory(pid: int, name: str) -> int:
    """Bytes, by their name in the status of a process; 0 where it has ended."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return 0
