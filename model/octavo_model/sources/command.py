"""A program whose output is a digest. No shell is between it and us."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from octavo_model.sources.events import FetchError
from octavo_model.sources.spec import argv
from octavo_model.storage.failures import of_system
from octavo_model.text.clean import clean_line, split_lines

if TYPE_CHECKING:
    from octavo_model.sources.job import Visit

LARGEST = 64 << 20
"""Bytes of output that are read."""
PATIENCE = 300.0
"""Seconds that a program may take."""
_BLOCK = 1 << 16
_TAIL = 4_096
_TICK = 0.05


def fetch(visit: Visit) -> None:
    """Run the program and bring what it prints; nothing at all is no fault.

    Raises:
        OctavoError: It cannot be run, fails, takes too long, prints too much or no digest.
        StoppedError: It is not wanted any more.
    """
    name, words = visit.spec.name, argv(visit.spec)
    try:
        process = subprocess.Popen(  # noqa: S603 - the user wrote it; there is no shell
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=Path.home(),
            start_new_session=True,
        )
    except OSError as error:
        raise of_system(words[0], error) from error
    except ValueError:
        raise FetchError(words[0], "cannot be run as it stands") from None
    try:
        output, complaint = _read(visit, process, words[0])
    finally:
        _end(process)
    if process.returncode:
        raise FetchError(words[0], _explained(process.returncode, complaint))
    if output.strip():
        visit.take(output, name=f"{name}.out", path=visit.spec.target)


def _read(visit: Visit, process: subprocess.Popen[bytes], program: str) -> tuple[bytes, bytes]:
    """What it prints, and the end of what it complains of, once it has come to its end."""
    output, complaint = bytearray(), bytearray()
    end = visit.timing.monotonic() + PATIENCE
    with selectors.DefaultSelector() as streams:
        for stream, kept in ((process.stdout, output), (process.stderr, complaint)):
            if stream is not None:
                streams.register(stream, selectors.EVENT_READ, kept)
        while streams.get_map() or process.poll() is None:
            visit.check()
            if visit.timing.monotonic() > end:
                raise FetchError(program, f"takes longer than {PATIENCE:g} seconds")
            if not streams.get_map():
                with suppress(subprocess.TimeoutExpired):
                    process.wait(_TICK)
                continue
            for key, _ in streams.select(_TICK):
                block = os.read(key.fd, _BLOCK)
                if not block:
                    streams.unregister(key.fileobj)
                key.data.extend(block)
            if len(output) > LARGEST:
                raise FetchError(program, f"prints more than {LARGEST >> 20} MB")
            del complaint[:-_TAIL]
    return bytes(output), bytes(complaint)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what still runs of it, and what that has started; wait for it."""
    if process.poll() is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            _close(stream)


def _close(stream: IO[bytes]) -> None:
    with suppress(OSError):
        stream.close()


def _explained(status: int, complaint: bytes) -> str:
    """Why a program failed: its last words, or else its status."""
    said = [line for line in split_lines(complaint.decode("utf-8", "replace")) if line]
    how = f"was ended by signal {-status}" if status < 0 else f"failed with status {status}"
    return f"{how}: {clean_line(said[-1])[:200]}" if said else how
