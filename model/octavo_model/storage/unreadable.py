"""What cannot be read of the archive: the fault of the system, or of what is kept there."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.storage.failures import of_system

if TYPE_CHECKING:
    from pathlib import Path


class UnreadableError(OctavoError):
    """Something of the archive cannot be read now, whatever it holds: the system does not let us.

    It may be there again tomorrow, so nothing that was made of it may go.
    """


def trouble(path: Path | str, what: str, hint: str, error: Exception) -> OctavoError:
    """What to raise for an ``error`` met with a file of the archive.

    Args:
        path: The file, or what to call it.
        what: What is wrong with it where it is not the system: ``record is damaged``.
        hint: What to do about that.
        error: What was met.
    """
    if isinstance(error, OSError) and error.errno not in (None, errno.ENOENT):
        told = of_system(str(path), error)
        return UnreadableError(told.what, told.why, told.hint)
    return OctavoError(str(path), f"an archived digest's {what}", hint)
