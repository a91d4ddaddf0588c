from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

HOLEY = """
from pathlib import Path
from octavo_model.search.array_file import release_memory

def held():
    return int(Path("/proc/self/statm").read_text().split()[1])

pieces = [bytes(4_000) for _ in range(20_000)]
last = bytes(4_000)
del pieces
before = held()
release_memory()
print(before, held())
"""


@pytest.mark.skipif(
    not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="a C library that trims by itself"
)
def test_free_memory_is_returned() -> None:
    shown = subprocess.run(
        [sys.executable, "-c", HOLEY], capture_output=True, text=True, check=True
    ).stdout

    before, after = map(int, shown.split())
    assert after < before / 2
