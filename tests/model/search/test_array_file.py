from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from octavo_model.search import array_file

if TYPE_CHECKING:
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


def _pages_of(path: Path) -> int:
    """Return how many kilobytes of a mapped file are in the memory of this process."""
    lines = Path("/proc/self/smaps").read_text(errors="replace").splitlines()
    places = [place for place, line in enumerate(lines) if line.endswith(str(path))]
    sizes = [next(line for line in lines[place:] if line.startswith("Rss:")) for place in places]
    return sum(int(size.split()[1]) for size in sizes)


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="not Linux")
def test_what_was_read_of_a_file_leaves_memory(tmp_path: Path) -> None:
    path = tmp_path / "numbers"
    FILE.save(path, "", {"small": np.zeros(0, np.uint8), "large": np.arange(100_000)})
    loaded = FILE.load(path, "")
    assert loaded is not None
    assert _pages_of(path) >= 780

    array_file.release_mapped(loaded["large"])

    assert _pages_of(path) == 0
    assert np.array_equal(loaded["large"], np.arange(100_000))


def test_an_array_of_no_file_stays() -> None:
    array = np.arange(9)
    array_file.release_mapped(array)
    assert array.tolist() == list(range(9))


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
