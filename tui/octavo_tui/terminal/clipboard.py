"""Copying, over SSH and inside tmux as well."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

_TMUX_PATIENCE = 2.0
"""Seconds to wait for tmux."""


async def copy(app: App[Any], text: str) -> str:
    """Copy ``text`` and say where it went, claiming no more than is known.

    A terminal takes OSC 52 without an answer, so nobody knows whether it obeyed. tmux ignores
    OSC 52 from the programs inside it by default, but takes text through ``load-buffer -w``,
    which also hands it to the terminal outside, and tells whether that went well.
    """
    if os.environ.get("TMUX") and await _to_tmux(text):
        return "copied to tmux"
    app.copy_to_clipboard(text)
    return "sent to the terminal's clipboard"


async def _to_tmux(text: str) -> bool:
    try:
        process = await asyncio.create_subprocess_exec(
            "tmux", "load-buffer", "-w", "-",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
    except OSError:
        return False
    try:
        await asyncio.wait_for(process.communicate(text.encode()), _TMUX_PATIENCE)
    except TimeoutError:
        process.kill()
        return False
    return process.returncode == 0
