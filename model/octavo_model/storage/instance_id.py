"""The random id of this home, by which undo finds its own changes among those of other computers.

Many computers have the same host name. The id is in a file of the state folder, together with the
inode of that file and the id of the computer. If one of them has changed, the home was copied or
restored, and gets a new id. So the file is always written in place: a new file has a new inode.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import IO, Any

from octavo_model.core.errors import OctavoError
from octavo_model.storage import files
from octavo_model.storage.files import is_blocked, make_folder
from octavo_model.storage.locks import locked

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 8
_LONGEST = 1 << 10
_TIMEOUT = 5.0


def machine_id() -> str:
    """Return the id that systemd gives this computer, else its host name."""
    try:
        found = Path("/etc/machine-id").read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        found = ""
    if found:
        return found
    import socket

    return socket.gethostname()


def instance_id(path: Path, machine: str) -> str:
    """Return the id at ``path``; a new one if it is missing or belongs to another home.

    If it cannot be written, the id is a new one each time, and undo ends with the process.
    ``machine`` is the id of this computer, see `machine_id`.
    """
    new = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    try:
        if is_blocked(path):
            return new
        if path.exists():
            with path.open("rb") as file:
                known = _read(file, machine)
            if known:
                return known
        make_folder(path.parent)
        with locked(path, timeout=_TIMEOUT), path.open("r+b") as file:
            known = _read(file, machine)  # another process may have been first
            if not known:
                file.seek(0)
                data = {"id": new, "inode": _inode(file), "machine": machine}
                file.write(json.dumps(data).encode())
                file.truncate()
    except (OSError, OctavoError):
        return new
    return known or new


def _inode(file: IO[bytes]) -> int:
    return os.fstat(file.fileno()).st_ino


def _read(file: IO[bytes], machine: str) -> str:
    """Return the id in ``file`` if it belongs to this home, else an empty text."""
    try:
        data: Any = files.loads(file.read(_LONGEST))
    except ValueError:
        return ""
    here = (_inode(file), machine)
    if not isinstance(data, dict) or (data.get("inode"), data.get("machine")) != here:
        return ""
    found = data.get("id")
    is_ours = isinstance(found, str) and len(found) == _LENGTH and not set(found) - set(_LETTERS)
    return str(found) if is_ours else ""
