"""The desktop: its browser and its clipboard."""

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
    from collections.abc import Sequence
    from pathlib import Path

    from textual.app import App

_TEXT_BROWSERS = {"browsh", "elinks", "links", "links2", "lynx", "w3m", "www-browser"}


def can_open() -> bool:
    """Return whether there should be a browser with a window.

    A browser in the terminal would draw over the reader: with no other one, e.g. over SSH, the
    address is copied instead.
    """
    chosen = os.environ.get("BROWSER")
    if chosen:
        first = chosen.split(os.pathsep)[0].split()
        return bool(first) and PurePath(first[0]).name not in _TEXT_BROWSERS
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"))


def open_address(url: str) -> None:
    """Ask the user's browser to open ``url``; a ValueError if that is not a web address.

    This returns at once: another process does it, without a shell, without our terminal, and
    without modules from the current folder.
    """
    link = link_to(url)
    if link is None:
        raise ValueError(f"not a web address: {visible(url)}")
    _start([sys.executable, "-I", "-m", "webbrowser", link.url])


def open_file(path: Path) -> None:
    """Ask the desktop to open a file; an OSError if there is nothing to ask."""
    _start(["open" if sys.platform == "darwin" else "xdg-open", str(path.absolute())])


def _start(words: Sequence[str]) -> None:
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 - arguments without a shell: an address or a path
        words,
        stdin=nowhere,
        stdout=nowhere,
        stderr=nowhere,
        start_new_session=True,
    )
    # Without a wait for its end it stays as a zombie.
    Thread(target=process.wait, daemon=True).start()


async def copy(app: App[Any], text: str) -> str:
    """Copy ``text`` and return where it went, as far as that is known.

    A terminal does not answer OSC 52. tmux by default ignores it from programs inside, but
    accepts text by ``load-buffer -w``, which also copies it to the terminal outside and reports
    failure.
    """
    if bool(os.environ.get("TMUX")) and await asyncio.to_thread(_to_tmux, text):
        return "copied to tmux"
    app.copy_to_clipboard(text)
    return "sent to the terminal's clipboard"


def _to_tmux(text: str) -> bool:
    try:
        subprocess.run(
            ["tmux", "load-buffer", "-w", "-"],  # noqa: S607 - the one that the user runs
            input=text.encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=2.0,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True
