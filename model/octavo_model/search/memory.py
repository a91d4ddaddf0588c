"""Memory that was needed for a while: given back to the system once it is free."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def give_back() -> None:
    """Give the system what has been freed; after a large piece of work, in the thread that did it.

    The C library of GNU keeps it for later, in pieces for each thread: after an index of 100,000
    papers was made, more than all that is in use. Others give it back by themselves.
    """
    _trim()(0)


@cache
def _trim() -> Callable[[int], object]:
    """``malloc_trim`` of the C library, where it has one."""
    try:
        library = ctypes.CDLL(None)
    except (OSError, TypeError):  # where a program is no library, as on Windows
        return lambda _keep: None
    return getattr(library, "malloc_trim", lambda _keep: None)
