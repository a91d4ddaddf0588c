"""Running a program: what it reads and prints, its limits, and its end."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from octavo_model.core.errors import OctavoError
from octavo_model.sources.local.programs import ProgramResult, run

WAIT = "import threading; threading.Event().wait()"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def is_alive(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):  # gone before, or while it is read
        return False
    # A zombie, whose parent has not looked yet, does nothing any more.
    return state != "Z"


async def test_it_reads_and_prints() -> None:
    result = await run(python("import sys; print(sys.stdin.read()[::-1])"), 100, stdin=b"owl")

    assert result == ProgramResult(b"lwo\n", False, b"", 0)
    assert result.failure == ""


async def test_it_has_our_environment_and_more() -> None:
    code = "import os; print(os.environ['PATH'], os.environ['OCTAVO_KEY'])"
    result = await run(python(code), 9_999, variables={"OCTAVO_KEY": "arxiv:1"})

    assert result.output.decode() == f"{os.environ['PATH']} arxiv:1\n"


async def test_it_need_not_read_what_it_gets() -> None:
    assert (await run(python("print(1)"), 100, stdin=bytes(1 << 22))).output == b"1\n"


async def test_a_failure_has_its_status_and_last_words() -> None:
    code = "import sys; print('half'); sys.exit('one\\n\\x1b[31mno key')"
    result = await run(python(code), 100)

    assert (result.output, result.status) == (b"half\n", 1)
    assert result.failure == "failed with status 1: [31mno key"


async def test_endless_output_is_cut_and_ends_it() -> None:
    result = await run(python("import os\nwhile True: os.write(1, b'x' * 9999)"), 1_000)

    assert (result.output, result.is_cut, result.failure) == (b"x" * 1_000, True, "")


@pytest.mark.parametrize("words", [["/no/such/program"], [sys.executable, "a\0b"], ["/"]])
async def test_what_cannot_be_started_is_reported(words: list[str]) -> None:
    with pytest.raises(OctavoError):
        await run(words, 100)


@pytest.mark.parametrize("rest", [WAIT, ""], ids=["both", "only what it started"])
async def test_to_cancel_it_ends_all_that_it_started(tmp_path: Path, rest: str) -> None:
    ready = tmp_path / "ready"
    os.mkfifo(ready)
    code = (
        "import os, subprocess, sys\n"
        f"child = subprocess.Popen([sys.executable, '-c', {WAIT!r}])\n"
        f"open({str(ready)!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}')\n{rest}"
    )
    task = asyncio.create_task(run(python(code), 100))
    program, child = map(int, (await asyncio.to_thread(ready.read_text)).split())
    while not rest and is_alive(program):
        await asyncio.sleep(0)
    started = [program, child] if rest else [child]
    assert all(map(is_alive, started))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    # The child of a dead program is collected by the system, soon after its end.
    while any(map(is_alive, started)):
        await asyncio.sleep(0)
