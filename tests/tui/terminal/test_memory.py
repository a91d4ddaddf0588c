"""Threads share the heaps of the C library."""

from __future__ import annotations

import ctypes
import subprocess
import sys

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
