from __future__ import annotations

import ctypes
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from octavo_model.search import array_file

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

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


FILE = array_file.ArrayFile("some-numbers", version=1, types={"small": "u1", "large": "<i8"})


def test_of_a_large_file_blocks_are_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(array_file, "_CHECKED", 1 << 12)
    monkeypatch.setattr(array_file, "_BLOCK", 1 << 8)
    arrays: dict[str, NDArray[Any]] = {
        "small": np.arange(99, dtype=np.uint8),
        "large": np.arange(1000),
    }
    path = tmp_path / "numbers"
    FILE.save(path, "stamp", arrays)
    data = path.read_bytes()

    loaded = FILE.load(path, "stamp")
    noticed = 0
    for at in range(0, len(data), 1 << 8):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        noticed += FILE.load(path, "stamp") is None
    path.write_bytes(data[:-8])

    assert loaded is not None
    assert all(np.array_equal(loaded[name], array) for name, array in arrays.items())
    assert noticed == pytest.approx((len(data) >> 8) / (len(data) >> 12), abs=1)
    assert FILE.load(path, "stamp") is None
