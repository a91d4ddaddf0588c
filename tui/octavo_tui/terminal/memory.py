"""How much freed memory the C library keeps for threads."""

from __future__ import annotations

from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""Names of settings of ``mallopt`` (malloc.h of GNU's C library)."""
_ARENAS = 2
_LARGE, _SPARE = 4 << 20, 8 << 20
"""Bytes from which on a piece is returned to the system when it is freed, and that a heap keeps."""


def share_heaps() -> None:
    """Let all threads share two heaps, that keep little of what was freed.

    GNU's C library gives each thread its own, and keeps there what the thread has freed: after two
    minutes of work with 100,000 papers, four times what is in use. It keeps more the larger the
    pieces are that were freed, up to 32 MB each. Others have no such settings.
    """
    import ctypes  # the first page is painted before this is imported

    with suppress(OSError, TypeError, AttributeError):
        set_limit = ctypes.CDLL(None).mallopt
        set_limit(_ARENA_MAX, _ARENAS)
        set_limit(_MMAP_THRESHOLD, _LARGE)
        set_limit(_TRIM_THRESHOLD, _SPARE)
