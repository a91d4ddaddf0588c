"""The random id of this home, by which undo tells its own changes from those of other computers.

Host names do not: many computers have the same one. The id is kept in a file of the state folder,
together with the number of that file (its inode) and the id of the computer. If one of them is
another now, the home was copied or restored, and gets a new id. So the file is only ever written
in place, for a file that replaces it has another number.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from octavo_model.core.errors import OctavoError
from octavo_model.storage import files
from octavo_model.storage.files import is_no_file, make_folder
from octavo_model.storage.locks import locked

if TYPE_CHECKING:
    from collections.abc import Callable

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 8
_LONGEST = 1 << 10
_PATIENCE = 5.0


def machine_id() -> str:
    """What tells this computer from others: the id that systemd gives it, else its host name."""
    try:
        found = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        found = ""
    if found:
        return found
    import socket

    return socket.gethostname()


def inode_of(file: IO[bytes]) -> int:
    """The number of an open file, which no copy of it has."""
    return os.fstat(file.fileno()).st_ino


def instance_id(path: Path, machine: str, inode: Callable[[IO[bytes]], int] = inode_of) -> str:
    """The id kept at ``path``; a new one if there is none, or it belongs to another home.

    If it cannot be kept, the id is a new one each time: then undo ends with the process.

    Args:
        path: The file.
        machine: What tells this computer from others, see `machine_id`.
        inode: Tells the number of the open file.
    """
    new = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    try:
        if is_no_file(path):
            return new
        if path.exists():
            with path.open("rb") as file:
                known = _read(file, machine, inode(file))
            if known:
                return known
        make_folder(path.parent)
        with locked(path, patience=_PATIENCE), path.open("r+b") as file:
            number = inode(file)
            known = _read(file, machine, number)  # another process may have been first
            if not known:
                file.seek(0)
                data = {"id": new, "inode": number, "machine": machine}
                file.write(json.dumps(data).encode())
                file.truncate()
    except (OSError, OctavoError):
        return new
    return known or new


def _read(file: IO[bytes], machine: str, inode: int) -> str:
    """The id in ``file`` if it belongs to this home, else an empty text."""
    try:
        data: Any = files.loads(file.read(_LONGEST))
    except ValueError:
        return ""
    if not isinstance(data, dict) or (data.get("inode"), data.get("machine")) != (inode, machine):
        return ""
    found = data.get("id")
    is_ours = isinstance(found, str) and len(found) == _LENGTH and not set(found) - set(_LETTERS)
    return str(found) if is_ours else ""
