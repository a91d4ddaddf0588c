"""Threads share the heaps of the C library, which keep little."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

_THREADS = """
import ctypes, threading
from octavo_tui.terminal.memory import share_heaps
share_heaps()
together = threading.Barrier(8)
def work():
    together.wait()
    kept = [bytes(2_000) for _ in range(500)]
    together.wait()
threads = [threading.Thread(target=work) for _ in range(8)]
for one in threads: one.start()
for one in threads: one.join()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
libc.malloc_info(0, ctypes.c_void_p(libc.fdopen(1, b"w")))
libc.fflush(None)
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="not GNU's C library")
def test_eight_threads_have_at_most_two_heaps() -> None:
    shown = subprocess.run([sys.executable, "-c", _THREADS], capture_output=True, check=True)
    assert 1 <= shown.stdout.count(b"<heap nr=") <= 2


_PIECES = """
from pathlib import Path
from octavo_tui.terminal.memory import share_heaps
def held():
    return int(Path("/proc/self/statm").read_text().split()[1])
share_heaps()
piece = b"x" * (30 << 20)  # once it is freed, the C library by itself keeps all that is smaller
del piece
pieces, between = [], []
for number in range(1, 9):
    pieces.append(b"x" * ((5 << 20) + number))
    between.append(b"x" * 2_000)
before = held()
del pieces
print(before, held())
"""


@pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "malloc_info") or not Path("/proc/self/statm").exists(),
    reason="not GNU's C library on Linux",
)
def test_large_pieces_are_returned_to_the_system() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", _PIECES], capture_output=True, text=True, check=True
    ).stdout

    before, after = map(int, shown.split())
    assert after < before / 2
