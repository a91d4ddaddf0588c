"""An import that is killed in the middle, for tests of what is done about it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from octavo_model import Paths

_IMPORT = """
import sys
from pathlib import Path
from octavo_model import Library, Paths

def stop(done, total):
    if done >= int(sys.argv[2]):
        print(done, flush=True)
        sys.stdin.read()  # until it is killed

paths = Paths(*map(Path, sys.argv[3:]))
with Library.open(paths) as library:
    library.imports.import_path(Path(sys.argv[1]), progress=stop)
"""


def cut_off(paths: Paths, file: Path, after: int) -> None:
    """Import ``file`` into the library at ``paths`` in a process that is killed.

    Args:
        paths: Where the library lies.
        file: The digest.
        after: Papers, or bytes of a large file, that are imported before the kill.
    """
    folders = map(str, (paths.data, paths.config, paths.state))
    command = [sys.executable, "-c", _IMPORT, str(file), str(after), *folders]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        process.send_signal(signal.SIGKILL)


def write_papers(file: Path, count: int, filler: str = "") -> Path:
    """A digest of so many papers, in JSON Lines."""
    line = '{{"title": "Paper {0}", "arxiv_id": "2401.{0:05}", "filler": "{1}"}}\n'
    file.write_text("".join(line.format(number, filler) for number in range(count)))
    return file
