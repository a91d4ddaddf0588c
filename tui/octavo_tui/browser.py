"""Opening a web address, where there is something to open it with."""

from __future__ import annotations

import os
import sys
import webbrowser
from urllib.parse import urlsplit


def can_open() -> bool:
    """Whether a browser with a window of its own can be expected.

    On Linux without a display, `webbrowser` would start a text browser inside this terminal
    and wreck the screen; there the address is better copied.
    """
    if os.environ.get("BROWSER") or not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"))


def open_address(url: str) -> bool:
    """Open ``url`` in the user's browser and tell whether one took it. No shell is involved.

    Raises:
        ValueError: The address is neither http nor https.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ValueError(f"not a web address: {url}")
    return webbrowser.open(url)
