"""Kept full texts after kills: no file is half written, and drafts are removed.

OCTAVO_KILLS is how many processes are killed.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.reliability.conftest import Show, number

from octavo_model import Paths
from octavo_model.core.dates import utc_now
from octavo_model.fulltext.encoding import decode
from octavo_model.fulltext.store import TextStore

KILLS = number("OCTAVO_KILLS", 6)
_WRITES = """
import os, random, sys
from pathlib import Path
from octavo_model import Paths
from octavo_model.core.dates import utc_now
from octavo_model.fulltext.document import Block, BlockKind, Document, Run, RunKind
from octavo_model.fulltext.store import TextStore

paths, rng, dies_at = Paths.under(sys.argv[1]), random.Random(int(sys.argv[2])), int(sys.argv[3])
store, left = TextStore(paths.full_texts, paths.data / "locks", utc_now), dies_at

def count(event, arguments):
    global left
    if event == "fcntl.flock" or (event in ("open", "os.rename", "os.utime", "os.remove")
                                  and str(arguments[0]).startswith(sys.argv[1])):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)

sys.addaudithook(count)
while True:
    name = str(rng.randrange(5))
    words = "".join(rng.choices("foam tide ", k=20_000))
    block = Block(BlockKind.PARAGRAPH, (Run(RunKind.TEXT, words),))
    store.put(name, Document(name, blocks=(block,) * 3))
    os.write(1, f"{name}\\n".encode())
    if rng.random() < 0.2:
        store.evict(30_000, {"0"})
"""


@pytest.mark.slow
def test_a_kill_at_any_operation_leaves_no_half_text(tmp_path: Path, show: Show) -> None:
    rng, paths = random.Random(26), Paths.under(tmp_path)
    store, written = TextStore(paths.full_texts, paths.data / "locks", utc_now), 0
    for kill in range(KILLS):
        dies_at = rng.randint(1, 60)
        done = subprocess.run(
            [sys.executable, "-c", _WRITES, str(tmp_path), str(kill), str(dies_at)],
            capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == -signal.SIGKILL, done.stderr
        written += len(done.stdout.split())
        for path in paths.full_texts.glob("*.json.gz"):
            assert f"{decode(path.read_bytes()).title}.json.gz" == path.name
    # The next process works on, and nothing of the dead ones is left.
    store.put("9", decode(next(paths.full_texts.glob("*.json.gz")).read_bytes()))
    store.evict(1 << 30, ())
    assert not list(paths.full_texts.glob(".*"))
    assert store.get("9") is not None
    show(f"{KILLS} kills, {written} texts written before them")
