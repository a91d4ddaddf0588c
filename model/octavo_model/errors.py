"""The one error a user may meet, in three parts: what failed, why, and what to do."""

from __future__ import annotations


class OctavoError(Exception):
    """Something the user asked for could not be done.

    Attributes:
        what: The thing that failed: a file, a command, the library.
        why: The reason, in a few words.
        hint: What the user can do about it; empty where there is nothing to say.
    """

    def __init__(self, what: str, why: str, hint: str = "") -> None:
        super().__init__(what, why, hint)
        self.what = what
        self.why = why
        self.hint = hint

    def __str__(self) -> str:
        line = f"{self.what}: {self.why}"
        return f"{line} ({self.hint})" if self.hint else line


class NotADigestError(OctavoError):
    """A file holds nothing that any known format can read."""


class UnknownPaperError(OctavoError):
    """A key names no paper of the library, or more than one."""
