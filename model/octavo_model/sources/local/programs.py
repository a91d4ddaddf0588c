"""Run a program of the user, without a shell, and end it with all that it started."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from octavo_model.core.errors import OctavoError
from octavo_model.storage.failures import of_system
from octavo_model.text.clean import clean_line, split_lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BLOCK = 1 << 16
_LONGEST_MESSAGE = 4_096
_SECONDS_TO_END = 0.5


class ProgramResult(NamedTuple):
    """What a program printed, and how it ended.

    Attributes:
        output: What it printed on standard output.
        is_cut: Whether it printed more, and was ended for that.
        message: The last of what it printed on standard error.
        status: Its exit status, or the signal that ended it as a negative number.
    """

    output: bytes
    is_cut: bool
    message: bytes
    status: int

    @property
    def failure(self) -> str:
        """How it failed, with the last line of its message; empty if it did not."""
        if self.is_cut or not self.status:
            return ""
        how = f"failed with status {self.status}"
        if self.status < 0:
            how = f"was ended by signal {-self.status}"
        lines = [line for line in split_lines(self.message.decode("utf-8", "replace")) if line]
        return f"{how}: {clean_line(lines[-1])[:200]}" if lines else how


async def run(
    words: Sequence[str],
    limit: int,
    *,
    stdin: bytes = b"",
    variables: Mapping[str, str] | None = None,
) -> ProgramResult:
    """Run a program in the home folder until it ends or prints more than ``limit`` bytes.

    When this is cancelled, the program is ended, with all that it started.

    Args:
        words: The program and its arguments.
        limit: The most bytes of output.
        stdin: What it reads.
        variables: What it has in its environment, beside what Octavo has.

    Raises:
        OctavoError: It cannot be started.
    """
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *words,
            stdin=pipe if stdin else nothing,
            stdout=pipe,
            stderr=pipe,
            cwd=Path.home(),
            env={**os.environ, **(variables or {})},
            start_new_session=True,
        )
    except OSError as error:
        raise of_system(words[0], error) from error
    except ValueError:
        raise OctavoError(words[0], "cannot be run") from None
    stdout = cast("asyncio.StreamReader", process.stdout)
    stderr = cast("asyncio.StreamReader", process.stderr)
    message = asyncio.ensure_future(_last_bytes(stderr))
    fed = asyncio.ensure_future(_feed(process.stdin, stdin))
    output = bytearray()
    has_ended = False
    try:
        while len(output) <= limit and (block := await stdout.read(_BLOCK)):
            output += block
        is_cut = len(output) > limit
        if is_cut:
            return ProgramResult(bytes(output[:limit]), is_cut, b"", 0)
        result = ProgramResult(bytes(output), is_cut, await message, await process.wait())
        has_ended = True
        return result
    finally:
        message.cancel()
        fed.cancel()
        await asyncio.wait([message, fed])
        if not has_ended:
            # With everything that it started, which may go on although the program has ended.
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            # Some versions of Python wait for the pipes too, which an escaped child may hold.
            with suppress(TimeoutError):
                async with asyncio.timeout(_SECONDS_TO_END):
                    await asyncio.gather(_last_bytes(stdout), _last_bytes(stderr), process.wait())


async def _feed(stdin: asyncio.StreamWriter | None, data: bytes) -> None:
    """Write ``data``; a program need not read it."""
    if stdin is not None:
        with suppress(ConnectionError):
            stdin.write(data)
            await stdin.drain()
        stdin.close()


async def _last_bytes(stream: asyncio.StreamReader) -> bytes:
    last = b""
    while block := await stream.read(_BLOCK):
        last = (last + block)[-_LONGEST_MESSAGE:]
    return last
