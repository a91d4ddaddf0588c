"""Opening a web address, where there is something to open it with."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import PurePath
from threading import Thread
from typing import TYPE_CHECKING, Any

from octavo_model.core.links import link_to
from octavo_model.text.clean import visible

if TYPE_CHECKING:
    from textual.app import App

_IN_THE_TERMINAL = {"browsh", "elinks", "links", "links2", "lynx", "w3m", "www-browser"}


def can_open() -> bool:
    """Whether a browser with a window of its own can be expected.

    A browser that draws in the terminal would draw over the reader: where there is only such a
    one, as over SSH, the address is better copied.
    """
    chosen = os.environ.get("BROWSER")
    if chosen:
        first = chosen.split(os.pathsep)[0].split()
        return bool(first) and PurePath(first[0]).name not in _IN_THE_TERMINAL
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"))


def open_address(url: str) -> None:
    """Ask the user's browser to open ``url``.

    A process of its own does it, without a shell and without our terminal; this returns at once.
    It looks for Python's modules where Python is, and not in the folder that the reader happens
    to run in.

    Raises:
        ValueError: The address is not one that `link_to` would make a link to: neither http nor
            https, with a user name, or with characters that stand in no address.
        OSError: No process could be started.
    """
    link = link_to(url)
    if link is None:
        raise ValueError(f"not a web address: {visible(url)}")
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 - a list of arguments, of which the last is a web address
        [sys.executable, "-I", "-m", "webbrowser", link.url],
        stdin=nowhere,
        stdout=nowhere,
        stderr=nowhere,
        start_new_session=True,
    )
    # Somebody has to hear that it ended, or it stays as a zombie.
    Thread(target=process.wait, daemon=True).start()


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
